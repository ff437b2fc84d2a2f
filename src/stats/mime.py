"""What an output carries for the build: MIME types beside what Jupyter displays, and HTML."""

import hashlib
import re
from urllib.parse import quote

FILES = "application/vnd.stats.files+json"
"""Files to save beside the page: their names, and their bytes in base64."""
ROWS = "application/vnd.stats.rows+json"
"""Rows to publish: the file they belong to, and a CSV table."""
CONTENTS = '<p class="contents">Contents</p>'
"""What the build replaces by the table of contents."""
SHARED = "charts/share.png"
"""The picture that a page names to whoever links to it."""


def sentence_id(words: str) -> str:
    """Return the name of a sentence in `sentences.csv`, which changes with its words.

    Examples
    --------
    >>> sentence_id("It grew.")
    '2ffb6a1a'
    """
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def csv_text(text: str) -> str:
    """Return a text for a cell of a CSV file, which no spreadsheet runs as a formula.

    Examples
    --------
    >>> csv_text("=1+1")
    "'=1+1"
    """
    # A carriage return is written without quotes, and would begin a row.
    text = re.sub("\r\n?", "\n", text)
    return f"'{text}" if re.match(r"\s*[=+\-@＝＋－＠]|[\t\n]", text) else text


def data_address(table: bytes) -> str:
    """Return a CSV file as an address that holds it, so that it can be saved from a page alone.

    Examples
    --------
    >>> data_address(b"id,value")
    'data:text/csv;charset=utf-8,id%2Cvalue'
    """
    return f"data:text/csv;charset=utf-8,{quote(table)}"
