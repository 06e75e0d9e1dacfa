// chart.js: lines over a pair of axes, with a cursor that the reader may move.

import { box, clamp, hueName, make, show } from "./base.js";
import { fitted, shareUnder } from "./canvas.js";
import { rewrite, whenNew } from "./fresh.js";
import { caption } from "./parts.js";

// Round numbers between low and high, about `count` of them.
function niceTicks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((nice) => nice * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

// Values as the points of a line, counted from `from`.
export const numbered = (values, from = 0) => values.map((value, i) => [from + i, value]);

// The last point of each line as a dot: a line of one point would not be seen.
export const headsOf = (lines) =>
  lines.flatMap(({ points, kind }) => {
    const last = points.filter(([, y]) => Number.isFinite(y)).at(-1);
    return last ? [{ x: last[0], y: last[1], kind, shape: "dot" }] : [];
  });

const CHART = { left: 46, right: 12, top: 10, bottom: 38 }; // room around the axes, in pixels

// A chart, drawn anew on each call of draw. What screen readers hear is the sentence of the widget.
//   label    what it shows, for the cursor's name
//   height   in pixels, where a page's text has 16
//   move     (x) => called with the place on the x axis that the reader points at; arrow keys go by
//            1, Page Up and Page Down by 10. Without it there is no cursor to move.
// Returns { element, draw({ x: [low, high], y: [low, high], xName, yName, lines, marks, cursor,
// text, xText, yText }) }.
//   lines    [{ points: [[x, y], ...], kind: a name of helpers/colors.py, name, dots, dashed }];
//            a NaN breaks a line; lines with a name stand in the legend
//   marks    [{ x, y, kind, shape: "ring", "star" or "dot", name }]
//   cursor   its place; text says it in words
//   xTicks   the places on the x axis that have a text; round numbers if there is none
//   xText    (x) => what stands below the axis there; yText (y) => left of the other one
export function lineChart({ label, height = 190, move }) {
  const svg = document.createElement("div");
  svg.innerHTML = '<svg aria-hidden="true" focusable="false"></svg>';
  const picture = svg.firstChild;
  const legend = make("div", { class: "lw-legend", "aria-hidden": "true" });
  const title = caption();
  const movable = {
    class: "lw-chart lw-movable", tabindex: 0, role: "slider", "aria-label": label,
  };
  const handle = make("div", move ? movable : { class: "lw-chart" }, picture);
  handle.style.height = `${height / 16}rem`;
  const element = box("part", title, handle, legend);
  const explain = whenNew((items) => (legend.innerHTML = items));
  let seen = { x: [0, 1], cursor: 0 };

  const go = (place) => move(clamp(Math.round(place), Math.ceil(seen.x[0]), Math.floor(seen.x[1])));
  const point = (event) => {
    const across = shareUnder(event, picture)[0] * picture.viewBox.baseVal.width - CHART.left;
    const share = across / (picture.viewBox.baseVal.width - CHART.left - CHART.right);
    go(seen.x[0] + share * (seen.x[1] - seen.x[0]));
  };
  if (move) {
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      point(event);
    });
    handle.addEventListener("pointermove", (event) => event.buttons && point(event));
    handle.addEventListener("keydown", (event) => {
      const steps = {
        ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10,
      };
      const ends = { Home: seen.x[0], End: seen.x[1] };
      if (event.altKey || event.metaKey || !(event.key in { ...steps, ...ends })) return;
      event.preventDefault(); // the page must not scroll
      go(event.key in ends ? ends[event.key] : seen.cursor + steps[event.key]);
    });
  }

  const draw = (now) => {
    const { x, yName, lines, marks = [], cursor, text = "" } = now;
    seen = { x, cursor };
    rewrite(title, yName);
    paint(now);
    explain([...lines, ...marks].filter(({ name }) => name).map(legendItem).join(""));
    if (!move) return;
    const value = { min: Math.ceil(x[0]), max: Math.floor(x[1]), now: cursor, text };
    for (const [name, is] of Object.entries(value)) handle.setAttribute(`aria-value${name}`, is);
  };
  const paint = fitted(handle, ({
    x, y, xName, lines, marks = [], cursor, xTicks, xText = show, yText = (value) => show(value, 3),
  }, place) => {
    // In units of 1/16 of the page's text, which may be larger than usual.
    const width = Math.max((place.width * height) / place.height, 200);
    const right = width - CHART.right;
    const bottom = height - CHART.bottom;
    const share = (value, [low, high]) => (value - low) / (high - low || 1);
    const across = (value) => CHART.left + share(value, x) * (right - CHART.left);
    const up = (value) => bottom - share(value, y) * (bottom - CHART.top);
    const at = ([px, py]) =>
      `${across(px).toFixed(1)} ${clamp(up(py), -height, 2 * height).toFixed(1)}`;
    const parts = [];
    const write = ([left, top], words, anchor = "middle") =>
      parts.push(`<text x="${left}" y="${top}" text-anchor="${anchor}">${words}</text>`);
    for (const tick of niceTicks(y[0], y[1], 4)) {
      parts.push(`<path class="lw-grid" d="M${CHART.left} ${up(tick)}H${right}"/>`);
      write([CHART.left - 6, up(tick) + 4], yText(tick), "end");
    }
    let free = -Infinity; // where the next text may stand
    for (const tick of xTicks ?? niceTicks(x[0], x[1], width / 80)) {
      if (across(tick) < free) continue;
      free = across(tick) + 44;
      write([across(tick), bottom + 16], xText(tick));
    }
    parts.push(`<path class="lw-axis" d="M${CHART.left} ${CHART.top}V${bottom}H${right}"/>`);
    write([(CHART.left + right) / 2, bottom + 31], xName);
    for (const line of lines) {
      const path = line.dots ? dotPath(line.points, at) : linePath(line.points, at);
      parts.push(`<path class="${lineClass(line)}" d="${path}"/>`);
    }
    if (cursor !== undefined) {
      parts.push(`<path class="lw-cursor" d="M${across(cursor)} ${CHART.top}V${bottom}"/>`);
    }
    for (const mark of marks) parts.push(markAt(mark, across(mark.x), up(mark.y)));
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    picture.innerHTML = parts.join("");
  });
  return { element, draw };
}

const lineClass = ({ kind, dots, dashed }) =>
  `lw-curve lw-kind-${hueName(kind)}${dots ? " lw-dots" : ""}${dashed ? " lw-dashed" : ""}`;

function linePath(points, place) {
  let pen = "M";
  return points.map((point) => {
    if (!Number.isFinite(point[1])) {
      pen = "M";
      return "";
    }
    const piece = pen + place(point);
    pen = "L";
    return piece;
  }).join("");
}

// A line of length 0 with round ends is a dot: thousands of them are one element.
const dotPath = (points, place) => points.map((point) => `M${place(point)}h0`).join("");

function markAt({ shape, kind }, x, y) {
  const star = "l2.2 4.6 5 .6-3.7 3.4 1 5-4.5-2.5-4.5 2.5 1-5-3.7-3.4 5-.6z";
  if (shape === "star") {
    return `<path class="lw-mark lw-kind-${hueName(kind)}" d="M${x} ${y - 8}${star}"/>`;
  }
  return shape === "dot"
    ? `<circle class="lw-mark lw-kind-${hueName(kind)}" cx="${x}" cy="${y}" r="4.5"/>`
    : `<circle class="lw-mark lw-ring lw-kind-${hueName(kind)}" cx="${x}" cy="${y}" r="6"/>`;
}

const legendItem = (item) =>
  '<span><svg width="26" height="16" aria-hidden="true">' +
  (item.shape
    ? markAt(item, 13, 8)
    : `<path class="${lineClass(item)}" d="${item.dots ? "M5 8h0M13 8h0M21 8h0" : "M2 8H24"}"/>`) +
  `</svg>${item.name}</span>`;
