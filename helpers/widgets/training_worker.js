// training_worker.js: what runs in the TrainingLab's Worker, beside the page. It is told what to do
// by messages { run }, { pause }, { step: count }, { begin }, { set }, and sends reports.

import { makeSession } from "./session.js";

const TURN = 60; // milliseconds of training between two looks at the messages
const REPORTS = 100; // milliseconds from one report to the next
const REST = 60_000; // after so many images it pauses by itself

let session = null;
let running = false;
let reported = 0;
let spent = 0; // milliseconds of training since the start

function report() {
  reported = performance.now();
  self.postMessage({ ...session.report(), running, spent });
}

function train() {
  if (!running) return;
  const start = performance.now();
  const rest = (Math.floor(session.seen() / REST) + 1) * REST;
  while (performance.now() - start < TURN && session.seen() < rest) session.step();
  spent += performance.now() - start;
  if (session.seen() >= rest) running = false;
  if (!running || performance.now() - reported >= REPORTS) report();
  setTimeout(train, 0);
}

const ORDERS = {
  open: (given) => (session = makeSession(given)),
  begin: (how) => {
    running = false;
    spent = 0;
    session.begin(how);
    report();
  },
  set: (settings) => session.set(settings),
  run: () => {
    if (!running) setTimeout(train, 0);
    running = true;
  },
  pause: () => {
    running = false;
    report();
  },
  step: (count) => {
    running = false;
    for (let i = 0; i < count; i++) session.step();
    report();
  },
};

self.onmessage = ({ data }) => {
  for (const [order, given] of Object.entries(data)) ORDERS[order](given);
};
