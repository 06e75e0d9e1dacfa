// inside.js: a network as a story of stages, and where each of its numbers comes from. A tensor
// is { shape, data } as in network.js; layers are those that readLayers returns.

import { argmax } from "./base.js";
import { receptiveBox } from "./network.js";

export const isMaps = (shape) => shape.length === 3;

// In how many columns a list of numbers is shown: all lines equally long, or one line.
function columnsOf(count) {
  for (let columns = Math.min(count, 32); columns >= 8; columns--) {
    if (count % columns === 0) return columns;
  }
  return count;
}

// The layer that made the list of layer `index`: Flatten, Dense or GlobalAveragePooling2D.
export function makerOf(layers, index, input) {
  const from = index ? layers[index - 1].output : input;
  const { kind } = layers[index];
  const makes = isMaps(from) || kind === "dense";
  return makes ? { index, kind, from } : makerOf(layers, index - 1, input);
}

// How the list of layer `index` is seen enlarged: as the maps that were flattened, side by side,
// or number by number: { height, width, count, columns } of these tiles.
function tilesOf(layers, index, input) {
  const { kind, from } = makerOf(layers, index, input);
  const [height, width, count] = kind === "flatten" ? from : [1, 1, layers[index].output[0]];
  return { height, width, count, columns: Math.ceil(Math.sqrt(count)) };
}

const tilesSize = ({ height, width, count, columns }) =>
  [Math.ceil(count / columns) * height, columns * width];

// Which number of the list stands at a cell of the tiles, and the other way round.
export function itemAt({ height, width, count, columns }, { row, column }) {
  const tile = Math.floor(row / height) * columns + Math.floor(column / width);
  return ((row % height) * width + (column % width)) * count + Math.min(tile, count - 1);
}

export function cellOf({ height, width, count, columns }, item) {
  const tile = item % count;
  const place = Math.floor(item / count);
  return {
    row: Math.floor(tile / columns) * height + Math.floor(place / width),
    column: (tile % columns) * width + (place % width),
  };
}

// What a page shows of each layer, without dropout, which does nothing in use. A stage is
//   form   "maps"; "units": a list of numbers, each of which has inputs to look at; or "list"
//   count  how many maps, units, or numbers can be chosen
//   sheet  [rows, columns] in which these stand
//   view   [height, width] of what is seen enlarged: a map, the inputs of a unit, or the list
//   tiles  how a list is laid out in this view
export function stagesOf(layers, input) {
  const stages = layers.map((layer, index) => {
    const from = index ? layers[index - 1].output : input;
    const stage = { index, layer, from, count: layer.output.at(-1) };
    if (isMaps(layer.output)) {
      const columns = stage.count > 16 ? 16 : 8;
      const sheet = [Math.ceil(stage.count / columns), columns];
      return { ...stage, form: "maps", sheet, view: layer.output.slice(0, 2) };
    }
    const maker = makerOf(layers, index, input);
    const flat = maker.kind === "flatten";
    const columns = flat ? maker.from[1] * maker.from[2] : columnsOf(stage.count);
    const sheet = [stage.count / columns, columns];
    if (layer.kind === "global average pooling") {
      return { ...stage, form: "units", sheet, view: from.slice(0, 2) };
    }
    const dense = layer.kind === "dense";
    const tiles = tilesOf(layers, dense ? index - 1 : index, input);
    return { ...stage, form: dense ? "units" : "list", sheet, tiles, view: tilesSize(tiles) };
  });
  return stages.filter(({ layer }) => layer.kind !== "dropout");
}

// ---------------------------------------------------------------- where it looks

// The part of the picture that number `i` of the list of layer `index` comes from.
function listBox(layers, index, i, input) {
  const maker = makerOf(layers, index, input);
  if (maker.kind !== "flatten") return wholeBox(layers, maker.index - 1, input);
  const place = Math.floor(i / maker.from[2]);
  const width = maker.from[1];
  return receptiveBox(layers, maker.index - 1, Math.floor(place / width), place % width);
}

// All that the maps before a list can see.
function wholeBox(layers, index, input) {
  const shape = index < 0 ? input : layers[index].output;
  if (!isMaps(shape)) return wholeBox(layers, index - 1, input);
  const first = receptiveBox(layers, index, 0, 0);
  const last = receptiveBox(layers, index, shape[0] - 1, shape[1] - 1);
  return {
    ...first,
    height: last.row + last.height - first.row,
    width: last.column + last.width - first.column,
  };
}

// The part of the picture that a cell of a stage's enlarged view comes from.
export function boxAt(layers, stage, input, { row, column }) {
  const { form, index, tiles } = stage;
  if (form === "maps") return receptiveBox(layers, index, row, column);
  if (!tiles) return receptiveBox(layers, index - 1, row, column); // global average pooling
  const item = itemAt(tiles, { row, column });
  return listBox(layers, form === "list" ? index : index - 1, item, input);
}

// The cell of a stage's enlarged view whose box has its middle nearest to a place of the picture.
export function cellNearest(layers, stage, input, place) {
  let nearest = { row: 0, column: 0, distance: Infinity };
  for (let row = 0; row < stage.view[0]; row++) {
    for (let column = 0; column < stage.view[1]; column++) {
      const middle = middleOf(boxAt(layers, stage, input, { row, column }));
      const distance = (middle.row - place.row) ** 2 + (middle.column - place.column) ** 2;
      if (distance < nearest.distance) nearest = { row, column, distance };
    }
  }
  return { row: nearest.row, column: nearest.column };
}

export const middleOf = (box) => ({
  row: box.row + (box.height - 1) / 2,
  column: box.column + (box.width - 1) / 2,
});

// The part of a box that lies on the picture.
export function clippedBox({ row, column, height, width }, [rows, columns]) {
  const [top, left] = [Math.max(row, 0), Math.max(column, 0)];
  return {
    row: top, column: left,
    height: Math.min(row + height, rows) - top, width: Math.min(column + width, columns) - left,
  };
}

// ---------------------------------------------------------------- what it is made of

// What the window of one place covers of a channel: { numbers, columns, box }, zeros for padding;
// `real`: without the padding.
export function windowOf(x, layer, { row, column }, channel, real = false) {
  const { shape: [height, width, channels], data } = x;
  const { window: size = [1, 1], strides = [1, 1], before = [0, 0] } = layer;
  const steps = (start, count, end) => {
    const all = Array.from({ length: count }, (_, i) => start + i);
    return real ? all.filter((at) => at >= 0 && at < end) : all;
  };
  const rows = steps(row * strides[0] - before[0], size[0], height);
  const columns = steps(column * strides[1] - before[1], size[1], width);
  const isOut = (r, c) => r < 0 || r >= height || c < 0 || c >= width;
  const number = (r, c) => (isOut(r, c) ? 0 : data[(r * width + c) * channels + channel]);
  return {
    numbers: rows.flatMap((r) => columns.map((c) => number(r, c))),
    columns: columns.length,
    box: { row: rows[0], column: columns[0], height: rows.length, width: columns.length },
  };
}

// The slice of a filter for one input channel: a flat list, as in the window.
export function sliceOf(layer, channels, channel, filter) {
  const { weights: [kernel], window: [height, width] = [1, 1], output } = layer;
  return Array.from(
    { length: height * width },
    (_, tap) => kernel[(tap * channels + channel) * output[2] + filter]
  );
}

// One sum of products for each input channel: window times slice. All of them and the bias make
// the number at that place, before the activation.
export function partialSums(x, layer, place, filter) {
  const channels = x.shape[2];
  return Array.from({ length: channels }, (_, channel) => {
    const slice = sliceOf(layer, channels, channel, filter);
    const { numbers } = windowOf(x, layer, place, channel);
    return numbers.reduce((total, number, i) => total + number * slice[i], 0);
  });
}

// A depthwise filter as a convolution of the one channel that it sees: { x, layer, item }.
export function channelAlone({ x, layer, item }) {
  const [height, width, channels] = x.shape;
  const { weights: [kernel, bias], output } = layer;
  const channel = Math.floor((item * channels) / output[2]);
  const data = Array.from({ length: height * width }, (_, i) => x.data[i * channels + channel]);
  const slice = kernel.filter((_, i) => i % output[2] === item);
  return {
    x: { shape: [height, width, 1], data }, item: 0,
    layer: { ...layer, weights: [slice, [bias[item]]], output: [...output.slice(0, 2), 1] },
  };
}

// What each input adds to a dense unit: input times weight.
export function contributionsOf(x, { weights: [kernel, bias] }, unit) {
  return Array.from(x.data, (number, i) => number * kernel[i * bias.length + unit]);
}

// The numbers of the enlarged view: { name, list, at(row, column) }.
export function viewOf({ stage, outputs, item, x }) {
  const { form, layer, index, count, tiles, view: [, width] } = stage;
  const numbers = outputs[index].data;
  const inMaps = (list, maps) => (row, column) => list[(row * width + column) * maps + item];
  const inTiles = (list) => (row, column) => list[itemAt(tiles, { row, column })];
  if (form === "maps") return { name: `map ${item}`, list: numbers, at: inMaps(numbers, count) };
  if (form === "list") return { name: "the list", list: numbers, at: inTiles(numbers) };
  if (!tiles) return { name: `map ${item}`, list: x.data, at: inMaps(x.data, x.shape[2]) };
  const given = contributionsOf(x, layer, item);
  return { name: `what unit ${item} adds up`, list: given, at: inTiles(given) };
}

// A map, a unit or a number of the list is chosen: look at the place of the picture that is
// looked at already, or, in a dense unit, at the input that moves it most.
export function choiceOf(net, stage, item, now) {
  const found = { layer: stage.index, map: stage.form === "list" ? 0 : item };
  if (stage.form === "list") return { ...found, ...cellOf(stage.tiles, item) };
  if (stage.form === "units" && stage.tiles) {
    const given = contributionsOf(now.outputs[stage.index - 1], stage.layer, item).map(Math.abs);
    return { ...found, ...cellOf(stage.tiles, argmax(given)) };
  }
  if (stage === now.stage) return { ...found, ...now.cell };
  return { ...found, ...cellNearest(net.layers, stage, net.input, middleOf(now.box)) };
}
