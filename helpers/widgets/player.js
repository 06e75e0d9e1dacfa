// player.js: buttons and a slider that go through the frames of a film, or the steps of a walk.

import { box, button, clamp, lessMotion } from "./base.js";
import { slider } from "./controls.js";

// How a link hides the row that plays and steps.
export const PLAYED = { name: "play", label: "Play and steps" };

// A button that starts and stops what goes on by itself. start() is called to begin, and calls
// run(step, perSecond); set(end) names the button, `end` where motion is unwelcome.
export function makeClock(app, start) {
  let timer = 0;
  const stop = () => {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    app.redraw();
  };
  app.signal.addEventListener("abort", stop);
  const play = button("Play", () => (timer ? stop() : start()), { "data-key": "play" });
  return {
    play, stop, isOn: () => timer !== 0,
    run: (step, perSecond) => (timer = setInterval(step, 1000 / perSecond)),
    instead: (act) => () => {
      stop();
      act();
    },
    set: (end) => (play.textContent = timer ? "Pause" : lessMotion() ? end : "Play"),
  };
}

// name is the state that holds the place, from 0 to count - 1; label its name in the page.
//   textAt     (place) => what it is, in words
//   number     (place) => what stands beside the slider
//   perSecond  how many a second while it plays; with reduced motion it goes to the end at once
// Returns { element, goTo(place) }.
export function makePlayer(app, { name, label, count, textAt, number = () => "", perSecond }) {
  const go = (place) => app.update({ [name]: clamp(place, 0, count - 1) });
  const at = () => Math.min(app.state[name], count - 1);
  const step = () => (at() < count - 1 ? go(at() + 1) : clock.stop());
  const clock = makeClock(app, () => {
    if (lessMotion()) return go(count - 1);
    if (at() >= count - 1) go(0); // once more from the start
    clock.run(step, perSecond);
    return app.redraw();
  });
  const { instead } = clock;
  const goTo = (place) => instead(() => go(place))();
  const scrubber = slider(app, {
    label, min: 0, max: count - 1, step: 1, get: at, text: number,
    pick: goTo,
  });
  const input = scrubber.querySelector("input");
  const element = box(
    "player lw-drive",
    box(
      "row lw-walk", clock.play,
      button(`${label} back`, instead(() => go(at() - 1)), { "data-key": "back" }),
      button(`Next ${label.toLowerCase()}`, instead(() => go(at() + 1)), { "data-key": "next" })
    ),
    scrubber
  );
  app.follow({ ...PLAYED, element, set: () => {
    clock.set("To the end");
    input.setAttribute("aria-valuetext", textAt(at()));
  } });
  return { element, goTo };
}
