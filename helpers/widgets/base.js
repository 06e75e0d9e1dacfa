// base.js: what all files of the widgets are made with: elements, numbers, colors.

// An element: make("button", { class: "lw-button", onclick: go }, "Go").
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  // JupyterLab would take arrow keys and letters for shortcuts ("x" cuts the cell): it lets an
  // element keep its keys only if this mark is on the very element that has the focus.
  if (["button", "input", "select"].includes(tag) || "tabindex" in attributes) {
    element.dataset.lmSuppressShortcuts = "true";
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children);
  return element;
}

// The usual ones: box("row", ...) is a div of the class lw-row, words("lesson") a paragraph.
export const box = (name, ...content) => make("div", { class: `lw-${name}` }, ...content);
export const words = (name, ...content) => make("p", { class: `lw-${name}` }, ...content);

export function button(text, onclick, attributes = {}) {
  return make("button", { type: "button", class: "lw-button", onclick, ...attributes }, text);
}

// Ids must differ between the widgets of a page.
let madeIds = 0;
export const freshId = () => `lw-${Math.random().toString(36).slice(2, 8)}-${++madeIds}`;

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// A number as a reader likes it: at most `digits` decimals, a real minus sign, never "-0".
export function show(value, digits = 2) {
  const text = Number(value.toFixed(digits)).toString();
  return text === "-0" ? "0" : text.replace("-", "\u2212");
}

export const sum = (numbers) => numbers.reduce((total, x) => total + x, 0);

// Place of the largest number: where several tie, of the first.
export const argmax = (numbers) => numbers.indexOf(Math.max(...numbers));

export const chunk = (list, size) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size));

// The color of a thing: its name in the palette of helpers/colors.py, and as "#rrggbb".
export const hueName = (thing) => COLORS.things[thing] ?? thing;
export const hue = (thing, theme) => COLORS.palette[hueName(thing)][theme === "dark" ? 1 : 0];

// Whether the reader wants nothing to move.
export const lessMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
