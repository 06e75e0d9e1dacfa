"""Count the walk through `helpers` that some code takes: functions, files, changes of file.

    python tools/walk.py check        a wrong answer, from `check(answer)` to the card
    python tools/walk.py train        one batch, from `load_digits` to the updated kernel
    python tools/walk.py "code"       any other code

The code runs twice and is counted the second time, so that nothing is counted that happens once
(imports, caches). Answers are checked in a thread, where their calls can be seen. Lambdas and
comprehensions are left out: which of them are calls depends on the version of Python.
"""

import os
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

HELPERS = Path(__file__).resolve().parents[1] / "helpers"

WALKS = {
    "check": """
from helpers import check
def convolve2d(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel[::-1, ::-1]).sum(axis=(2, 3))
check(convolve2d, record=False)._repr_html_()
""",
    "train": """
from helpers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D, Sequential, load_digits, one_hot
digits = load_digits()
x = digits.x_train[:32, ..., None].astype(np.float32) / 255
model = Sequential([
    Conv2D(8, 3, activation="relu"), MaxPooling2D(2),
    Conv2D(16, 3, activation="relu"), MaxPooling2D(2),
    Flatten(), Dense(64, activation="relu"), Dropout(0.5), Dense(10, activation="softmax"),
], seed=0)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.train_on_batch(x, one_hot(digits.y_train[:32], 10))
""",
}


def walk(code: str) -> list[tuple[str, str]]:
    """The calls of functions of `helpers`, in order: the file and the function's name."""
    calls: list[tuple[str, str]] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        place = Path(frame.f_code.co_filename)
        if event == "call" and HELPERS in place.parents and frame.f_code.co_name[0] != "<":
            calls.append((str(place.relative_to(HELPERS)), frame.f_code.co_qualname))

    program = compile("import numpy as np\n" + code, "<walk>", "exec")
    exec(program, {})
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        exec(program, {})
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return calls


def changes(calls: list[tuple[str, str]]) -> int:
    """How often the next call is in another file."""
    return sum(a[0] != b[0] for a, b in zip(calls, calls[1:], strict=False))


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if hasattr(os, "fork"):
        del os.fork  # see above
    calls = walk(WALKS.get(sys.argv[1], sys.argv[1]))
    once = list(dict.fromkeys(calls))
    print(*(f"{file}: {name}" for file, name in once), sep="\n")
    print(f"{len(once)} functions in {len({file for file, _ in calls})} files")
    print(f"{changes(once)} changes of file, each function read once, when it is first called")
    print(f"{changes(calls)} changes of file in all {len(calls)} calls")


if __name__ == "__main__":
    main()
