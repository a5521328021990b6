"""The cheapest way from one legal form to another."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from veerkracht.errors import TableError

Row = Mapping[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True, order=True)
class Way:
    """A way through legal forms; of two ways the smaller is the better.

    First the one with fewer steps of unknown cost, then the cheaper, then the one with fewer steps of unknown
    duration, then the faster, then by the names of the forms.
    """

    unknown_costs: int = 0
    cost_eur: float = 0.0
    unknown_days: int = 0
    days: int = 0
    forms: tuple[str, ...] = ()

    def then(self, change: Row) -> Way:
        """Return this way with one more change of form."""
        cost, days = change["cost_eur"], change["days"]
        return Way(
            self.unknown_costs + (cost is None), self.cost_eur + (cost or 0.0),
            self.unknown_days + (days is None), self.days + (days or 0), (*self.forms, change["to_form"]),
        )  # fmt: skip


def best_ways(start: str, changes: Sequence[Row]) -> dict[str, Way]:
    """Return the best way from a form to each form that can be reached.

    Notes
    -----
    Dijkstra's algorithm over costs that are compared part by part; no part ever falls along a way, so the first
    time a form is taken from the heap its way is the best.
    """
    found: dict[str, Way] = {}
    heap = [Way(forms=(start,))]
    while heap:
        way = heapq.heappop(heap)
        here = way.forms[-1]
        if here not in found:
            found[here] = way
            for change in changes:
                if change["from_form"] == here:
                    heapq.heappush(heap, way.then(change))
    return found


def check_changes(changes: Sequence[Row]) -> None:
    """Raise a TableError if a change costs less than nothing or takes less than no time."""
    for change in changes:
        for name in ("cost_eur", "days"):
            if change[name] is not None and change[name] < 0:
                raise TableError("From {first} to {last} has {name} {value}. Fill in 0 or more, or leave it unknown.",
                                 first=change["from_form"], last=change["to_form"], name=name,
                                 value=change[name])  # fmt: skip
