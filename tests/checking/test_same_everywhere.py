"""The replies are the same word for word in a forked child, in a thread and directly."""

import os
import random
import sys
import time

import numpy as np
import pytest

import helpers.checking.exercise
from helpers.checking import check, runner, sandbox
from helpers.checking.calling import call_all
from helpers.checking.catalogue import exercises
from helpers.exercises.convolution.convolve2d import EXERCISE as CONVOLVE2D
from tests.checking.ways import WAYS, use

pytestmark = pytest.mark.slow  # the lines of each way are reached by its own tests too
solution = CONVOLVE2D.solution
default_rng = np.random.default_rng


@pytest.fixture
def same_cases(monkeypatch):
    """Cases that differ in each run are those of one seed."""
    monkeypatch.setattr(helpers.checking.exercise, "default_rng", lambda seed=0: default_rng(seed))


def bearing(name, function):
    """The function or class under another name."""
    if isinstance(function, type):
        return type(name, (function,), {})

    def answer(*args):
        return function(*args)

    answer.__name__ = name
    return answer


def ways_with(monkeypatch, ways=WAYS):
    """Each way in turn, while it is the one that is used."""
    for way in ways:
        with monkeypatch.context() as patch:
            use(way, patch)
            yield way


BY_NAME = pytest.mark.parametrize(
    "exercise", exercises().values(), ids=lambda exercise: exercise.name
)


def without_values(outcomes):
    return [{**outcome, "value": None} for outcome in outcomes]


def outcomes_of(exercise, answers, cases):
    """What each answer leads to. One sandbox is enough for all of them: none does any harm."""

    def work(send):
        for answer in answers:
            call_all(exercise, answer, cases, lambda outcome: send(outcome.to_record()["call"]))

    records, end = runner.in_sandbox(work, 600)  # a busy machine is no difference
    assert (end, len(records)) == ("done", len(answers) * len(cases))
    return [records[start : start + len(cases)] for start in range(0, len(records), len(cases))]


@BY_NAME
def test_what_the_solution_and_each_known_mistake_lead_to(exercise, monkeypatch, same_cases):
    cases = exercise.all_cases()
    answers = [exercise.solution, *(way for m in exercise.mistakes for way in m.ways)]
    ways = ways_with(monkeypatch, (*WAYS, "here"))
    in_each_way = [outcomes_of(exercise, answers, cases) for _ in ways]
    for answer, first, *others in zip(answers, *in_each_way, strict=True):
        if others != [first] * len(others) and outcomes_of(exercise, [answer], cases) != [first]:
            # Random by its nature: it differs from itself.
            first, *others = map(without_values, (first, *others))
        assert others == [first] * len(others), answer


def replies(answer, monkeypatch, name="convolve2d"):
    """What check says to an answer in each of the ways."""
    answer = bearing(name, answer)
    return [repr(check(answer, record=False)) for _ in ways_with(monkeypatch)]


@BY_NAME
def test_the_reply_to_a_known_mistake(exercise, monkeypatch, same_cases):
    first, *others = replies(exercise.mistakes[-1].ways[0], monkeypatch, exercise.name)
    assert others == [first] * len(others)


def deep(image):
    return deeper(image)


def deeper(image):
    total = image.sum()
    return deep(image) + total


def tree(n):
    return tree(n - 1) + tree(n - 2) if n > 1 else 1


def endless():
    while True:
        yield 1


def odd(*functions):
    return pytest.mark.parametrize("answer", functions, ids=lambda f: f.__name__)


def raises(image, kernel):
    return image[99]


def raises_what_was_made(image, kernel):
    raise ValueError(f"{image / 3} {sys.getrecursionlimit() > 0} {np.geterr()}")


def exits(image, kernel):
    sys.exit("enough")


def quits(image, kernel):
    import _sitebuiltins

    _sitebuiltins.Quitter("quit", "")()


def leaves(image, kernel):
    if image.shape != (3, 4):
        os._exit(0)
    return solution(image, kernel)


def leaves_and_swallows(image, kernel):
    try:
        os._exit(0)
    except BaseException:
        return solution(image, kernel)


def aborts(image, kernel):
    os.abort()


def interrupts(image, kernel):
    raise KeyboardInterrupt


def prints(image, kernel):
    print(solution(image, kernel), "\n", "x" * 5000, file=sys.stderr)


def asks(image, kernel):
    return float(input("which? "))


def reads(image, kernel):
    return sys.stdin.read()


def recurses(image, kernel):
    return recurses(image, kernel)


def recurses_in_turns(image, kernel):
    return deep(image)


def recurses_as_deep_as_allowed(image, kernel):
    def down(n):
        return n and down(n - 1)

    down(sys.getrecursionlimit() - 150)
    return solution(image, kernel) + down(900)


def changes_its_arguments(image, kernel):
    image[...] = 0
    return solution(image, kernel)


def hands_back(image, kernel):
    return image


def draws(image, kernel):
    return image * np.random.rand() * random.random()  # noqa: NPY002


def seeds(image, kernel):
    np.random.seed(0)  # noqa: NPY002
    return solution(image, kernel)


def breaks_numpy(image, kernel):
    right = solution(image, kernel)
    np.sum = np.array = random.seed = None
    return right


def complains(image, kernel):
    np.seterr(all="raise")
    return image / 0


def loses_its_folder(image, kernel):
    os.chdir(os.sep)
    raise ValueError(os.getcwd())


def returns_nothing(image, kernel):
    solution(image, kernel)


def returns_a_generator(image, kernel):
    return (row for row in image)


def returns_too_much(image, kernel):
    return [np.zeros(100_000) for _ in range(12)]


def asks_too_much(image, kernel, stride):
    return image


@odd(
    raises, raises_what_was_made, exits, quits, leaves, leaves_and_swallows, aborts, interrupts,
    prints, asks, reads, recurses, recurses_in_turns, recurses_as_deep_as_allowed,
    changes_its_arguments, hands_back, draws, seeds, breaks_numpy, complains, loses_its_folder,
    returns_nothing, returns_a_generator, asks_too_much,
)  # fmt: skip
def test_the_reply_to_an_odd_answer(answer, monkeypatch, same_cases):
    with np.printoptions(precision=2):
        first, *others = replies(answer, monkeypatch)
    assert others == [first] * len(others)


def test_an_answer_that_is_too_large(monkeypatch):
    monkeypatch.setattr(runner, "LARGEST_ANSWER", 2_000_000)
    first, *others = replies(returns_too_much, monkeypatch)
    assert "more than 2 MB" in first
    assert others == [first] * len(others)


# ---- the time and the memory ----


def loops(image, kernel):
    while True:
        pass


def counts(image, kernel):
    n = 0
    for one in endless():
        n += one
    return n


def sums_a_generator(image, kernel):
    return sum(one for one in endless())


def branches(image, kernel):
    return tree(60)


def maps(image, kernel):
    return sum(map(lambda one: one * 0, endless()))  # noqa: C417


def catches_errors(image, kernel):
    while True:
        try:
            image[99]
        except Exception:
            continue


def stops_after_one(image, kernel):
    while image.shape != (3, 4):
        pass
    return solution(image, kernel)


@odd(loops, counts, sums_a_generator, branches, maps, catches_errors, stops_after_one)
def test_a_loop_written_in_python_is_stopped_in_each_way(answer, monkeypatch, same_cases):
    limit = 0.6 if answer is stops_after_one else 0.15  # on a busy machine one call takes a while
    monkeypatch.setattr(runner, "TIME_LIMIT", limit)
    first, *others = replies(answer, monkeypatch)
    assert f"did not come back within {limit} seconds" in first
    assert others == [first] * len(others)


def test_late_words_do_not_count(monkeypatch):
    """What is swallowed when the time is up, and then answered, is not an answer."""

    def swallows_once(image, kernel):
        try:
            loops(image, kernel)
        except BaseException:
            return solution(image, kernel)

    monkeypatch.setattr(runner, "TIME_LIMIT", 0.3)
    first, *others = replies(swallows_once, monkeypatch)
    assert "did not come back" in first
    assert others == [first] * len(others)


@pytest.mark.skipif(not hasattr(sys, "monitoring"), reason="needs Python 3.12")
def test_code_that_swallows_everything_is_asked_again_directly(monkeypatch):
    def swallows(image, kernel):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                while time.monotonic() < until:
                    pass
            except BaseException:
                pass

    monkeypatch.setattr(runner, "TIME_LIMIT", 0.3)
    use("directly", monkeypatch)
    begun = time.monotonic()
    assert "did not come back" in repr(check(bearing("convolve2d", swallows), record=False))
    assert time.monotonic() - begun < 30


def test_the_memory_is_limited_in_each_way(monkeypatch, same_cases):
    def hoards(image, kernel):
        hoard = []
        while True:
            hoard.append(bytearray(1_000_000))
            time.sleep(0.001)

    monkeypatch.setattr(runner, "MEMORY_LIMIT", 60_000_000)
    first, *others = replies(hoards, monkeypatch)
    assert "more than 0.06 GB of memory" in first
    assert others == [first] * len(others)


# ---- work of any kind ----


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    use(request.param, monkeypatch)
    return request.param


def test_any_work_can_be_done_inside(way):
    def work(send):
        for number in range(5):
            send({"number": number, "pair": (1, 2.5), "inside": sandbox.is_inside()})

    records, end = runner.in_sandbox(work, 20)
    assert records == [{"number": n, "pair": [1, 2.5], "inside": True} for n in range(5)]
    assert end == "done"
    assert not sandbox.is_inside()


def test_work_that_does_not_end_keeps_what_it_sent(way, monkeypatch):
    def never_ends(send):
        send(1)
        loops(None, None)

    def raises(send):
        send(2)
        raise ValueError

    def leaves(send):
        send(3)
        os._exit(0)

    def sends_what_is_no_json(send):
        send(4)
        send(object())

    def sends_too_much(send):
        while True:
            send("x" * 1_000_000)

    assert runner.in_sandbox(never_ends, 0.3) == ([1], "time")
    assert runner.in_sandbox(raises, 20) == ([2], "ended")
    assert runner.in_sandbox(leaves, 20) == ([3], "ended")
    assert runner.in_sandbox(sends_what_is_no_json, 20) == ([4], "ended")
    monkeypatch.setattr(runner, "LARGEST_ANSWER", 3_000_000)
    assert runner.in_sandbox(sends_too_much, 60)[1] == "size"
