// progress.js: what the reader has read and answered, and where the reader was. All of it stays in
// this browser; the welcome page saves it as a file, loads such a file, and forgets it.
"use strict";

(() => {
  const PAGES = PROGRESS_PAGES; // { page: { quiz, right: { start of a question: its answer } } }
  const OWN = "convnets-by-hand/"; // what the names of all that this book keeps start with
  const KEY = `${OWN}progress`; // { read: { page: true }, place: { page, title, anchor, section } }
  const FORMAT = 1; // of the file

  const make = (tag, attributes, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  };
  const isTable = (value) => value?.constructor === Object;

  function kept(key) {
    try {
      const value = JSON.parse(localStorage.getItem(key));
      return isTable(value) ? value : {};
    } catch {
      return {};
    }
  }

  function keep(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch { /* it is full: what was kept stays */ }
  }

  // Raises an error when there is no room for all of it.
  function replace(entries) {
    ownKeys().forEach((key) => localStorage.removeItem(key));
    entries.forEach(([key, text]) => localStorage.setItem(key, text));
  }

  const ownKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(OWN));
  const isRead = (page) => isTable(kept(KEY).read) && kept(KEY).read[page] === true;
  const pageOf = ({ pathname }) =>
    Object.keys(PAGES).find((page) => pathname.endsWith(`/${page}.html`));

  // How many questions of the page's self-test are answered, and right at the first try.
  function score({ quiz, right = {} }) {
    const pressed = Object.entries(kept(`${OWN}quiz/${quiz}`));
    const tries = Object.entries(right).map(([start, answer]) => {
      const found = pressed.find(([question]) => question.startsWith(start))?.[1] ?? [];
      return { answered: found.length > 0, right: found[0] === answer };
    });
    const count = (what) => tries.filter((each) => each[what]).length;
    return { answered: count("answered"), right: count("right"), of: tries.length };
  }

  // -------------------------------------------------------------- marks in the sidebar

  function mark(link, page) {
    const { answered, right, of } = score(PAGES[page]);
    const seen = [isRead(page) && "\u2713", answered > 0 && `${right}/${of}`];
    const heard = [
      isRead(page) && "read", answered > 0 && `self-test: ${right} of ${of} right at the first try`,
    ];
    link.querySelector(".progress-mark")?.remove();
    if (!seen.some(Boolean)) return;
    const sign = make("span", {}, seen.filter(Boolean).join(" "));
    sign.setAttribute("aria-hidden", "true");
    const title = heard.filter(Boolean).join(", ");
    const spoken = make("span", { className: "visually-hidden" }, `(${title})`);
    link.append(make("span", { className: "progress-mark", title }, sign, spoken));
  }

  function refresh() {
    for (const link of document.querySelectorAll(".bd-links a[href]")) {
      const page = pageOf(link);
      if (page) mark(link, page);
    }
    const box = document.querySelector(".progress-read input");
    if (box) box.checked = isRead(here);
    fillPanel();
  }

  // -------------------------------------------------------------- a chapter

  const here = pageOf(location);

  function offerTick() {
    const box = make("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      const { read, ...others } = kept(KEY);
      keep(KEY, { ...others, read: { ...read, [here]: box.checked } });
      refresh();
    });
    document.querySelector(".bd-article").append(
      make("p", { className: "progress-read" }, make("label", {}, box, " I have read this page"))
    );
  }

  const textOf = (heading) => {
    const copy = heading.cloneNode(true);
    copy.querySelector(".headerlink")?.remove();
    return copy.textContent.trim();
  };

  function notePlace() {
    const begun = [...document.querySelectorAll(".bd-article section[id]")].filter(
      (section) => section.getBoundingClientRect().top < innerHeight / 3
    );
    const section = begun.at(-1)?.matches("section section") ? begun.at(-1) : null;
    const place = { page: here, title: textOf(document.querySelector(".bd-article h1")) };
    if (section) {
      place.anchor = section.id;
      place.section = textOf(section.querySelector("h2, h3, h4"));
    }
    keep(KEY, { ...kept(KEY), place });
  }

  // -------------------------------------------------------------- the welcome page

  const panel = document.getElementById("your-progress");
  const message = make("p", { className: "progress-message" });
  message.setAttribute("role", "status");
  const summary = make("p");
  const onward = make("p", { className: "progress-continue" });

  function fillPanel() {
    if (!panel) return;
    const { place } = kept(KEY);
    onward.replaceChildren();
    if (place && Object.hasOwn(PAGES, place.page)) {
      const root = document.documentElement.dataset.content_root;
      const anchor = place.anchor ? `#${encodeURIComponent(place.anchor)}` : "";
      const section = place.section ? `, ${place.section}` : "";
      const link = make("a", { href: `${root}${place.page}.html${anchor}` });
      link.append("Continue where you were: ", make("strong", {}, `${place.title}`), section);
      onward.append(link);
    }
    const scores = Object.values(PAGES).map(score);
    const sum = (what) => scores.reduce((total, each) => total + each[what], 0);
    const read = Object.keys(PAGES).filter(isRead).length;
    summary.textContent =
      `${read} of ${scores.length} chapters and labs read, ${sum("right")} of ${sum("of")} ` +
      "questions of the self-tests right at the first try. This is kept in this browser alone.";
  }

  function save() {
    const all = Object.fromEntries(ownKeys().map((key) => [key, kept(key)]));
    const text = JSON.stringify({ "convnets-by-hand": FORMAT, kept: all }, null, 1);
    const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    make("a", { href, download: "convnets-by-hand-progress.json" }).click();
    setTimeout(() => URL.revokeObjectURL(href));
    message.textContent = "Saved.";
  }

  async function restore(file) {
    let found = null;
    try {
      found = JSON.parse(await file.text());
    } catch { /* told below */ }
    const isOurs = ([key, value]) => key.startsWith(OWN) && isTable(value);
    const known = found?.["convnets-by-hand"] === FORMAT && isTable(found.kept);
    if (!known || !Object.entries(found.kept).every(isOurs)) {
      message.textContent =
        `Expected a file that \u201cSave as a file\u201d wrote. Received ${file.name}, which is ` +
        "something else. Nothing has changed.";
      return;
    }
    const before = ownKeys().map((key) => [key, localStorage.getItem(key)]);
    try {
      replace(Object.entries(found.kept).map(([key, value]) => [key, JSON.stringify(value)]));
      message.textContent = "Loaded. It has taken the place of what was kept here.";
    } catch {
      replace(before);
      message.textContent = `Your browser has no room for ${file.name}. Nothing has changed.`;
    }
    refresh();
  }

  function forget() {
    if (!confirm("Forget what you have read and answered, and where you were?")) return;
    ownKeys().forEach((key) => localStorage.removeItem(key));
    refresh();
    message.textContent = "Forgotten.";
  }

  function buildPanel() {
    const file = make("input", { type: "file", accept: ".json,application/json", hidden: true });
    file.addEventListener("change", async () => {
      if (file.files[0]) await restore(file.files[0]);
      file.value = ""; // so that the same file can be chosen again
    });
    const button = (text, onclick) => make("button", { type: "button", onclick }, text);
    document.querySelector(".bd-article h1").after(onward);
    panel.append(make(
      "details", {}, make("summary", {}, "Your progress"), summary, make(
        "p", { className: "progress-buttons" }, button("Save as a file", save),
        button("Load a file", () => file.click()), button("Forget all", forget), file
      ), message
    ));
  }

  // -------------------------------------------------------------- start

  if (localStorage.refused) {
    const words = "Your browser keeps nothing for this book, so it cannot show where you were.";
    panel?.append(make("p", {}, words));
    return;
  }
  if (panel) buildPanel();
  if (here) {
    offerTick();
    addEventListener("pagehide", notePlace);
    document.addEventListener("visibilitychange", () => document.hidden && notePlace());
  }
  refresh();
  addEventListener("storage", refresh); // another tab
  addEventListener("pageshow", (event) => event.persisted && refresh());
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.('[data-module="quiz"]')) setTimeout(refresh); // after the self-test
  });
})();
