// enlarge.js: a widget that fills the screen: for a projector, or for eyes that want it large.

// So many times as large is everything: on a screen of 1,920 pixels a text of 11 has 18. A phone
// has no more room than it needs.
const zoomFor = (width) => Math.max(1, Math.min(width / 980, 1.65), width / 1164);

// Then the largest of these with which the whole widget is seen at once: more, or a share of the
// width, for pictures are as wide as there is room, and as high.
const PLANS = [
  ...[1.75, 1.6, 1.45, 1.35, 1.25, 1.15, 1.05, 1].map((more) => ({ more, share: 1 })),
  ...[0.9, 0.8, 0.7, 0.6].map((share) => ({ more: 1, share })),
];
const NARROWEST = 580; // pixels that are left: with fewer it would look as on a phone

// What takes keys of its own, and what takes the space bar.
const FIELDS = "input, select, textarea, [role=slider], [role=application]";
const PRESSED = "button, a, summary";

// What a key does: it presses the control that is marked with data-key.
const KEYS = { " ": "play", ArrowRight: "next", ArrowLeft: "back" };
const drivenBy = (root, key) => root.querySelector(`[data-key="${key}"]`);

// Which keys there are, in words.
export function keysInWords(root) {
  const has = (key) => drivenBy(root, key) !== null;
  const arrows = has("back") ? "\u2190 and \u2192 step, " : has("next") ? "\u2192 steps, " : "";
  return `${has("play") ? "Space plays, " : ""}${arrows}Esc closes.`.replace(/^./, (first) =>
    first.toUpperCase());
}

function pressFor(event, root) {
  const { key, target, altKey, ctrlKey, metaKey } = event;
  if (event.defaultPrevented || altKey || ctrlKey || metaKey || target.matches(FIELDS)) return;
  if (key === " " && target.matches(PRESSED)) return;
  const driven = key in KEYS && drivenBy(root, KEYS[key]);
  if (!driven || driven.disabled || driven.closest("[hidden], [inert]")) return;
  event.preventDefault(); // nothing scrolls
  event.stopPropagation(); // and no page is turned
  driven.click();
}

// A dialog that `root` moves into and out of. It fills the window, and the window the screen where
// the browser allows that: else the window alone.
//   changed  (isOpen) => called after each change
// Returns { toggle }.
export function makePane(root, changed, signal) {
  const page = document.documentElement;
  const pane = document.createElement("dialog");
  pane.className = "lw-pane";
  let fills = false; // the screen, for this pane
  let top = 0; // of the widget, where the reader left the page
  let chosen = 0; // place of the plan, or the number of plans where none fits

  const fit = (from = 0) => {
    if (!pane.open) return;
    const { innerWidth: width, innerHeight: height } = window;
    const fits = ({ more, share }) => {
      const zoom = more * zoomFor(width);
      if ((more !== 1 || share !== 1) && (share * width) / zoom < NARROWEST) return false;
      root.style.zoom = zoom;
      root.style.setProperty("--share-of-room", share);
      root.style.setProperty("--height-of-room", `${height / zoom}px`);
      return pane.scrollHeight <= pane.clientHeight;
    };
    const found = PLANS.slice(from).findIndex(fits);
    chosen = found < 0 ? PLANS.length : from + found;
    if (found < 0) fits({ more: 1, share: 1 });
  };
  // More has come into the widget than there is room for: it becomes smaller, never larger again.
  const refit = () => {
    const spills = pane.open && pane.scrollHeight > pane.clientHeight;
    if (spills && chosen < PLANS.length) fit(chosen + 1);
  };
  const grown = new ResizeObserver(() => requestAnimationFrame(refit));
  grown.observe(root);
  signal.addEventListener("abort", () => grown.disconnect());

  const open = async () => {
    pane.setAttribute("aria-label", `${root.getAttribute("aria-label")}, enlarged`);
    top = root.getBoundingClientRect().top;
    const place = root.parentElement;
    place.style.minHeight = `${place.offsetHeight}px`; // nothing on the page moves
    root.before(pane);
    pane.append(root);
    root.tabIndex = -1;
    pane.showModal();
    page.dataset.enlarged = "";
    changed(true);
    fit();
    root.focus({ preventScroll: true });
    try {
      await page.requestFullscreen({ navigationUI: "hide" });
      fills = true;
      if (!pane.open) leave();
    } catch {
      // Not here, or not now: the window is enough.
    }
  };
  const close = () => {
    if (pane.open || pane.isConnected) delete page.dataset.enlarged; // taken away, too
    if (!pane.isConnected) return;
    pane.close();
    pane.parentElement.style.minHeight = "";
    pane.replaceWith(root);
    root.style.zoom = "";
    root.removeAttribute("tabindex");
    changed(false);
    stay();
    leave();
  };
  const leave = () => {
    if (!fills) return;
    fills = false;
    if (!document.fullscreenElement) return;
    document.exitFullscreen().then(stay, stay);
  };
  const stay = () => {
    const moved = root.isConnected ? root.getBoundingClientRect().top - top : 0;
    window.scrollBy({ top: moved, behavior: "instant" });
  };

  pane.addEventListener("close", close); // by Escape
  pane.addEventListener("keydown", (event) => pressFor(event, root));
  // After a click the keys drive the widget again, and no button.
  pane.addEventListener("click", ({ detail, target }) => {
    if (detail && pane.open && target.closest("button")) root.focus({ preventScroll: true });
  });
  root.dataset.lmSuppressShortcuts = "true"; // as in base.js: it has the focus
  window.addEventListener("resize", () => fit(), { signal });
  document.addEventListener("fullscreenchange", () => {
    if (fills && !document.fullscreenElement) close();
  }, { signal });
  signal.addEventListener("abort", close);
  return { toggle: () => (pane.open ? close() : open()) };
}
