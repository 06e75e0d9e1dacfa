// callbacks.js: the EarlyStoppingExplorer. FACTS is the content of callbacks.json.

// ---------------------------------------------------------------- arithmetic

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

// ---------------------------------------------------------------- state

const NAMES = ["curve", "patience", "min_delta", "restore_best_weights", "epoch", "losses"];

function tidy(state) {
  const number = (value, high, otherwise) => (Number.isFinite(value) ? clamp(value, 0, high) : otherwise);
  const losses = Array.isArray(state.losses) && state.losses.every(Number.isFinite) ? state.losses : [];
  const curves = losses.length ? [...FACTS.curves, FACTS.own] : FACTS.curves;
  return {
    curve: curves.includes(state.curve) ? state.curve : curves[0],
    patience: Math.round(number(state.patience, FACTS.mostPatience, 3)),
    min_delta: Math.round(1000 * number(state.min_delta, FACTS.largestMinDelta, 0)) / 1000,
    restore_best_weights: state.restore_best_weights === true,
    epoch: Math.round(number(state.epoch, 10000, 0)),
    losses,
  };
}

// ---------------------------------------------------------------- the widget

function render({ model, el }) {
  const app = openWidget({ model, el, names: NAMES, label: "Early stopping explorer", tidy, draw });
  let recorded = null;
  ask(model, "recording/early_stopping").then((record) => {
    recorded = record;
    app.redraw();
  }, app.fail);

  const curves = [...FACTS.curves, ...(app.state.losses.length ? [FACTS.own] : [])];
  const chart = lineChart(app, {
    label: "Epoch to look at", height: 240, move: (epoch) => app.update({ epoch }),
  });
  const pips = make("div", { class: "lw-pips", "aria-hidden": "true" });
  const lesson = make("p", { class: "lw-lesson" });
  const verdict = make("p", { class: "lw-verdict" });
  const source = make("p", { class: "lw-source" });
  const walk = (by) => () => app.update({ epoch: Math.max(0, app.state.epoch + by) });

  app.root.prepend(
    make(
      "div", { class: "lw-row" },
      chooser(app, {
        label: "Training", options: curves.map((name) => [name, name]), ...bind(app, "curve"),
      }),
      tick(app, { label: "restore_best_weights", ...bind(app, "restore_best_weights") })
    ),
    slider(app, { label: "patience", min: 0, max: FACTS.mostPatience, step: 1, ...bind(app, "patience") }),
    slider(app, {
      label: "min_delta", min: 0, max: FACTS.largestMinDelta, step: 0.005, ...bind(app, "min_delta"),
      text: (value) => show(value, 3),
    }),
    chart.element,
    make(
      "div", { class: "lw-row lw-walk" },
      button("Epoch back", walk(-1)), button("Next epoch", walk(1)),
      make("span", { class: "lw-waits" }, "wait", pips)
    ),
    lesson, verdict, source
  );

  function draw(state) {
    if (!recorded) return;
    const own = state.curve === FACTS.own;
    const { loss = [], val_loss: losses } = own ? { val_loss: state.losses } : recorded.figures[state.curve];
    const epoch = Math.min(state.epoch, losses.length - 1);
    const notes = watchLosses(losses, state.patience, state.min_delta);
    const last = notes.length - 1;
    const held = heldEpoch(notes, state.restore_best_weights);
    const best = notes[last].bestEpoch;
    const before = notes[Math.min(epoch, last + 1) - 1]; // what it knew before this epoch
    const goal = before ? before.best - state.min_delta : NaN;

    const numbered = (values, from = 0) => values.map((value, i) => [from + i, value]);
    // The first losses may lie far above all others: rather cut them off than squeeze the rest.
    const middle = [...losses].sort((a, b) => a - b)[Math.floor(losses.length / 2)];
    const high = Math.min(Math.max(...losses, ...loss), Math.max(3 * middle, losses[held], losses[best]));
    chart.draw({
      x: [0, Math.max(losses.length - 1, 1)],
      y: [Math.min(0, ...losses), high],
      xName: "epoch",
      yName: "loss after each epoch",
      lines: [
        { points: numbered(loss), kind: "soft", name: own ? "" : "training" },
        { points: numbered(losses.slice(0, last + 1)), kind: "a", name: "validation" },
        {
          points: numbered(losses.slice(last), last), kind: "a", dashed: true,
          name: last < losses.length - 1 ? "after the stop: never trained" : "",
        },
        {
          points: before && epoch <= last ? [[before.bestEpoch, goal], [epoch, goal]] : [], kind: "b",
          name: before && epoch <= last ? "to beat" : "",
        },
      ],
      marks: [
        { x: best, y: losses[best], kind: "c", shape: "ring", name: "best seen" },
        { x: held, y: losses[held], kind: "b", shape: "star", name: "weights you hold at the end" },
      ],
      cursor: epoch,
      text: `epoch ${epoch}, validation loss ${show(losses[epoch], 3)}`,
    });
    drawPips(state.patience, epoch <= last ? notes[epoch].wait : 0);
    explain({ state, losses, notes, epoch, last, held, before, goal });
    source.textContent = own
      ? `Your own losses, ${losses.length} epochs.`
      : `The course network, recorded: ${recorded.data}. Epochs count from 0, as in stopped_epoch.`;
  }

  function drawPips(patience, wait) {
    pips.replaceChildren(
      ...Array.from({ length: patience }, (_, i) => make("i", { class: i < wait ? "lw-full" : "" })),
      `${wait} of ${patience}`
    );
  }

  function explain({ state, losses, notes, epoch, last, held, before, goal }) {
    const number = (loss) => show(loss, 4);
    const note = notes[epoch];
    const { patience, min_delta: minDelta } = state;
    const start = `Epoch ${epoch}: ${number(losses[epoch])}.`;
    const limit = before && (minDelta
      ? `${number(before.best)} \u2212 ${number(minDelta)} = ${number(goal)}`
      : `the best so far, ${number(before.best)}`);
    if (!note) lesson.textContent = `${start} This epoch is never trained.`;
    else if (!before) lesson.textContent = `${start} The first loss is the best so far.`;
    else if (note.better) {
      lesson.textContent = `${start} That is below ${limit}: better, so this is the new best and wait starts at 0.`;
    } else {
      lesson.textContent =
        `${start} That is not below ${limit}: wait is ${note.wait}` +
        (note.stops ? `, and patience is ${patience}: stop.` : ` of ${patience}.`);
    }
    const { bestEpoch } = notes[last];
    const lowest = losses.indexOf(Math.min(...losses));
    const ran = notes[last].stops
      ? `Training stops after epoch ${last}.`
      : `Patience never runs out: all ${losses.length} epochs are trained.`;
    const weights = `At the end you hold the weights of epoch ${held} (${number(losses[held])})`;
    const which = state.restore_best_weights
      ? `, the best by this rule.`
      : held === bestEpoch ? ", which is the best by this rule." : `, not those of the best, epoch ${bestEpoch} (${number(losses[bestEpoch])}).`;
    const missed = lowest > last
      ? ` The lowest loss of all, ${number(losses[lowest])} in epoch ${lowest}, is never reached.`
      : "";
    verdict.textContent = `${ran} ${weights}${which}${missed}`;
    app.say(`${lesson.textContent} ${verdict.textContent}`);
  }

  return app.dispose;
}

export default { render };
