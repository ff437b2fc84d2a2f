"""The answers that a check gives, each defined once: its words and its colour."""

from enum import StrEnum

MATCHES_WITHIN, CLOSE_WITHIN = 0.02, 0.10
"""Largest relative gap at which a figure still matches a claim, or is still close to it."""
COLOURS = ("low", "disagree", "plain", "ok", "none")
"""Those of a chip, as the style sheet has them; of several answers the first listed wins."""


class Verdict(StrEnum):
    """An answer, which is a text as `claims.csv` has it: `check.adds_up == "adds up"`.

    `brief` is how a chip has it, where it needs other words as it stands alone.
    """

    colour: str
    brief: str

    def __new__(cls, words: str, colour: str = "none", brief: str = "") -> "Verdict":
        verdict = str.__new__(cls, words)
        verdict._value_ = words
        verdict.colour, verdict.brief = colour, brief or words
        return verdict

    UNASKED = ""
    # Does it add up?
    ADDS_UP = "adds up", "ok"
    MAY_ADD_UP = "may add up"
    DOES_NOT_ADD_UP = "does not add up", "low"
    CANNOT_BE_CHECKED = "cannot be checked"
    # What do others say?
    MATCHES = "matches", "ok"
    CLOSE = "close", "ok"
    OTHERS_HIGHER = "others higher", "low", "others are higher"
    OTHERS_LOWER = "others lower", "low", "others are lower"
    OTHERS_DIFFER = "others differ", "low"
    SOURCES_DISAGREE = "sources disagree", "disagree", "figures conflict"
    NO_OTHER_SOURCE = "no other source", "none", "no figure by others"
    # Does it hold as worded?
    HOLDS = "holds", "ok"
    DOES_NOT_HOLD = "does not hold", "low"
    DEPENDS_ON_WHOM = "depends on whom", "disagree"
    CANNOT_BE_TOLD = "cannot be told"
    # Who counted?
    ONE_ORIGIN = "one origin", "plain"  # a number that is told twice bears nothing out
    SEPARATE = "separate"
