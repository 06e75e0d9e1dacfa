// bar.js: the row under every widget: "Enlarge", and what belongs to its link.

import { box, button, make } from "./base.js";
import { keysInWords, makePane } from "./enlarge.js";
import { makeHiding } from "./hiding.js";
import { decodeState, encodeState } from "./link.js";

const quiet = (text, act) => button(text, act, { class: "lw-button lw-quiet" });

// Enlarged, the row stands on top, where it stays in sight.
export function makeBar(app, model, names) {
  const hint = make("span", { class: "lw-note lw-keys" });
  const pane = makePane(app.root, (isOpen) => {
    enlarge.textContent = isOpen ? "Close" : "Enlarge";
    hint.textContent = isOpen ? keysInWords(app.root) : "";
    if (isOpen) app.root.prepend(bar);
    else {
      app.root.append(bar);
      enlarge.focus({ preventScroll: true });
    }
    app.redraw();
  }, app.signal);
  const enlarge = quiet("Enlarge", () => pane.toggle());
  const bar = box("row lw-linkbar", enlarge);
  // In a notebook the address says nothing.
  if (model.link && names.length) bar.append(...linkParts(app, model, names));
  bar.append(hint);
  return bar;
}

// "Copy link", "Start again", and which controls the link hides.
function linkParts(app, model, names) {
  const initial = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const hiding = makeHiding(app);
  const apply = () => {
    const { hide = "", ...given } = model.link.read();
    hiding.set(hide.split(","));
    const changes = Object.create(null);
    for (const [name, text] of Object.entries(given)) {
      if (!names.includes(name)) continue;
      // A table that a name stands for is null: any text that is a table fits.
      const value = decodeState(text, initial[name]);
      if (value !== undefined) changes[name] = value;
    }
    const asked = Object.keys(given);
    if (asked.length) app.update({ ...initial, ...changes });
    const { state } = app;
    // A table may be one that another setting names: it is compared with nothing.
    const isTable = (name) => typeof initial[name] === "object" && !app.settings[name].each;
    const fits = (name) => name in changes &&
      (isTable(name) || encodeState(state[name]) === encodeState(changes[name]));
    const odd = asked.filter((name) => !fits(name)).map((name) => name.slice(0, 20));
    note.textContent = odd.length
      ? `Of this link, ${odd.slice(0, 5).join(", ")} does not fit here. You see what comes nearest.`
      : "";
  };
  const copy = async () => {
    const { state } = app;
    const known = names.filter((name) => state[name] !== undefined && state[name] !== null);
    const hidden = hiding.names();
    const text = model.link.write({
      ...Object.fromEntries(known.map((name) => [name, encodeState(state[name])])),
      ...(hidden.length ? { hide: encodeState([hidden]) } : {}),
    });
    field.value = text;
    try {
      await navigator.clipboard.writeText(text);
      note.textContent = "Link copied.";
    } catch {
      // No clipboard (a page from a disk, or no permission): let the reader copy it by hand.
      field.hidden = false;
      field.select();
      note.textContent = "Copy the selected link.";
    }
  };
  const note = make("span", { class: "lw-note", "aria-live": "polite" });
  const field = make("input", {
    class: "lw-link", type: "text", readonly: true, hidden: true,
    "aria-label": "Link to this state",
  });
  model.link.onchange(apply, app.signal);
  apply();
  return [
    quiet("Copy link", copy), quiet("Start again", () => app.update(initial)),
    hiding.button, note, field, hiding.list,
  ];
}
