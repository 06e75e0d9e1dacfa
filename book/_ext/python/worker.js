// worker.js: Python itself, in a thread of its own, so that the page can end it. It answers one
// message after another; `imports` of the first one are the page's.

const PYTHON = /^(pyodide|python_stdlib|numpy|convnets)/; // the files that a start asks for

let python = null;
let session = null;
let tellProgress = () => {};

// Bytes are counted as they come; modules, which are imported and not fetched, when they are there.
const fetched = self.fetch.bind(self);
self.fetch = async (...asked) => {
  const answer = await fetched(...asked);
  if (!answer.body) return answer;
  const count = new TransformStream({
    transform(piece, stream) {
      tellProgress(piece.length);
      stream.enqueue(piece);
    },
  });
  return new Response(answer.body.pipeThrough(count), answer);
};

async function start({ imports, files }, send) {
  const needed = Object.keys(files).filter((name) => PYTHON.test(name));
  const total = needed.reduce((sum, name) => sum + files[name], 0);
  let loaded = 0;
  tellProgress = (bytes) => {
    loaded = Math.min(loaded + bytes, total);
    send({ type: "progress", loaded, total });
  };
  const module = async (name) => {
    const found = await import(`./${name}`);
    tellProgress(files[name]);
    return found;
  };
  const [{ loadPyodide }] = await Promise.all([module("pyodide.mjs"), module("pyodide.asm.mjs")]);
  python = await loadPyodide({ packages: ["convnets-by-hand"] }); // NumPy comes with it
  session = python.pyimport("helpers.in_page").Session(imports);
  return { limit: python.pyimport("helpers.checking.runner").TIME_LIMIT };
}

// What `before` holds is run first. Nobody reads what that prints.
function prepare({ before = [] }, send) {
  for (const source of before) {
    const { error } = JSON.parse(session.run(source, () => {}));
    if (error) return { error: { ...error, line: null, earlier: true } };
  }
  send({ type: "began" });
  return null;
}

const printing = (send) => (text) => send({ type: "print", text });

const TASKS = {
  start,
  run: (asked, send) =>
    prepare(asked, send) ?? JSON.parse(session.run(asked.source, printing(send))),
  check: (asked, send) =>
    prepare(asked, send) ?? JSON.parse(session.check(asked.name, asked.source, printing(send))),
  stopped: ({ name, end }) => JSON.parse(session.stopped(name, end)),
};

self.onmessage = async ({ data }) => {
  const send = (message) => self.postMessage({ id: data.id, ...message });
  try {
    const result = await TASKS[data.do](data, send);
    send({ type: "done", result, memory: python._module.HEAPU8.length });
  } catch (error) {
    send({ type: "failed", text: String(error) });
  }
};
