// pooling.js: the PoolingExplorer. FACTS is the content of pooling.json.

// ---------------------------------------------------------------- arithmetic

// Index of the first of the largest numbers: where several tie, the first one wins.
const firstMaximum = (numbers) => numbers.indexOf(Math.max(...numbers));

const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

// The pooled map { height, width, data } of a picture of the same form; a ragged edge is dropped.
export function pool(picture, kind, size, stride) {
  const height = outputSize(picture.height, size, stride, 0).size;
  const width = outputSize(picture.width, size, stride, 0).size;
  const data = Float64Array.from({ length: height * width }, (_, i) => {
    const numbers = windowAt(picture, size, stride, 0, Math.floor(i / width), i % width);
    return kind === "max" ? Math.max(...numbers) : mean(numbers);
  });
  return { height, width, data };
}

// What each number of a window gets of the gradient of its output: a flat list that sums to 1.
export function shares(numbers, kind) {
  if (kind === "average") return numbers.map(() => 1 / numbers.length);
  const winner = firstMaximum(numbers);
  return numbers.map((_, i) => (i === winner ? 1 : 0));
}

// The gradient by the picture, given the gradient by the pooled map (a flat list).
export function poolGradient(picture, grad, kind, size, stride) {
  const { height, width } = picture;
  const columns = outputSize(width, size, stride, 0).size;
  const data = new Float64Array(height * width);
  grad.forEach((g, output) => {
    const row = Math.floor(output / columns);
    const column = output % columns;
    shares(windowAt(picture, size, stride, 0, row, column), kind).forEach((share, i) => {
      const y = row * stride + Math.floor(i / size);
      const x = column * stride + (i % size);
      data[y * width + x] += share * g; // windows that overlap add up
    });
  });
  return { height, width, data };
}

// The picture moved to the right; what comes in on the left is 0.
export function shifted(picture, by) {
  const { width } = picture;
  const data = picture.data.map((_, i) => (i % width < by ? 0 : picture.data[i - by]));
  return { ...picture, data };
}

// How much b differs from a: the sum of all differences as a share of the sum of a.
export function change(a, b) {
  const sum = (numbers) => numbers.reduce((total, x) => total + Math.abs(x), 0);
  return sum(a) ? sum(a.map((x, i) => x - b[i])) / sum(a) : 0;
}

// ---------------------------------------------------------------- state

const NAMES = ["image", "edges", "kind", "size", "stride", "shift", "view", "row", "column"];

function tidy(state) {
  const one = (value, values, otherwise = values[0]) => (values.includes(value) ? value : otherwise);
  const place = (value) => (Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0);
  return {
    image: one(state.image, FACTS.images, "digit-7"),
    edges: state.edges === true,
    kind: one(state.kind, FACTS.kinds),
    size: one(state.size, FACTS.sizes),
    stride: one(state.stride, FACTS.strides, 2),
    shift: one(state.shift, FACTS.shifts),
    view: one(state.view, FACTS.views),
    row: place(state.row),
    column: place(state.column),
  };
}

// What is pooled: the picture, or the answers of an edge filter after ReLU.
function inputOf(picture, { edges, shift }) {
  const moved = shifted(picture, shift);
  if (!edges) return moved;
  const answers = convolve(moved, FACTS.edges);
  return { ...answers, data: answers.data.map((x) => Math.max(0, x)) };
}

// ---------------------------------------------------------------- the widget

function render({ model, el }) {
  const app = openWidget({ model, el, names: NAMES, label: "Pooling explorer", tidy, draw });
  const pictures = pictureShelf(app, model);
  let map = null;

  const walk = makeWalk(app, { size: () => map, visit: (cell) => app.update(cell) });
  const moveTo = (cell) => walk.playing() || app.update(cell);
  const inputGrid = pixelGrid(app, {
    label: "Input", move: (pixel) => map && moveTo(nearestCell(pixel, { ...app.state, map })),
  });
  const outputGrid = pixelGrid(app, { label: "Pooled map", move: moveTo });
  const inputCaption = make("div", { class: "lw-caption" });
  const bar = colorBar();
  const windowTable = numberTable("window");
  const shareTable = numberTable("its share of the gradient");
  const result = make("output", { class: "lw-sum" });
  const resultName = make("span");
  const lesson = make("p", { class: "lw-lesson" });
  const sizes = make("p", { class: "lw-sizes" });
  const changes = make("p", { class: "lw-changes" });

  app.root.prepend(
    make(
      "div", { class: "lw-row" },
      chooser(app, {
        label: "Picture", options: FACTS.images.map((name) => [name, name.replace("-", " ")]),
        ...bind(app, "image"),
      }),
      segments(app, { label: "Keep", values: FACTS.kinds, ...bind(app, "kind") }),
      segments(app, { label: "Window", values: FACTS.sizes, ...bind(app, "size") }),
      segments(app, { label: "Stride", values: FACTS.strides, ...bind(app, "stride") }),
      segments(app, { label: "Shift the picture", values: FACTS.shifts, ...bind(app, "shift") }),
      segments(app, {
        label: "Direction", values: FACTS.views, texts: ["forward", "way back"], ...bind(app, "view"),
      }),
      tick(app, { label: "edge filter and ReLU first", ...bind(app, "edges") })
    ),
    make(
      "div", { class: "lw-stage" },
      make("div", { class: "lw-part" }, inputCaption, inputGrid.element, bar.element),
      make(
        "div", { class: "lw-part lw-middle" }, windowTable.element, shareTable.element,
        make("div", { class: "lw-result" }, resultName, result)
      ),
      make(
        "div", { class: "lw-part" }, make("div", { class: "lw-caption" }, "pooled map"),
        outputGrid.element
      )
    ),
    walk.element, lesson, sizes, changes
  );

  function draw(state) {
    walk.set();
    const picture = pictures.get(state.image);
    if (!picture) return;
    const { kind, size, stride } = state;
    const input = inputOf(picture, state);
    map = pool(input, kind, size, stride);
    const at = { row: Math.min(state.row, map.height - 1), column: Math.min(state.column, map.width - 1) };
    const back = state.view === "back";

    const brightest = Math.max(...input.data) || 1;
    const shade = (x) => gray(x / brightest);
    const numbers = windowAt(input, size, stride, 0, at.row, at.column);
    const value = map.data[at.row * map.width + at.column];
    const winner = kind === "max" ? firstMaximum(numbers) : -1;
    drawInput({ state, input, at, back, shade });
    drawMap({ at, shade });
    windowTable.set(numbers, size, shade, winner);
    shareTable.element.hidden = !back;
    shareTable.set(shares(numbers, kind), size, (x) => diverging(x, app.root.dataset.theme), winner);
    resultName.textContent = kind === "max" ? "largest" : "mean";
    result.textContent = show(value);
    result.style.background = css(shade(value));
    result.style.color = inkOn(shade(value));
    explain({ state, picture, input, back, value, at, size, stride, kind });
  }

  function drawInput({ state, input, at, back, shade }) {
    const { kind, size, stride } = state;
    const gradient = back
      ? poolGradient(input, Array(map.data.length).fill(1), kind, size, stride)
      : null;
    const limit = back ? largest(gradient.data) : 0;
    inputCaption.textContent = back ? "gradient of the input" : "input";
    bar.element.hidden = !back;
    if (back) bar.set(limit, app.root.dataset.theme);
    inputGrid.draw({
      height: input.height,
      width: input.width,
      color: (row, column) => {
        const index = row * input.width + column;
        return back ? diverging(gradient.data[index] / limit, app.root.dataset.theme) : shade(input.data[index]);
      },
      at: {
        row: at.row * stride + Math.floor((size - 1) / 2),
        column: at.column * stride + Math.floor((size - 1) / 2),
      },
      jump: stride,
      frames: [{
        row: at.row * stride, column: at.column * stride, height: size, width: size, ink: "#ffd23f",
      }],
    });
  }

  function drawMap({ at, shade }) {
    const blank = app.root.dataset.theme === "dark" ? [70, 74, 82] : [205, 208, 214];
    outputGrid.draw({
      height: map.height,
      width: map.width,
      color: (row, column) => {
        const index = row * map.width + column;
        return index < walk.shown() ? shade(map.data[index]) : blank;
      },
      at,
      frames: [{ ...at, height: 1, width: 1, ink: "#ffd23f" }],
    });
  }

  function explain({ state, picture, input, back, value, at, size, stride, kind }) {
    const cells = size * size;
    const texts = {
      max: [
        `The window keeps the largest of ${cells} numbers and forgets where it stood.`,
        "Each output hands its gradient of 1 to the pixel that won: the first of the largest ones. " +
          "All others could change a little without any effect, so they get 0.",
      ],
      average: [
        `The window keeps the mean of ${cells} numbers.`,
        `Each output hands every pixel of its window the same share of its gradient of 1: ${show(1 / cells, 3)}.`,
      ],
    };
    const overlap = stride < size ? " Windows overlap here, so the shares of a pixel add up." : "";
    lesson.textContent = texts[kind][back ? 1 : 0] + (back ? overlap : "");
    sizes.textContent = sizeSentence({ input, size, stride, padding: 0, map });
    changes.hidden = state.shift === 0;
    if (state.shift) {
      const still = inputOf(picture, { ...state, shift: 0 });
      const percent = (share) => `${Math.round(100 * share)} %`;
      changes.textContent =
        `Shifted by ${state.shift}: the input changed by ${percent(change(still.data, input.data))}, the ` +
        `pooled map by ${percent(change(pool(still, kind, size, stride).data, map.data))}.`;
    }
    app.say(
      `Row ${at.row}, column ${at.column} of the pooled map: the ${kind === "max" ? "largest" : "mean"} is ` +
      `${show(value)}. ${lesson.textContent} ${changes.hidden ? "" : changes.textContent}`
    );
  }

  return app.dispose;
}

export default { render };
