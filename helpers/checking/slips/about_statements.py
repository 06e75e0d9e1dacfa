"""What is said of a statement that is wrong, or that stands in the wrong place."""


def code(words: str) -> str:
    return f"`{words}`" if words else "what stands there"


def level(wrong: str, right: str) -> tuple[str, str]:
    if wrong.startswith("inside: return"):
        return (
            "returns-inside-loop",
            "`return` stands inside the loop or the condition, so the function ends in the first "
            "turn that reaches it.",
        )
    if not wrong:
        return "wrong-indentation", "One line stands on the wrong side of the edge of a loop."
    place, _, statement = (wrong if ": " in wrong else right).partition(": ")
    if not statement:
        return "wrong-indentation", "One line is indented too far, or not far enough."
    here = code(statement)
    if wrong.startswith("inside") and right == "before the loop":
        return "starts-anew-in-the-loop", f"{here} runs again in every turn of the loop."
    if wrong.startswith("inside"):
        return "wrong-indentation", f"{here} stands inside the loop, and runs in every turn."
    if wrong.startswith("before"):
        return "starts-only-once", f"{here} runs once, before the loop, and not for every turn."
    if wrong.startswith("behind"):
        return "wrong-indentation", f"{here} stands behind the loop, and runs once."
    slugs = {"behind the loop": "wrong-indentation", "before the loop": "starts-only-once"}
    if statement.startswith("return") and wrong == "inside the loop":
        return level("inside: return", "")
    if wrong == "inside the loop" and place == "before":
        return "starts-anew-in-the-loop", "What should start once starts again in every turn."
    slug = slugs.get(wrong, "wrong-indentation")
    return slug, "One line stands on the wrong side of a loop's edge: too far in, or too far out."


def gathering(wrong: str, right: str) -> tuple[str, str]:
    if wrong == "=":
        return (
            "assigns-instead-of-adding",
            "`=` replaces what was there before, so of a loop only its last turn is left. Here "
            "something should be added to it.",
        )
    if right == "=":
        how = "adds to" if wrong == "+=" else "goes on from"
        slug = "adds-instead-of-assigning" if wrong == "+=" else "wrong-operator"
        return slug, f"`{wrong}` {how} what was there, and should set it."
    if {wrong, right} == {"+=", "-="}:
        return "reversed-sign", f"`{wrong}` goes the other way than it should."
    return "wrong-operator", f"`{wrong}` does not gather what should be gathered."


def returning(wrong: str, right: str) -> tuple[str, str]:
    if wrong == "printed":
        return (
            "prints-instead-of-returning",
            "The result is printed, and not returned. `print` shows a value to people; `return` "
            "hands it to whoever called.",
        )
    if wrong == "yielded":
        return (
            "yields-instead-of-returning",
            "`yield` hands over one value at a time; `return` ends.",
        )
    if right == "yielded":
        return (
            "returns-instead-of-yielding",
            "`return` ends the function at the first value. `yield` hands it over and goes on.",
        )
    return "forgets-return", "The result is made, and not returned."


def breaking(wrong: str, right: str) -> tuple[str, str]:
    return (
        "leaves-the-loop",
        f"{code(wrong)} leaves the loop, or a turn of it, too early or too late.",
    )


def condition(wrong: str, right: str) -> tuple[str, str]:
    if right == "turned round":
        return "reversed-condition", f"The condition {code(wrong)} is the wrong way round."
    return "wrong-condition", f"The condition {code(wrong)} should not decide here."


def statement(wrong: str, right: str) -> tuple[str, str]:
    if wrong == "nothing":
        return "forgets-a-step", "One step is missing."
    return "one-step-too-many", f"{code(wrong)} is one step too many."


def sequence(wrong: str, right: str) -> tuple[str, str]:
    return "steps-in-the-wrong-order", "Two steps come in the wrong order: what is used first?"
