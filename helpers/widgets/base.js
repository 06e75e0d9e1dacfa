// base.js: the frame that all widgets share. CONTRIBUTING.md shows a whole widget.

// ---------------------------------------------------------------- elements

// An element: make("button", { class: "lw-button", onclick: go }, "Go").
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  // JupyterLab would take arrow keys and letters for shortcuts ("x" cuts the cell): it lets an
  // element keep its keys only if this mark is on the very element that has the focus.
  if (["button", "input", "select"].includes(tag) || "tabindex" in attributes) {
    element.dataset.lmSuppressShortcuts = "true";
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children);
  return element;
}

// The usual ones: box("row", ...) is a div of the class lw-row, words("lesson") a paragraph.
export const box = (name, ...content) => make("div", { class: `lw-${name}` }, ...content);
export const words = (name, ...content) => make("p", { class: `lw-${name}` }, ...content);

export function button(text, onclick, attributes = {}) {
  return make("button", { type: "button", class: "lw-button", onclick, ...attributes }, text);
}

// Ids must differ between the widgets of a page.
let madeIds = 0;
export const freshId = () => `lw-${Math.random().toString(36).slice(2, 8)}-${++madeIds}`;

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// A number as a reader likes it: at most `digits` decimals, a real minus sign, never "-0".
export function show(value, digits = 2) {
  const text = Number(value.toFixed(digits)).toString();
  return text === "-0" ? "0" : text.replace("-", "\u2212");
}

export const sum = (numbers) => numbers.reduce((total, x) => total + x, 0);

// Place of the largest number: where several tie, of the first.
export const argmax = (numbers) => numbers.indexOf(Math.max(...numbers));

export const chunk = (list, size) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size));

// The color of a thing: its name in the palette of helpers/colors.py, and as "#rrggbb".
export const hueName = (thing) => COLORS.things[thing] ?? thing;
export const hue = (thing, theme) => COLORS.palette[hueName(thing)][theme === "dark" ? 1 : 0];

// ---------------------------------------------------------------- state in the link

// Tables of numbers are written "1,0,-1;2,0,-2", lists "1,0,-1", everything else as it is.
export function encodeState(value) {
  if (typeof value?.[0] === "number") return value.join(",");
  if (Array.isArray(value)) return value.map((row) => row.join(",")).join(";");
  return String(value);
}

// The text as a value of the same kind as `like`; undefined if it is none. No text: an empty list.
function decodeState(text, like) {
  if (typeof like === "boolean") return { true: true, false: false }[text];
  if (typeof like === "number") {
    return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
  }
  if (typeof like === "string") return text;
  if (Array.isArray(like) && text === "") return [];
  if (typeof like?.[0] === "number") return decodeState(text)?.flat();
  const table = text.split(";").map((row) => row.split(",").map((cell) => Number(cell || NaN)));
  return table.flat().every(Number.isFinite) ? table : undefined;
}

// The value, made legal for a setting as Python described it: links and old notebooks may hold
// anything. Text and tables of another kind are left to their widget.
export function legal(value, setting) {
  const { default: usual, values, min = -Infinity, max = Infinity, whole, each } = setting;
  if (values) return values.includes(value) ? value : usual;
  if (typeof usual === "boolean") return typeof value === "boolean" ? value : usual;
  if (typeof usual === "number") {
    return Number.isFinite(value) ? clamp(whole ? Math.round(value) : value, min, max) : usual;
  }
  if (!each) return value;
  const list = [value].flat();
  const isItem = (x) => (each.whole ? legal(x, each) === x : Number.isFinite(x));
  const fits = list.every(isItem) && list.length === (setting.length ?? list.length);
  return fits ? list.map((item) => legal(item, each)) : usual;
}

// ---------------------------------------------------------------- theme and motion

const darkSystem = () => window.matchMedia("(prefers-color-scheme: dark)");
export const lessMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// "light" or "dark": the book's theme, JupyterLab's, VS Code's, Colab's, else the system's.
function currentTheme() {
  const page = document.documentElement;
  const body = document.body;
  const named = page.dataset.theme ?? page.getAttribute("theme");
  if (named === "light" || named === "dark") return named;
  if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "false" ? "dark" : "light";
  if (body.dataset.vscodeThemeKind) {
    return body.dataset.vscodeThemeKind.includes("light") ? "light" : "dark";
  }
  return darkSystem().matches ? "dark" : "light";
}

function onThemeChange(react, signal) {
  const observer = new MutationObserver(react);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true });
  }
  darkSystem().addEventListener("change", react, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}

// ---------------------------------------------------------------- the frame of a widget

// A widget, as its module exports it by default.
//   settings  SETTINGS: the state, synced with Python and written into the link
//   tidy      (state) => state, makes legal what the settings alone cannot tell
//   build     (app, model) => puts its parts into app.root and returns draw, if it draws anything:
//             (state) => draws everything; runs at most once a frame, in the frame after a change
export const widget = (kind) => ({ render: ({ model, el }) => openWidget(model, el, kind) });

// Opens a widget in `el` and returns the function that closes it.
function openWidget(model, el, { label, settings = {}, tidy = (state) => state, build }) {
  const names = Object.keys(settings);
  const ending = new AbortController();
  const { signal } = ending;
  // Readers who jump from region to region tell two widgets of a kind apart by their number.
  const isTwin = (other) => other.dataset.label === label;
  const twins = [...document.querySelectorAll("section.lw")].filter(isTwin).length;
  const root = make("section", {
    class: "lw", "data-label": label, "aria-label": twins ? `${label} ${twins + 1}` : label,
  });
  const status = make("p", { class: "lw-unseen", role: "status", "aria-live": "polite" });
  const problem = make("p", { class: "lw-problem", hidden: true });
  const before = [...el.children];
  const bound = []; // controls follow the state
  let frame = 0;
  let spoken = 0;
  let touched = false;

  const app = {
    root,
    covered: false, // while the reader is to guess first, nothing is said
    before, // what the page shows in this place while nothing is live
    signal,
    settings,
    get theme() {
      return root.dataset.theme;
    },
    get state() {
      const entries = names.map((name) => [name, legal(model.get(name), settings[name])]);
      return tidy(Object.fromEntries(entries));
    },
    // Change some of the state: { stride: 2 }.
    update(changes) {
      touched = true;
      for (const [name, value] of Object.entries(changes)) model.set(name, value);
      model.save_changes();
      app.redraw();
    },
    redraw() {
      if (!frame && !signal.aborted) frame = requestAnimationFrame(paint);
    },
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
    follow(control) {
      bound.push(control);
      return control.element;
    },
  };

  function paint() {
    frame = 0;
    root.dataset.theme = currentTheme();
    const state = app.state;
    for (const control of bound) control.set(state);
    draw(state);
  }

  for (const name of names) app.hear(name, app.redraw);
  onThemeChange(app.redraw, signal);
  const resize = new ResizeObserver(app.redraw);
  resize.observe(root);
  signal.addEventListener("abort", () => resize.disconnect());

  root.append(problem, status);
  el.replaceChildren(root);
  if (model.link && names.length) root.append(linkBar({ app, model, names }));
  const draw = build(app, model) ?? (() => {});
  app.redraw();
  return () => {
    ending.abort();
    cancelAnimationFrame(frame);
    clearTimeout(spoken);
    root.remove();
  };
}

// "Copy link" and "Start again", only on a page: in a notebook the address says nothing.
function linkBar({ app, model, names }) {
  const initial = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const apply = () => {
    const changes = {};
    for (const [name, text] of Object.entries(model.link.read())) {
      if (!names.includes(name)) continue;
      // A table that a name stands for is null: any text that is a table fits.
      const value = decodeState(text, initial[name]);
      if (value !== undefined) changes[name] = value;
    }
    if (Object.keys(changes).length) app.update({ ...initial, ...changes });
  };
  const copy = async () => {
    const { state } = app;
    const known = names.filter((name) => state[name] !== undefined && state[name] !== null);
    const text = model.link.write(
      Object.fromEntries(known.map((name) => [name, encodeState(state[name])]))
    );
    field.value = text;
    try {
      await navigator.clipboard.writeText(text);
      note.textContent = "Link copied.";
      app.say("Link copied.");
    } catch {
      // No clipboard (a page from a disk, or no permission): let the reader copy it by hand.
      field.hidden = false;
      field.select();
      note.textContent = "Copy the selected link.";
    }
  };
  const note = make("span", { class: "lw-note" });
  const field = make("input", {
    class: "lw-link", type: "text", readonly: true, hidden: true,
    "aria-label": "Link to this state",
  });
  model.link.onchange(apply, app.signal);
  apply();
  return box(
    "row lw-linkbar",
    button("Copy link", copy, { class: "lw-button lw-quiet" }),
    button("Start again", () => app.update(initial), { class: "lw-button lw-quiet" }),
    note, field
  );
}
