// panel.js: an editor with its buttons, and below it what Python answers.

import { makeOutput } from "./show.js";

const ENDED = {
  stop: "Stopped. Python starts again by itself.",
  memory: "The memory of this page was full, so Python was ended; your answer is still here. Does "
    + "something in it grow without end? The next press starts Python again.",
  crash: "Python crashed and was ended; your answer is still here. The next press starts it again.",
  load: "Python did not start. Is there a connection? The next press tries again.",
};
const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

/**
 * A panel for one cell of code. `given` holds:
 * `label` of the editor, `text` to begin with, `original` that "Start again" brings back,
 * `tasks` ("check", "run"; the first is that of Ctrl+Enter), `message(task, source)` for the
 * engine, `onChange(source)`, `onResult(source, result)`, `more` buttons.
 */
export function makePanel({ make, engine, editor }, given) {
  const element = make("div", { className: "python-panel" });
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", given.label);
  const field = make("div", { className: "python-editor" });
  const status = make("p", { className: "python-status" });
  status.setAttribute("role", "status");
  const bar = make("progress", { hidden: true });
  bar.setAttribute("aria-label", "Python loads");
  const size = make("span", { className: "python-size" });
  const output = makeOutput(make);

  const say = (words) => { status.textContent = words; };
  const button = (text, onclick, className = "") =>
    make("button", { type: "button", className, onclick }, text);

  let written = null; // the editor, as soon as it is there

  async function act(task) {
    if (engine.busy) return say("Python is busy with what was pressed before: wait, or stop it.");
    const source = written.text();
    output.clear();
    written.markLine(null);
    stop.hidden = false;
    say(task === "check" ? "Python checks your answer." : "Python runs.");
    try {
      const result = await engine.ask(given.message(task, source), output.print);
      output.show(result);
      written.markLine(result.error?.line ?? null);
      say(result.error ? "Python stopped with an error." : result.status ?? "Done.");
      given.onResult?.(source, result);
    } catch (ended) {
      if (!(ended.end in ENDED)) throw ended;
      say(ENDED[ended.end]);
    } finally {
      if (document.activeElement === stop) actions[0].focus();
      stop.hidden = true;
    }
    const { height } = output.element.getBoundingClientRect();
    output.element.scrollIntoView({ block: height < innerHeight / 2 ? "nearest" : "start" });
  }

  const NAMES = { check: "Check", run: "Run" };
  const actions = given.tasks.map((task, i) =>
    button(NAMES[task], () => act(task), i === 0 ? "python-first" : ""));
  const stop = button("Stop", () => engine.stop());
  stop.hidden = true;
  const again = button("Start again", () => {
    written.setText(given.original);
    written.markLine(null);
    say("The cell is as it was. Undo brings back what you wrote.");
    written.focus();
  });
  const row = make("div", { className: "python-buttons" }, ...actions, again, ...given.more);
  const state = make("div", { className: "python-state" }, stop, status, bar, size);
  element.append(field, row, state, output.element);

  written = editor(field, {
    text: given.text,
    label: given.label,
    verb: given.tasks[0] === "check" ? "checks" : "runs",
    onChange: given.onChange ?? (() => {}),
    onRun: () => act(given.tasks[0]),
  });

  return {
    element,
    say,
    text: written.text,
    focus: written.focus,
    /** What the engine tells of itself. */
    hear({ state: now, loaded, total, memory, end }) {
      if (now === "ready" && !bar.hidden && !engine.busy) say("Python is ready.");
      bar.hidden = now !== "loading" && now !== "starting";
      if (now === "ready") size.textContent = memory ? `Python uses ${megabytes(memory)} MB.` : "";
      if (now === "failed") {
        size.textContent = "";
        say(ENDED[end]);
      }
      if (bar.hidden || !total) return;
      Object.assign(bar, { max: total, value: loaded });
      size.textContent = now === "loading"
        ? `Python loads: ${megabytes(loaded)} of ${megabytes(total)} MB`
        : `${megabytes(total)} MB loaded. Python starts.`;
    },
  };
}
