// training_lab.js: the TrainingLab. FACTS is the content of training_lab.json.

import { box, button, show, words } from "./base.js";
import { gray, largest, paintCells } from "./canvas.js";
import { headsOf, lineChart } from "./chart.js";
import { bind, chooser } from "./controls.js";
import { widget } from "./frame.js";
import { whenNew } from "./fresh.js";
import { cutWeights, makeLab } from "./lab.js";
import { faultRow, labPad } from "./lab_parts.js";
import { answerGallery, caption, captioned, halves, percent } from "./parts.js";
import { PLAYED } from "./player.js";
import { guessFirst } from "./predict.js";
import { mapSheet } from "./sheet.js";

// The reader's settings to their names in session.js.
const SENT = {
  optimizer: "optimizer", learning_rate: "rate", momentum: "momentum", dropout: "dropout",
  batch_size: "batch", share: "share",
};
const TITLES = {
  optimizer: "Optimizer", learning_rate: "Learning rate", momentum: "Momentum of SGD",
  dropout: "Dropout", batch_size: "Batch size", share: "Share of the digits",
};
const textOf = (name, value) => (name === "share" ? percent(value) : `${value}`);
const sent = (state) =>
  Object.fromEntries(Object.entries(SENT).map(([name, short]) => [short, state[name]]));
const causeOf = ({ fault }) => FACTS.faults[fault]?.cause ?? "";

function build(app, model) {
  const lab = makeLab(app, model, app.redraw);
  const parts = buildParts(app, model, lab);
  let asked = null; // the settings that the Worker has
  let begun = ""; // the seed and the fault that it began with
  let loading = false;
  let spoken = 0;

  const plan = ({ seed, fault }) => `${seed} ${fault}`;
  const begin = () => {
    const { state } = app;
    [asked, begun] = [sent(state), plan(state)];
    lab.begin({ seed: state.seed, fault: causeOf(state) }, asked);
  };
  // Load what is needed, then do that. The digits come with the first click.
  const ready = async (act) => {
    loading = !lab.now;
    app.update({}); // from now on it speaks
    try {
      await lab.open();
      if (app.signal.aborted) return;
      if (!begun) begin();
      parts.arrive(lab.now);
      act();
    } catch (error) {
      app.fail(error);
    }
    loading = false;
    app.redraw();
  };
  const run = () => {
    lab.now.running = true;
    lab.order({ run: true });
  };
  const halt = (order) => {
    lab.now.running = false;
    lab.order(order);
  };
  // The Worker gets what the reader, a link or Python has changed.
  const bringUpToDate = (state) => {
    if (begun !== plan(state)) {
      const { running } = lab.now;
      begin();
      if (running) run();
    }
    const wanted = sent(state);
    if (Object.keys(wanted).every((name) => wanted[name] === asked[name])) return;
    asked = wanted;
    lab.order({ set: wanted });
  };
  parts.drive.train.onclick = () => ready(() => (lab.now.running ? halt({ pause: true }) : run()));
  parts.drive.step.onclick = () => ready(() => halt({ step: 1 }));
  parts.drive.steps.onclick = () => ready(() => halt({ step: 10 }));
  parts.drive.again.onclick = () => {
    app.update({ seed: (app.state.seed % SETTINGS.seed.max) + 1 });
    ready(run);
  };
  parts.start = (changes) => {
    begun = ""; // from the start, whatever has been running
    app.update(changes);
    ready(run);
  };

  return (state) => {
    if (begun) bringUpToDate(state);
    parts.set(state, lab.now, loading);
    if (!lab.now?.report) return;
    const { running } = lab.now;
    // While it trains, a sentence every five seconds; else whenever something is new.
    if (running && performance.now() - spoken < 5000) return;
    spoken = performance.now();
    app.say(parts.lesson.textContent);
  };
}

function buildParts(app, model, lab) {
  const drive = {
    train: button("Train", () => {}, { "data-key": "play" }),
    step: button("One step", () => {}, { "data-key": "next" }),
    steps: button("Ten steps", () => {}),
    again: button("New seed", () => {}),
  };
  const curves = () => lineChart({ label: "", height: 165 });
  const parts = {
    drive, start: null,
    lesson: words("lesson lw-lab-lesson"),
    loss: curves(), accuracy: curves(),
    changes: words("received"),
    filters: mapSheet(), slopes: mapSheet(),
    pad: labPad(app, lab),
    faults: faultRow(app, FACTS, (changes) => parts.start(changes)),
  };
  const gallery = box("part");
  const more = box(
    "part", parts.changes,
    halves(parts.filters.element, parts.slopes.element),
    caption("ten held-out digits, with the answer of now"), gallery,
    parts.faults.element, captioned("draw on your network", parts.pad.element)
  );
  more.hidden = true;
  app.root.classList.add("lw-lab");
  const curvePair = halves(parts.loss.element, parts.accuracy.element);
  const driveRow = app.follow({
    ...PLAYED, element: box("row lw-walk lw-lab-drive", ...Object.values(drive)),
  });
  app.root.prepend(
    driveRow,
    box("row lw-lab-settings", ...Object.keys(SENT).map((name) => settingChooser(app, name))),
    parts.lesson, guessFirst(app, model, curvePair, driveRow, parts.lesson), more,
    words("source", "It trains on 3,000 digits of load_digits() and is measured on 1,000 others, " +
      "held out. The sealed test digits are not in this page.")
  );

  let cards = null;
  // The digits are there: pictures of ten of them.
  parts.arrive = ({ digits }) => {
    if (cards) return;
    cards = answerGallery({
      count: 10, labels: digits.examples.map((_, digit) => digit), pick: parts.pad.choose,
      paint: (canvas, digit) => {
        const start = 784 * digits.examples[digit];
        paintCells(canvas, 28, 28, (i) => gray(digits.pixels[start + i] / 255));
      },
    });
    gallery.append(cards.element);
    more.hidden = false;
  };

  const curve = whenNew((now, _report) => drawCurves(parts, now));
  const drawReport = whenNew((now, report, theme) => {
    parts.changes.textContent = changesText(now.changes);
    const [kernel] = cutWeights(now.weights, report.weights);
    drawFilters(parts.filters, "the eight filters of the first layer", kernel.data, theme);
    drawFilters(parts.slopes, "their gradients, of the last batch", report.filterGrads, theme);
  });
  parts.set = (state, now, loading) => {
    drive.train.textContent = now?.running ? "Pause" : "Train";
    for (const each of Object.values(drive)) each.disabled = loading;
    parts.faults.set(state);
    curve(now, now?.report);
    parts.lesson.textContent = lessonOf(state, now, loading);
    if (!now?.report || !cards) return;
    drawReport(now, now.report, app.theme);
    cards.set(parts.pad.chosen(), now.report.answers);
    parts.pad.set(now);
  };
  return parts;
}

// A list of values; the momentum has no meaning for Adam.
function settingChooser(app, name) {
  const { values, get } = bind(app, name);
  const pick = (text) => app.update({ [name]: values.find((value) => `${value}` === text) });
  const texts = values.map((value) => textOf(name, value));
  const element = chooser(app, { name, label: TITLES[name], values, texts, get, pick });
  const list = element.querySelector("select");
  const set = ({ optimizer }) => (list.disabled = name === "momentum" && optimizer !== "SGD");
  return app.follow({ element, set });
}

function drawFilters(sheet, name, data, theme) {
  const top = largest(data);
  const title = `${name} (strongest: ${Number.isFinite(top) ? top.toPrecision(2) : "no number"})`;
  const at = (filter, cell) => data[cell * 8 + filter]; // (3, 3, 1, 8)
  sheet.draw({ count: 8, height: 3, width: 3, columns: 4, at, limit: top, theme, name: title });
}

function drawCurves(parts, now) {
  const { training = [], held = [], changes = [], report } = now ?? {};
  const last = Math.max(report?.step ?? 0, 50);
  const lossTop = Math.max(2.5, ...[...training, ...held].map(({ loss }) => loss || 0));
  for (const [name, top] of [["loss", lossTop], ["accuracy", 1]]) {
    const points = (list) => list.map((point) => [point.step, point[name]]);
    const steps = [...new Set(changes.map(({ step }) => step))];
    const lines = steps.map((step, i) => ({
      points: [[step, 0], [step, top]], kind: "gray", dashed: true, name: i ? "" : "a change",
    }));
    const curves = [
      { points: points(training), kind: "training", name: "training, of the last 320 images" },
      { points: points(held), kind: "validation", name: "1,000 held-out digits" },
    ];
    parts[name].draw({
      x: [0, last], y: [0, top], xName: "step", yName: name,
      lines: [...curves, ...lines], marks: headsOf(curves),
    });
  }
}

const changesText = (changes) =>
  changes.length
    ? "Changed: " + changes.slice(-6).map(({ step, name, value }) => {
      const own = Object.keys(SENT).find((key) => SENT[key] === name);
      return `at step ${step} ${TITLES[own].toLowerCase()} to ${textOf(own, value)}`;
    }).join("; ") + "."
    : "";

function lessonOf(state, now, loading) {
  if (loading) return "The digits are on their way: 0.9 MB, once.";
  if (now && !now.report) return `Starting with seed ${state.seed}.`;
  if (!now) {
    return "Press Train: this page trains the course network from random weights. The digits, " +
      "0.9 MB, come with the first click.";
  }
  const { report: { step, seen, spent }, held } = now;
  const { loss, accuracy, step: at } = held.at(-1) ?? {};
  const lossText = Number.isFinite(loss) ? show(loss) : "not a number";
  const seconds = (spent / 1000).toFixed(spent < 1000 ? 2 : 1);
  return `Seed ${state.seed}, step ${step}: ${seen.toLocaleString("en-US")} images seen in ` +
    `${seconds} s of training. On the 1,000 held-out digits, at step ${at}: ` +
    `accuracy ${percent(accuracy, 1)}, loss ${lossText}.`;
}

export default widget({ label: "Training lab", settings: SETTINGS, build });
