// controls.js: what a reader changes the state with. They follow the state, too.

import { box, freshId, make, show } from "./base.js";

// What a control needs to show and change the setting `name`, with its values or limits.
export const bind = (app, name) => ({
  ...app.settings[name],
  name,
  get: (state) => state[name],
  pick: (value) => app.update({ [name]: value }),
});

// A drop-down list.
export function chooser(app, { name, label, values, texts = values, get, pick }) {
  const id = freshId();
  const select = make(
    "select", { id, class: "lw-select", onchange: () => pick(select.value) },
    ...values.map((value, i) => make("option", { value }, texts[i]))
  );
  const element = box("field", make("label", { for: id }, label), select);
  return app.follow({ name, label, element, set: (state) => (select.value = get(state)) });
}

// A few values side by side, of which one is chosen (native radio buttons: arrow keys work).
export function segments(app, { name, label, values, texts = values, get, pick }) {
  const group = freshId();
  const inputs = values.map((value) =>
    make("input", { type: "radio", name: group, value, onchange: () => pick(value) })
  );
  const element = make(
    "fieldset", { class: "lw-field lw-segments" }, make("legend", {}, label),
    make("div", {}, ...inputs.map((input, i) =>
      make("label", {}, input, make("span", {}, `${texts[i]}`))))
  );
  const set = (state) => inputs.forEach((input, i) => (input.checked = values[i] === get(state)));
  return app.follow({ name, label, element, set });
}

// A slider with its number beside it.
export function slider(app, { name, label, min, max, step, get, pick, text = show }) {
  const id = freshId();
  const input = make("input", {
    id, type: "range", min, max, step, oninput: () => pick(Number(input.value)),
  });
  const number = make("output", { for: id });
  const element = box("slider", make("label", { for: id }, label), input, number);
  return app.follow({ name, label, element, set: (state) => {
    input.value = get(state);
    number.textContent = text(get(state));
  } });
}

// A tick box.
export function tick(app, { name, label, get, pick }) {
  const input = make("input", { type: "checkbox", onchange: () => pick(input.checked) });
  const element = make("label", { class: "lw-tick" }, input, make("span", {}, label));
  return app.follow({ name, label, element, set: (state) => (input.checked = get(state)) });
}
