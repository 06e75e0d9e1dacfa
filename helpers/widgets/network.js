// network.js: runs a network in the page, layer by layer, as `helpers` does. What it reads is
// written by network.py. A tensor is { shape, data }, its last axis runs fastest, as in NumPy.

import { decodeArray } from "./values.js";

// An array that pack wrote: { shape, data }.
export function unpackArray({ base64, scale, ...header }) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const { shape, data } = decodeArray(header, bytes);
  return { shape, data: scale === 1 ? data : Float32Array.from(data, (number) => number * scale) };
}

// An array that pack_tight wrote; a promise, because browsers take bytes out of a stream.
export async function unpackTight(packed) {
  const { shape, data } = await inflated(packed);
  return { shape, data: Float64Array.from(data, (number) => number * packed.scale) };
}

// The same without its scale, in the type that it had in Python.
export async function inflated({ deflate, ...header }) {
  const packed = Uint8Array.from(atob(deflate), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return decodeArray(header, await new Response(stream).arrayBuffer());
}

// The layers that pack_network wrote, with their weights as flat lists.
export const readLayers = (layers) =>
  layers.map((layer) => ({
    ...layer, weights: layer.weights.map((packed) => unpackArray(packed).data),
  }));

// What each layer gives for one image: a list of tensors, the last one is the network's answer.
export function runNetwork(layers, image) {
  const outputs = [];
  let x = image;
  for (const layer of layers) {
    x = { shape: layer.output, data: activate(layer, NETWORK_STEPS[layer.kind](x, layer)) };
    outputs.push(x);
  }
  return outputs;
}

// From the input and a layer to the flat list of its output, before the activation.
const NETWORK_STEPS = {
  convolution(x, layer) {
    const channels = x.shape[2];
    const filters = layer.output[2];
    const [kernel, bias] = layer.weights;
    return overWindows(x, layer, (cells, sums) => {
      sums.set(bias);
      for (const { place, tap } of cells) {
        for (let c = 0; c < channels; c++) {
          const value = x.data[place * channels + c];
          const row = (tap * channels + c) * filters; // kernel (kh, kw, C, F)
          for (let f = 0; f < filters; f++) sums[f] += value * kernel[row + f];
        }
      }
    });
  },
  // Filters that see one channel each: output f of channel f / multiplier.
  "depthwise convolution"(x, layer) {
    const channels = x.shape[2];
    const filters = layer.output[2];
    const [kernel, bias] = layer.weights;
    return overWindows(x, layer, (cells, sums) => {
      sums.set(bias);
      for (const { place, tap } of cells) {
        for (let f = 0; f < filters; f++) {
          const c = Math.floor((f * channels) / filters); // kernel (kh, kw, C, multiplier)
          sums[f] += x.data[place * channels + c] * kernel[tap * filters + f];
        }
      }
    });
  },
  "zero padding"(x, layer) {
    const copy = (cells, numbers) => eachChannel(x, cells, (value, c) => (numbers[c] = value));
    return overWindows(x, layer, copy); // windows of one pixel; those beside the image stay 0
  },
  "max pooling"(x, layer) {
    return overWindows(x, layer, (cells, best) => {
      best.fill(-Infinity);
      eachChannel(x, cells, (value, c) => (best[c] = Math.max(best[c], value)));
    });
  },
  "average pooling"(x, layer) {
    return overWindows(x, layer, (cells, sums) => {
      sums.fill(0);
      // Padding does not count.
      eachChannel(x, cells, (value, c) => (sums[c] += value / cells.length));
    });
  },
  "global average pooling"(x, layer) {
    const sums = new Float64Array(layer.output[0]);
    x.data.forEach((value, i) => (sums[i % sums.length] += value));
    return sums.map((sum) => sum / (x.data.length / sums.length));
  },
  dense(x, layer) {
    const [kernel, bias] = layer.weights;
    const units = bias.length;
    const inputs = kernel.length / units;
    const length = (x.data.length / inputs) * units;
    const sums = Float64Array.from({ length }, (_, i) => bias[i % units]);
    x.data.forEach((value, i) => {
      const to = Math.floor(i / inputs) * units;
      const row = (i % inputs) * units; // kernel (D, U)
      for (let u = 0; u < units; u++) sums[to + u] += value * kernel[row + u];
    });
    return sums;
  },
  "scale and shift"(x, { weights: [scale, shift] }) {
    return x.data.map((value, i) => value * scale[i % scale.length] + shift[i % scale.length]);
  },
  flatten: (x) => x.data,
  dropout: (x) => x.data, // in use nothing is dropped
  activation: (x) => x.data,
};

// Fill the output of a layer with windows. fill(cells, numbers) writes the numbers of all channels
// at one place; cells are the pixels that its window covers, without those of the padding.
function overWindows({ shape: [height, width] }, { window, strides, before, output }, fill) {
  const [rows, columns, channels] = output;
  const data = new Float64Array(rows * columns * channels);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const cells = [];
      for (let i = 0; i < window[0]; i++) {
        for (let j = 0; j < window[1]; j++) {
          const y = row * strides[0] + i - before[0];
          const x = column * strides[1] + j - before[1];
          const inside = y >= 0 && y < height && x >= 0 && x < width;
          if (inside) cells.push({ place: y * width + x, tap: i * window[1] + j });
        }
      }
      const start = (row * columns + column) * channels;
      fill(cells, data.subarray(start, start + channels));
    }
  }
  return data;
}

function eachChannel({ shape: [, , channels], data }, cells, visit) {
  for (const { place } of cells) {
    for (let c = 0; c < channels; c++) visit(data[place * channels + c], c);
  }
}

// The layer's activation of a flat list; softmax works on the last axis.
function activate({ activation: name, slope, output }, numbers) {
  const formulas = {
    relu: (x) => Math.max(x, 0),
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
    tanh: Math.tanh,
    leakyrelu: (x) => (x > 0 ? x : x * slope),
  };
  if (formulas[name]) return numbers.map(formulas[name]);
  if (name === "linear") return numbers;
  const last = output.at(-1);
  const result = new Float64Array(numbers.length);
  for (let start = 0; start < numbers.length; start += last) {
    const group = numbers.slice(start, start + last);
    const highest = group.reduce((a, b) => Math.max(a, b)); // so that no exponential overflows
    const powers = group.map((x) => Math.exp(x - highest));
    const sum = powers.reduce((a, b) => a + b);
    result.set(powers.map((power) => power / sum), start);
  }
  return result;
}

// The part of the picture that a place in the maps of layer `index` can see, as receptive_box in
// inspection.py: { row, column, height, width }. With padding it may reach over the edge.
export function receptiveBox(layers, index, row, column) {
  let box = { row, column, height: 1, width: 1 };
  for (let i = index; i >= 0; i--) {
    const { window, strides, before } = layers[i];
    if (!window) continue; // here each place sees its own place alone
    box = {
      row: box.row * strides[0] - before[0],
      column: box.column * strides[1] - before[1],
      height: (box.height - 1) * strides[0] + window[0],
      width: (box.width - 1) * strides[1] + window[1],
    };
  }
  return box;
}
