// slides.js: starts Reveal on a deck, and makes what stands on a slide as large as it fits.
"use strict";

(() => {
  // Times the usual size, from the largest to the smallest, of words and of widgets.
  const sizes = (most, least) =>
    Array.from({ length: Math.round((most - least) * 20) + 1 }, (_, i) => most - i / 20);
  const WORDS = sizes(1.4, 0.6);
  // A widget may also take a share of the width: its pictures are as wide as there is room.
  const WIDGETS = sizes(1.6, 0.6).flatMap((zoom) =>
    [1, 0.9, 0.8, 0.7, 0.6].map((share) => ({ zoom, share })),
  );
  const NARROWEST = 580; // pixels: with fewer, a widget would look as on a phone

  const deck = globalThis.Reveal;
  const settings = {
    center: false,
    controlsTutorial: false, // no arrow that bounces for a minute and a half
    disableLayout: true, // the style sheet scales: a widget keeps the pixels that it counts in
    hash: true,
    // The keys belong to a widget while it has the focus.
    keyboardCondition: ({ target }) => !target.closest?.(".live-widget"),
    navigationMode: "linear",
    overview: false,
    plugins: [globalThis.RevealNotes],
    slideNumber: "c/t",
    transition: "none",
    backgroundTransition: "none",
  };

  const spills = (page) =>
    page.scrollHeight > page.clientHeight ||
    [...page.querySelectorAll("pre, .words, .math, .result > *")].some(
      (part) => part.scrollWidth > part.clientWidth + 1,
    );

  function fit(page) {
    const widget = page.querySelector(".live-widget");
    const size = (value) => page.style.setProperty("--fit", value.toFixed(2));
    if (!widget) return WORDS.find((value) => (size(value), !spills(page)));
    size(0.9);
    return fitWidget(page, widget, WIDGETS);
  }

  function fitWidget(page, widget, plans) {
    const fits = ({ zoom, share }) => {
      if (share < 1 && (share * page.clientWidth) / zoom < NARROWEST) return false;
      widget.style.zoom = zoom;
      widget.style.setProperty("--share-of-room", share);
      widget.style.setProperty("--height-of-room", `${page.clientHeight / zoom}px`);
      return !spills(page);
    };
    widget.left = plans.slice(plans.findIndex(fits) + 1); // what is smaller
  }

  // More has come into a widget than there is room for: it becomes smaller, never larger again.
  const grown = new ResizeObserver((entries) => {
    requestAnimationFrame(() => {
      for (const { target } of entries) {
        const page = target.closest(".page");
        if (page.clientHeight && target.left && spills(page)) {
          fitWidget(page, target, target.left);
        }
      }
    });
  });

  const fitCurrent = () => {
    const page = deck.getCurrentSlide()?.querySelector(".page");
    if (page) fit(page);
  };

  const start = async () => {
    await deck.initialize(settings);
    const foot = document.createElement("p");
    foot.className = "deck-foot";
    const chapter = document.createElement("a");
    chapter.href = `../notebooks/${location.pathname.split("/").at(-1)}`;
    chapter.textContent = document.title.replace("Slides: ", "");
    foot.append(chapter);
    document.querySelector(".reveal").append(foot);
    deck.on("slidechanged", fitCurrent);
    addEventListener("resize", fitCurrent);
    // What suits a projector need not suit the machine that it hangs on.
    deck.addKeyBinding({ keyCode: 84, key: "T", description: "Light or dark" }, () => {
      const { dataset } = document.documentElement;
      dataset.theme = dataset.theme === "dark" ? "light" : "dark";
    });
    for (const widget of document.querySelectorAll(".live-widget")) grown.observe(widget);
    await globalThis.liveWidgets?.start();
    await globalThis.MathJax?.startup?.promise;
    await document.fonts.ready;
    fitCurrent();
    document.documentElement.dataset.deck = "ready";
  };
  start();
})();
