// learning.js: layers that learn, for one image at a time: what they take and give stays in the
// processor's cache. They keep the contract of helpers/layer.py: forward(x, training) gives y,
// backward(grad) gives the slope by x, and adds to the slopes of the weights. A layer writes into
// arrays of its own, made once; who wants to keep them copies them. Images are (H, W, C), flat.

// What stands in a layer's weights, as { name: shape }, in Keras's order; or nothing.
export function weightShapes({ kind, window, output }, input) {
  const last = input.at(-1);
  const units = output.at(-1);
  if (kind === "convolution") return { kernel: [...window, last, units], bias: [units] };
  return kind === "dense" ? { kernel: [last, units], bias: [units] } : {};
}

// The layer of those facts (see layer_facts in network.py).
//   input    shape of its input
//   params   { kernel, bias }, and grads like it: flat lists
//   drop     (mask) => fills the mask of a dropout
export function learningLayer({ facts, input, params, grads, drop }) {
  const makers = {
    convolution: () => convolution({ facts, input, params, grads }),
    "max pooling": () => maxPooling({ facts, input }),
    flatten: () => ({ forward: (x) => x, backward: (grad) => grad }),
    dense: () => dense({ inputs: input[0], units: facts.output[0], params, grads }),
    dropout: () => dropout({ units: input[0], drop }),
  };
  const make = makers[facts.kind];
  if (!make) {
    throw new Error(
      `A page can train the layers ${Object.keys(makers).join(", ")}. Received ${facts.kind}. ` +
      "Build the network of these."
    );
  }
  return facts.activation === "relu" ? withRelu(make()) : make();
}

// Behind a layer: what is below zero becomes 0, and so does its slope.
function withRelu(layer) {
  let y = null;
  const forward = (x, training) => {
    y = layer.forward(x, training);
    for (let i = 0; i < y.length; i++) if (y[i] < 0) y[i] = 0; // a NaN stays, and can be seen
    return y;
  };
  const backward = (grad) => {
    for (let i = 0; i < y.length; i++) if (y[i] === 0) grad[i] = 0;
    return layer.backward(grad);
  };
  return { forward, backward };
}

// Windows in steps of 1, without padding; filters in groups of eight, whose sums are eight numbers
// that the processor holds in its registers. A zero is skipped: most pixels are black, and most
// slopes are 0 behind a max pooling. That makes the way there 1.5 times as fast, the way back 4.
function convolution({ facts, input: [height, width, channels], params, grads }) {
  const [rows, columns, filters] = facts.output;
  const [high, wide] = facts.window;
  if (filters % 8 || rows !== height - high + 1 || columns !== width - wide + 1) {
    throw new Error(
      "A page can train convolutions with strides of 1, no padding, and 8, 16, 24 ... filters. " +
      `Received ${facts.name} with the output ${facts.output}. Change these.`
    );
  }
  const { kernel, bias } = params; // kernel (high, wide, channels, filters)
  const run = wide * channels; // numbers of a window that stand side by side
  const y = new Float32Array(rows * columns * filters);
  const gradX = new Float32Array(height * width * channels);
  let seen = null;

  const forward = (x) => {
    seen = x;
    for (let f = 0; f < filters; f += 8) {
      for (let place = 0, at = f; place < rows * columns; place++, at += filters) {
        const corner = (Math.floor(place / columns) * width + (place % columns)) * channels;
        let s0 = bias[f];
        let s1 = bias[f + 1];
        let s2 = bias[f + 2];
        let s3 = bias[f + 3];
        let s4 = bias[f + 4];
        let s5 = bias[f + 5];
        let s6 = bias[f + 6];
        let s7 = bias[f + 7];
        for (let i = 0, k = f; i < high; i++) {
          const start = corner + i * width * channels;
          for (let from = start; from < start + run; from++, k += filters) {
            const value = x[from];
            if (value === 0) continue;
            s0 += value * kernel[k];
            s1 += value * kernel[k + 1];
            s2 += value * kernel[k + 2];
            s3 += value * kernel[k + 3];
            s4 += value * kernel[k + 4];
            s5 += value * kernel[k + 5];
            s6 += value * kernel[k + 6];
            s7 += value * kernel[k + 7];
          }
        }
        y[at] = s0;
        y[at + 1] = s1;
        y[at + 2] = s2;
        y[at + 3] = s3;
        y[at + 4] = s4;
        y[at + 5] = s5;
        y[at + 6] = s6;
        y[at + 7] = s7;
      }
    }
    return y;
  };

  const backward = (grad) => {
    const { kernel: gradKernel, bias: gradBias } = grads;
    gradX.fill(0);
    for (let place = 0, at = 0; place < rows * columns; place++) {
      const corner = (Math.floor(place / columns) * width + (place % columns)) * channels;
      for (let f = 0; f < filters; f++, at++) {
        const slope = grad[at];
        if (slope === 0) continue;
        gradBias[f] += slope;
        for (let i = 0, k = f; i < high; i++) {
          const start = corner + i * width * channels;
          for (let from = start; from < start + run; from++, k += filters) {
            gradKernel[k] += slope * seen[from];
            gradX[from] += slope * kernel[k];
          }
        }
      }
    }
    return gradX;
  };
  return { forward, backward };
}

// The largest of each window; its slope goes to where the largest stood, the first of equals.
function maxPooling({ facts, input: [height, width, channels] }) {
  const [rows, columns] = facts.output;
  const { window: [high, wide], strides: [down, across], before } = facts;
  const inside = (rows - 1) * down + high <= height && (columns - 1) * across + wide <= width;
  if (before[0] || before[1] || !inside) {
    throw new Error(
      `A page can train max pooling without padding. Received ${facts.name} with padding. ` +
      "Take padding=\"valid\"."
    );
  }
  const y = new Float32Array(rows * columns * channels);
  const places = new Int32Array(y.length);
  const gradX = new Float32Array(height * width * channels);

  const forward = (x) => {
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const corner = (row * down * width + column * across) * channels;
        for (let c = 0; c < channels; c++, at++) {
          let best = corner + c;
          for (let i = 0; i < high; i++) {
            for (let j = 0; j < wide; j++) {
              const place = corner + (i * width + j) * channels + c;
              if (x[place] > x[best]) best = place;
            }
          }
          y[at] = x[best];
          places[at] = best;
        }
      }
    }
    return y;
  };
  const backward = (grad) => {
    gradX.fill(0);
    for (let at = 0; at < grad.length; at++) gradX[places[at]] += grad[at];
    return gradX;
  };
  return { forward, backward };
}

function dense({ inputs, units, params: { kernel, bias }, grads }) {
  const y = new Float32Array(units);
  const gradX = new Float32Array(inputs);
  let seen = null;

  const forward = (x) => {
    seen = x;
    y.set(bias);
    for (let i = 0, row = 0; i < inputs; i++, row += units) {
      const value = x[i];
      if (value === 0) continue;
      for (let u = 0; u < units; u++) y[u] += value * kernel[row + u];
    }
    return y;
  };
  const live = new Int32Array(units); // the units whose slope is not 0: half of them, or fewer
  const backward = (grad) => {
    let count = 0;
    for (let u = 0; u < units; u++) {
      grads.bias[u] += grad[u];
      if (grad[u] !== 0) live[count++] = u;
    }
    const gradKernel = grads.kernel;
    for (let i = 0, row = 0; i < inputs; i++, row += units) {
      const value = seen[i];
      let sum = 0;
      for (let n = 0; n < count; n++) {
        const u = live[n];
        sum += grad[u] * kernel[row + u];
        gradKernel[row + u] += value * grad[u];
      }
      gradX[i] = sum;
    }
    return gradX;
  };
  return { forward, backward };
}

// In training each number is multiplied by its mask, 0 or 1 / (1 - rate); in use nothing happens.
function dropout({ units, drop }) {
  const mask = new Float32Array(units);
  const y = new Float32Array(units);
  const gradX = new Float32Array(units);
  const forward = (x, training) => {
    if (!training) return x;
    drop(mask);
    for (let i = 0; i < units; i++) y[i] = x[i] * mask[i];
    return y;
  };
  const backward = (grad) => {
    for (let i = 0; i < units; i++) gradX[i] = grad[i] * mask[i];
    return gradX;
  };
  return { forward, backward };
}
