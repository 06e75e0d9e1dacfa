// walk.js: a walk over the cells of a map: a close look at the first ones, then faster and faster.

import { button, lessMotion, make } from "./base.js";
import { largest } from "./canvas.js";
import { chooser } from "./controls.js";
import { makeClock, PLAYED } from "./player.js";

const SECONDS = { slow: 20, medium: 10, fast: 4 }; // of a whole run, at most
const CLOSE = 3; // so many cells are looked at closely

// Where a run over `count` cells is after some seconds: { cell, share, over }. share is how much of
// the close look is over, null where there is none; a run without one is a run that goes on.
export function placeInRun(time, count, seconds, close = CLOSE) {
  const looks = Math.min(close, count);
  const look = 0.12 * seconds; // each
  if (time < looks * look) {
    return { cell: Math.floor(time / look), share: (time / look) % 1, over: false };
  }
  const rest = count - looks;
  const room = seconds - looks * look;
  const length = Math.min(room, rest * 0.03 * seconds); // a small map takes less
  const gone = rest ? Math.min(1, (time - looks * look) / length) : 1;
  const cell = looks + Math.min(rest - 1, Math.floor(rest * gone * gone));
  return { cell: Math.max(0, cell), share: null, over: gone >= 1 };
}

// The first number that is not 0, nor too close to 0 for its color to be seen.
function firstToSee(numbers) {
  const faint = 0.05 * largest(numbers);
  return Math.max(0, numbers.findIndex((x) => Math.abs(x) > faint));
}

// Buttons that walk a window over the cells of a map, row by row; mapNow() is null while there is
// none. A walk begins where there is something to see. Returns
//   element
//   filled(i)    is cell i of the map filled? Outside a walk, and without visits, all are
//   closely()    how much of a close look at the cell is over, or null
//   playing()
//   visit(cell)  a close look at a cell that the reader chose: only visited ones are filled
//   leave()      the whole map, from the next drawing on
export function makeWalk(app, mapNow) {
  let reached = null; // cells so far; null: no walk
  let visited = null; // the cells that the reader chose; null: none, the whole map is shown
  let current = -1; // the cell that is looked at
  let look = null;
  let speed = "medium";
  let home = null; // the cell that was looked at before the run

  const goTo = (next, { width }) => {
    reached = next;
    visited = null;
    current = next - 1;
    app.update({ row: Math.floor((next - 1) / width), column: (next - 1) % width });
  };
  // One cell further (or back).
  const step = (by = 1) => {
    const map = mapNow();
    const next = reached === null ? (by > 0 ? 1 : 0) : reached + by;
    if (map && next >= 1 && next <= map.height * map.width) goTo(next, map);
  };
  const start = () => {
    const map = mapNow();
    if (!map) return;
    const all = map.height * map.width;
    if (reached >= all) reached = null; // once more from the start
    if (lessMotion()) return goTo(all, map);
    const fresh = reached === null;
    const from = fresh ? firstToSee(map.data) : reached;
    if (fresh) home = { row: app.state.row, column: app.state.column };
    const began = performance.now();
    const tick = () => {
      const time = (performance.now() - began) / 1000;
      const { cell, share, over } =
        placeInRun(time, all - from, SECONDS[speed], fresh ? CLOSE : 0);
      look = share;
      if (reached !== from + cell + 1) goTo(from + cell + 1, map);
      else app.redraw();
      if (!over) return;
      clock.stop();
      // The last window is mostly empty: the run ends where the reader came from.
      if (home) app.update(home);
    };
    clock.run(tick, 60);
    return tick();
  };
  const visit = ({ row, column }) => {
    const map = mapNow();
    if (!map) return;
    clock.stop();
    reached = null;
    current = row * map.width + column;
    visited = new Set(visited).add(current);
    look = 0;
    const began = performance.now();
    const tick = () => {
      look = Math.min(1, (performance.now() - began) / (120 * SECONDS[speed]));
      app.redraw();
      if (look === 1) clock.stop();
    };
    if (!lessMotion()) clock.run(tick, 60);
    app.update({ row, column });
  };
  const leave = () => (reached = visited = null);
  const clock = makeClock(app, start);
  const { instead } = clock;
  const element = make(
    "div", { class: "lw-row lw-walk lw-drive", role: "group", "aria-label": "Walk the window" },
    clock.play, button("Step", instead(() => step()), { "data-key": "next" }),
    button("Step back", instead(() => step(-1)), { "data-key": "back" }),
    button("Whole map", instead(() => {
      leave();
      app.redraw();
    })),
    chooser(app, {
      label: "Speed", values: Object.keys(SECONDS), get: () => speed,
      pick: (choice) => {
        speed = choice;
        if (clock.isOn()) instead(start)();
      },
    })
  );
  app.follow({ ...PLAYED, element, set: () => clock.set("Walk to the end") });
  const closely = () => (clock.isOn() ? look : null);
  const landed = () => (closely() ?? 1) > 0.9;
  const filled = (i) => {
    if (i === current && !landed()) return false;
    return visited ? visited.has(i) : reached === null || i < reached;
  };
  return { element, filled, closely, playing: clock.isOn, visit, leave };
}
