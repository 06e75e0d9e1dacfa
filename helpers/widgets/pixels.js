// pixels.js: the PixelExplorer. Colors are [red, green, blue], whole numbers from 0 to 255.

import { box, button, clamp, make, show, words } from "./base.js";
import { css, gray, pixelGrid } from "./canvas.js";
import { bind, segments, slider, tick } from "./controls.js";
import { widget } from "./frame.js";
import { numberTable } from "./grid.js";
import { caption, captioned, controlRow, halves, percent, pictureChooser } from "./parts.js";
import { pictureShelf } from "./values.js";
import { cellOn } from "./windows.js";

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

const STRANGE = [5, 1, 4]; // a tutorial calls this black purple: look at it
const CHANNELS = ["red", "green", "blue"];

function build(app, model) {
  const pictures = pictureShelf(app, model);
  let input = null;

  // The pixel as bytes; a gray pixel is three times the same number.
  const byteAt = (row, column, channel) => {
    const at = (row * input.width + column) * input.channels + (input.channels === 1 ? 0 : channel);
    return Math.round(255 * input.data[at]);
  };
  const colorAt = ({ row, column }) => [0, 1, 2].map((channel) => byteAt(row, column, channel));
  const parts = buildParts(app, () => app.update({ color: colorAt(cellOn(input, app.state)) }));

  // The numbers around a pixel, of one channel.
  function setTable(table, at, side, channel, unit) {
    const near = neighbors(at, side, input);
    const scaled = ([row, column]) => byteAt(row, column, channel) / (unit === "bytes" ? 1 : 255);
    const shade = (level) => gray(unit === "bytes" ? level / 255 : level);
    table.set(near.map(scaled), side, shade, near.marked);
  }

  function describe(at, inColor, unit) {
    const axes = [input.height, input.width, ...(inColor ? [3] : [])];
    const count = axes.reduce((product, n) => product * n);
    const type = unit === "bytes" ? "uint8" : "float32";
    parts.shape.textContent =
      `This picture is an array of shape (${axes.join(", ")}): ${count.toLocaleString("en")} ` +
      `numbers of type ${type}.`;
    app.say(`Row ${at.row}, column ${at.column}: ${parts.pixel.text()}`);
  }

  return (state) => {
    parts.mixed.set(state.color, state.unit);
    input = pictures.get(state.image);
    if (!input) return;
    const at = cellOn(input, state);
    const inColor = input.channels === 3;
    const size = { height: input.height, width: input.width, at, frames: [at] };
    const shown = (color) =>
      inColor ? color.map((level, i) => (state.channels.includes("rgb"[i]) ? level : 0)) : color;
    parts.grid.draw({ ...size, color: (row, column) => shown(colorAt({ row, column })) });

    parts.planeRow.hidden = parts.tables.hidden = !inColor;
    parts.grayTable.element.hidden = inColor;
    if (inColor) {
      parts.planes.forEach((plane, channel) => {
        plane.draw({ ...size, color: (row, column) => gray(byteAt(row, column, channel) / 255) });
        setTable(plane.table, at, 3, channel, state.unit);
      });
    } else setTable(parts.grayTable, at, 7, 0, state.unit);
    parts.pixel.set(colorAt(at), state.unit);
    parts.pixel.title.textContent = `row ${at.row}, column ${at.column}`;
    describe(at, inColor, state.unit);
  };
}

function buildParts(app, takePixel) {
  const grid = pixelGrid({ label: "Picture", move: app.update });
  const planes = CHANNELS.map((name) => makePlane(app, name));
  const grayTable = numberTable("the numbers around it");
  const planeRow = box("planes", ...planes.map((plane) => plane.element));
  const tables = box("planes", ...planes.map((plane) => plane.table.element));
  const shape = words("shape");
  const pixel = colorCard("this pixel");
  const mixed = colorCard("your own color");
  const sliders = CHANNELS.map((name, i) =>
    slider(app, {
      label: name, ...app.settings.color.each, step: 1, get: ({ color }) => color[i],
      text: (level) => inUnit(app.state.unit, level),
      pick: (level) =>
        app.update({ color: app.state.color.map((old, j) => (j === i ? level : old)) }),
    })
  );
  app.root.prepend(
    controlRow(
      pictureChooser(app),
      segments(app, { label: "Numbers", texts: ["0 to 255", "0 to 1"], ...bind(app, "unit") })
    ),
    halves(captioned("picture", grid.element), box("part", planeRow, tables, grayTable.element)),
    shape,
    halves(
      pixel.element,
      box(
        "part", mixed.element,
        app.follow({
          name: "color", label: "Sliders of the color",
          element: box(
            "part", ...sliders,
            controlRow(
              button("Take this pixel", takePixel),
              button(`Try ${STRANGE.join(", ")}`, () => app.update({ color: STRANGE }))
            )
          ),
        })
      )
    )
  );
  return { grid, planes, grayTable, planeRow, tables, shape, pixel, mixed };
}

// One channel of the picture: a switch, its plane, and the numbers around the pixel.
function makePlane(app, name) {
  const plane = pixelGrid({ label: `${name} channel`, move: app.update, focusable: false });
  const on = tick(app, {
    label: name,
    get: ({ channels }) => channels.includes(name[0]),
    pick: (chosen) => {
      const { channels } = app.state;
      const kept = [..."rgb"].filter((c) => (c === name[0] ? chosen : channels.includes(c)));
      app.update({ channels: kept.join("") });
    },
  });
  // Its name stays, as the caption of the plane.
  app.follow({ name: "channels", label: "Channels", element: on.firstChild });
  const element = box("part", on, plane.element);
  return { ...plane, table: numberTable("numbers"), element };
}

// The cells around a pixel, as [row, column]; shifted where the picture ends. The index of the
// pixel itself is in `marked`.
function neighbors({ row: y, column: x }, side, picture) {
  const top = clamp(y - (side - 1) / 2, 0, picture.height - side);
  const left = clamp(x - (side - 1) / 2, 0, picture.width - side);
  const cells = Array.from({ length: side * side }, (_, i) => [
    top + Math.floor(i / side), left + (i % side),
  ]);
  return Object.assign(cells, { marked: (y - top) * side + x - left });
}

const inUnit = (unit, level) => (unit === "bytes" ? show(level, 0) : show(level / 255, 3));

// A patch of a color, and the color in five ways of writing it.
function colorCard(name) {
  const patch = make("div", { class: "lw-patch", "aria-hidden": "true" });
  const rows = ["RGB", "hex", "HSV", "CMYK", "gray"].map((way) => ({ way, value: make("dd") }));
  const lines = rows.map(({ way, value }) => make("div", {}, make("dt", {}, way), value));
  const title = caption(name);
  const element = box("color", patch, make("div", {}, title, make("dl", {}, ...lines)));
  const set = (color, unit) => {
    const number = (level) => inUnit(unit, level);
    const [hue, saturation, value] = toHsv(color);
    const texts = {
      RGB: color.map(number).join(", "),
      hex: `#${color.map((level) => level.toString(16).padStart(2, "0")).join("")}`,
      HSV: `${Math.round(hue)}\u00b0, ${percent(saturation)}, ${percent(value)}`,
      CMYK: toCmyk(color).map((share) => percent(share)).join(", "),
      gray: number(toGray(color)),
    };
    patch.style.background = css(color);
    for (const { way, value: text } of rows) text.textContent = texts[way];
  };
  const text = () => rows.map(({ way, value }) => `${way} ${value.textContent}`).join("; ");
  return { element, title, set, text };
}

export default widget({ label: "Pixel explorer", settings: SETTINGS, build });
