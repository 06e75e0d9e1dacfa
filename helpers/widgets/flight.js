// flight.js: numbers that fly over a widget, from where they are to where they go.

import { clamp, make } from "./base.js";
import { css } from "./canvas.js";

// Where the middle of an element is on the screen.
export function middleOfElement(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}

// A sheet over a widget. draw(legs, share): each leg { from, to, color }, with places on the
// screen, is flown to that share, one a little after the other, and rings at its end.
export function makeFlight(app) {
  const canvas = make("canvas", { class: "lw-flight", "aria-hidden": "true", hidden: true });
  app.root.append(canvas);
  const draw = (legs, share) => {
    canvas.hidden = false;
    const sharp = window.devicePixelRatio || 1;
    const box = canvas.getBoundingClientRect();
    canvas.width = box.width * sharp;
    canvas.height = box.height * sharp;
    const pen = canvas.getContext("2d");
    pen.setTransform(sharp, 0, 0, sharp, -box.left * sharp, -box.top * sharp);
    const spread = legs.length > 1 ? 0.4 : 0; // of the time, between the first and the last
    const first = getComputedStyle(app.root).getPropertyValue("--lw-accent");
    legs.forEach(({ from, to, color }, i) => {
      const start = (spread * i) / Math.max(1, legs.length - 1);
      const gone = clamp((share - start) / (1 - spread), 0, 1);
      if (gone === 0) return;
      const eased = gone * gone * (3 - 2 * gone);
      const [x, y] = [0, 1].map((k) => from[k] + eased * (to[k] - from[k]));
      pen.lineWidth = 1.5;
      pen.strokeStyle = first;
      pen.globalAlpha = 0.45;
      pen.beginPath();
      pen.moveTo(...from);
      pen.lineTo(x, y);
      pen.stroke();
      pen.globalAlpha = 1;
      pen.fillStyle = css(color);
      pen.fillRect(x - 5, y - 5, 10, 10);
      pen.strokeRect(x - 5, y - 5, 10, 10);
      if (gone < 0.85) return;
      pen.beginPath();
      pen.arc(...to, 7 + 60 * (gone - 0.85), 0, 2 * Math.PI);
      pen.stroke();
    });
  };
  return { draw, hide: () => (canvas.hidden = true) };
}

// Several flights, one after the other: stages [{ until, legs }, ...] in shares of the whole time.
export function flyInTurn(flight, stages, share) {
  const at = stages.findIndex(({ until }) => share <= until);
  const start = at > 0 ? stages[at - 1].until : 0;
  const { until, legs } = stages[at];
  flight.draw(legs, (share - start) / (until - start));
}
