"""Record for the TrainingLab of chapter 7: what its own program gives, in Node, over five seeds.

python -m tools.record_training_lab
"""

import json
import shutil
import subprocess
from base64 import b64encode
from typing import Any

import numpy as np

from helpers import load_digits
from helpers.widgets import TrainingLab
from helpers.widgets.modules import module_text
from helpers.widgets.training_lab import FACTS
from helpers.widgets.values import named_value
from tools.records import record

SEEDS = [1, 2, 3, 4, 5]
STEPS = 940  # ten passes over the 3,000 digits, in batches of 32
FAILING_STEPS = 160
NAMES = {"learning_rate": "rate", "batch_size": "batch"}  # as session.js calls them
SETTINGS = ("optimizer", "learning_rate", "momentum", "dropout", "batch_size", "share")

# Runs of a session, from the digits: what it measured, and how its filters stand at the end.
PROGRAM = """
import { readFileSync } from "node:fs";
const { text, pixels, labels, network, runs } = JSON.parse(readFileSync(0, "utf8"));
const { makeSession } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
const bytes = (list) => Uint8Array.from(atob(list), (letter) => letter.charCodeAt(0));
const digits = { pixels: bytes(pixels), labels: bytes(labels), heldOut: 1000 };
const largest = (list) => Math.max(...list.map(Math.abs));
console.log(JSON.stringify(runs.map(({ settings, seed, fault, steps }) => {
  const session = makeSession({ digits, examples: [0], ...network });
  session.set(settings);
  session.begin({ seed, fault });
  for (let i = 0; i < steps; i++) session.step();
  const { held, filterGrads, weights } = session.report();
  return { held, slope: largest(filterGrads), filter: largest(weights.slice(0, 72)) };
})));
"""


def settings_of(lab: Any) -> dict[str, Any]:
    """The settings of a TrainingLab, or of a dict like its traits, as session.js names them."""
    get = lab.get if isinstance(lab, dict) else lambda name: getattr(lab, name)
    return {NAMES.get(name, name): get(name) for name in SETTINGS}


def run_sessions(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What came of each run {settings, seed, fault, steps}. FileNotFoundError: there is no Node."""
    node = shutil.which("node")
    if node is None:
        raise FileNotFoundError("This needs Node on the PATH. Install it, and run this again.")
    digits = load_digits()
    given = {
        "text": module_text("session"),
        "pixels": b64encode(digits.x_train.tobytes()).decode("ascii"),
        "labels": b64encode(digits.y_train.astype(np.uint8).tobytes()).decode("ascii"),
        "network": named_value("lab/course")["network"],
        "runs": runs,
    }
    done = subprocess.run(
        [node, "--input-type=module", "--eval", PROGRAM],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def usual(seed: int, steps: int = STEPS) -> dict[str, Any]:
    """A run with the settings that the lab opens with."""
    return {"settings": settings_of(TrainingLab()), "seed": seed, "fault": "", "steps": steps}


def failing(letter: str, seed: int) -> dict[str, Any]:
    """A run of the network of that letter; "sound" is the one beside them."""
    fault = {"cause": "", **FACTS["faults"].get(letter, {})}
    settings = settings_of({**FACTS["sound"], **fault})
    return {"settings": settings, "seed": seed, "fault": fault["cause"], "steps": FAILING_STEPS}


def figures_of(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Of runs of one kind, a number for each seed."""
    return {
        "accuracy": [run["held"][-1]["accuracy"] for run in runs],
        "first_loss": [round(run["held"][0]["loss"], 4) for run in runs],
        "largest_weight_of_the_filters": [float(f"{run['filter']:.4g}") for run in runs],
        "largest_gradient_of_the_filters": [float(f"{run['slope']:.4g}") for run in runs],
    }


def experiment() -> dict[str, Any]:
    learning = run_sessions([usual(seed) for seed in SEEDS])
    return {
        "steps": [point["step"] for point in learning[0]["held"]],
        "accuracy": [[point["accuracy"] for point in run["held"]] for run in learning],
        "networks": {
            letter: figures_of(run_sessions([failing(letter, seed) for seed in SEEDS]))
            for letter in ("sound", *FACTS["faults"])
        },
    }


if __name__ == "__main__":
    record(
        "training_lab",
        "3,000 embedded digits, measured on 1,000 others: the page's own program, in Node",
        SEEDS,
        experiment,
    )
