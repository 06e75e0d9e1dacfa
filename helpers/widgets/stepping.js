// stepping.js: the optimizers of helpers/optimizers.py, for all weights of a network in one list.

// step({ weights, grads, rate, momentum }) moves the weights; the memory starts at 0.
export const STEPPERS = {
  SGD: (count) => {
    const velocity = new Float32Array(count);
    return ({ weights, grads, rate, momentum }) => {
      if (momentum === 0) {
        for (let i = 0; i < count; i++) weights[i] -= rate * grads[i];
        return;
      }
      for (let i = 0; i < count; i++) {
        velocity[i] = momentum * velocity[i] - rate * grads[i];
        weights[i] += velocity[i];
      }
    };
  },
  Adam: (count) => {
    const [mean, square] = [new Float32Array(count), new Float32Array(count)];
    const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7];
    let t = 0;
    return ({ weights, grads, rate }) => {
      t += 1;
      const length = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      for (let i = 0; i < count; i++) {
        const grad = grads[i];
        mean[i] += (1 - beta1) * (grad - mean[i]);
        square[i] += (1 - beta2) * (grad * grad - square[i]);
        weights[i] -= (length * mean[i]) / (Math.sqrt(square[i]) + epsilon);
      }
    };
  },
};
