// training_worker.js: what runs in the TrainingLab's Worker, beside the page. It is told what to do
// by messages such as { begin: { seed: 1 }, run: true }, and answers with reports.

import { makeSession } from "./session.js";

const TURN = 60; // milliseconds of training between two looks at the messages
const REST = 60_000; // after so many images it pauses by itself

let session = null;
let running = false;
let rested = false; // it has paused by itself
let timer = 0;
let reported = 0;
let spent = 0; // milliseconds of training since the start
let pace = 100; // milliseconds from one report to the next
let run = 0; // the number of this run: the page begins a new one, and wants no reports of the old

function timed(train) {
  const start = performance.now();
  train();
  spent += performance.now() - start;
}

function report() {
  reported = performance.now();
  self.postMessage({ ...session.report(), rested, spent, run });
}

function train() {
  if (!running) return;
  const end = performance.now() + TURN;
  const rest = (Math.floor(session.seen() / REST) + 1) * REST;
  timed(() => {
    while (performance.now() < end && session.seen() < rest) session.step();
  });
  rested = session.seen() >= rest;
  if (rested) running = false;
  if (!running || performance.now() - reported >= pace) report();
  timer = setTimeout(train, 0);
}

const ORDERS = {
  open: (given) => (session = makeSession(given)),
  pace: (milliseconds) => (pace = milliseconds),
  begin: ({ run: number, ...how }) => {
    [running, rested] = [false, false];
    run = number;
    spent = 0;
    session.begin(how);
    report();
  },
  set: (settings) => session.set(settings),
  run: () => {
    [running, rested] = [true, false];
    clearTimeout(timer);
    timer = setTimeout(train, 0);
  },
  pause: () => {
    running = false;
    report();
  },
  step: (count) => {
    running = false;
    timed(() => {
      for (let i = 0; i < count; i++) session.step();
    });
    report();
  },
};

self.onmessage = ({ data }) => {
  for (const [order, given] of Object.entries(data)) ORDERS[order](given);
};
