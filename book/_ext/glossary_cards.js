// glossary_cards.js: a link to the glossary shows the definition of its term in a small card.
// Under a mouse, and with the focus of a keyboard, the card is a tooltip of the link. After a tap
// it is a dialog that takes the focus. A click on a link whose card is open leads to the glossary.
"use strict";

(() => {
  const file = new URL("glossary_terms.js?v=VERSION", document.currentScript.src).href;
  const LINKS = '.bd-article a[href*="glossary.html#"]';
  const WAIT = 250; // milliseconds under the mouse until the card comes, and until it goes
  const EDGE = 8; // pixels around the card

  const make = (tag, attributes, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  };
  const title = make("p", { className: "glossary-title", id: "glossary-card-title" });
  const text = make("div", { id: "glossary-card-text", role: "tooltip" });
  const onward = make("a", {}, "Open the glossary");
  const card = make(
    "div", { className: "glossary-card", hidden: true, tabIndex: -1 }, title, text, onward
  );
  card.setAttribute("aria-labelledby", title.id);

  let terms = null; // the promise of { anchor: [title, paragraph, ...] }
  let shown = null; // the link whose card is open, or is being loaded
  let pressed = null; // whether the card was open when the pointer went down on its link
  let timer = 0;

  function load() {
    terms ??= new Promise((resolve) => {
      globalThis.glossaryTerms = resolve;
      const onerror = () => resolve({}); // then links lead to the glossary, as without this script
      document.head.append(make("script", { src: file, onerror }));
    });
    return terms;
  }

  const withCode = (words) =>
    words.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part));

  // Below the link's first line, or above it where there is more room.
  function place(link) {
    const line = link.getClientRects()[0];
    const { clientWidth, clientHeight } = document.documentElement;
    const most = clientWidth - card.offsetWidth - EDGE;
    const left = Math.max(EDGE, Math.min(line.left, most));
    const fits = line.bottom + card.offsetHeight < clientHeight || line.top < clientHeight / 2;
    const top = fits ? line.bottom : line.top - card.offsetHeight;
    const origin = card.offsetParent.getBoundingClientRect();
    Object.assign(card.style, { left: `${left - origin.left}px`, top: `${top - origin.top}px` });
  }

  async function show(link, asDialog = false) {
    clearTimeout(timer);
    if (shown !== link) hide();
    shown = link;
    const found = (await load())[decodeURIComponent(link.hash.slice(1))];
    if (shown !== link) return;
    if (!found) {
      shown = null;
      if (asDialog) location.assign(link.href);
      return;
    }
    const [name, ...paragraphs] = found;
    title.replaceChildren(...withCode(name));
    text.replaceChildren(...paragraphs.map((words) => make("p", {}, ...withCode(words))));
    onward.href = link.href;
    card.hidden = false;
    place(link);
    if (asDialog) {
      card.setAttribute("role", "dialog");
      card.setAttribute("aria-describedby", text.id);
      card.focus({ preventScroll: true });
    } else {
      link.setAttribute("aria-describedby", text.id);
    }
  }

  function hide() {
    clearTimeout(timer);
    const link = shown;
    const hadFocus = card.contains(document.activeElement);
    shown = null;
    link?.removeAttribute("aria-describedby");
    card.removeAttribute("role");
    card.removeAttribute("aria-describedby");
    if (hadFocus) link?.focus({ preventScroll: true });
    card.hidden = true;
  }

  // -------------------------------------------------------------- listeners

  const linkOf = ({ target }) => target.closest?.(LINKS);
  const inside = (target) => card.contains(target) || Boolean(shown?.contains(target));
  const later = (act) => {
    clearTimeout(timer);
    timer = setTimeout(act, WAIT);
  };
  const listen = (type, react) => document.addEventListener(type, react);

  listen("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = linkOf(event);
    if (inside(event.target)) clearTimeout(timer);
    else if (link) later(() => show(link));
  });
  listen("pointerout", ({ pointerType, relatedTarget }) => {
    if (pointerType === "touch" || inside(relatedTarget)) return;
    const stays = card.contains(document.activeElement) || shown?.matches(":focus-visible");
    if (stays) clearTimeout(timer);
    else later(hide);
  });
  listen("pointerdown", (event) => {
    const link = linkOf(event);
    pressed = link ? shown === link : null;
    if (shown && !inside(event.target)) hide();
  });
  listen("click", (event) => {
    const link = linkOf(event);
    const open = pressed ?? shown === link;
    pressed = null;
    const otherwise = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || open || otherwise) return;
    event.preventDefault();
    show(link, true);
  });
  listen("focusin", (event) => {
    const link = linkOf(event);
    if (link && link.matches(":focus-visible") && !event.relatedTarget?.closest(".glossary-card")) {
      show(link);
    } else if (shown && !inside(event.target)) hide();
  });
  listen("keydown", (event) => {
    if (event.key === "Tab") load(); // to be there when the focus comes to a link
    if (!shown) return;
    const leaves = document.activeElement === (event.shiftKey ? card : onward);
    if (event.key === "Escape" || (event.key === "Tab" && leaves)) hide();
  });
  addEventListener("resize", () => shown && !card.hidden && place(shown));

  (document.querySelector("main") ?? document.body).append(card);
})();
