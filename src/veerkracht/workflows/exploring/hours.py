"""People without service by hour, per kind of service, area and group, and what of it may be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any, Final

from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.shape import Shape

__all__ = ["FEW", "LEAST_SHOWN", "PeopleByHour", "coarse", "people_by_hour", "protected", "shown", "without_service"]

LEAST_SHOWN: Final = 10
"""Fewer people than this are not shown, and all other numbers are rounded to this."""
FEW: Final = 5.0
"""What a number that is not shown counts for in sums: the middle of what it can be."""
_WITHOUT: Final = Shape("without_service", {
    "service": "string", "area": "string", "group": "string", "from_hours": "float64", "until_hours": "float64",
    "people": "float64", "withheld": "bool",
}, ("service", "area", "group", "from_hours"))  # fmt: skip

Row = Mapping[str, Any]  # Any: cells of mixed columns
Cell = tuple[str, str, str]


@dataclass(frozen=True)
class PeopleByHour:
    """People without service: the hours at which it changes, and the number from each of them on.

    Parameters
    ----------
    hours : tuple of float
        From 0 on, in order.
    people : mapping of (kind, area, group) to tuple of float
        One number per hour; raw counts until they are `protected`.
    """

    hours: tuple[float, ...]
    people: Mapping[Cell, tuple[float, ...]]

    def of_kind(self, kind: str) -> tuple[float, ...]:
        """Return the people without a service over all areas and groups, per hour."""
        rows = [numbers for cell, numbers in self.people.items() if cell[0] == kind]
        return tuple(sum(column) for column in zip(*rows, strict=True)) if rows else (0.0,) * len(self.hours)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The services that somebody is without at some hour."""
        return tuple(sorted({cell[0] for cell, numbers in self.people.items() if any(numbers)}))


def people_by_hour(outages: Table, served: Table, *, kinds: Mapping[str, str], horizon: float) -> PeopleByHour:
    """Count who is without service at each moment at which something changes.

    Parameters
    ----------
    outages : Table (OUTAGES)
        Of one sample.
    served : Table (SERVED)
        Who has service from which asset. A person counts once per kind of service.
    kinds : mapping of asset to kind
        What each gives.
    horizon : float
        Last hour; service that is out by then counts up to it.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> outages = memtable({"sample": [0], "asset": ["pump"], "start_hours": [4.0], "end_hours": [10.0], "restored": [True]})
    >>> served = memtable({"asset": ["pump"], "area": ["A"], "group": ["all"], "people": [50.0]})
    >>> found = people_by_hour(outages, served, kinds={"pump": "water"}, horizon=24.0)
    >>> found.hours, found.of_kind("water")
    ((0.0, 4.0, 10.0, 24.0), (0.0, 50.0, 0.0, 0.0))
    """
    spells = pull(outages).to_pylist()
    hours = tuple(
        sorted({0.0, horizon, *(row["start_hours"] for row in spells), *(row["end_hours"] for row in spells)})
    )
    down = [{row["asset"] for row in spells if row["start_hours"] <= hour < row["end_hours"]} for hour in hours]
    found: dict[Cell, list[float]] = defaultdict(lambda: [0.0] * len(hours))
    for row in pull(served).to_pylist():
        numbers = found[kinds[row["asset"]], row["area"], row["group"]]
        for place, assets in enumerate(down):
            numbers[place] += row["people"] if row["asset"] in assets else 0.0
    return PeopleByHour(hours, {cell: tuple(numbers) for cell, numbers in found.items()})


def shown(people: float) -> float | None:
    """Return how many people may be shown: rounded, and None where they are few.

    Examples
    --------
    >>> shown(0.0), shown(4.0), shown(126.0)
    (0.0, None, 130.0)
    """
    if 0 < people < LEAST_SHOWN:
        return None
    return float(round(people / LEAST_SHOWN) * LEAST_SHOWN)


def protected(found: PeopleByHour) -> PeopleByHour:
    """Return the numbers as they may be told: each cell by itself, so that sums of them tell nothing more.

    Notes
    -----
    Each cell of kind, area, group and hour is rounded; fewer than ten become the middle of what they can be. All totals are
    sums of these, and not of the counts: whoever takes a total apart finds what is shown of the parts already, and never
    more of a few people than that there are one to nine.

    Examples
    --------
    >>> few = PeopleByHour((0.0,), {("water", "A", "old"): (3.0,), ("water", "A", "young"): (214.0,)})
    >>> protected(few).of_kind("water")
    (215.0,)
    """
    cells = {cell: tuple(_told(number) for number in numbers) for cell, numbers in found.people.items()}
    return PeopleByHour(found.hours, cells)


def _told(people: float) -> float:
    rounded = shown(people)
    return FEW if rounded is None else rounded


def without_service(found: PeopleByHour) -> Table:
    """Return who is without what from hour to hour, of protected numbers; people are null where they are withheld.

    Returns
    -------
    Table (service, area, group, from_hours, until_hours, people, withheld)
        A row for each stretch of hours in which somebody of the cell is without the service.
    """
    rows = []
    for (kind, area, group), numbers in sorted(found.people.items()):
        for start, end, number in zip(found.hours, found.hours[1:], numbers, strict=False):
            if number > 0.0:
                rows.append({"service": kind, "area": area, "group": group, "from_hours": start, "until_hours": end,
                             "people": shown(number), "withheld": shown(number) is None})  # fmt: skip
    return table_of(_WITHOUT, rows)


def coarse(table: Table, columns: Sequence[str], *, people: float) -> Table:
    """Return a table with shares and hours a head in as many decimals as tell no fewer than ten of so many people.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> coarse(memtable({"service": [0.987654]}), ["service"], people=20_000.0).service.to_pyarrow().to_pylist()
    [0.988]
    """
    decimals = max(0, floor(log10(max(people, LEAST_SHOWN) / LEAST_SHOWN)))
    return table.mutate(**{name: table[name].round(decimals) for name in columns})
