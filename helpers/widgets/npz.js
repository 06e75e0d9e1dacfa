// npz.js: arrays as NumPy's .npz file, which np.load and load_weights read: a zip archive without
// compression of one .npy file for each array.

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function checksum(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const letters = (text) => new TextEncoder().encode(text);

// The numbers, as bytes, the lowest byte first: fields([[2, 20], [4, 7]]) is 20 in two bytes, then
// 7 in four.
function fields(list) {
  const bytes = [];
  for (const [size, number] of list) {
    for (let i = 0; i < size; i++) bytes.push(Math.floor(number / 256 ** i) & 255);
  }
  return Uint8Array.from(bytes);
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((all, part) => all + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// One array as a .npy file, version 1.0: its header ends at a multiple of 64.
function npy({ shape, data }) {
  const size = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const about = `{'descr': '<f4', 'fortran_order': False, 'shape': (${size}), }`;
  const header = about.padEnd(64 * Math.ceil((about.length + 11) / 64) - 11) + "\n";
  const numbers = new Uint8Array(4 * data.length);
  const view = new DataView(numbers.buffer);
  data.forEach((number, i) => view.setFloat32(4 * i, number, true));
  const start = [0x93, ...letters("NUMPY"), 1, 0];
  return joined([Uint8Array.from(start), fields([[2, header.length]]), letters(header), numbers]);
}

// Arrays [{ name, shape, data: Float32Array }, ...] as the bytes of a .npz file.
export function npz(arrays) {
  const [files, entries] = [[], []];
  let at = 0;
  for (const array of arrays) {
    const [name, content] = [letters(`${array.name}.npy`), npy(array)];
    const about = [
      [2, 20], [2, 0], [2, 0], [2, 0], [2, 0x21], // version, flags, stored, time, 1 January 1980
      [4, checksum(content)], [4, content.length], [4, content.length], [2, name.length], [2, 0],
    ];
    entries.push(
      fields([[4, 0x02014b50], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]]), name
    );
    const file = joined([fields([[4, 0x04034b50], ...about]), name, content]);
    files.push(file);
    at += file.length;
  }
  const directory = joined(entries);
  const count = arrays.length;
  const end = fields([
    [4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, directory.length], [4, at], [2, 0],
  ]);
  return joined([...files, directory, end]);
}
