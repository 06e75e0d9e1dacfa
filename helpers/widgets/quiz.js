// quiz.js: the self-test. An answer is a button; pressing it shows its reply, and the reader may
// go on trying. The score counts questions answered right at the first try. What was pressed is
// kept in the browser, and nowhere else.

import { box, button, freshId, make, widget } from "./base.js";
import { ask } from "./values.js";

// Text with `code` between backticks, as nodes. Nothing in it is read as HTML.
export function withCode(text) {
  return text.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part));
}

// The answers pressed so far: { question: [index of an answer, ...] }. A browser may refuse to keep
// them; then they last as long as the page.
function memoryOf(name) {
  const key = `convnets-by-hand/quiz/${name}`;
  const trying = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  const kept = trying(() => JSON.parse(localStorage.getItem(key)));
  const pressed = kept?.constructor === Object ? kept : {};
  const keep = () => trying(() => localStorage.setItem(key, JSON.stringify(pressed)));
  return {
    of: (question) => [pressed[question]].flat().filter(Number.isInteger),
    add(question, index) {
      pressed[question] = [...this.of(question), index];
      keep();
    },
    clear() {
      for (const question of Object.keys(pressed)) delete pressed[question];
      keep();
    },
  };
}

function questionCard({ question, answers }, number, memory, onFirstTry) {
  const reply = make("p", { class: "lw-reply", role: "status" });
  let tries = 0;
  const shows = []; // what an answer does, pressed now or on an earlier visit
  const buttons = answers.map(({ text, correct = false, reply: words }, index) => {
    const mark = make("span", { class: "lw-mark", "aria-hidden": "true" }, "\u25cb");
    const verdict = make("span", { class: "lw-unseen" });
    const press = () => {
      memory.add(question, index);
      show();
    };
    const show = () => {
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
  for (const index of memory.of(question)) shows[index]?.();
  return card;
}

function build(app, model) {
  const score = make("p", { class: "lw-score", role: "status" });
  const memory = memoryOf(model.get("name"));
  const fill = ({ questions }) => {
    score.textContent = `${questions.length} questions. Choose an answer to each.`;
    let answered = 0;
    let right = 0;
    const count = (correct) => {
      answered += 1;
      right += correct;
      score.textContent =
        `${answered} of ${questions.length} answered, ${right} right at the first try.`;
    };
    app.root.replaceChildren(
      ...questions.map((question, i) => questionCard(question, i + 1, memory, count)),
      box(
        "row lw-linkbar", score,
        button("Start again", startAgain(questions), { class: "lw-button lw-quiet" })
      )
    );
  };
  const startAgain = (questions) => () => {
    memory.clear();
    fill({ questions });
  };
  app.receive(ask(model, `quiz/${model.get("name")}`), fill);
}

export default widget({ label: "Self-test", build });
