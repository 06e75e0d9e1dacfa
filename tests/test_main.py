"""`python -m helpers`, and what importing `helpers` needs and does."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import helpers
from helpers import __main__ as main_module
from helpers.weights import course_network

NO_NETWORK = """
import socket
def refuse(*arguments, **options):
    raise AssertionError("a connection was tried")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
"""


def run(code: str, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **environment},
        timeout=120,
    )


# ---- the main job ----


def test_main_trains_tells_and_draws(capsys, monkeypatch):
    monkeypatch.setattr(main_module, "EPOCHS", 1)
    assert main_module.main() == 0
    out = capsys.readouterr().out
    assert "Total params: 27,562" in out
    assert "Training on 3,000 digits, 1 epochs." in out
    assert "Epoch 1/1: 100%" in out
    drawings = re.findall(r"((?:^[ .:\-=+*#%@]{28}\n){14})Answer \d, label \d\.$", out, flags=re.M)
    assert len(drawings) == 4
    assert all(any(shade in drawing for shade in "#%@") for drawing in drawings)
    last = out.rstrip().splitlines()[-1]
    accuracy = float(re.search(r"(\d+\.\d) %$", last).group(1))
    assert 60 < accuracy < 100  # of one epoch; all thirty are tested below


def test_main_runs_as_a_command_without_a_network():
    code = (
        NO_NETWORK + "from helpers import __main__ as m; m.EPOCHS = 1; raise SystemExit(m.main())"
    )
    result = run(code)
    assert result.returncode == 0, result.stderr
    assert re.search(r"\d+\.\d %\n$", result.stdout)


def test_drawn_shows_bytes_as_shades():
    image = np.array([[0, 255], [9, 9], [128, 26], [9, 9]], dtype=np.uint8)
    # ten shades, 0 to 9: 128 * 10 // 256 = 5 and 26 * 10 // 256 = 1; every second row
    assert main_module.drawn(image) == [" @", "+."]


@pytest.mark.slow
def test_the_course_network_learns_real_digits():
    """4,000 digits, three seeds: the mean on the 1,000 test digits is 96 % or more."""
    data = helpers.load_digits()
    x_train, x_test = (
        helpers.add_channel_axis(helpers.scale_pixels(x)) for x in (data.x_train, data.x_test)
    )
    y_train, y_test = (helpers.one_hot(y, 10) for y in (data.y_train, data.y_test))
    accuracies = []
    for seed in range(3):
        model = course_network(seed)
        model.fit(x_train, y_train, batch_size=32, epochs=main_module.EPOCHS, verbose=0)
        accuracies.append(model.evaluate(x_test, y_test)[1])
    assert np.mean(accuracies) >= 0.96, accuracies


# ---- importing ----

NUMPY_ALONE = """
import sys
class Block:
    '''Lets the standard library, NumPy and helpers in, and nothing else.'''
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in ("numpy", "helpers"):
            raise ModuleNotFoundError(f"{name} is blocked", name=name)
sys.meta_path.insert(0, Block())
"""


def test_the_network_needs_numpy_alone():
    code = (
        NUMPY_ALONE
        + """
import numpy as np
from helpers import *
from helpers.callbacks import EarlyStopping
model = Sequential([Input((6, 6, 1)), Conv2D(2, 3, activation="relu"), MaxPooling2D(2), Flatten(),
                    Dropout(0.5), Dense(2, activation="softmax")], seed=0)
model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
model.fit(np.ones((8, 6, 6, 1)), np.eye(2)[[0, 1] * 4], epochs=2, callbacks=[EarlyStopping("loss")])
model.summary()
try:
    import tqdm
except ModuleNotFoundError as error:
    print(error)
"""
    )
    result = run(code)
    assert result.returncode == 0, result.stderr
    assert "Epoch 2/2  loss: " in result.stdout  # no tqdm: one line an epoch
    assert result.stdout.splitlines()[-1] == "tqdm is blocked"


def test_importing_brings_no_heavy_package_along():
    code = """
import sys
import helpers
heavy = {"tqdm", "matplotlib", "pooch", "mlxtend", "pandas", "scipy", "sklearn", "anywidget",
         "ipywidgets", "IPython", "PIL", "helpers.checking", "helpers.exercises",
         "helpers.widgets", "helpers.plots"}
print(sorted(heavy & set(sys.modules)))
"""
    result = run(code)
    assert result.stdout == "[]\n", result.stderr


def test_importing_prints_writes_and_draws_nothing(tmp_path):
    code = (
        NO_NETWORK
        + """
import numpy as np, random
before = np.random.get_state()[1].tolist(), random.getstate()
import helpers
assert (np.random.get_state()[1].tolist(), random.getstate()) == before
"""
    )
    folders = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    result = run(code, **folders)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_every_public_name_is_there():
    for name in helpers.__all__:
        assert getattr(helpers, name) is not None
    assert sorted(set(helpers.__all__)) == sorted(helpers.__all__)
    assert set(helpers.__all__) <= set(dir(helpers))
    assert "check" in dir(helpers)
    with pytest.raises(AttributeError, match="module 'helpers' has no attribute 'Conv3D'"):
        helpers.Conv3D  # noqa: B018


def test_the_lower_floor_knows_no_higher_one():
    """No module of the network imports an exercise or a widget, or does what the style forbids."""
    modules = [path for path in Path(helpers.__file__).parent.glob("*.py") if path.stem[0] != "_"]
    assert len(modules) > 15
    for path in modules:
        source = path.read_text(encoding="utf-8")
        for forbidden in (
            r"^\s*(from|import) helpers[. ](import )?(exercises|widgets)",
            r"^\s*assert ",
            r"import \*|import pickle|sys\.path",
        ):
            assert not re.search(forbidden, source, flags=re.M), f"{forbidden} in {path.name}"
