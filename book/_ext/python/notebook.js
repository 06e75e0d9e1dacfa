// notebook.js: the answers of a page as a notebook that JupyterLab opens.

const lines = (text) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/**
 * `answers` are exercises of the page, with `source`, the answer. What does not define it yet is
 * not checked, so that all cells of the notebook run.
 */
export function notebook({ title, imports }, answers) {
  const cells = [];
  const add = (kind, id, text) => {
    const code = kind === "code" ? { execution_count: null, outputs: [] } : {};
    cells.push({ cell_type: kind, id, metadata: {}, source: lines(text), ...code });
  };
  add("markdown", "title", `# ${title}: my answers`);
  add("code", "imports", imports);
  answers.forEach(({ name, heading, prompt, source }, i) => {
    add("markdown", `exercise-${i + 1}`, `## ${heading}\n\n${prompt}`.trim());
    add("code", `answer-${i + 1}`, source);
    const isDefined = new RegExp(`^(def|class) ${name}\\b`, "m").test(source);
    if (isDefined) add("code", `check-${i + 1}`, `check(${name})`);
  });
  const kernel = { display_name: "Python 3 (ipykernel)", language: "python", name: "python3" };
  const metadata = { kernelspec: kernel, language_info: { name: "python" } };
  return JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1);
}
