// ink.js: the pen's ink in a photograph. The arithmetic is that of helpers/ink.py, whose docstring
// spells it out; tests compare the two. A picture is { height, width, data }, row by row.

import { clamp } from "./base.js";
import { EDGE, areaAverage, sidesFor } from "./resizing.js";

const LONGEST = 112; // pixels on the longer side of what is looked at
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
  const fits = Math.max(picture.height, picture.width) <= LONGEST;
  const [rows, columns] = fits ? [picture.height, picture.width] : sidesFor(picture, LONGEST);
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

// The largest piece, where one at the border of the picture counts half, a strip along it little.
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
