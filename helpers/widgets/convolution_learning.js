// convolution_learning.js: steps against the kernel's gradient, and the loss after each.

import { box, button, words } from "./base.js";
import { fine, largest } from "./canvas.js";
import { lineChart, numbered } from "./chart.js";
import { bind, segments } from "./controls.js";
import { squaredError, stepped } from "./convolution_gradients.js";

// Controls that learn the kernel, and a report on how it went. prepare() is called before a step.
// Returns the elements { element, report } and
//   draw({ state, kernel, gradient, map, target, hidden })
//   words()  what the report says
export function makeLearner(app, prepare) {
  let losses = []; // from the start of this learning
  let stage = ""; // on which it takes place: another one begins it anew
  let last = null; // what was drawn
  let text = "";
  const limit = app.settings.kernel.largest;

  const setKernel = (kernel) => app.update({ preset: "custom", kernel });
  const step = () => {
    app.settle(); // a press goes on from the one before it, drawn or not
    const next = stepped(last.kernel, last.gradient, app.state.learning_rate);
    prepare();
    if (largest(next.flat()) <= limit) setKernel(next);
  };
  const learn = button("Learning step", step);
  const clear = button("Start at zeros", () => {
    stage = "";
    setKernel(last.kernel.map((line) => line.map(() => 0)));
  });
  const rate = segments(app, { label: "Learning rate", ...bind(app, "learning_rate") });
  const needed = words("note", "To learn, take the slopes of a loss.");
  const steps = app.follow({
    name: "kernel", label: "Kernel size", element: box("row lw-walk", learn, clear),
  });
  const controls = box("part", rate, steps);
  const chart = lineChart({ label: "Loss", height: 130 });
  const told = words("told");
  const report = box("part lw-report", told, chart.element);

  const draw = (now) => {
    const { state, kernel, gradient, map, target, hidden } = now;
    const isOn = state.view === "kernel" && state.slopes === "loss";
    controls.hidden = !isOn;
    needed.hidden = isOn;
    text = "";
    if (!isOn) return;
    const loss = squaredError(map, target);
    const { image, stride, padding, flip, strokes } = state;
    const here = JSON.stringify([image, stride, padding, flip, strokes, hidden]);
    const moved = last && String(stepped(last.kernel, last.gradient, state.learning_rate));
    if (here !== stage) losses = [loss];
    else if (String(kernel) === moved && String(kernel) !== String(last.kernel)) losses.push(loss);
    else if (String(kernel) !== String(last.kernel)) losses = [loss];
    stage = here;
    last = { kernel, gradient };
    text = reportOf(losses, largest(kernel.flat().map((x, i) => x - hidden.flat()[i])));
    told.textContent = text;
    chart.draw({
      x: [0, Math.max(10, losses.length - 1)], y: [0, Math.max(...losses) || 1],
      xName: "learning steps", yName: "loss: mean squared difference",
      lines: [{ points: numbered(losses), kind: "training" }],
      marks: [{ x: losses.length - 1, y: losses.at(-1), kind: "training", shape: "ring" }],
    });
  };
  return { element: box("part", controls, needed), report, draw, words: () => text };
}

function reportOf(losses, distance) {
  const steps = losses.length - 1;
  const [first, now] = [losses[0], losses.at(-1)];
  const start = steps
    ? `After ${steps} step${steps === 1 ? "" : "s"} the loss is ${fine(now)}, of ${fine(first)}`
    : `The loss is ${fine(now)}`;
  const grew = steps && now > losses.at(-2) ? " It grew: the step was too long." : "";
  return `${start}. The numbers are up to ${fine(distance, 2)} away from the hidden ones.${grew}`;
}
