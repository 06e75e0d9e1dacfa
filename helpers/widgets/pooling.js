// pooling.js: the PoolingExplorer.

import { argmax, box, make, show, sum, words } from "./base.js";
import { colorBar, diverging, gray, largest, pixelGrid, tint } from "./canvas.js";
import { bind, segments, tick } from "./controls.js";
import { middleOfElement } from "./flight.js";
import { widget } from "./frame.js";
import { numberTable } from "./grid.js";
import { captioned, controlRow, percent, pictureChooser } from "./parts.js";
import { guessFirst } from "./predict.js";
import { pictureShelf } from "./values.js";
import {
  cellOn, convolve, mapOver, outputSize, sizeSentence, slidingWindow, windowAt, windowPlace,
} from "./windows.js";

const mean = (numbers) => sum(numbers) / numbers.length;

// The pooled map { height, width, data } of a picture of the same form; a ragged edge is dropped.
export function pool(picture, kind, size, stride) {
  const kept = (numbers) => (kind === "max" ? Math.max(...numbers) : mean(numbers));
  return mapOver(picture, size, stride, 0, kept);
}

// What each number of a window gets of the gradient of its output: a flat list that sums to 1.
export function shares(numbers, kind) {
  if (kind === "average") return numbers.map(() => 1 / numbers.length);
  const winner = argmax(numbers);
  return numbers.map((_, i) => (i === winner ? 1 : 0));
}

// The gradient by the picture, given the gradient by the pooled map (a flat list).
export function poolGradient(picture, grad, kind, size, stride) {
  const { height, width } = picture;
  const columns = outputSize(width, size, stride, 0).size;
  const data = new Float64Array(height * width);
  grad.forEach((g, output) => {
    const row = Math.floor(output / columns);
    const column = output % columns;
    shares(windowAt(picture, size, stride, 0, row, column), kind).forEach((share, i) => {
      const y = row * stride + Math.floor(i / size);
      const x = column * stride + (i % size);
      data[y * width + x] += share * g; // windows that overlap add up
    });
  });
  return { height, width, data };
}

// The picture moved to the right; what comes in on the left is 0.
export function shifted(picture, by) {
  const { width } = picture;
  const data = picture.data.map((_, i) => (i % width < by ? 0 : picture.data[i - by]));
  return { ...picture, data };
}

// How much b differs from a: the sum of all differences as a share of the sum of a.
export function change(a, b) {
  const size = (numbers) => numbers.reduce((total, x) => total + Math.abs(x), 0);
  return size(a) ? size(a.map((x, i) => x - b[i])) / size(a) : 0;
}

const EDGES = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]];

// What is pooled: the picture, or the answers of an edge filter after ReLU.
export function inputOf(picture, { edges, shift }) {
  const moved = shifted(picture, shift);
  if (!edges) return moved;
  const answers = convolve(moved, EDGES);
  return { ...answers, data: answers.data.map((x) => Math.max(0, x)) };
}

function build(app, model) {
  const pictures = pictureShelf(app, model);
  const parts = buildParts(app, model);

  return (state) => {
    const picture = pictures.get(state.image);
    if (!picture) return;
    const { kind, size, stride } = state;
    const input = inputOf(picture, state);
    const map = pool(input, kind, size, stride);
    const at = cellOn(map, state);
    const brightest = Math.max(...input.data) || 1;
    const now = {
      state, picture, input, map, at, size, stride, shade: (x) => gray(x / brightest),
      numbers: windowAt(input, size, stride, 0, at.row, at.column),
      value: map.data[at.row * map.width + at.column],
      back: state.view === "back", theme: app.theme,
    };
    drawMaps(parts, now);
    drawWindow(parts, now);
    if (now.back) parts.sliding.fly({ ...now, over: parts.gradient }, waysBack(parts, now));
    else parts.sliding.fly(now, waysForward(parts, now));
    parts.sizes.textContent = sizeSentence({ input, size, stride, padding: 0, map });
    parts.lesson.textContent = lessonOf(now);
    parts.changes.hidden = state.shift === 0;
    parts.changes.textContent = state.shift ? changesOf(now) : "";
    app.say(
      `Row ${at.row}, column ${at.column} of the pooled map: the ${RESULTS[kind]} is ` +
      `${show(now.value)}. ${parts.lesson.textContent} ${parts.changes.textContent}`
    );
  };
}

const RESULTS = { max: "largest", average: "mean" };

function buildParts(app, model) {
  const sliding = slidingWindow(app, { mapName: "Pooled map", size: (state) => state.size });
  const parts = {
    sliding,
    gradient: pixelGrid({
      label: "Gradient of the input", focusable: false, move: sliding.toWindow,
    }),
    bar: colorBar(),
    windowTable: numberTable("window"),
    shareTable: numberTable("its share of the gradient"),
    result: make("output", { class: "lw-sum" }),
    resultName: make("span"),
    lesson: words("lesson"),
    sizes: words("sizes"),
    changes: words("changes"),
  };
  const input = captioned("input", sliding.input);
  parts.way = captioned("gradient of the input", parts.gradient.element, parts.bar.element);
  parts.way.classList.add("lw-way");
  const output = captioned("pooled map", sliding.output);
  const shareTable = parts.shareTable.element;
  const forward = app.state.view === "forward";
  const answer = forward ? [output] : [parts.way, shareTable];
  const covered = guessFirst(app, model, ...answer, sliding.walk);
  app.root.prepend(
    controlRow(
      pictureChooser(app),
      segments(app, { label: "Keep", ...bind(app, "kind") }),
      segments(app, { label: "Window", ...bind(app, "size") }),
      segments(app, { label: "Stride", ...bind(app, "stride") }),
      segments(app, { label: "Shift the picture", ...bind(app, "shift") }),
      segments(app, { label: "Direction", texts: ["forward", "way back"], ...bind(app, "view") }),
      tick(app, { label: "edge filter and ReLU first", ...bind(app, "edges") })
    ),
    box(
      "stage",
      box("part", input, forward ? parts.way : covered),
      box(
        "part lw-middle", parts.windowTable.element, shareTable,
        box("result", parts.resultName, parts.result)
      ),
      forward ? covered : output
    ),
    sliding.walk, parts.lesson, parts.sizes, parts.changes
  );
  return parts;
}

function drawMaps({ sliding, gradient, way, bar }, now) {
  const { state: { kind }, size, stride, input, map, back, shade, theme } = now;
  const { height, width } = input;
  const picture = { height, width, color: (y, x) => shade(input.data[y * width + x]) };
  sliding.draw({ ...now, whole: back }, picture);
  way.hidden = !back && !way.inert; // its question stays until there is a guess
  if (!back) return;
  const arriving = (sent) => // the gradient when these outputs have sent theirs of 1
    poolGradient(input, Array.from(map.data, (_, i) => Number(sent(i))), kind, size, stride);
  const limit = largest(arriving(() => true).data); // of the whole: so its growth is seen
  const { data } = arriving(sliding.filled);
  bar.set(limit, theme);
  gradient.draw({
    height, width, color: (y, x) => diverging(data[y * width + x] / limit, theme),
    ...windowPlace(now),
  });
}

function drawWindow(parts, { state: { kind, size }, numbers, value, back, shade, theme }) {
  const winner = kind === "max" ? argmax(numbers) : -1;
  parts.windowTable.set(numbers, size, shade, winner);
  parts.shareTable.element.hidden = !back;
  parts.shareTable.set(shares(numbers, kind), size, (x) => diverging(x, theme), winner);
  parts.resultName.textContent = RESULTS[kind];
  parts.result.textContent = show(value);
  tint(parts.result, shade(value));
}

// The numbers of the window are compared; what is kept becomes a cell of the map.
const waysForward = (parts, { state: { kind }, numbers, value, shade }) => ({ pixels, cell }) => {
  const places = Array.from(parts.windowTable.cells, middleOfElement);
  const result = middleOfElement(parts.result);
  const winner = kind === "max" ? argmax(numbers) : null;
  const into = pixels.map((from, i) => ({ from, to: places[i], color: shade(numbers[i]) }));
  const kept = places.map((from, i) => ({ from, to: result, color: shade(numbers[i]) }));
  return [
    { until: 0.45, legs: into },
    { until: 0.7, legs: winner === null ? kept : [kept[winner]] },
    { until: 1, legs: [{ from: result, to: cell, color: shade(value) }] },
  ];
};

// The slope of an output splits into the shares of its window, and each lands on its pixel.
const waysBack = (parts, { state: { kind }, numbers, theme }) => ({ pixels, cell }) => {
  const places = Array.from(parts.shareTable.cells, middleOfElement);
  const given = shares(numbers, kind);
  const all = given.map((share, i) => ({ share, i, color: diverging(share, theme) }));
  const some = all.filter(({ share }) => share);
  return [
    { until: 0.45, legs: some.map(({ i, color }) => ({ from: cell, to: places[i], color })) },
    { until: 1, legs: some.map(({ i, color }) => ({ from: places[i], to: pixels[i], color })) },
  ];
};

function lessonOf({ state: { kind, size, stride }, back }) {
  const cells = size * size;
  const texts = {
    max: [
      `The window keeps the largest of ${cells} numbers and forgets where it stood.`,
      "Each output hands its gradient of 1 to the pixel that won: the first of the largest ones. " +
        "All others could change a little without any effect, so they get 0.",
    ],
    average: [
      `The window keeps the mean of ${cells} numbers.`,
      "Each output hands every pixel of its window the same share of its gradient of 1: " +
        `${show(1 / cells, 3)}.`,
    ],
  };
  const overlap = stride < size ? " Windows overlap here, so the shares of a pixel add up." : "";
  return texts[kind][back ? 1 : 0] + (back ? overlap : "");
}

function changesOf({ state, picture, input, map }) {
  const { kind, size, stride, shift } = state;
  const still = inputOf(picture, { ...state, shift: 0 });
  const pooled = pool(still, kind, size, stride);
  return (
    `Shifted by ${shift}: the input changed by ${percent(change(still.data, input.data))}, the ` +
    `pooled map by ${percent(change(pooled.data, map.data))}.`
  );
}

export default widget({ label: "Pooling explorer", settings: SETTINGS, build });
