// sheet.js: many small maps on one canvas, as a figure shows filters and feature maps.

import { box, make } from "./base.js";
import { diverging, largest, paintCells } from "./canvas.js";
import { caption } from "./parts.js";

// A sheet of maps of equal size, with a cell of space between them. What screen readers hear is
// the sentence of the widget. Returns { element, draw({ maps, height, width, columns, color }) }:
// maps are flat lists, color(number) gives [r, g, b].
export function mapSheet(name) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const title = caption(name);
  const element = box("part lw-sheet", title, canvas);

  const draw = ({ maps, height, width, columns, color, name: newName = name }) => {
    title.textContent = newName;
    const rows = Math.ceil(maps.length / columns);
    // Each number is a square of whole pixels of the screen, so that all squares are alike.
    const gap = Math.max(1, Math.round(Math.max(height, width) / 8));
    const across = columns * (width + gap) - gap;
    const down = rows * (height + gap) - gap;
    canvas.style.aspectRatio = `${across} / ${down}`;
    paintCells(canvas, across, down, (i) => {
      const [y, x] = [Math.floor(i / across), i % across];
      const map = maps[Math.floor(y / (height + gap)) * columns + Math.floor(x / (width + gap))];
      const [row, column] = [y % (height + gap), x % (width + gap)];
      return map && row < height && column < width ? color(map[row * width + column]) : null;
    });
  };
  return { element, draw };
}

// Draw what a layer gave, a tensor of maps, on a sheet.
export function drawOutput(sheet, { name }, output, columns, theme) {
  const [height, width, count] = output.shape;
  const strongest = largest(output.data) || 1;
  sheet.draw({
    maps: Array.from({ length: count }, (_, c) => channelOf(output, c)), height, width, columns,
    color: (x) => diverging(x / strongest, theme),
    name: `${name}: ${count} maps of ${height} \u00d7 ${width}`,
  });
}

// One channel of a tensor { shape: [height, width, channels], data } as a flat list.
export function channelOf({ shape: [height, width, channels], data }, channel) {
  return Array.from({ length: height * width }, (_, i) => data[i * channels + channel]);
}
