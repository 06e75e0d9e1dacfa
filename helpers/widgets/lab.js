// lab.js: what a page knows of a training in a Worker, and how it speaks to it.

import { lessMotion } from "./base.js";
import { inflated, unpackArray } from "./network.js";
import { ask } from "./values.js";

const listed = (shape) => shape.reduce((all, n) => all * n, 1);

// The digits with their labels, and the first held-out one of each class.
export async function readDigits(packed) {
  const { data: pixels } = await inflated(packed.pixels);
  const labels = unpackArray(packed.labels).data;
  const examples = Array.from({ length: 10 }, (_, digit) => labels.indexOf(digit));
  return { pixels, labels, heldOut: packed.held_out, examples };
}

// The flat list of all weights, cut into arrays: [{ name, shape, data }, ...].
export function cutWeights(weights, flat) {
  let at = 0;
  return weights.map(({ name, shape }) => {
    const data = flat.subarray(at, (at += listed(shape)));
    return { name, shape, data };
  });
}

// The layers with these weights, ready for runNetwork. An array is named "0/Conv2D/kernel".
export const layersWith = ({ facts }, arrays) =>
  facts.map((layer, index) => ({
    ...layer, weights: arrays.filter(({ name }) => name.startsWith(`${index}/`)).map((a) => a.data),
  }));

// A training in a Worker. open() loads all that it needs, once, and resolves when it can begin.
//   heard()  called after each report
// Returns { open, order, begin, now }: now is null before open, then
//   { digits, network, weights, report, training, held, changes, running }
export function makeLab(app, model, heard) {
  let opened = null;
  let worker = null;
  const lab = { open, order, begin, now: null };

  function open() {
    opened ??= load().catch((error) => {
      opened = null; // the next click tries again
      throw error;
    });
    return opened;
  }

  async function load() {
    const values = ["lab/course", "digits/course"].map((name) => ask(model, name));
    const [plan, packed] = await Promise.all(values);
    const { pixels, labels, heldOut, examples } = await readDigits(packed);
    const address = URL.createObjectURL(new Blob([plan.worker], { type: "text/javascript" }));
    worker = new Worker(address);
    worker.onmessage = ({ data }) => hear(data);
    worker.onerror = ({ message = "its Worker did not start" }) =>
      app.fail(new Error(`The training stopped: ${message}.`));
    app.signal.addEventListener("abort", () => {
      worker.terminate();
      URL.revokeObjectURL(address);
    });
    order({
      open: { digits: { pixels, labels, heldOut }, ...plan.network, examples },
      pace: lessMotion() ? 1000 : 100,
    });
    lab.now = {
      digits: { pixels, labels, heldOut, examples }, network: plan.network, weights: plan.weights,
      report: null, training: [], held: [], changes: [], running: false, begun: 0,
    };
  }

  function order(message) {
    worker.postMessage(message);
  }

  // From the start; reports of the run before are not heard any more.
  function begin(how, settings) {
    const none = { report: null, training: [], held: [], changes: [] };
    Object.assign(lab.now, { begun: lab.now.begun + 1, ...none });
    order({ set: settings, begin: { ...how, run: lab.now.begun } });
  }

  function hear({ training, held, changes, ...report }) {
    const { now } = lab;
    if (report.run !== now.begun) return;
    now.training.push(...training);
    now.held.push(...held);
    now.changes.push(...changes);
    now.report = report;
    if (report.rested) now.running = false;
    heard();
  }
  return lab;
}
