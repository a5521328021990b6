"""How much protection took away."""

from __future__ import annotations

import ibis

from veerkracht.tables import Status, Table


def suppression_told(published: Table, figures: Table) -> Table:
    """Count hidden cells, and the people in them.

    Parameters
    ----------
    published : Table (indicator, period, area, category, value, status, reason)
        As `suppress_linked` makes it.
    figures : Table (area, period, value[, indicator, category ...])
        The figures behind it.

    Returns
    -------
    Table (indicator, period, cells, unsafe, complements, share, share_of_people)
        Per indicator and period the cells, those hidden for their own sake and for that of others, and the shares (0-1)
        of cells and of people that are hidden. People count once in each row that holds them.
    """
    keys = [name for name in ("indicator", "period", "area", "category") if name in figures.columns]
    true = figures.select(*keys, people=figures.value)
    joined = published.left_join(true, keys)
    hidden = (joined.status == Status.SUPPRESSED) & joined.people.notnull()
    beside = hidden & (joined.reason == "complement")
    told = joined.group_by("indicator", "period").agg(
        cells=joined.people.count(), unsafe=(hidden & ~beside.fill_null(False)).sum(), complements=beside.sum(),
        share=hidden.mean(), share_of_people=joined.people.sum(where=hidden) / joined.people.sum(),
    )  # fmt: skip
    return told.mutate(share_of_people=told.share_of_people.fill_null(0.0)).order_by("indicator", "period")


def changes_told(published: Table, figures: Table) -> Table:
    """Count the cells that rounding or noise changed, and by how much.

    Parameters
    ----------
    published : Table (area, period, value[, indicator, category])
        What is shown.
    figures : Table (area, period, value[, indicator, category ...])
        The figures behind it.

    Returns
    -------
    Table (indicator, period, cells, changed, mean_change, largest_change)
        Per indicator and period the cells that are shown, those shown otherwise than they are, and the mean and largest size
        of the change over all of them.
    """
    keys = [name for name in ("indicator", "period", "area", "category") if name in figures.columns]
    joined = published.select(*keys, shown=published.value).inner_join(figures.select(*keys, true=figures.value), keys)
    change = (joined.shown - joined.true).abs()
    named = joined.mutate(change=change, indicator=joined.indicator if "indicator" in keys else ibis.literal(""))
    known = named.filter(named.change.notnull())
    return known.group_by("indicator", "period").agg(
        cells=known.count(), changed=(known.change > 0).sum(), mean_change=known.change.mean(),
        largest_change=known.change.max(),
    ).order_by("indicator", "period")  # fmt: skip
