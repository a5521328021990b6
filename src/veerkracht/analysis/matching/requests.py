"""Requests and offers that share a theme or words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import pyarrow as pa

from veerkracht.errors import TableError
from veerkracht.tables import Table, memtable, pull

Row = Mapping[str, Any]  # Any: cells of mixed columns

_SCHEMA: Final = pa.schema([
    ("request", pa.string()), ("offer", pa.string()), ("rank", pa.int64()), ("same_theme", pa.bool_()),
    ("words", pa.float64()), ("shared", pa.list_(pa.string())),
])  # fmt: skip


def match_requests(requests: Table, offers: Table) -> Table:
    """Rank the offers that fit each request.

    Parameters
    ----------
    requests : Table (request, theme, tokens)
        `theme`: a code, null when unknown; `tokens`: list of the words that count, made alike (lemmas, without
        stop words) for requests and offers.
    offers : Table (offer, theme, tokens)
        Likewise.

    Returns
    -------
    Table (request, offer, rank, same_theme, words, shared)
        One row per request and offer that have the theme or a word in common. `words` is the Jaccard index of the
        two sets of words, `shared` the words themselves in order. `same_theme` is null when a theme is unknown.
        Rank 1 fits best: the same theme before an unknown one before another, then the most words in common; equal
        offers stand by their id, so that the order is always the same.

    Raises
    ------
    TableError
        If a request or offer stands twice.

    Notes
    -----
    Jaccard J = |A and B| / |A or B|, and 0 for two empty sets. A word counts once however often it occurs.

    References
    ----------
    .. [1] Jaccard (1912), "The distribution of the flora in the alpine zone", New Phytologist 11, 37-50.

    Examples
    --------
    >>> asked = memtable({"request": ["r"], "theme": ["recovery"], "tokens": [["grid", "plan"]]})
    >>> given = memtable({"offer": ["o"], "theme": ["recovery"], "tokens": [["plan", "budget"]]})
    >>> match_requests(asked, given).select("offer", "rank", "shared").to_pyarrow().to_pylist()
    [{'offer': 'o', 'rank': 1, 'shared': ['plan']}]
    """
    asked, given = _rows(requests, "request"), _rows(offers, "offer")
    pairs = [pair for request in asked for pair in (_pair(request, offer) for offer in given) if _fits(pair)]
    grouped = groupby(sorted(pairs, key=_place), key=lambda pair: pair["request"])
    ranked = [pair | {"rank": rank} for _, fitting in grouped for rank, pair in enumerate(fitting, 1)]
    return memtable(pa.Table.from_pylist(ranked, schema=_SCHEMA))


def _rows(table: Table, name: str) -> Sequence[Row]:
    rows: list[Row] = pull(table.select(name, "theme", "tokens")).to_pylist()
    if len({row[name] for row in rows}) < len(rows):
        raise TableError("One {name} stands twice. Keep one row per {name}.", name=name)
    return rows


def _pair(request: Row, offer: Row) -> dict[str, Any]:  # Any: cells of mixed columns
    ours, theirs = set(request["tokens"] or ()), set(offer["tokens"] or ())
    known = request["theme"] is not None and offer["theme"] is not None
    return {
        "request": request["request"], "offer": offer["offer"], "shared": sorted(ours & theirs),
        "words": len(ours & theirs) / len(ours | theirs) if ours or theirs else 0.0,
        "same_theme": request["theme"] == offer["theme"] if known else None,
    }  # fmt: skip


def _fits(pair: Row) -> bool:
    return bool(pair["same_theme"] or pair["shared"])


def _place(pair: Row) -> tuple[str, int, float, str]:
    theme = (True, None, False).index(pair["same_theme"])
    return pair["request"], theme, -pair["words"], pair["offer"]
