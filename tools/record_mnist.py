"""Record for chapter 7: the course network on the whole of MNIST. Needs the official files.

python -m tools.record_mnist
"""

from typing import Any

from helpers import add_channel_axis, load_mnist, one_hot, scale_pixels
from helpers.weights import course_network
from tools.records import record

SEED = 0
EPOCHS = 3


def experiment() -> dict[str, Any]:
    """Train on 60,000 images; returns the history and the scores on the 10,000 of the test set."""
    data = load_mnist()
    x_train, x_test = (add_channel_axis(scale_pixels(x)) for x in (data.x_train, data.x_test))
    model = course_network(seed=SEED)
    history = model.fit(x_train, one_hot(data.y_train, 10), epochs=EPOCHS, verbose=0)
    return {
        "epochs": EPOCHS,
        "batch_size": 32,
        "history": history.history,
        "test": model.evaluate(x_test, one_hot(data.y_test, 10), return_dict=True),
    }


if __name__ == "__main__":
    record("mnist", "MNIST, 60,000 images to train on, 10,000 to test", [SEED], experiment)
