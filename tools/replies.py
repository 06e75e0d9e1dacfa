"""Count what `check` answers to a collection of wrong answers, by chapter.

    python -m tools.replies wrong_answers.json [--without-code] [--show named|helped|bare|passed]

The file holds a list of objects with "exercise" and "code". Named: the reply has the name of a
mistake. Helped: it tells of a shape, a kind or an exception. Bare: it says that the result is not
right yet, and shows it. Passed: the answer was taken for right. With --without-code the learner's
code is not at hand, as for functions that were made by `exec`.
"""

import argparse
import json
import linecache
import statistics
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np

import helpers
from helpers.checking import CheckResult, check
from helpers.checking.catalogue import find_exercise, pages
from helpers.checking.diagnosis import NOT_RIGHT

KINDS = ("named", "helped", "bare", "passed")
# What the collected answers call without defining it: solutions of other exercises, by short names.
AT_HAND = {"sm": "softmax", "dm": "dropout_mask"}

_IN_0_1 = {"merely": "bare", "other": "helped", "passed": "passed"}


def kind_of(result: CheckResult) -> str:
    """How much a reply tells."""
    if result.passed:
        return "passed"
    if result.mistake is not None:
        return "named"
    return "bare" if NOT_RIGHT in result.message else "helped"


def function_of(row: dict[str, str], file: str) -> Any:
    """The function or class of one row, defined as a cell of a notebook defines it."""
    names = {name: getattr(helpers, name) for name in helpers.__all__} | {"np": np}
    names |= {short: find_exercise(name).solution for short, name in AT_HAND.items()}
    linecache.cache[file] = (len(row["code"]), None, row["code"].splitlines(True), file)
    exec(compile(row["code"], file, "exec"), names)
    return names[row["exercise"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--without-code", action="store_true")
    parser.add_argument("--show", choices=KINDS, action="append", default=[])
    options = parser.parse_args()
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    chapter = {name: page.number for page in pages() for name in page.modules}
    seconds = []
    before: Counter[str] = Counter()
    for number, row in enumerate(json.loads(options.file.read_text(encoding="utf-8"))):
        file = f"<answer {number}>"
        answer = function_of(row, file)
        if options.without_code:
            del linecache.cache[file]
        start = time.perf_counter()
        result = check(answer, record=False)
        seconds.append(time.perf_counter() - start)
        kind = kind_of(result)
        counts[chapter[row["exercise"]]][kind] += 1
        if "reply_in_version_0_1" in row:
            before[_IN_0_1.get(row["reply_in_version_0_1"], "named")] += 1
        if kind in options.show:
            print(f"{'-' * 20} {number} {row['exercise']}\n{row['code']}\n{result}")
    print("chapter" + "".join(f"{kind:>8}" for kind in KINDS))
    for page in sorted(counts):
        print(f"{page:7}" + "".join(f"{counts[page][kind]:8}" for kind in KINDS))
    total = sum(counts.values(), Counter())
    print("    all" + "".join(f"{total[kind]:8}" for kind in KINDS))
    shares = (f"{total[kind] / total.total():7.0%} " for kind in KINDS)
    print("       " + "".join(shares))
    if before:
        print("    0.1" + "".join(f"{before[kind]:8}" for kind in KINDS))
    print(f"seconds: median {statistics.median(seconds):.2f}, largest {max(seconds):.2f}")


if __name__ == "__main__":
    main()
