// pixels.js: the PixelExplorer. FACTS is the content of pixels.json. Colors are [red, green, blue]
// with whole numbers from 0 to 255.

// ---------------------------------------------------------------- arithmetic

// Brightness from 0 to 255, not rounded: the eye takes green for the brightest.
export const toGray = ([red, green, blue]) => 0.299 * red + 0.587 * green + 0.114 * blue;

// Hue in degrees, saturation and value from 0 to 1.
export function toHsv(color) {
  const [red, green, blue] = color.map((level) => level / 255);
  const value = Math.max(red, green, blue);
  const spread = value - Math.min(red, green, blue);
  if (spread === 0) return [0, 0, value];
  const sixth = // which of the three is the strongest decides the third of the color circle
    value === red ? (green - blue) / spread
    : value === green ? 2 + (blue - red) / spread
    : 4 + (red - green) / spread;
  return [(60 * sixth + 360) % 360, spread / value, value];
}

// Cyan, magenta, yellow and black from 0 to 1: what a printer lays on white paper.
export function toCmyk(color) {
  const levels = color.map((level) => level / 255);
  const black = 1 - Math.max(...levels);
  const inks = levels.map((level) => (black === 1 ? 0 : (1 - level - black) / (1 - black)));
  return [...inks, black];
}

// ---------------------------------------------------------------- state

const NAMES = ["image", "channels", "unit", "row", "column", "color"];
const CHANNELS = ["red", "green", "blue"];
const BLACK = [5, 1, 4]; // a tutorial calls this purple: look at it

function tidy(state) {
  const one = (value, values) => (values.includes(value) ? value : values[0]);
  const place = (value) => (Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0);
  const levels = [state.color].flat();
  const isColor = levels.length === 3 && levels.every((x) => Number.isInteger(x) && x >= 0 && x <= 255);
  return {
    image: one(state.image, FACTS.images),
    channels: one(state.channels, FACTS.channels),
    unit: one(state.unit, FACTS.units),
    row: place(state.row),
    column: place(state.column),
    color: isColor ? levels : BLACK,
  };
}

// ---------------------------------------------------------------- the widget

function render({ model, el }) {
  const app = openWidget({ model, el, names: NAMES, label: "Pixel explorer", tidy, draw });
  const pictures = pictureShelf(app, model);
  let input = null;

  const moveTo = (cell) => app.update(cell);
  const grid = pixelGrid(app, { label: "Picture", move: moveTo });
  const planes = CHANNELS.map((name) => {
    const plane = pixelGrid(app, { label: `${name} channel`, move: moveTo, focusable: false });
    const on = tick(app, {
      label: name,
      get: ({ channels }) => channels.includes(name[0]),
      pick: (chosen) => {
        const kept = [..."rgb"].filter((c) => (c === name[0] ? chosen : app.state.channels.includes(c)));
        app.update({ channels: kept.join("") });
      },
    });
    const table = numberTable("numbers");
    const element = make("div", { class: "lw-part" }, on, plane.element);
    return { ...plane, on, table, element };
  });
  const grayTable = numberTable("the numbers around it");
  const planeRow = make("div", { class: "lw-planes" }, ...planes.map((plane) => plane.element));
  const tables = make(
    "div", { class: "lw-planes" }, ...planes.map((plane) => plane.table.element)
  );
  const shape = make("p", { class: "lw-shape" });
  const pixel = colorCard("this pixel");
  const mixed = colorCard("your own color");
  const sliders = CHANNELS.map((name, i) =>
    slider(app, {
      label: name, min: 0, max: 255, step: 1, get: ({ color }) => color[i],
      pick: (level) => app.update({ color: app.state.color.map((old, j) => (j === i ? level : old)) }),
    })
  );

  app.root.prepend(
    make(
      "div", { class: "lw-row" },
      chooser(app, {
        label: "Picture", options: FACTS.images.map((name) => [name, name.replace("-", " ")]),
        ...bind(app, "image"),
      }),
      segments(app, {
        label: "Numbers", values: FACTS.units, texts: ["0 to 255", "0 to 1"], ...bind(app, "unit"),
      })
    ),
    make(
      "div", { class: "lw-halves" },
      make("div", { class: "lw-part" }, make("div", { class: "lw-caption" }, "picture"), grid.element),
      make("div", { class: "lw-part" }, planeRow, tables, grayTable.element)
    ),
    shape,
    make(
      "div", { class: "lw-halves" }, pixel.element,
      make(
        "div", { class: "lw-part" }, mixed.element, ...sliders,
        make(
          "div", { class: "lw-row" },
          button("Take this pixel", () => app.update({ color: pixelAt(app.state) })),
          button("Try 5, 1, 4", () => app.update({ color: BLACK }))
        )
      )
    )
  );

  // The pixel as bytes; a gray pixel is three times the same number.
  const byteAt = (row, column, channel) => {
    const at = (row * input.width + column) * input.channels + (input.channels === 1 ? 0 : channel);
    return Math.round(255 * input.data[at]);
  };
  const colorAt = (row, column) => [0, 1, 2].map((channel) => byteAt(row, column, channel));
  const placeOf = ({ row, column }) => ({
    row: Math.min(row, input.height - 1),
    column: Math.min(column, input.width - 1),
  });
  const pixelAt = (state) => {
    const { row, column } = placeOf(state);
    return colorAt(row, column);
  };

  function draw(state) {
    mixed.set(state.color, state.unit);
    input = pictures.get(state.image);
    if (!input) return;
    const at = placeOf(state);
    const inColor = input.channels === 3;
    const frame = { ...at, height: 1, width: 1, ink: "#ffd23f" };
    const size = { height: input.height, width: input.width, at, frames: [frame] };
    const shown = (color) =>
      inColor ? color.map((level, i) => (state.channels.includes("rgb"[i]) ? level : 0)) : color;
    grid.draw({ ...size, color: (row, column) => shown(colorAt(row, column)) });

    planeRow.hidden = tables.hidden = !inColor;
    grayTable.element.hidden = inColor;
    const scaled = (level) => (state.unit === "bytes" ? level : level / 255);
    const shade = (level) => gray(state.unit === "bytes" ? level / 255 : level);
    if (inColor) {
      planes.forEach((plane, channel) => {
        plane.draw({ ...size, color: (row, column) => gray(byteAt(row, column, channel) / 255) });
        const near = neighbors(at, 3);
        plane.table.set(near.map(([r, c]) => scaled(byteAt(r, c, channel))), 3, shade, near.marked);
      });
    } else {
      const near = neighbors(at, 7);
      grayTable.set(near.map(([r, c]) => scaled(byteAt(r, c, 0))), 7, shade, near.marked);
    }
    const color = pixelAt(state);
    pixel.set(color, state.unit);
    pixel.rename(`row ${at.row}, column ${at.column}`);
    describe(at, inColor, state.unit);
  }

  // The cells around a pixel, as [row, column]; shifted where the picture ends. The index of the
  // pixel itself is in `marked`.
  function neighbors({ row, column }, side) {
    const top = clamp(row - (side - 1) / 2, 0, input.height - side);
    const left = clamp(column - (side - 1) / 2, 0, input.width - side);
    const cells = Array.from({ length: side * side }, (_, i) => [
      top + Math.floor(i / side), left + (i % side),
    ]);
    return Object.assign(cells, { marked: (row - top) * side + column - left });
  }

  function describe(at, inColor, unit) {
    const axes = [input.height, input.width, ...(inColor ? [3] : [])];
    const count = axes.reduce((product, n) => product * n);
    const type = unit === "bytes" ? "uint8" : "float32";
    shape.textContent =
      `This picture is an array of shape (${axes.join(", ")}): ${count.toLocaleString("en")} numbers ` +
      `of type ${type}.`;
    app.say(`Row ${at.row}, column ${at.column}: ${pixel.text()}`);
  }

  return app.dispose;
}

// A patch of a color, and the color in five ways of writing it.
function colorCard(caption) {
  const patch = make("div", { class: "lw-patch", "aria-hidden": "true" });
  const rows = ["RGB", "hex", "HSV", "CMYK", "gray"].map((name) => {
    const value = make("dd");
    return { name, value, element: make("div", {}, make("dt", {}, name), value) };
  });
  const title = make("div", { class: "lw-caption" }, caption);
  const element = make(
    "div", { class: "lw-color" }, patch,
    make("div", {}, title, make("dl", {}, ...rows.map((row) => row.element)))
  );
  const percent = (share) => `${Math.round(100 * share)} %`;
  const set = (color, unit) => {
    const number = (level) => (unit === "bytes" ? show(level, 0) : show(level / 255, 3));
    const [hue, saturation, value] = toHsv(color);
    const texts = {
      RGB: color.map(number).join(", "),
      hex: `#${color.map((level) => level.toString(16).padStart(2, "0")).join("")}`,
      HSV: `${Math.round(hue)}\u00b0, ${percent(saturation)}, ${percent(value)}`,
      CMYK: toCmyk(color).map(percent).join(", "),
      gray: number(toGray(color)),
    };
    patch.style.background = css(color);
    for (const row of rows) row.value.textContent = texts[row.name];
  };
  const text = () => rows.map(({ name, value }) => `${name} ${value.textContent}`).join("; ");
  const rename = (words) => { title.textContent = words; };
  return { element, set, text, rename };
}

export default { render };
