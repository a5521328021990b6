"""Synthetic counts that add up: neighbourhoods, districts and cities, by category and year."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.tables import Table, memtable, pull

NEIGHBOURHOODS: Final = 14_000
DISTRICTS: Final = 3_000
CITIES: Final = 350
CATEGORIES: Final = 20
YEARS: Final = ("2018", "2019", "2020")
CHANGED: Final = 350  # neighbourhoods that lost a strip: with those that got it, 5 % of all
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


def made_boundary_change(*, changed: int = CHANGED, seed: int = 14) -> tuple[Table, Table]:
    """Make counts of one year by old and by new boundaries, and what adds up.

    A strip of some neighbourhoods went to the next one of the same district: 5 % of their people, so that the strip is
    mostly too small to be shown. It is a row that is never published.

    Returns
    -------
    Table (area, period, category, value, published), Table (area, parent, division)
        Neighbourhoods B and, where changed, N; the strips; districts W, cities G and the country.
    """
    rng = np.random.default_rng(seed)
    district, city = _spread(NEIGHBOURHOODS, DISTRICTS, 11), _spread(DISTRICTS, CITIES, 12)
    people = rng.lognormal(6.5, 1.0, NEIGHBOURHOODS)
    old = rng.poisson(people[:, None] * rng.dirichlet(np.linspace(0.3, 6.0, CATEGORIES), NEIGHBOURHOODS))
    pairs = np.arange(0, NEIGHBOURHOODS - 1, 2)
    first = rng.choice(pairs[district[pairs] == district[pairs + 1]], changed, replace=False)
    strip = rng.binomial(old[first], 0.05)
    wide = _summed(old[None], district)
    rows = {"B": old, "K": old[first] - strip, "S": strip, "N": old[first + 1] + strip, "W": wide[0],
            "G": _summed(wide, city)[0]}  # fmt: skip
    every = np.concatenate([*rows.values(), old.sum(axis=0, keepdims=True)])[None]
    every = np.concatenate([every, every.sum(axis=2, keepdims=True)], axis=2)
    names = [f"{letter}{n:05}" for letter, held in rows.items() for n in range(len(held))] + ["NL"]
    table = pull(_table(every, YEARS[-1:], names, [*(f"C{n:02}" for n in range(CATEGORIES)), TOTAL]))
    shown = pc.invert(pc.starts_with(table["area"], "S"))
    return memtable(table.append_column("published", shown)), _two_divisions(district, city, first)


def _two_divisions(district: Counts, city: Counts, first: Counts) -> Table:
    """Return the parts by old boundaries everywhere, and by new ones in the districts where something changed."""
    old = [(f"B{n:05}", f"W{w:05}") for n, w in enumerate(district)]
    old += [(f"W{n:05}", f"G{g:05}") for n, g in enumerate(city)] + [(f"G{n:05}", "NL") for n in range(CITIES)]
    old += [(f"{letter}{n:05}", f"B{k:05}") for n, k in enumerate(first) for letter in "KS"]
    new = [(f"{part}{at:05}", f"N{n:05}") for n, k in enumerate(first) for part, at in (("S", n), ("B", k + 1))]
    touched, gone = set(district[first].tolist()), {*first.tolist(), *(first + 1).tolist()}
    new += [(f"{letter}{n:05}", f"W{district[k]:05}") for n, k in enumerate(first) for letter in "KN"]
    new += [(f"B{n:05}", f"W{w:05}") for n, w in enumerate(district) if w in touched and n not in gone]
    area, parent = zip(*old, *new, strict=True)
    return memtable({"area": list(area), "parent": list(parent),
                     "division": ["old"] * len(old) + ["new"] * len(new)})  # fmt: skip
