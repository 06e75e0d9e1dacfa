// resizing.js: a picture in another size, as helpers/resizing.py.

export const EDGE = 1e-9; // where sums lie between two whole numbers, roundings must agree

// Height and width of the same shape whose longer side is `longest`.
export function sidesFor({ height, width }, longest) {
  const longer = Math.max(height, width);
  return [height, width].map((side) => Math.max(1, Math.floor((side * longest) / longer + 0.5)));
}

// The picture in another size: each new pixel is the mean of the old ones that it covers, weighed
// by the share that it covers of each.
export function areaAverage({ height, width, data }, rows, columns) {
  const halfway = new Float64Array(rows * width);
  eachShare(height, rows, (to, from, share) => {
    for (let x = 0; x < width; x++) halfway[to * width + x] += share * data[from * width + x];
  });
  const result = new Float64Array(rows * columns);
  eachShare(width, columns, (to, from, share) => {
    for (let y = 0; y < rows; y++) result[y * columns + to] += share * halfway[y * width + from];
  });
  return { height: rows, width: columns, data: result };
}

// visit(to, from, share) for each old cell `from` of which the new cell `to` covers something.
function eachShare(old, fresh, visit) {
  for (let to = 0; to < fresh; to++) {
    const [start, end] = [(to * old) / fresh, ((to + 1) * old) / fresh];
    for (let from = Math.floor(start); from < Math.min(end, old); from++) {
      const covered = Math.min(from + 1, end) - Math.max(from, start);
      if (covered > 0) visit(to, from, (covered * fresh) / old);
    }
  }
}
