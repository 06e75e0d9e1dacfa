"""The self-tests: every quiz file keeps the rules, and broken ones are refused."""

import json

import pytest

from helpers.widgets import Quiz, values
from helpers.widgets.quiz import quiz_names, read_quiz


@pytest.mark.parametrize("name", quiz_names())
def test_a_quiz_has_five_questions_with_a_reply_to_every_answer(name):
    questions = read_quiz(name)["questions"]
    assert len(questions) == 5
    texts = [question["question"] for question in questions]
    assert len(set(texts)) == 5
    for question in questions:
        answers = [answer["text"] for answer in question["answers"]]
        replies = [answer["reply"] for answer in question["answers"]]
        assert len(set(answers)) == len(answers) >= 3
        assert len(set(replies)) == len(replies), "each mistake has its own reply"


@pytest.mark.parametrize("name", quiz_names())
def test_backticks_come_in_pairs(name):
    for question in read_quiz(name)["questions"]:
        texts = [question["question"]]
        for answer in question["answers"]:
            texts += [answer["text"], answer["reply"]]
        assert all(text.count("`") % 2 == 0 for text in texts)


def test_the_right_answer_is_not_always_in_the_same_place():
    for name in quiz_names():
        places = [
            [answer.get("correct", False) for answer in question["answers"]].index(True)
            for question in read_quiz(name)["questions"]
        ]
        assert len(set(places)) > 1, name


def test_the_page_names_the_quiz_and_gives_no_answer_away():
    page = Quiz("convolution")._repr_mimebundle_()[0]["text/html"]
    assert '{"name": "convolution"}' in page
    assert "correct" not in page
    assert repr(Quiz("convolution")) == "Quiz(name='convolution')"


def test_an_unknown_quiz_is_a_clear_error():
    with pytest.raises(ValueError, match=r"one of .*convolution.*Received 'telepathy'"):
        Quiz("telepathy")


GOOD = {
    "question": "1 + 1?",
    "answers": [{"text": "2", "reply": "Yes.", "correct": True}, {"text": "3", "reply": "No."}],
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"question": ""}, "a text and at least two answers"),
        ({"answers": GOOD["answers"][:1]}, "a text and at least two answers"),
        ({"answers": [*GOOD["answers"], {"text": "4"}]}, "a text and a reply"),
        ({"answers": [{"text": "2", "reply": "x"}, {"text": "3", "reply": "y"}]}, "exactly one"),
        ({"answers": [{**answer, "correct": True} for answer in GOOD["answers"]]}, "exactly one"),
    ],
)
def test_a_broken_question_is_refused(change, message, tmp_path, monkeypatch):
    monkeypatch.setitem(values.FOLDERS, "quiz", tmp_path)
    content = {"questions": [GOOD, {**GOOD, **change}]}
    (tmp_path / "broken.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match=f"question 2 of the quiz 'broken'.*{message}"):
        read_quiz("broken")
