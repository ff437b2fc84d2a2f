"""Names of earlier versions, and what takes their place."""

_TEXTS = {"say", "SentenceError", "prose", "hero", "limits", "sides", "folded", "contents"}


def gone(name: str) -> str:
    """Say what to write instead of a name that version 0.11 had; of another, nothing.

    Examples
    --------
    >>> gone("prose")[:34]
    '; a text is a Markdown cell now: i'
    """
    if name not in _TEXTS:
        return ""
    return (
        "; a text is a Markdown cell now: its numbers are expressions, as {eval}`now.number` (see "
        "“Moving a project” in CHANGELOG.md)"
    )
