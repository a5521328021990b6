"""What it costs other services when one runs at half: inoperability that kinds of services pass to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.cascade import (
    Sampling,
    dynamic_inoperability,
    failure_probabilities,
    inoperability,
    recovery_coefficients,
)
from veerkracht.tables import Table, memtable, pull, table_of
from veerkracht.tables.infrastructure import FAILURES, SUPPLIES
from veerkracht.tables.shape import Shape
from veerkracht.workflows.workshop.services import Services

__all__ = ["HALF", "HALF_HOURS", "STEPS", "HalvedPart", "HalvedService", "dependence_of", "explore_halved"]

HALF: Final = 0.5
HALF_HOURS: Final = 24
"""Hours that a service runs at half in the course by hour."""
STEPS: Final = 168
_LEFT: Final = 0.1
"""Assumed: in its usual time of repair a service wins back all but this share of what it lost."""
_SHORTEST: Final = 3.0
"""Hours; within fewer the course by hour cannot follow a recovery to a tenth."""
_EVENTS: Final = 2000
_ROUNDING: Final = 1e-9
_FEWEST: Final = 2  # kinds of services from which one can cost another something
_DEPENDENCES: Final = Shape("dependences", {"sector": "string", "depends_on": "string", "coefficient": "float64"},
                            ("sector", "depends_on"))  # fmt: skip
Row = dict[str, Any]  # Any: cells of mixed columns
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class HalvedService:
    """What others lose when one kind of service runs at half.

    Parameters
    ----------
    kind : str
        What runs at half.
    lost : mapping of kind to share
        Share (0-1) of each other kind that is lost if it stays so; 1 where the method cannot tell how much more.
    beyond : tuple of kind
        Others of which the method says that more than all is lost.
    people_hours : float
        Hours times people that others lose if it runs at half for `HALF_HOURS`, up to hour `STEPS`. Each hour counts with the
        share that is lost at its end.
    course : mapping of kind to tuple of float
        Share lost of every kind after each hour, from hour 0 on, at which all fall at once.
    """

    kind: str
    lost: Mapping[str, float]
    beyond: tuple[str, ...]
    people_hours: float
    course: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class HalvedPart:
    """What was found about services at half.

    Parameters
    ----------
    dependences : Table (sector, depends_on, coefficient)
        How strongly each kind hangs on each other.
    services : tuple of HalvedService
        The one that costs others most first; none where effects would not die out.
    checked : mapping of kind to share
        What is lost in the network itself, of each other kind, if each asset of the first stops with a chance of one half.
    """

    dependences: Table
    services: tuple[HalvedService, ...]
    checked: Mapping[str, float]


def dependence_of(services: Services) -> Table:
    """Return how strongly each kind of service hangs on each other.

    Parameters
    ----------
    services : Services
        The network.

    Returns
    -------
    Table (sector, depends_on, coefficient)
        The share of the assets of a kind that hang on the other. A supplier counts for as much of an asset as there are
        suppliers needed among those it can choose from; what a kind supplies to itself is left out.

    Notes
    -----
    a_kj = mean over the assets of kind k of min(1, sum over their service groups of (m / n) (n_j / n)), with n suppliers in
    the group, n_j of them of kind j, and m needed. For one supplier that is 1.
    """
    of_kind: dict[str, int] = defaultdict(int)
    for kind in services.kinds.values():
        of_kind[kind] += 1
    hanging: dict[tuple[str, str], float] = defaultdict(float)
    for (asset, service_kind), share in _hanging(services).items():
        hanging[services.kinds[asset], service_kind] += min(share, 1.0)
    rows = [{"sector": kind, "depends_on": on, "coefficient": share / of_kind[kind]}
            for (kind, on), share in sorted(hanging.items()) if kind != on]  # fmt: skip
    return table_of(_DEPENDENCES, rows)


def _hanging(services: Services) -> dict[tuple[str, str], float]:
    """Return for each asset and kind of supplier which share of the asset hangs on it."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in pull(services.supplies).to_pylist():
        groups[row["asset"], row["service"]].append(row)
    found: dict[tuple[str, str], float] = defaultdict(float)
    for (asset, _service), rows in groups.items():
        for row in rows:
            found[asset, services.kinds[row["supplier"]]] += _needed(rows) / len(rows) ** 2
    return found


def _needed(rows: Sequence[Row]) -> float:
    """Return how many suppliers of a group are needed, as the network itself takes it."""
    needed, threshold = rows[0]["needed"], rows[0]["threshold"]
    if needed is not None:
        return float(needed)
    return max(1.0, float(np.ceil(threshold * len(rows) - 1e-9))) if threshold is not None else 1.0


def explore_halved(services: Services, *, seed: int, progress: Progress) -> HalvedPart | None:
    """Let each kind of service run at half, and tell what the others lose.

    Returns
    -------
    HalvedPart or None
        None where no kind hangs on another.
    """
    kinds = sorted(set(services.kinds.values()))
    dependences = dependence_of(services)
    if len(kinds) < _FEWEST or not dependences.count().to_pyarrow().as_py():
        return None
    if _radius(dependences, kinds) >= 1.0:
        return HalvedPart(dependences, (), {})
    found = []
    for done, kind in enumerate(kinds, start=1):
        found.append(_halved(services, dependences, kinds, kind))
        progress(done, 2 * len(kinds))
    ordered = tuple(sorted(found, key=lambda one: (-one.people_hours, -sum(one.lost.values()), one.kind)))
    return HalvedPart(dependences, ordered, _checked(services, ordered[0].kind, seed, progress))


def _radius(dependences: Table, kinds: Sequence[str]) -> float:
    """Return the spectral radius: from 1 on the effects of services on each other do not die out."""
    place = {kind: number for number, kind in enumerate(kinds)}
    matrix: NDArray[np.float64] = np.zeros((len(kinds), len(kinds)))
    for row in pull(dependences).to_pylist():
        matrix[place[row["sector"]], place[row["depends_on"]]] = row["coefficient"]
    return float(np.abs(np.linalg.eigvals(matrix)).max())


def _halved(services: Services, dependences: Table, kinds: Sequence[str], kind: str) -> HalvedService:
    held = _held(dependences, kinds, kind)
    course = _course(services, dependences, {one: min(share, 1.0) for one, share in held.items()})
    people = _people_of_kinds(services)
    return HalvedService(
        kind, {one: min(share, 1.0) for one, share in held.items() if one != kind},
        tuple(one for one, share in held.items() if one != kind and share > 1.0 + _ROUNDING),
        sum(people.get(one, 0.0) * sum(shares[1:]) for one, shares in course.items() if one != kind), course,
    )  # fmt: skip


def _held(dependences: Table, kinds: Sequence[str], kind: str) -> dict[str, float]:
    """Return the share that each kind lacks while one is at half; what comes back to that one makes it no less than half."""
    shares = [HALF if one == kind else 0.0 for one in kinds]
    rows = pull(inoperability(dependences, memtable({"sector": list(kinds), "perturbation": shares}))).to_pylist()
    linear = {row["sector"]: row["linear"] for row in rows}
    return {one: linear[one] * HALF / linear[kind] for one in kinds}


def _course(services: Services, dependences: Table, held: Mapping[str, float]) -> dict[str, tuple[float, ...]]:
    """Return the share that each kind lacks after each hour: for a day as it is held, then each as fast as its usual repair."""
    hours, kinds = _repair_hours(services), list(held)
    speed = recovery_coefficients(dependences, memtable({
        "sector": kinds, "start": [HALF] * len(kinds), "end": [HALF * _LEFT] * len(kinds),
        "steps": [max(hours[kind], _SHORTEST) for kind in kinds],
    }))  # fmt: skip
    nothing = memtable({"sector": kinds, "perturbation": [0.0] * len(kinds)})
    path = dynamic_inoperability(dependences, nothing, recovery=speed, steps=STEPS - HALF_HOURS,
                                 start=memtable({"sector": kinds, "production": list(held.values())}))  # fmt: skip
    found = {kind: [share] * HALF_HOURS for kind, share in held.items()}
    for row in sorted(pull(path).to_pylist(), key=lambda row: int(row["step"])):
        found[row["sector"]].append(row["inoperability"])
    return {kind: tuple(shares) for kind, shares in found.items()}


def _repair_hours(services: Services) -> Mapping[str, float]:
    return _mean_by_kind(services, ((row["asset"], row["median_hours"]) for row in pull(services.repairs).to_pylist()))


def _mean_by_kind(services: Services, numbers: Iterable[tuple[str, float]]) -> dict[str, float]:
    of: dict[str, list[float]] = defaultdict(list)
    for asset, number in numbers:
        of[services.kinds[asset]].append(number)
    return {kind: fmean(found) for kind, found in of.items()}


def _people_of_kinds(services: Services) -> dict[str, float]:
    """Return how many people have each kind of service."""
    found: dict[str, float] = defaultdict(float)
    for row in pull(services.served).to_pylist():
        found[services.kinds[row["asset"]]] += row["people"]
    return found


def _checked(services: Services, kind: str, seed: int, progress: Progress) -> dict[str, float]:
    """Return what is lost of each other kind if each asset of one kind stops with a chance of one half."""
    failures = [
        {"asset": name, "probability": HALF, "factor": name} for name, of in services.kinds.items() if of == kind
    ]
    across = [row for row in pull(services.supplies).to_pylist()
              if services.kinds[row["asset"]] != services.kinds[row["supplier"]]]  # fmt: skip
    found = failure_probabilities(services.assets, table_of(SUPPLIES, across), failures=table_of(FAILURES, failures),
                                  sampling=Sampling(seed=seed, samples=_EVENTS),
                                  progress=lambda done, of: progress(of + done, 2 * of))  # fmt: skip
    each = _mean_by_kind(services, ((row["asset"], row["probability"]) for row in pull(found).to_pylist()))
    return {one: share for one, share in each.items() if one != kind}
