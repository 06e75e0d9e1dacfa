"""Whatever `make install` installs may be used, changed and given on, in a class too."""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest
from packaging.utils import canonicalize_name

from tests.test_lock import pinned

NAMES = sorted(dict(pinned("requirements.lock")))
ALLOWED = re.compile(
    r"MIT|BSD|Apache|Python Software Foundation|PSF|ISC|MPL|Mozilla|Zope|ZPL|Unlicense|HPND|"
    r"Historical Permission|CC0|Public Domain|0BSD|Zlib|LGPL|Lesser General Public|OFL",
    re.IGNORECASE,
)
REFUSED = re.compile(r"\b(?:A?GPL|SSPL|BUSL|non-?commercial|proprietary)\b", re.IGNORECASE)
# What says too little, or names a license that does not reach the book: looked up by hand.
LOOKED_UP = {
    "axe-playwright-python": "MIT",  # its license file; the axe-core inside is MPL-2.0
    "codespell": "BSD",  # GPL-2.0: a tool that reads our text, and no part of it is given on
    "docutils": "BSD",  # public domain and BSD; one file for Emacs is GPL, and not installed
}


def license_of(package: Distribution) -> str:
    """What a package says of its license: the expression, else the classifiers, else the text."""
    about = package.metadata
    said = about.get("License-Expression") or ""
    classes = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    first = (about.get("License") or "").strip().split("\n")[0]
    return said or "; ".join(c.split(" :: ")[-1] for c in classes) or first


@pytest.mark.parametrize("name", NAMES)
def test_a_license_is_among_the_allowed(name: str) -> None:
    try:
        package = distribution(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is for another system")
    said = LOOKED_UP.get(canonicalize_name(name)) or license_of(package)
    assert ALLOWED.search(said) and not REFUSED.search(said), f"{name}: {said!r}"


def test_what_was_looked_up_is_still_installed() -> None:
    assert set(LOOKED_UP) <= set(NAMES)
