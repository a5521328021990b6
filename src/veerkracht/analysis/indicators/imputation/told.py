"""How much of each indicator was filled, and how."""

from __future__ import annotations

from veerkracht.tables import Status, Table

_NAME = "impute_"  # how the source of a fill begins


def imputation_told(observations: Table) -> Table:
    """Tell per indicator how many cells were filled, how, and how many are still absent.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status, source)
        What one or more of the functions `impute_…` returned.

    Returns
    -------
    Table (indicator, cells, present, filled, absent, share_filled, methods)
        `present` counts what was measured, `share_filled` is of all cells, and `methods` names the ways that were
        used, in alphabetical order, joined by ``; `` (null for none).

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"area": ["A", "B"], "period": ["2020"] * 2, "indicator": ["noise"] * 2, "value": [1.0, 2.0],
    ...         "status": ["A", "E"], "source": ["police", "impute_mean"]}
    >>> imputation_told(memtable(rows)).select("filled", "share_filled", "methods").to_pyarrow().to_pylist()
    [{'filled': 1, 'share_filled': 0.5, 'methods': 'impute_mean'}]
    """
    filled = (observations.status == Status.ESTIMATED) & observations.source.fill_null("").startswith(_NAME)
    marked = observations.mutate(filled=filled, method=filled.ifelse(observations.source, None))
    counted = marked.group_by("indicator").agg(
        cells=marked.count(),
        present=(marked.value.notnull() & ~marked.filled).sum(),
        filled=marked.filled.sum(),
        absent=marked.value.isnull().sum(),
        methods=marked.method.collect(distinct=True, order_by=marked.method),
    )
    return counted.select(
        "indicator", "cells", "present", "filled", "absent",
        share_filled=counted.filled / counted.cells, methods=counted.methods.join("; ").nullif(""),
    ).order_by("indicator")  # fmt: skip
