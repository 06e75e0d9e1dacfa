// grid.js: small tables of numbers, to be read (numberTable) or edited (numberEditor).

import { box, make, show } from "./base.js";
import { arrowMove, tint } from "./canvas.js";
import { rewrite } from "./fresh.js";
import { caption } from "./parts.js";

// Shaded cells with their numbers. set(numbers, columns, color, marked): a flat list, row by row,
// and the index of a cell to put a frame on. `cells` are their elements; rename(name) is another
// name for the table.
// Screen readers get the sentence of the widget instead of 49 numbers.
export function numberTable(name) {
  const cells = make("div", { class: "lw-cells", "aria-hidden": "true" });
  const title = caption(name);
  const element = box("table", title, cells);
  const set = (numbers, columns, color, marked = -1) => {
    while (cells.children.length > numbers.length) cells.lastChild.remove();
    while (cells.children.length < numbers.length) cells.append(make("span"));
    element.style.setProperty("--columns", columns);
    element.style.setProperty("--cell", columns > 4 ? "1.6rem" : "2rem");
    element.toggleAttribute("data-wide", columns > 3);
    numbers.forEach((number, i) => {
      const cell = cells.children[i];
      rewrite(cell, show(number, columns <= 4 ? 2 : Math.abs(number) < 100 ? 1 : 0));
      tint(cell, color(number));
      cell.classList.toggle("lw-marked", i === marked);
    });
  };
  return { element, set, cells: cells.children, rename: (text) => (title.textContent = text) };
}

// The number that a reader typed: "-1", "0,5", "1/9"; NaN if it is none.
function parseNumber(text) {
  const plain = text.trim().replace(",", ".").replace("\u2212", "-");
  const [whole, top, bottom] = plain.match(/^([^/]+)\/([^/]+)$/) ?? [];
  if (whole) return parseNumber(top) / parseNumber(bottom);
  return plain === "" ? NaN : Number(plain);
}

// A square of number fields. One Tab stop; the arrow keys go from cell to cell, as in a
// spreadsheet. change(table) is called with the whole table after each valid edit.
export function numberEditor({ label, change, limit }) {
  const element = make("div", { class: "lw-cells lw-editor", role: "group", "aria-label": label });
  let table = [[0]];

  const size = () => table.length;
  const fieldAt = (row, column) => element.children[row * size() + column];
  const read = (row, column) => {
    const field = fieldAt(row, column);
    const number = parseNumber(field.value);
    const valid = Number.isFinite(number) && Math.abs(number) <= limit;
    field.setAttribute("aria-invalid", String(!valid));
    if (!valid || number === table[row][column]) return;
    table = table.map((line, r) =>
      line.map((old, c) => (r === row && c === column ? number : old)));
    change(table);
  };
  const place = (field) => {
    const index = [...element.children].indexOf(field);
    return { row: Math.floor(index / size()), column: index % size() };
  };
  const walk = (event) => {
    const here = place(event.target);
    if (event.key === "Enter") event.target.select();
    const next = arrowMove(event, here, { height: size(), width: size() });
    if (next) fieldAt(next.row, next.column).focus();
  };
  const build = () => {
    element.style.setProperty("--columns", size());
    element.replaceChildren(
      ...table.flatMap((line, row) =>
        line.map((_, column) =>
          make("input", {
            type: "text", autocomplete: "off", spellcheck: "false", enterkeyhint: "done",
            tabindex: row + column ? -1 : 0, "aria-label": `Row ${row + 1}, column ${column + 1}`,
            oninput: () => read(row, column),
            onkeydown: walk,
            onfocus: (event) => {
              for (const field of element.children) field.tabIndex = -1;
              event.target.tabIndex = 0;
              event.target.value = String(table[row][column]);
              event.target.select();
            },
            onblur: () => write(row, column),
          })
        )
      )
    );
  };
  const write = (row, column) => {
    const field = fieldAt(row, column);
    field.removeAttribute("aria-invalid");
    field.value = show(table[row][column]);
  };
  const set = (numbers, color) => {
    const rebuilt = numbers.length !== element.dataset.size * 1;
    table = numbers;
    if (rebuilt) {
      element.dataset.size = size();
      build();
    }
    table.forEach((line, row) =>
      line.forEach((number, column) => {
        const field = fieldAt(row, column);
        tint(field, color(number));
        if (document.activeElement !== field) write(row, column); // not under the reader's fingers
      })
    );
  };
  return { element, set };
}
