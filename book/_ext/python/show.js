// show.js: what Python answered, as parts of the page.

const TAGS = new Set([
  "DIV", "SPAN", "P", "PRE", "CODE", "STRONG", "EM", "B", "I", "BR", "SMALL", "UL", "OL", "LI",
  "TABLE", "CAPTION", "THEAD", "TBODY", "TR", "TH", "TD", "DETAILS", "SUMMARY",
]);
const ATTRIBUTES = new Set(["style", "class", "colspan", "rowspan", "scope", "open"]);

/** HTML that a learner's code may have made, without all that could act in the page. */
export function cleaned(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of [...body.querySelectorAll("*")]) {
    if (!TAGS.has(element.tagName)) element.remove();
    for (const { name } of [...element.attributes]) {
      if (!ATTRIBUTES.has(name)) element.removeAttribute(name);
    }
    if (/url|image|src/i.test(element.getAttribute("style"))) element.removeAttribute("style");
  }
  return [...body.childNodes];
}

/** The place of all that one task printed and gave, and what fills it. */
export function makeOutput(make) {
  const element = make("div", { className: "python-output" });
  element.setAttribute("aria-live", "polite");
  let printed = null;

  const block = (text, className) => {
    const pre = make("pre", { className, tabIndex: 0 }, text);
    pre.setAttribute("role", "group");
    pre.setAttribute("aria-label", className === "python-printed" ? "Printed" : "Value");
    return pre;
  };

  // What stands between backticks is code.
  const prose = (words) =>
    words.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part));

  const told = ({ words, text, earlier }) => {
    const start = earlier ? "An earlier cell, which this one needs, did not run. " : "";
    const box = make("div", { className: "python-error" });
    box.append(make("p", {}, start, ...prose(words)));
    if (text) {
      const fold = make("details", {}, make("summary", {}, "What Python says"));
      fold.append(make("pre", { tabIndex: 0 }, text));
      box.append(fold);
    }
    return box;
  };

  return {
    element,
    clear() {
      printed = null;
      element.replaceChildren();
    },
    print(text) {
      if (!printed) element.append((printed = block("", "python-printed")));
      printed.append(text);
    },
    /** The result of a task. */
    show({ value, error, card }) {
      if (value?.html) {
        element.append(make("div", { className: "python-value" }, ...cleaned(value.html)));
      } else if (value) element.append(block(value.text, "python-value"));
      if (error) element.append(told(error));
      if (card) element.append(make("div", { className: "check-card" }, ...cleaned(card)));
    },
  };
}
