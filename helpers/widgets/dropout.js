// dropout.js: the DropoutExplorer. FACTS is the content of dropout.json.

// ---------------------------------------------------------------- arithmetic

// The numbers of random_numbers in dropout.py, which tells what they are: a list per mask.
export function randomNumbers(count, units, seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  return Array.from({ length: count }, () => Array.from({ length: units }, next));
}

// What each activation is multiplied by; as factors in dropout.py.
export function factors(numbers, rate, mode, version) {
  if (mode === "testing" && version !== "drops in testing too") return numbers.map(() => 1);
  const swapped = version === "keep and drop swapped";
  const scale = version === "no rescaling" ? 1 : 1 / (1 - rate);
  return numbers.map((number) => (number < rate === swapped ? scale : 0));
}

const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

// Sum of the activations behind each mask, and the mean of the sums so far.
export function sumsAndMeans(activations, masks) {
  const sums = masks.map((mask) => total(mask.map((factor, i) => factor * activations[i])));
  let soFar = 0;
  return { sums, means: sums.map((sum, i) => (soFar += sum) / (i + 1)) };
}

// Where the mean in training goes in the long run, as a multiple of the value without dropout.
export function longRun(rate, version) {
  return { "no rescaling": 1 - rate, "keep and drop swapped": rate / (1 - rate) }[version] ?? 1;
}

// ---------------------------------------------------------------- state

const NAMES = ["rate", "mode", "version", "masks", "seed"];
const UNITS = FACTS.activations.length;
const PLAIN_SUM = total(FACTS.activations);

function tidy(state) {
  const one = (value, values) => (values.includes(value) ? value : values[0]);
  const number = (value, low, high, otherwise) => (Number.isFinite(value) ? clamp(value, low, high) : otherwise);
  return {
    rate: Math.round(100 * number(state.rate, 0, FACTS.highestRate, 0.5)) / 100,
    mode: one(state.mode, FACTS.modes),
    version: one(state.version, FACTS.versions),
    masks: Math.round(number(state.masks, 1, FACTS.mostMasks, 1)),
    seed: Math.round(number(state.seed, 1, 2 ** 31 - 1, 1)),
  };
}

// ---------------------------------------------------------------- the widget

// A row of ten bars or cells. Screen readers get the sentence of the widget.
function unitRow(name, kind) {
  const cells = Array.from({ length: UNITS }, () =>
    make("span", {}, make("i"), make("b")) // the bar, and its number
  );
  const element = make("div", { class: `lw-units lw-${kind}`, "aria-hidden": "true" }, ...cells);
  const set = (numbers, top, text, off = () => false) =>
    numbers.forEach((number, i) => {
      const [bar, label] = cells[i].children;
      bar.style.height = `${(100 * number) / top}%`;
      label.textContent = text(number);
      cells[i].classList.toggle("lw-off", off(i));
    });
  return { element: make("div", { class: "lw-part" }, make("div", { class: "lw-caption" }, name), element), set };
}

function render({ model, el }) {
  const app = openWidget({ model, el, names: NAMES, label: "Dropout explorer", tidy, draw });
  const before = unitRow("activations, out of the layer", "bars");
  const mask = unitRow("the mask: multiply by", "factors");
  const after = unitRow("into the next layer", "bars");
  const received = make("p", { class: "lw-received" });
  const chart = lineChart(app, { label: "Sums" });
  const lesson = make("p", { class: "lw-lesson" });
  const verdict = make("p", { class: "lw-verdict" });
  const more = (count) => () => app.update({ masks: Math.min(app.state.masks + count, FACTS.mostMasks) });
  const newMask = button("New mask", more(1));
  const manyMasks = button("100 masks", more(100));

  app.root.prepend(
    make(
      "div", { class: "lw-row" },
      chooser(app, {
        label: "Version", options: FACTS.versions.map((name) => [name, name]), ...bind(app, "version"),
      }),
      segments(app, { label: "Mode", values: FACTS.modes, ...bind(app, "mode") })
    ),
    slider(app, {
      label: "Rate", min: 0, max: FACTS.highestRate, step: 0.05, ...bind(app, "rate"),
    }),
    make(
      "div", { class: "lw-row" }, newMask, manyMasks,
      button("Start over", () => app.update({ masks: 1 }))
    ),
    make(
      "div", { class: "lw-halves lw-dropout" },
      make("div", { class: "lw-part" }, before.element, mask.element, after.element, received),
      make("div", { class: "lw-part" }, chart.element)
    ),
    lesson, verdict
  );

  function draw({ rate, mode, version, masks, seed }) {
    const numbers = randomNumbers(masks, UNITS, seed);
    const shown = factors(numbers[masks - 1], rate, mode, version);
    const out = FACTS.activations.map((x, i) => x * shown[i]);
    const scale = version === "no rescaling" ? 1 : 1 / (1 - rate);
    const top = Math.max(...FACTS.activations) * scale;
    before.set(FACTS.activations, top, (x) => show(x));
    mask.set(shown, 1, (factor) => show(factor), (i) => shown[i] === 0);
    after.set(out, top, (y) => show(y, y < 10 ? 2 : 1), (i) => shown[i] === 0);
    received.textContent = `Sum that the next layer receives: ${show(total(out))}. Without dropout: ${show(PLAIN_SUM)}.`;
    newMask.disabled = manyMasks.disabled = masks === FACTS.mostMasks;

    // The dots are the passes of the chosen mode; the line is always the mean in training.
    const sumsIn = (which) =>
      sumsAndMeans(FACTS.activations, numbers.map((row) => factors(row, rate, which, version)));
    const { sums } = sumsIn(mode);
    const { means } = sumsIn("training");
    const numbered = (values) => values.map((value, i) => [i + 1, value]);
    const last = Math.max(masks, 10);
    chart.draw({
      x: [1, last],
      y: [0, Math.max(2 * PLAIN_SUM, ...sums, ...means)],
      xName: "masks",
      yName: "what the next layer receives (sum)",
      lines: [
        { points: numbered(sums), kind: "soft", dots: true, name: `each pass in ${mode}` },
        { points: [[1, PLAIN_SUM], [last, PLAIN_SUM]], kind: "b", dashed: true, name: "without dropout" },
        // A line needs two points: the first mean is drawn as a short one.
        { points: [[1, means[0]], ...numbered(means)], kind: "a", name: "mean in training so far" },
      ],
    });
    explain({ rate, mode, version, masks, shown, mean: means[masks - 1], sums });
  }

  function explain({ rate, mode, version, masks, shown, mean, sums }) {
    const dropped = shown.filter((factor) => factor === 0).length;
    const percent = `${Math.round(100 * rate)} %`;
    const still = mode === "testing" && version !== "drops in testing too";
    lesson.textContent = still
      ? "In testing nothing is dropped: every number goes through as it is, and every pass gives the same."
      : `This mask drops ${dropped} of ${UNITS} numbers (the rate asks for ${percent} on average) and ` +
        `multiplies the others by ${show(Math.max(...shown))}.`;
    const goal = show(longRun(rate, version) * PLAIN_SUM);
    const plain = show(PLAIN_SUM);
    const off = longRun(rate, version) !== 1;
    const meaning = {
      right: `In the long run it is ${plain}, as without dropout: the next layer sees the same on average.`,
      "no rescaling": `In the long run it is ${goal}` +
        (off ? `: the next layer learns with too little, and in testing it gets ${plain}.` : ", as without dropout."),
      "drops in testing too": `In the long run it is ${plain}, which is right. But in testing the passes differ ` +
        `too${mode === "testing" && masks > 1 ? `, here from ${show(Math.min(...sums))} to ${show(Math.max(...sums))}` : ""}` +
        ": one image, another answer each time.",
      "keep and drop swapped": `In the long run it is ${goal}` +
        (Math.abs(rate - 0.5) < 1e-9
          ? `: at a rate of 0.5 keeping and dropping are the same, so the bug hides.`
          : `: ${percent} are kept, not dropped. In testing the next layer gets ${plain}.`),
    };
    verdict.textContent =
      `Mean in training over ${masks} mask${masks > 1 ? "s" : ""}: ${show(mean)}. ${meaning[version]}`;
    app.say(`${lesson.textContent} ${received.textContent} ${verdict.textContent}`);
  }

  return app.dispose;
}

export default { render };
