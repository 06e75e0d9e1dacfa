"""Record for the TrainingReplay of chapter 7: the course network learns the embedded digits.

python -m tools.record_training
"""

from typing import Any

from helpers import WeightRecorder, add_channel_axis, load_digits, one_hot, scale_pixels
from helpers.weights import course_network
from helpers.widgets.training import film_of
from tools.records import RECORDINGS, record

SEED = 0
EPOCHS = 15


def train(epochs: int = EPOCHS, frames: int = 48) -> WeightRecorder:
    """The recorder of a training of the course network, with Adam and batches of 32."""
    data = load_digits()
    x_train, x_test = (add_channel_axis(scale_pixels(x)) for x in (data.x_train, data.x_test))
    recorder = WeightRecorder((x_test, one_hot(data.y_test, 10)), frames=frames)
    model = course_network(seed=SEED)
    model.fit(x_train, one_hot(data.y_train, 10), epochs=epochs, verbose=0, callbacks=[recorder])
    return recorder


def experiment() -> dict[str, Any]:
    return film_of(train())


if __name__ == "__main__":
    data = f"4,000 embedded digits, {EPOCHS} epochs, Adam, judged on 1,000 others"
    record("training", data, [SEED], experiment, folder=RECORDINGS)
