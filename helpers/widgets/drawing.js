// drawing.js: from strokes or a photograph to the digit that MNIST would have made of it. The
// arithmetic is that of helpers/images.py, whose docstrings spell it out; tests compare the two. A
// picture is { height, width, data }, row by row; ink is bright on dark, from 0 to 1.

import { clamp } from "./base.js";
import { EDGE, areaAverage, sidesFor } from "./resizing.js";

// Ink that is drawn on a board of 112 units a side, with a pen 9 units wide. A stroke is a flat
// list [x0, y0, x1, y1, ...] of whole numbers; so many points and strokes that a link stays short.
export const BOARD = { size: 112, width: 9, points: 60, strokes: 30 };

// ---------------------------------------------------------------- ink

// The ink of strokes, as draw_strokes.
export function drawStrokes(strokes, size = BOARD.size, width = BOARD.width) {
  const data = new Float64Array(size * size);
  const reach = width / 2 + 0.5;
  const cells = (low, high) =>
    [Math.max(0, Math.floor(low - reach)), Math.min(size - 1, Math.ceil(high + reach))];
  for (const stroke of strokes) {
    for (let i = 0; i < Math.max(stroke.length - 2, 2); i += 2) {
      const [x0, y0, x1 = x0, y1 = y0] = stroke.slice(i, i + 4); // one point alone is a dot
      const [across, down] = [x1 - x0, y1 - y0];
      const square = across * across + down * down || 1;
      const [top, bottom] = cells(Math.min(y0, y1), Math.max(y0, y1)); // no ink farther away
      const [left, right] = cells(Math.min(x0, x1), Math.max(x0, x1));
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) {
          const x = column + 0.5 - x0;
          const y = row + 0.5 - y0;
          const along = clamp((x * across + y * down) / square, 0, 1);
          const distance = Math.sqrt((x - along * across) ** 2 + (y - along * down) ** 2);
          const at = row * size + column;
          data[at] = Math.max(data[at], clamp(reach - distance, 0, 1));
        }
      }
    }
  }
  return { height: size, width: size, data };
}

// ---------------------------------------------------------------- as MNIST did it

// The part of a picture that holds ink; null if there is none.
export function inkBox({ height, width, data }) {
  let [top, left, bottom, right] = [height, width, -1, -1];
  data.forEach((ink, i) => {
    if (ink <= 0) return;
    const [row, column] = [Math.floor(i / width), i % width];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
  });
  return bottom < 0 ? null : { top, left, height: bottom + 1 - top, width: right + 1 - left };
}

export function cropped(picture, { top, left, height, width }) {
  const data = new Float64Array(height * width);
  for (let row = 0; row < height; row++) {
    const from = (top + row) * picture.width + left;
    data.set(picture.data.slice(from, from + width), row * width);
  }
  return { height, width, data };
}

// A picture in a larger, empty field.
export function placed(picture, { top, left }, side = 28) {
  const data = new Float64Array(side * side);
  for (let row = 0; row < picture.height; row++) {
    const line = picture.data.slice(row * picture.width, (row + 1) * picture.width);
    data.set(line, (top + row) * side + left);
  }
  return { height: side, width: side, data };
}

// Where the picture must stand in the field for its center of mass to come nearest to where those
// of MNIST's digits are: at 14, half a pixel from the middle of rows 0 to 27.
export function balanced({ height, width, data }, side = 28) {
  const { row, column } = centerOfMass({ width, data });
  const start = (middle, size) => clamp(Math.floor(side / 2 - middle + 0.5 + EDGE), 0, side - size);
  return { top: start(row, height), left: start(column, width) };
}

export function centerOfMass({ width, data }) {
  let [sum, down, across] = [0, 0, 0];
  data.forEach((ink, i) => {
    sum += ink;
    down += ink * Math.floor(i / width);
    across += ink * (i % width);
  });
  return { row: down / sum, column: across / sum };
}

// The strokes as a digit of MNIST; a blank picture where nothing is drawn.
export function digitOf(strokes) {
  const blank = { height: 28, width: 28, data: new Float64Array(28 * 28) };
  return mnistSteps(drawStrokes(strokes))?.image ?? blank;
}

// { crop, fit, image }, as mnist_steps; null for a blank picture.
export function mnistSteps(ink) {
  const box = inkBox(ink);
  if (!box) return null;
  const crop = cropped(ink, box);
  const fit = areaAverage(crop, ...sidesFor(crop, 20));
  return { crop, fit, image: placed(fit, balanced(fit)) };
}
