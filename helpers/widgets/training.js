// training.js: the TrainingReplay. FACTS is the content of training.json.

// For other pages and for tests: the network that runs in the browser (network.js).
export { readLayers, runNetwork, unpackArray };

// ---------------------------------------------------------------- the film

// The film as training.py wrote it, with its arrays unpacked.
export function readFilm(figures) {
  return {
    ...figures,
    count: figures.frames.step.length,
    layers: figures.layers.map((layer) => ({ ...layer, weights: layer.weights.map(unpackArray) })),
    confusion: unpackArray(figures.confusion),
    probabilities: unpackArray(figures.probabilities),
    examples: unpackArray(figures.examples),
  };
}

// Entry `index` along the first axis of an array.
function entry({ shape, data }, index) {
  const rest = shape.slice(1);
  const size = rest.reduce((product, n) => product * n, 1);
  return { shape: rest, data: data.subarray(index * size, (index + 1) * size) };
}

// The layers as they were in that frame, ready for runNetwork.
const layersAt = (film, frame) =>
  film.layers.map((layer) => ({ ...layer, weights: layer.weights.map((array) => entry(array, frame).data) }));

// What the layers that make maps gave for that example in that frame: a list of tensors.
export function mapsAt(film, frame, example) {
  return runNetwork(layersAt(film, frame), entry(film.examples, example));
}

// The filters of the first layer in that frame: flat lists, the mean over the input's channels.
export function filtersAt(film, frame) {
  const { data, shape: [height, width, channels, filters] } = entry(film.layers[0].weights[0], frame);
  const maps = Array.from({ length: filters }, (_, f) =>
    Array.from({ length: height * width }, (_, i) => {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += data[(i * channels + c) * filters + f];
      return sum / channels;
    })
  );
  return { height, width, maps };
}

// ---------------------------------------------------------------- state

const NAMES = ["frame", "example", "layer"];

const tidy = (state) =>
  Object.fromEntries(NAMES.map((name) => {
    const value = state[name];
    return [name, Number.isFinite(value) ? clamp(Math.round(value), 0, 9999) : 0];
  }));

// ---------------------------------------------------------------- the parts of the widget

// The example images as buttons, each with the network's answer below it.
function makeGallery(app, film) {
  const [height, width] = film.examples.shape.slice(1);
  const items = film.labels.map((label, example) => {
    const canvas = make("canvas", { width, height, "aria-hidden": "true" });
    const image = entry(film.examples, example);
    const pixels = new ImageData(width, height);
    const bright = largest(image.data) || 1;
    channelOf(image, 0).forEach((x, i) => pixels.data.set([...gray(x / bright), 255], 4 * i));
    canvas.getContext("2d").putImageData(pixels, 0, 0);
    const answer = make("span");
    const element = make(
      "button", { type: "button", class: "lw-example", onclick: () => app.update({ example }) }, canvas, answer
    );
    return { label, element, answer };
  });
  const set = (chosen, probabilities) =>
    items.forEach(({ label, element, answer }, example) => {
      const { data } = entry(probabilities, example);
      const best = data.indexOf(Math.max(...data));
      const right = best === label;
      answer.textContent = `${best} ${right ? "\u2713" : "\u2717"}`;
      element.setAttribute("aria-pressed", String(example === chosen));
      element.classList.toggle("lw-wrong", !right);
      element.setAttribute("aria-label", `${best} ${right ? "\u2713" : "\u2717"}, a ${label}`);
    });
  const element = make("div", { class: "lw-gallery" }, ...items.map((item) => item.element));
  return { element, set };
}

// One bar for each class.
function makeBars(count) {
  const bars = Array.from({ length: count }, (_, k) => {
    const bar = make("i");
    const number = make("b");
    return { bar, number, row: make("div", {}, make("span", {}, `${k}`), make("u", {}, bar), number) };
  });
  const element = make("div", { class: "lw-probabilities", "aria-hidden": "true" }, ...bars.map(({ row }) => row));
  const set = (probabilities, label) =>
    bars.forEach(({ bar, number, row }, k) => {
      bar.style.width = `${100 * probabilities[k]}%`;
      number.textContent = probabilities[k].toFixed(2);
      row.classList.toggle("lw-true", k === label);
    });
  return { element, set };
}

// A table of true class against answer.
function makeConfusion(app, classes) {
  const numbers = Array.from({ length: classes }, (_, k) => k);
  const cells = numbers.map(() => numbers.map(() => make("td")));
  const element = make(
    "table", { class: "lw-confusion" },
    make("caption", { class: "lw-caption" }, "confusion: row the true class, column the answer"),
    make("thead", {}, make("tr", {}, make("td"), ...numbers.map((k) => make("th", { scope: "col" }, `${k}`)))),
    make("tbody", {}, ...numbers.map((k) =>
      make("tr", {}, make("th", { scope: "row" }, `${k}`), ...cells[k])))
  );
  const set = (confusion) => {
    const theme = app.root.dataset.theme;
    cells.forEach((row, truth) => {
      const counts = row.map((_, answer) => confusion.data[truth * classes + answer]);
      const sum = counts.reduce((a, b) => a + b) || 1;
      row.forEach((cell, answer) => {
        // Right answers orange, wrong ones blue: the share of this row.
        const share = Math.sqrt(counts[answer] / sum); // the root, so that a few errors are seen
        const shade = diverging(answer === truth ? share : -share, theme);
        cell.textContent = counts[answer] || "";
        cell.style.background = css(shade);
        cell.style.color = inkOn(shade);
      });
    });
  };
  return { element, set };
}

// ---------------------------------------------------------------- the widget

function render({ model, el }) {
  const app = openWidget({ model, el, names: NAMES, label: "Training replay", tidy, draw });
  let film = null;
  let parts = null;
  app.until(ask(model, "recording/training"), (record) => {
    film = readFilm(record.figures);
    parts = build(record);
  });

  function build(record) {
    const { count, frames } = film;
    const classes = film.confusion.shape[1];
    const textAt = (frame) => `step ${frames.step[frame]}, epoch ${frames.epoch[frame]}`;
    const player = makePlayer(app, {
      name: "frame", label: "Frame", count, textAt, perSecond: FACTS.framesASecond,
    });
    const move = (frame) => {
      player.stop();
      app.update({ frame });
    };
    const made = {
      player,
      loss: lineChart(app, { label: "Frame, in the curves of the loss", height: 165, move }),
      accuracy: lineChart(app, { label: "Frame, in the curves of the accuracy", height: 165, move }),
      filters: mapSheet("filters of the first layer"),
      maps: mapSheet(""),
      gallery: makeGallery(app, film),
      bars: makeBars(classes),
      confusion: makeConfusion(app, classes),
      lesson: make("p", { class: "lw-lesson lw-received" }),
      textAt,
    };
    const layers = film.layers.map((_, i) => i);
    app.root.prepend(
      player.element, made.lesson,
      make("div", { class: "lw-halves" }, made.loss.element, made.accuracy.element),
      make("div", { class: "lw-caption" }, "examples, with the answer of this frame"), made.gallery.element,
      make(
        "div", { class: "lw-halves" },
        make(
          "div", { class: "lw-part" }, made.filters.element,
          segments(app, {
            label: "Feature maps of layer", values: layers, texts: layers.map((i) => i + 1),
            get: ({ layer }) => Math.min(layer, layers.length - 1), pick: (layer) => app.update({ layer }),
          }),
          made.maps.element
        ),
        make(
          "div", { class: "lw-part" }, make("div", { class: "lw-caption" }, "probabilities for the chosen example"),
          made.bars.element, made.confusion.element
        )
      ),
      make("p", { class: "lw-source" }, `Recorded: ${record.data}. Epochs count from 0.`)
    );
    return made;
  }

  function draw(state) {
    if (!parts) return;
    const frame = Math.min(state.frame, film.count - 1);
    const example = Math.min(state.example, film.labels.length - 1);
    const layer = Math.min(state.layer, film.layers.length - 1);
    const theme = app.root.dataset.theme;
    const probabilities = entry(film.probabilities, frame);
    const answer = entry(probabilities, example).data;

    parts.player.set();
    drawCurves(frame);
    parts.gallery.set(example, probabilities);
    parts.bars.set(answer, film.labels[example]);
    parts.confusion.set(entry(film.confusion, frame));

    const filters = filtersAt(film, frame);
    const limit = largest(film.layers[0].weights[0].data); // of all frames, so that growth is seen
    const columns = (count) => Math.min(count, count > 16 ? 8 : 4);
    parts.filters.draw({
      ...filters, columns: columns(filters.maps.length), color: (x) => diverging(x / limit, theme),
    });
    const output = mapsAt(film, frame, example)[layer];
    const [height, width, channels] = output.shape;
    const strongest = largest(output.data) || 1;
    parts.maps.draw({
      maps: Array.from({ length: channels }, (_, c) => channelOf(output, c)), height, width,
      columns: columns(channels),
      color: (x) => diverging(x / strongest, theme),
      name: `${film.layers[layer].name}: ${channels} maps of ${height} \u00d7 ${width}`,
    });
    explain(frame, example, answer);
  }

  function drawCurves(frame) {
    const { frames } = film;
    const numbered = (values) => values.map((value, i) => [i, value ?? NaN]);
    const present = (values) => values.filter(Number.isFinite);
    const shared = {
      x: [0, film.count - 1], xName: "step", xText: (i) => frames.step[i], cursor: frame,
      text: parts.textAt(frame),
    };
    const lines = (name) => [
      { points: numbered(frames[name]), kind: "b", dashed: true, name: "training, mean of the epoch so far" },
      { points: numbered(frames[`val_${name}`]), kind: "a", name: "held-out images" },
    ];
    const top = Math.max(...present(frames.loss), ...present(frames.val_loss));
    parts.loss.draw({ ...shared, y: [0, Math.min(top, 4)], yName: "loss", lines: lines("loss") });
    parts.accuracy.draw({ ...shared, y: [0, 1], yName: "accuracy", lines: lines("accuracy") });
  }

  function explain(frame, example, answer) {
    const { frames, labels } = film;
    const best = answer.indexOf(Math.max(...answer));
    const percent = (share) => `${(100 * share).toFixed(1)} %`;
    const started = frames.step[frame] ? `, epoch ${frames.epoch[frame]}` : ", before the first one";
    const loss = Number.isFinite(frames.val_loss[frame]) ? show(frames.val_loss[frame]) : "not a number";
    parts.lesson.textContent =
      `Step ${frames.step[frame]}${started}: loss ${loss}, ` +
      `accuracy ${percent(frames.val_accuracy[frame])} on held-out images. ` +
      `The ${labels[example]} is taken for a ${best} (probability ${answer[best].toFixed(2)}).`;
    app.say(parts.lesson.textContent);
  }

  return app.dispose;
}

export default { render };
