// training.js: the TrainingReplay.

import { argmax, box, make, show, sum, words } from "./base.js";
import { diverging, gray, largest, paintCells, tint } from "./canvas.js";
import { headsOf, lineChart, numbered } from "./chart.js";
import { bind, segments } from "./controls.js";
import { widget } from "./frame.js";
import { rewrite, whenNew } from "./fresh.js";
import { runNetwork, unpackArray } from "./network.js";
import { answerGallery, caption, captioned, halves, percent, probabilityBars } from "./parts.js";
import { makePlayer } from "./player.js";
import { guessFirst } from "./predict.js";
import { drawOutput, mapSheet } from "./sheet.js";
import { ask } from "./values.js";

// The film as training.py wrote it, with its arrays unpacked.
export function readFilm(figures) {
  return {
    ...figures,
    count: figures.frames.step.length,
    layers: figures.layers.map((layer) => ({ ...layer, weights: layer.weights.map(unpackArray) })),
    confusion: unpackArray(figures.confusion),
    probabilities: unpackArray(figures.probabilities),
    examples: unpackArray(figures.examples),
  };
}

// Entry `index` along the first axis of an array.
function entry({ shape, data }, index) {
  const rest = shape.slice(1);
  const size = rest.reduce((product, n) => product * n, 1);
  return { shape: rest, data: data.subarray(index * size, (index + 1) * size) };
}

// The layers as they were in that frame, ready for runNetwork.
const layersAt = (film, frame) =>
  film.layers.map((layer) => ({
    ...layer, weights: layer.weights.map((array) => entry(array, frame).data),
  }));

// What the layers that make maps gave for that example in that frame: a list of tensors.
export function mapsAt(film, frame, example) {
  return runNetwork(layersAt(film, frame), entry(film.examples, example));
}

// The filters of the first layer in that frame, as maps: the mean over the input's channels.
export function filtersAt(film, frame) {
  const { data, shape } = entry(film.layers[0].weights[0], frame);
  const [height, width, channels, count] = shape;
  const at = (filter, cell) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += data[(cell * channels + c) * count + filter];
    return sum / channels;
  };
  return { height, width, count, at };
}

// The example images as buttons, each with the network's answer below it.
function makeGallery(app, film) {
  const [height, width] = film.examples.shape.slice(1);
  return answerGallery({
    count: film.labels.length, labels: film.labels, pick: (example) => app.update({ example }),
    paint: (canvas, example) => {
      const image = entry(film.examples, example);
      const bright = largest(image.data) || 1;
      const channels = image.shape[2];
      paintCells(canvas, width, height, (i) => gray(image.data[i * channels] / bright));
    },
  });
}

// A table of true class against answer.
function makeConfusion(app, classes) {
  const numbers = Array.from({ length: classes }, (_, k) => k);
  const cells = numbers.map(() => numbers.map(() => make("td")));
  const head = (k, scope) => make("th", { scope }, `${k}`);
  const element = make(
    "table", { class: "lw-confusion" },
    make("caption", { class: "lw-caption" }, "confusion: row the true class, column the answer"),
    make("thead", {}, make("tr", {}, make("td"), ...numbers.map((k) => head(k, "col")))),
    make("tbody", {}, ...numbers.map((k) => make("tr", {}, head(k, "row"), ...cells[k])))
  );
  const set = (confusion) => {
    const { theme } = app;
    cells.forEach((row, truth) => {
      const counts = row.map((_, answer) => confusion.data[truth * classes + answer]);
      const all = sum(counts) || 1;
      row.forEach((cell, answer) => {
        // Right answers orange, wrong ones blue: the share of this row.
        const share = Math.sqrt(counts[answer] / all); // the root, so that a few errors are seen
        const shade = diverging(answer === truth ? share : -share, theme);
        rewrite(cell, counts[answer] || "");
        tint(cell, shade);
      });
    });
  };
  return { element, set };
}

function build(app, model) {
  let film = null;
  let parts = null;
  app.until(ask(model, "recording/training"), (record) => {
    film = readFilm(record.figures);
    parts = buildParts(app, model, film, record.data);
  });

  return (state) => {
    if (!parts) return;
    const frame = Math.min(state.frame, film.count - 1);
    const example = Math.min(state.example, film.labels.length - 1);
    const layer = Math.min(state.layer, film.layers.length - 1);
    const probabilities = entry(film.probabilities, frame);
    const answers = film.labels.map((_, i) => [...entry(probabilities, i).data]);

    parts.gallery.set(example, answers);
    parts.bars.set(answers[example], film.labels[example]);
    parts.drawFrame(frame, app.theme);
    parts.drawMaps(frame, example, layer, app.theme);
    parts.lesson.textContent = lessonOf(film, frame, film.labels[example], answers[example]);
    app.say(parts.lesson.textContent);
  };
}

const columnsFor = (count) => Math.min(count, count > 16 ? 8 : 4);

// What belongs to a frame, whichever example is looked at.
function frameDrawing(parts, film) {
  const limit = largest(film.layers[0].weights[0].data); // of all frames: so growth is seen
  const name = "filters of the first layer";
  return whenNew((frame, theme) => {
    drawCurves(parts, film, frame);
    parts.confusion.set(entry(film.confusion, frame));
    const filters = filtersAt(film, frame);
    parts.filters.draw({ ...filters, columns: columnsFor(filters.count), limit, theme, name });
  });
}

const mapsDrawing = (sheet, film) =>
  whenNew((frame, example, layer, theme) => {
    const output = mapsAt(film, frame, example)[layer];
    drawOutput(sheet, film.layers[layer], output, columnsFor(output.shape[2]), theme);
  });

const textAt = ({ step, epoch }, frame) => `step ${step[frame]}, epoch ${epoch[frame]}`;

function buildParts(app, model, film, recorded) {
  const player = makePlayer(app, {
    name: "frame", label: "Frame", count: film.count, perSecond: 6,
    textAt: (frame) => textAt(film.frames, frame), number: (frame) => frame,
  });
  const curves = (of) => lineChart({
    label: `Frame, in the curves of the ${of}`, height: 165, move: player.goTo,
  });
  const classes = film.confusion.shape[1];
  const parts = {
    loss: curves("loss"),
    accuracy: curves("accuracy"),
    filters: mapSheet(),
    maps: mapSheet(),
    gallery: makeGallery(app, film),
    bars: probabilityBars(classes),
    confusion: makeConfusion(app, classes),
    lesson: words("lesson lw-received"),
  };
  parts.drawFrame = frameDrawing(parts, film);
  parts.drawMaps = mapsDrawing(parts.maps, film);
  const layers = film.layers.map((_, i) => i);
  const curvePair = halves(parts.loss.element, parts.accuracy.element);
  app.root.prepend(
    player.element, parts.lesson,
    guessFirst(app, model, curvePair, player.element, parts.lesson),
    caption("examples, with the answer of this frame"), parts.gallery.element,
    halves(
      box(
        "part", parts.filters.element,
        segments(app, {
          label: "Feature maps of layer", ...bind(app, "layer"), values: layers,
          texts: layers.map((i) => i + 1), get: ({ layer }) => Math.min(layer, layers.length - 1),
        }),
        parts.maps.element
      ),
      captioned("probabilities for the chosen example", parts.bars.element, parts.confusion.element)
    ),
    words("source", `Recorded: ${recorded}. Epochs count from 0.`)
  );
  return parts;
}

const ROUND = [0, ...[1, 10, 100, 1e3, 1e4, 1e5].flatMap((n) => [n, 2 * n, 5 * n])];

// The place of a step among the steps of the frames, between two of them if need be.
function placeOf(step, steps) {
  const next = steps.findIndex((each) => each >= step);
  const before = Math.max(0, next - 1);
  const way = steps[next] - steps[before];
  return before + (way ? (step - steps[before]) / way : 0);
}

function drawCurves(parts, { count, frames }, frame) {
  // As far as the training has come, on axes that are made for all of it.
  const known = (values) => numbered(values.slice(0, frame + 1).map((value) => value ?? NaN));
  const round = ROUND.filter((step) => step <= frames.step.at(-1));
  const present = (values) => values.filter(Number.isFinite);
  const shared = {
    x: [0, count - 1], xName: "step", cursor: frame,
    xTicks: round.map((step) => placeOf(step, frames.step)),
    xText: (place) => round.find((step) => placeOf(step, frames.step) === place),
    text: textAt(frames, frame),
  };
  const lines = (name) => [
    {
      points: known(frames[name]), kind: "training", dashed: true,
      name: "training, mean of the epoch so far",
    },
    { points: known(frames[`val_${name}`]), kind: "validation", name: "held-out images" },
  ];
  const top = Math.max(...present(frames.loss), ...present(frames.val_loss));
  for (const [name, y] of [["loss", [0, Math.min(top, 4)]], ["accuracy", [0, 1]]]) {
    const both = lines(name);
    parts[name].draw({ ...shared, y, yName: name, lines: both, marks: headsOf(both) });
  }
}

function lessonOf({ frames }, frame, label, answer) {
  const best = argmax(answer);
  const { step, epoch, val_loss: losses, val_accuracy: accuracy } = frames;
  const started = step[frame] ? `, epoch ${epoch[frame]}` : ", before the first one";
  const loss = Number.isFinite(losses[frame]) ? show(losses[frame]) : "not a number";
  return (
    `Step ${step[frame]}${started}: loss ${loss}, ` +
    `accuracy ${percent(accuracy[frame], 1)} on held-out images. ` +
    `The ${label} is taken for a ${best} (probability ${answer[best].toFixed(2)}).`
  );
}

export default widget({ label: "Training replay", settings: SETTINGS, build });
