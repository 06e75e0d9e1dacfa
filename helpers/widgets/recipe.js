// recipe.js: how a number in a network is made, in pictures and in words.

import { argmax, box, make, show, sum, words } from "./base.js";
import { diverging, largest } from "./canvas.js";
import { numberTable } from "./grid.js";
import {
  channelAlone, clippedBox, contributionsOf, isMaps, partialSums, sliceOf, windowOf,
} from "./inside.js";
import { captioned } from "./parts.js";
import { paintMaps, paletteOf } from "./sheet.js";
import { frameOver, spelled, upper } from "./stages.js";

// A filter over many channels. One column for each: the input map with its window, the slice of
// the filter for it, and what the two give.
function makeSlices(channels) {
  const columns = Array.from({ length: channels }, () => {
    const map = make("canvas");
    const slice = make("canvas");
    const framed = frameOver(map);
    const sum = make("span");
    return { map, slice, framed, sum, element: make("div", {}, framed.element, slice, sum) };
  });
  const element = make(
    "div", { class: "lw-slices", "aria-hidden": "true" }, ...columns.map((column) => column.element)
  );
  const set = ({ x, layer, place, item, theme, sums }) => {
    const colors = paletteOf(theme);
    const [brightest, heaviest] = [largest(x.data), largest(layer.weights[0])];
    const [height, width] = layer.window ?? [1, 1];
    const one = { count: 1, columns: 1, colors };
    columns.forEach(({ map, slice, framed, sum }, channel) => {
      const at = (_, cell) => x.data[cell * channels + channel];
      paintMaps(map, { ...one, height: x.shape[0], width: x.shape[1], at, limit: brightest });
      framed.set(clippedBox(windowOf(x, layer, place, channel).box, x.shape), x.shape);
      const weights = sliceOf(layer, channels, channel, item);
      paintMaps(slice, { ...one, height, width, at: (_, cell) => weights[cell], limit: heaviest });
      sum.textContent = show(sums[channel]);
    });
  };
  return { element, set };
}

// A filter over one to three channels, in numbers: window times slice.
function makeProducts(channels) {
  const names = channels === 3 ? ["red ", "green ", "blue "] : ["", ""];
  const sign = (text) => make("span", { class: "lw-sign", "aria-hidden": "true" }, text);
  const rows = names.slice(0, channels).map((name) => {
    const window = numberTable(`${name}window`);
    const slice = numberTable(`${name}filter`);
    const sum = make("span", { class: "lw-sum" });
    const parts = [window.element, sign("\u00d7"), slice.element, sign("="), sum];
    return { window, slice, sum, element: box("equation", ...parts) };
  });
  const element = make("div", {}, ...rows.map((row) => row.element));
  const set = ({ x, layer, place, item, theme, sums }) => {
    const shade = (limit) => (number) => diverging(number / (limit || 1), theme);
    rows.forEach(({ window, slice, sum }, channel) => {
      const { numbers, columns } = windowOf(x, layer, place, channel);
      window.set(numbers, columns, shade(largest(x.data)));
      slice.set(sliceOf(layer, channels, channel, item), columns, shade(largest(layer.weights[0])));
      sum.textContent = show(sums[channel]);
    });
  };
  return { element, set };
}

// What a pooling window covers, the largest marked.
function makePool() {
  const table = numberTable("window");
  const set = ({ x, layer, place, item, theme }) => {
    const { numbers, columns } = windowOf(x, layer, place, item, true);
    const limit = largest(x.data) || 1;
    const winner = layer.kind === "max pooling" ? argmax(numbers) : -1;
    table.set(numbers, columns, (number) => diverging(number / limit, theme), winner);
    return numbers.length;
  };
  return { element: table.element, set };
}

// "and ReLU lets it pass": what the activation does to a sum.
function afterwards({ activation }, value) {
  if (activation === "linear") return ".";
  if (activation !== "relu") return `, of which ${spelled[activation]} makes ${show(value)}.`;
  return value > 0 ? ", and ReLU lets it pass." : ": not above 0, so ReLU makes it 0.";
}

function weighedWords({ layer, item, value, sums, from }) {
  const total = sum(sums);
  const bias = layer.weights[1][item];
  const parts = sums.length === 1
    ? "The products add up to"
    : `Each of the ${sums.length} input ${from[2] > 3 ? "maps" : "channels"} has its own slice ` +
      "of the filter. What they give is summed:";
  const biased = `The bias of ${show(bias)} makes it ${show(total + bias)}`;
  return `${parts} ${show(total)}. ${biased}${afterwards(layer, value)}`;
}

// `within` is the input of the unit that is looked at.
function denseWords({ x, layer, item, value, within }) {
  const given = contributionsOf(x, layer, item);
  const total = sum(given);
  const [kernel, bias] = layer.weights;
  const weight = kernel[within * bias.length + item];
  return (
    `Input ${within} is ${show(x.data[within])}, its weight ${show(weight)}: it adds ` +
    `${show(given[within])}. All ${given.length} inputs add ${show(total)}, and the bias of ` +
    `${show(bias[item])} makes it ${show(total + bias[item])}${afterwards(layer, value)}`
  );
}

function scaledWords({ x, layer, place, item, value, from }) {
  const [scale, shift] = layer.weights;
  const at = isMaps(from) ? (place.row * from[1] + place.column) * from[2] + item : item;
  const made = `${show(x.data[at])} times ${show(scale[item])}, plus ${show(shift[item])}`;
  return `${made}, is ${show(value)}.`;
}

function paddedWords({ layer: { before }, place, from, value }) {
  const inside = (at, start, size) => at >= start && at < start + size;
  return inside(place.row, before[0], from[0]) && inside(place.column, before[1], from[1])
    ? `${show(value)} is handed on: only its place has moved.`
    : "This is one of the zeros around the map.";
}

const OTHER_WORDS = {
  "global average pooling": ({ from, value }) =>
    `The mean of all ${from[0] * from[1]} numbers of this map is ${show(value)}.`,
  flatten: ({ source, value }) =>
    `${upper(source)} was ${show(value)}, and still is: the list forgets only where it stood.`,
  activation: ({ layer, value }) =>
    `${upper(spelled[layer.activation] ?? "it")} makes ${show(value)} of it.`,
  "zero padding": paddedWords,
  "scale and shift": scaledWords,
  dense: denseWords,
};

// What makes the numbers of a stage: a figure where one helps, and a sentence. set(now) is called
// with what the widget shows: the input x, the layer, the place, the item, the value, the theme ...
export function makeRecipe({ layer, form, from }) {
  const sentence = words("written");
  const element = captioned("How this number is made");
  const alone = layer.kind === "depthwise convolution"; // each filter sees one channel
  const weighs = form === "maps" && (alone || ["convolution", "dense"].includes(layer.kind));
  const pools = form === "maps" && layer.kind.endsWith("pooling");
  const channels = alone ? 1 : from[2];
  const weighing = channels > 3 ? makeSlices : makeProducts;
  const figure = weighs ? weighing(channels) : pools ? makePool() : null;
  if (figure) element.append(figure.element);
  element.append(sentence);

  const weigh = (all) => {
    const now = { ...all, ...(alone ? channelAlone(all) : {}) };
    const sums = partialSums(now.x, now.layer, now.place, now.item);
    figure.set({ ...now, sums });
    return weighedWords({ ...now, sums });
  };
  const write = (all) => {
    if (weighs) return weigh(all);
    if (!pools) return OTHER_WORDS[layer.kind](all);
    const count = figure.set(all);
    const which = layer.kind === "max pooling" ? "largest" : "mean";
    return `The ${which} of these ${count} numbers is ${show(all.value)}.`;
  };
  const set = (now) => (sentence.textContent = write({ ...now, layer, from }));
  return { element, set };
}
