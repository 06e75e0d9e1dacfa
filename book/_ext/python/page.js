// page.js: offers to write an exercise "here", in the page. The one script of Python in the page
// that each notebook's page loads; all else is asked for by the first press.
"use strict";

(() => {
  const { inside, online, folder = "", files = {} } = PYTHON_IN_PAGE;
  const base = new URL(`./${folder}/`, document.currentScript.src);
  const root = new URL(document.documentElement.dataset.content_root, location.href);
  const stem = location.pathname.split("/").at(-1).replace(/\.html$/, "");
  const fromDisk = location.protocol === "file:";
  const PREFIX = "convnets-by-hand/code/";
  const CHANGE = "Change and run it";

  const make = (tag, attributes, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  };

  // -------------------------------------------------------------- answers, kept in this browser

  function kept(name) {
    try {
      const { source, status } = JSON.parse(localStorage.getItem(PREFIX + name));
      return typeof source === "string" ? { source, status } : null;
    } catch {
      return null; // nothing is kept, or something that no answer is
    }
  }

  // Whether it is kept. `null` forgets the answer.
  function keep(name, answer) {
    try {
      if (answer) localStorage.setItem(PREFIX + name, JSON.stringify(answer));
      else localStorage.removeItem(PREFIX + name);
    } catch {
      return false; // it is full
    } finally {
      mark(name);
    }
    return !localStorage.refused;
  }

  const places = [...document.querySelectorAll("p.places[data-exercise]")];

  function mark(name) {
    const place = places.find(({ dataset }) => dataset.exercise === name);
    place?.querySelector(".python-passed")?.remove();
    if (kept(name)?.status === "passed") {
      place?.append(make("strong", { className: "python-passed" }, " \u2713 passed"));
    }
  }

  // -------------------------------------------------------------- where there is no Python

  function noPython(place) {
    const words = inside
      ? ["A browser starts no Python from a disk. ",
        make("code", {}, "make serve PYTHON_IN_PAGE=1"),
        " in the folder of the course serves the book on this machine, with Python. Or go on in "]
      : ["This copy of the book has no Python inside. ", "Go on in "];
    const links = [...place.querySelectorAll("a")].map((link) => link.cloneNode(true));
    if (!location.href.startsWith(online)) {
      const href = new URL(location.href.slice(root.href.length), online).href;
      links.unshift(make("a", { href, className: "reference external" }, "the online book"));
    }
    const listed = links.flatMap((link, i) =>
      i === 0 ? [link] : [i < links.length - 1 ? ", in " : ", or ", link]);
    const box = make("div", { className: "python-box", tabIndex: -1 });
    box.append(make("p", {}, ...words, ...listed, "."));
    return box;
  }

  // -------------------------------------------------------------- buttons

  const site = { base, stem, files, kept, keep, make };
  const panels = new Map(); // what a press has opened, by what was pressed

  async function panelOf(place) {
    const made = await import(new URL("exercise.js", base));
    return place.matches(".cell") ? made.scratch(site, place) : made.exercise(site, place);
  }

  const boxAfter = (place) => {
    const next = place.nextElementSibling;
    return next?.matches(".python-box") ? next : null;
  };

  async function press(button, place) {
    const box = boxAfter(place);
    box?.remove();
    let isOpen = false;
    if (!inside || fromDisk) {
      if (!box) place.after(noPython(place));
      boxAfter(place)?.focus();
      isOpen = !box;
    } else {
      if (!panels.has(place)) panels.set(place, panelOf(place));
      try {
        isOpen = (await panels.get(place)).toggle();
      } catch {
        panels.delete(place); // the next press tries again
        const words = "What runs Python did not come. Is there a connection? Then press again.";
        place.after(make("p", { className: "python-box", role: "alert" }, words));
      }
    }
    button.setAttribute("aria-expanded", isOpen);
    if (place.matches(".cell")) button.textContent = isOpen ? "Close the editor" : CHANGE;
  }

  const offer = (words, label, place) => {
    const button = make("button", { type: "button", className: "python-here" }, words);
    button.addEventListener("click", () => press(button, place));
    button.setAttribute("aria-expanded", "false");
    if (label) button.setAttribute("aria-label", label);
    return button;
  };

  for (const place of places) {
    const name = place.dataset.exercise;
    place.firstChild.data = "Write it ";
    place.firstChild.after(offer("here", `Write it here: ${name}`, place), ", in ");
    mark(name);
  }
  if (inside && !fromDisk) {
    document.documentElement.classList.add("python-inside");
    for (const cell of document.querySelectorAll(".cell[data-cell]")) {
      const button = offer(CHANGE, "", cell);
      cell.querySelector(".cell_input").after(make("p", { className: "python-change" }, button));
    }
  }
  addEventListener("storage", () => places.forEach(({ dataset }) => mark(dataset.exercise)));
})();
