// convolution.js: the ConvolutionExplorer. FACTS is the content of convolution.json.

import { box, chunk, make, show, words } from "./base.js";
import { drawingBoard, tidyStrokes } from "./board.js";
import { colorBar, diverging, gray, largest, paintCells, rgb, tint } from "./canvas.js";
import { bind, segments, tick } from "./controls.js";
import {
  answerOf, drawBack, metFrames, showBack, wayBack, waysBack,
} from "./convolution_back.js";
import { errorSlopes } from "./convolution_gradients.js";
import { digitOf } from "./drawing.js";
import { middleOfElement } from "./flight.js";
import { widget } from "./frame.js";
import { numberEditor, numberTable } from "./grid.js";
import {
  caption, captioned, chipRow, controlRow, pictureChooser, writtenSum,
} from "./parts.js";
import { guessFirst } from "./predict.js";
import { randomNumbers } from "./random.js";
import { ask, pictureShelf } from "./values.js";
import {
  cellOn, convolve, flipped, resized, sizeSentence, slidingWindow, windowAt,
} from "./windows.js";

// The same numbers as random_kernel in convolution.py, which says where the constants are from.
export function randomKernel(number) {
  const next = randomNumbers(number);
  const tenths = Array.from({ length: 9 }, () => ((next() >>> 16) % 21) - 10);
  return chunk(tenths.map((tenth) => tenth / 10), 3);
}

const PRESETS = Object.keys(FACTS.presets);
const START = SETTINGS.preset.default;
const { sizes: SIZES, largest: LARGEST } = SETTINGS.kernel;

const isKernel = (table) =>
  Array.isArray(table) && SIZES.includes(table.length) &&
  table.every((line) => Array.isArray(line) && line.length === table.length) &&
  table.flat().every((x) => Number.isFinite(x) && Math.abs(x) <= LARGEST);

// What is known of the kernels of the course network: the same for all widgets of a page.
const learned = { kernels: [], waiting: true };

// The kernel that a preset's name stands for; undefined for other names, and for learned kernels
// that are not there.
export function presetKernel(name) {
  if (PRESETS.includes(name)) return FACTS.presets[name];
  const [, kind, number] = /^(random|learned)-([1-9]\d{0,2})$/.exec(name) ?? [];
  return kind === "random" ? randomKernel(Number(number)) : learned.kernels[number - 1];
}

function tidy(state) {
  const custom = state.preset === "custom" && isKernel(state.kernel);
  const named = presetKernel(state.preset);
  // Learned kernels may still be on their way: keep the name until they are known not to come.
  const waiting = learned.waiting && /^learned-\d$/.test(state.preset);
  return {
    ...state,
    preset: custom || named || waiting ? state.preset : START,
    kernel: custom ? state.kernel : (named ?? FACTS.presets[START]),
    strokes: tidyStrokes(state.strokes) ?? [],
  };
}

function build(app, model) {
  const pictures = pictureShelf(app, model);
  const parts = buildParts(app, model);
  ask(model, "filters/course").then(
    ({ shape: [, side], data }) => {
      const rounded = Array.from(data, (x) => Math.round(1000 * x) / 1000);
      learned.kernels = chunk(chunk(rounded, side), side);
    },
    (error) => (learned.missing = error.message)
  ).finally(() => {
    learned.waiting = false;
    app.redraw();
  });

  let shown = ""; // the view; another one shows the whole map
  return (state) => {
    const { kernel, stride, padding, flip, view } = state;
    if (view !== shown) parts.sliding.leave();
    shown = view;
    const scale = (limit) => (x) => diverging(limit ? x / limit : 0, app.theme);
    const weigh = scale(largest(kernel.flat()));
    parts.editor.set(kernel, weigh);
    const isDrawn = state.image === "drawing";
    parts.board.element.hidden = !isDrawn;
    if (isDrawn) parts.board.set(state);
    const input = isDrawn ? digitOf(state.strokes) : pictures.get(state.image);
    if (!input) return;

    const map = convolve(input, kernel, stride, padding, flip);
    const at = cellOn(map, state);
    const limit = largest(map.data);
    const now = {
      input, map, at, limit, stride, padding, size: kernel.length, weigh, shade: scale(limit),
      used: (flip ? flipped(kernel) : kernel).flat(),
      total: map.data[at.row * map.width + at.column], theme: app.theme, state, kernel,
    };
    parts.stage.classList.toggle("lw-wide", kernel.length > 3);
    showBack(parts.back, state);
    for (const part of parts.forward) part.hidden = view !== "forward" && !part.inert;
    if (view !== "forward") return app.say(drawWayBack(parts, now));
    parts.mapName.textContent = "feature map";
    drawMaps(parts.sliding, now);
    parts.bar.set(limit, now.theme);
    drawSum(parts, now);
    parts.sliding.fly(now, stagesOf(parts, now));
    parts.sizes.textContent = sizeSentence(now);
    const share = limit ? Math.round((100 * Math.abs(now.total)) / limit) : 0;
    return app.say(
      `Row ${at.row}, column ${at.column} of the map: the sum is ${show(now.total)}, ` +
      `${share} percent of the strongest answer. ${parts.sizes.textContent}`
    );
  };
}

// The slopes of the outputs stand where the map stood. Returns what is to be seen, in words.
function drawWayBack(parts, now) {
  const { state, input, map, kernel, stride, padding } = now;
  now.hidden = resized(FACTS.presets[state.hidden], kernel.length);
  now.target = convolve(input, now.hidden, stride, padding, state.flip);
  now.slopes = state.slopes === "loss"
    ? errorSlopes(map, now.target)
    : { ...map, data: map.data.map(() => 1) };
  const text = drawBack(parts.back, now);
  const slopesNow = {
    ...now, map: now.slopes, shade: now.slopeShade, whole: true,
    label: "Slopes of the outputs, Enter sends one back",
  };
  parts.mapName.textContent = "output slopes: press one";
  drawMaps(parts.sliding, slopesNow, now.isKernel ? metFrames(now) : []);
  parts.bar.set(largest(now.slopes.data), now.theme);
  const over = now.isKernel ? undefined : parts.back.gradient;
  parts.sliding.fly({ ...now, over }, waysBack(parts.back, now));
  return text;
}

function buildParts(app, model) {
  const setKernel = (kernel) => app.update({ preset: "custom", kernel });
  const sliding = slidingWindow(app, {
    mapName: "Feature map", size: ({ kernel }) => kernel.length,
    press: (cell) => app.state.view === "forward" || sliding.visit(cell),
  });
  const written = make("p", { class: "lw-written", "aria-hidden": "true" });
  const parts = {
    sliding,
    written,
    back: wayBack(app, sliding, written),
    mapName: caption(),
    chips: presetChips(app),
    board: drawingBoard(app, { label: "Drawing board" }),
    bar: colorBar(),
    editor: numberEditor({ label: "Kernel", change: setKernel, limit: LARGEST }),
    windowTable: numberTable("window"),
    kernelTable: numberTable("kernel"),
    productTable: numberTable("products"),
    sum: make("output", { class: "lw-sum" }),
    sizes: words("sizes"),
  };
  parts.board.element.classList.add("lw-sketch");
  const equation = equationOf(parts);
  parts.forward = [equation, parts.sizes];
  const map = box("part", parts.mapName, sliding.output, parts.bar.element);
  const { view } = app.state;
  const answer = view === "forward" ? [map, equation, written] : answerOf(parts.back, view);
  const covered = guessFirst(app, model, ...answer, sliding.walk);
  parts.stage = stageOf(app, parts, map, (pane) => (pane === answer[0] ? covered : pane));
  app.root.prepend(
    controlRow(
      pictureChooser(app),
      segments(app, { label: "Stride", ...bind(app, "stride") }),
      segments(app, { label: "Padding", ...bind(app, "padding") }),
      segments(app, {
        name: "kernel", label: "Kernel size", values: SIZES, get: ({ kernel }) => kernel.length,
        pick: (size) => setKernel(resized(app.state.kernel, size)),
      }),
      segments(app, {
        label: "Direction", texts: ["forward", "back to input", "back to kernel"],
        ...bind(app, "view"),
      }),
      parts.back.slopesField, parts.back.hiddenField
    ),
    parts.board.element, parts.chips,
    parts.stage, sliding.walk, equation, parts.back.equation, written, parts.back.lesson,
    parts.sizes
  );
  return parts;
}

// place(pane) is what stands in its place: a question, perhaps.
const stageOf = (app, { sliding, editor, back }, map, place) =>
  box(
    "stage lw-with-report",
    box("part", captioned("input", sliding.input), place(back.landing), back.meeting),
    box(
      "part lw-middle",
      captioned(
        "kernel: edit it", editor.element,
        tick(app, { label: "flip the kernel", ...bind(app, "flip") })
      ),
      box("part", back.split, place(back.tapTable), back.learner.element)
    ),
    box("part", place(map), back.maps), back.learner.report
  );

function equationOf({ windowTable, kernelTable, productTable, sum: result }) {
  const sign = (...content) => make("span", { class: "lw-sign" }, ...content);
  return box(
    "equation",
    windowTable.element, sign("\u00d7"), kernelTable.element, sign("="), productTable.element,
    sign("sum", result)
  );
}

function drawMaps(sliding, now, frames = []) {
  const { input, padding } = now;
  const margin = rgb("padding"); // it is zero, but not part of the picture: tell it apart
  sliding.draw(now, {
    height: input.height + 2 * padding,
    width: input.width + 2 * padding,
    frames,
    color: (y, x) => {
      const [r, c] = [y - padding, x - padding];
      const inside = r >= 0 && r < input.height && c >= 0 && c < input.width;
      return inside ? gray(input.data[r * input.width + c]) : margin;
    },
  });
}

function drawSum(parts, { input, at, size, stride, padding, used, total, weigh, shade }) {
  const pixels = windowAt(input, size, stride, padding, at.row, at.column);
  parts.windowTable.set(pixels, size, gray);
  parts.kernelTable.set(used, size, weigh);
  parts.productTable.set(pixels.map((x, i) => x * used[i]), size, weigh);
  parts.sum.textContent = show(total);
  tint(parts.sum, shade(total));
  parts.written.textContent = writtenSum(pixels, used, total);
}

// Pixels become products, products the sum, and the sum a cell of the map.
const stagesOf = (parts, { input, at, size, stride, padding, used, total, weigh, shade }) =>
  ({ pixels, cell }) => {
    const numbers = windowAt(input, size, stride, padding, at.row, at.column);
    const products = Array.from(parts.productTable.cells, middleOfElement);
    const sum = middleOfElement(parts.sum);
    const times = pixels.map((from, i) => ({ from, to: products[i], color: gray(numbers[i]) }));
    const plus = products.map((from, i) => ({ from, to: sum, color: weigh(numbers[i] * used[i]) }));
    return [
      { until: 0.5, legs: times },
      { until: 0.75, legs: plus },
      { until: 1, legs: [{ from: sum, to: cell, color: shade(total) }] },
    ];
  };

// A button for each preset, with a small picture of its kernel. "random" and "learned" give
// another kernel at each press.
function presetChips(app) {
  const kinds = [...PRESETS, "random", "learned"];
  const next = {
    random: () => `random-${1 + Math.floor(999 * Math.random())}`,
    learned: () => {
      const number = Number(app.state.preset.split("-")[1]) || 0;
      return `learned-${(number % Math.max(1, learned.kernels.length)) + 1}`;
    },
  };
  const chips = kinds.map((kind) => ({
    kind,
    picture: make("canvas", { "aria-hidden": "true", width: 7, height: 7 }),
    text: make("span", {}, kind.replace("-", " ")),
    press: () => app.update({ preset: next[kind]?.() ?? kind }),
  }));
  const { element, buttons, set } = chipRow("Presets of the kernel", chips);
  const setAll = ({ preset }) => {
    const isChosen = (kind) => preset === kind || preset.startsWith(`${kind}-`);
    set((i) => isChosen(kinds[i]));
    chips.forEach(({ kind, picture, text }, i) => {
      const chosen = isChosen(kind);
      if (kind in next) text.textContent = chosen ? preset.replace("-", " ") : kind;
      if (kind === "learned") {
        buttons[i].disabled = !learned.kernels.length;
        buttons[i].title = learned.missing ?? "Kernels of the first layer of the course network";
      }
      const kernel = presetKernel(chosen ? preset : `${kind}-1`) ?? FACTS.presets[kind];
      if (kernel) drawThumbnail(picture, kernel, app.theme);
    });
  };
  return app.follow({ name: "preset", label: "Presets", element, set: setAll });
}

// The style sheet enlarges it without smoothing.
function drawThumbnail(canvas, kernel, theme) {
  const weights = kernel.flat();
  const limit = largest(weights) || 1;
  paintCells(canvas, kernel.length, kernel.length, (i) => diverging(weights[i] / limit, theme));
}

export default widget({ label: "Convolution explorer", settings: SETTINGS, tidy, build });
