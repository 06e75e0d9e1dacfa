// theme.js: light or dark.

const darkSystem = () => window.matchMedia("(prefers-color-scheme: dark)");

// "light" or "dark": the book's theme, JupyterLab's, VS Code's, Colab's, else the system's.
export function currentTheme() {
  const page = document.documentElement;
  const body = document.body;
  const named = page.dataset.theme ?? page.getAttribute("theme");
  if (named === "light" || named === "dark") return named;
  if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "false" ? "dark" : "light";
  if (body.dataset.vscodeThemeKind) {
    return body.dataset.vscodeThemeKind.includes("light") ? "light" : "dark";
  }
  return darkSystem().matches ? "dark" : "light";
}

export function onThemeChange(react, signal) {
  const observer = new MutationObserver(react);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true });
  }
  darkSystem().addEventListener("change", react, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}
