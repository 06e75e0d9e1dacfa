// stages.js: the stages of a network (inside.js), painted, and chosen from.

import { argmax, box, make } from "./base.js";
import { arrowMove, cellUnder, explorable, largest, paintCells } from "./canvas.js";
import { rewrite, whenNew } from "./fresh.js";
import { isMaps } from "./inside.js";
import { chance } from "./parts.js";
import { gapBetween, paintMaps, paletteOf } from "./sheet.js";

// ---------------------------------------------------------------- words

export const upper = (text) => text[0].toUpperCase() + text.slice(1);
export const sizeText = ([height, width]) => `${height} \u00d7 ${width}`;
export const spelled = {
  relu: "ReLU", leakyrelu: "leaky ReLU", softmax: "softmax", sigmoid: "sigmoid", tanh: "tanh",
};

// "3 x 3 filters, ReLU": what a layer does, in a few words.
export function workOf({ kind, window, strides, activation }) {
  const words = {
    convolution: () => `${sizeText(window)} filters`,
    "depthwise convolution": () => `${sizeText(window)} filters, each for one map`,
    "zero padding": () => "zeros around each map",
    "max pooling": () => `largest of ${sizeText(window)}`,
    "average pooling": () => `mean of ${sizeText(window)}`,
    "global average pooling": () => "mean of each map",
    flatten: () => "one list",
    dense: () => "weighed sums",
    "scale and shift": () => "scaled, shifted",
    activation: () => "",
  };
  const usual = kind.endsWith("pooling") ? window?.join() : "1,1";
  const steps = window && strides.join() !== usual ? `steps of ${sizeText(strides)}` : "";
  return [words[kind](), steps, spelled[activation]].filter(Boolean).join(", ");
}

export const numbersOf = ({ layer: { output } }) =>
  isMaps(output) ? `${output[2]} maps of ${sizeText(output)}` : `${output[0]} numbers`;

export const bestOf = ({ data }) => argmax(data);

export const answerOf = (output) =>
  `the answer is ${bestOf(output)} (${chance(Math.max(...output.data), 0.999)})`;

// "rows 3 to 7", with what lies beyond the edge.
export function rangeText(name, start, length, size) {
  const [first, last] = [Math.max(start, 0), Math.min(start + length, size) - 1];
  const beyond = length - (last - first + 1);
  const outside = beyond ? ` (${beyond} more ${beyond === 1 ? "is" : "are"} padding)` : "";
  return first === last ? `${name} ${first}${outside}` : `${name}s ${first} to ${last}${outside}`;
}

// ---------------------------------------------------------------- pictures

// A picture { shape, data } from 0 to 1, gray or in color.
export function paintPicture(canvas, picture) {
  const [height, width] = picture.shape;
  paintCells(canvas, width, height, colorsOf(picture));
}

// The color of each of its cells.
export function colorsOf({ shape: [, , channels], data }) {
  const order = channels === 1 ? [0, 0, 0] : [0, 1, 2];
  return (cell) => order.map((channel) => Math.round(255 * data[cell * channels + channel]));
}

// A frame over a canvas, in shares of it; `place` is in cells of a picture of that size, or null.
export function frameOver(canvas) {
  const frame = make("span", { class: "lw-frame" });
  const element = make("div", { class: "lw-framed", "aria-hidden": "true" }, canvas, frame);
  const set = (place, [height, width]) => {
    frame.hidden = !place;
    if (!place) return;
    const shares = {
      top: place.row / height, left: place.column / width,
      height: place.height / height, width: place.width / width,
    };
    for (const [side, share] of Object.entries(shares)) frame.style[side] = `${100 * share}%`;
  };
  return { element, set };
}

// ---------------------------------------------------------------- the story

// The name of a stage above its content; set(line) changes what is said of it.
export function makeRow(name, work, content) {
  const line = make("span");
  const title = box("stage-name", make("b", {}, name), line, make("i", {}, work));
  return { element: make("div", {}, title, content), set: (text) => rewrite(line, text) };
}

const cellIn = (item, columns) => ({ row: Math.floor(item / columns), column: item % columns });

// Let the arrow keys go through `count` items, which stand in cells, and choose(item) by each key.
// Returns the function that is to be told which is chosen, or null.
function chooseByKeys(element, size, count, choose) {
  let chosen = null;
  element.addEventListener("keydown", (event) => {
    const next = arrowMove(event, cellIn(chosen ?? 0, size.width), size);
    if (!next) return;
    chosen = chosen === null ? 0 : Math.min(next.row * size.width + next.column, count - 1);
    choose(chosen);
  });
  return (item) => (chosen = item);
}

// One stage: all its maps or numbers, of which mouse, finger or arrow keys choose one.
// choose(item) is called with it. Returns { element, set(output, item, theme) }.
export function makeStage(stage, choose) {
  const { form, layer, count, sheet: [rows, columns], view } = stage;
  const canvas = make("canvas");
  const framed = frameOver(canvas);
  const isMap = form === "maps";
  const [height, width] = isMap ? view : [1, 1];
  const wideList = columns > 32; // hundreds of numbers in a line: no room for gaps
  const gap = isMap ? gapBetween(height, width) : Number(!wideList);
  const zoom = isMap || wideList ? 1 : 7;
  const pitch = [height * zoom + gap, width * zoom + gap];
  const what = isMap ? "map" : form === "units" ? "unit" : "number";
  const label = `${layer.name}, ${numbersOf(stage)}. Arrow keys choose a ${what}.`;
  const element = explorable(`stage-maps${wideList ? " lw-long" : ""}`, label, framed.element);
  const size = { height: rows, width: columns };
  const keep = chooseByKeys(element, size, count, choose);
  element.addEventListener("pointerdown", (event) => {
    const { row, column } = cellUnder(event, canvas, size);
    if (row * columns + column < count) choose(row * columns + column);
  });

  const paint = whenNew((data, theme) => {
    const at = isMap ? (map, cell) => data[cell * count + map] : (unit) => data[unit];
    const colors = paletteOf(theme);
    const limit = largest(data);
    paintMaps(canvas, { count, height, width, columns, gap, zoom, at, limit, colors });
  });
  const set = ({ data }, item, theme) => {
    keep(item);
    paint(data, theme);
    const { row, column } = cellIn(item ?? 0, columns);
    const frame = {
      row: row * pitch[0], column: column * pitch[1], height: height * zoom, width: width * zoom,
    };
    framed.set(item === null ? null : frame, [canvas.height, canvas.width]);
  };
  return { element, set };
}

// The last stage: one bar for each class. The same interface as makeStage.
export function makeStageBars(stage, choose) {
  const bars = Array.from({ length: stage.count }, (_, unit) => {
    const bar = make("i");
    const element = make("div", {}, make("u", {}, bar), make("b", {}, `${unit}`));
    element.addEventListener("pointerdown", () => choose(unit));
    return { bar, element };
  });
  const label = `${stage.layer.name}, ${stage.count} probabilities. Arrow keys choose a class.`;
  const element = explorable("stage-bars", label, ...bars.map((bar) => bar.element));
  const keep = chooseByKeys(element, { height: 1, width: stage.count }, stage.count, choose);
  const set = ({ data }, item) => {
    keep(item);
    const best = argmax(data);
    bars.forEach(({ bar, element: column }, unit) => {
      bar.style.height = `${100 * data[unit]}%`;
      column.classList.toggle("lw-best", unit === best);
      column.classList.toggle("lw-chosen", unit === item);
    });
  };
  return { element, set };
}
