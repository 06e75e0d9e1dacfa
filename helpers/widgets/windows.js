// windows.js: windows that slide over a picture, and walk over it step by step.

import { clamp, show } from "./base.js";
import { pixelGrid, rgb } from "./canvas.js";
import { flyInTurn, makeFlight } from "./flight.js";
import { makeWalk } from "./walk.js";

// Output size along one side, rounded down, and the pixels at the end that no window reaches.
export function outputSize(size, kernel, stride, padding) {
  const room = size + 2 * padding - kernel;
  return { size: Math.floor(room / stride) + 1, unused: room % stride };
}

// The window of the padded picture whose result stands at (row, column) of the map: a flat list.
export function windowAt(picture, kernelSize, stride, padding, row, column) {
  const numbers = [];
  for (let i = 0; i < kernelSize; i++) {
    for (let j = 0; j < kernelSize; j++) {
      const y = row * stride + i - padding;
      const x = column * stride + j - padding;
      const inside = y >= 0 && y < picture.height && x >= 0 && x < picture.width;
      numbers.push(inside ? picture.data[y * picture.width + x] : 0);
    }
  }
  return numbers;
}

// The kernel turned by 180 degrees.
export const flipped = (kernel) => kernel.map((line) => [...line].reverse()).reverse();

// The kernel cut, or filled up with zeros, to another size around the same center.
export function resized(kernel, size) {
  const shift = (kernel.length - size) / 2;
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => kernel[row + shift]?.[column + shift] ?? 0)
  );
}

// The map of what number(window) gives everywhere: { height, width, data }, the form of pictures.
export function mapOver(picture, kernelSize, stride, padding, number) {
  const [height, width] = [picture.height, picture.width].map(
    (side) => outputSize(side, kernelSize, stride, padding).size);
  const data = Float64Array.from({ length: height * width }, (_, i) => number(
    windowAt(picture, kernelSize, stride, padding, Math.floor(i / width), i % width)));
  return { height, width, data };
}

// The feature map of a square kernel.
export function convolve(picture, kernel, stride = 1, padding = 0, flip = false) {
  const weights = (flip ? flipped(kernel) : kernel).flat();
  const weighed = (numbers) => numbers.reduce((sum, x, i) => sum + x * weights[i], 0);
  return mapOver(picture, kernel.length, stride, padding, weighed);
}

// The cell of a map whose window has its middle nearest to that pixel of the padded picture.
function nearestCell({ row, column }, { size, stride, map }) {
  const nearest = (pixel, count) =>
    clamp(Math.round((pixel - (size - 1) / 2) / stride), 0, count - 1);
  return { row: nearest(row, map.height), column: nearest(column, map.width) };
}

// The cell of a map that the state names, or the last one where the map is smaller.
export const cellOn = (map, { row, column }) =>
  ({ row: Math.min(row, map.height - 1), column: Math.min(column, map.width - 1) });

// Where a window lies on its picture, for pixelGrid: its frame, its middle for the arrow keys.
export function windowPlace({ at, size, stride }) {
  const corner = { row: at.row * stride, column: at.column * stride };
  const middle = Math.floor((size - 1) / 2);
  return {
    at: { row: corner.row + middle, column: corner.column + middle },
    jump: stride,
    frames: [{ ...corner, height: size, width: size }],
  };
}

// The sentence on the size of the map; where the size is not whole, with both readings.
export function sizeSentence({ input, size, stride, padding, map }) {
  const { unused } = outputSize(input.height, size, stride, padding);
  const exact = (input.height + 2 * padding - size) / stride + 1;
  const room = `(${input.height} + 2\u00b7${padding} \u2212 ${size})`;
  const formula = `${room} \u00f7 ${stride} + 1 = ${show(exact)}`;
  if (!unused) return `Size: ${formula}. The map has ${map.height} \u00d7 ${map.width} numbers.`;
  const rest = unused === 1 ? "row and column" : `${unused} rows and columns`;
  return (
    `Size: ${formula}, not whole. Rounded down here to ${map.height}: the last ${rest} of the ` +
    `${padding ? "padded " : ""}input stay unused. Another tool may refuse.`
  );
}

// A picture and the map that a window makes of it. The reader points at either, or lets the window
// walk.
//   mapName  of the map, for screen readers
//   size     (state) => of the window, in pixels
//   press    (cell) => the reader pressed a cell of the map, if that means anything
// Returns the elements { input, output, walk } and
//   toWindow(pixel)  moves the window there
//   toCell(cell)     moves the window to that cell of the map
//   draw({ map, at, size, stride, shade, theme, whole, label }, picture)
//            `at` is the cell that is looked at, shade(number) the color of a cell, `whole`: the
//            walk fills something else than the map; label: what the map is, where that changes;
//            the picture { height, width, color(row, column), frames }
//   filled(i), visit(cell), leave()  of the walk
//   fly({ at, size, stride, over }, stagesAt)
//            while the walk looks closely, numbers fly: stagesAt({ pixels, cell }) gives what
//            flyInTurn takes, from the places of the window's pixels and of the map's cell; `over`
//            is the grid of these pixels, the picture if none is given
export function slidingWindow(app, { mapName, size: sizeOf, press }) {
  let map = null; // as it was drawn
  const walk = makeWalk(app, () => map);
  const toCell = (cell) => walk.playing() || app.update(cell);
  const toWindow = (pixel) => {
    const { state } = app;
    if (map) toCell(nearestCell(pixel, { size: sizeOf(state), stride: state.stride, map }));
  };
  const input = pixelGrid({ label: "Input", move: toWindow });
  const output = pixelGrid({ label: mapName, move: toCell, press });
  const draw = (now, picture) => {
    map = now.map;
    const { height, width, data } = map;
    const { at, shade } = now;
    const blank = rgb("blank", now.theme);
    const reached = (i) => (now.whole || walk.filled(i) ? shade(data[i]) : blank);
    const place = windowPlace(now);
    input.draw({ ...picture, ...place, frames: [...(picture.frames ?? []), ...place.frames] });
    const color = (y, x) => reached(y * width + x);
    output.draw({ height, width, at, frames: [at], color, label: now.label });
  };
  const flight = makeFlight(app);
  const fly = ({ at, size, stride, over = input }, stagesAt) => {
    const share = walk.closely();
    if (share === null) return flight.hide();
    const pixels = Array.from({ length: size * size }, (_, i) => over.placeOf({
      row: at.row * stride + Math.floor(i / size), column: at.column * stride + (i % size),
    }));
    return flyInTurn(flight, stagesAt({ pixels, cell: output.placeOf(at) }), share);
  };
  return {
    input: input.element, output: output.element, walk: walk.element, toWindow, toCell, draw, fly,
    filled: walk.filled, visit: walk.visit, leave: walk.leave,
  };
}
