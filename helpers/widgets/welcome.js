// welcome.js: the WelcomeNetwork. FACTS is the content of welcome.json.

import { argmax, box, clamp, lessMotion, make, words } from "./base.js";
import { drawingBoard, tidyStrokes } from "./board.js";
import { gray, largest, paintCells } from "./canvas.js";
import { digitOf, drawStrokes } from "./drawing.js";
import { widget } from "./frame.js";
import { readLayers, runNetwork } from "./network.js";
import { answerInWords, caption, chance } from "./parts.js";
import { gapBetween, paintMaps, paletteOf } from "./sheet.js";
import { ask } from "./values.js";

const WAVE = 1500; // milliseconds, from the drawing to the answer

const HINT = "All is computed here, in your browser, with the trained weights of the course " +
  "network. Click a layer to open the chapter that builds it.";

const tidy = (state) => ({ ...state, strokes: tidyStrokes(state.strokes) ?? [] });

// The 28 x 28 pixels of a drawing (of the faint seven, where none is drawn), and what each layer
// makes of them: a list of tensors.
export function readDigit(layers, strokes) {
  const { data } = digitOf(strokes.length ? strokes : FACTS.guide);
  const input = { shape: [28, 28, 1], data };
  return [input, ...runNetwork(layers, input)];
}

// The faint seven under the strokes, as gray levels.
function faintSeven() {
  const ink = drawStrokes(FACTS.guide);
  return { ...ink, data: ink.data.map((share) => 251 - 40 * share) };
}

function build(app, model) {
  const guide = faintSeven();
  const first = () => app.state.strokes.length < (board.isDrawing() ? 2 : 1);
  const board = drawingBoard(app, {
    label: "Drawing board", picture: () => (first() ? guide : null),
  });
  const pad = box("part lw-sketchpad", caption("Draw a digit"), board.element);
  const flow = box("flow", ...app.before); // the picture of the page stays until all is there
  const lesson = words("lesson");
  const links = linksOf(app.before);
  const hint = words("hint", Object.keys(links).length ? HINT : "");
  app.root.prepend(flow, lesson, hint);

  let parts = null;
  app.receive(ask(model, "network/course"), ({ layers }) => {
    parts = makeParts(readLayers(layers), links);
    flow.replaceChildren(pad, parts.verdict.element, ...parts.stages.map((each) => each.element));
  });

  let read = null; // the strokes that the stages show, as text
  let began = -Infinity; // when the wave over them did
  return ({ strokes }) => {
    if (!parts) return;
    board.set({ strokes });
    flow.classList.toggle("lw-waiting", board.isDrawing());
    if (board.isDrawing()) {
      read = null;
      return;
    }
    if (read !== String(strokes)) {
      const once = read === null && !strokes.length;
      began = once || lessMotion() ? -Infinity : performance.now();
      read = String(strokes);
      parts.read(strokes);
    }
    const share = clamp((performance.now() - began) / WAVE, 0, 1);
    parts.draw(share, flow, app.theme);
    lesson.textContent = share === 1 ? parts.inWords(strokes) : "";
    if (share === 1) app.say(lesson.textContent);
    else app.redraw();
  };
}

// The chapters of the layers, from the links that the page shows where nothing is live.
const linksOf = (before) =>
  Object.fromEntries(
    before.flatMap((element) => [...element.querySelectorAll("a")])
      .map(({ textContent, href }) => [textContent, href])
  );

const NAMES = { "max pooling": "pooling" };

// All that shows the network. read(strokes) lets it read a drawing; draw(share, flow, theme)
// shows so much of the wave in that element.
function makeParts(layers, links) {
  const kinds = layers.map(({ kind }) => NAMES[kind] ?? kind);
  const all = [["pixels", [28, 28, 1]], ...layers.map(({ output }, i) => [kinds[i], output])];
  const places = all.map((_, i) => i).filter((i) => all[i][0] !== "dropout");
  const stages = places.map((i) => makeLayer(...all[i], links, i === all.length - 1));
  const verdict = makeVerdict();
  let outputs = [];
  let painted = ""; // for which theme and direction

  const read = (strokes) => {
    outputs = readDigit(layers, strokes);
    painted = "";
  };
  const draw = (share, flow, theme) => {
    const upright = getComputedStyle(flow).getPropertyValue("--upright") === "1";
    if (painted !== `${theme} ${upright}`) {
      painted = `${theme} ${upright}`;
      stages.forEach(({ paint }, i) => paint(outputs[places[i]], upright, theme));
      verdict.set(outputs.at(-1).data);
    }
    stages.forEach(({ arrive }, i) => arrive(clamp(share * stages.length - i, 0, 1)));
    verdict.element.classList.toggle("lw-arrived", share === 1);
  };
  const inWords = (strokes) => {
    const text = answerInWords([...outputs.at(-1).data]);
    return strokes.length ? text : `Draw over the faint 7, or draw another digit. ${text}`;
  };
  return { stages, verdict, read, draw, inWords };
}

// A layer under its name, a link to its chapter. paint(tensor, upright, theme) shows what it gives,
// arrive(share) how much of this the wave has reached.
function makeLayer(name, shape, links, isLast) {
  const { element: content, paint } = isLast ? makeBars() : makePicture(shape);
  const size = shape.length === 3 ? shape.slice(0, 2).join(" \u00d7 ") : `${shape[0]}`;
  const count = shape[2] > 1 ? [make("span", {}, `${shape[2]} maps`)] : [];
  const title = box("layer-name", make("b", {}, name), make("span", {}, size), ...count);
  const element = make(
    links[name] ? "a" : "div",
    { class: `lw-layer lw-${isLast ? "end" : name}`, href: links[name] },
    title, box("ghost", box("fresh", content))
  );
  const arrive = (share) => {
    element.style.setProperty("--arrived", share);
    element.classList.toggle("lw-front", share > 0 && share < 1);
    element.classList.toggle("lw-ahead", share === 0);
  };
  return { element, paint, arrive };
}

// Maps side by side, or the numbers of a list in a strip.
function makePicture([height, width, count]) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const paint = ({ data }, upright, theme) => {
    if (count === 1) paintCells(canvas, width, height, (i) => gray(data[i]));
    else if (count) {
      paintMaps(canvas, {
        count, height, width, columns: upright ? 8 : 2, gap: gapBetween(height, width),
        at: (map, cell) => data[cell * count + map], limit: largest(data), colors: paletteOf(theme),
      });
    } else {
      const lines = height > 100 ? 4 : 1;
      paintMaps(canvas, {
        count: height, height: 1, width: 1, columns: upright ? height / lines : lines,
        at: (item) => data[item], limit: largest(data), colors: paletteOf(theme),
      });
    }
  };
  return { element: canvas, paint };
}

// A bar for each digit.
function makeBars() {
  const bar = (k) => make("div", {}, make("b", {}, `${k}`), make("u"));
  const bars = Array.from({ length: 10 }, (_, k) => bar(k));
  const element = make("div", { class: "lw-ten", "aria-hidden": "true" }, ...bars);
  const paint = ({ data }) => {
    const best = argmax([...data]);
    bars.forEach((each, k) => {
      each.style.setProperty("--share", data[k]);
      each.classList.toggle("lw-best", k === best);
    });
  };
  return { element, paint };
}

// The answer, large, and how sure it is.
function makeVerdict() {
  const digit = make("b");
  const sure = make("span");
  const element = make("div", { class: "lw-winner", "aria-hidden": "true" }, digit, sure);
  const set = (probabilities) => {
    const best = argmax([...probabilities]);
    digit.textContent = best;
    sure.textContent = chance(probabilities[best]);
  };
  return { element, set };
}

export default widget({ label: "The network, live", settings: SETTINGS, tidy, build });
