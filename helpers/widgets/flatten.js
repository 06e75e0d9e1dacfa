// flatten.js: the FlattenExplorer. FACTS is the content of flatten.json.

// ---------------------------------------------------------------- arithmetic

// Place in the list of the number at (row, column, channel) of maps { height, width, channels }.
export function flatIndex({ row, column, channel }, { height, width, channels }, order) {
  return order === "channels first"
    ? (channel * height + row) * width + column
    : (row * width + column) * channels + channel;
}

// The way back: which number of the maps stands at that place of the list.
export function placeOf(index, { height, width, channels }, order) {
  if (order === "channels first") {
    const column = index % width;
    const row = Math.floor(index / width) % height;
    return { row, column, channel: Math.floor(index / (width * height)) };
  }
  const pixel = Math.floor(index / channels);
  return { row: Math.floor(pixel / width), column: pixel % width, channel: index % channels };
}

// The numbers of shuffle_order in flatten.py, which tells what it is.
export function shuffleOrder(count) {
  const order = Array.from({ length: count }, (_, i) => i);
  let state = 1;
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    const j = (state >>> 16) % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

// One map per kernel: convolution with padding 1, ReLU, and the largest number of each of
// height x width equal fields. Returns a flat list of numbers per map.
export function mapsOf(picture, kernels, height, width) {
  return kernels.map((kernel) => {
    const answers = convolve(picture, kernel, 1, 1).data;
    const [down, across] = [picture.height / height, picture.width / width];
    return Array.from({ length: height * width }, (_, cell) => {
      const top = Math.floor(cell / width) * down;
      const left = (cell % width) * across;
      let best = 0; // ReLU: nothing below 0 counts
      for (let y = top; y < top + down; y++) {
        for (let x = left; x < left + across; x++) best = Math.max(best, answers[y * picture.width + x]);
      }
      return best;
    });
  });
}

// ---------------------------------------------------------------- state

const NAMES = ["image", "height", "width", "channels", "order", "shuffle", "index"];
const MAP_NAMES = ["picture", "upright", "lying"]; // what each map shows: the digit, two kinds of edges

// White, blue and orange: in the list one sees at a glance from which map a number comes.
const TINTS = [[255, 255, 255], [120, 190, 255], [255, 170, 80]];
const tinted = (shade, channel) => TINTS[channel].map((level) => Math.round(level * (0.12 + 0.88 * shade)));

function tidy(state) {
  const one = (value, values, otherwise) => (values.includes(value) ? value : otherwise);
  const tidied = {
    image: one(state.image, FACTS.images, "digit-7"),
    height: one(state.height, FACTS.sides, 4),
    width: one(state.width, FACTS.sides, 4),
    channels: one(state.channels, FACTS.channels, 3),
    order: one(state.order, FACTS.orders, FACTS.orders[0]),
    shuffle: state.shuffle === true,
  };
  const last = tidied.height * tidied.width * tidied.channels - 1;
  const index = Number.isFinite(state.index) ? Math.round(state.index) : 0;
  return { ...tidied, index: clamp(index, 0, last) };
}

// ---------------------------------------------------------------- the widget

const PER_LINE = 21; // cells of the list in one line on the page

function render({ model, el }) {
  const app = openWidget({ model, el, names: NAMES, label: "Flatten explorer", tidy, draw });
  const pictures = pictureShelf(app, model);

  const orderOf = (state) => {
    const count = state.height * state.width * state.channels;
    return state.shuffle ? shuffleOrder(count) : Array.from({ length: count }, (_, i) => i);
  };
  const chooseCell = (channel) => ({ row, column }) => {
    const { state } = app;
    const original = flatIndex({ row, column, channel }, state, state.order);
    app.update({ index: orderOf(state).indexOf(original) });
  };
  const views = (choose, focusable, suffix) =>
    MAP_NAMES.map((name, channel) => {
      const grid = pixelGrid(app, { label: `${name}${suffix}`, move: choose(channel), focusable });
      const element = make(
        "div", { class: "lw-part" }, make("div", { class: "lw-caption" }, `${channel}: ${name}`), grid.element
      );
      return { ...grid, element };
    });
  const maps = views(chooseCell, true, ", map");
  // The list folded back into maps, as the layer does it with the gradient: without a shuffle it
  // is what came in. A cell of it stands for a place of the list, not for a number of the maps.
  const foldCell = (channel) => ({ row, column }) => {
    const { state } = app;
    app.update({ index: flatIndex({ row, column, channel }, state, state.order) });
  };
  const folded = views(foldCell, false, ", folded back");
  const list = pixelGrid(app, {
    label: "List",
    move: ({ row, column }) => {
      const { height, width, channels } = app.state;
      app.update({ index: Math.min(row * PER_LINE + column, height * width * channels - 1) });
    },
  });
  const formula = make("p", { class: "lw-formula" });
  const sentence = make("p", { class: "lw-sizes" });
  const row = (parts) => make("div", { class: "lw-planes lw-maps" }, ...parts.map((part) => part.element));

  app.root.prepend(
    make(
      "div", { class: "lw-row" },
      chooser(app, {
        label: "Picture", options: FACTS.images.map((name) => [name, name.replace("-", " ")]),
        ...bind(app, "image"),
      }),
      segments(app, { label: "Height", values: FACTS.sides, ...bind(app, "height") }),
      segments(app, { label: "Width", values: FACTS.sides, ...bind(app, "width") }),
      segments(app, { label: "Channels", values: FACTS.channels, ...bind(app, "channels") }),
      segments(app, { label: "Order", values: FACTS.orders, ...bind(app, "order") }),
      tick(app, { label: "shuffle the list", ...bind(app, "shuffle") })
    ),
    make("div", { class: "lw-caption" }, "the maps"), row(maps),
    formula,
    make("div", { class: "lw-caption" }, `the list, ${PER_LINE} numbers to a line`), list.element,
    make("div", { class: "lw-caption lw-below" }, "the list, folded back into maps"), row(folded),
    sentence
  );

  function draw(state) {
    const picture = pictures.get(state.image);
    if (!picture) return;
    const { height, width, channels, order, index } = state;
    const numbers = mapsOf(picture, FACTS.kernels.slice(0, channels), height, width);
    // Each map has its own brightness, as in a figure; the list shows the same shades.
    const shades = numbers.map((map) => map.map((x) => x / (largest(map) || 1)));
    const sources = orderOf(state); // place in the list -> place before the shuffle
    const colorOf = ({ row, column, channel }) => tinted(shades[channel][row * width + column], channel);
    const colorAt = (place) => colorOf(placeOf(sources[place], state, order));
    const from = placeOf(sources[index], state, order);
    const back = placeOf(index, state, order);

    drawMaps(maps, state, from, colorOf);
    drawMaps(folded, state, back, (cell) => colorAt(flatIndex(cell, state, order)));
    drawList(state, colorAt);
    explain(state, from, back, numbers[from.channel][from.row * width + from.column]);
  }

  function drawMaps(grids, { height, width, channels }, chosen, color) {
    grids.forEach((grid, channel) => {
      grid.element.hidden = channel >= channels;
      if (channel >= channels) return;
      const frame = { ...chosen, height: 1, width: 1, ink: "#ffd23f" };
      grid.draw({
        height, width,
        color: (row, column) => color({ row, column, channel }),
        at: { row: chosen.row, column: chosen.column },
        frames: chosen.channel === channel ? [frame] : [],
      });
    });
  }

  function drawList({ height, width, channels, index }, colorAt) {
    const count = height * width * channels;
    const columns = Math.min(PER_LINE, count);
    const paper = app.root.dataset.theme === "dark" ? [70, 74, 82] : [205, 208, 214];
    const at = { row: Math.floor(index / columns), column: index % columns };
    list.element.style.maxWidth = `${(100 * columns) / PER_LINE}%`;
    list.draw({
      height: Math.ceil(count / columns), width: columns,
      color: (row, column) => (row * columns + column < count ? colorAt(row * columns + column) : paper),
      at, frames: [{ ...at, height: 1, width: 1, ink: "#ffd23f" }],
    });
  }

  function explain(state, from, back, number) {
    const { height, width, channels, order, shuffle, index } = state;
    const { row, column, channel } = from;
    const place = flatIndex(from, state, order);
    const sum =
      order === "channels first"
        ? `(channel \u00b7 height + row) \u00b7 width + column = (${channel}\u00b7${height} + ${row})\u00b7${width} + ${column}`
        : `(row \u00b7 width + column) \u00b7 channels + channel = (${row}\u00b7${width} + ${column})\u00b7${channels} + ${channel}`;
    formula.textContent =
      `Row ${row}, column ${column}, channel ${channel} holds ${show(number)}. Its place: ${sum} = ${place}` +
      (shuffle ? `, and after the shuffle ${index}.` : ".");
    const count = height * width * channels;
    sentence.textContent =
      `Shape (${height}, ${width}, ${channels}) becomes (${count},). ` +
      (shuffle
        ? "Every number is still there, so a dense layer loses nothing: it only needs its weights in " +
          "the same new order. But neighbors are torn apart, and a convolution looks at neighbors."
        : "Nothing is computed and nothing is lost: folding the list back gives the same maps.");
    app.say(
      `${formula.textContent} Folded back it stands in row ${back.row}, column ${back.column}, ` +
      `channel ${back.channel}.`
    );
  }

  return app.dispose;
}

export default { render };
