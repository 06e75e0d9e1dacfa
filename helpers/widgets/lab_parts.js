// lab_parts.js: what stands below the curves of the TrainingLab.

import { argmax, box, button, make, words } from "./base.js";
import { drawingBoard } from "./board.js";
import { digitOf } from "./drawing.js";
import { cutWeights, layersWith } from "./lab.js";
import { runNetwork } from "./network.js";
import { npz } from "./npz.js";
import { caption, chance, chipRow, halves, probabilityBars } from "./parts.js";
import { questionCard } from "./question.js";

// Four networks that fail, and a sound one beside them. facts is the content of training_lab.json;
// start(changes) begins a run.
export function faultRow(app, facts, start) {
  const names = ["none", ...Object.keys(facts.faults)];
  const changesOf = (fault) => {
    const { cause: _cause, ...other } = facts.faults[fault] ?? {};
    return { ...facts.sound, ...other, fault };
  };
  const chips = chipRow("Networks that fail", names.map((fault) => ({
    picture: "", text: fault === "none" ? "sound" : fault, press: () => start(changesOf(fault)),
  })));
  const place = box("part");
  const element = box(
    "part lw-lab-faults", caption("four that fail, with the settings of the sound one but for one"),
    chips.element, place
  );
  let shown = "";
  const set = ({ fault, ...state }) => {
    const sound = Object.keys(facts.sound).every((name) => state[name] === facts.sound[name]);
    chips.set((i) => names[i] === fault && (fault !== "none" || sound));
    if (fault === shown) return;
    shown = fault;
    const cause = facts.faults[fault]?.cause;
    const answers = Object.entries(facts.causes).map(([name, { text, right, wrong }]) => ({
      text, correct: name === cause, reply: name === cause ? right : wrong,
    }));
    const question = { question: "Watch it for a while. What went wrong?", answers };
    place.replaceChildren(...(cause ? [questionCard(question, fault)] : []));
  };
  app.follow({ name: "fault", label: "Networks that fail", element });
  return { element, set };
}

// A board, and what the network of now answers to the drawing, or to the held-out digit that is
// chosen; and its weights as a file.
export function labPad(app, lab) {
  let strokes = [];
  let digit = 7; // the chosen one; -1 when there is a drawing
  const board = drawingBoard(app, {
    label: "Drawing board of your network",
    change: (list) => {
      [strokes, digit] = [list, list.length ? -1 : 7];
      app.redraw();
    },
  });
  const choose = (chosen) => {
    [strokes, digit] = [[], chosen];
    app.redraw();
  };
  const bars = probabilityBars(10);
  const answer = words("received");
  const save = () => {
    const { weights, report } = lab.now;
    if (!report) return; // it begins anew, for a few milliseconds
    const bytes = npz(cutWeights(weights, report.weights));
    const href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    make("a", { href, download: "my_network.npz" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  };
  const element = halves(
    board.element,
    box(
      "part", answer, bars.element, button("Take it home", save),
      words("note", "The weights, as a file that load_weights of a course_network() reads.")
    )
  );
  const set = ({ network, weights, report }) => {
    board.set({ strokes });
    let probabilities = report.answers[digit];
    if (digit < 0) {
      const layers = layersWith(network, cutWeights(weights, report.weights));
      const image = { shape: [28, 28, 1], data: digitOf(strokes).data };
      probabilities = [...runNetwork(layers, image).at(-1).data];
    }
    const best = argmax(probabilities);
    bars.set(probabilities, digit < 0 ? best : digit);
    const what = digit < 0 ? "your drawing" : `the held-out ${digit}`;
    answer.textContent = Number.isFinite(probabilities[best])
      ? `Your network takes ${what} for a ${best}, with ${chance(probabilities[best])}.`
      : "Your network has no answer: its numbers are no numbers any more.";
  };
  return { element, set, choose, chosen: () => digit };
}
