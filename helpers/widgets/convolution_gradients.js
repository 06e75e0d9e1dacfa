// convolution_gradients.js: the way back of a convolution, in plain loops. Pictures and maps are
// { height, width, data }; `slopes` is the map of the loss's slopes by the outputs; a layout holds
// { stride, padding, flip }.

import { sum } from "./base.js";
import { flipped, windowAt } from "./windows.js";

const all = () => true;

// The mean of the squared differences of two maps.
export const squaredError = (map, wanted) =>
  sum(map.data.map((x, i) => (x - wanted.data[i]) ** 2)) / map.data.length;

// The slopes of that mean by the numbers of the first map.
export function errorSlopes(map, wanted) {
  const { length } = map.data;
  return { ...map, data: map.data.map((x, i) => (2 * (x - wanted.data[i])) / length) };
}

// The gradient by the padded picture, of the outputs for which sent(index) holds: each hands its
// slope times the kernel to its window.
export function inputGradient(picture, kernel, slopes, { stride, padding, flip }, sent = all) {
  const used = (flip ? flipped(kernel) : kernel).flat();
  const size = kernel.length;
  const [height, width] = [picture.height, picture.width].map((side) => side + 2 * padding);
  const data = new Float64Array(height * width);
  slopes.data.forEach((slope, output) => {
    if (!slope || !sent(output)) return;
    const corner = stride * (width * Math.floor(output / slopes.width) + (output % slopes.width));
    for (let i = 0; i < used.length; i++) {
      data[corner + width * Math.floor(i / size) + (i % size)] += slope * used[i];
    }
  });
  return { height, width, data };
}

// What the outputs handed to one pixel of the padded picture: their slopes, and the numbers of the
// kernel that lay on it.
export function sharesOfPixel({ row, column }, kernel, slopes, { stride, flip }, sent = all) {
  const used = (flip ? flipped(kernel) : kernel).flat();
  const size = kernel.length;
  const shares = { slopes: [], weights: [] };
  slopes.data.forEach((slope, output) => {
    const i = row - stride * Math.floor(output / slopes.width);
    const j = column - stride * (output % slopes.width);
    if (i < 0 || i >= size || j < 0 || j >= size || !sent(output)) return;
    shares.slopes.push(slope);
    shares.weights.push(used[i * size + j]);
  });
  return shares;
}

// Where in its window a number of the kernel lies, counted row by row.
export const placeInWindow = (tap, size, flip) => (flip ? size * size - 1 - tap : tap);

// The pixels that one number of the kernel met, one in each window: a map of the slopes' size.
export function pixelsMet(picture, size, slopes, { stride, padding, flip }, tap) {
  const place = placeInWindow(tap, size, flip);
  const [i, j] = [Math.floor(place / size), place % size];
  const { width } = slopes;
  const data = slopes.data.map((_, output) => {
    const y = stride * Math.floor(output / width) + i - padding;
    const x = stride * (output % width) + j - padding;
    const inside = y >= 0 && y < picture.height && x >= 0 && x < picture.width;
    return inside ? picture.data[y * picture.width + x] : 0;
  });
  return { ...slopes, data };
}

// The gradient by the kernel, a square table, of the outputs for which sent(index) holds: each
// number of the kernel gets the pixels that it met, times their slopes.
export function kernelGradient(picture, size, slopes, { stride, padding, flip }, sent = all) {
  const flat = new Float64Array(size * size);
  slopes.data.forEach((slope, output) => {
    if (!slope || !sent(output)) return;
    const [row, column] = [Math.floor(output / slopes.width), output % slopes.width];
    const pixels = windowAt(picture, size, stride, padding, row, column);
    pixels.forEach((pixel, i) => (flat[placeInWindow(i, size, flip)] += slope * pixel));
  });
  return Array.from({ length: size }, (_, i) => [...flat.slice(i * size, (i + 1) * size)]);
}

// The kernel after a step against its gradient.
export const stepped = (kernel, gradient, rate) =>
  kernel.map((line, i) => line.map((weight, j) => weight - rate * gradient[i][j]));
