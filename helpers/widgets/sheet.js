// sheet.js: many small maps on one canvas, as a figure shows filters and feature maps.

import { box, clamp, make } from "./base.js";
import { diverging, largest } from "./canvas.js";
import { caption } from "./parts.js";

// The colors from -1 to 1 in 511 steps, as the pixels of a canvas hold them: a network has
// thousands of numbers, and all are painted anew with every stroke of a drawing.
const palettes = {};
export function paletteOf(theme) {
  palettes[theme] ??= Uint32Array.from({ length: 511 }, (_, i) => {
    const [red, green, blue] = diverging(i / 255 - 1, theme);
    return (255 << 24) | (blue << 16) | (green << 8) | red;
  });
  return palettes[theme];
}

// Paint maps side by side. at(map, cell) is the number of a cell, flat within its map; `limit` is
// the number that gets the strongest color. A sheet that is not full keeps its width.
export function paintMaps(canvas, sheet) {
  const { count, height, width, columns, gap = 0, zoom = 1, at, limit, colors } = sheet;
  const [high, wide] = [height * zoom, width * zoom];
  const rows = Math.ceil(count / columns);
  canvas.width = columns * (wide + gap) - gap;
  canvas.height = rows * (high + gap) - gap;
  const image = new ImageData(canvas.width, canvas.height); // transparent where nothing is drawn
  const pixels = new Uint32Array(image.data.buffer);
  const scale = 255 / (limit || 1);
  for (let map = 0; map < count; map++) {
    const [row, column] = [Math.floor(map / columns), map % columns];
    const corner = row * (high + gap) * canvas.width + column * (wide + gap);
    for (let y = 0; y < high; y++) {
      for (let x = 0; x < wide; x++) {
        const number = at(map, Math.floor(y / zoom) * width + Math.floor(x / zoom));
        const color = colors[255 + Math.round(clamp(number * scale, -255, 255))];
        pixels[corner + y * canvas.width + x] = color;
      }
    }
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

export const gapBetween = (height, width) =>
  Math.max(1, Math.round(Math.max(height, width) / 8));

// A sheet of maps of equal size under its name. What screen readers hear is the sentence of the
// widget. draw takes what paintMaps takes, with the theme in place of the colors.
export function mapSheet() {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const title = caption();
  const draw = ({ name, theme, ...sheet }) => {
    title.textContent = name;
    const gap = gapBetween(sheet.height, sheet.width);
    paintMaps(canvas, { ...sheet, gap, colors: paletteOf(theme) });
    canvas.style.aspectRatio = `${canvas.width} / ${canvas.height}`;
  };
  return { element: box("part lw-sheet", title, canvas), draw };
}

// Draw what a layer gave, a tensor of maps, on a sheet.
export function drawOutput(sheet, { name }, { shape, data }, columns, theme) {
  const [height, width, count] = shape;
  const at = (map, cell) => data[cell * count + map];
  const title = `${name}: ${count} maps of ${height} \u00d7 ${width}`;
  sheet.draw({ count, height, width, columns, at, limit: largest(data), theme, name: title });
}
