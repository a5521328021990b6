"""What respondents say of each link between risks, and whether they say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import numpy as np
import pyarrow as pa

from veerkracht.analysis.opinions.agreement import agreement
from veerkracht.errors import TableError
from veerkracht.tables import Table, memtable, pull

Row = Mapping[str, Any]  # Any: cells of mixed columns

FEWEST_RESPONDENTS: Final = 3
"""With fewer, one respondent could work out what another said; only their number is told."""

_SIGNS: Final = (-1, 0, 1)
_OF_SIGN: Final = ("share_plus", "share_none", "share_minus", "opposed")
_OF_STRENGTH: Final = ("median_strength", "lower_quartile", "upper_quartile", "quartile_range", "agreement")
_SCHEMA: Final = pa.schema([
    ("link", pa.string()), ("n", pa.int64()), ("n_sign", pa.int64()), ("n_strength", pa.int64()),
    *((name, pa.float64()) for name in _OF_SIGN[:3]), ("opposed", pa.bool_()),
    *((name, pa.float64()) for name in _OF_STRENGTH),
])  # fmt: skip


def link_spread(opinions: Table, *, steps: int = 5) -> Table:
    """Tell how respondents judge each link, and how far they agree.

    Parameters
    ----------
    opinions : Table (link, respondent, sign, strength)
        One row per respondent and link. `sign`: 1 makes it worse, -1 makes it less bad, 0 no link, null unknown.
        `strength`: from 1 (weak) to `steps` (strong), null unknown.
    steps : int
        Number of steps of the scale of strength.

    Returns
    -------
    Table (link, n, n_sign, n_strength, share_plus, share_none, share_minus, opposed, median_strength,
    lower_quartile, upper_quartile, quartile_range, agreement)
        One row per link. `n` counts respondents who said anything, `n_sign` and `n_strength` those who gave that.
        Shares are of `n_sign`. `opposed`: some say worse and some say less bad. `agreement`: see `agreement`.
        With fewer than `FEWEST_RESPONDENTS` answers the numbers that rest on them are null.

    Raises
    ------
    TableError
        If a respondent judges a link twice, or a sign or strength is not on its scale.

    Notes
    -----
    Quartiles are the averaged inverse of the cumulative share (type 2), which keeps to the steps of the scale or
    halfway between two. Strength is that of the link whatever its sign: read it beside `opposed`.

    References
    ----------
    .. [1] Hyndman & Fan (1996), "Sample quantiles in statistical packages", American Statistician 50, 361-365.
    .. [2] van der Eijk (2001), "Measuring agreement in ordered rating scales", Quality & Quantity 35, 325-341.
    """
    rows = pull(opinions.select("link", "respondent", "sign", "strength")).to_pylist()
    _check(rows, steps)
    grouped = groupby(sorted(rows, key=lambda row: str(row["link"])), key=lambda row: row["link"])
    found = [_link(link, list(given), steps) for link, given in grouped]
    return memtable(pa.Table.from_pylist(found, schema=_SCHEMA))


def _check(rows: Sequence[Row], steps: int) -> None:
    keys = {(row["link"], row["respondent"]) for row in rows}
    if len(keys) < len(rows):
        raise TableError("{rows} opinions stand for {keys} pairs of link and respondent. Keep one row per pair.",
                         rows=len(rows), keys=len(keys))  # fmt: skip
    scales: dict[str, Sequence[int]] = {"sign": _SIGNS, "strength": range(1, steps + 1)}
    for row in rows:
        for name, scale in scales.items():
            if row[name] is not None and row[name] not in scale:
                raise TableError("Link {link} has {name} {value}. Choose one of {scale}.", link=row["link"], name=name,
                                 value=row[name], scale=", ".join(map(str, scale)))  # fmt: skip


def _link(link: str, given: Sequence[Row], steps: int) -> dict[str, Any]:  # Any: cells of mixed columns
    signs = [int(row["sign"]) for row in given if row["sign"] is not None]
    strengths = [int(row["strength"]) for row in given if row["strength"] is not None]
    said = sum(row["sign"] is not None or row["strength"] is not None for row in given)
    counts = {"link": link, "n": said, "n_sign": len(signs), "n_strength": len(strengths)}
    return counts | _of_sign(signs) | _of_strength(strengths, steps)


def _of_sign(signs: Sequence[int]) -> dict[str, float | bool | None]:
    if len(signs) < FEWEST_RESPONDENTS:
        return dict.fromkeys(_OF_SIGN)
    plus, none, minus = (signs.count(sign) / len(signs) for sign in (1, 0, -1))
    return {"share_plus": plus, "share_none": none, "share_minus": minus, "opposed": plus > 0 and minus > 0}


def _of_strength(strengths: Sequence[int], steps: int) -> dict[str, float | None]:
    if len(strengths) < FEWEST_RESPONDENTS:
        return dict.fromkeys(_OF_STRENGTH)
    lower, middle, upper = np.quantile(strengths, (0.25, 0.5, 0.75), method="averaged_inverted_cdf").tolist()
    agreed = agreement([strengths.count(step) for step in range(1, steps + 1)])
    return dict(zip(_OF_STRENGTH, (middle, lower, upper, upper - lower, agreed), strict=True))
