// link.js: settings as the text of a link, and what of a text is legal.

// Tables of numbers are written "1,0,-1;2,0,-2", lists "1,0,-1", everything else as it is.
export function encodeState(value) {
  if (typeof value?.[0] === "number") return value.join(",");
  if (Array.isArray(value)) return value.map((row) => row.join(",")).join(";");
  return String(value);
}

// The text as a value of the same kind as `like`; undefined if it is none. No text: an empty list.
export function decodeState(text, like) {
  if (typeof like === "boolean") return { true: true, false: false }[text];
  if (typeof like === "number") {
    return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
  }
  if (typeof like === "string") return text;
  if (Array.isArray(like) && text === "") return [];
  if (typeof like?.[0] === "number") return decodeState(text)?.flat();
  const table = text.split(";").map((row) => row.split(",").map((cell) => Number(cell || NaN)));
  return table.flat().every(Number.isFinite) ? table : undefined;
}

const MOST = 1_000_000; // of a place that nothing else limits before its picture has come

// The value, made legal for a setting as Python described it: links and old notebooks may hold
// anything. Text and tables of another kind are left to their widget.
export function legal(value, setting) {
  const { default: usual, values, min = -Infinity, whole, each } = setting;
  const { max = whole ? MOST : Infinity } = setting;
  if (values) return values.includes(value) ? value : usual;
  if (typeof usual === "boolean") return typeof value === "boolean" ? value : usual;
  if (typeof usual === "number") {
    const number = whole ? Math.round(value) : value;
    return Number.isFinite(value) ? Math.min(Math.max(number, min), max) : usual;
  }
  if (!each) return value;
  const list = [value].flat(2); // a link's list is a table of one row
  const isItem = (x) => (each.whole ? legal(x, each) === x : Number.isFinite(x));
  const fits = list.every(isItem) && list.length === (setting.length ?? list.length);
  return fits ? list.map((item) => legal(item, each)) : usual;
}
