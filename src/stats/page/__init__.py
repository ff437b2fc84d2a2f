"""What code of a chapter shows on the page: the comparison, tables and charts.

It can be put into any page. Every text is escaped. A table always has a caption and headers, a
chart always an alternative text and its data as a table.
"""

from stats.output import link, strong
from stats.page.charts import chart
from stats.page.comparison import compared, comparison
from stats.page.tables import (
    contact,
    corrections_table,
    excluded_table,
    figures_table,
    rows_table,
    sources_table,
    statistics_table,
    table,
    years_table,
)
from stats.words.english import spelled

__all__ = ["chart", "compared", "comparison", "contact", "corrections_table", "excluded_table"]
__all__ += ["figures_table", "link", "rows_table", "sources_table", "spelled"]
__all__ += ["statistics_table", "strong", "table", "years_table"]
