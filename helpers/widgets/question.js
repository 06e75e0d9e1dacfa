// question.js: a question with answers to press; each has its reply, and the reader may try on.

import { box, freshId, make } from "./base.js";

// Text with `code` between backticks, as nodes. Nothing in it is read as HTML.
export function withCode(text) {
  return text.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part));
}

// A question and its answers, [{ text, correct, reply }, ...], under a number or a letter.
//   pressed     which answers, by their index, were pressed on an earlier visit
//   onPress     (index) => an answer was pressed
//   onFirstTry  (correct) => called once, for an answer of an earlier visit, too
export function questionCard({ question, answers }, number, hooks = {}) {
  const { pressed = [], onPress, onFirstTry } = hooks;
  const reply = make("p", { class: "lw-reply", role: "status" });
  let tries = 0;
  const shows = []; // what an answer does, pressed now or on an earlier visit
  const buttons = answers.map(({ text, correct = false, reply: words }, index) => {
    const mark = make("span", { class: "lw-mark", "aria-hidden": "true" }, "\u25cb");
    const verdict = make("span", { class: "lw-unseen" });
    const press = () => {
      onPress?.(index);
      show();
    };
    const show = () => {
      const word = correct ? "Right." : "Not this one.";
      mark.textContent = correct ? "\u2713" : "\u2717";
      verdict.textContent = ` (${word})`;
      element.dataset.verdict = correct ? "right" : "wrong";
      reply.dataset.verdict = element.dataset.verdict;
      reply.replaceChildren(make("strong", {}, word), " ", ...withCode(words));
      if (++tries === 1) onFirstTry?.(correct);
    };
    const element = make(
      "button", { type: "button", class: "lw-answer", onclick: press },
      mark, make("span", {}, ...withCode(text), verdict)
    );
    shows.push(show);
    return element;
  });
  const id = freshId();
  const card = make(
    "div", { class: "lw-question", role: "group", "aria-labelledby": id },
    make(
      "p", { id, class: "lw-asked" },
      make("span", { class: "lw-number" }, `${number}.`), make("span", {}, ...withCode(question))
    ),
    box("answers", ...buttons), reply
  );
  for (const index of pressed) shows[index]?.();
  return card;
}
