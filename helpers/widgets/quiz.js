// quiz.js: the self-test. An answer is a button; pressing it shows its reply, and the reader may
// go on trying. The score counts questions answered right at the first try.

import { box, button, make, widget } from "./base.js";
import { questionCard } from "./question.js";
import { ask } from "./values.js";

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
