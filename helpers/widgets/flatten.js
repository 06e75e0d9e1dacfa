// flatten.js: the FlattenExplorer. FACTS is the content of flatten.json.

import { box, button, lessMotion, show, words } from "./base.js";
import { largest, pixelGrid, rgb } from "./canvas.js";
import { bind, segments, tick } from "./controls.js";
import { makeFlight } from "./flight.js";
import { widget } from "./frame.js";
import { caption, captioned, controlRow, pictureChooser } from "./parts.js";
import { makeClock, PLAYED } from "./player.js";
import { randomNumbers } from "./random.js";
import { pictureShelf } from "./values.js";
import { convolve } from "./windows.js";

// Place in the list of the number at (row, column, channel) of maps { height, width, channels }.
export function flatIndex({ row, column, channel }, { height, width, channels }, order) {
  return order === "channels first"
    ? (channel * height + row) * width + column
    : (row * width + column) * channels + channel;
}

// The way back: which number of the maps stands at that place of the list.
export function placeOf(index, { height, width, channels }, order) {
  if (order === "channels first") {
    const column = index % width;
    const row = Math.floor(index / width) % height;
    return { row, column, channel: Math.floor(index / (width * height)) };
  }
  const pixel = Math.floor(index / channels);
  return { row: Math.floor(pixel / width), column: pixel % width, channel: index % channels };
}

// The numbers of shuffle_order in flatten.py, which tells what it is.
export function shuffleOrder(count) {
  const order = Array.from({ length: count }, (_, i) => i);
  const next = randomNumbers(1);
  for (let i = count - 1; i > 0; i--) {
    const j = (next() >>> 16) % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

// One map per kernel: convolution with padding 1, ReLU, and the largest number of each of
// height x width equal fields. Returns a flat list of numbers per map.
export function mapsOf(picture, kernels, height, width) {
  return kernels.map((kernel) => {
    const answers = convolve(picture, kernel, 1, 1).data;
    const [down, across] = [picture.height / height, picture.width / width];
    return Array.from({ length: height * width }, (_, cell) => {
      const top = Math.floor(cell / width) * down;
      const left = (cell % width) * across;
      let best = 0; // ReLU: nothing below 0 counts
      for (let y = top; y < top + down; y++) {
        for (let x = left; x < left + across; x++) {
          best = Math.max(best, answers[y * picture.width + x]);
        }
      }
      return best;
    });
  });
}

const MAP_NAMES = ["picture", "vertical", "horizontal"]; // the digit, and two kinds of edges

// White, blue and orange: in the list one sees at a glance from which map a number comes.
const TINTS = [[255, 255, 255], [120, 190, 255], [255, 170, 80]];
const tinted = (shade, channel) =>
  TINTS[channel].map((level) => Math.round(level * (0.12 + 0.88 * shade)));

const countOf = ({ height, width, channels }) => height * width * channels;

const tidy = (state) => ({ ...state, index: Math.min(state.index, countOf(state) - 1) });

// Place in the list to place before the shuffle.
const orderOf = ({ shuffle, ...sizes }) =>
  shuffle ? shuffleOrder(countOf(sizes)) : Array.from({ length: countOf(sizes) }, (_, i) => i);

const PER_LINE = 21; // cells of the list in one line on the page

function build(app, model) {
  const pictures = pictureShelf(app, model);
  const parts = buildParts(app);

  return (state) => {
    const picture = pictures.get(state.image);
    if (!picture) return;
    const { height, width, channels, order, index } = state;
    const numbers = mapsOf(picture, FACTS.kernels.slice(0, channels), height, width);
    // Each map has its own brightness, as in a figure; the list shows the same shades.
    const shades = numbers.map((map) => map.map((x) => x / (largest(map) || 1)));
    const sources = orderOf(state);
    const colorOf = (cell) =>
      tinted(shades[cell.channel][cell.row * width + cell.column], cell.channel);
    const colorAt = (place) => colorOf(placeOf(sources[place], state, order));
    const from = placeOf(sources[index], state, order);
    const back = placeOf(index, state, order);

    drawMaps(parts.maps, state, from, colorOf);
    // The list, and what it is folded into, hold what has landed.
    const isThere = (place) => placeOf(sources[place], state, order).row < parts.filling.landed();
    const landed = (place) => (isThere(place) ? colorAt(place) : rgb("blank", app.theme));
    drawMaps(parts.folded, state, back, (cell) => landed(flatIndex(cell, state, order)));
    drawList(parts.list, state, landed, app.theme);
    fly(parts, state, (cell) => ({
      color: colorOf(cell), place: sources.indexOf(flatIndex(cell, state, order)),
    }));
    parts.formula.textContent =
      formulaOf(state, from, numbers[from.channel][from.row * width + from.column]);
    parts.sentence.textContent = sentenceOf(state);
    app.say(
      `${parts.formula.textContent} Folded back it stands in row ${back.row}, column ` +
      `${back.column}, channel ${back.channel}.`
    );
  };
}

function buildParts(app) {
  // What a cell stands for: in the maps, a number, wherever the shuffle puts it. In the list folded
  // back into maps, as the layer does it with the gradient, a place of the list; without a shuffle
  // that is what came in.
  const numberAt = (index, state) => orderOf(state).indexOf(index);
  const placeAt = (index) => index;
  const views = (indexOf, focusable, suffix) =>
    MAP_NAMES.map((name, channel) => {
      const move = (cell) => {
        const { state } = app;
        app.update({ index: indexOf(flatIndex({ ...cell, channel }, state, state.order), state) });
      };
      const grid = pixelGrid({ label: `${name}${suffix}`, move, focusable });
      return { ...grid, element: captioned(`${channel}: ${name}`, grid.element) };
    });
  const parts = {
    maps: views(numberAt, true, ", map"),
    folded: views(placeAt, false, ", folded back"),
    list: pixelGrid({
      label: "List",
      move: ({ row: line, column }) =>
        app.update({ index: Math.min(line * PER_LINE + column, countOf(app.state) - 1) }),
    }),
    filling: makeFilling(app),
    flight: makeFlight(app),
    formula: words("formula"),
    sentence: words("sizes"),
  };
  const planes = (grids) => box("planes lw-maps", ...grids.map((grid) => grid.element));
  app.root.prepend(
    controlRow(
      pictureChooser(app),
      segments(app, { label: "Height", ...bind(app, "height") }),
      segments(app, { label: "Width", ...bind(app, "width") }),
      segments(app, { label: "Channels", ...bind(app, "channels") }),
      segments(app, { label: "Order", ...bind(app, "order") }),
      tick(app, { label: "shuffle the list", ...bind(app, "shuffle") })
    ),
    caption("the maps"), planes(parts.maps), parts.filling.element, parts.formula,
    caption(`the list, ${PER_LINE} numbers to a line`), parts.list.element,
    box("caption lw-below", "the list, folded back into maps"),
    planes(parts.folded), parts.sentence
  );
  return parts;
}

const ROW = 1.2; // seconds that a row of the maps takes into the list; all rows take at most ten

// Buttons that fill the list row by row. rows() is how many have flown, Infinity outside a run;
// landed() those that are there.
function makeFilling(app) {
  let flown = Infinity;
  const rowsPerSecond = () => Math.max(1 / ROW, app.state.height / 10);
  const start = () => {
    const again = flown >= app.state.height;
    if (lessMotion()) {
      flown = again ? 1 : Math.floor(flown) + 1;
      return app.redraw();
    }
    const before = again ? 0 : flown;
    const began = performance.now();
    return clock.run(() => {
      flown = before + ((performance.now() - began) / 1000) * rowsPerSecond();
      if (flown < app.state.height) return app.redraw();
      flown = Infinity;
      return clock.stop();
    }, 60);
  };
  const clock = makeClock(app, start);
  const whole = button("Whole list", clock.instead(() => {
    flown = Infinity;
    app.redraw();
  }));
  const element = box("row lw-walk", clock.play, whole);
  app.follow({ ...PLAYED, element, set: () => clock.set("Next row") });
  const landed = () => (flown % 1 > 0.9 ? Math.ceil(flown) : Math.floor(flown));
  return { element, landed, rows: () => flown, playing: clock.isOn };
}

// The numbers of the row that is under way. goalOf(cell) is { color, place }: where it goes.
function fly({ filling, flight, maps, list }, { width, channels, ...state }, goalOf) {
  const flown = filling.rows();
  if (!filling.playing() || !Number.isFinite(flown)) return flight.hide();
  const columns = Math.min(PER_LINE, countOf({ ...state, width, channels }));
  const row = Math.floor(flown);
  const cells = Array.from({ length: width * channels }, (_, i) => (
    { row, column: Math.floor(i / channels), channel: i % channels }));
  const legs = cells.map((cell) => {
    const { color, place } = goalOf(cell);
    const to = { row: Math.floor(place / columns), column: place % columns };
    return { from: maps[cell.channel].placeOf(cell), to: list.placeOf(to), color };
  });
  return flight.draw(legs, Math.min(1, (flown - row) / 0.9));
}

function drawMaps(grids, { height, width, channels }, { channel: chosen, ...at }, color) {
  grids.forEach((grid, channel) => {
    grid.element.hidden = channel >= channels;
    if (channel >= channels) return;
    grid.draw({
      height, width, at, frames: chosen === channel ? [at] : [],
      color: (y, x) => color({ row: y, column: x, channel }),
    });
  });
}

function drawList(list, { index, ...sizes }, colorAt, theme) {
  const count = countOf(sizes);
  const columns = Math.min(PER_LINE, count);
  const blank = rgb("blank", theme);
  const at = { row: Math.floor(index / columns), column: index % columns };
  list.element.style.maxWidth = `${(100 * columns) / PER_LINE}%`;
  list.draw({
    height: Math.ceil(count / columns), width: columns, at, frames: [at],
    color: (y, x) => (y * columns + x < count ? colorAt(y * columns + x) : blank),
  });
}

function formulaOf(state, from, number) {
  const { height, width, channels, order, shuffle, index } = state;
  const { row: y, column: x, channel: c } = from;
  const [words, numbers] = order === "channels first"
    ? ["(channel \u00b7 height + row) \u00b7 width + column",
      `(${c}\u00b7${height} + ${y})\u00b7${width} + ${x}`]
    : ["(row \u00b7 width + column) \u00b7 channels + channel",
      `(${y}\u00b7${width} + ${x})\u00b7${channels} + ${c}`];
  return (
    `Row ${y}, column ${x}, channel ${c} holds ${show(number)}. Its place: ${words} = ${numbers} ` +
    `= ${flatIndex(from, state, order)}` +
    (shuffle ? `, and after the shuffle ${index}.` : ".")
  );
}

function sentenceOf(state) {
  const { height, width, channels, shuffle } = state;
  return (
    `Shape (${height}, ${width}, ${channels}) becomes (${countOf(state)},). ` +
    (shuffle
      ? "Every number is still there, so a dense layer loses nothing: it only needs its weights " +
        "in the same new order. But neighbors are torn apart, and a convolution looks at neighbors."
      : "Nothing is computed and nothing is lost: folding the list back gives the same maps.")
  );
}

export default widget({ label: "Flatten explorer", settings: SETTINGS, tidy, build });
