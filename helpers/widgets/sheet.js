// sheet.js: many small maps on one canvas, as a figure shows filters and feature maps.

// A sheet of maps of equal size, with a cell of space between them. What screen readers hear is
// the sentence of the widget. Returns { element, draw({ maps, height, width, columns, color }) }:
// maps are flat lists, color(number, map index) gives [r, g, b].
function mapSheet(name) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const caption = make("div", { class: "lw-caption" }, name);
  const element = make("div", { class: "lw-part lw-sheet" }, caption, canvas);

  const draw = ({ maps, height, width, columns, color, name: newName = name }) => {
    caption.textContent = newName;
    const rows = Math.ceil(maps.length / columns);
    // Each number is a square of whole pixels of the screen, so that all squares are alike.
    const gap = Math.max(1, Math.round(Math.max(height, width) / 8));
    const across = columns * (width + gap) - gap;
    const down = rows * (height + gap) - gap;
    canvas.width = across;
    canvas.height = down;
    canvas.style.aspectRatio = `${across} / ${down}`;
    const pixels = new ImageData(across, down); // transparent where nothing is drawn
    maps.forEach((map, index) => {
      const top = Math.floor(index / columns) * (height + gap);
      const left = (index % columns) * (width + gap);
      map.forEach((number, i) => {
        const place = (top + Math.floor(i / width)) * across + left + (i % width);
        pixels.data.set([...color(number, index), 255], 4 * place);
      });
    });
    canvas.getContext("2d").putImageData(pixels, 0, 0);
  };
  return { element, draw };
}

// One channel of a tensor { shape: [height, width, channels], data } as a flat list.
function channelOf({ shape: [height, width, channels], data }, channel) {
  return Array.from({ length: height * width }, (_, i) => data[i * channels + channel]);
}
