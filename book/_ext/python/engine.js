// engine.js: the page's one Worker. It is started, asked, and ended when it does not come back.

const GRACE = 8; // seconds, for slow phones: so long after its own limit a check is ended from here
const FULL = /\bOOM\b|out of memory|memory size exceeded|array buffer|enlarge memory/i;

/** Why a task has no result: "stop", "time", "memory", "crash", "load". */
export class Ended extends Error {
  constructor(end, text = "") {
    super(text || end);
    this.end = end;
  }
}

export class Engine {
  #worker = null;
  #ready = null;
  #waiting = new Map(); // by the number of the message: who waits for the answer
  #sent = 0;
  #limit = 0; // seconds that a check may take, told by Python

  /** `onChange({ state, loaded, total, memory })`: "loading", "starting", "ready", "failed". */
  constructor(base, files, imports, onChange) {
    Object.assign(this, { base, files, imports, onChange, busy: false });
  }

  /** Begin to start Python; does nothing where it has started. */
  start() {
    this.#ready ??= this.#begin();
    this.#ready.catch(() => {}); // who asks for something hears of it
    return this.#ready;
  }

  async #begin() {
    this.onChange({ state: "loading", loaded: 0, total: 0 });
    const worker = new Worker(new URL("worker.js", this.base), { type: "module" });
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(event.message);
    };
    const { imports, files } = this;
    const progress = ({ loaded, total }) =>
      this.onChange({ state: loaded < total ? "loading" : "starting", loaded, total });
    this.#limit = 0;
    const { limit } = await this.#send({ do: "start", imports, files }, { progress });
    this.#limit = limit;
  }

  #send(message, on = {}) {
    const id = ++this.#sent;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed, on });
      this.#worker.postMessage({ id, ...message });
    });
  }

  #hear({ id, type, ...data }) {
    const task = this.#waiting.get(id);
    if (!task) return;
    if (type === "done") {
      this.#waiting.delete(id);
      this.onChange({ state: "ready", memory: data.memory });
      task.done(data.result);
    } else if (type === "failed") {
      this.#fail(data.text);
    } else {
      task.on[type]?.(data);
    }
  }

  // Python is no more, or never came: what the browser says of it tells why.
  #fail(text) {
    const end = FULL.test(text) ? "memory" : "crash";
    this.end(this.#limit ? end : "load", text);
  }

  /** End Python; whoever waits for it hears why. */
  end(end, text) {
    this.#worker?.terminate();
    this.#worker = this.#ready = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    if (end !== "stop" && end !== "time") this.onChange({ state: "failed", end });
    for (const { failed } of waiting) failed(new Ended(end, text));
  }

  /** End what runs, and start Python again for what comes next. */
  stop() {
    this.end("stop");
    this.start();
  }

  /**
   * Ask for a task ("run" or "check"); `print(text)` takes what it prints.
   *
   * Rejects with `Ended`. A check that Python cannot end itself is ended here, and answered all
   * the same.
   */
  async ask(message, print) {
    this.busy = true;
    let timer = 0;
    const began = () => {
      if (message.do !== "check") return;
      timer = setTimeout(() => this.end("time"), (this.#limit + GRACE) * 1000);
    };
    try {
      await this.start();
      return await this.#send(message, { began, print: ({ text }) => print(text) });
    } catch (error) {
      if (error.end !== "time") throw error;
      await this.start();
      return await this.#send({ do: "stopped", name: message.name, end: "time" });
    } finally {
      clearTimeout(timer);
      this.busy = false;
    }
  }
}
