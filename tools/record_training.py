"""Record for the TrainingReplay of chapter 7: the course network learns the embedded digits.

python -m tools.record_training
"""

from typing import Any

from helpers import WeightRecorder, one_hot
from helpers.weights import course_network
from helpers.widgets.training import film_of
from tools.records import RECORDINGS, digits, record

SEED = 0
EPOCHS = 15


def train(epochs: int = EPOCHS, frames: int = 48) -> WeightRecorder:
    """The recorder of a training of the course network, with Adam and batches of 32."""
    data = digits()
    recorder = WeightRecorder((data.x_val, one_hot(data.y_val, 10)), frames=frames)
    model = course_network(seed=SEED)
    model.fit(data.x, one_hot(data.y, 10), epochs=epochs, verbose=0, callbacks=[recorder])
    return recorder


def experiment() -> dict[str, Any]:
    return film_of(train())


if __name__ == "__main__":
    data = f"3,000 embedded digits, {EPOCHS} epochs, Adam, validated on 1,000 others"
    record("training", data, [SEED], experiment, folder=RECORDINGS)
