// callbacks.js: the EarlyStoppingExplorer.

import { box, button, lessMotion, make, show, words } from "./base.js";
import { lineChart, numbered } from "./chart.js";
import { bind, chooser, slider, tick } from "./controls.js";
import { widget } from "./frame.js";
import { controlRow } from "./parts.js";
import { makeClock, PLAYED } from "./player.js";
import { guessFirst } from "./predict.js";
import { ask } from "./values.js";

// Lower than `best` by more than minDelta; no best yet is always beaten. Compared as float32, like
// Keras and helpers.callbacks: from 0.35 to 0.34 is 0.01 better, and not a hair more.
const improves = (loss, best, minDelta) =>
  best === null || Math.fround(loss + minDelta) < Math.fround(best);

// What EarlyStopping notes after each epoch: [{ better, best, bestEpoch, wait, stops }, ...], up to
// the epoch after which it stops. Epochs count from 0.
export function watchLosses(losses, patience, minDelta) {
  const notes = [];
  let [best, bestEpoch, wait] = [null, 0, 0];
  for (let epoch = 0; epoch < losses.length; epoch++) {
    const better = improves(losses[epoch], best, minDelta);
    wait = better ? 0 : wait + 1;
    if (better) [best, bestEpoch] = [losses[epoch], epoch];
    const stops = !better && wait >= patience && epoch > 0;
    notes.push({ better, best, bestEpoch, wait, stops });
    if (stops) break;
  }
  return notes;
}

// The epoch whose weights the model holds at the end.
export function heldEpoch(notes, restoreBestWeights) {
  return restoreBestWeights ? notes.at(-1).bestEpoch : notes.length - 1;
}

const [OVERFITTING, OWN] = [SETTINGS.curve.default, SETTINGS.curve.values.at(-1)];

const tidy = (state) => ({
  ...state,
  curve: state.curve === OWN && !state.losses.length ? OVERFITTING : state.curve,
  min_delta: Math.round(1000 * state.min_delta) / 1000,
});

function build(app, model) {
  const parts = buildParts(app, model);
  let recorded = null;
  app.receive(ask(model, "recording/early_stopping"), (record) => (recorded = record));

  return (state) => {
    if (!recorded) return;
    const own = state.curve === OWN;
    const { loss = [], val_loss: losses } =
      own ? { val_loss: state.losses } : recorded.figures[state.curve];
    const epoch = Math.min(state.epoch, losses.length - 1);
    const notes = watchLosses(losses, state.patience, state.min_delta);
    const last = notes.length - 1;
    const before = notes[Math.min(epoch, last + 1) - 1]; // what it knew before this epoch
    const now = {
      state, own, loss, losses, epoch, notes, last, before,
      held: heldEpoch(notes, state.restore_best_weights),
      best: notes[last].bestEpoch,
      goal: before ? before.best - state.min_delta : NaN,
    };
    parts.last = last;
    const playing = parts.clock.isOn() && epoch < last;
    parts.verdict.style.visibility = playing ? "hidden" : "";
    drawChart(parts.chart, playing ? asOfNow(now) : now);
    drawPips(parts.pips, state.patience, epoch <= last ? notes[epoch].wait : 0);
    parts.lesson.textContent = lessonOf(now);
    parts.verdict.textContent = verdictOn(now);
    const told = playing ? "" : parts.verdict.textContent;
    app.say(`${parts.lesson.textContent} ${told}`);
    parts.source.textContent = own
      ? `Your own losses, ${losses.length} epochs.`
      : `The course network, recorded: ${recorded.data}. Epochs count from 0, as in stopped_epoch.`;
  };
}

function buildParts(app, model) {
  const walk = (by) => () => app.update({ epoch: Math.max(0, app.state.epoch + by) });
  const parts = {
    chart: lineChart({
      label: "Epoch to look at", height: 240,
      move: (epoch) => parts.clock.instead(() => app.update({ epoch }))(),
    }),
    pips: make("div", { class: "lw-pips", "aria-hidden": "true" }),
    last: 0, // the last epoch that is trained
    clock: makeClock(app, () => playEpochs(app, parts)),
    lesson: words("lesson"),
    verdict: words("verdict"),
    source: words("source"),
  };
  const { clock } = parts;
  const steps = box(
    "row lw-walk", clock.play,
    button("Epoch back", clock.instead(walk(-1)), { "data-key": "back" }),
    button("Next epoch", clock.instead(walk(1)), { "data-key": "next" }),
    make("span", { class: "lw-waits" }, "wait", parts.pips)
  );
  app.follow({ ...PLAYED, element: steps, set: () => clock.set("To the stop") });
  const curves = SETTINGS.curve.values.filter((name) => name !== OWN || app.state.losses.length);
  app.root.prepend(
    controlRow(
      chooser(app, { label: "Training", ...bind(app, "curve"), values: curves }),
      tick(app, { label: "restore_best_weights", ...bind(app, "restore_best_weights") })
    ),
    slider(app, { label: "patience", step: 1, ...bind(app, "patience") }),
    slider(app, {
      label: "min_delta", step: 0.005, ...bind(app, "min_delta"), text: (value) => show(value, 3),
    }),
    guessFirst(app, model, parts.chart.element, steps, parts.lesson, parts.verdict),
    steps, parts.lesson, parts.verdict, parts.source
  );
  return parts;
}

// Epoch by epoch until the training stops, in at most ten seconds.
function playEpochs(app, { clock, last }) {
  if (lessMotion()) return app.update({ epoch: last });
  const step = () =>
    (app.state.epoch < last ? app.update({ epoch: app.state.epoch + 1 }) : clock.stop());
  clock.run(step, Math.max(1.5, (last + 1) / 10));
  return app.update({ epoch: app.state.epoch < last ? app.state.epoch : 0 });
}

// What is known while the training goes on: nothing of later epochs.
function asOfNow({ loss, losses, epoch, notes, ...now }) {
  const best = notes[epoch].bestEpoch;
  return {
    ...now, epoch, best, held: epoch, last: epoch, count: losses.length,
    loss: loss.slice(0, epoch + 1), losses: losses.slice(0, epoch + 1), all: [...loss, ...losses],
  };
}

function drawChart(chart, now) {
  const { own, loss, losses, epoch, last, before, held, best, goal } = now;
  const { count = losses.length, all = [...loss, ...losses] } = now;
  // The first losses may lie far above all others: rather cut them off than squeeze the rest.
  const validated = all.slice(-count);
  const middle = [...validated].sort((a, b) => a - b)[Math.floor(count / 2)];
  const enough = Math.max(3 * middle, losses[held], losses[best]);
  const toBeat = before && epoch <= last;
  chart.draw({
    x: [0, Math.max(count - 1, 1)],
    y: [Math.min(0, ...validated), Math.min(Math.max(...all), enough)],
    xName: "epoch",
    yName: "loss after each epoch",
    lines: [
      { points: numbered(loss), kind: "gray", name: own ? "" : "training" },
      { points: numbered(losses.slice(0, last + 1)), kind: "validation", name: "validation" },
      {
        points: numbered(losses.slice(last), last), kind: "validation", dashed: true,
        name: "after the stop: never trained",
      },
      {
        points: toBeat ? [[before.bestEpoch, goal], [epoch, goal]] : [], kind: "orange",
        name: "to beat",
      },
    ],
    marks: [
      { x: best, y: losses[best], kind: "green", shape: "ring", name: "best seen" },
      {
        x: held, y: losses[held], kind: "orange", shape: "star",
        name: "weights you hold",
      },
    ],
    cursor: epoch,
    text: `epoch ${epoch}, validation loss ${show(losses[epoch], 3)}`,
  });
}

function drawPips(pips, patience, wait) {
  pips.replaceChildren(
    ...Array.from({ length: patience }, (_, i) => make("i", { class: i < wait ? "lw-full" : "" })),
    `${wait} of ${patience}`
  );
}

const lossText = (loss) => show(loss, 4);

// What happens in the epoch that is looked at.
function lessonOf({ state, losses, notes, epoch, before, goal }) {
  const { patience, min_delta: minDelta } = state;
  const note = notes[epoch];
  const start = `Epoch ${epoch}: ${lossText(losses[epoch])}.`;
  if (!note) return `${start} This epoch is never trained.`;
  if (!before) return `${start} The first loss is the best so far.`;
  const limit = minDelta
    ? `${lossText(before.best)} \u2212 ${lossText(minDelta)} = ${lossText(goal)}`
    : `the best so far, ${lossText(before.best)}`;
  if (note.better) {
    return `${start} That is below ${limit}: better, so this is the new best and wait starts at 0.`;
  }
  const end = note.stops ? `, and patience is ${patience}: stop.` : ` of ${patience}.`;
  return `${start} That is not below ${limit}: wait is ${note.wait}${end}`;
}

// How the training ends.
function verdictOn({ state, losses, notes, last, held, best }) {
  const lowest = losses.indexOf(Math.min(...losses));
  const ran = notes[last].stops
    ? `Training stops after epoch ${last}.`
    : `Patience never runs out: all ${losses.length} epochs are trained.`;
  const weights = `At the end you hold the weights of epoch ${held} (${lossText(losses[held])})`;
  const which = state.restore_best_weights
    ? ", the best by this rule."
    : held === best
      ? ", which is the best by this rule."
      : `, not those of the best, epoch ${best} (${lossText(losses[best])}).`;
  const missed = lowest > last
    ? ` The lowest loss of all, ${lossText(losses[lowest])} in epoch ${lowest}, is never reached.`
    : "";
  return `${ran} ${weights}${which}${missed}`;
}

export default widget({ label: "Early stopping explorer", settings: SETTINGS, tidy, build });
