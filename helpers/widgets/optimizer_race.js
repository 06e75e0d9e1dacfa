// optimizer_race.js: the OptimizerRace. FACTS is the content of optimizer_race.json.

// ---------------------------------------------------------------- arithmetic

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

// The points that each optimizer visits: { name: [[x, y], ...] }, steps + 1 of them.
export function race({ valley, learning_rate: rate, momentum, x, y, steps = FACTS.steps }) {
  return Object.fromEntries(Object.entries(OPTIMIZERS).map(([name, begin]) => {
    const walkers = [begin({ rate, momentum }), begin({ rate, momentum })]; // one for x, one for y
    const points = [[x, y]];
    for (let i = 0; i < steps; i++) {
      const slope = SLOPES[valley](points[i]);
      points.push(points[i].map((place, axis) => place + walkers[axis](slope[axis])));
    }
    return [name, points];
  }));
}

// ---------------------------------------------------------------- state

const NAMES = ["valley", "learning_rate", "momentum", "x", "y", "step"];
const RUNNERS = [["SGD", "d"], ["momentum", "a"], ["RMSprop", "c"], ["Adam", "b"]]; // name, color

function tidy(state) {
  const number = (value, low, high, otherwise) => (Number.isFinite(value) ? clamp(value, low, high) : otherwise);
  const valley = Object.hasOwn(FACTS.valleys, state.valley) ? state.valley : "long";
  const map = FACTS.valleys[valley];
  return {
    valley,
    learning_rate: number(state.learning_rate, FACTS.slowest, FACTS.fastest, 0.2),
    momentum: number(state.momentum, 0, 0.99, 0.9),
    x: number(state.x, ...map.x, map.start[0]),
    y: number(state.y, ...map.y, map.start[1]),
    step: Math.round(number(state.step, 0, FACTS.steps, 30)),
  };
}

const twoDigits = (value) => Number(value.toPrecision(2));
const hundredths = (value) => Math.round(value * 100) / 100;

// ---------------------------------------------------------------- the map

// The valley from above, with the paths. move({ x, y }) is called with a new start point.
function makeMap(app, move) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const element = make("div", {
    class: "lw-pixels lw-valley", tabindex: 0, role: "application",
    "aria-label": "Start point on the map of the valley. Arrow keys move it.",
  }, canvas);
  let seen = null; // the map and the start point as drawn

  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    const down = (event.clientY - box.top) / box.height;
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

  const draw = ({ valley, map, start, paths, step }) => {
    seen = { map, start };
    const sharp = window.devicePixelRatio || 1;
    canvas.style.aspectRatio = `${map.x[1] - map.x[0]} / ${map.y[1] - map.y[0]}`;
    const wide = (canvas.width = Math.max(1, Math.round(canvas.clientWidth * sharp)));
    const high = (canvas.height = Math.max(1, Math.round(canvas.clientHeight * sharp)));
    const pen = canvas.getContext("2d");
    const style = getComputedStyle(app.root);
    const color = (kind) => style.getPropertyValue(`--lw-${kind}`);
    pen.drawImage(contours(valley, map, app.root.dataset.theme), 0, 0, wide, high);

    const place = ([x, y]) => [
      ((x - map.x[0]) / (map.x[1] - map.x[0])) * wide, ((map.y[1] - y) / (map.y[1] - map.y[0])) * high,
    ];
    // A point far beside the map: only its direction matters, and canvases have their limits.
    const near = (point) => place(point).map((pixel) => clamp(pixel, -1e4, 1e4));
    pen.lineJoin = "round";
    for (const [name, kind] of RUNNERS) {
      const path = paths[name].slice(0, step + 1).filter((point) => point.every(Number.isFinite));
      pen.beginPath();
      for (const point of path) pen.lineTo(...near(point));
      for (const [width, ink] of [[5, "paper"], [2.5, `kind-${kind}`]]) {
        pen.lineWidth = width * sharp;
        pen.strokeStyle = color(ink);
        pen.stroke();
      }
      disc(near(path.at(-1)), 4.5, color(`kind-${kind}`));
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
      pen.fillStyle = ink;
      pen.fill();
      pen.lineWidth = 1.5 * sharp;
      pen.strokeStyle = color("paper");
      pen.stroke();
    }
  };
  return { element, draw };
}

// The valley as bands of equal height: the higher, the stronger the gray. Kept until it changes.
const keptContours = {};
function contours(valley, map, theme) {
  const key = `${valley} ${theme}`;
  if (keptContours[key]) return keptContours[key];
  const [wide, high] = [480, Math.round((480 * (map.y[1] - map.y[0])) / (map.x[1] - map.x[0]))];
  const canvas = make("canvas", { width: wide, height: high });
  const pixels = new ImageData(wide, high);
  for (let i = 0; i < wide * high; i++) {
    const x = map.x[0] + (((i % wide) + 0.5) / wide) * (map.x[1] - map.x[0]);
    const y = map.y[1] - ((Math.floor(i / wide) + 0.5) / high) * (map.y[1] - map.y[0]);
    // Two bands for each factor of 4 in height, so that the floor of the valley has some, too.
    const band = Math.floor(Math.log2(HEIGHTS[valley]([x, y]) + 1e-9));
    const level = theme === "dark" ? 24 + 7 * clamp(band + 6, 0, 11) : 252 - 9 * clamp(band + 6, 0, 11);
    pixels.data.set([level, level, level, 255], 4 * i);
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return (keptContours[key] = canvas);
}

// ---------------------------------------------------------------- the widget

function render({ model, el }) {
  const app = openWidget({ model, el, names: NAMES, label: "Optimizer race", tidy, draw });
  const startAt = ({ x, y }) => app.update({ x: hundredths(x), y: hundredths(y) });
  const map = makeMap(app, startAt);
  const textAt = (step) => `step ${step}`;
  const player = makePlayer(app, {
    name: "step", label: "Step", count: FACTS.steps + 1, textAt, number: String, perSecond: FACTS.stepsASecond,
  });
  const chart = lineChart(app, {
    label: "Step, in the curves", height: 200,
    move: (step) => {
      player.stop();
      app.update({ step });
    },
  });
  const lesson = make("p", { class: "lw-lesson lw-received" });
  const valleys = Object.keys(FACTS.valleys);

  app.root.prepend(
    make(
      "div", { class: "lw-row" },
      segments(app, {
        label: "Valley", values: valleys, get: ({ valley }) => valley,
        pick: (valley) => {
          const [x, y] = FACTS.valleys[valley].start;
          app.update({ valley, x, y });
        },
      })
    ),
    slider(app, {
      label: "Learning rate", min: Math.log10(FACTS.slowest), max: Math.log10(FACTS.fastest), step: "any",
      get: (state) => Math.log10(state.learning_rate), text: (power) => show(10 ** power, 4),
      pick: (power) => app.update({ learning_rate: twoDigits(10 ** power) }),
    }),
    slider(app, { label: "Momentum", min: 0, max: 0.99, step: 0.01, ...bind(app, "momentum") }),
    player.element,
    make(
      "div", { class: "lw-halves" },
      make(
        "div", { class: "lw-part" },
        make("div", { class: "lw-caption" }, "the valley from above: dark dot the start, cross the lowest point"),
        map.element
      ),
      chart.element
    ),
    lesson
  );

  function draw(state) {
    const { valley, step } = state;
    const paths = race(state);
    const heights = Object.fromEntries(
      RUNNERS.map(([name]) => [name, paths[name].map((point) => HEIGHTS[valley](point))])
    );
    player.set();
    map.draw({ valley, map: FACTS.valleys[valley], start: [state.x, state.y], paths, step });
    // The heights go over many powers of ten, so the axis counts powers.
    const power = (height) => clamp(Math.log10(height + 1e-12), -6, 2);
    chart.draw({
      x: [0, FACTS.steps], y: [-6, 2], xName: "step", yName: "height (loss), each line of the grid a factor of 100",
      yText: (tick) => (tick < -5.9 ? "" : show(10 ** tick, 4)),
      lines: RUNNERS.map(([name, kind]) => ({
        points: heights[name].map((height, i) => [i, power(height)]), kind, name,
      })),
      cursor: step, text: textAt(step),
    });
    explain(state, heights);
  }

  function explain({ step, learning_rate: rate }, heights) {
    const start = heights.SGD[0];
    const now = RUNNERS.map(([name]) => ({ name, height: heights[name][step] }));
    const away = now.filter(({ height }) => !(height <= 4 * start + 1)).map(({ name }) => name);
    const inWords = ({ name, height }) =>
      `${name} ${away.includes(name) ? "away" : height < 0.0001 ? "below 0.0001" : show(height, 4)}`;
    const best = now.reduce((a, b) => (b.height < a.height ? b : a));
    lesson.textContent =
      `Height after ${step} step${step === 1 ? "" : "s"} with learning rate ${show(rate, 4)}: ` +
      `${now.map(inWords).join(", ")}. ` +
      (step ? `Lowest: ${best.name}.` : `All start at ${show(start, 4)}.`) +
      (away.length ? ` Flown out of the valley, with steps that are too long: ${away.join(", ")}.` : "");
    app.say(lesson.textContent);
  }

  return app.dispose;
}

export default { render };
