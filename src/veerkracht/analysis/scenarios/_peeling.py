"""A box around the worlds of interest, shrunk a thin slice at a time and then widened again (PRIM).

Every driver is sorted once. A box keeps, per driver, its worlds in that order, so that a slice is the head or the tail of an
array, and its cases are one sum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
Rule = Literal["original", "lenient"]
Phase = Literal["start", "peel", "paste"]

LOW, HIGH, LABELS = "low", "high", "labels"
_NOTHING: Final = -np.inf


@dataclass(frozen=True)
class Cloud:
    """Worlds and which are of interest.

    Parameters
    ----------
    values : array (worlds x drivers)
        Numbers, or places of labels.
    cases : array (worlds)
        Whether a world is of interest.
    labels : tuple of int
        How many labels each driver has; 0 for a continuous one.
    """

    values: Floats
    cases: Flags
    labels: tuple[int, ...]

    def part(self, rows: Places) -> Cloud:
        """Return some of the worlds."""
        return replace(self, values=self.values[rows], cases=self.cases[rows])


@dataclass(frozen=True)
class Limits:
    """What a box allows.

    Parameters
    ----------
    low, high : tuple of float
        Per driver, both within; infinite where there is no limit.
    allowed : tuple of frozenset
        Per driver the places of labels; None for a continuous driver.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]
    allowed: tuple[frozenset[int] | None, ...]

    def inside(self, values: Floats) -> Flags:
        """Tell which worlds are within all limits."""
        each = [self.inside_of(values[:, side], side) for side in range(len(self.low))]
        return np.asarray(np.logical_and.reduce(each), bool)

    def inside_of(self, column: Floats, side: int) -> Flags:
        """Tell which worlds are within the limits of one driver."""
        allowed = self.allowed[side]
        if allowed is not None:
            return np.isin(column, list(allowed))
        return np.asarray((column >= self.low[side]) & (column <= self.high[side]))

    def with_low(self, side: int, limit: float) -> Limits:
        """Return the limits with another lowest value of a driver."""
        return replace(self, low=(*self.low[:side], limit, *self.low[side + 1 :]))

    def with_high(self, side: int, limit: float) -> Limits:
        """Return the limits with another highest value of a driver."""
        return replace(self, high=(*self.high[:side], limit, *self.high[side + 1 :]))

    def with_labels(self, side: int, places: frozenset[int]) -> Limits:
        """Return the limits with other labels of a driver."""
        return replace(self, allowed=(*self.allowed[:side], places, *self.allowed[side + 1 :]))

    def restricted(self, labels: tuple[int, ...]) -> tuple[tuple[int, str], ...]:
        """Return driver and side of every limit."""
        found = []
        for side, count in enumerate(labels):
            allowed = self.allowed[side]
            found += [(side, LOW)] if np.isfinite(self.low[side]) else []
            found += [(side, HIGH)] if np.isfinite(self.high[side]) else []
            found += [(side, LABELS)] if allowed is not None and len(allowed) < count else []
        return tuple(found)

    def drivers(self, labels: tuple[int, ...]) -> int:
        """Return how many drivers have a limit."""
        return len({side for side, _ in self.restricted(labels)})

    def without(self, side: int, which: str, labels: tuple[int, ...]) -> Limits:
        """Return the limits without one of them."""
        if which == LABELS:
            return self.with_labels(side, frozenset(range(labels[side])))
        return self.with_low(side, -np.inf) if which == LOW else self.with_high(side, np.inf)


def unlimited(labels: tuple[int, ...]) -> Limits:
    """Return limits that allow everything."""
    sides = len(labels)
    allowed = tuple(frozenset(range(count)) if count else None for count in labels)
    return Limits((-np.inf,) * sides, (np.inf,) * sides, allowed)


@dataclass(frozen=True)
class Step:
    """A box on the way.

    Parameters
    ----------
    phase : {"start", "peel", "paste"}
        How it came about.
    side : int
        Driver that was moved; -1 at the start.
    which : str
        The limit of it that was moved: low, high or labels; empty at the start.
    worlds, cases : int
        Inside.
    limits : Limits
        Of the box.
    """

    phase: Phase
    side: int
    which: str
    worlds: int
    cases: int
    limits: Limits


@dataclass(frozen=True)
class Peeling:
    """How a box is found.

    Parameters
    ----------
    alpha : float
        Share of the worlds inside that a slice takes off.
    paste_alpha : float
        Share that a slice puts back; 0 for no pasting.
    least : float
        Share of all worlds that a box keeps at least.
    rule : {"original", "lenient"}
        Whether the slice that leaves the highest density is taken, or the one that raises it most per world taken off.
    """

    alpha: float
    paste_alpha: float
    least: float
    rule: Rule


@dataclass(frozen=True)
class _Slice:
    """A change of the box that could be made: what it leaves, and the limits then."""

    side: int
    which: str
    worlds: int
    cases: int
    limits: Limits


def trajectory(cloud: Cloud, how: Peeling) -> list[Step]:
    """Return every box on the way, from all worlds to the smallest one and back as far as density does not fall."""
    sides = range(cloud.values.shape[1])
    order = [np.argsort(cloud.values[:, side], kind="stable") for side in sides]
    steps = [Step("start", -1, "", len(cloud.cases), int(cloud.cases.sum()), unlimited(cloud.labels))]
    least = max(1, int(np.ceil(how.least * len(cloud.cases) - 1e-9)))
    inside = np.ones(len(cloud.cases), bool)
    while steps[-1].cases < steps[-1].worlds:
        found = [_peels(cloud, order[side], side, steps[-1], how.alpha) for side in sides]
        best = _best(found, steps[-1], least, how.rule, cloud.labels)
        if best is None:
            break
        steps.append(Step("peel", best.side, best.which, best.worlds, best.cases, best.limits))
        inside &= best.limits.inside_of(cloud.values[:, best.side], best.side)
        order = [rows[inside[rows]] for rows in order]
    return steps + (_pasted(cloud, steps[-1], how.paste_alpha) if how.paste_alpha else [])


def _best(
    found: list[list[_Slice]], now: Step, least: int, rule: Rule, labels: tuple[int, ...]
) -> _Slice | None:  # fmt: skip
    """Return the slice with the highest score; of equal ones that with the fewest limited drivers, then the first."""
    chosen: _Slice | None = None
    highest, density = (_NOTHING, 0), now.cases / now.worlds
    for one in (one for slices in found for one in slices):
        if least <= one.worlds < now.worlds:
            gain = one.cases / one.worlds - density
            score = gain if rule == "original" else gain / (now.worlds - one.worlds)
            if score >= highest[0]:
                chosen, highest = max(
                    (chosen, highest), (one, (score, -one.limits.drivers(labels))), key=lambda pair: pair[1]
                )
    return chosen


def _peels(cloud: Cloud, rows: Places, side: int, now: Step, alpha: float) -> list[_Slice]:
    """Return what can be taken off one driver; `rows` are the worlds inside in its order."""
    column = cloud.values[rows, side]
    if cloud.labels[side]:
        return _label_peels(column, cloud.cases[rows], side, now)
    count = int(alpha * (len(rows) - 1)) + 1
    first = int(np.searchsorted(column, column[count - 1], "right"))  # equal values go together
    last = int(np.searchsorted(column, column[-count], "left"))
    found = []
    if last > 0:
        limits = now.limits.with_high(side, (column[last - 1] + column[last]) / 2)
        found.append(_Slice(side, HIGH, last, now.cases - int(cloud.cases[rows[last:]].sum()), limits))
    if first < len(rows):
        limits = now.limits.with_low(side, (column[first - 1] + column[first]) / 2)
        found.append(_Slice(side, LOW, len(rows) - first, now.cases - int(cloud.cases[rows[:first]].sum()), limits))
    return found


def _label_peels(column: Floats, cases: Flags, side: int, now: Step) -> list[_Slice]:
    allowed = now.limits.allowed[side] or frozenset()
    inside = np.bincount(column.astype(int), minlength=max(allowed) + 1)
    of_interest = np.bincount(column[cases].astype(int), minlength=max(allowed) + 1)
    return [
        _Slice(side, LABELS, now.worlds - int(inside[place]), now.cases - int(of_interest[place]),
               now.limits.with_labels(side, allowed - {place}))
        for place in sorted(allowed) if len(allowed) > 1 and inside[place]
    ]  # fmt: skip


def _pasted(cloud: Cloud, start: Step, alpha: float) -> list[Step]:
    steps: list[Step] = []
    now = start
    while True:
        found = [
            one
            for side, which in now.limits.restricted(cloud.labels)
            for one in _pastes(cloud, side, which, now, alpha)
        ]
        kept = [one for one in found if one.cases * now.worlds >= now.cases * one.worlds]  # density does not fall
        if not kept:
            return steps
        best = max(kept, key=lambda one: (one.cases / one.worlds, one.worlds))
        now = Step("paste", best.side, best.which, best.worlds, best.cases, best.limits)
        steps.append(now)


def _pastes(cloud: Cloud, side: int, which: str, now: Step, alpha: float) -> list[_Slice]:
    """Return what can be put back at one limit: worlds that only this limit keeps out."""
    column = cloud.values[:, side]
    free = now.limits.without(side, which, cloud.labels).inside(cloud.values)
    outside = np.flatnonzero(free & ~now.limits.inside_of(column, side))
    if not len(outside):
        return []
    if which == LABELS:
        return _label_pastes(cloud, outside, side, now)
    near = column[outside] if which == HIGH else -column[outside]  # nearest first
    order = np.argsort(near, kind="stable")
    count = int(np.searchsorted(near[order], near[order][min(max(1, int(alpha * now.worlds)), len(near)) - 1], "right"))
    added, rest = outside[order[:count]], near[order[count:]]
    limit = np.inf if not len(rest) else (near[order[count - 1]] + rest[0]) / 2
    limits = now.limits.with_high(side, limit) if which == HIGH else now.limits.with_low(side, -limit)
    return [_Slice(side, which, now.worlds + count, now.cases + int(cloud.cases[added].sum()), limits)]


def _label_pastes(cloud: Cloud, outside: Places, side: int, now: Step) -> list[_Slice]:
    allowed, places = now.limits.allowed[side] or frozenset(), cloud.values[outside, side].astype(int)
    return [
        _Slice(side, LABELS, now.worlds + int((places == place).sum()),
               now.cases + int(cloud.cases[outside[places == place]].sum()), now.limits.with_labels(side, allowed | {place}))
        for place in sorted(set(places.tolist()))
    ]  # fmt: skip
