"""The HTML of a chapter: headline, cards, paragraphs, claims, tables and charts.

It can be put into any page. Every text may have slots, as in `say`, and is escaped, unless `say`
made it. A table always has a caption and headers, a chart always an alternative text and its data
as a table.
"""

from stats.output import Output, link
from stats.page.cards import (
    Card,
    card,
    cards,
    contact,
    contents,
    folded,
    hero,
    limits,
    prose,
    sides,
)
from stats.page.charts import chart, share
from stats.page.claims import claim, claims_table, verdict, verdict_key, verdict_kind
from stats.page.tables import (
    corrections_table,
    excluded_table,
    figures_table,
    row_links,
    rows_table,
    sources_table,
    statistics_table,
    table,
)
from stats.sentences import Sentence, SentenceError, cite, say

__all__ = [
    "Card",
    "Output",
    "Sentence",
    "SentenceError",
    "card",
    "cards",
    "chart",
    "cite",
    "claim",
    "claims_table",
    "contact",
    "contents",
    "corrections_table",
    "excluded_table",
    "figures_table",
    "folded",
    "hero",
    "limits",
    "link",
    "prose",
    "row_links",
    "rows_table",
    "say",
    "share",
    "sides",
    "sources_table",
    "statistics_table",
    "table",
    "verdict",
    "verdict_key",
    "verdict_kind",
]


def __dir__() -> list[str]:
    return __all__  # what Tab shows after the module's name
