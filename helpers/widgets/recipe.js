// recipe.js: how a number in a network is made, in pictures and in words.

// A filter over many channels. One column for each: the input map with its window, the slice of
// the filter for it, and what the two give.
function makeSlices(channels) {
  const columns = Array.from({ length: channels }, () => {
    const map = make("canvas");
    const slice = make("canvas");
    const framed = frameOver(map);
    const sum = make("span");
    return { map, slice, framed, sum, element: make("div", {}, framed.element, slice, sum) };
  });
  const element = make(
    "div", { class: "lw-slices", "aria-hidden": "true" }, ...columns.map((column) => column.element)
  );
  const set = ({ x, layer, place, item, theme, sums }) => {
    const colors = paletteOf(theme);
    const [brightest, heaviest] = [largest(x.data), largest(layer.weights[0])];
    const [height, width] = layer.window ?? [1, 1];
    const one = { count: 1, columns: 1, colors };
    columns.forEach(({ map, slice, framed, sum }, channel) => {
      const at = (_, cell) => x.data[cell * channels + channel];
      paintMaps(map, { ...one, height: x.shape[0], width: x.shape[1], at, limit: brightest });
      framed.set(clippedBox(windowOf(x, layer, place, channel).box, x.shape), x.shape);
      const weights = sliceOf(layer, channels, channel, item);
      paintMaps(slice, { ...one, height, width, at: (_, cell) => weights[cell], limit: heaviest });
      sum.textContent = show(sums[channel]);
    });
  };
  return { element, set };
}

// A filter over one to three channels, in numbers: window times slice.
function makeProducts(channels) {
  const names = channels === 3 ? ["red ", "green ", "blue "] : ["", ""];
  const sign = (text) => make("span", { class: "lw-sign", "aria-hidden": "true" }, text);
  const rows = names.slice(0, channels).map((name) => {
    const window = numberTable(`${name}window`);
    const slice = numberTable(`${name}filter`);
    const sum = make("span", { class: "lw-sum" });
    const parts = [window.element, sign("\u00d7"), slice.element, sign("="), sum];
    return { window, slice, sum, element: make("div", { class: "lw-equation" }, ...parts) };
  });
  const element = make("div", {}, ...rows.map((row) => row.element));
  const set = ({ x, layer, place, item, theme, sums }) => {
    const shade = (limit) => (number) => diverging(number / (limit || 1), theme);
    rows.forEach(({ window, slice, sum }, channel) => {
      const { numbers, columns } = windowOf(x, layer, place, channel);
      window.set(numbers, columns, shade(largest(x.data)));
      slice.set(sliceOf(layer, channels, channel, item), columns, shade(largest(layer.weights[0])));
      sum.textContent = show(sums[channel]);
    });
  };
  return { element, set };
}

// What a pooling window covers, the largest marked.
function makePool() {
  const table = numberTable("window");
  const set = ({ x, layer, place, item, theme }) => {
    const { numbers, columns } = windowOf(x, layer, place, item, true);
    const limit = largest(x.data) || 1;
    const winner = layer.kind === "max pooling" ? numbers.indexOf(Math.max(...numbers)) : -1;
    table.set(numbers, columns, (number) => diverging(number / limit, theme), winner);
    return numbers.length;
  };
  return { element: table.element, set };
}

// ---------------------------------------------------------------- in words

// "and ReLU lets it pass": what the activation does to a sum.
function afterwards({ activation }, value) {
  if (activation === "linear") return ".";
  if (activation !== "relu") return `, of which ${spelled[activation]} makes ${show(value)}.`;
  return value > 0 ? ", and ReLU lets it pass." : ": not above 0, so ReLU makes it 0.";
}

function weighedWords({ layer, item, value, sums, from }) {
  const sum = sums.reduce((a, b) => a + b);
  const bias = layer.weights[1][item];
  const parts = sums.length === 1
    ? "The products add up to"
    : `Each of the ${sums.length} input ${from[2] > 3 ? "maps" : "channels"} has its own slice of the ` +
      "filter. What they give is summed:";
  const biased = `The bias of ${show(bias)} makes it ${show(sum + bias)}`;
  return `${parts} ${show(sum)}. ${biased}${afterwards(layer, value)}`;
}

// `within` is the input of the unit that is looked at.
function denseWords({ x, layer, item, value, within }) {
  const given = contributionsOf(x, layer, item);
  const sum = given.reduce((a, b) => a + b, 0);
  const [kernel, bias] = layer.weights;
  const weight = kernel[within * bias.length + item];
  return (
    `Input ${within} is ${show(x.data[within])}, its weight ${show(weight)}: it adds ${show(given[within])}. ` +
    `All ${given.length} inputs add ${show(sum)}, and the bias of ${show(bias[item])} makes it ` +
    `${show(sum + bias[item])}${afterwards(layer, value)}`
  );
}

function scaledWords({ x, layer, place, item, value, from }) {
  const [scale, shift] = layer.weights;
  const number = isMaps(from) ? x.data[(place.row * from[1] + place.column) * from[2] + item] : x.data[item];
  return `${show(number)} times ${show(scale[item])}, plus ${show(shift[item])}, is ${show(value)}.`;
}

const OTHER_WORDS = {
  "global average pooling": ({ from, value }) =>
    `The mean of all ${from[0] * from[1]} numbers of this map is ${show(value)}.`,
  flatten: ({ source, value }) =>
    `${upper(source)} was ${show(value)}, and still is: the list forgets only where it stood.`,
  activation: ({ layer, value }) => `${upper(spelled[layer.activation] ?? "it")} makes ${show(value)} of it.`,
  "scale and shift": scaledWords,
  dense: denseWords,
};

// What makes the numbers of a stage: a figure where one helps, and a sentence. set(now) is called with
// what the widget shows: the input x, the layer, the place, the item, the value, the theme ...
function makeRecipe({ layer, form, from }) {
  const sentence = make("p", { class: "lw-written" });
  const title = make("div", { class: "lw-caption" }, "How this number is made");
  const element = make("div", { class: "lw-part" }, title);
  const weighs = form === "maps" && ["convolution", "dense"].includes(layer.kind);
  const pools = form === "maps" && layer.kind.endsWith("pooling");
  const figure = weighs ? (from[2] > 3 ? makeSlices : makeProducts)(from[2]) : pools ? makePool() : null;
  if (figure) element.append(figure.element);
  element.append(sentence);

  const write = (all) => {
    if (weighs) {
      const sums = partialSums(all.x, layer, all.place, all.item);
      figure.set({ ...all, sums });
      return weighedWords({ ...all, sums });
    }
    if (!pools) return OTHER_WORDS[layer.kind](all);
    const count = figure.set(all);
    const which = layer.kind === "max pooling" ? "largest" : "mean";
    return `The ${which} of these ${count} numbers is ${show(all.value)}.`;
  };
  const set = (now) => (sentence.textContent = write({ ...now, layer, from }));
  return { element, set };
}
