// drawing.js: from strokes or a photograph to the digit that MNIST would have made of it. The
// arithmetic is that of helpers/images.py, whose docstrings spell it out; tests compare the two. A
// picture is { height, width, data }, row by row; ink is bright on dark, from 0 to 1.

import { clamp } from "./base.js";

// Ink that is drawn on a board of 112 units a side, with a pen 9 units wide. A stroke is a flat
// list [x0, y0, x1, y1, ...] of whole numbers; so many points and strokes that a link stays short.
export const BOARD = { size: 112, width: 9, points: 60, strokes: 30 };

const EDGE = 1e-9; // where sums lie on the edge between two whole numbers, roundings must agree

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

const PAGE = 0.55; // of its box that a page fills and strokes rarely do

// The ink in a picture of gray levels from 0 to 255, as find_ink; null where nothing stands out.
export function findInk(gray) {
  const picture = shrunk(gray);
  const { height, width } = picture;
  const papers = papersOf(picture, 5);
  const isDark = roughness(papers[0]) <= roughness(papers[1]);
  let found = standingOut(picture, papers, isDark);
  if (!isDark && found && fillsItsBox(found.isSure, height, width)) {
    const narrow = papersOf(picture, 14);
    if (roughness(narrow[0]) <= roughness(narrow[1])) found = standingOut(picture, papers, true);
  }
  if (!found) return null;
  const near = countAround(together(found.isSure, height, width), height, width);
  const ink = (share) => clamp((share - 0.2) / 0.6, 0, 1);
  return { height, width, data: found.share.map((share, i) => (near[i] ? ink(share) : 0)) };
}

// What stands out from the paper, dark or light: which pixels are surely ink, and how much of it.
function standingOut({ height, width, data }, papers, isDark) {
  const paper = papers[isDark ? 0 : 1].data;
  const difference = Array.from(data, (level, i) => (isDark ? paper[i] - level : level - paper[i]));
  if (difference.reduce((a, b) => Math.max(a, b)) < 16) return null;
  const isInk = brighter(difference);
  const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
  const [inPaper, inInk] = [0, 1].map((kind) => difference.filter((_, i) => isInk[i] === kind));
  const base = mean(inPaper);
  const contrast = mean(inInk) - base;
  const noise = Math.sqrt(mean(inPaper.map((d) => (d - base) ** 2)));
  if (contrast < Math.max(16, 4 * noise)) return null;
  const near = countAround(isInk, height, width);
  const isSure = isInk.map((ink, i) => (ink && near[i] >= 3 ? 1 : 0));
  if (!isSure.includes(1)) return null;
  return { isSure, share: difference.map((d) => (d - base) / contrast) };
}

// At most 112 pixels on the longer side; in floats.
export function shrunk(picture) {
  const fits = Math.max(picture.height, picture.width) <= BOARD.size;
  const [rows, columns] = fits ? [picture.height, picture.width] : sidesFor(picture, BOARD.size);
  return areaAverage(picture, rows, columns);
}

// The paper under dark ink, and under light ink: strokes narrower than the window are filled in.
function papersOf(picture, part) {
  const reach = Math.max(1, Math.floor(Math.max(picture.height, picture.width) / part));
  const border = reach + Math.floor(reach / 2);
  const framed = (signed) => padded(padded(signed, border), 2 * reach - border, Infinity);
  const under = (signed) =>
    negative(largestAround(negative(largestAround(framed(signed), reach)), reach));
  return [under(picture), negative(under(negative(picture)))];
}

const negative = (picture) => ({ ...picture, data: picture.data.map((level) => -level) });

// A picture in a frame of one level, or one that goes on as its border.
function padded({ height, width, data }, frame, level = null) {
  const [rows, columns] = [height + 2 * frame, width + 2 * frame];
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const [row, column] = [clamp(i - frame, 0, height - 1), clamp(j - frame, 0, width - 1)];
      const inside = row === i - frame && column === j - frame;
      const goesOn = inside || level === null;
      result[i * columns + j] = goesOn ? data[row * width + column] : level;
    }
  }
  return { height: rows, width: columns, data: result };
}

// The largest of each window with so many pixels on either side, where the window fits.
function largestAround({ height, width, data }, reach) {
  const [rows, columns] = [height - 2 * reach, width - 2 * reach];
  const halfway = new Float64Array(rows * width);
  for (let i = 0; i < halfway.length; i++) {
    let most = data[i];
    for (let k = 1; k <= 2 * reach; k++) most = Math.max(most, data[i + k * width]);
    halfway[i] = most;
  }
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let most = halfway[i * width + j];
      for (let k = 1; k <= 2 * reach; k++) most = Math.max(most, halfway[i * width + j + k]);
      result[i * columns + j] = most;
    }
  }
  return { height: rows, width: columns, data: result };
}

// All steps between neighbors, added up.
function roughness({ height, width, data }) {
  let sum = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      if (row) sum += Math.abs(data[at] - data[at - width]);
      if (column) sum += Math.abs(data[at] - data[at - 1]);
    }
  }
  return sum;
}

// The pieces of a mask: places that touch by a side or a corner, and the box around them.
function piecesOf(mask, height, width) {
  const open = Array.from(mask);
  const pieces = [];
  open.forEach((_, start) => {
    if (!open[start]) return;
    open[start] = 0;
    const places = [start];
    let [top, left, bottom, right] = [height, width, 0, 0];
    for (const at of places) { // grows on the way
      const [row, column] = [Math.floor(at / width), at % width];
      [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
      [left, right] = [Math.min(left, column), Math.max(right, column)];
      for (let y = Math.max(row - 1, 0); y <= Math.min(row + 1, height - 1); y++) {
        for (let x = Math.max(column - 1, 0); x <= Math.min(column + 1, width - 1); x++) {
          if (!open[y * width + x]) continue;
          open[y * width + x] = 0;
          places.push(y * width + x);
        }
      }
    }
    pieces.push({ places, top, left, bottom, right });
  });
  return pieces;
}

// The largest piece, where one at the border of the picture counts half, and a strip along it little.
function mainPiece(pieces, height, width) {
  const strip = Math.floor(Math.max(1, Math.floor(Math.max(height, width) / 5)) / 2);
  const score = ({ places, top, left, bottom, right }) => {
    const down = Math.abs(top + bottom + 1 - height) / height;
    const across = Math.abs(left + right + 1 - width) / width;
    const inwards = (row, column) =>
      Math.min(row, height - 1 - row, column, width - 1 - column);
    const isStrip = places.every((at) => inwards(Math.floor(at / width), at % width) <= strip);
    return places.length * (1 - Math.max(down, across) / 2) * (isStrip ? 0.001 : 1);
  };
  return pieces.reduce((a, b) => (score(b) > score(a) ? b : a));
}

// Whether the main piece looks like a page, not like strokes.
function fillsItsBox(mask, height, width) {
  const { places, top, left, bottom, right } =
    mainPiece(piecesOf(mask, height, width), height, width);
  return places.length > PAGE * (bottom + 1 - top) * (right + 1 - left);
}

// The main piece, and all that lies near.
function together(mask, height, width) {
  let pieces = piecesOf(mask, height, width);
  const kept = new Array(height * width).fill(0);
  const box = { top: height, left: width, bottom: 0, right: 0 };
  let added = [mainPiece(pieces, height, width)];
  while (added.length) {
    for (const { places, top, left, bottom, right } of added) {
      for (const at of places) kept[at] = 1;
      [box.top, box.bottom] = [Math.min(box.top, top), Math.max(box.bottom, bottom)];
      [box.left, box.right] = [Math.min(box.left, left), Math.max(box.right, right)];
    }
    pieces = pieces.filter((piece) => !added.includes(piece));
    const side = Math.max(box.bottom - box.top, box.right - box.left) + 1;
    const gap = Math.max(2, Math.floor(side / 8));
    const near = largestAround(padded({ height, width, data: kept }, gap, 0), gap).data;
    added = pieces.filter(({ places }) => places.some((at) => near[at]));
  }
  return kept;
}

// 1 where a number lies above Otsu's threshold, else 0.
function brighter(numbers) {
  const most = numbers.reduce((a, b) => Math.max(a, b));
  const bins = numbers.map((d) => Math.floor((255 * d) / most + 0.5 + EDGE));
  const counts = new Array(256).fill(0);
  bins.forEach((k) => counts[k]++);
  const all = numbers.length;
  const sum = bins.reduce((a, b) => a + b);
  let [n, s, best, threshold] = [0, 0, -1, 0];
  counts.forEach((count, t) => {
    n += count;
    s += count * t;
    const apart = sum * n - s * all;
    const between = n > 0 && n < all ? (apart * apart) / (n * (all - n)) : 0;
    if (between > best) [best, threshold] = [between, t];
  });
  return Array.from(bins, (k) => (k > threshold ? 1 : 0));
}

// How many of the 3x3 cells around each are 1, itself among them.
function countAround(mask, height, width) {
  return mask.map((_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    let count = 0;
    for (let y = Math.max(row - 1, 0); y <= Math.min(row + 1, height - 1); y++) {
      for (let x = Math.max(column - 1, 0); x <= Math.min(column + 1, width - 1); x++) {
        count += mask[y * width + x];
      }
    }
    return count;
  });
}

// ---------------------------------------------------------------- as MNIST did it

// Height and width of the same shape whose longer side is `longest`.
export function sidesFor({ height, width }, longest) {
  const longer = Math.max(height, width);
  return [height, width].map((side) => Math.max(1, Math.floor((side * longest) / longer + 0.5)));
}

// The picture in another size: each new pixel is the mean of the old ones that it covers, weighed
// by the share that it covers of each.
export function areaAverage({ height, width, data }, rows, columns) {
  const halfway = new Float64Array(rows * width);
  eachShare(height, rows, (to, from, share) => {
    for (let x = 0; x < width; x++) halfway[to * width + x] += share * data[from * width + x];
  });
  const result = new Float64Array(rows * columns);
  eachShare(width, columns, (to, from, share) => {
    for (let y = 0; y < rows; y++) result[y * columns + to] += share * halfway[y * width + from];
  });
  return { height: rows, width: columns, data: result };
}

// visit(to, from, share) for each old cell `from` of which the new cell `to` covers something.
function eachShare(old, fresh, visit) {
  for (let to = 0; to < fresh; to++) {
    const [start, end] = [(to * old) / fresh, ((to + 1) * old) / fresh];
    for (let from = Math.floor(start); from < Math.min(end, old); from++) {
      const covered = Math.min(from + 1, end) - Math.max(from, start);
      if (covered > 0) visit(to, from, (covered * fresh) / old);
    }
  }
}

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
