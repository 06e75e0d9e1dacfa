// parts.js: what several widgets show.

import { argmax, box, make, show } from "./base.js";
import { bind, chooser } from "./controls.js";

// A share in percent.
export const percent = (share, digits = 0) => `${(100 * share).toFixed(digits)} %`;

// A probability in percent, never quite 0 or 100.
export const chance = (share, highest = 0.9995) =>
  share > highest ? "over 99.9 %" : share < 0.0005 ? "under 0.1 %" : percent(share, 1);

// "0.5 x 1 + 0.99 x (-1) = -0.49": the products that are not zero, at most so many.
export function writtenSum(numbers, weights, total, text = show, most = 12) {
  const terms = numbers
    .map((x, i) => [x, weights[i]])
    .filter(([x, weight]) => x * weight)
    .map((pair) => pair.map((x) => (x < 0 ? `(${text(x)})` : text(x))).join("\u00d7"));
  if (!terms.length) return "All products are 0, so the sum is 0.";
  const more = terms.length - most;
  const rest = more > 0 ? ` + ${more} more` : "";
  return `${terms.slice(0, most).join(" + ")}${rest} = ${text(total)}`;
}

// What the network answers to a drawing, from the probabilities of the ten digits.
export function answerInWords(probabilities, blank) {
  const digits = probabilities.map((_, k) => k);
  const [first, second] = digits.sort((a, b) => probabilities[b] - probabilities[a]);
  const best = probabilities[first];
  if (blank) {
    return `Nothing is drawn yet. The network answers even so: ${first}, with ${chance(best)}. ` +
      "It has no way to say \u201cnone\u201d.";
  }
  const sure = best > 0.9 ? "reads" : best > 0.5 ? "leans to" : "guesses";
  return `The network ${sure} ${first}, with ${chance(best)}. ` +
    `Second best: ${second}, with ${chance(probabilities[second])}.`;
}

export const caption = (...content) => box("caption", ...content);

// A part of a widget, under its caption.
export const captioned = (name, ...content) => box("part", caption(name), ...content);

export const controlRow = (...content) => box("row", ...content);

export const halves = (...content) => box("halves", ...content);

// The setting `image`: which picture is looked at.
export function pictureChooser(app) {
  const title = (name) => (name === "drawing" ? "your drawing" : name.replace("-", " "));
  const texts = app.settings.image.values.map(title);
  return chooser(app, { label: "Picture", texts, ...bind(app, "image") });
}

// Buttons with a small picture each: [{ picture, text, press }, ...]. set(chosen) presses those for
// which chosen(index) is true.
export function chipRow(label, chips) {
  const buttons = chips.map(({ picture, text, press }) =>
    make("button", { type: "button", class: "lw-chip", onclick: press }, picture, text));
  const attributes = { class: "lw-chips", role: "group", "aria-label": label };
  const set = (chosen) =>
    buttons.forEach((each, i) => each.setAttribute("aria-pressed", String(chosen(i))));
  return { element: make("div", attributes, ...buttons), buttons, set };
}

// Pictures to choose from, each above the network's answer to it.
//   paint   (canvas, index) => paints a picture
//   labels  their true classes, or null
//   pick    (index) => called with the one that is chosen
// Returns { element, set(chosen, answers) }; an answer is a list of probabilities.
export function answerGallery({ count, paint, labels, pick, kind = "" }) {
  const items = Array.from({ length: count }, (_, index) => {
    const canvas = make("canvas", { "aria-hidden": "true" });
    paint(canvas, index);
    const answer = make("span");
    const attributes = { type: "button", class: "lw-example", onclick: () => pick(index) };
    return { answer, element: make("button", attributes, canvas, answer) };
  });
  const set = (chosen, answers) =>
    items.forEach(({ answer, element }, index) => {
      const best = argmax(answers[index]);
      const label = labels?.[index];
      const mark = label === undefined ? "" : best === label ? " \u2713" : " \u2717";
      answer.textContent = `${best}${mark}`;
      const truth = label === undefined ? "" : `, a ${label}`;
      element.setAttribute("aria-label", `${best}${mark}${truth}`);
      element.setAttribute("aria-pressed", String(index === chosen));
      element.classList.toggle("lw-wrong", label !== undefined && best !== label);
    });
  const element = make("div", { class: `lw-gallery${kind}` }, ...items.map((item) => item.element));
  return { element, set };
}

// One bar for each class. set(probabilities, marked): the class whose bar stands out.
export function probabilityBars(count) {
  const bars = Array.from({ length: count }, (_, k) => {
    const bar = make("i");
    const number = make("b");
    const name = make("span", {}, `${k}`);
    return { bar, number, row: make("div", {}, name, make("u", {}, bar), number) };
  });
  const element = make(
    "div", { class: "lw-probabilities", "aria-hidden": "true" }, ...bars.map((bar) => bar.row)
  );
  const set = (probabilities, marked) =>
    bars.forEach(({ bar, number, row: line }, k) => {
      bar.style.width = `${100 * probabilities[k]}%`;
      number.textContent = probabilities[k].toFixed(2);
      line.classList.toggle("lw-true", k === marked);
    });
  return { element, set };
}
