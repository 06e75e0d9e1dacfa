// live_widgets.js: makes the widgets of a page live without a kernel. It plays the host's part of
// the anywidget protocol: a model with get, set, save_changes, on, off and send.
"use strict";

globalThis.liveWidgets = (() => {
  const { parts, values } = LIVE_WIDGETS_CONTENTS;
  const folder = new URL(".", document.currentScript.src).href; // the site may live anywhere
  const loaded = {}; // module name to the promise of the module
  const scripts = {}; // file name to the promise that it has run

  // Import a widget's module, once: the files that it is joined of, in order.
  function load(name) {
    if (!(name in parts)) {
      return Promise.reject(new Error(`There is no widget named "${name}".`));
    }
    loaded[name] ??= (async () => {
      const files = await Promise.all(parts[name].map((part) => fetchValue(`module/${part}`)));
      const blob = new Blob(files.flatMap(({ json }) => [json, "\n"]), { type: "text/javascript" });
      const address = URL.createObjectURL(blob);
      try {
        return await import(address);
      } finally {
        URL.revokeObjectURL(address);
      }
    })();
    return loaded[name];
  }

  // -------------------------------------------------------------- values

  // Called by the scripts that hold values.
  function put(name, value) {
    values[name] = value;
  }

  async function fetchValue(name) {
    const { file } = values[name] ?? {};
    if (file) await (scripts[file] ??= run(file));
    return values[name];
  }

  // A script of the site, which puts values.
  function run(file) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = folder + file;
      script.onload = resolve;
      script.onerror = () => {
        delete scripts[file]; // it may be asked for again
        reject(new Error(`The file ${file.split("?")[0]} could not be loaded.`));
      };
      document.head.append(script);
    });
  }

  async function answer(name) {
    try {
      const value = await fetchValue(name);
      if (!value) throw new Error(`This page holds no "${name}".`);
      const { base64, ...header } = value;
      const bytes = base64 && Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      return [{ answer: name, ...header }, bytes ? [new DataView(bytes.buffer)] : []];
    } catch (error) {
      return [{ answer: name, error: error.message }, []];
    }
  }

  // -------------------------------------------------------------- model and link

  function makeModel(state, link) {
    const current = { ...state };
    const listeners = {};
    const emit = (event, ...details) => {
      for (const listener of [...(listeners[event] ?? [])]) listener(...details);
    };
    return {
      link,
      get: (name) => current[name],
      set(name, value) {
        if (current[name] === value) return;
        current[name] = value;
        emit(`change:${name}`, this, value);
        emit("change", this);
      },
      save_changes() {},
      on(event, listener) {
        (listeners[event] ??= []).push(listener);
      },
      off(event, listener) {
        const kept = (other) => listener && other !== listener;
        listeners[event] = (listeners[event] ?? []).filter(kept);
      },
      send(message) {
        if (message?.ask) answer(message.ask).then((reply) => emit("msg:custom", ...reply));
      },
    };
  }

  // The part of the address that belongs to one widget: #widget=convolution&stride=2
  function makeLink(id, element) {
    return {
      read() {
        const given = new URLSearchParams(location.hash.slice(1));
        if (given.get("widget") !== id) return {};
        given.delete("widget");
        return Object.fromEntries(given);
      },
      write(state) {
        const readable = (text) =>
          encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3B", ";");
        const pairs = Object.entries(state).map(([name, text]) => `${name}=${readable(text)}`);
        history.replaceState(null, "", `#${[`widget=${id}`, ...pairs].join("&")}`);
        return location.href;
      },
      onchange(react, signal) {
        const hear = () => {
          if (new URLSearchParams(location.hash.slice(1)).get("widget") !== id) return;
          react();
          element.scrollIntoView({ block: "nearest" });
        };
        window.addEventListener("hashchange", hear, { signal });
      },
    };
  }

  // -------------------------------------------------------------- start

  // Who came by a link looks at its widget, whatever grows above it, until the first touch or key.
  function stayAt(element) {
    const grown = new ResizeObserver(() => element.scrollIntoView({ block: "start" }));
    grown.observe(document.body);
    for (const input of ["wheel", "touchstart", "pointerdown", "keydown"]) {
      window.addEventListener(input, () => grown.disconnect(), { capture: true, once: true });
    }
  }

  async function bringToLife(element, id) {
    try {
      const { textContent } = element.querySelector('script[type="application/json"]');
      const state = JSON.parse(textContent);
      const module = await load(element.dataset.module);
      await module.default.render({ model: makeModel(state, makeLink(id, element)), el: element });
      element.dataset.state = "ready";
      if (new URLSearchParams(location.hash.slice(1)).get("widget") === id) {
        stayAt(element);
      }
    } catch (error) {
      element.dataset.state = "failed";
      const message = document.createElement("p");
      message.className = "live-widget-fallback";
      message.textContent = `This widget could not start: ${error.message}`;
      element.replaceChildren(message);
    }
  }

  // The second widget of a kind on a page is "convolution-2" in links.
  function start() {
    const seen = {};
    const lives = [];
    for (const element of document.querySelectorAll(".live-widget[data-module]")) {
      const kind = element.dataset.module;
      seen[kind] = (seen[kind] ?? 0) + 1;
      if (element.dataset.state) continue; // it lives already
      element.id ||= `widget-${kind}-${seen[kind]}`;
      lives.push(bringToLife(element, seen[kind] === 1 ? kind : `${kind}-${seen[kind]}`));
    }
    return Promise.all(lives);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  return { load, put, start };
})();
