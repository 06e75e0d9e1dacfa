"""requirements.lock has the versions that the requirement files pin, each with its checksums."""

import re
from collections.abc import Iterator

import pytest
from packaging.utils import canonicalize_name

from tools.book import ROOT

PINS = ("requirements.txt", "requirements-course.txt", "constraints.txt")
PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
# What other systems need, and what builds a package.
ONLY_THERE = {"appnope", "colorama", "pywinpty", "setuptools", "wheel"}


def pinned(name: str) -> Iterator[tuple[str, str]]:
    for package, version in PINNED.findall((ROOT / name).read_text(encoding="utf-8")):
        yield canonicalize_name(package), version


def test_the_lock_has_what_is_pinned_and_no_more() -> None:
    wanted = dict(pair for name in PINS for pair in pinned(name))
    locked = dict(pinned("requirements.lock"))
    assert {name: locked.get(name) for name in wanted} == wanted
    assert set(locked) - set(wanted) == ONLY_THERE


def test_each_version_has_its_checksums_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    parts = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    for part in parts:
        first, *others = part.replace("\\\n", "\n").split("\n")
        assert PINNED.match(first), part
        hashes = [line.strip() for line in others if line.strip()]
        assert hashes and all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", h) for h in hashes), part
    assert "://" not in text


@pytest.mark.parametrize("name", ["numpy", "pillow", "onnxruntime", "playwright", "debugpy"])
def test_packages_with_compiled_parts_are_locked_for_all_systems(name: str) -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    part = re.search(rf"^{name}==.*\n((?: +--hash.*\n)+)", text, re.MULTILINE)
    assert part is not None and part[1].count("--hash") >= 6
