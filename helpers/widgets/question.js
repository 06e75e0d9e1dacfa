// question.js: a question with answers to press; each has its reply, and the reader may try on.

import { box, freshId, make } from "./base.js";

// Text with `code` between backticks, as nodes. Nothing in it is read as HTML.
export function withCode(text) {
  return text.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part));
}

// A question and its answers, [{ text, correct, reply }, ...], under a number or a letter.
// onFirstTry(correct) is called once.
export function questionCard({ question, answers }, number, onFirstTry) {
  const reply = make("p", { class: "lw-reply", role: "status" });
  let tries = 0;
  const buttons = answers.map(({ text, correct = false, reply: words }) => {
    const mark = make("span", { class: "lw-mark", "aria-hidden": "true" }, "\u25cb");
    const verdict = make("span", { class: "lw-unseen" });
    const press = () => {
      const word = correct ? "Right." : "Not this one.";
      mark.textContent = correct ? "\u2713" : "\u2717";
      verdict.textContent = ` (${word})`;
      element.dataset.verdict = correct ? "right" : "wrong";
      reply.dataset.verdict = element.dataset.verdict;
      reply.replaceChildren(make("strong", {}, word), " ", ...withCode(words));
      if (++tries === 1) onFirstTry(correct);
    };
    const element = make(
      "button", { type: "button", class: "lw-answer", onclick: press },
      mark, make("span", {}, ...withCode(text), verdict)
    );
    return element;
  });
  const id = freshId();
  return make(
    "div", { class: "lw-question", role: "group", "aria-labelledby": id },
    make(
      "p", { id, class: "lw-asked" },
      make("span", { class: "lw-number" }, `${number}.`), make("span", {}, ...withCode(question))
    ),
    box("answers", ...buttons), reply
  );
}
