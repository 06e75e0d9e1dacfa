"""What is said of a statement that is wrong, or that stands in the wrong place."""


def code(words: str) -> str:
    return f"`{words}`" if words else "what stands there"


def level(wrong: str, right: str) -> tuple[str, str]:
    """The statement is the learner's, and is told, or it is the solution's, and is not."""
    place, _, told = wrong.partition(": ")
    meant, _, kept = right.partition(": ")
    if place.startswith("inside") and (told or kept).startswith("return"):
        return (
            "returns-inside-loop",
            "`return` stands inside the loop or the condition, so the function ends in the first "
            "turn that reaches it.",
        )
    here = code(told) if told else "one line"
    if place.startswith("inside") and meant.startswith("before"):
        return "starts-anew-in-the-loop", f"{here} runs again in every turn of the loop."
    if place.startswith("inside"):
        where = "the loop or the condition"
        return "wrong-indentation", f"{here} stands inside {where}, and should stand behind it."
    if place.startswith("before"):
        return "starts-only-once", f"{here} runs once, before the loop, and not for every turn."
    return "wrong-indentation", f"{here} stands behind the loop, and runs once."


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
    if wrong not in ("break", "continue"):
        return "stays-in-the-loop", "The loop, or a turn of it, goes on where it should end."
    return (
        "leaves-the-loop",
        f"{code(wrong)} leaves the loop, or a turn of it, too early or too late.",
    )


def condition(wrong: str, right: str) -> tuple[str, str]:
    if wrong == "turned round":
        return "reversed-condition", "A condition is the wrong way round."
    if wrong in ("always so", "never so"):
        return "wrong-condition", "A condition is missing that should decide here."
    if right == "turned round":
        return "reversed-condition", f"The condition {code(wrong)} is the wrong way round."
    return "wrong-condition", f"The condition {code(wrong)} should not decide here."


def statement(wrong: str, right: str) -> tuple[str, str]:
    if wrong == "nothing":
        return "forgets-a-step", "One step is missing."
    return "one-step-too-many", f"{code(wrong)} is one step too many."


def sequence(wrong: str, right: str) -> tuple[str, str]:
    return "steps-in-the-wrong-order", "Two steps come in the wrong order: what is used first?"
