// convolution.js: the ConvolutionExplorer. FACTS is the content of convolution.json.

// ---------------------------------------------------------------- arithmetic

// The same numbers as random_kernel in convolution.py, which says where the constants are from.
export function randomKernel(number) {
  let state = number;
  const tenths = Array.from({ length: 9 }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return ((state >>> 16) % 21) - 10;
  });
  return chunk(tenths.map((tenth) => tenth / 10), 3);
}

export { convolve, outputSize };

// ---------------------------------------------------------------- state

const PRESETS = Object.keys(FACTS.presets);
const START = "vertical-edges";
const NAMES = ["image", "preset", "kernel", "stride", "padding", "flip", "row", "column", "strokes"];

// The kernel cut, or filled up with zeros, to another size around the same center.
export function resized(kernel, size) {
  const shift = (kernel.length - size) / 2;
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => kernel[row + shift]?.[column + shift] ?? 0)
  );
}

const isKernel = (table) =>
  Array.isArray(table) && FACTS.kernel_sizes.includes(table.length) &&
  table.every((line) => Array.isArray(line) && line.length === table.length) &&
  table.flat().every((x) => Number.isFinite(x) && Math.abs(x) <= FACTS.largest_number);

// The kernel that a preset's name stands for; undefined for other names, and for learned kernels
// that are not there.
export function presetKernel(name, learned = []) {
  if (PRESETS.includes(name)) return FACTS.presets[name];
  const [, kind, number] = /^(random|learned)-([1-9]\d{0,2})$/.exec(name) ?? [];
  return kind === "random" ? randomKernel(Number(number)) : learned[number - 1];
}

function tidyState(state, learned) {
  const one = (value, values, otherwise) => (values.includes(value) ? value : otherwise);
  const place = (value) => (Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0);
  const custom = state.preset === "custom" && isKernel(state.kernel);
  const named = presetKernel(state.preset, learned.kernels);
  // Learned kernels may still be on their way: keep the name until they are known not to come.
  const waiting = learned.waiting && /^learned-\d$/.test(state.preset);
  return {
    ...state,
    image: one(state.image, FACTS.images, "digit-7"),
    preset: custom || named || waiting ? state.preset : START,
    kernel: custom ? state.kernel : (named ?? FACTS.presets[START]),
    stride: one(state.stride, FACTS.strides, 1),
    padding: one(state.padding, FACTS.paddings, 0),
    flip: state.flip === true,
    row: place(state.row),
    column: place(state.column),
    strokes: tidyStrokes(state.strokes) ?? [],
  };
}

// ---------------------------------------------------------------- the widget

function render({ model, el }) {
  const learned = { kernels: [], waiting: true };
  let input = null; // the picture that is drawn, and its map
  let map = null;

  const app = openWidget({
    model, el, names: NAMES, label: "Convolution explorer",
    tidy: (state) => tidyState(state, learned), draw,
  });
  const state = () => app.state;
  const pictures = pictureShelf(app, model);
  const scale = (limit) => (x) => diverging(limit ? x / limit : 0, app.root.dataset.theme);

  // -------------------------------------------------------------- parts
  const setKernel = (kernel) => app.update({ preset: "custom", kernel });
  const walk = makeWalk(app, { size: () => map, visit: (cell) => app.update(cell) });
  const moveTo = (cell) => walk.playing() || app.update(cell);

  const inputGrid = pixelGrid(app, {
    label: "Input",
    move: (pixel) => {
      const { kernel, stride } = state();
      if (map) moveTo(nearestCell(pixel, { size: kernel.length, stride, map }));
    },
  });
  const outputGrid = pixelGrid(app, { label: "Feature map", move: moveTo });
  const bar = colorBar();
  const editor = numberEditor({ label: "Kernel", change: setKernel, limit: FACTS.largest_number });
  const windowTable = numberTable("window");
  const kernelTable = numberTable("kernel");
  const productTable = numberTable("products");
  const sum = make("output", { class: "lw-sum" });
  const written = make("p", { class: "lw-written", "aria-hidden": "true" });
  const sizes = make("p", { class: "lw-sizes" });

  const chips = presetChips({ app, learned });
  const title = (name) => (name === "drawing" ? "your drawing" : name.replace("-", " "));
  const board = drawingBoard(app, {
    label: "Drawing board", strokes: (now) => now.strokes, change: (strokes) => app.update({ strokes }),
  });
  board.element.classList.add("lw-sketch");

  app.root.prepend(
    make(
      "div", { class: "lw-row" },
      chooser(app, {
        label: "Picture", options: FACTS.images.map((name) => [name, title(name)]), ...bind(app, "image"),
      }),
      segments(app, { label: "Stride", values: FACTS.strides, ...bind(app, "stride") }),
      segments(app, { label: "Padding", values: FACTS.paddings, ...bind(app, "padding") }),
      segments(app, {
        label: "Kernel size", values: FACTS.kernel_sizes,
        get: ({ kernel }) => kernel.length, pick: (size) => setKernel(resized(state().kernel, size)),
      })
    ),
    board.element, chips,
    make(
      "div", { class: "lw-stage" },
      make("div", { class: "lw-part" }, make("div", { class: "lw-caption" }, "input"), inputGrid.element),
      make(
        "div", { class: "lw-part lw-middle" }, make("div", { class: "lw-caption" }, "kernel: edit it"),
        editor.element, tick(app, { label: "flip the kernel", ...bind(app, "flip") })
      ),
      make(
        "div", { class: "lw-part" }, make("div", { class: "lw-caption" }, "feature map"),
        outputGrid.element, bar.element
      )
    ),
    walk.element,
    make(
      "div", { class: "lw-equation" },
      windowTable.element, make("span", { class: "lw-sign" }, "\u00d7"),
      kernelTable.element, make("span", { class: "lw-sign" }, "="),
      productTable.element, make("span", { class: "lw-sign" }, "sum", sum)
    ),
    written, sizes
  );

  // -------------------------------------------------------------- drawing
  function draw(now) {
    chips.show(now);
    walk.set();
    const kernelLimit = largest(now.kernel.flat());
    editor.set(now.kernel, scale(kernelLimit));
    const isDrawn = now.image === "drawing";
    board.element.hidden = !isDrawn;
    if (isDrawn) board.set(now);
    input = isDrawn ? digitOf(now.strokes) : pictures.get(now.image);
    if (!input) return;

    const { kernel, stride, padding, flip } = now;
    const size = kernel.length;
    map = convolve(input, kernel, stride, padding, flip);
    const row = Math.min(now.row, map.height - 1);
    const column = Math.min(now.column, map.width - 1);
    const shown = walk.shown();
    const limit = largest(map.data);

    drawInput({ row, column, size, stride, padding });
    drawMap({ row, column, shown, limit });
    bar.set(limit, app.root.dataset.theme);
    sizes.textContent = sizeSentence({ input, size, stride, padding, map });

    const used = (flip ? flipped(kernel) : kernel).flat();
    const pixels = windowAt(input, size, stride, padding, row, column);
    const products = pixels.map((x, i) => x * used[i]);
    const total = map.data[row * map.width + column];
    windowTable.set(pixels, size, gray);
    kernelTable.set(used, size, scale(kernelLimit));
    productTable.set(products, size, scale(kernelLimit));
    const shade = scale(limit)(total);
    sum.textContent = show(total);
    sum.style.background = css(shade);
    sum.style.color = inkOn(shade);
    written.textContent = writtenSum(pixels, used, total);
    describe({ row, column, total, limit });
  }

  function drawInput({ row, column, size, stride, padding }) {
    const margin = [44, 52, 72]; // padding is zero, but not part of the picture: tell it apart
    inputGrid.draw({
      height: input.height + 2 * padding,
      width: input.width + 2 * padding,
      color: (y, x) => {
        const [r, c] = [y - padding, x - padding];
        const inside = r >= 0 && r < input.height && c >= 0 && c < input.width;
        return inside ? gray(input.data[r * input.width + c]) : margin;
      },
      at: {
        row: row * stride + (size - 1) / 2,
        column: column * stride + (size - 1) / 2,
      },
      jump: stride,
      frames: [{ row: row * stride, column: column * stride, height: size, width: size, ink: "#ffd23f" }],
    });
  }

  function drawMap({ row, column, shown, limit }) {
    const color = scale(limit);
    const blank = app.root.dataset.theme === "dark" ? [70, 74, 82] : [205, 208, 214];
    outputGrid.draw({
      height: map.height,
      width: map.width,
      color: (y, x) => {
        const index = y * map.width + x;
        return index < shown ? color(map.data[index]) : blank;
      },
      at: { row, column },
      frames: [{ row, column, height: 1, width: 1, ink: "#ffd23f" }],
    });
  }

  function describe({ row, column, total, limit }) {
    const share = limit ? Math.round((100 * Math.abs(total)) / limit) : 0;
    app.say(
      `Row ${row}, column ${column} of the map: the sum is ${show(total)}, ` +
      `${share} percent of the strongest answer. ${sizes.textContent}`
    );
  }

  ask(model, "filters/course").then(
    ({ shape: [, side], data }) => {
      const rounded = Array.from(data, (x) => Math.round(1000 * x) / 1000);
      learned.kernels = chunk(chunk(rounded, side), side);
    },
    (error) => (learned.missing = error.message)
  ).finally(() => {
    learned.waiting = false;
    app.redraw();
  });

  return app.dispose;
}

// "0.5×1 + 0.99×(−1) = −0.49": the products that are not zero, at most twelve of them.
function writtenSum(pixels, weights, total) {
  const terms = pixels
    .map((x, i) => [x, weights[i]])
    .filter(([x, weight]) => x * weight)
    .map(([x, weight]) => `${show(x)}\u00d7${weight < 0 ? `(${show(weight)})` : show(weight)}`);
  if (!terms.length) return "All products are 0, so the sum is 0.";
  const more = terms.length - 12;
  const rest = more > 0 ? ` + ${more} more` : "";
  return `${terms.slice(0, 12).join(" + ")}${rest} = ${show(total)}`;
}

// A button for each preset, with a small picture of its kernel. "random" and "learned" give
// another kernel at each press.
function presetChips({ app, learned }) {
  const kinds = [...PRESETS, "random", "learned"];
  const chips = kinds.map((kind) => {
    const picture = make("canvas", { "aria-hidden": "true", width: 7, height: 7 });
    const text = make("span", {}, kind.replace("-", " "));
    const press = () => {
      const number = Number(app.state.preset.split("-")[1]) || 0;
      if (kind === "random") app.update({ preset: `random-${1 + Math.floor(999 * Math.random())}` });
      else if (kind === "learned") {
        app.update({ preset: `learned-${(number % Math.max(1, learned.kernels.length)) + 1}` });
      } else app.update({ preset: kind });
    };
    return { kind, picture, text, element: make("button", { type: "button", class: "lw-chip", onclick: press }, picture, text) };
  });
  const element = make(
    "div", { class: "lw-chips", role: "group", "aria-label": "Presets of the kernel" },
    ...chips.map((chip) => chip.element)
  );
  element.show = ({ preset }) => {
    for (const { kind, picture, text, element: chip } of chips) {
      const chosen = preset === kind || preset.startsWith(`${kind}-`);
      chip.setAttribute("aria-pressed", String(chosen));
      if (kind === "random" || kind === "learned") {
        text.textContent = chosen ? preset.replace("-", " ") : kind;
      }
      if (kind === "learned") {
        chip.disabled = !learned.kernels.length;
        chip.title = learned.missing ?? "Kernels of the first layer of the course network";
      }
      const kernel = presetKernel(chosen ? preset : `${kind}-1`, learned.kernels) ?? FACTS.presets[kind];
      if (kernel) drawThumbnail(picture, kernel, app.root.dataset.theme);
    }
  };
  return element;
}

function drawThumbnail(canvas, kernel, theme) {
  const size = kernel.length;
  const limit = largest(kernel.flat()) || 1;
  canvas.width = canvas.height = size; // the style sheet enlarges it without smoothing
  const pen = canvas.getContext("2d");
  kernel.forEach((line, row) =>
    line.forEach((x, column) => {
      pen.fillStyle = css(diverging(x / limit, theme));
      pen.fillRect(column, row, 1, 1);
    })
  );
}

export default { render };
