// quiz.js: the self-test. An answer is a button; pressing it shows its reply, and the reader may
// go on trying. The score counts questions answered right at the first try.

import { box, button, freshId, make, widget } from "./base.js";
import { ask } from "./values.js";

// Text with `code` between backticks, as nodes. Nothing in it is read as HTML.
export function withCode(text) {
  return text.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part));
}

function questionCard({ question, answers }, number, onFirstTry) {
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

function build(app, model) {
  const score = make("p", { class: "lw-score", role: "status" });
  const fill = ({ questions }) => {
    let answered = 0;
    let right = 0;
    const count = (correct) => {
      answered += 1;
      right += correct;
      score.textContent =
        `${answered} of ${questions.length} answered, ${right} right at the first try.`;
    };
    app.root.replaceChildren(
      ...questions.map((question, i) => questionCard(question, i + 1, count)),
      box(
        "row lw-linkbar", score,
        button("Start again", () => fill({ questions }), { class: "lw-button lw-quiet" })
      )
    );
    score.textContent = `${questions.length} questions. Choose an answer to each.`;
  };
  app.receive(ask(model, `quiz/${model.get("name")}`), fill);
}

export default widget({ label: "Self-test", build });
