// hiding.js: controls that a link hides: hide=stride,padding by their names, hide=controls all.

import { box, button, make } from "./base.js";

const ALL = "controls";

// Among app.controls those with a name can be hidden; their settings stay as they are. Returns
//   set(names)     hides these controls, and shows the others
//   names()        what is hidden, as a link says it
//   button, list   for the reader: the button opens the list
export function makeHiding(app) {
  let hidden = [];
  const isAway = (name) => hidden.includes(ALL) || hidden.includes(name);
  const named = () => app.controls.filter(({ name }) => name);
  // { name: what the list calls it }, of the controls that are there by now.
  const known = () => ({
    [ALL]: "all of them", ...Object.fromEntries(named().map(({ name, label }) => [name, label])),
  });
  const names = () => Object.keys(known()).filter((name) => hidden.includes(name));
  const set = (list) => {
    hidden = list;
    app.redraw();
  };
  const choose = (name, away) => {
    if (name === ALL) return set(away ? [ALL] : []);
    const before = hidden.includes(ALL) ? Object.keys(known()).slice(1) : hidden;
    return set([...before.filter((other) => other !== name), ...(away ? [name] : [])]);
  };

  let inputs = {}; // none while the list is closed
  const ticks = box("row");
  const list = make(
    "fieldset", { class: "lw-field lw-hiding", hidden: true },
    make("legend", {}, "Hide, here and in the link that you copy"), ticks
  );
  const opener = button("Hide controls", () => {
    list.hidden = !list.hidden;
    inputs = {};
    ticks.replaceChildren();
    app.redraw();
  }, { class: "lw-button lw-quiet" });
  const addTick = (name, label) => {
    const input = make("input", { type: "checkbox", onchange: () => choose(name, input.checked) });
    inputs[name] = input;
    ticks.append(make("label", { class: "lw-tick" }, input, make("span", {}, label)));
  };
  app.follow({ element: list, set: () => {
    for (const { name, element } of named()) element.classList.toggle("lw-away", isAway(name));
    for (const [name, label] of list.hidden ? [] : Object.entries(known())) {
      if (!inputs[name]) addTick(name, label);
      inputs[name].checked = isAway(name);
    }
    opener.hidden = named().length === 0;
    opener.textContent = names().length ? "Hidden controls" : "Hide controls";
    opener.setAttribute("aria-expanded", String(!list.hidden));
  } });
  return { set, names, button: opener, list };
}
