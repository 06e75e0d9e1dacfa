// values.js: what a widget asks its host for, by name. values.py answers, or the page.

// Ask the host (a kernel, or the page) for a value: a picture, filters, a quiz. Resolves to
// { shape, data } for an array, else to what the JSON holds; rejects with the host's sentence.
export function ask(model, name) {
  const sent = model.get("_values")?.[name]; // a kernel sends some along with the widget
  if (sent) return Promise.resolve(decoded(sent, sent.data));
  return new Promise((resolve, reject) => {
    const listen = (content, buffers) => {
      if (content?.answer !== name) return;
      model.off("msg:custom", listen);
      if (content.error) reject(new Error(content.error));
      else resolve(decoded(content, buffers?.[0]));
    };
    model.on("msg:custom", listen);
    model.send({ ask: name });
  });
}

const decoded = (header, bytes) => (header.dtype ? decodeArray(header, bytes) : header.json);

export function decodeArray({ dtype, shape }, bytes) {
  const types = {
    uint8: Uint8Array, uint16: Uint16Array, int16: Int16Array, float32: Float32Array,
    float64: Float64Array,
  };
  // A copy, because a view must start at a multiple of its item size.
  const start = bytes.byteOffset ?? 0;
  const copy = (bytes.buffer ?? bytes).slice(start, start + bytes.byteLength);
  return { shape, data: new types[dtype](copy) };
}

// Pictures by name. get(name) is { height, width, channels, data } with numbers from 0 to 1; while
// a picture is on its way, the one before it, or null. `app` is drawn again when it is there.
export function pictureShelf(app, model) {
  const pictures = {};
  let last = null;
  const load = (name) => {
    pictures[name] = null;
    app.receive(ask(model, `picture/${name}`), ({ shape: [height, width, channels = 1], data }) => {
      pictures[name] = { height, width, channels, data: Float64Array.from(data, (x) => x / 255) };
    });
  };
  return {
    get(name) {
      if (!(name in pictures)) load(name);
      last = pictures[name] ?? last;
      return last;
    },
  };
}
