"""The cells of a table with all that protection needs to know of them, as arrays in a fixed order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.disclosure.complement import System
from veerkracht.analysis.disclosure.hierarchy import Flags, Floats, Hierarchy, Places, hierarchy_of
from veerkracht.analysis.disclosure.settings import ProtectionSettings
from veerkracht.errors import TableError
from veerkracht.tables import OBSERVATIONS, Status, Table, arrays, run_starts, table_from_arrays

Words = NDArray[np.object_]
People = Mapping[tuple[str, str, str], float]  # (area, period, indicator): number of people

ORDER: Final = ("indicator", "period", "source", "area")
CANNOT_EXIST: Final = (Status.NOT_APPLICABLE, Status.SHARED_IN)  # zero, or counted with another area


@dataclass(frozen=True)
class Cells:
    """Observations in the order of `ORDER`, one array per column.

    `below` is the indicator of the denominator, `denominator` its value or NaN when unknown.
    """

    area: Words
    period: Words
    indicator: Words
    source: Words
    value: Floats
    status: Words
    kind: Words
    sensitivity: Words
    rounding: Floats
    below: Words
    denominator: Floats

    @property
    def hidden(self) -> Flags:
        """Cells withheld to protect people."""
        return np.array(self.status == Status.SUPPRESSED, bool)

    @property
    def none(self) -> Flags:
        """Cells that cannot exist or are counted elsewhere."""
        return np.array(np.isin(self.status, CANNOT_EXIST), bool)

    @property
    def is_open(self) -> Flags:
        """Cells that need the least protection."""
        return np.array(self.sensitivity == "open", bool)

    @property
    def counts(self) -> Flags:
        """Cells that are counts."""
        return np.array(self.kind == "count", bool)

    def public(self, settings: ProtectionSettings) -> Flags:
        """Cells that are public already and need no protection here."""
        listed = np.array(np.isin(self.source, settings.already_public_sources), bool)
        guarded: Flags = listed & np.array(self.sensitivity != "forbidden", bool)
        return guarded

    def amounts(self) -> Floats:
        """People behind each cell: the count, or percentage times denominator; NaN when unknown."""
        share = np.where(self.kind == "percentage", self.value * self.denominator / 100, np.nan)
        return np.where(self.counts, self.value, share)

    def slack(self, settings: ProtectionSettings) -> Floats:
        """How far a published amount can be from the true one because of rounding, in people."""
        share = np.nan_to_num(self.rounding / 2 * self.denominator / 100)
        return np.where(self.counts, settings.rounding_base // 2, share)

    def people(self) -> People:
        """Numbers that can serve as denominator; of two sources the smaller."""
        found: dict[tuple[str, str, str], float] = {}
        for area, period, name, value in zip(self.area, self.period, self.indicator, self.value, strict=True):
            if not np.isnan(value):
                found[area, period, name] = min(value, found.get((area, period, name), value))
        return found

    def over(self, people: People) -> Cells:
        """Return the cells with their denominators looked up."""
        keys = zip(self.area, self.period, self.below, strict=True)
        return replace(self, denominator=np.array([people.get(key, np.nan) for key in keys], float))

    def among(self, chosen: Flags) -> Cells:
        """Return some of the cells, in the same order."""
        return Cells(**{name: column[chosen] for name, column in vars(self).items()})


def cells_of(observations: Table, indicators: Table) -> Cells:
    """Pull observations and describe each by its indicator.

    Raises
    ------
    TableError
        If a key occurs twice, or an observation has an indicator that `indicators` does not describe.
    """
    pulled = arrays(observations.select(*OBSERVATIONS.columns), order=ORDER)
    if len(run_starts(*(pulled[name] for name in ORDER))) < len(pulled["area"]):
        raise TableError("An area has two values of one indicator, period and source. Keep one.")
    described = arrays(
        indicators.select("indicator", "kind", "sensitivity", "rounding", below="denominator"), order=["indicator"]
    )
    place = _places(pulled["indicator"], described.pop("indicator"))
    return Cells(
        **pulled, **{name: column[place] for name, column in described.items()}, denominator=np.full(len(place), np.nan)
    )


def _places(names: Words, known: Words) -> Places:
    number = {name: place for place, name in enumerate(known)}
    strange = sorted(set(names) - number.keys())
    if strange:
        raise TableError(
            "{count} indicator(s) have observations but no description, first {first}. "
            "Without their sensitivity they cannot be protected: describe them in the catalogue.",
            count=len(strange), first=strange[0],
        )  # fmt: skip
    return np.array([number[name] for name in names], np.intp)


def people_of(denominators: Table) -> People:
    """Read the numbers of people from a table with area, period, indicator and value."""
    known = denominators.filter(denominators.value.notnull())
    lowest = known.group_by("area", "period", "indicator").agg(value=known.value.min()).to_pyarrow().to_pydict()
    keys = zip(lowest["area"], lowest["period"], lowest["indicator"], strict=True)
    return dict(zip(keys, lowest["value"], strict=True))


def systems(cells: Cells, parents: Mapping[str, str], slack: Floats) -> Iterator[tuple[Places, System]]:
    """Split cells into additive systems: one per indicator, period and source, with the places of its cells."""
    amounts, none, counts = cells.amounts(), cells.none, cells.counts
    arranged: dict[tuple[str, ...], Hierarchy] = {}
    starts = run_starts(cells.indicator, cells.period, cells.source)
    for first, last in itertools.pairwise([*starts.tolist(), len(amounts)]):
        places = np.arange(first, last, dtype=np.intp)
        areas = tuple(cells.area[places])
        hierarchy = arranged[areas] if areas in arranged else arranged.setdefault(areas, hierarchy_of(areas, parents))
        above = (0, len(hierarchy.areas) - len(areas))
        exact = hierarchy.totals & counts[places]
        yield (
            places,
            System(
                hierarchy,
                np.pad(amounts[places], above, constant_values=np.nan),
                np.pad(np.where(exact, 0.0, slack[places]), above),
                np.pad(none[places], above),
            ),
        )


def table_of_cells(cells: Cells, value: Floats, status: Words) -> Table:
    """Turn cells with new values and statuses back into observations; NaN becomes null."""
    columns = {name: getattr(cells, name) for name in OBSERVATIONS.columns}
    return table_from_arrays(columns | {"value": value, "status": status})
