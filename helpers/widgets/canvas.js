// canvas.js: pictures and maps drawn crisply, and colors that every eye can tell apart.

import { box, clamp, hue, make, show } from "./base.js";

// ---------------------------------------------------------------- colors

// Blue below zero, orange above: told apart with any color vision. Zero is the paper's color.
const STOPS = ["negative", "half-negative", "zero", "half-positive", "positive"];

// A color of the palette as [red, green, blue].
export const rgb = (name, theme) =>
  [1, 3, 5].map((start) => parseInt(hue(name, theme).slice(start, start + 2), 16));

const scaleOf = (theme) => STOPS.map((name) => rgb(name, theme));
const SCALES = { light: scaleOf("light"), dark: scaleOf("dark") };

// Color of t in [-1, 1] as [red, green, blue].
export function diverging(t, theme) {
  const stops = SCALES[theme];
  const place = (clamp(t, -1, 1) + 1) * 2;
  const low = Math.min(Math.floor(place), 3);
  return stops[low].map((c, i) => Math.round(c + (place - low) * (stops[low + 1][i] - c)));
}

// Color of t in [0, 1]: black to white in both themes, because it is a picture.
export function gray(t) {
  const level = Math.round(255 * clamp(t, 0, 1));
  return [level, level, level];
}

export const css = ([red, green, blue]) => `rgb(${red}, ${green}, ${blue})`;

// Black or white, whichever stands out more on that color (WCAG's relative luminance).
export function inkOn(color) {
  const [red, green, blue] = color.map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}

// Color an element, and what is written on it.
export function tint(element, color) {
  const background = css(color);
  if (element.style.backgroundColor === background) return;
  element.style.backgroundColor = background;
  element.style.color = inkOn(color);
}

export const largest = (numbers) => numbers.reduce((best, n) => Math.max(best, Math.abs(n)), 0);

// Paint a canvas cell by cell: color(index) is [red, green, blue], or null for a hole.
export function paintCells(canvas, width, height, color) {
  [canvas.width, canvas.height] = [width, height];
  const pixels = new ImageData(width, height);
  const words = new Uint32Array(pixels.data.buffer); // one write a pixel: four take twice as long
  for (let i = 0; i < width * height; i++) {
    const shade = color(i);
    if (shade) words[i] = (255 << 24) | (shade[2] << 16) | (shade[1] << 8) | shade[0];
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas;
}

// A drawing that fills an element: returns (now) => paint(now, { width, height }), which waits for
// the size of the element, and runs again when it changes; nothing is drawn on what is hidden. Who
// asks for the size instead makes the browser lay the page out in the midst of a drawing, once for
// each picture.
export function fitted(element, paint) {
  let size = null;
  let last = null;
  const draw = (now = last) => {
    last = now;
    if (size?.width && size.height && now) paint(now, size);
  };
  new ResizeObserver(([{ contentRect: { width, height } }]) => {
    size = { width, height };
    draw();
  }).observe(element);
  return draw;
}

// Give a canvas as many pixels as the screen has in its place: its pen, their numbers across and
// down, and how many there are to a pixel of the style sheet.
export function sharpened(canvas, { width, height }) {
  const sharp = (window.devicePixelRatio || 1) * (canvas.currentCSSZoom ?? 1);
  const [wide, high] = [width, height].map((side) => Math.max(1, Math.round(side * sharp)));
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  return { pen: canvas.getContext("2d"), wide, high, sharp };
}

// An element that takes keys of its own; the label says which.
export const explorable = (name, label, ...content) =>
  make("div", {
    class: `lw-${name}`, tabindex: 0, role: "application", "aria-label": label,
  }, ...content);

// Where on an element the reader points: the shares of its width and of its height.
export function shareUnder(event, element) {
  const box = element.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}

// The cell of a grid of that size to which the reader points.
export function cellUnder(event, element, { height, width }) {
  const [across, down] = shareUnder(event, element);
  const cell = (share, count) => clamp(Math.floor(share * count), 0, count - 1);
  return { row: cell(down, height), column: cell(across, width) };
}

// ---------------------------------------------------------------- a grid of pixels

// A canvas of cells that the reader explores by mouse, touch, or the arrow keys.
//   label   what it is, for screen readers
//   move    ({ row, column }) => called with the cell that the reader points at
//   press   ({ row, column }) => called with the cell that is clicked, or entered by Enter or Space
//   focusable  false for a second view of a picture: one stop for the Tab key is enough
// Returns { element, draw({ height, width, color, at, jump, frames }) }, where color(row, column)
// gives [r, g, b], `at` is the cell from which the arrow keys go on, by `jump` cells, and frames
// are rectangles in cells, one cell where they name no height and width; a label there replaces
// the usual one. And placeOf(cell).
export function pixelGrid({ label, move, press, focusable = true }) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const element = focusable ? explorable("pixels", label, canvas) : box("pixels", canvas);
  let size = { height: 1, width: 1 };
  let at = { row: 0, column: 0 };
  let jump = 1;
  const memory = document.createElement("canvas");

  const point = (event) => move(cellUnder(event, canvas, size));
  element.addEventListener("pointerdown", point);
  element.addEventListener("pointermove", (event) => {
    // A mouse explores by hovering; a finger by touching or dragging.
    if (event.pointerType === "mouse" || event.buttons) point(event);
  });
  element.addEventListener("keydown", (event) => {
    const next = arrowMove(event, at, size, jump);
    if (next) move(next);
    if (press && ["Enter", " "].includes(event.key)) {
      event.preventDefault(); // the page must not scroll
      press(at);
    }
  });
  if (press) element.addEventListener("click", (event) => press(cellUnder(event, canvas, size)));

  const draw = (now) => {
    const { height, width } = now;
    size = { height, width };
    ({ at, jump = 1 } = now);
    if (focusable) {
      const cellsText = `${height} rows, ${width} columns`;
      element.setAttribute(
        "aria-label", `${now.label ?? label}, ${cellsText}. Arrow keys explore.`);
    }
    canvas.style.aspectRatio = `${width} / ${height}`;
    paint(now);
  };
  const paint = fitted(canvas, ({ height, width, color, frames = [] }, place) => {
    const { pen, wide, high, sharp } = sharpened(canvas, place);
    paintCells(memory, width, height, (i) => color(Math.floor(i / width), i % width));
    pen.imageSmoothingEnabled = false;
    pen.drawImage(memory, 0, 0, wide, high);
    for (const frame of frames) strokeCells(pen, frame, wide / width, high / height, sharp);
  });
  // Where the middle of a cell is on the screen.
  const placeOf = ({ row, column }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [
      left + ((column + 0.5) * width) / size.width, top + ((row + 0.5) * height) / size.height,
    ];
  };
  return { element, draw, placeOf };
}

// A frame around cells: a dark line under a bright one, to be seen on any picture.
function strokeCells(pen, { row, column, height = 1, width = 1 }, across, down, sharp) {
  const box = [column * across, row * down, width * across, height * down];
  for (const [line, style] of [[4, hue("under-highlight")], [2, hue("highlight")]]) {
    pen.lineWidth = line * sharp;
    pen.strokeStyle = style;
    pen.strokeRect(...box);
  }
}

// The cell that an arrow key (Home, End, Page Up, Page Down) leads to; null for other keys.
export function arrowMove(event, { row, column }, { height, width }, jump = 1) {
  if (event.altKey || event.metaKey) return null;
  const ways = {
    ArrowUp: [row - jump, column], ArrowDown: [row + jump, column],
    ArrowLeft: [row, column - jump], ArrowRight: [row, column + jump],
    Home: [event.ctrlKey ? 0 : row, 0],
    End: [event.ctrlKey ? height - 1 : row, width - 1],
    PageUp: [0, column], PageDown: [height - 1, column],
  };
  const next = ways[event.key];
  if (!next) return null;
  event.preventDefault(); // the page must not scroll
  return { row: clamp(next[0], 0, height - 1), column: clamp(next[1], 0, width - 1) };
}

// ---------------------------------------------------------------- a color bar

// A number of any size, with so many digits that count: 0.0043, 12.4.
export const fine = (number, digits = 3) =>
  show(number, clamp(digits - 1 - Math.floor(Math.log10(Math.abs(number) || 1)), 2, 6));

// The colors of a map and the numbers they stand for.
export function colorBar() {
  const strip = make("span", { class: "lw-bar", "aria-hidden": "true" });
  const low = make("span");
  const high = make("span");
  const element = box("scale", low, strip, high);
  const set = (limit, theme) => {
    const colors = [-1, -0.5, 0, 0.5, 1].map((t) => css(diverging(t, theme)));
    strip.style.background = `linear-gradient(to right, ${colors.join(", ")})`;
    low.textContent = fine(-limit, 2);
    high.textContent = fine(limit, 2);
  };
  return { element, set };
}
