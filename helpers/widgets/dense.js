// dense.js: the SoftmaxExplorer. FACTS is the content of dense.json.

import { box, button, clamp, freshId, make, show, sum, words } from "./base.js";
import { bind, segments, slider, tick } from "./controls.js";
import { widget } from "./frame.js";
import { controlRow } from "./parts.js";

// The exponentials that softmax divides: of the logits as they are, in float32 as a network
// computes (so that it overflows where a network does), or with the largest logit taken off first.
export function exponentials(logits, shift) {
  const top = shift ? Math.max(...logits) : 0;
  return logits.map((z) => (shift ? Math.exp(z - top) : Math.fround(Math.exp(z))));
}

export function softmax(logits, shift = true) {
  const powers = exponentials(logits, shift);
  return powers.map((power) => power / sum(powers));
}

// Cross-entropy of the true class, -ln p, from the logits: log of the sum of all exponentials
// minus the true logit, which cannot overflow.
export function crossEntropy(logits, label) {
  const top = Math.max(...logits);
  return top - logits[label] + Math.log(sum(exponentials(logits, true)));
}

// Slope of the loss with respect to each logit before the temperature divides it.
export function gradient(logits, label, temperature) {
  const probabilities = softmax(logits.map((z) => z / temperature));
  return probabilities.map((p, i) => (p - (i === label ? 1 : 0)) / temperature);
}

// Numbers that may be huge, tiny, infinite, or none at all, as NumPy prints them.
function showAny(x) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return "inf";
  return x >= 10000 || (x > 0 && x < 0.001) ? x.toExponential(1).replace("e+", "e") : show(x, 3);
}

const share = (part) => (Number.isNaN(part) ? "nan" : `${show(100 * part, 1)} %`);

const CLASSES = FACTS.classes;
const [LOWEST, HIGHEST] = [SETTINGS.logits.each.min, SETTINGS.logits.each.max];

function build(app) {
  const { rows, powerTitle, loss, lesson } = buildParts(app);

  return ({ logits, label, temperature, offset, shift }) => {
    const scaled = logits.map((z) => (z + offset) / temperature);
    const powers = exponentials(scaled, shift);
    const probabilities = softmax(scaled, shift);
    const grad = gradient(logits, label, temperature);
    const broken = probabilities.some(Number.isNaN);
    const inside = shift ? "z \u2212 max" : "z";
    powerTitle.textContent =
      temperature === 1 ? `exp(${inside})` : `exp(${shift ? `(${inside})` : inside} / T)`;
    rows.forEach((row, i) => row.set({
      logit: logits[i] + offset, slot: logits[i], power: powers[i], chosen: i === label,
      probability: probabilities[i], slope: broken ? NaN : grad[i],
    }));
    const value = crossEntropy(scaled, label);
    loss.textContent = broken
      ? "The loss is nan, and so is every gradient: the network would learn nothing more."
      : `The true class is \u201c${CLASSES[label]}\u201d: the loss is ` +
        `\u2212ln ${showAny(probabilities[label])} = ${show(value, 3)}. ` +
        "The probabilities add up to 1, the slopes to 0.";
    lesson.textContent = lessonOf({ broken, offset, shift, temperature });
    const list = CLASSES.map((name, i) => `${name} ${share(probabilities[i])}`).join(", ");
    app.say(`${list}. ${loss.textContent} ${lesson.textContent}`);
  };
}

function buildParts(app) {
  const group = freshId();
  const setLogit = (i, z) =>
    app.update({ logits: app.state.logits.map((old, j) => (j === i ? z : old)) });

  // Downhill: every logit moves against its slope.
  const stepDownhill = () => {
    const { logits, label, temperature } = app.state;
    const grad = gradient(logits, label, temperature);
    const next = logits.map((z, i) => clamp(z - grad[i], LOWEST, HIGHEST));
    app.update({ logits: next.map((z) => Math.round(1000 * z) / 1000) });
  };

  const rows = CLASSES.map((name, i) => logitRow({ app, name, index: i, group, setLogit }));
  const powerTitle = make("span");
  const loss = words("lesson");
  const lesson = words("sizes");
  const titles = [
    "true class", "logit z", powerTitle, "probability", "slope of the loss, and the way down",
  ].map((title) => make("span", {}, title));
  app.root.prepend(
    box(
      "logits",
      make("div", { class: "lw-logit lw-titles", "aria-hidden": "true" }, ...titles),
      ...rows.map((each) => each.element)
    ),
    loss,
    controlRow(
      app.follow({
        name: "logits", label: "One step downhill",
        element: button("One step downhill", stepDownhill, { "data-key": "next" }),
      }),
      segments(app, { label: "Add to all logits", ...bind(app, "offset") }),
      tick(app, { label: "subtract the largest logit first", ...bind(app, "shift") })
    ),
    slider(app, { label: "temperature", step: 0.1, ...bind(app, "temperature") }),
    lesson
  );
  return { rows, powerTitle, loss, lesson };
}

function lessonOf({ broken, offset, shift, temperature }) {
  if (broken) {
    return (
      "exp of a large number is beyond the largest float32, 3.4e38: it becomes inf, and " +
      "inf / inf is nan. Subtract the largest logit first: the probabilities are the same, and " +
      "nothing overflows."
    );
  }
  if (offset && shift) {
    return `Adding ${offset} to all logits changes nothing: only differences count.`;
  }
  if (temperature < 0.5) {
    return "A low temperature makes differences larger: the winner takes almost all.";
  }
  if (temperature > 2) {
    return "A high temperature makes differences smaller: all classes come closer.";
  }
  const by = temperature === 1 ? "" : ", divided by the temperature";
  return (
    `Each slope is probability minus truth${by}: the true class is pushed up, all others down.`
  );
}

// One class: is it true? its logit, its exponential, its probability, its slope.
function logitRow({ app, name, index, group, setLogit }) {
  const truth = make("input", {
    type: "radio", name: group, onchange: () => app.update({ label: index }),
  });
  const input = make("input", {
    type: "range", min: LOWEST, max: HIGHEST, step: 0.1, "aria-label": `Logit of ${name}`,
    oninput: () => setLogit(index, Number(input.value)),
  });
  const number = make("output");
  const power = make("span", { class: "lw-power" });
  const bar = make("span", { class: "lw-share-bar" });
  const odds = make("span");
  const arrow = make("span", { class: "lw-arrow", "aria-hidden": "true" });
  const slope = make("span");
  const element = box(
    "logit",
    make("label", { class: "lw-tick" }, truth, make("span", {}, name)),
    make("span", { class: "lw-knob" }, input, number), power,
    make("span", { class: "lw-share" }, make("span", { class: "lw-share-track" }, bar), odds),
    make("span", { class: "lw-slope" }, slope, arrow)
  );
  const set = ({ logit, slot, power: height, chosen, probability, slope: grad }) => {
    truth.checked = chosen;
    input.value = slot;
    number.textContent = show(logit);
    power.textContent = showAny(height);
    odds.textContent = share(probability);
    bar.style.width = `${100 * (probability || 0)}%`;
    const size = Math.min(1, Math.abs(grad) || 0);
    arrow.style.width = `${Math.round(2.5 + 47 * size)}%`; // never quite nothing
    arrow.dataset.way = grad > 0 ? "down" : "up";
    arrow.hidden = !(Math.abs(grad) >= 0.005);
    slope.textContent = Number.isNaN(grad) ? "nan" : show(grad);
  };
  return { element, set };
}

export default widget({ label: "Softmax explorer", settings: SETTINGS, build });
