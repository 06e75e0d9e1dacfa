// photographs.js: a reader's own picture as gray levels. Nothing leaves the page.

import { chunk, make, words } from "./base.js";
import { findInk, shrunk } from "./ink.js";

const FILE_LIMITS = { megabytes: 100, megapixels: 64 }; // as in helpers/picture_files.py

// A file as rows of gray levels, upright and at most 112 pixels a side.
export async function readPhotograph(file) {
  const name = file.name ? `\u201c${file.name}\u201d` : "This file";
  if (file.size > FILE_LIMITS.megabytes * 2 ** 20) {
    throw new Error(`${name} has more than ${FILE_LIMITS.megabytes} MB. Save the picture smaller.`);
  }
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Error(
      `The browser cannot read ${name} as a picture. Choose a JPEG, PNG, WebP or GIF file.`
    );
  });
  const { width, height } = bitmap;
  if (width * height > FILE_LIMITS.megapixels * 1e6) {
    throw new Error(
      `${name} has ${width} \u00d7 ${height} pixels, and ${FILE_LIMITS.megapixels} million are ` +
      "the most. Save it smaller."
    );
  }
  const small = shrunk({ width, height, data: grayLevels(bitmap) });
  bitmap.close();
  const levels = { ...small, data: small.data.map(Math.round) };
  if (!findInk(levels)) {
    throw new Error(
      `Nothing stands out in ${name}. Take a thick, dark pen on plain paper, in good light, and ` +
      "let the digit fill most of the picture."
    );
  }
  return chunk([...levels.data], small.width);
}

// Gray as helpers.images makes it of colors; what is transparent shows white. In strips, because
// browsers limit the size of a canvas.
function grayLevels(bitmap) {
  const { width, height } = bitmap;
  const levels = new Uint8Array(width * height);
  const strip = Math.min(height, 256);
  const canvas = make("canvas", { width, height: strip });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  for (let top = 0; top < height; top += strip) {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, strip);
    pen.drawImage(bitmap, 0, -top);
    const { data } = pen.getImageData(0, 0, width, Math.min(strip, height - top));
    for (let i = 0; i < data.length; i += 4) {
      const level = (19595 * data[i] + 38470 * data[i + 1] + 7471 * data[i + 2] + 32768) >> 16;
      levels[top * width + i / 4] = level;
    }
  }
  return levels;
}

// A photograph: chosen, dropped on the board, or pasted. take(rows) is called with its gray levels.
export function photographOpener(app, board, take) {
  const problem = make("p", { class: "lw-problem", role: "alert", hidden: true });
  const open = async (file) => {
    problem.hidden = true;
    try {
      take(await readPhotograph(file));
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  };
  const input = make("input", {
    type: "file", accept: "image/*",
    onchange: () => {
      if (input.files.length) open(input.files[0]);
      input.value = ""; // the same file may be chosen once more
    },
  });
  board.buttons.append(make("label", { class: "lw-button lw-file" }, "Choose a photograph", input));
  const note = "Or drop one, or paste it. It stays on your device.";
  board.element.append(words("pen-note", note));
  const { sheet } = board;
  const aim = (on) => (event) => {
    event.preventDefault(); // or the browser would open the file
    event.stopPropagation();
    sheet.classList.toggle("lw-aimed", on);
    if (event.type === "drop" && event.dataTransfer.files.length) open(event.dataTransfer.files[0]);
  };
  for (const [type, on] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    sheet.addEventListener(type, aim(on));
  }
  app.root.addEventListener("paste", (event) => {
    const [file] = event.clipboardData?.files ?? [];
    if (!file) return;
    event.preventDefault();
    open(file);
  });
  return { problem };
}
