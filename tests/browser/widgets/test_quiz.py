"""The self-test under the hands of a reader."""

import pytest

from helpers.widgets import Quiz
from helpers.widgets.quiz import quiz_names, read_quiz
from tests.browser.visits import settle


def answers_of(page, question):
    return page.locator(".lw-question").nth(question).get_by_role("button")


def test_a_question_is_printed_and_has_no_frame(open_widgets):
    page = open_widgets(Quiz("convolution"), own=True)
    card = page.locator(".lw-question").first
    assert card.evaluate("(e) => getComputedStyle(e).borderTopStyle") == "none"
    page.emulate_media(media="print")
    assert card.is_visible()


# Press all answers of all questions in turn: what is asked, and what is said to each answer.
ALL_REPLIES = """() => [...document.querySelectorAll(".lw-question")].map((card) => [
  card.querySelector(".lw-asked").innerText,
  [...card.querySelectorAll("button")].map((button) => {
    button.click();
    return card.querySelector(".lw-reply").innerText;
  }),
])"""


@pytest.mark.parametrize("name", quiz_names())
def test_every_answer_shows_its_own_reply(open_widgets, name):
    page = open_widgets(Quiz(name))
    questions = read_quiz(name)["questions"]
    for question, (asked, replies) in zip(questions, page.evaluate(ALL_REPLIES), strict=True):
        assert asked.endswith(question["question"].replace("`", ""))
        words = [
            f"{'Right.' if answer.get('correct') else 'Not this one.'} {answer['reply']}"
            for answer in question["answers"]
        ]
        assert replies == [text.replace("`", "") for text in words]
    assert page.errors == []


def test_the_score_counts_the_first_try(open_widgets):
    page = open_widgets(Quiz("convolution"))
    score = page.locator(".lw-score")
    assert score.inner_text() == "5 questions. Choose an answer to each."
    answers_of(page, 0).filter(has_text="24 × 24").click()
    answers_of(page, 2).filter(has_text="1152").click()
    answers_of(page, 2).filter(has_text="1168").click()
    assert score.inner_text() == "2 of 5 answered, 1 right at the first try."
    page.get_by_role("button", name="Start again").click()
    assert score.inner_text() == "5 questions. Choose an answer to each."
    assert page.locator(".lw-reply:visible").count() == 0


def test_the_keyboard_is_enough(open_widgets):
    page = open_widgets(Quiz("convolution"))
    answers_of(page, 0).nth(0).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Right." in page.locator(".lw-reply").first.inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert "Not this one." in page.locator(".lw-reply").first.inner_text()


def test_right_and_wrong_differ_by_more_than_color(open_widgets):
    page = open_widgets(Quiz("convolution"))
    answers_of(page, 0).filter(has_text="24 × 24").click()
    answers_of(page, 0).filter(has_text="28 × 28").click()
    right, wrong = (answers_of(page, 0).filter(has_text=text) for text in ("24 × 24", "28 × 28"))
    assert "✓" in right.inner_text() and "(Right.)" in right.inner_text()
    assert "✗" in wrong.inner_text() and "(Not this one.)" in wrong.inner_text()


def test_text_is_text_and_never_html(open_widgets):
    page = open_widgets(Quiz("convolution"))
    tags = page.evaluate(
        """async () => {
             const { withCode } = await liveWidgets.load("quiz");
             const box = document.createElement("p");
             box.append(...withCode("a `<b>x</b>` <i>y</i>"));
             return [box.textContent, box.innerHTML]; }"""
    )
    assert tags == [
        "a <b>x</b> <i>y</i>",
        "a <code>&lt;b&gt;x&lt;/b&gt;</code> &lt;i&gt;y&lt;/i&gt;",
    ]


def test_answers_outlast_a_reload_and_start_again_forgets_them(open_widgets):
    page = open_widgets(Quiz("convolution"))
    answers_of(page, 2).filter(has_text="1152").click()
    answers_of(page, 2).filter(has_text="1168").click()
    reply = page.locator(".lw-reply:visible").inner_text()
    page.reload()
    settle(page)
    assert page.locator(".lw-reply:visible").inner_text() == reply
    score = page.locator(".lw-score")
    assert score.inner_text() == "1 of 5 answered, 0 right at the first try."
    page.get_by_role("button", name="Start again").click()
    page.reload()
    settle(page)
    assert score.inner_text() == "5 questions. Choose an answer to each."


@pytest.mark.parametrize("stored", ['"text"', "[1]", "{not json", '{"a": 1}'])
def test_nonsense_in_the_storage_breaks_nothing(open_widgets, stored):
    page = open_widgets(Quiz("convolution"))
    page.evaluate("text => localStorage.setItem('convnets-by-hand/quiz/convolution', text)", stored)
    page.reload()
    settle(page)
    answers_of(page, 0).first.click()
    assert page.locator(".lw-reply:visible").count() == 1
    assert page.errors == []


def test_it_works_where_storage_is_refused(open_widgets):
    page = open_widgets(Quiz("convolution"), own=True)
    page.add_init_script(
        """Object.defineProperty(window, "localStorage",
                                 { get() { throw new DOMException("no", "SecurityError"); } })"""
    )
    page.reload()
    settle(page)
    answers_of(page, 0).first.click()
    assert page.locator(".lw-reply:visible").count() == 1
    assert page.errors == []
