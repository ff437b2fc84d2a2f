"""What a page needs of its own links: a way back from each row, and an end for each link."""

import re
from urllib.parse import unquote


def with_ways_back(page: str) -> str:
    """Give each row to which links lead a link back to the part of the page that has the first.

    Examples
    --------
    >>> row = '<tr id="a"><th scope="row">A</tr>'
    >>> with_ways_back(f'<h2 id="use"></h2><a href="#a">3</a><h2 id="rows"></h2>{row}')[-69:]
    '<a class="back" href="#use" aria-label="Back to its use">↩</a> A</tr>'
    """
    part, first = "main", dict[str, str]()
    for match in re.finditer(r'<(?:h2|h3|figure|tbody)\b[^>]*? id="([^"]+)"|href="#([^"]+)"', page):
        if match[1]:
            part = match[1]
        elif match[2] != part:
            first.setdefault(match[2], part)

    def back(row: re.Match[str]) -> str:
        if row[1] not in first:
            return row[0]
        way = f'<a class="back" href="#{first[row[1]]}" aria-label="Back to its use">↩</a>'
        return f"{row[0]}{way} "

    return re.sub(r'<tr id="([^"]+)"><th scope="row">', back, page)


def dead_ends(page: str) -> list[str]:
    """Return the addresses on a page to which links lead and which nothing on it has.

    Examples
    --------
    >>> dead_ends('<p id="a"><a href="#a">1</a> <a href="#b">2</a></p>')
    ['b']
    """
    links, ids = (re.findall(rf' {name}="([^"]+)"', page) for name in ("href", "id"))
    inside = {unquote(link[1:]) for link in links if link.startswith("#")}
    return sorted(inside - {*ids})
