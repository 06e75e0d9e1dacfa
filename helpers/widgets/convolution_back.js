// convolution_back.js: the way back of the ConvolutionExplorer. view "back": where the slopes of
// the outputs land on the picture. view "kernel": what they make of the numbers of the kernel.

import { box, make, show, words } from "./base.js";
import {
  arrowMove, cellUnder, colorBar, diverging, explorable, fine, gray, largest, pixelGrid, rgb, tint,
} from "./canvas.js";
import { bind, chooser, segments } from "./controls.js";
import {
  inputGradient, kernelGradient, pixelsMet, placeInWindow, sharesOfPixel,
} from "./convolution_gradients.js";
import { makeLearner } from "./convolution_learning.js";
import { middleOfElement } from "./flight.js";
import { numberTable } from "./grid.js";
import { caption, captioned, writtenSum } from "./parts.js";
import { windowAt, windowPlace } from "./windows.js";

// Small numbers stand in tables as so many tenths, hundredths, ...
const UNITS = [
  [1, ""], [0.1, ", in tenths"], [0.01, ", in hundredths"], [0.001, ", in thousandths"],
  [1e-4, ", in ten-thousandths"], [1e-6, ", in millionths"],
];

// `written` is where a sum is written out, in every view.
export function wayBack(app, sliding, written) {
  const grid = (label, move) => pixelGrid({ label, focusable: false, move });
  const parts = {
    sliding,
    written,
    gradient: grid("Gradient of the input", sliding.toWindow),
    gradientBar: colorBar(),
    met: grid("Pixels times slopes", sliding.toCell),
    metName: caption(),
    answer: grid("Feature map", sliding.toCell),
    wanted: grid("Wanted map", sliding.toCell),
    slopes: [0, 1].map(() => make("output", { class: "lw-factor" })),
    pixelShares: numberTable(""),
    windowTable: numberTable("window"),
    tapShares: numberTable(""),
    taps: numberTable(""),
    learner: makeLearner(app, sliding.leave),
    lesson: words("lesson"),
  };
  const sign = (text) => make("span", { class: "lw-sign", "aria-hidden": "true" }, text);
  parts.landing = captioned(
    "gradient of the input", parts.gradient.element, parts.gradientBar.element);
  parts.split = box(
    "part", box("result", sign("\u00d7 slope"), parts.slopes[0]), parts.pixelShares.element);
  parts.meeting = box("part", parts.metName, parts.met.element);
  parts.maps = box(
    "both-maps", captioned("feature map", parts.answer.element),
    captioned("wanted map", parts.wanted.element));
  parts.tapTable = tapsOf(app, parts.taps);
  parts.equation = box(
    "handing", parts.windowTable.element, sign("\u00d7"), captioned("slope", parts.slopes[1]),
    sign("="), parts.tapShares.element);
  parts.slopesField = segments(app, {
    label: "Slopes of the outputs", texts: ["all 1", "of a loss"], ...bind(app, "slopes"),
  });
  parts.hiddenField = chooser(app, {
    label: "Hidden kernel", texts: app.settings.hidden.values.map((name) => name.replace("-", " ")),
    ...bind(app, "hidden"),
  });
  return parts;
}

// The gradient of the kernel, whose numbers are chosen one by one.
function tapsOf(app, table) {
  const element = explorable(
    "taps", "Gradient of the kernel. Arrow keys choose a number of the kernel.", table.element);
  const square = () => ({ height: app.state.kernel.length, width: app.state.kernel.length });
  const choose = ({ row, column }) => app.update({ tap: row * square().width + column });
  element.addEventListener("pointerdown", (event) =>
    choose(cellUnder(event, table.cells[0].parentElement, square())));
  element.addEventListener("keydown", (event) => {
    const { width } = square();
    const { tap } = app.state;
    const next = arrowMove(event, { row: Math.floor(tap / width), column: tap % width }, square());
    if (next) choose(next);
  });
  return element;
}

// What answers a question of the page: the pane that its card covers, and the rest.
export function answerOf(parts, view) {
  const { written, lesson, learner } = parts;
  if (view === "back") return [parts.landing, written, lesson];
  const told = [parts.equation, written, lesson, learner.report];
  return [parts.tapTable, parts.meeting, learner.element, ...told];
}

// Which parts are to be seen. One that hides behind a question stays until there is a guess.
export function showBack(parts, { view, slopes }) {
  const back = view !== "forward";
  const isLoss = back && slopes === "loss";
  const seen = new Map([
    [parts.landing, view === "back"], [parts.split, view === "back"],
    [parts.meeting, view === "kernel"], [parts.tapTable, view === "kernel"],
    [parts.equation, view === "kernel"], [parts.learner.element, view === "kernel"],
    [parts.learner.report, view === "kernel" && isLoss], [parts.maps, isLoss], [parts.lesson, back],
    [parts.slopesField, back], [parts.hiddenField, isLoss],
  ]);
  for (const [element, on] of seen) element.hidden = !on && !element.inert;
}

export function drawBack(parts, now) {
  const { sliding, learner } = parts;
  const { state, input, kernel, slopes, at, theme } = now;
  const isKernel = state.view === "kernel";
  const all = largest(slopes.data);
  const shade = (limit) => (x) => diverging(limit ? x / limit : 0, theme);
  const output = at.row * slopes.width + at.column;
  const pixels = windowAt(input, kernel.length, state.stride, state.padding, at.row, at.column);
  Object.assign(now, {
    isKernel, output, slope: slopes.data[output], pixels,
    slopeShade: shade(all),
    size: kernel.length,
    tap: Math.min(state.tap, kernel.flat().length - 1),
    sent: sliding.filled,
    // Of the largest share that there may be: the same for all windows.
    reach: all * largest(isKernel ? input.data : kernel.flat()),
  });
  now.shares = (isKernel ? pixels : now.used).map((factor) => factor * now.slope);
  now.shareShade = shade(now.reach);
  drawOutputs(parts, now);
  if (isKernel) drawTaps(parts, now);
  else drawLanding(parts, now);
  drawShares(parts, now);
  learner.draw(now);
  parts.lesson.textContent = lessonOf(now);
  return `${parts.lesson.textContent} ${now.result} ${learner.words()}`;
}

function drawOutputs({ answer, wanted }, { state, map, target, at, limit, theme }) {
  if (state.slopes !== "loss") return;
  const { height, width } = map;
  const strongest = Math.max(limit, largest(target.data)) || 1;
  for (const [grid, { data }] of [[answer, map], [wanted, target]]) {
    const color = (y, x) => diverging(data[y * width + x] / strongest, theme);
    grid.draw({ height, width, at, frames: [at], color });
  }
}

// The shares land on the picture, and on the padding around it, which throws them away.
function drawLanding(parts, now) {
  const { state, input, kernel, slopes, at, theme, sent, reach, size } = now;
  const { stride, padding } = state;
  const whole = inputGradient(input, kernel, slopes, state);
  const limit = Math.max(largest(whole.data), reach);
  const { height, width, data } = inputGradient(input, kernel, slopes, state, sent);
  const inside = (y, x) =>
    y >= padding && y < height - padding && x >= padding && x < width - padding;
  const color = (y, x) =>
    inside(y, x) ? diverging(limit ? data[y * width + x] / limit : 0, theme) : rgb("padding");
  parts.gradientBar.set(limit, theme);
  const place = windowPlace(now);
  parts.gradient.draw({ height, width, color, ...place });
  const pixel = { row: at.row * stride + (size >> 1), column: at.column * stride + (size >> 1) };
  const got = sharesOfPixel(pixel, kernel, slopes, state, sent);
  const total = data[pixel.row * width + pixel.column];
  const name = `row ${pixel.row - padding}, column ${pixel.column - padding}`;
  const count = got.slopes.length;
  const isPixel = inside(pixel.row, pixel.column);
  parts.written.textContent = isPixel
    ? `The pixel in the middle, ${name}, has from ${count} output${count === 1 ? "" : "s"}: ` +
      writtenSum(got.slopes, got.weights, total, short, 9)
    : "The middle of this window lies on the padding.";
  now.result = isPixel ? `The pixel in the middle has ${fine(total)} in all.` : "";
}

// One number of the kernel met a pixel in each window: these times the slopes, and their sum.
function drawTaps(parts, now) {
  const { state, input, slopes, at, theme, sent, size, tap } = now;
  const { height, width } = slopes;
  now.gradient = kernelGradient(input, size, slopes, state);
  const limit = largest(now.gradient.flat());
  const [unit, inUnits] = unitFor(limit);
  const soFar = kernelGradient(input, size, slopes, state, sent).flat();
  parts.taps.rename(`gradient of the kernel${inUnits}`);
  parts.taps.set(
    soFar.map((x) => x / unit), size, (x) => diverging(limit ? (x * unit) / limit : 0, theme), tap);
  const pixels = pixelsMet(input, size, slopes, state, tap).data;
  const products = pixels.map((pixel, i) => pixel * slopes.data[i]);
  const strongest = largest(products);
  const blank = rgb("blank", theme);
  const place = `row ${Math.floor(tap / size)}, column ${tap % size}`;
  parts.metName.textContent = `pixel \u00d7 slope for ${place} of the kernel`;
  parts.met.draw({
    height, width, at, frames: [at],
    color: (y, x) => {
      const i = y * width + x;
      return sent(i) ? diverging(strongest ? products[i] / strongest : 0, theme) : blank;
    },
  });
  const met = Array.from(pixels.keys()).filter(sent);
  const [theirs, times] = [pixels, slopes.data].map((data) => met.map((i) => data[i]));
  parts.written.textContent =
    `The number in ${place} of the kernel met ${met.length} pixels: ` +
    writtenSum(theirs, times, soFar[tap], short, 6);
  now.result = `The number in ${place} of the kernel has the slope ${fine(soFar[tap])}.`;
}

// Numbers of a written sum, which are many.
const short = (x) => fine(x, 2);

const unitFor = (limit) => UNITS.find(([unit]) => limit >= unit) ?? UNITS[0];

function drawShares({ slopes, windowTable, tapShares, pixelShares }, now) {
  const { isKernel, slope, slopeShade, pixels, shares, shareShade, reach, size, tap, state } = now;
  const [unit, inUnits] = unitFor(reach);
  for (const element of slopes) {
    element.textContent = fine(slope);
    tint(element, slopeShade(slope));
  }
  const marked = isKernel ? placeInWindow(tap, size, state.flip) : -1;
  windowTable.set(pixels, size, gray, marked);
  const table = isKernel ? tapShares : pixelShares;
  table.rename(`for the ${isKernel ? "kernel" : "pixels"}${inUnits}`);
  table.set(shares.map((x) => x / unit), size, (x) => shareShade(x * unit), marked);
}

// The frames on the input in the view of the kernel: all pixels that the chosen number met, and
// the one in this window.
export function metFrames({ state: { stride, flip, tap: chosen }, map, at, size }) {
  const tap = placeInWindow(Math.min(chosen, size * size - 1), size, flip);
  const [row, column] = [Math.floor(tap / size), tap % size];
  const reach = (count) => (count - 1) * stride + 1;
  return [
    { row, column, height: reach(map.height), width: reach(map.width) },
    { row: row + at.row * stride, column: column + at.column * stride },
  ];
}

// The slope flies to the kernel, and its shares to the pixels; or to the window, and its shares to
// the numbers of the kernel.
export const waysBack = (parts, { isKernel, slope, slopeShade, shares, shareShade, size, state }) =>
  ({ pixels, cell }) => {
    const table = Array.from((isKernel ? parts.taps : parts.pixelShares).cells, middleOfElement);
    const numbers = pixels.map((_, i) => table[placeInWindow(i, size, state.flip)]);
    const [from, to] = isKernel ? [pixels, numbers] : [table, pixels];
    const color = slopeShade(slope);
    return [
      { until: 0.45, legs: from.map((place) => ({ from: cell, to: place, color })) },
      {
        until: 1,
        legs: from.map((place, i) => ({ from: place, to: to[i], color: shareShade(shares[i]) })),
      },
    ];
  };

function lessonOf(now) {
  const { state, isKernel, slopes, slope, map, target, output, at, sent } = now;
  const count = slopes.data.length;
  const wanted = show(target.data[output]);
  const minus = target.data[output] < 0 ? `(${wanted})` : wanted;
  const difference = `(${show(map.data[output])} \u2212 ${minus})`;
  const reason = state.slopes === "loss" ? ` = 2 \u00d7 ${difference} \u00f7 ${count}` : "";
  const still = largest(slopes.data) ? "" : " The map is as wanted, so no slope is left.";
  const what = isKernel
    ? "each number of the kernel that slope, times the pixel under it"
    : "each pixel of its window that slope, times the number of the kernel on it";
  const thrown = state.padding && !isKernel ? " What lands on the padding is thrown away." : "";
  const done = slopes.data.filter((_, i) => sent(i)).length;
  const some = done < count ? ` So far ${done} of ${count} outputs have.` : "";
  return (
    `The output in row ${at.row}, column ${at.column} has the slope ${fine(slope)}${reason}. ` +
    `It hands ${what}.${some}${thrown}${still}`
  );
}
