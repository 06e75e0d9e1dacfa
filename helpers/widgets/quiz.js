// quiz.js: the self-test. An answer is a button; pressing it shows its reply, and the reader may
// go on trying. The score counts questions answered right at the first try. What was pressed is
// kept in the browser, and nowhere else.

import { box, button, make } from "./base.js";
import { widget } from "./frame.js";
import { questionCard } from "./question.js";
import { ask } from "./values.js";

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

function build(app, model) {
  const score = make("p", { class: "lw-score", role: "status" });
  const cards = box("cards");
  app.root.prepend(cards);
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
    cards.replaceChildren(
      ...questions.map((each, i) => questionCard(each, i + 1, {
        pressed: memory.of(each.question),
        onPress: (answer) => memory.add(each.question, answer),
        onFirstTry: count,
      })),
      box(
        "row lw-scorebar", score,
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
