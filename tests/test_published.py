"""What a published book needs, before it is built: versions, the citation, tags, workflows."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from docutils import nodes
from sphinx.errors import SphinxError

from book._ext.parallel import all_are_written
from book._ext.published import LONGEST, RELATIVE, description, tags, use_given_address
from tools.book import ROOT, fingerprint

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))


# ---- to be cited ----


def test_the_citation_file_keeps_its_schema() -> None:
    """The required keys of the Citation File Format 1.2.0, and no key that it does not know."""
    assert CITATION["cff-version"] == "1.2.0"
    assert {"cff-version", "message", "title", "authors"} <= set(CITATION)
    known = "abstract authors cff-version commit contact date-released doi identifiers keywords"
    known += " license license-url message preferred-citation references repository"
    known += " repository-artifact repository-code title type url version"
    assert set(CITATION) <= set(known.split())
    assert CITATION["type"] in ("software", "dataset")
    assert all(isinstance(author, dict) and author["name"] for author in CITATION["authors"])
    assert all(isinstance(CITATION[key], str) for key in ("version", "title", "message", "url"))


def test_all_places_name_the_same_book() -> None:
    page = (ROOT / "book" / "citation.md").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = PROJECT["version"]
    assert CITATION["version"] == version
    assert f"Version {version}." in page and f"version = {{{version}}}" in page
    assert re.search(rf"^## {re.escape(version)}\b", changes, re.MULTILINE)
    assert CITATION["repository-code"] == CONFIG["repository"]["url"]
    assert page.count(CITATION["repository-code"]) == 2
    assert CITATION["url"] == CONFIG["html"]["baseurl"]
    assert CITATION["license"] == PROJECT["license"]
    assert all(author["name"] in page for author in CITATION["authors"])


# ---- the head of a page ----


def page_of(*paragraphs: tuple[str, ...]) -> nodes.document:
    from docutils.utils import new_document

    page = new_document("page")
    for text, *classes in paragraphs:
        page += nodes.paragraph("", text, classes=classes)
    return page


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ([("about 20 minutes", "minutes"), ("What?",), ("It is\nlong.",)], "What? It is long."),
        ([("a" * 120,), ("second",)], "a" * 120),
        ([("word " * 60,)], "word " * 39 + "\u2026"),
        ([], ""),
    ],
)  # fmt: skip
def test_a_description_is_the_start_of_the_text(paragraphs, expected: str) -> None:
    found = description(page_of(*paragraphs))
    assert found == expected
    assert len(found) <= LONGEST


def test_tags_hold_any_text() -> None:
    lines = tags('Say "7" & <8>', 'a "b"', "book/a b.html", "https://example.org/x/", "Book")
    assert 'content="Say &quot;7&quot; &amp; &lt;8&gt;"' in lines
    assert 'property="og:url" content="https://example.org/x/book/a%20b.html"' in lines
    assert 'name="description" content="a &quot;b&quot;"' in lines


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ('<a href="book/a.html">', '<a href="/x/book/a.html">'),
        ('<a href="#main">', '<a href="#main">'),
        ('<a href="https://a.org/">', '<a href="https://a.org/">'),
        ('<img src="data:image/png;base64,A">', '<img src="data:image/png;base64,A">'),
        ('<link href="/x/a.css">', '<link href="/x/a.css">'),
        ('<html data-content_root="./">', '<html data-content_root="/x/./">'),
    ],
)
def test_relative_links_begin_at_the_root(tag: str, expected: str) -> None:
    assert RELATIVE.sub(r"\g<1>/x/", tag) == expected


# ---- the address ----


@pytest.mark.parametrize("given", ["https://example.org/b", "https://example.org/b/", ""])
def test_the_address_can_be_given(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_URL", given)
    config = SimpleNamespace(html_baseurl="https://example.org/b/")
    use_given_address(None, config)  # type: ignore[arg-type]
    assert config.html_baseurl == "https://example.org/b/"


def test_what_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_URL", "example.org/book")
    with pytest.raises(ValueError, match=r"should be the address.*Received 'example.org/book'"):
        use_given_address(None, SimpleNamespace(html_baseurl=""))  # type: ignore[arg-type]


def test_another_address_builds_all_pages_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOOK_URL", raising=False)
    before = fingerprint()
    monkeypatch.setenv("BOOK_URL", "https://example.org/elsewhere/")
    assert fingerprint() != before


def test_a_page_that_was_not_written_fails_the_build(tmp_path: Path) -> None:
    builder = SimpleNamespace(format="html")
    env = SimpleNamespace(found_docs={"book/one", "book/two"})
    app = SimpleNamespace(builder=builder, env=env, outdir=str(tmp_path))
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "one.html").touch()
    with pytest.raises(SphinxError, match="not written: book/two"):
        all_are_written(app, None)  # type: ignore[arg-type]
    (tmp_path / "book" / "two.html").touch()
    all_are_written(app, None)  # type: ignore[arg-type]


# ---- what the workflows run ----


def workflow(name: str) -> dict:
    return yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8"))


def test_the_book_is_built_for_the_address_that_it_gets() -> None:
    steps = workflow("book")["jobs"]["publish"]["steps"]
    [configure] = [step for step in steps if "configure-pages" in step.get("uses", "")]
    builds = [step for step in steps if "make book" in step.get("run", "")]
    assert len(builds) == 2 and steps.index(configure) < steps.index(builds[0])
    for step in builds:
        given = step["env"]["BOOK_URL"]
        assert given == f"${{{{ steps.{configure['id']}.outputs.base_url }}}}"


def test_the_oldest_and_the_newest_versions_are_tested_each_week() -> None:
    weekly = workflow("weekly")
    job = weekly["jobs"]["versions"]
    oldest, newest = (
        version.split(" :: ")[-1]
        for version in (PROJECT["classifiers"][0], PROJECT["classifiers"][-1])
    )
    assert job["strategy"]["matrix"]["include"] == [
        {"versions": "oldest", "python": oldest},
        {"versions": "newest", "python": newest},
    ]
    assert job["steps"][-1]["run"] == ".ci/versions ${{ matrix.versions }}"
    assert weekly["jobs"]["lock"]["strategy"]["matrix"]["python"] == [oldest, newest]
    assert weekly["jobs"]["torture"]["steps"][-1]["run"] == "make torture"


def test_each_package_names_the_oldest_version_that_is_tried() -> None:
    course = PROJECT["optional-dependencies"]["course"]
    for package in PROJECT["dependencies"] + course:
        assert re.match(r"[\w.-]+>=[\d.]+(;|$)", package), package


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_another_word_for_the_versions_is_refused() -> None:
    answer = subprocess.run([".ci/versions", "2.1"], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 2
    assert ".ci/versions oldest" in answer.stderr


def test_what_the_job_of_versions_leaves_out_is_there() -> None:
    script = (ROOT / ".ci" / "versions").read_text(encoding="utf-8")
    named = re.findall(r"--ignore (\S+)", script)
    assert named and all((ROOT / name).exists() for name in named)
