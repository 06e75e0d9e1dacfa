// exercise.js: what the first press on a page asks for. It opens an editor in the place of a cell,
// for an exercise or for a cell of the text, and starts Python.

import { Engine } from "./engine.js";
import { notebook } from "./notebook.js";
import { makePanel } from "./panel.js";

let page = null; // what the builder wrote of this page
let engine = null;
const panels = [];
let latest = { state: "loading" };

async function prepare({ base, stem, files }) {
  if (page) return page;
  const [{ createEditor }, answer] = await Promise.all([
    import(new URL("editor.js", base)), fetch(new URL(`pages/${stem}.json`, base)),
  ]);
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  page ??= { ...(await answer.json()), createEditor };
  engine ??= new Engine(base, files, page.imports, (change) => {
    latest = change;
    panels.forEach((panel) => panel.hear(change));
  });
  return page;
}

function build(site, given) {
  const panel = makePanel({ make: site.make, engine, editor: page.createEditor }, given);
  panels.push(panel);
  panel.hear(latest);
  return panel;
}

// Opens and closes a panel that stands in the place of some cells.
function inPlaceOf(cells, panel) {
  panel.element.hidden = true;
  cells[0].before(panel.element);
  return {
    /** Whether it is open now. */
    toggle() {
      const isOpen = panel.element.hidden;
      panel.element.hidden = !isOpen;
      for (const cell of cells) cell.hidden = isOpen;
      if (isOpen) {
        engine.start();
        panel.focus();
      }
      return isOpen;
    },
  };
}

function keepFor(site, panel, name, answer) {
  if (site.keep(name, answer)) return;
  panel.say("This browser keeps no answers: download or copy yours before you leave.");
}

const codeOf = (cell) => cell.querySelector(".cell_input pre")?.textContent.trim() ?? "";

// ---- exercises

function download({ make, stem, kept }) {
  const answers = page.exercises
    .map((exercise) => ({ ...exercise, ...kept(exercise.name) }))
    .filter(({ source }) => source);
  const href = URL.createObjectURL(new Blob([notebook(page, answers)]));
  make("a", { href, download: `${stem}-answers.ipynb` }).click();
  setTimeout(() => URL.revokeObjectURL(href));
}

/** The panel of an exercise, in the place of the cells with its stub and its check. */
export async function exercise(site, place) {
  const { exercises } = await prepare(site);
  const name = place.dataset.exercise;
  const found = exercises.findIndex((each) => each.name === name);
  const { stub } = exercises[found];
  const isOwn = new RegExp(`^(def|class) ${name}\\b|^check\\(${name}\\)$`);
  const cells = [...place.parentElement.querySelectorAll(":scope > .cell:not(.tag_solution)")]
    .filter((cell) => isOwn.test(codeOf(cell)));

  // An exercise may use the answers before it that have passed.
  const before = () =>
    exercises.slice(0, found).map((each) => site.kept(each.name))
      .filter((answer) => answer?.status === "passed").map(({ source }) => source);

  const keep = (source, status) =>
    keepFor(site, panel, name, source === stub ? null : { source, status });

  const all = site.make("button", { type: "button" }, "Download as a notebook");
  all.addEventListener("click", () => download(site));
  const panel = build(site, {
    label: `Your answer: ${name}`,
    text: site.kept(name)?.source ?? stub,
    original: stub,
    tasks: ["check", "run"],
    message: (task, source) => ({ do: task, name, source, before: before() }),
    onChange: (source) => keep(source, ""),
    onResult(source, { status }) {
      if (status && source === panel.text()) keep(source, status);
    },
    more: [all],
  });
  return inPlaceOf(cells, panel);
}

// ---- cells of the text

/** The panel of a cell of the text, in the place of its code and of what it gave. */
export async function scratch(site, cell) {
  const { cells } = await prepare(site);
  const { id, source, before } = cells.find((each) => each.id === cell.dataset.cell);
  const name = `${site.stem}/${id}`;
  const panel = build(site, {
    label: "A cell to change and run",
    text: site.kept(name)?.source ?? source,
    original: source,
    tasks: ["run"],
    message: (task, now) => ({ do: task, source: now, before }),
    onChange: (now) => keepFor(site, panel, name, now === source ? null : { source: now }),
    more: [],
  });
  const own = cell.querySelectorAll(".cell_input, :scope > .cell_output");
  return inPlaceOf([...own], panel);
}
