"""Scripts that stand inside a page move into files, and nothing else of the page changes."""

from pathlib import Path

from book._ext.policy import move_notes, without_scripts

THEME = "document.documentElement.dataset.mode = 'auto';"


def test_a_script_moves_into_a_file_named_by_what_it_says() -> None:
    page, files = without_scripts(f'<p>a</p><script data-x="1">\n{THEME}\n</script><p>b</p>', "../")
    [(name, text)] = files.items()
    assert text == THEME + "\n"
    assert page == f'<p>a</p><script src="../_static/inline/{name}"></script><p>b</p>'
    assert without_scripts(page, "../") == (page, {})
    assert without_scripts(f"<script>{THEME}</script>", "")[1] == files


def test_scripts_that_follow_one_another_share_a_file() -> None:
    scripts = "<script>let a = 1;</script>\n  <script>let b = a < 2;</script><p>\n</p>"
    page, files = without_scripts(f"{scripts}<script>let c;</script>", "")
    assert sorted(files.values()) == ["let a = 1;\nlet b = a < 2;\n", "let c;\n"]
    assert page.count("<script src=") == 2 and "<p>\n</p>" in page


def test_data_files_and_what_nobody_asks_for_are_no_scripts() -> None:
    data = '<script type="application/json">{"a": 1}</script><script defer src="a.js"></script>'
    unused = "<script>DOCUMENTATION_OPTIONS.pagename = 'a/b';</script><script>kernelName = 'x'"
    assert without_scripts(f"{data}{unused}</script>", "") == (data, {})


def test_a_button_names_its_function() -> None:
    page = '<button onclick="toggleFullScreen()" class="a"><a onclick="window.print()">'
    mended = '<button data-call="toggleFullScreen" class="a"><a data-call="print">'
    assert without_scripts(page, "") == (mended, {})


def test_the_window_of_the_notes_loads_its_script(tmp_path: Path) -> None:
    source = r'w.document.write("<p>\n<script>\n\tgo( \"a\\n\" )\n<\/script>\n</p>"),1'
    (tmp_path / "notes.js").write_text(source, encoding="utf-8")
    folder = tmp_path / "inline"
    folder.mkdir()
    move_notes(tmp_path, folder)
    assert (folder / "notes.js").read_text(encoding="utf-8") == '\n\tgo( "a\\n" )\n'
    assert (tmp_path / "notes.js").read_text(encoding="utf-8") == (
        r'w.document.write("<p>\n<script src=\"../_static/inline/notes.js\"></script>\n</p>"),1'
    )
