// drawing_pad.js: the DrawingPad. FACTS is the content of drawing_pad.json.

import { argmax, box, make, words } from "./base.js";
import { drawingBoard, tidyStrokes } from "./board.js";
import { gray, paintCells } from "./canvas.js";
import { bind, segments, tick } from "./controls.js";
import {
  balanced, centerOfMass, cropped, digitOf, drawStrokes, inkBox, mnistSteps, placed,
} from "./drawing.js";
import { widget } from "./frame.js";
import { findInk } from "./ink.js";
import { encodeState } from "./link.js";
import { readLayers, runNetwork } from "./network.js";
import { answerInWords, caption, chipRow, probabilityBars } from "./parts.js";
import { photographOpener } from "./photographs.js";
import { guessFirst } from "./predict.js";
import { areaAverage, sidesFor } from "./resizing.js";
import { drawOutput, mapSheet } from "./sheet.js";
import { ask } from "./values.js";

// { crop, fit, image }: MNIST's steps, without those that are switched off.
export function prepared(ink, fit, center) {
  const steps = mnistSteps(ink);
  if (!steps || (fit && center)) return steps;
  const piece = fit ? steps.fit : areaAverage(ink, ...sidesFor(ink, 28));
  const shown = { crop: fit ? steps.crop : ink, fit: piece };
  if (!center) {
    const top = Math.floor((28 - piece.height) / 2);
    const left = Math.floor((28 - piece.width) / 2);
    return { ...shown, image: placed(piece, { top, left }) };
  }
  const tight = cropped(piece, inkBox(piece));
  return { ...shown, image: placed(tight, balanced(tight)) };
}

// All that is between the drawing and the network: { gray, ink, box, crop, fit, image, blank }.
export function readDrawing({ strokes, photograph, invert, fit, center }) {
  const photo = pictureOf(photograph);
  const ink = (photo && findInk(photo)) ?? drawStrokes(strokes);
  const paper = (picture) => ({ ...picture, data: picture.data.map((x) => 1 - x) });
  const steps = prepared(ink, fit, center);
  const empty = { height: 28, width: 28, data: new Float64Array(28 * 28) };
  const { crop, fit: fitted, image } = steps ?? { crop: ink, fit: empty, image: empty };
  const as = invert ? (picture) => picture : paper;
  return {
    gray: photo ? { ...photo, data: photo.data.map((level) => level / 255) } : paper(ink),
    ink: as(ink), box: inkBox(ink), crop: as(crop), fit: as(fitted), image: as(image),
    blank: !steps,
  };
}

// Rows of gray levels as a picture; null if there are none.
const pictureOf = (rows) =>
  rows?.length ? { height: rows.length, width: rows[0].length, data: rows.flat() } : null;

const tidy = (state) => ({ ...state, strokes: tidyStrokes(state.strokes) ?? FACTS.samples.seven });

function build(app, model) {
  const photograph = () => model.get("photograph") ?? null;
  let layers = null;
  app.receive(ask(model, "network/course"), (packed) => (layers = readLayers(packed.layers)));

  const board = drawingBoard(app, {
    label: "Drawing board", picture: () => pictureOf(photograph()),
    change: (strokes) => app.update({ strokes, photograph: null }),
  });
  // A link, "Start again" or Python gave other strokes.
  app.hear("strokes", () => model.get("strokes")?.length && model.set("photograph", null));
  app.hear("photograph", app.redraw);
  const opener = photographOpener(app, board, (rows) =>
    app.update({ strokes: [], photograph: rows }));
  const chips = sampleChips(app);
  const steps = stepTiles(app);
  const answer = answerBars();
  const lesson = words("lesson lw-received");
  const maps = mapSheet();
  maps.element.classList.add("lw-pad-maps");

  app.root.prepend(
    chips,
    box(
      "halves lw-pad", board.element,
      guessFirst(
        app, model, box("part", answer.element, lesson, layerChooser(app), maps.element)
      )
    ),
    opener.problem,
    steps.element
  );

  return (state) => {
    const seen = readDrawing({ ...state, photograph: photograph() });
    board.set(state);
    steps.set(seen, state);
    if (!layers) return;
    const outputs = runNetwork(layers, { shape: [28, 28, 1], data: seen.image.data });
    const probabilities = [...outputs.at(-1).data];
    answer.set(probabilities, seen.blank);
    lesson.textContent = answerInWords(probabilities, seen.blank) + offInWords(state);
    app.say(lesson.textContent);
    maps.element.hidden = state.layer === 0;
    if (state.layer === 0) return;
    const at = state.layer - 1;
    drawOutput(maps, layers[at], outputs[at], 8, app.theme);
  };
}

// Which steps are left out: they stay off when the board is cleared.
function offInWords(state) {
  const off = ["invert", "fit", "center"].filter((step) => !state[step]);
  return off.length ? ` Left out: ${off.join(", ")}.` : "";
}

function layerChooser(app) {
  const values = Array.from({ length: SETTINGS.layer.max + 1 }, (_, i) => i);
  const texts = ["none", ...values.slice(1)];
  return segments(app, { label: "Feature maps of layer", ...bind(app, "layer"), values, texts });
}

// The answer, large, and a bar for each digit.
function answerBars() {
  const digit = make("span", { class: "lw-digit", "aria-hidden": "true" });
  const bars = probabilityBars(10);
  const element = box(
    "part lw-odds", caption("what the network answers"),
    make("div", {}, digit, bars.element)
  );
  const set = (probabilities, blank) => {
    const first = argmax(probabilities);
    digit.textContent = blank ? "?" : first;
    bars.set(probabilities, blank ? -1 : first);
  };
  return { element, set };
}

// The steps from the paper to the network's input, each a picture with a caption.
function stepTiles(app) {
  const tiles = Array.from({ length: 5 }, () => {
    const canvas = make("canvas", { "aria-hidden": "true" });
    const over = make("i", { "aria-hidden": "true" });
    const name = make("b");
    const words = make("span");
    return { canvas, over, name, words, picture: box("step", canvas, over) };
  });
  const switches = { 1: ["invert", "invert"], 3: ["fit", "fit"], 4: ["center", "center"] };
  const element = make(
    "ol", { class: "lw-steps", "aria-label": "From the paper to the network" },
    ...tiles.map(({ picture, name, words }, i) => {
      const [state, label] = switches[i] ?? [];
      return make(
        "li", {}, picture, caption(name, words),
        ...(state ? [tick(app, { label, ...bind(app, state) })] : [])
      );
    })
  );
  const set = ({ gray: paper, ink, box, crop, fit, image, blank }, state) => {
    const size = ({ height, width }) => `${height} \u00d7 ${width}`;
    const texts = [
      ["gray", size(paper)],
      state.invert ? ["inverted", "ink is bright"] : ["not inverted", "ink stays dark"],
      state.fit ? ["cropped", `to ${size(crop)}`] : ["not cropped", size(crop)],
      state.fit ? ["fitted", `to ${size(fit)}`] : ["not fitted", `all, ${size(fit)}`],
      state.center ? ["centered", "in 28 \u00d7 28"] : ["not centered", "in 28 \u00d7 28"],
    ];
    [paper, ink, crop, fit, image].forEach((picture, i) => {
      const { canvas, name, words, over } = tiles[i];
      drawTile(canvas, picture);
      name.textContent = `${i + 1}. ${texts[i][0]}`;
      words.textContent = blank && i > 1 ? "" : texts[i][1];
      over.hidden = i === 1 ? !box || !state.fit : i !== 4 || blank;
    });
    if (box) frameBox(tiles[1].over, ink, box);
    const bright = state.invert ? image : { ...image, data: image.data.map((x) => 1 - x) };
    if (!blank) markMass(tiles[4].over, bright);
  };
  return { element, set };
}

const drawTile = (canvas, { height, width, data }) =>
  paintCells(canvas, width, height, (i) => gray(data[i]));

// The box of the ink on a picture that is shown in a square.
function frameBox({ style }, { height, width }, { top, left, height: rows, width: columns }) {
  const side = Math.max(height, width);
  const share = (cells) => `${(100 * cells) / side}%`;
  style.top = share(top + (side - height) / 2);
  style.left = share(left + (side - width) / 2);
  style.height = share(rows);
  style.width = share(columns);
}

// A mark on the center of mass.
function markMass({ style }, picture) {
  const { row, column } = centerOfMass(picture);
  style.top = `${(100 * (row + 0.5)) / picture.height}%`;
  style.left = `${(100 * (column + 0.5)) / picture.width}%`;
}

// A button for each drawing to start from.
function sampleChips(app) {
  const drawings = Object.values(FACTS.samples);
  const chips = Object.entries(FACTS.samples).map(([text, strokes]) => ({
    text,
    picture: drawTile(make("canvas", { "aria-hidden": "true" }), digitOf(strokes)),
    press: () => app.update({ strokes, photograph: null }),
  }));
  const label = "Drawings to start from";
  const { element, set } = chipRow(label, chips);
  const isShown = (state) => (i) => encodeState(drawings[i]) === encodeState(state.strokes);
  return app.follow({ name: "strokes", label, element, set: (state) => set(isShown(state)) });
}

export default widget({ label: "Drawing pad", settings: SETTINGS, tidy, build });
