"""Small changes of the package's own code, and whether its tests notice them.

    python -m tests.torture.mutants --sample 40 --seed 1 helpers/dense.py helpers/losses.py

The changes are cosmic-ray's. Each is tried in a process of its own, forked from one that has
imported what the tests import, so that a mutant costs the time of its tests and no more.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import itertools
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any, NoReturn

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider

ROOT = Path(__file__).parents[2]
TABLE = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text(encoding="utf-8"))
# Left out: the two that need to be told the names of variables, and "is" for "==" or back, which
# is the same for names, small numbers and None.
LEFT_OUT = ("Variable", "Eq_Is", "NotEq_IsNot", "Is_Eq", "IsNot_NotEq")
OPERATORS = {
    name: OperatorProvider()[name]()
    for name in OperatorProvider()
    if not any(part in name for part in LEFT_OUT)
}
PLUGINS = ("no:cacheprovider", "no:xdist", "no:cov", "no:nbval")
MEMORY = 8 << 30  # bytes that a mutant may have
NOT_IMPORTED = 77


@dataclass(frozen=True)
class Mutant:
    """One changed line: `before` stood there, `after` stands there now."""

    path: str
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.before} -> {self.after}"


def mutants_of(path: str, chance: random.Random) -> Iterator[Mutant]:
    """One mutant for each place of a file that an operator can change, in an order of chance."""
    source = (ROOT / path).read_text(encoding="utf-8")
    nodes, meaning = list(ast_nodes(get_ast(source))), _meaning(source)
    places: dict[Any, list[tuple[str, int]]] = {}
    for name, operator in OPERATORS.items():
        positions = (place for node in nodes for place in operator.mutation_positions(node))
        for count, place in enumerate(positions):
            places.setdefault(place, []).append((name, count))
    for place in chance.sample(sorted(places), len(places)):
        name, count = chance.choice(places[place])
        try:
            changed = mutate_code(source, OPERATORS[name], count)
        except AttributeError:  # the operator for "except" knows no name with a dot
            continue
        if changed and _meaning(changed) not in (None, meaning):
            yield _mutant(path, source, changed)


def _mutant(path: str, source: str, changed: str) -> Mutant:
    was, now = _lines(source), _lines(changed)
    pairs = zip(was, [*now, *was], strict=False)
    place = next(place for place, ((_, one), (_, two)) in enumerate(pairs) if one != two)
    number, before = was[place]
    after = now[place][1].strip() if len(now) == len(was) else ""
    return Mutant(path, number, before.strip(), after, changed)


def _lines(source: str) -> list[tuple[int, str]]:
    """The lines that are not empty, with their numbers: a change may take empty ones with it."""
    return [(n, line) for n, line in enumerate(source.splitlines(), 1) if line.strip()]


def _meaning(source: str) -> str | None:
    """What Python makes of a file but for its annotations, which nothing here reads."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    return ast.dump(tree)


def tests_of(path: str) -> list[str]:
    """The tests of a module: what the table names for it, or for its folder."""
    patterns = TABLE["tests"].get(path) or TABLE["tests"][str(Path(path).parent)]
    return [str(file.relative_to(ROOT)) for each in patterns for file in sorted(ROOT.glob(each))]


def reason_for(mutant: Mutant) -> str:
    """Why no test can notice this one, if that is known; or ""."""
    for known in TABLE["equal"]:
        here = re.search(known.get("path", ""), mutant.path)
        line, now = known["line"], known.get("now", "")
        if here and re.search(line, mutant.before) and re.search(now, mutant.after):
            return str(known["reason"])
    return ""


# ---- run the tests ----


def verdicts(mutants: Iterable[Mutant], tests: Sequence[str]) -> Iterator[tuple[Mutant, str]]:
    """Each mutant, and what became of it.

    "killed" by its tests, or by the "time" that they took; "survived"; "none" if it cannot even
    be imported. Raises RuntimeError if the tests fail without any change.
    """
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder
        arguments = [f"--basetemp={folder}/pytest", *tests]
        _warm_up(arguments)
        begun = time.monotonic()
        if (end := _end_of(None, arguments, 300)) != "survived":
            raise RuntimeError(f"without a change the tests are {end}: {' '.join(tests)}")
        limit = 10 + 4 * (time.monotonic() - begun)
        for mutant in mutants:
            yield mutant, _end_of(mutant, arguments, limit)


def _warm_up(arguments: Sequence[str]) -> None:
    """Import all that the tests import, and forget what is the project's own."""
    with _silence():
        _pytest(["--collect-only", *arguments])
    for name in list(sys.modules):
        if name.split(".")[0] in ("helpers", "tests", "tools", "conftest"):
            del sys.modules[name]


def _end_of(mutant: Mutant | None, arguments: Sequence[str], limit: float) -> str:
    child, until = os.fork(), time.monotonic() + limit
    if child == 0:
        _be_the_child(mutant, arguments)
    ended = status = 0
    while not ended and time.monotonic() < until:
        time.sleep(0.01)
        ended, status = os.waitpid(child, os.WNOHANG)
    with contextlib.suppress(ProcessLookupError):  # nobody is left of its group
        os.killpg(child, signal.SIGKILL)
    if not ended:
        os.waitpid(child, 0)
        return "time"
    code = os.waitstatus_to_exitcode(status)
    return {0: "survived", NOT_IMPORTED: "none"}.get(code, "killed")


def _be_the_child(mutant: Mutant | None, arguments: Sequence[str]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        with _silence():
            if mutant is not None:
                sys.meta_path.insert(0, Instead(mutant))
                code = NOT_IMPORTED
                importlib.import_module(mutant.path.removesuffix(".py").replace("/", "."))
            code = _pytest(["-x", *arguments])
    finally:
        os._exit(code)


def _pytest(arguments: Sequence[str]) -> int:
    import pytest
    from hypothesis import Phase, settings

    # A mutant is to be noticed, and not to be understood.
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutants", phases=phases, database=None, derandomize=True)
    settings.load_profile("mutants")
    options = [option for plugin in PLUGINS for option in ("-p", plugin)]
    return int(pytest.main([*options, "-q", "-m", "not slow and not browser", *arguments]))


class Instead(importlib.abc.MetaPathFinder):
    """Imports one module with other code in it."""

    def __init__(self, mutant: Mutant):
        self.mutant = mutant

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin == str(ROOT / self.mutant.path):
            spec.loader = Loader(name, spec.origin, self.mutant.source)
        return spec


class Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, source: str):
        super().__init__(name, path)
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec")


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Output to nowhere, also that of other processes."""
    kept = [os.dup(number) for number in (1, 2)]
    nowhere = os.open(os.devnull, os.O_RDWR)
    try:
        for number in (1, 2):
            os.dup2(nowhere, number)
        yield
    finally:
        sys.stdout.flush()
        for number, copy in zip((1, 2), kept, strict=True):
            os.dup2(copy, number)
            os.close(copy)
        os.close(nowhere)


def modules_of(part: dict[str, Any]) -> list[str]:
    """The modules of a part of the table, from the project's root."""
    files = {file for pattern in part["modules"] for file in ROOT.glob(pattern)}
    return sorted(str(file.relative_to(ROOT)) for file in files if file.name != "__init__.py")


def sampled(paths: Sequence[str], count: int, seed: int) -> dict[tuple[str, ...], list[Mutant]]:
    """So many mutants by chance, spread over these modules, by the tests that are to notice them.

    Those that the table calls equal are left out.
    """
    made: dict[tuple[str, ...], list[Mutant]] = {}
    for number, path in enumerate(random.Random(seed).sample(list(paths), len(paths))):
        share = count // len(paths) + (number < count % len(paths))
        chance = random.Random(f"{seed} {path}")  # its own: another file's change is nothing to it
        mutants = (each for each in mutants_of(path, chance) if not reason_for(each))
        made.setdefault(tuple(tests_of(path)), []).extend(itertools.islice(mutants, share))
    return {tests: mutants for tests, mutants in made.items() if mutants}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", help="modules of the package, from the project's root")
    parser.add_argument("--sample", type=int, default=10**6, help="so many mutants of them")
    parser.add_argument("--seed", type=int, default=0, help="of the chance that chooses them")
    options = parser.parse_args()
    os.chdir(ROOT)
    ends: Counter[str] = Counter()
    for tests, mutants in sampled(options.paths, options.sample, options.seed).items():
        for mutant, end in verdicts(mutants, tests):
            ends[end] += 1
            if end == "survived":
                print(mutant, flush=True)
    noticed = ends["killed"] + ends["time"]
    print(f"{noticed} of {noticed + ends['survived']} mutants killed")


if __name__ == "__main__":
    main()
