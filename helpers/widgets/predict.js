// predict.js: a question before the answer is to be seen. The guess stays beside the answer.

import { box, button, make, words } from "./base.js";

// Cover what answers the page's question until the reader has made a guess: the question and its
// choices stand over `pane`, and `others` are out of sight meanwhile. Returns what to put in the
// place of the pane: the pane alone, where the page asks nothing. A link with hide=question asks
// nothing either.
export function guessFirst(app, model, pane, ...others) {
  const [question, ...choices] = model.get("predict") ?? [];
  if (!question) return pane;
  const longest = choices.reduce((a, b) => (b.length > a.length ? b : a));
  const guessed = (choice) => `You predicted: ${choice}.`;
  const guess = make("span", { "aria-live": "polite" }, guessed(longest)); // keeps room for any
  const again = button("Predict again", () => {
    asks = true;
    cover(true);
    buttons[0].focus();
  }, { class: "lw-button lw-quiet" });
  const note = words("guessed", guess, again);
  let asks = true; // until a guess is made
  const reveal = (choice) => {
    asks = false;
    cover(false);
    guess.textContent = guessed(choice);
    again.focus();
    app.update({}); // what is to be seen is said, too
  };
  const buttons = choices.map((choice) => button(choice, () => reveal(choice)));
  const card = make(
    "div", { class: "lw-predict", role: "group", "aria-label": "Predict first" },
    make("b", { "aria-hidden": "true" }, "?"), words("asks", question), box("row", ...buttons)
  );
  const cover = (on) => {
    app.covered = on;
    for (const element of [pane, ...others]) {
      element.inert = on;
      element.classList.toggle("lw-covered", on);
    }
    card.hidden = !on;
    note.classList.toggle("lw-covered", on);
    again.disabled = on;
  };
  cover(true);
  app.follow({ name: "question", label: "Question", element: note, set: () => {
    const on = asks && !note.classList.contains("lw-away");
    if (on !== app.covered) cover(on);
  } });
  return box("part", box("stack", pane, card), note);
}
