"""TrainingLab's traits, and a whole training in Node, without the clock."""

import json
import subprocess

import numpy as np
import pytest
import traitlets

from helpers import SGD, load_digits
from helpers.weights import course_network
from helpers.widgets import TrainingLab
from helpers.widgets.modules import module_text
from helpers.widgets.training_lab import FACTS
from helpers.widgets.values import named_value
from tests.widgets.test_arithmetic import NODE


def test_defaults_and_limits():
    lab = TrainingLab()
    assert (lab.optimizer, lab.learning_rate, lab.batch_size, lab.seed) == ("Adam", 0.002, 32, 1)
    assert "digits" not in json.dumps(lab._values), "nothing heavy before the first click"
    for wrong in ({"optimizer": "RMSprop"}, {"batch_size": 3}, {"fault": "E"}, {"seed": 0}):
        with pytest.raises(traitlets.TraitError):
            TrainingLab(**wrong)
    assert len(TrainingLab()._repr_mimebundle_()[0]["text/html"]) < 1000


def test_each_failing_network_differs_from_the_sound_one_in_one_thing():
    causes = [fault["cause"] for fault in FACTS["faults"].values()]
    assert sorted(causes) == sorted(FACTS["causes"])
    for fault in FACTS["faults"].values():
        changed = {key for key in fault if key != "cause"}
        assert changed == ({"learning_rate"} if fault["cause"] == "rate" else set())
        TrainingLab(**FACTS["sound"] | {key: fault[key] for key in changed})
    # SGD without momentum and dropout, as the chapter has them
    assert SGD(FACTS["sound"]["learning_rate"]).momentum == FACTS["sound"]["momentum"]


def test_the_lab_knows_the_weights_of_the_course_network():
    lab = named_value("lab/course")
    shapes = [w.shape for w in course_network().get_weights()]
    assert [tuple(weight["shape"]) for weight in lab["weights"]] == shapes
    assert lab["weights"][0]["name"] == "0/Conv2D/kernel"
    assert "export " not in lab["worker"] and "self.onmessage" in lab["worker"]


# From the digits, runs of a session: the held-out scores, and the last loss of the training.
RUN = """
import { readFileSync } from "node:fs";
const { text, pixels, labels, network, runs } = JSON.parse(readFileSync(0, "utf8"));
const { makeSession } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
const bytes = (list) => Uint8Array.from(atob(list), (letter) => letter.charCodeAt(0));
const digits = { pixels: bytes(pixels), labels: bytes(labels), heldOut: 1000 };
const results = runs.map(({ settings, begin, steps }) => {
  const session = makeSession({ digits, examples: [0], ...network });
  session.set(settings);
  session.begin(begin);
  for (let i = 0; i < steps; i++) session.step();
  const { held, training, filterGrads, weights } = session.report();
  return { held, training, slope: Math.max(...filterGrads.map(Math.abs)),
           filter: Math.max(...weights.slice(0, 72).map(Math.abs)) };
});
console.log(JSON.stringify(results));
"""
SOUND = {"optimizer": "SGD", "rate": 0.1, "momentum": 0, "dropout": 0, "batch": 32, "share": 1}


def run_sessions(*runs):
    from base64 import b64encode

    digits = load_digits()
    given = {
        "text": module_text("session"),
        "pixels": b64encode(digits.x_train.tobytes()).decode(),
        "labels": b64encode(digits.y_train.astype(np.uint8).tobytes()).decode(),
        "network": named_value("lab/course")["network"],
        "runs": [dict(zip(("settings", "begin", "steps"), run, strict=True)) for run in runs],
    }
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", RUN],
        input=json.dumps(given), capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.skipif(NODE is None, reason="NO NODE: benchmarks/training_lab.py measures it")
def test_it_learns_the_digits():
    settings = {"optimizer": "Adam", "rate": 0.002, "momentum": 0, "dropout": 0.5, "batch": 32}
    (result,) = run_sessions((settings | {"share": 1}, {"seed": 1}, 900))
    scores = [point["accuracy"] for point in result["held"]]
    assert len(scores) >= 17 and scores[0] < 0.25
    assert min(scores[-4:]) >= 0.96, "it gets there, and stays"


@pytest.mark.slow
@pytest.mark.skipif(NODE is None, reason="NO NODE")
def test_the_failing_networks_fail_and_the_sound_one_does_not():
    runs = [(SOUND, {"seed": 1}, 160)]
    for fault in FACTS["faults"].values():
        rate = fault.get("learning_rate", SOUND["rate"])
        runs.append((SOUND | {"rate": rate}, {"seed": 1, "fault": fault["cause"]}, 160))
    sound, *failing = run_sessions(*runs)
    assert sound["held"][-1]["accuracy"] > 0.85
    assert all(run["held"][-1]["accuracy"] < 0.2 for run in failing)
    seen = dict(zip((f["cause"] for f in FACTS["faults"].values()), failing, strict=True))
    # What the replies tell the reader to look for.
    assert seen["unscaled"]["held"][0]["loss"] > 10 > 2.5 > seen["rate"]["held"][0]["loss"]
    assert seen["zeros"]["filter"] == seen["zeros"]["slope"] == seen["rate"]["slope"] == 0
    assert seen["rate"]["filter"] > 0 and seen["shuffled"]["slope"] > 0.001


def test_a_change_is_noted_with_its_step():
    if NODE is None:
        pytest.skip("NO NODE")
    text = module_text("session")
    body = """
      const digits = { pixels: new Uint8Array(784 * 40).fill(9), labels: new Uint8Array(40),
                       heldOut: 8 };
      const session = makeSession({ digits, examples: [0], ...network });
      session.set({ rate: 0.01, batch: 16 });
      session.begin({ seed: 3 });
      session.step();
      session.set({ rate: 0.02, batch: 16 });
      session.step();
      session.set({ share: 0.5 });
      console.log(JSON.stringify([session.report().changes, session.report().changes]));
    """
    script = f"{text}\nconst network = {json.dumps(named_value('lab/course')['network'])};\n{body}"
    done = subprocess.run(
        [NODE, "--input-type=module"], input=script, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        [{"step": 1, "name": "rate", "value": 0.02}, {"step": 2, "name": "share", "value": 0.5}],
        [],
    ]
