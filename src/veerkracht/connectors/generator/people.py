"""A synthetic register of households and persons, for those who may not have a real one at hand.

Nobody in it exists: all is drawn from one seed, and keys are running numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from veerkracht.errors import SettingError
from veerkracht.tables import Array

CHUNK: Final = 500_000
"""Households drawn at a time, each part from a seed of its own."""

TYPES: Final = ("single", "couple", "couple_with_children", "single_parent", "other")
_TYPE_SHARES: Final = (0.39, 0.28, 0.25, 0.07, 0.01)  # about those of the Netherlands, rounded
_TENURES: Final = ("owner", "social_rent", "private_rent")
_MEANS: Final = {"owner": 0.02, "social_rent": 0.16, "private_rent": 0.09}  # made up: share with a low income
_UNKNOWN: Final = 0.01  # made up: share of incomes and jobs that the register does not tell
_ADULT, _OLD, _OLDEST, _PENSION = 18, 75, 100, 67
_CARE_YOUNG, _CARE_OLD, _WORKS = 0.006, 0.11, 0.78  # made up


@dataclass(frozen=True)
class GeneratedPeople:
    """The two files of a synthetic register."""

    households: Path
    persons: Path


def generate_people(folder: Path, *, households: int, areas: Sequence[str], seed: int) -> GeneratedPeople:
    """Write a synthetic register to Parquet, a part at a time.

    Parameters
    ----------
    folder : Path
        Where ``households.parquet`` and ``persons.parquet`` come; made if need be, files of that name are replaced.
    households : int
        How many; about 2.1 times as many persons.
    areas : sequence of str
        Codes of the areas they live in; larger and smaller ones occur.
    seed : int
        At least 0; the same seed, areas and number give the same rows.

    Returns
    -------
    GeneratedPeople
        Households: household, area, household_type, household_size, tenure, low_income. Persons: person, household,
        age, works, long_term_care. `low_income` and `works` are null where the register does not know.

    Raises
    ------
    SettingError
        If there is no household or no area.
    """
    if households < 1 or not areas:
        raise SettingError("A register needs one household and one area or more.")
    folder.mkdir(parents=True, exist_ok=True)
    paths = GeneratedPeople(folder / "households.parquet", folder / "persons.parquet")
    parts = _parts(households, areas, seed)
    homes, persons = next(parts)
    with (
        pq.ParquetWriter(paths.households, homes.schema, compression="zstd") as to_homes,
        pq.ParquetWriter(paths.persons, persons.schema, compression="zstd") as to_persons,
    ):
        to_homes.write_table(homes)
        to_persons.write_table(persons)
        for more_homes, more_persons in parts:
            to_homes.write_table(more_homes)
            to_persons.write_table(more_persons)
    return paths


def _parts(households: int, areas: Sequence[str], seed: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    popularity = np.random.default_rng([seed, 0]).gamma(2.0, size=len(areas))
    chances, persons = popularity / popularity.sum(), 0
    for number, first in enumerate(range(0, households, CHUNK)):
        rng = np.random.default_rng([seed, 1, number])
        homes, sizes = _homes(rng, np.arange(first, min(first + CHUNK, households)), areas, chances)
        people = _persons(rng, homes, sizes, first=persons)
        persons += people.num_rows
        yield homes, people


def _homes(rng: np.random.Generator, keys: Array, areas: Sequence[str], chances: Array) -> tuple[pa.Table, Array]:
    kinds = rng.choice(len(TYPES), len(keys), p=_TYPE_SHARES)
    children = np.where(np.isin(kinds, (2, 3)), rng.choice(3, len(keys), p=(0.4, 0.45, 0.15)) + 1, 0)
    sizes = np.array((1, 2, 2, 1, 3))[kinds] + children
    tenures = rng.choice(len(_TENURES), len(keys), p=(0.56, 0.30, 0.14))
    low = rng.random(len(keys)) < np.array(list(_MEANS.values()))[tenures]
    homes = pa.table({
        "household": keys,
        "area": _named(areas, rng.choice(len(areas), len(keys), p=chances)),
        "household_type": _named(TYPES, kinds), "household_size": sizes.astype(np.int16),
        "tenure": _named(_TENURES, tenures),
        "low_income": pa.array(low, mask=rng.random(len(keys)) < _UNKNOWN),
    })  # fmt: skip
    return homes, sizes


def _named(names: Sequence[str], places: Array) -> pa.Array:
    return pa.array(list(names), pa.string()).take(pa.array(places))


def _persons(rng: np.random.Generator, homes: pa.Table, sizes: Array, *, first: int) -> pa.Table:
    home = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(home)) - np.repeat(np.cumsum(sizes) - sizes, sizes)  # 0 is who rents or owns
    kinds = homes["household_type"].to_numpy()[home]
    grown = place < np.where(kinds == "couple_with_children", 2, np.where(kinds == "single_parent", 1, 9))
    with_children = np.isin(kinds, ("couple_with_children", "single_parent"))
    adult = np.where(with_children, rng.integers(25, 60, len(home)), rng.integers(_ADULT, _OLDEST, len(home)))
    age = np.where(grown, adult, rng.integers(0, _ADULT + 4, len(home))).astype(np.int16)
    care = rng.random(len(home)) < np.where(age >= _OLD, _CARE_OLD, _CARE_YOUNG)
    works = (rng.random(len(home)) < _WORKS) & (age >= _ADULT) & (age < _PENSION)
    return pa.table({
        "person": first + np.arange(len(home)), "household": homes["household"].to_numpy()[home], "age": age,
        "works": pa.array(works, mask=rng.random(len(home)) < _UNKNOWN), "long_term_care": care,
    })  # fmt: skip
