// feature_maps.js: the FeatureMapExplorer.

import { box, make, show, words } from "./base.js";
import { drawingBoard, tidyStrokes } from "./board.js";
import { colorBar, diverging, largest, pixelGrid } from "./canvas.js";
import { bind, segments } from "./controls.js";
import { digitOf } from "./drawing.js";
import { widget } from "./frame.js";
import { whenNew } from "./fresh.js";
import {
  boxAt, cellNearest, choiceOf, clippedBox, itemAt, makerOf, middleOf, stagesOf, viewOf,
} from "./inside.js";
import { readLayers, receptiveBox, runNetwork, unpackArray, unpackTight } from "./network.js";
import { answerGallery, caption, captioned } from "./parts.js";
import { makeRecipe } from "./recipe.js";
import {
  answerOf, bestOf, colorsOf, frameOver, makeRow, makeStage, makeStageBars, numbersOf, paintPicture,
  rangeText, spelled, upper, workOf,
} from "./stages.js";
import { ask } from "./values.js";
import { cellOn } from "./windows.js";

const tidy = (state) => ({ ...state, strokes: tidyStrokes(state.strokes) ?? [] });

// The pictures to choose from, each with the network's answer.
function makeGallery(app, { layers, gallery, labels }) {
  const { element, set } = answerGallery({
    count: gallery.length, labels, kind: " lw-digits",
    paint: (canvas, example) => paintPicture(canvas, gallery[example]),
    pick: (example) => app.update({ example, source: "gallery" }),
  });
  const answers = gallery.map((picture) => [...runNetwork(layers, picture).at(-1).data]);
  return { element, set: whenNew((chosen) => set(chosen, answers)) };
}

// The images on which a map or unit answers most, with what it sees of them in a frame.
function makeStrongest(net) {
  const title = caption();
  const figures = box("strongest");
  const element = box("part", title, figures);

  const figureOf = (stage, picture, { row, column, value }) => {
    const canvas = make("canvas");
    const framed = frameOver(canvas);
    paintPicture(canvas, picture);
    const box = clippedBox(receptiveBox(net.layers, stage.index, row, column), picture.shape);
    framed.set(stage.form === "maps" ? box : null, picture.shape);
    return make("div", {}, framed.element, make("span", {}, show(value)));
  };
  const set = whenNew((stage, item) => {
    const top = net.strongest[stage.index];
    element.hidden = !top;
    if (!top) return;
    const count = top.images.shape[1];
    const at = (i) => ({
      image: top.images.data[i], value: top.values.data[i],
      row: top.rows.data[i], column: top.columns.data[i],
    });
    const all = Array.from({ length: count }, (_, i) => at(item * count + i));
    const found = all.filter(({ value }) => value !== 0); // below 0, ReLU makes all alike
    const one = stage.form === "maps" ? "map" : "unit";
    title.textContent = found.length
      ? `What moves this ${one} most, among ${net.about}`
      : `None of ${net.about} moves this ${one} above 0.`;
    figures.replaceChildren(
      ...found.map((each) => figureOf(stage, net.pictureAt(each.image), each))
    );
  });
  return { element, set };
}

// The network and its pictures, as the page uses them.
async function readNet(packed, maps) {
  const pictures = await unpackTight(maps.images);
  const shape = pictures.shape.slice(1);
  const size = shape.reduce((a, b) => a * b);
  const pictureAt = (i) => ({ shape, data: pictures.data.subarray(i * size, (i + 1) * size) });
  const layers = readLayers(packed.layers);
  const unpacked = ([name, array]) => [name, unpackArray(array)];
  const gallery = maps.gallery.map(pictureAt);
  const { input } = packed;
  const read = whenNew((drawing, which) => {
    const image = drawing
      ? { shape: input, data: digitOf(JSON.parse(which)).data }
      : gallery[which];
    return { image, outputs: runNetwork(layers, image) };
  });
  return {
    layers, pictureAt, input, gallery, read, stages: stagesOf(layers, input),
    labels: maps.labels, about: maps.about,
    strongest: maps.strongest.map(
      (top) => top && Object.fromEntries(Object.entries(top).map(unpacked))
    ),
  };
}

function build(app, model) {
  let net = null;
  let parts = null;
  const seen = { now: null }; // what was drawn last
  const values = Promise.all([ask(model, "network/course"), ask(model, "maps/course")]);
  app.until(values.then(([packed, maps]) => readNet(packed, maps)), (read) => {
    net = read;
    parts = buildParts(app, net, seen);
  });

  return (state) => {
    if (!parts) return;
    const now = (seen.now = settle(net, state));
    drawPictures(parts, net, state, now);
    for (const { stage, bars, line, set } of parts.stages) {
      const output = now.outputs[stage.index];
      set(output, stage === now.stage ? now.item : null, app.theme);
      line.set(bars ? answerOf(output) : numbersOf(stage));
    }
    drawLens(parts, net, now, app.theme);
    drawRecipe(parts, net, now, app.theme);
    parts.strongest.set(now.stage, now.item);
    const answer = parts.answers && !now.empty ? now.outputs.at(-1) : null;
    parts.guess.textContent = answer ? `${bestOf(answer)}` : "";
    parts.lesson.textContent = lessonOf(net, now);
    const guessed = answer ? `${upper(answerOf(answer))}. ` : "";
    app.say(`${guessed}${parts.lesson.textContent}`);
  };
}

const isDrawable = ({ input }) => input.join() === "28,28,1";

function buildParts(app, net, seen) {
  const look = ({ row, column }) => app.update({ row, column });
  const lookNear = (place) => look(cellNearest(net.layers, seen.now.stage, net.input, place));
  const board = drawingBoard(app, { label: "Board for a digit" });
  const guess = make("div", { class: "lw-guess", "aria-hidden": "true" });
  const thumb = make("canvas");
  const stages = net.stages.map((stage) => buildStage(app, net, stage, seen));
  const parts = {
    board, guess, stages,
    answers: stages.at(-1).bars, // the network ends in probabilities
    boardRow: box("board", board.element, guess),
    gallery: makeGallery(app, net),
    thumb: { paint: whenNew((image) => paintPicture(thumb, image)), framed: frameOver(thumb) },
    input: pixelGrid({ label: "The picture", focusable: false, move: lookNear }),
    view: pixelGrid({ label: "What is enlarged", move: look }),
    viewName: caption(),
    bar: colorBar(),
    lesson: words("lesson"),
    recipe: make("div"),
    recipes: new Map(),
    strongest: makeStrongest(net),
  };
  const switcher = segments(app, {
    label: "Picture", texts: ["choose one", "draw one"], ...bind(app, "source"),
  });
  switcher.hidden = !isDrawable(net);
  app.root.prepend(switcher, parts.gallery.element, parts.boardRow, insideOf(net, parts));
  return parts;
}

// The story of the stages on one side, what is looked at on the other.
function insideOf(net, { thumb, stages, input, viewName, view, bar, lesson, recipe, strongest }) {
  const first = makeRow("input", "", box("first", thumb.framed.element));
  first.set(`a picture of ${net.input.join(" \u00d7 ")}`);
  const pair = box(
    "pair",
    captioned("where it looks", input.element),
    box("part", viewName, view.element, bar.element)
  );
  const story = stages.map(({ line }) => line.element);
  return box(
    "inside",
    box("story", first.element, ...story),
    box("lens", pair, lesson),
    box("detail", recipe, strongest.element)
  );
}

function buildStage(app, net, stage, seen) {
  const { layer, count } = stage;
  const bars = stage === net.stages.at(-1) && layer.activation === "softmax" && count <= 20;
  const pick = (item) => app.update(choiceOf(net, stage, item, seen.now));
  const made = (bars ? makeStageBars : makeStage)(stage, pick);
  const line = makeRow(layer.name, bars ? spelled.softmax : workOf(layer), made.element);
  return { stage, bars, line, set: made.set };
}

// A legal place in this network, whatever the state says.
function settle(net, state) {
  const drawing = isDrawable(net) && state.source === "drawing";
  const example = Math.min(state.example, net.gallery.length - 1);
  const { image, outputs } = net.read(drawing, drawing ? JSON.stringify(state.strokes) : example);
  const stage = net.stages.findLast(({ index }) => index <= state.layer) ?? net.stages[0];
  const [height, width] = stage.view;
  const cell = cellOn({ height, width }, state);
  const within = stage.tiles ? itemAt(stage.tiles, cell) : 0; // which number of a list
  const item = stage.form === "list" ? within : Math.min(state.map, stage.count - 1);
  const { data } = outputs[stage.index];
  const inMap = (cell.row * width + cell.column) * stage.count + item;
  return {
    image, outputs, stage, cell, within, item, drawing, example,
    value: data[stage.form === "maps" ? inMap : item],
    x: stage.index ? outputs[stage.index - 1] : image,
    box: boxAt(net.layers, stage, net.input, cell),
    empty: image.data.every((level) => level === 0),
  };
}

function drawPictures(parts, net, state, { drawing, image, example, box }) {
  parts.gallery.element.hidden = drawing;
  parts.gallery.set(example);
  parts.boardRow.hidden = !drawing;
  if (drawing) parts.board.set(state);
  parts.thumb.paint(image);
  parts.thumb.framed.set(clippedBox(box, net.input), net.input);
}

function drawLens(parts, net, now, theme) {
  const { image, stage, cell } = now;
  const [height, width] = image.shape;
  const seen = clippedBox(now.box, net.input);
  const colorOf = colorsOf(image);
  parts.input.draw({
    height, width, at: middleOf(seen), frames: [seen],
    color: (row, column) => colorOf(row * width + column),
  });
  const { name, list, at } = viewOf(now);
  const limit = largest(list);
  parts.viewName.textContent = name;
  parts.view.draw({
    height: stage.view[0], width: stage.view[1], at: cell, frames: [cell],
    color: (row, column) => diverging(at(row, column) / (limit || 1), theme),
  });
  parts.bar.set(limit, theme);
}

function drawRecipe(parts, net, now, theme) {
  const { stage, cell } = now;
  if (!parts.recipes.has(stage)) parts.recipes.set(stage, makeRecipe(stage));
  const { element, set } = parts.recipes.get(stage);
  if (parts.recipe.firstChild !== element) parts.recipe.replaceChildren(element);
  set({ ...now, place: cell, source: sourceOf(net, now), theme });
}

// Where number `within` of a list stood before it was a list.
function sourceOf({ layers, input }, { stage: { form, index, tiles }, within }) {
  if (!tiles) return "";
  const maker = makerOf(layers, form === "list" ? index : index - 1, input);
  if (maker.kind !== "flatten") return `unit ${within}`;
  const [, width, count] = maker.from;
  const place = Math.floor(within / count);
  return `map ${within % count}, row ${Math.floor(place / width)}, column ${place % width}`;
}

function lessonOf(net, now) {
  const { stage: { form, layer }, item, cell, value, box, empty, drawing } = now;
  const at = `row ${cell.row}, column ${cell.column}`;
  const what = {
    maps: `Map ${item} of ${layer.name}, ${at}`,
    units: `Unit ${item} of ${layer.name}`,
    list: `Number ${item} of ${layer.name}`,
  }[form];
  const looks =
    form === "units" ? `; the framed input (${sourceOf(net, now) || at}) looks` : ". It looks";
  return (
    `${drawing && empty ? "The board is empty: draw a digit. " : ""}${what}: ${show(value)}` +
    `${looks} at ${rangeText("row", box.row, box.height, net.input[0])} and ` +
    `${rangeText("column", box.column, box.width, net.input[1])} of the picture.`
  );
}

export default widget({ label: "Feature map explorer", settings: SETTINGS, tidy, build });
