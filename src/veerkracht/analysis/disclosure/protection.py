"""Hide and round what tells of too few people, before it leaves the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from veerkracht.analysis.disclosure.cells import Cells, Words, cells_of, people_of, systems, table_of_cells
from veerkracht.analysis.disclosure.complement import hide_complements
from veerkracht.analysis.disclosure.hierarchy import Flags, Floats, parent_of_each
from veerkracht.analysis.disclosure.rounding import nearest
from veerkracht.analysis.disclosure.settings import DEFAULT_SETTINGS, ProtectionSettings
from veerkracht.tables import Status, Table


def protect(
    observations: Table,
    indicators: Table,
    *,
    parents: Table,
    denominators: Table | None = None,
    settings: ProtectionSettings = DEFAULT_SETTINGS,
) -> Table:
    """Make observations fit to leave the house.

    Parameters
    ----------
    observations : Table (OBSERVATIONS)
        Figures as computed.
    indicators : Table (INDICATORS)
        `kind`, `sensitivity`, `rounding` and `denominator` of each indicator in `observations`.
    parents : Table (area, parent)
        Which area is part of which, for one division of the city; AREAS will do.
    denominators : Table (area, period, indicator, value), optional
        Where the denominators are found that indicators name; by default the protected counts among
        `observations`.
    settings : ProtectionSettings
        The limits.

    Returns
    -------
    Table (OBSERVATIONS)
        The same rows. A hidden cell has a null value and status SUPPRESSED. Counts are rounded to the base,
        and status NORMAL becomes ESTIMATED, also where a count was a multiple of the base; totals are shown as they are.

    Raises
    ------
    TableError
        If an indicator is not described, an area has two parents, or a key occurs twice.

    Notes
    -----
    Hidden are: all cells of forbidden indicators; counts below the limit (a zero of an open indicator may be
    shown); percentages, means, rates and indices over too few people, or over an unknown number when
    limited; limited percentages of which the people in, or the people out, are below the limit; and the
    complements without which a hidden count or percentage could be worked out by subtraction. What was
    missing stays missing.

    References
    ----------
    .. [1] Hundepool et al. (2012), "Statistical Disclosure Control", Wiley, chapter 4.
    """
    cells, above = cells_of(observations, indicators), parent_of_each(parents)
    value, status = cells.value.copy(), cells.status.copy()
    count = cells.counts
    counts = cells.among(count)
    value[count], status[count] = _protected([counts], above, settings)
    shown = replace(counts, value=value[count])
    # A reader sees rounded denominators, but 98 people rounded to 100 are still too few: check both.
    people = [shown.people(), counts.people()] if denominators is None else [people_of(denominators)]
    others = cells.among(~count)
    value[~count], status[~count] = _protected([others.over(known) for known in people], above, settings)
    return table_of_cells(cells, value, status)


def _protected(
    views: Sequence[Cells], parents: Mapping[str, str], settings: ProtectionSettings
) -> tuple[Floats, Words]:
    cells = views[0]
    exact = _exact(cells, parents, settings)
    shown = np.where(exact, cells.value, nearest(cells.value, settings.rounding_base))
    small = np.any([_too_few(view, shown, settings) for view in views], axis=0)
    hide = (small & ~np.isnan(cells.value)) | cells.hidden
    hide = _with_complements(cells, shown, hide, parents, settings)
    # A mark on only those that changed would tell that the others are exact.
    marked = ~exact if settings.rounding_base > 1 else shown != cells.value
    rounded = np.array(cells.status == Status.NORMAL, bool) & marked & ~np.isnan(cells.value)
    status = np.where(hide, Status.SUPPRESSED, np.where(rounded, Status.ESTIMATED, cells.status))
    return np.where(hide, np.nan, shown), status.astype(object)


def _exact(cells: Cells, parents: Mapping[str, str], settings: ProtectionSettings) -> Flags:
    """Return the cells that are not rounded: no counts, public ones, and totals."""
    exact: Flags = cells.public(settings) | ~cells.counts
    for places, system in systems(cells, parents, cells.slack(settings)):
        exact[places] |= system.hierarchy.totals
    return exact


def _too_few(cells: Cells, shown: Floats, settings: ProtectionSettings) -> Flags:
    small = np.where(cells.counts, _small_counts(cells, shown, settings), _small_bases(cells, settings))
    forbidden = np.array(cells.sensitivity == "forbidden", bool)
    few: Flags = forbidden | (small & ~cells.public(settings))
    return few


def _small_counts(cells: Cells, shown: Floats, settings: ProtectionSettings) -> Flags:
    # Before and after rounding: what rounds down to below the limit would be hidden by a second run.
    lowest = np.minimum(cells.value, shown)
    small: Flags = (lowest < settings.min_counts(cells.is_open)) & ~(cells.is_open & (cells.value == 0))
    return small


def _small_bases(cells: Cells, settings: ProtectionSettings) -> Flags:
    inside, limit = cells.amounts(), settings.min_counts(cells.is_open)
    near_edge = ~cells.is_open & ((inside < limit) | (cells.denominator - inside < limit))
    too_few = cells.denominator < settings.min_denominators(cells.is_open)
    return near_edge | too_few | (np.isnan(cells.denominator) & ~cells.is_open)


def _with_complements(
    cells: Cells, shown: Floats, hide: Flags, parents: Mapping[str, str], settings: ProtectionSettings
) -> Flags:
    result = hide.copy()
    published, public = replace(cells, value=shown), cells.public(settings)
    for places, system in systems(published, parents, cells.slack(settings)):
        if hide[places].any() and not public[places].any() and not np.isnan(system.amount).all():
            above = np.zeros(len(system.amount) - len(places), bool)
            width = float(settings.min_counts(cells.is_open[places[:1]])[0])
            result[places] = hide_complements(system, np.append(hide[places], above), protection=width)[: len(places)]
    return result
