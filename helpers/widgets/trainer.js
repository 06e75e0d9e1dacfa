// trainer.js: trains a network as helpers/training.py does, in a Worker or wherever it is called.
// All weights stand in one flat list, and so do their slopes: an optimizer is one loop.

import { learningLayer, weightShapes } from "./learning.js";
import { randomNumbers } from "./random.js";
import { STEPPERS } from "./stepping.js";

const product = (shape) => shape.reduce((all, n) => all * n, 1);
const SMALLEST = Math.fround(1e-7); // probabilities are clipped, as in helpers/losses.py
const LARGEST = Math.fround(1 - 1e-7);

// A network that can be trained, with all weights 0.
//   facts  its layers, as layer_facts in network.py has them; the last one ends in a softmax
//   input  shape of an image
// Returns
//   weights, grads  flat lists; grads hold what the last batch gave
//   arrays          [{ layer, name, shape, weights, grads }, ...], views of them in Keras's order
//   draw(seed)      new weights: glorot_uniform, biases 0. All that is random comes from this seed
//   shuffle(list)   puts a list in another order
//   forget()        empties the memory of the optimizer
//   trainOn(data, batch, { optimizer, rate, momentum, dropout })
//                   one step; { loss, right }: the sum of the losses, and how many were right,
//                   before it. data is { pixels, labels, scale }, batch the indices of the images
//   measure(data, from, to)  { loss, accuracy } on those images; nothing is dropped, nothing learnt
//   answer(pixels, scale, start)  probabilities of one image; the same list each time
export function makeTrainer({ facts, input, drop }) {
  const shapes = [input, ...facts.map(({ output }) => output)];
  const found = facts.flatMap((layer, index) =>
    Object.entries(weightShapes(layer, shapes[index])).map(([name, shape]) =>
      ({ layer: index, name, shape })));
  const count = found.reduce((all, { shape }) => all + product(shape), 0);
  const [weights, grads] = [new Float32Array(count), new Float32Array(count)];
  let start = 0;
  const arrays = found.map((array) => {
    const [from, to] = [start, (start += product(array.shape))];
    return { ...array, weights: weights.subarray(from, to), grads: grads.subarray(from, to) };
  });

  let next = randomNumbers(1);
  let rateOfDropout = 0;
  const dropByChance = (mask) => {
    for (let i = 0; i < mask.length; i++) {
      mask[i] = share() < rateOfDropout ? 0 : 1 / (1 - rateOfDropout);
    }
  };
  const share = () => next() / 2 ** 32; // from 0 to below 1
  const layers = facts.map((layer, index) => {
    const own = arrays.filter((array) => array.layer === index);
    const named = (what) => Object.fromEntries(own.map((array) => [array.name, array[what]]));
    return learningLayer({
      facts: layer, input: shapes[index], params: named("weights"), grads: named("grads"),
      drop: drop ?? dropByChance,
    });
  });

  const draw = (seed) => {
    next = randomNumbers(seed);
    next(); // the first number hardly differs from seed to seed
    for (const { shape, weights: list } of arrays) {
      const window = product(shape.slice(0, -2));
      const limit = Math.sqrt(6 / (window * (shape.at(-2) + shape.at(-1))));
      for (let i = 0; i < list.length; i++) {
        list[i] = shape.length > 1 ? limit * (2 * share() - 1) : 0;
      }
    }
  };
  const shuffle = (list) => {
    for (let last = list.length - 1; last > 0; last--) { // Fisher and Yates
      const other = Math.floor(share() * (last + 1));
      [list[last], list[other]] = [list[other], list[last]];
    }
    return list;
  };

  const image = new Float32Array(product(input));
  const slopes = new Float32Array(product(shapes.at(-1)));
  const forward = (pixels, scale, at, training) => {
    for (let i = 0; i < image.length; i++) image[i] = scale * pixels[at + i];
    let x = image;
    for (const layer of layers) x = layer.forward(x, training);
    return softmax(x);
  };
  const backward = (grad) => {
    for (let i = layers.length - 1; i >= 0; i--) grad = layers[i].backward(grad);
  };
  // The loss of an image of that class, and its slope by the scores into `slopes`.
  const judge = (probabilities, label, size) => {
    const p = probabilities[label];
    const clipped = p < SMALLEST ? SMALLEST : p > LARGEST ? LARGEST : p;
    const felt = p === clipped ? 1 / size : 0; // where it is clipped the loss is flat
    for (let k = 0; k < slopes.length; k++) slopes[k] = felt * (probabilities[k] - (k === label));
    return -Math.log(clipped);
  };

  let stepper = null; // with its memory; another optimizer starts without one
  const trainOn = ({ pixels, labels, scale }, batch, { optimizer, rate, momentum, dropout }) => {
    rateOfDropout = dropout;
    grads.fill(0);
    let [loss, right] = [0, 0];
    for (const index of batch) {
      const probabilities = forward(pixels, scale, index * image.length, true);
      right += highest(probabilities) === labels[index];
      loss += judge(probabilities, labels[index], batch.length);
      backward(slopes);
    }
    if (stepper?.name !== optimizer) {
      stepper = { name: optimizer, step: STEPPERS[optimizer](count) };
    }
    stepper.step({ weights, grads, rate, momentum });
    return { loss, right };
  };
  const forget = () => (stepper = null);
  const answer = (pixels, scale, at) => forward(pixels, scale, at, false);
  const measure = ({ pixels, labels, scale }, from, to) => {
    let [loss, right] = [0, 0];
    for (let index = from; index < to; index++) {
      const probabilities = answer(pixels, scale, index * image.length);
      right += highest(probabilities) === labels[index];
      loss += judge(probabilities, labels[index], 1);
    }
    return { loss: loss / (to - from), accuracy: right / (to - from) };
  };
  return { weights, grads, arrays, draw, shuffle, forget, trainOn, measure, answer };
}

// Scores into probabilities, in their place.
function softmax(x) {
  const top = x.reduce((most, score) => (score > most ? score : most), -Infinity);
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k] = Math.exp(x[k] - top);
  for (let k = 0; k < x.length; k++) x[k] /= sum;
  return x;
}

function highest(numbers) {
  let best = 0;
  for (let k = 1; k < numbers.length; k++) if (numbers[k] > numbers[best]) best = k;
  return best;
}
