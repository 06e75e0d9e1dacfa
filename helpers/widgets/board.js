// board.js: a board to draw on with mouse, finger, pen, or the keys.

import { box, button, clamp, hue, make } from "./base.js";
import { explorable, gray, paintCells, shareUnder } from "./canvas.js";
import { BOARD } from "./drawing.js";

// A line with fewer points (Douglas and Peucker, 1973): no point of the old one is farther away
// than the tolerance, which grows until at most `most` points are left. Points are [x, y].
export function thinned(points, most = BOARD.points) {
  for (let tolerance = 0.6; ; tolerance *= 1.5) {
    const kept = farFromChord(points, tolerance);
    if (kept.length <= most) return kept;
  }
}

function farFromChord(points, tolerance) {
  if (points.length < 3) return points;
  const [[x0, y0], [x1, y1]] = [points[0], points.at(-1)];
  const square = (x1 - x0) ** 2 + (y1 - y0) ** 2 || 1;
  let [farthest, middle] = [0, 0];
  points.forEach(([x, y], i) => {
    const along = clamp(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / square, 0, 1);
    const distance = Math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0));
    if (distance > farthest) [farthest, middle] = [distance, i];
  });
  if (farthest <= tolerance) return [points[0], points.at(-1)];
  const before = farFromChord(points.slice(0, middle + 1), tolerance);
  return [...before, ...farFromChord(points.slice(middle), tolerance).slice(1)];
}

// What of a link or an old notebook is a drawing; null if it is none.
export function tidyStrokes(strokes) {
  const isStroke = (stroke) =>
    Array.isArray(stroke) && stroke.length >= 2 && stroke.length % 2 === 0 &&
    stroke.length <= 2 * BOARD.points &&
    stroke.every((x) => Number.isInteger(x) && x >= 0 && x <= BOARD.size);
  const isDrawing = Array.isArray(strokes) && strokes.length <= BOARD.strokes;
  return isDrawing && strokes.every(isStroke) ? strokes : null;
}

// A white board for the setting `strokes`: draw with mouse, finger, pen, or the keys.
//   label    what it is, for screen readers
//   change   (strokes) => called with the new list at every move of the pen
//   picture  () => a gray picture to be shown under the strokes, or null
// Returns { element, sheet, buttons, isDrawing(), set(state) }: `sheet` is the board alone,
// `buttons` the row under it; isDrawing() while the pen is down.
export function drawingBoard(app, {
  label, change = (strokes) => app.update({ strokes }), picture = () => null,
}) {
  const { size } = BOARD;
  const canvas = make("canvas", { "aria-hidden": "true" });
  const invitation = make("span", { class: "lw-invitation", "aria-hidden": "true" }, "draw here");
  const note = make(
    "p", { class: "lw-pen-note", "aria-live": "polite" },
    "Draw with mouse, finger, pen or the arrow keys."
  );
  const keysText = "Arrow keys move the pen, Space puts it down and lifts it, " +
    "Backspace takes back a stroke, Delete clears.";
  const sheet = explorable("drawing", `${label}. ${keysText}`, canvas, invitation);
  const pen = { x: size / 2, y: size / 4 }; // where it is: in board units
  let shown = []; // all strokes, as they were last drawn or given
  let before = []; // the strokes without the one that is being drawn
  let path = null; // the points of the stroke that is being drawn, not rounded
  let keys = false; // the reader draws with the keys

  const give = (list) => {
    shown = list;
    change(list);
  };
  const startAt = (x, y) => {
    if (isFull()) return say("The board is full. Undo a stroke, or clear it.");
    before = shown;
    path = [];
    return goOn(x, y);
  };
  const goOn = (x, y) => {
    Object.assign(pen, { x, y });
    const [lastX, lastY] = path.at(-1) ?? [];
    if (x === lastX && y === lastY) return;
    path.push([x, y]);
    if (path.length > 400) path = thinned(path); // nobody should wait for a scribble
    give([...before, thinned(path).flat().map(Math.round)]);
  };
  const isFull = () => shown.length >= BOARD.strokes;
  const lift = () => {
    path = null;
    app.redraw();
  };
  const replace = (list) => {
    lift();
    give(list);
  };
  const undo = () => replace(shown.slice(0, -1));
  const clear = () => replace([]);
  const say = (text) => (note.textContent = text);

  const placeOf = (event) => shareUnder(event, sheet).map((share) => clamp(share * size, 0, size));
  let finger = null; // the pointer that draws
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || finger !== null) return;
    finger = event.pointerId;
    sheet.setPointerCapture(finger);
    lift();
    keys = false;
    startAt(...placeOf(event));
  });
  sheet.addEventListener("pointermove", (event) => {
    if (event.pointerId !== finger || !path) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const part of passed.length ? passed : [event]) goOn(...placeOf(part));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(end, (event) => {
      if (event.pointerId !== finger) return;
      finger = null;
      lift();
    });
  }

  sheet.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const step = event.shiftKey ? 8 : 2;
    const acts = {
      ArrowUp: () => movePen(0, -step), ArrowDown: () => movePen(0, step),
      ArrowLeft: () => movePen(-step, 0), ArrowRight: () => movePen(step, 0),
      " ": togglePen, Backspace: undo, Delete: clear,
    };
    if (!(event.key in acts)) return;
    event.preventDefault(); // the page must not scroll
    keys = true;
    acts[event.key]();
    app.redraw();
  });
  const togglePen = () => {
    if (path) lift();
    else startAt(pen.x, pen.y);
    if (path || !isFull()) tellPen();
  };
  const movePen = (across, down) => {
    const [x, y] = [clamp(pen.x + across, 0, size), clamp(pen.y + down, 0, size)];
    if (path) goOn(x, y);
    else Object.assign(pen, { x, y });
    tellPen();
  };
  const tellPen = () =>
    say(
      `The pen is ${path ? "down" : "up"}, ${Math.round(pen.x)} across and ` +
      `${Math.round(pen.y)} down.`
    );
  sheet.addEventListener("blur", lift);
  sheet.addEventListener("focus", app.redraw);

  const set = (state) => {
    shown = state.strokes;
    const gray = picture();
    invitation.hidden = shown.length > 0 || gray !== null || sheet.matches(":focus");
    const sharp = window.devicePixelRatio || 1;
    const side = Math.max(1, Math.round(canvas.clientWidth * sharp));
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const brush = canvas.getContext("2d");
    brush.fillStyle = hue("board");
    brush.fillRect(0, 0, side, side);
    if (gray) drawGray(brush, gray, side);
    brush.setTransform(side / size, 0, 0, side / size, 0, 0);
    brush.lineWidth = BOARD.width;
    brush.lineCap = brush.lineJoin = "round";
    brush.strokeStyle = hue("board-ink");
    for (const stroke of shown) drawLine(brush, stroke);
    if (sheet.matches(keys ? ":focus" : ":focus-visible")) drawPen(brush, pen, path !== null);
    brush.setTransform(1, 0, 0, 1, 0, 0);
  };

  const buttons = box("row lw-walk", button("Undo", undo), button("Clear", clear));
  const element = box("part", sheet, note, buttons);
  return { element, sheet, buttons, isDrawing: () => path !== null, set };
}

function drawLine(brush, stroke) {
  brush.beginPath();
  brush.moveTo(stroke[0], stroke[1]);
  brush.lineTo(stroke[0], stroke[1]); // a dot, if this is all
  for (let i = 2; i < stroke.length; i += 2) brush.lineTo(stroke[i], stroke[i + 1]);
  brush.stroke();
}

// A ring where the keys' pen is; filled when it is down.
function drawPen(brush, { x, y }, down) {
  for (const [width, color] of [[3, hue("board-pen-edge")], [1.5, hue("board-pen")]]) {
    brush.beginPath();
    brush.arc(x, y, BOARD.width / 2 + 1, 0, 2 * Math.PI);
    brush.lineWidth = width;
    brush.strokeStyle = color;
    brush.stroke();
  }
  if (!down) return;
  brush.fillStyle = hue("board-pen-down");
  brush.fill();
}

// A picture of gray levels from 0 to 255 in a square of `side`, as large as it fits.
function drawGray(brush, picture, side) {
  const shade = (i) => gray(picture.data[i] / 255);
  const memory = paintCells(make("canvas"), picture.width, picture.height, shade);
  const zoom = side / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width * zoom, picture.height * zoom];
  brush.drawImage(memory, (side - width) / 2, (side - height) / 2, width, height);
}
