// fresh.js: draw only what is new. A browser lays out and paints anew whatever is written, even
// when it is what stood there before.

// A function that calls act(...values) when one of the values is another than the last time, and
// returns what act returned then.
export function whenNew(act) {
  let last = null;
  let result;
  return (...values) => {
    if (last && values.every((value, i) => Object.is(value, last[i]))) return result;
    last = values;
    return (result = act(...values));
  };
}

// Write on an element.
export function rewrite(element, text) {
  if (element.textContent !== `${text}`) element.textContent = text;
}
