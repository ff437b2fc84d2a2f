"""The HTML of a chapter: headline, comparison, paragraphs, tables and charts.

It can be put into any page. Every text may have slots, as in `say`, and is escaped, unless `say`
made it. A table always has a caption and headers, a chart always an alternative text and its data
as a table.
"""

from stats.output import link
from stats.page.charts import chart, picture_to_share
from stats.page.comparison import compared, comparison
from stats.page.tables import (
    corrections_table,
    excluded_table,
    figures_table,
    rows_table,
    sources_table,
    statistics_table,
    table,
)
from stats.page.text import contact, contents, folded, hero, limits, prose, sides
from stats.words.english import spelled

__all__ = ["chart", "compared", "comparison", "contact", "contents", "corrections_table"]
__all__ += ["excluded_table", "figures_table", "folded", "hero", "limits", "link", "prose"]
__all__ += ["picture_to_share", "rows_table", "sides", "sources_table", "spelled"]
__all__ += ["statistics_table", "table"]
