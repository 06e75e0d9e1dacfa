// feature_maps.js: the FeatureMapExplorer. FACTS is the content of feature_maps.json.

// For tests: what inside.js and network.js say of a network.
export { boxAt, cellOf, contributionsOf, itemAt, partialSums, readLayers, runNetwork, stagesOf };

const NAMES = ["example", "source", "strokes", "layer", "map", "row", "column"];

function tidy(state) {
  const place = (value) => (Number.isFinite(value) ? clamp(Math.round(value), 0, 9999) : 0);
  return {
    ...Object.fromEntries(NAMES.map((name) => [name, place(state[name])])),
    source: FACTS.sources.includes(state.source) ? state.source : FACTS.sources[0],
    strokes: tidyStrokes(state.strokes) ?? [],
  };
}

// ---------------------------------------------------------------- pictures

// The pictures to choose from, each with the network's answer.
function makeGallery(app, net) {
  const buttons = net.gallery.map((picture, example) => {
    const canvas = make("canvas", { "aria-hidden": "true" });
    paintPicture(canvas, picture);
    const best = bestOf(runNetwork(net.layers, picture).at(-1));
    const label = net.labels?.[example];
    const mark = label === undefined ? "" : best === label ? " \u2713" : " \u2717";
    const name = label === undefined ? "" : `, a ${label}`;
    return make(
      "button", {
        type: "button", class: `lw-example${mark.endsWith("\u2717") ? " lw-wrong" : ""}`,
        "aria-label": `${best}${mark}${name}`, onclick: () => app.update({ example, source: "gallery" }),
      },
      canvas, make("span", {}, `${best}${mark}`)
    );
  });
  const element = make("div", { class: "lw-gallery lw-digits" }, ...buttons);
  const set = (chosen) =>
    buttons.forEach((each, i) => each.setAttribute("aria-pressed", String(i === chosen)));
  return { element, set };
}

// The images on which a map or unit answers most, with what it sees of them in a frame.
function makeStrongest(net) {
  const caption = make("div", { class: "lw-caption" });
  const figures = make("div", { class: "lw-strongest" });
  const element = make("div", { class: "lw-part" }, caption, figures);
  let shown = ""; // for which map or unit

  const figureOf = (stage, picture, { row, column, value }) => {
    const canvas = make("canvas");
    const framed = frameOver(canvas);
    paintPicture(canvas, picture);
    const box = clippedBox(receptiveBox(net.layers, stage.index, row, column), picture.shape);
    framed.set(stage.form === "maps" ? box : null, picture.shape);
    return make("div", {}, framed.element, make("span", {}, show(value)));
  };
  const set = (stage, item) => {
    const top = net.strongest[stage.index];
    element.hidden = !top;
    if (!top || shown === `${stage.index} ${item}`) return;
    shown = `${stage.index} ${item}`;
    const count = top.images.shape[1];
    const all = Array.from({ length: count }, (_, i) => item * count + i).map((i) => ({
      image: top.images.data[i], row: top.rows.data[i], column: top.columns.data[i], value: top.values.data[i],
    }));
    const found = all.filter(({ value }) => value !== 0); // below 0, ReLU makes all alike
    const one = stage.form === "maps" ? "map" : "unit";
    caption.textContent = found.length
      ? `What moves this ${one} most, among ${net.about}`
      : `None of ${net.about} moves this ${one} above 0.`;
    figures.replaceChildren(...found.map((each) => figureOf(stage, net.pictureAt(each.image), each)));
  };
  return { element, set };
}

// ---------------------------------------------------------------- the widget

// The network and its pictures, as the page uses them.
async function readNet(packed, maps) {
  const pictures = await unpackTight(maps.images);
  const shape = pictures.shape.slice(1);
  const size = shape.reduce((a, b) => a * b);
  const pictureAt = (i) => ({ shape, data: pictures.data.subarray(i * size, (i + 1) * size) });
  const layers = readLayers(packed.layers);
  const unpacked = (top) =>
    top && Object.fromEntries(Object.entries(top).map(([name, array]) => [name, unpackArray(array)]));
  return {
    layers, pictureAt, input: packed.input, stages: stagesOf(layers, packed.input), labels: maps.labels,
    about: maps.about, gallery: maps.gallery.map(pictureAt), strongest: maps.strongest.map(unpacked),
  };
}

function render({ model, el }) {
  const app = openWidget({ model, el, names: NAMES, label: "Feature map explorer", tidy, draw });
  let net = null;
  let parts = null;
  let now = null; // what was drawn last
  const values = Promise.all([ask(model, "network/course"), ask(model, "maps/course")]);
  app.until(values.then(([packed, maps]) => readNet(packed, maps)), (read) => {
    net = read;
    parts = build();
  });

  // A map, a unit or a number of the list is chosen: look at the place of the picture that is
  // looked at already, or, in a dense unit, at the input that moves it most.
  function choose(stage, item) {
    const found = { layer: stage.index, map: stage.form === "list" ? 0 : item };
    if (stage.form === "list") return app.update({ ...found, ...cellOf(stage.tiles, item) });
    if (stage.form === "units" && stage.tiles) {
      const given = contributionsOf(now.outputs[stage.index - 1], stage.layer, item).map(Math.abs);
      return app.update({ ...found, ...cellOf(stage.tiles, given.indexOf(Math.max(...given))) });
    }
    const cell = stage === now.stage ? now.cell : cellNearest(net.layers, stage, net.input, middleOf(now.box));
    return app.update({ ...found, ...cell });
  }

  const look = ({ row, column }) => app.update({ row, column });

  function build() {
    const drawable = net.input.join() === "28,28,1";
    const switcher = segments(app, {
      label: "Picture", values: FACTS.sources, texts: ["choose one", "draw one"], ...bind(app, "source"),
    });
    switcher.hidden = !drawable;
    const board = drawingBoard(app, {
      label: "Board for a digit", strokes: ({ strokes }) => strokes, change: (strokes) => app.update({ strokes }),
    });
    const guess = make("div", { class: "lw-guess", "aria-hidden": "true" });
    const picture = make("canvas");
    const made = {
      drawable, board, guess,
      boardRow: make("div", { class: "lw-board" }, board.element, guess),
      gallery: makeGallery(app, net),
      thumb: { canvas: picture, framed: frameOver(picture) },
      stages: net.stages.map(buildStage),
      input: pixelGrid(app, {
        label: "The picture", focusable: false,
        move: (place) => look(cellNearest(net.layers, now.stage, net.input, place)),
      }),
      view: pixelGrid(app, { label: "What is enlarged", move: look }),
      viewName: make("div", { class: "lw-caption" }),
      bar: colorBar(),
      lesson: make("p", { class: "lw-lesson" }),
      recipe: make("div"),
      recipes: new Map(),
      strongest: makeStrongest(net),
    };
    const first = makeRow("input", "", make("div", { class: "lw-first" }, made.thumb.framed.element));
    first.set(`a picture of ${net.input.join(" \u00d7 ")}`);
    const looks = make("div", { class: "lw-caption" }, "where it looks");
    const pair = make(
      "div", { class: "lw-pair" },
      make("div", { class: "lw-part" }, looks, made.input.element),
      make("div", { class: "lw-part" }, made.viewName, made.view.element, made.bar.element)
    );
    app.root.prepend(
      switcher, made.gallery.element, made.boardRow,
      make(
        "div", { class: "lw-inside" },
        make("div", { class: "lw-story" }, first.element, ...made.stages.map(({ row }) => row.element)),
        make("div", { class: "lw-lens" }, pair, made.lesson),
        make("div", { class: "lw-detail" }, made.recipe, made.strongest.element)
      )
    );
    return made;
  }

  function buildStage(stage) {
    const { layer, count } = stage;
    const bars = stage === net.stages.at(-1) && layer.activation === "softmax" && count <= 20;
    const made = (bars ? makeStageBars : makeStage)(stage, (item) => choose(stage, item));
    const row = makeRow(layer.name, bars ? spelled.softmax : workOf(layer), made.element);
    return { stage, bars, row, set: made.set };
  }

  const imageOf = ({ source, strokes, example }) => {
    if (!parts.drawable || source !== "drawing") return net.gallery[Math.min(example, net.gallery.length - 1)];
    const steps = mnistSteps(drawStrokes(strokes));
    return { shape: net.input, data: steps ? steps.image.data : new Float64Array(28 * 28) };
  };

  // What is to be shown: a legal place in this network, whatever the state says.
  function settle(state) {
    const image = imageOf(state);
    const outputs = runNetwork(net.layers, image);
    const stage = net.stages.findLast(({ index }) => index <= state.layer) ?? net.stages[0];
    const [height, width] = stage.view;
    const cell = { row: Math.min(state.row, height - 1), column: Math.min(state.column, width - 1) };
    const within = stage.tiles ? itemAt(stage.tiles, cell) : 0; // which number of a list
    const item = stage.form === "list" ? within : Math.min(state.map, stage.count - 1);
    const { data } = outputs[stage.index];
    const place = stage.form === "maps" ? (cell.row * width + cell.column) * stage.count + item : item;
    return {
      image, outputs, stage, cell, within, item, value: data[place],
      x: stage.index ? outputs[stage.index - 1] : image,
      box: boxAt(net.layers, stage, net.input, cell),
      drawing: parts.drawable && state.source === "drawing",
      empty: image.data.every((level) => level === 0),
    };
  }

  // The numbers of the enlarged view: { name, list, at(row, column) }.
  function viewOf({ stage, outputs, item, x }) {
    const { form, layer, index, count, tiles, view: [, width] } = stage;
    const numbers = outputs[index].data;
    const inMaps = (list, maps) => (row, column) => list[(row * width + column) * maps + item];
    const inTiles = (list) => (row, column) => list[itemAt(tiles, { row, column })];
    if (form === "maps") return { name: `map ${item}`, list: numbers, at: inMaps(numbers, count) };
    if (form === "list") return { name: "the list", list: numbers, at: inTiles(numbers) };
    if (!tiles) return { name: `map ${item}`, list: x.data, at: inMaps(x.data, x.shape[2]) };
    const given = contributionsOf(x, layer, item);
    return { name: `what unit ${item} adds up`, list: given, at: inTiles(given) };
  }

  function draw(state) {
    if (!parts) return;
    now = settle(state);
    const { drawing, image, outputs, stage, box, item } = now;
    const theme = app.root.dataset.theme;
    parts.gallery.element.hidden = drawing;
    parts.gallery.set(Math.min(state.example, net.gallery.length - 1));
    parts.boardRow.hidden = !drawing;
    if (drawing) parts.board.set(state);
    const seen = clippedBox(box, net.input);
    paintPicture(parts.thumb.canvas, image);
    parts.thumb.framed.set(seen, net.input);
    for (const { stage: each, bars, row, set } of parts.stages) {
      const output = outputs[each.index];
      set(output, each === stage ? item : null, theme);
      row.set(bars ? answerOf(output) : numbersOf(each));
    }
    drawLens(seen, theme);
    drawRecipe(theme);
    parts.strongest.set(stage, item);
    explain();
  }

  function drawLens(seen, theme) {
    const { image: { shape, data }, stage, cell } = now;
    const [height, width, channels] = shape;
    const order = channels === 1 ? [0, 0, 0] : [0, 1, 2];
    const levels = (start) => order.map((channel) => Math.round(255 * data[start + channel]));
    parts.input.draw({
      height, width, at: middleOf(seen), frames: [{ ...seen, ink: "#ffd23f" }],
      color: (row, column) => levels((row * width + column) * channels),
    });
    const { name, list, at } = viewOf(now);
    const limit = largest(list);
    parts.viewName.textContent = name;
    parts.view.draw({
      height: stage.view[0], width: stage.view[1], at: cell,
      color: (row, column) => diverging(at(row, column) / (limit || 1), theme),
      frames: [{ ...cell, height: 1, width: 1, ink: "#ffd23f" }],
    });
    parts.bar.set(limit, theme);
  }

  function drawRecipe(theme) {
    const { stage, cell } = now;
    if (!parts.recipes.has(stage)) parts.recipes.set(stage, makeRecipe(stage));
    const { element, set } = parts.recipes.get(stage);
    if (parts.recipe.firstChild !== element) parts.recipe.replaceChildren(element);
    set({ ...now, place: cell, source: sourceOf(now), theme });
  }

  // Where number `within` of a list stood before it was a list, in words.
  function sourceOf({ stage, within }) {
    const { form, index, tiles } = stage;
    if (!tiles) return "";
    const maker = makerOf(net.layers, form === "list" ? index : index - 1, net.input);
    if (maker.kind !== "flatten") return `unit ${within}`;
    const [, width, count] = maker.from;
    const place = Math.floor(within / count);
    return `map ${within % count}, row ${Math.floor(place / width)}, column ${place % width}`;
  }

  function explain() {
    const { stage, item, cell, value, box, empty, drawing } = now;
    const { name } = stage.layer;
    const last = parts.stages.at(-1);
    const output = now.outputs.at(-1);
    parts.guess.textContent = empty || !last.bars ? "" : `${bestOf(output)}`;
    const at = `row ${cell.row}, column ${cell.column}`;
    const what = {
      maps: `Map ${item} of ${name}, ${at}`, units: `Unit ${item} of ${name}`, list: `Number ${item} of ${name}`,
    }[stage.form];
    const looks = stage.form === "units" ? `; the framed input (${sourceOf(now) || at}) looks` : ". It looks";
    parts.lesson.textContent =
      `${drawing && empty ? "The board is empty: draw a digit. " : ""}${what}: ${show(value)}${looks} at ` +
      `${span("row", box.row, box.height, net.input[0])} and ` +
      `${span("column", box.column, box.width, net.input[1])} of the picture.`;
    const answer = last.bars && !empty ? `${upper(answerOf(output))}. ` : "";
    app.say(`${answer}${parts.lesson.textContent}`);
  }

  return app.dispose;
}

export default { render };
