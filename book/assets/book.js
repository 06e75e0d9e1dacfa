// A formula or a figure that is too wide scrolls, so the keys must reach it.
addEventListener("load", () => {
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      for (const part of [target, ...target.querySelectorAll("mjx-container")]) {
        if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      }
    }
  });
  for (const part of document.querySelectorAll("div.math, .wide-drawing")) watch.observe(part);
});

// Paper is white and cannot be clicked: print in the light theme, with everything unfolded.
(() => {
  const page = document.documentElement;
  let theme = null;
  let opened = [];
  addEventListener("beforeprint", () => {
    theme = page.dataset.theme;
    page.dataset.theme = "light";
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    page.dataset.theme = theme;
    for (const details of opened) details.open = false;
  });
})();

// The theme's buttons name the function that they call: see book/_ext/policy.py.
addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-call]");
  if (button) globalThis[button.dataset.call]();
});
