// optimizer_race.js: the OptimizerRace. FACTS is the content of optimizer_race.json.

import { clamp, hue, make, show, words } from "./base.js";
import { explorable, fitted, paintCells, shareUnder, sharpened } from "./canvas.js";
import { lineChart, numbered } from "./chart.js";
import { bind, segments, slider } from "./controls.js";
import { widget } from "./frame.js";
import { captioned, controlRow, halves } from "./parts.js";
import { makePlayer } from "./player.js";

// Heights and slopes of the valleys, as in optimizer_race.py.
const HEIGHTS = {
  long: ([x, y]) => 0.05 * x * x + y * y,
  bent: ([x, y]) => 0.1 * (1 - x) ** 2 + 0.5 * (y - x * x) ** 2,
};
const SLOPES = {
  long: ([x, y]) => [0.1 * x, 2 * y],
  bent: ([x, y]) => [-0.2 * (1 - x) - 2 * x * (y - x * x), y - x * x],
};

// The optimizers of helpers.optimizers, for one number: each makes a function from a slope to the
// step, which remembers what it must. Defaults and places of epsilon are Keras's. The order of the
// operations is that of helpers, too: a path that jumps about makes a rounding error large.
const OPTIMIZERS = {
  SGD: ({ rate }) => (slope) => -rate * slope,
  momentum: ({ rate, momentum }) => {
    let velocity = 0;
    return (slope) => (velocity = momentum * velocity - rate * slope);
  },
  RMSprop: ({ rate, rho = 0.9, epsilon = 1e-7 }) => {
    let squares = 0;
    return (slope) => {
      squares = rho * squares + (1 - rho) * (slope * slope);
      return -rate * (slope / Math.sqrt(squares + epsilon));
    };
  },
  Adam: ({ rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }) => {
    let [m, v, t] = [0, 0, 0];
    return (slope) => {
      t += 1;
      m += (1 - beta1) * (slope - m);
      v += (1 - beta2) * (slope * slope - v);
      const corrected = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      return -corrected * (m / (Math.sqrt(v) + epsilon));
    };
  },
};

const RUNNERS = Object.keys(OPTIMIZERS);
const STEPS = SETTINGS.step.max;

// The points that each optimizer visits: { name: [[x, y], ...] }, STEPS + 1 of them.
export function race({ valley, learning_rate: rate, momentum, x, y }) {
  return Object.fromEntries(RUNNERS.map((name) => {
    const begin = () => OPTIMIZERS[name]({ rate, momentum });
    const walkers = [begin(), begin()]; // one for x, one for y
    const points = [[x, y]];
    for (let i = 0; i < STEPS; i++) {
      const slope = SLOPES[valley](points[i]);
      points.push(points[i].map((place, axis) => place + walkers[axis](slope[axis])));
    }
    return [name, points];
  }));
}

function tidy(state) {
  const map = FACTS.valleys[state.valley];
  return { ...state, x: clamp(state.x, ...map.x), y: clamp(state.y, ...map.y) };
}

const twoDigits = (value) => Number(value.toPrecision(2));
const hundredths = (value) => Math.round(value * 100) / 100;

// The valley from above, with the paths. move({ x, y }) is called with a new start point.
function makeMap(app, move) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const label = "Start point on the map of the valley. Arrow keys move it.";
  const element = explorable("pixels lw-valley", label, canvas);
  let seen = null; // the map and the start point as drawn

  const point = (event) => {
    const [across, down] = shareUnder(event, canvas);
    const { x, y } = seen.map;
    move({ x: x[0] + across * (x[1] - x[0]), y: y[1] - down * (y[1] - y[0]) });
  };
  element.addEventListener("pointerdown", point);
  element.addEventListener("pointermove", (event) => event.buttons && point(event));
  element.addEventListener("keydown", (event) => {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const way = ways[event.key];
    if (!way || event.altKey || event.metaKey) return;
    event.preventDefault(); // the page must not scroll
    const { map, start } = seen;
    const stride = (map.x[1] - map.x[0]) / (event.shiftKey ? 160 : 40);
    move({ x: start[0] + way[0] * stride, y: start[1] + way[1] * stride });
  });

  const draw = (now) => {
    const { map, start } = now;
    seen = { map, start };
    canvas.style.aspectRatio = `${map.x[1] - map.x[0]} / ${map.y[1] - map.y[0]}`;
    paint(now);
  };
  const paint = fitted(canvas, ({ valley, map, start, paths, step }, size) => {
    const { pen, wide, high, sharp } = sharpened(canvas, size);
    const color = (thing) => hue(thing, app.theme);
    pen.drawImage(contours(valley, map, app.theme), 0, 0, wide, high);

    const place = ([x, y]) => [
      ((x - map.x[0]) / (map.x[1] - map.x[0])) * wide,
      ((map.y[1] - y) / (map.y[1] - map.y[0])) * high,
    ];
    pen.lineJoin = "round";
    for (const name of RUNNERS) {
      const { parts, left } = partsOnMap(paths[name].slice(0, step + 1), map);
      const pixels = parts.map((part) => part.map(place));
      pen.beginPath();
      for (const [first, ...others] of pixels) {
        pen.moveTo(...first);
        for (const pixel of others) pen.lineTo(...pixel);
      }
      for (const [width, ink] of [[5, "paper"], [2.5, name]]) {
        pen.lineWidth = width * sharp;
        pen.strokeStyle = color(ink);
        pen.stroke();
      }
      const end = pixels.at(-1);
      if (left) arrow(...end.slice(-2), color(name));
      else disc(end.at(-1), 4.5, color(name));
    }
    disc(place(start), 7, color("ink"));
    const [x, y] = place(map.minimum);
    pen.strokeStyle = color("ink");
    pen.lineWidth = 2 * sharp;
    const arm = 6 * sharp;
    pen.stroke(new Path2D(`M${x - arm} ${y}h${2 * arm}M${x} ${y - arm}v${2 * arm}`));

    function disc([x, y], radius, ink) {
      pen.beginPath();
      pen.arc(x, y, radius * sharp, 0, 2 * Math.PI);
      fillEdged(ink);
    }

    // An arrowhead with its tip at the end of a line.
    function arrow([fromX, fromY], [x, y], ink) {
      const angle = Math.atan2(y - fromY, x - fromX);
      const corner = (turn) =>
        [x - 14 * sharp * Math.cos(angle + turn), y - 14 * sharp * Math.sin(angle + turn)];
      pen.beginPath();
      for (const point of [[x, y], corner(0.45), corner(-0.45)]) pen.lineTo(...point);
      pen.closePath();
      fillEdged(ink);
    }

    function fillEdged(ink) {
      pen.fillStyle = ink;
      pen.fill();
      pen.lineWidth = 1.5 * sharp;
      pen.strokeStyle = color("paper");
      pen.stroke();
    }
  });
  return { element, draw };
}

// The parts of a path that lie on the map, each a list of points, cut at the edge; and whether the
// path ends beside it. What happens between two points beside the map would only stripe it.
export function partsOnMap(points, { x, y }) {
  const isOn = ([px, py]) => px >= x[0] && px <= x[1] && py >= y[0] && py <= y[1];
  const parts = [[points[0]]];
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]];
    if (isOn(from)) parts.at(-1).push(isOn(to) ? to : crossing(from, to, [x, y]));
    else if (isOn(to)) parts.push([crossing(to, from, [x, y]), to]);
  }
  return { parts, left: !isOn(points.at(-1)) };
}

// Where the way from a point on the map to one beside it crosses the edge.
function crossing(from, to, edges) {
  const way = from.map((place, axis) => to[axis] - place);
  const room = from.map((place, axis) => edges[axis][way[axis] > 0 ? 1 : 0] - place);
  const share = Math.min(...way.map((far, axis) => (far ? room[axis] / far : Infinity)));
  return from.map((place, axis) => place + share * way[axis]);
}

// The valley as bands of equal height: the higher, the stronger the gray. Kept until it changes.
const keptContours = {};
function contours(valley, map, theme) {
  const key = `${valley} ${theme}`;
  if (keptContours[key]) return keptContours[key];
  const [wide, high] = [480, Math.round((480 * (map.y[1] - map.y[0])) / (map.x[1] - map.x[0]))];
  keptContours[key] = paintCells(make("canvas"), wide, high, (i) => {
    const x = map.x[0] + (((i % wide) + 0.5) / wide) * (map.x[1] - map.x[0]);
    const y = map.y[1] - ((Math.floor(i / wide) + 0.5) / high) * (map.y[1] - map.y[0]);
    // Two bands for each factor of 4 in height, so that the floor of the valley has some, too.
    const band = Math.floor(Math.log2(HEIGHTS[valley]([x, y]) + 1e-9));
    const step = clamp(band + 6, 0, 11);
    const level = theme === "dark" ? 24 + 7 * step : 252 - 9 * step;
    return [level, level, level];
  });
  return keptContours[key];
}

const textAt = (step) => `step ${step}`;

function build(app) {
  const parts = buildParts(app);

  return (state) => {
    const { valley, step } = state;
    const paths = race(state);
    const heights = Object.fromEntries(
      RUNNERS.map((name) => [name, paths[name].map(HEIGHTS[valley])]));
    parts.map.draw({ valley, map: FACTS.valleys[valley], start: [state.x, state.y], paths, step });
    drawChart(parts.chart, step, heights);
    parts.lesson.textContent = lessonOf(state, heights);
    app.say(parts.lesson.textContent);
  };
}

function buildParts(app) {
  const startAt = ({ x, y }) => app.update({ x: hundredths(x), y: hundredths(y) });
  const map = makeMap(app, startAt);
  const player = makePlayer(app, {
    name: "step", label: "Step", count: STEPS + 1, textAt, number: String, perSecond: 12,
  });
  const chart = lineChart({ label: "Step, in the curves", height: 200, move: player.goTo });
  const lesson = words("lesson lw-received");
  const { min: slowest, max: fastest } = SETTINGS.learning_rate;
  app.root.prepend(
    controlRow(
      segments(app, {
        label: "Valley", ...bind(app, "valley"),
        pick: (valley) => {
          const [x, y] = FACTS.valleys[valley].start;
          app.update({ valley, x, y });
        },
      })
    ),
    slider(app, {
      name: "learning_rate", label: "Learning rate", step: "any",
      min: Math.log10(slowest), max: Math.log10(fastest),
      get: (state) => Math.log10(state.learning_rate), text: (power) => show(10 ** power, 4),
      pick: (power) => app.update({ learning_rate: twoDigits(10 ** power) }),
    }),
    slider(app, { label: "Momentum", step: 0.01, ...bind(app, "momentum") }),
    player.element,
    halves(
      captioned("the valley from above: dark dot the start, cross the lowest point", map.element),
      chart.element
    ),
    lesson
  );
  return { map, chart, lesson };
}

function drawChart(chart, step, heights) {
  // The heights go over many powers of ten, so the axis counts powers.
  const power = (height) => clamp(Math.log10(height + 1e-12), -6, 2);
  chart.draw({
    x: [0, STEPS], y: [-6, 2], xName: "step",
    yName: "height (loss), each line of the grid a factor of 100",
    yText: (tick) => (tick < -5.9 ? "" : show(10 ** tick, 4)),
    lines: RUNNERS.map((name) => ({
      points: numbered(heights[name].map(power)), kind: name, name,
    })),
    cursor: step, text: textAt(step),
  });
}

function lessonOf({ step, learning_rate: rate }, heights) {
  const start = heights.SGD[0];
  const now = RUNNERS.map((name) => ({ name, height: heights[name][step] }));
  const away = now.filter(({ height }) => !(height <= 4 * start + 1)).map(({ name }) => name);
  const inWords = ({ name, height }) =>
    `${name} ` +
    (away.includes(name) ? "away" : height < 0.0001 ? "below 0.0001" : show(height, 4));
  const inside = now.filter(({ name }) => !away.includes(name)); // who is away may have no height
  const best = inside.reduce((a, b) => (b.height < a.height ? b : a), inside[0]);
  const lowest = best ? `Lowest: ${best.name}.` : "None is left.";
  return (
    `Height after ${step} step${step === 1 ? "" : "s"} with learning rate ${show(rate, 4)}: ` +
    `${now.map(inWords).join(", ")}. ` +
    (step ? lowest : `All start at ${show(start, 4)}.`) +
    (away.length
      ? ` Flown out of the valley, with steps that are too long: ${away.join(", ")}.`
      : "")
  );
}

export default widget({ label: "Optimizer race", settings: SETTINGS, tidy, build });
