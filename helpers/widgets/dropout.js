// dropout.js: the DropoutExplorer. FACTS is the content of dropout.json.

import { box, button, make, show, sum, words } from "./base.js";
import { lineChart, numbered } from "./chart.js";
import { bind, chooser, segments, slider } from "./controls.js";
import { widget } from "./frame.js";
import { captioned, controlRow, halves, percent } from "./parts.js";
import { randomNumbers } from "./random.js";

// The numbers of mask_numbers in dropout.py, which tells what they are: a list per mask.
export function maskNumbers(count, units, seed) {
  const next = randomNumbers(seed);
  const number = () => (next() >>> 8) / 2 ** 24;
  return Array.from({ length: count }, () => Array.from({ length: units }, number));
}

// What each activation is multiplied by; as factors in dropout.py.
export function factors(numbers, rate, mode, version) {
  if (mode === "testing" && version !== "drops in testing too") return numbers.map(() => 1);
  const swapped = version === "keep and drop swapped";
  const scale = version === "no rescaling" ? 1 : 1 / (1 - rate);
  return numbers.map((number) => (number < rate === swapped ? scale : 0));
}

// Sum of the activations behind each mask, and the mean of the sums so far.
export function sumsAndMeans(activations, masks) {
  const sums = masks.map((mask) => sum(mask.map((factor, i) => factor * activations[i])));
  let soFar = 0;
  return { sums, means: sums.map((each, i) => (soFar += each) / (i + 1)) };
}

// Where the mean in training goes in the long run, as a multiple of the value without dropout.
export function longRun(rate, version) {
  return { "no rescaling": 1 - rate, "keep and drop swapped": rate / (1 - rate) }[version] ?? 1;
}

const UNITS = FACTS.activations.length;
const PLAIN_SUM = sum(FACTS.activations);

const tidy = (state) => ({ ...state, rate: Math.round(100 * state.rate) / 100 });

// A row of ten bars or cells. Screen readers get the sentence of the widget.
function unitRow(name, kind) {
  const cells = Array.from({ length: UNITS }, () =>
    make("span", {}, make("i"), make("b")) // the bar, and its number
  );
  const element = make("div", { class: `lw-units lw-${kind}`, "aria-hidden": "true" }, ...cells);
  const set = (numbers, top, text, off = () => false) =>
    numbers.forEach((number, i) => {
      const [bar, label] = cells[i].children;
      bar.style.height = `${Math.min(100, (100 * number) / top)}%`;
      bar.classList.toggle("lw-cut", number > top + 1e-9);
      label.textContent = text(number);
      cells[i].classList.toggle("lw-off", off(i));
    });
  return { element: captioned(name, element), set };
}

function build(app) {
  const parts = buildParts(app);

  return (state) => {
    const { rate, mode, version, masks, seed } = state;
    const numbers = maskNumbers(masks, UNITS, seed);
    const shown = factors(numbers[masks - 1], rate, mode, version);
    drawUnits(parts, state, shown);
    // The dots are the passes of the chosen mode; the line is always the mean in training.
    const sumsIn = (which) =>
      sumsAndMeans(FACTS.activations, numbers.map((each) => factors(each, rate, which, version)));
    const { sums } = sumsIn(mode);
    const { means } = sumsIn("training");
    drawChart(parts.chart, state, sums, means);
    parts.lesson.textContent = lessonOf(state, shown);
    parts.verdict.textContent =
      `Mean in training over ${masks} mask${masks > 1 ? "s" : ""}: ${show(means[masks - 1])}. ` +
      verdictOn(state, sums);
    app.say([parts.lesson, parts.received, parts.verdict].map((p) => p.textContent).join(" "));
  };
}

function buildParts(app) {
  const mostMasks = app.settings.masks.max;
  const more = (count) => () => app.update({ masks: Math.min(app.state.masks + count, mostMasks) });
  const parts = {
    before: unitRow("activations, out of the layer", "bars"),
    mask: unitRow("the mask: multiply by", "factors"),
    after: unitRow("into the next layer", "bars"),
    received: words("received"),
    chart: lineChart({ label: "Sums" }),
    lesson: words("lesson"),
    verdict: words("verdict"),
    full: make("span", { class: "lw-note" }),
    more: [button("New mask", more(1), { "data-key": "next" }), button("100 masks", more(100))],
  };
  const units = [parts.before, parts.mask, parts.after].map((each) => each.element);
  app.root.prepend(
    controlRow(
      chooser(app, { label: "Version", ...bind(app, "version") }),
      segments(app, { label: "Mode", ...bind(app, "mode") })
    ),
    slider(app, { label: "Rate", step: 0.05, ...bind(app, "rate") }),
    app.follow({
      name: "masks", label: "Masks",
      element: controlRow(
        ...parts.more, button("Start over", () => app.update({ masks: 1 })), parts.full
      ),
    }),
    halves(box("part", ...units, parts.received), box("part", parts.chart.element)),
    parts.lesson, parts.verdict
  );
  return parts;
}

// The same at every rate: a bar grows if its number does, and else stands still. Those of high
// rates are cut, and marked.
const TOP = 2 * Math.max(...FACTS.activations);

function drawUnits(parts, { masks }, shown) {
  const out = FACTS.activations.map((x, i) => x * shown[i]);
  const isOff = (i) => shown[i] === 0;
  parts.before.set(FACTS.activations, TOP, (x) => show(x));
  parts.mask.set(shown, 1, (factor) => show(factor), isOff);
  parts.after.set(out, TOP, (y) => show(y, y < 10 ? 2 : 1), isOff);
  parts.received.textContent =
    `Sum that the next layer receives: ${show(sum(out))}. Without dropout: ${show(PLAIN_SUM)}.`;
  const full = masks === SETTINGS.masks.max;
  for (const each of parts.more) each.disabled = full;
  parts.full.textContent = full ? `${masks} masks are the most. Start over for new ones.` : "";
}

function drawChart(chart, { mode, masks }, sums, means) {
  const last = Math.max(masks, 10);
  const plain = [[1, PLAIN_SUM], [last, PLAIN_SUM]];
  // A line needs two points: the first mean is drawn as a short one.
  const mean = [[1, means[0]], ...numbered(means, 1)];
  chart.draw({
    x: [1, last],
    y: [0, Math.max(2 * PLAIN_SUM, ...sums, ...means)],
    xName: "masks",
    yName: "what the next layer receives (sum)",
    lines: [
      { points: numbered(sums, 1), kind: "gray", dots: true, name: `each pass in ${mode}` },
      { points: plain, kind: "orange", dashed: true, name: "without dropout" },
      { points: mean, kind: "blue", name: "mean in training so far" },
    ],
  });
}

function lessonOf({ rate, mode, version }, shown) {
  if (mode === "testing" && version !== "drops in testing too") {
    return (
      "In testing nothing is dropped: every number goes through as it is, and every pass gives " +
      "the same."
    );
  }
  const dropped = shown.filter((factor) => factor === 0).length;
  return (
    `This mask drops ${dropped} of ${UNITS} numbers (the rate asks for ${percent(rate)} on ` +
    `average) and multiplies the others by ${show(Math.max(...shown))}.`
  );
}

// What the mean in training means, in each version.
function verdictOn({ rate, mode, version, masks }, sums) {
  const goal = show(longRun(rate, version) * PLAIN_SUM);
  const plain = show(PLAIN_SUM);
  const off = longRun(rate, version) !== 1;
  const spread = `, here from ${show(Math.min(...sums))} to ${show(Math.max(...sums))}`;
  return {
    right:
      `In the long run it is ${plain}, as without dropout: the next layer sees the same on ` +
      "average.",
    "no rescaling": `In the long run it is ${goal}` +
      (off
        ? `: the next layer learns with too little, and in testing it gets ${plain}.`
        : ", as without dropout."),
    "drops in testing too":
      `In the long run it is ${plain}, which is right. But in testing the passes differ too` +
      `${mode === "testing" && masks > 1 ? spread : ""}: one image, another answer each time.`,
    "keep and drop swapped": `In the long run it is ${goal}` +
      (Math.abs(rate - 0.5) < 1e-9
        ? ": at a rate of 0.5 keeping and dropping are the same, so the bug hides."
        : `: ${percent(rate)} are kept, not dropped. In testing the next layer gets ${plain}.`),
  }[version];
}

export default widget({ label: "Dropout explorer", settings: SETTINGS, tidy, build });
