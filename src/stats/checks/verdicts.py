"""The answers that a check gives, each defined once."""

from enum import StrEnum

MATCHES_WITHIN, CLOSE_WITHIN = 0.02, 0.10
"""Largest relative gap at which a figure still matches a claim, or is still close to it."""


class Verdict(StrEnum):
    """An answer, which is a text as `claims.csv` has it: `check.adds_up == "adds up"`.

    `brief` is how a chip has it, where it needs other words as it stands alone.
    """

    brief: str

    def __new__(cls, words: str, brief: str = "") -> "Verdict":
        verdict = str.__new__(cls, words)
        verdict._value_ = words
        verdict.brief = brief or words
        return verdict

    UNASKED = ""
    # Does it add up?
    ADDS_UP = "adds up", "arithmetic right"
    MAY_ADD_UP = "may add up"
    DOES_NOT_ADD_UP = "does not add up"
    CANNOT_BE_CHECKED = "cannot be checked"
    # What do others say?
    MATCHES = "matches"
    CLOSE = "close"
    OTHERS_HIGHER = "others higher", "others are higher"
    OTHERS_LOWER = "others lower", "others are lower"
    OTHERS_DIFFER = "others differ"
    SOURCES_DISAGREE = "sources disagree", "figures conflict"
    NO_OTHER_SOURCE = "no other source", "no figure by others"
    # Does it hold as worded?
    HOLDS = "holds", "fits counts"
    DOES_NOT_HOLD = "does not hold"
    DEPENDS_ON_WHOM = "depends on whom"
    CANNOT_BE_TOLD = "cannot be told"
    # Who counted?
    ONE_ORIGIN = "one origin"  # a number that is told twice bears nothing out
    SEPARATE = "separate"


DISPUTED = frozenset(
    {
        Verdict.DOES_NOT_ADD_UP,
        Verdict.DOES_NOT_HOLD,
        Verdict.DEPENDS_ON_WHOM,
        Verdict.OTHERS_HIGHER,
        Verdict.OTHERS_LOWER,
        Verdict.OTHERS_DIFFER,
        Verdict.SOURCES_DISAGREE,
    }
)
"""Those that speak against a claim, or over which sources differ: their chip has a colour."""
