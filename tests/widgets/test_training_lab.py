"""TrainingLab's traits, and a whole training in Node, without the clock."""

import json
import subprocess

import numpy as np
import pytest
import traitlets

from helpers.weights import course_network
from helpers.widgets import TrainingLab
from helpers.widgets.modules import module_text
from helpers.widgets.training_lab import FACTS
from helpers.widgets.values import named_value
from tests.widgets.test_arithmetic import NODE
from tools.record_training_lab import failing, figures_of, run_sessions, usual
from tools.records import RESULTS


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


def test_the_lab_knows_the_weights_of_the_course_network():
    lab = named_value("lab/course")
    shapes = [w.shape for w in course_network().get_weights()]
    assert [tuple(weight["shape"]) for weight in lab["weights"]] == shapes
    assert lab["weights"][0]["name"] == "0/Conv2D/kernel"
    assert "export " not in lab["worker"] and "self.onmessage" in lab["worker"]


def read():
    return json.loads((RESULTS / "training_lab.json").read_text("utf-8"))["figures"]


@pytest.mark.slow
@pytest.mark.skipif(NODE is None, reason="NO NODE: benchmarks/training_lab.py measures it")
def test_it_learns_the_digits_as_recorded():
    (run,) = run_sessions([usual(seed=1)])
    scores = [point["accuracy"] for point in run["held"]]
    assert scores[0] < 0.25 and min(scores[-4:]) >= 0.96, "it gets there, and stays"
    np.testing.assert_allclose(scores[:3], read()["accuracy"][0][:3], atol=0.005)


@pytest.mark.slow
@pytest.mark.skipif(NODE is None, reason="NO NODE")
def test_the_failing_networks_fail_as_recorded():
    for letter, recorded in read()["networks"].items():
        figures = figures_of(run_sessions([failing(letter, seed=1)]))
        # The last digits of a logarithm may differ from engine to engine, and grow.
        assert figures["accuracy"][0] == pytest.approx(recorded["accuracy"][0], abs=0.02)
        assert figures["first_loss"][0] == pytest.approx(recorded["first_loss"][0], rel=1e-3)


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
