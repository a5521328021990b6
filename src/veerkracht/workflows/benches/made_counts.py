"""Synthetic counts that add up: neighbourhoods, districts and cities, by category and year."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.tables import Table, memtable

NEIGHBOURHOODS: Final = 14_000
DISTRICTS: Final = 3_000
CITIES: Final = 350
CATEGORIES: Final = 20
YEARS: Final = ("2018", "2019", "2020")
TOTAL: Final = "all"

Counts = NDArray[np.int64]


def made_parts(*, neighbourhoods: int = NEIGHBOURHOODS, districts: int = DISTRICTS, cities: int = CITIES) -> Table:
    """Make the parts of districts and cities.

    Returns
    -------
    Table (area, parent)
        Each district has a neighbourhood and each city a district; the others are spread at random.
    """
    district, city = _spread(neighbourhoods, districts, 11), _spread(districts, cities, 12)
    return memtable(pa.table({
        "area": [f"B{n:05}" for n in range(neighbourhoods)] + [f"W{n:05}" for n in range(districts)],
        "parent": [f"W{n:05}" for n in district] + [f"G{n:05}" for n in city],
    }))  # fmt: skip


def _spread(parts: int, wholes: int, seed: int) -> Counts:
    others = np.random.default_rng(seed).integers(0, wholes, parts - wholes)
    return np.sort(np.concatenate([np.arange(wholes), others]))


def made_categories(count: int = CATEGORIES) -> Table:
    """Return the categories and their total, as a table with category and parent."""
    return memtable({"category": [f"C{n:02}" for n in range(count)], "parent": [TOTAL] * count})


def made_counts(
    *, neighbourhoods: int = NEIGHBOURHOODS, districts: int = DISTRICTS, cities: int = CITIES,
    categories: int = CATEGORIES, years: tuple[str, ...] = YEARS, seed: int = 13,
) -> Table:  # fmt: skip
    """Make counts of people per area, category and year, with all totals.

    Returns
    -------
    Table (area, period, category, value)
        Neighbourhoods have some 1,000 people, unequally spread; categories are unequal too, so that a part of the cells
        is small. From year to year counts change as chance has it.
    """
    rng = np.random.default_rng(seed)
    people = rng.lognormal(6.5, 1.0, neighbourhoods)
    shares = rng.dirichlet(np.linspace(0.3, 6.0, categories), neighbourhoods)
    least = np.stack([rng.poisson(people[:, None] * shares) for _ in years])
    wholes = _summed(_summed(least, _spread(neighbourhoods, districts, 11)), _spread(districts, cities, 12))
    every = np.concatenate([least, _summed(least, _spread(neighbourhoods, districts, 11)), wholes], axis=1)
    every = np.concatenate([every, every.sum(axis=2, keepdims=True)], axis=2)
    names = [f"{letter}{n:05}" for letter, count in zip("BWG", (neighbourhoods, districts, cities), strict=True)
             for n in range(count)]  # fmt: skip
    return _table(every, years, names, [*(f"C{n:02}" for n in range(categories)), TOTAL])


def _summed(counts: Counts, whole: Counts) -> Counts:
    first = np.searchsorted(whole, np.arange(whole[-1] + 1))
    return np.asarray(np.add.reduceat(counts, first, axis=1))


def _table(counts: Counts, years: tuple[str, ...], areas: list[str], categories: list[str]) -> Table:
    columns = [np.broadcast_to(places, counts.shape).ravel() for places in np.ogrid[tuple(map(slice, counts.shape))]]
    named = [pa.array(names).take(pa.array(places)) for names, places in zip((years, areas, categories), columns,
                                                                           strict=True)]  # fmt: skip
    return memtable(pa.table({"area": named[1], "period": named[0], "category": named[2],
                              "value": counts.ravel().astype(float)}))  # fmt: skip
