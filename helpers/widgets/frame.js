// frame.js: the frame that all widgets share. CONTRIBUTING.md shows a whole widget.

import { makeBar } from "./bar.js";
import { make } from "./base.js";
import { legal } from "./link.js";
import { currentTheme, onThemeChange } from "./theme.js";

// A widget, as its module exports it by default.
//   settings  SETTINGS: the state, synced with Python and written into the link
//   tidy      (state) => state, makes legal what the settings alone cannot tell
//   build     (app, model) => puts its parts into app.root and returns draw, if it draws anything:
//             (state) => draws everything; runs at most once a frame
export const widget = (kind) => ({ render: ({ model, el }) => openWidget(model, el, kind) });

// Opens a widget in `el` and returns the function that closes it.
function openWidget(model, el, { label, settings = {}, tidy = (state) => state, build }) {
  const names = Object.keys(settings);
  const ending = new AbortController();
  const { signal } = ending;
  // Readers who jump from region to region tell two widgets of a kind apart by their number.
  const isTwin = (other) => other.dataset.label === label;
  const twins = [...document.querySelectorAll(".lw[data-label]")].filter(isTwin).length;
  const root = make("div", { // no section: among slides, each would be taken for one
    role: "region", class: "lw", "data-label": label,
    "aria-label": twins ? `${label} ${twins + 1}` : label,
  });
  const status = make("p", { class: "lw-unseen", role: "status", "aria-live": "polite" });
  const problem = make("p", { class: "lw-problem", hidden: true });
  const before = [...el.children];
  let draw = null;
  let frame = 0; // the one that is asked for
  let stale = false; // something changed since the last drawing
  let spoken = 0;
  let touched = false;

  const app = {
    root,
    covered: false, // while the reader is to guess first, nothing is said
    before, // what the page shows in this place while nothing is live
    signal,
    settings,
    controls: [], // they follow the state
    get theme() {
      return root.dataset.theme;
    },
    get state() {
      const entries = names.map((name) => [name, legal(model.get(name), settings[name])]);
      return tidy(Object.fromEntries(entries));
    },
    // Change some of the state: { stride: 2 }. The first change before a frame is drawn at once: a
    // browser that finds the drawing done when the frame begins shows it one frame earlier.
    update(changes) {
      const first = !frame;
      touched = true;
      for (const [name, value] of Object.entries(changes)) model.set(name, value);
      model.save_changes();
      app.redraw();
      if (first) paint();
    },
    redraw() {
      stale = true;
      if (!frame && !signal.aborted) frame = requestAnimationFrame(onFrame);
    },
    // Draw now what the next frame would: what was drawn is that of the state again.
    settle: () => paint(),
    // What is to be seen, in words, for readers who cannot see it: not more often than the
    // state rests for half a second, and not before the reader has done something.
    say(text) {
      clearTimeout(spoken);
      if (touched && !app.covered) spoken = setTimeout(() => (status.textContent = text), 500);
    },
    // Something went wrong: tell it in the widget.
    fail(error) {
      problem.textContent = error.message;
      problem.hidden = false;
    },
    // Use a value when it has come, and draw.
    async receive(value, use) {
      try {
        const arrived = await value;
        if (!signal.aborted) use(arrived);
      } catch (error) {
        app.fail(error);
      }
      app.redraw();
      app.settle(); // new parts are not shown before something is drawn on them: that would move
    },
    // A widget whose parts come with a value leaves room for them meanwhile: who came by a link
    // should not find the page scrolled when they arrive.
    async until(value, make) {
      root.classList.add("lw-awaited");
      await app.receive(value, make);
      root.classList.remove("lw-awaited");
    },
    // Call react() when the value of that name changes.
    hear(name, react) {
      const listen = () => react();
      model.on(`change:${name}`, listen);
      signal.addEventListener("abort", () => model.off(`change:${name}`, listen));
    },
    // A control { element, set(state) }; with a name and a label a link can hide it.
    follow(control) {
      app.controls.push(control);
      return control.element;
    },
  };

  function onFrame() {
    frame = 0;
    paint();
  }

  function paint() {
    if (!stale || !draw) return;
    stale = false;
    root.dataset.theme = currentTheme();
    const state = app.state;
    for (const control of app.controls) control.set?.(state);
    draw(state);
  }

  for (const name of names) app.hear(name, app.redraw);
  onThemeChange(app.redraw, signal);
  let width = 0; // what is drawn fills it: a change of the height alone draws nothing anew
  const resize = new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width !== width) app.redraw();
    width = contentRect.width;
  });
  resize.observe(root);
  signal.addEventListener("abort", () => resize.disconnect());

  root.append(problem, status);
  el.replaceChildren(root);
  root.append(makeBar(app, model, names));
  draw = build(app, model) ?? (() => {});
  app.redraw();
  return () => {
    ending.abort();
    cancelAnimationFrame(frame);
    clearTimeout(spoken);
    root.remove();
  };
}
