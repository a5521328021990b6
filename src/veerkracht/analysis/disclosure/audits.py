"""Attack what is about to leave the house, and count what was hidden."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from veerkracht.analysis.disclosure.attack import TOLERANCE
from veerkracht.analysis.disclosure.cells import Cells, cells_of, people_of, systems
from veerkracht.analysis.disclosure.complement import System
from veerkracht.analysis.disclosure.hierarchy import Flags, Floats, Places, parent_of_each
from veerkracht.analysis.disclosure.settings import DEFAULT_SETTINGS, ProtectionSettings
from veerkracht.tables import Status, Table, memtable

_FINDINGS = pa.schema([
    ("area", pa.string()), ("period", pa.string()), ("indicator", pa.string()), ("source", pa.string()),
    ("lower", pa.float64()), ("upper", pa.float64()), ("safe", pa.bool_()),
])  # fmt: skip


def audit(
    protected: Table,
    parents: Table,
    *,
    indicators: Table,
    denominators: Table | None = None,
    settings: ProtectionSettings = DEFAULT_SETTINGS,
) -> Table:
    """Try to work out every hidden cell from all that is published.

    Parameters
    ----------
    protected : Table (OBSERVATIONS)
        Figures as they would leave the house.
    parents : Table (area, parent)
        Which area is part of which.
    indicators : Table (INDICATORS)
        What each indicator is.
    denominators : Table (area, period, indicator, value), optional
        Denominators that a reader knows; by default those among `protected`.
    settings : ProtectionSettings
        The limits; cells of public sources are not attacked.

    Returns
    -------
    Table (area, period, indicator, source, lower, upper, safe)
        One row per hidden cell: the interval in people that a reader can derive (`upper` null: no bound),
        and whether it is at least as wide as the smallest count that may be shown. Null `safe`: not tested,
        because the cell does not add up with others (means, rates, indices, percentages of an unknown number).
    """
    cells = cells_of(protected, indicators)
    cells = cells.over(cells.people() if denominators is None else people_of(denominators))
    attacked = cells.hidden & ~cells.public(settings)
    findings = _Findings()
    for places, system in systems(cells, parent_of_each(parents), cells.slack(settings)):
        if attacked[places].any():
            findings.add(cells, places, system, attacked[places], settings)
    return memtable(pa.table(findings.columns, schema=_FINDINGS))


@dataclass(frozen=True)
class _Findings:
    columns: dict[str, list[object]] = field(default_factory=lambda: {name: [] for name in _FINDINGS.names})

    def add(self, cells: Cells, places: Places, system: System, hidden: Flags, settings: ProtectionSettings) -> None:
        above = np.zeros(len(system.amount) - len(places), bool)
        lower, upper = system.attacked(np.append(hidden, above))
        width = float(settings.min_counts(cells.is_open[places[:1]])[0])
        tested = _tested(cells, places)
        for number in np.flatnonzero(hidden):
            place = int(places[number])
            row = (cells.area[place], cells.period[place], cells.indicator[place], cells.source[place])
            found = _finding(lower, upper, int(number), width) if tested[number] else (None, None, None)
            for name, cell in zip(self.columns, (*row, *found), strict=True):
                self.columns[name].append(cell)


def _tested(cells: Cells, places: Places) -> Flags:
    share = np.array(cells.kind[places] == "percentage", bool) & ~np.isnan(cells.denominator[places])
    return cells.counts[places] | share


def _finding(lower: Floats, upper: Floats, number: int, width: float) -> tuple[float, float | None, bool]:
    low, high = float(lower[number]), float(upper[number])
    return low, high if np.isfinite(high) else None, high - low >= width - TOLERANCE


def suppressed_share(protected: Table) -> Table:
    """Count how much protection took away.

    Parameters
    ----------
    protected : Table (OBSERVATIONS)
        Figures as they leave the house.

    Returns
    -------
    Table (indicator, cells, suppressed, share)
        Per indicator the cells, the hidden cells, and their share (0-1).
    """
    hidden = protected.status == Status.SUPPRESSED
    counted = protected.group_by("indicator").agg(cells=protected.count(), suppressed=hidden.sum())
    return counted.mutate(share=counted.suppressed / counted.cells).order_by("indicator")
