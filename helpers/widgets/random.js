// random.js: numbers that look random and are the same on every page.

// The whole numbers of random_numbers in random.py, one at each call.
export function randomNumbers(seed) {
  let state = seed;
  return () => (state = (Math.imul(1664525, state) + 1013904223) >>> 0);
}
