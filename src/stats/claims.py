"""Every claim with its verdicts: does it add up, and does another body say the same?"""

import math
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from stats.bounds import Bound, bound
from stats.derived import compute
from stats.others import corroborate
from stats.words import printed, said

__all__ = ["check_claims"]

_CLAIMED = (
    "drug_arrests",
    "prisoners",
    "prisoner_growth",
    "capacity",
    "interviewees",
    "interviewees_who_use_drugs",
)


def check_claims(figures: pd.DataFrame, context: pd.DataFrame | None = None) -> pd.DataFrame:
    """Check every claim that the figures make about the country or the research.

    A growth in percent is recomputed from the counts of people in prison: it is "reproduced" if
    their face values give it at its published precision, else "consistent" if what the words allow
    of both meets, else "not reproduced"; it "cannot be checked" where a count is missing. Nothing
    says how the other claims should come out: they are "as stated".

    Parameters
    ----------
    figures
        A table that `load_figures` returned.
    context
        What `load_context` returned, to hold the claims against what others say.

    Returns
    -------
    A DataFrame with a row a claim: `id`, `wording`, `published` and `recomputed` (in the claim's
    unit; NaN where nothing recomputes it), `low` and `high` (what the recomputation allows, or
    where there is none the claim's own words), `arithmetic` (the verdict) and `reason` (a
    sentence). With a context also `corroboration` (the verdict of `corroborate`), `others` (a
    sentence that says who gives what) and `sources` (keys of theirs, with a space between).

    Examples
    --------
    >>> import stats
    >>> claims = check_claims(stats.load_figures()).set_index("id")
    >>> claims.loc["growth", "arithmetic"]
    'reproduced'
    """
    claimed = figures[figures["quantity"].isin(_CLAIMED)]
    columns = ["id", "wording", "published", "recomputed", "low", "high", "arithmetic", "reason"]
    rows = []
    for name, claim in claimed.iterrows():
        recomputed, allowed, arithmetic, reason = _arithmetic(claim, figures)
        rows.append(
            {
                "id": name,
                "wording": claim["wording"],
                "published": claim["value"],
                "recomputed": recomputed,
                "low": allowed.low,
                "high": allowed.high,
                "arithmetic": arithmetic,
                "reason": reason,
            }
        )
    claims = pd.DataFrame(rows, columns=columns)
    if context is not None:
        for column in ("corroboration", "others", "sources"):
            claims[column] = [
                getattr(corroborate(name, figures, context), column) for name in claims["id"]
            ]
    return claims


def _arithmetic(claim: pd.Series, figures: pd.DataFrame) -> tuple[float, Bound, str, str]:
    """What recomputes a claim, what that allows it to be, the verdict and the reason."""
    own = bound(claim)
    if claim["quantity"] != "prisoner_growth":
        reason = "The article gives nothing else that it would follow from."
        return math.nan, own, "as stated", reason
    if claim.name != "growth":
        return math.nan, own, "cannot be checked", "Nothing says which counts it follows from."
    try:
        value, ratio = compute("prisoner_growth", figures)
    except ValueError as error:
        return math.nan, own, "cannot be checked", f"It cannot be recomputed: {error}."
    percent, allowed = 100 * value, ratio.scaled(100)
    as_printed = printed(claim)
    step = Decimal(str(claim["rounded_to"]))
    steps = (Decimal(f"{percent:.12g}") / step).quantize(Decimal(1), ROUND_HALF_UP)
    counts = f"The article’s own counts of people in prison give {said(value, 'ratio')}"
    if steps * step == Decimal(str(claim["value"])):
        return percent, allowed, "reproduced", f"{counts}, printed as {as_printed}."
    words = f"what their words allow, {said(ratio, 'ratio')},"
    if allowed.meets(own):
        return percent, allowed, "consistent", f"{counts}; {words} meets {as_printed}."
    return percent, allowed, "not reproduced", f"{counts}; {words} does not meet {as_printed}."
