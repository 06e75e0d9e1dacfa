// player.js: buttons and a slider that go through the frames of a film, or the steps of a walk.

import { button, clamp, lessMotion, make, slider } from "./base.js";

// name is the state that holds the place, from 0 to count - 1; label its name in the page.
//   textAt     (place) => what it is, in words
//   number     (place) => what stands beside the slider
//   perSecond  how many a second while it plays; with reduced motion it goes to the end at once
// Returns { element, set(), stop() }.
export function makePlayer(app, { name, label, count, textAt, number = () => "", perSecond }) {
  let timer = 0;
  const go = (place) => app.update({ [name]: clamp(place, 0, count - 1) });
  const at = () => Math.min(app.state[name], count - 1);
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    app.redraw();
  };
  const step = () => (at() < count - 1 ? go(at() + 1) : stop());
  const start = () => {
    if (lessMotion()) return go(count - 1);
    if (at() >= count - 1) go(0); // once more from the start
    timer = setInterval(step, 1000 / perSecond);
    return app.redraw();
  };
  const instead = (act) => () => {
    stop();
    act();
  };
  const play = button("Play", () => (timer ? stop() : start()));
  const scrubber = slider(app, {
    label, min: 0, max: count - 1, step: 1, get: at, text: number,
    pick: (place) => instead(() => go(place))(),
  });
  const input = scrubber.querySelector("input");
  const element = make(
    "div", { class: "lw-player" },
    make(
      "div", { class: "lw-row lw-walk" }, play,
      button(`${label} back`, instead(() => go(at() - 1))),
      button(`Next ${label.toLowerCase()}`, instead(() => go(at() + 1)))
    ),
    scrubber
  );
  app.signal.addEventListener("abort", () => clearInterval(timer));
  const set = () => {
    play.textContent = timer ? "Pause" : lessMotion() ? "To the end" : "Play";
    input.setAttribute("aria-valuetext", textAt(at()));
  };
  return { element, set, stop };
}
