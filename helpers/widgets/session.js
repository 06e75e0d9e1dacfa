// session.js: a training that goes on step by step, with all that a page wants to see of it.

import { makeTrainer } from "./trainer.js";

// What a reader may set, at any time. share is the part of the training digits that is used.
const USUAL = { optimizer: "Adam", rate: 0.001, momentum: 0, dropout: 0, batch: 32, share: 1 };
const NOTED = 320; // images from one point of the training's curves to the next
const MEASURED = 1600; // and of those of the held-out digits

// A training of a network on digits.
//   digits  { pixels, labels, heldOut }: so many digits at the start are held out, and the network
//           learns from the others; pixels from 0 to 255, image by image
//   examples  indices of digits whose answers are reported
// Returns
//   begin({ seed, fault })  from the start; fault is what is done wrong: "zeros", "unscaled",
//                           "shuffled", or nothing
//   set(settings)           some of USUAL; a change in a run is noted, with its step
//   step()                  one batch
//   report()                all that is new since the last report, and how things stand
export function makeSession({ digits, facts, input, examples }) {
  const { pixels, heldOut } = digits;
  const trainer = makeTrainer({ facts, input });
  const size = input.reduce((all, n) => all * n, 1);
  const count = digits.labels.length - heldOut;
  const first = trainer.arrays[0];
  let settings = { ...USUAL };
  let now = null;

  const begin = ({ seed, fault = "" }) => {
    trainer.draw(seed);
    trainer.grads.fill(0);
    if (fault === "zeros") trainer.weights.fill(0);
    const labels = digits.labels.slice();
    if (fault === "shuffled") trainer.shuffle(labels.subarray(heldOut));
    now = {
      data: { pixels, labels, scale: fault === "unscaled" ? 1 : 1 / 255 },
      step: 0, seen: 0, order: [], place: 0, sums: { loss: 0, right: 0, images: 0 },
      training: [], held: [], changes: [],
    };
    trainer.forget();
    measure();
  };

  const measure = () => {
    const scores = trainer.measure(now.data, 0, heldOut);
    now.held.push({ step: now.step, ...scores });
  };

  const set = (wanted) => {
    const changed = Object.keys(wanted).filter((name) => settings[name] !== wanted[name]);
    for (const name of changed) {
      if (now?.step) now.changes.push({ step: now.step, name, value: wanted[name] });
      if (name === "share" && now) now.order = [];
    }
    settings = { ...settings, ...wanted };
  };

  // The next images: each digit once, in a new order, then all once more.
  const nextBatch = () => {
    if (now.place >= now.order.length) {
      const used = Math.max(1, Math.round(count * settings.share));
      now.order = trainer.shuffle(Int32Array.from({ length: used }, (_, i) => heldOut + i));
      now.place = 0;
    }
    const batch = now.order.subarray(now.place, now.place + settings.batch);
    now.place += batch.length;
    return batch;
  };

  const step = () => {
    const batch = nextBatch();
    const { loss, right } = trainer.trainOn(now.data, batch, settings);
    const before = now.seen;
    const { sums } = now;
    now.step += 1;
    now.seen += batch.length;
    sums.loss += loss;
    sums.right += right;
    sums.images += batch.length;
    if (Math.floor(now.seen / NOTED) > Math.floor(before / NOTED)) {
      const mean = (all) => all / sums.images;
      now.training.push({ step: now.step, loss: mean(sums.loss), accuracy: mean(sums.right) });
      now.sums = { loss: 0, right: 0, images: 0 };
    }
    if (Math.floor(now.seen / MEASURED) > Math.floor(before / MEASURED)) measure();
  };

  const report = () => {
    const { training, held, changes } = now;
    [now.training, now.held, now.changes] = [[], [], []];
    const { scale } = now.data;
    return {
      step: now.step, seen: now.seen, training, held, changes,
      weights: trainer.weights.slice(), filterGrads: first.grads.slice(),
      answers: examples.map((index) => [...trainer.answer(pixels, scale, index * size)]),
    };
  };

  return { begin, set, step, report, seen: () => now.seen };
}
