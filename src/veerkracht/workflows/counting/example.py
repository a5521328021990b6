"""A synthetic register to try counting with: households, persons and their areas."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from veerkracht.connectors.generator import generate_people
from veerkracht.engine import write_aside

_NEIGHBOURHOODS: Final = 70
_PER_DISTRICT: Final = 5
_CITY: Final = "city"


def write_example(folder: Path, *, households: int, seed: int) -> tuple[Path, ...]:
    """Write a register in which nobody exists.

    Parameters
    ----------
    folder : Path
        Where the files come.
    households : int
        How many.
    seed : int
        Start of the random numbers.

    Returns
    -------
    tuple of Path
        areas.csv, households.parquet and persons.parquet.

    Raises
    ------
    SettingError
        If there is no household.
    """
    codes = [f"neighbourhood-{number:02}" for number in range(_NEIGHBOURHOODS)]
    register = generate_people(folder, households=households, areas=codes, seed=seed)
    districts = [f"district-{number // _PER_DISTRICT:02}" for number in range(_NEIGHBOURHOODS)]
    rows = [*zip(codes, districts, strict=True), *((name, _CITY) for name in dict.fromkeys(districts)), (_CITY, "")]
    areas = folder / "areas.csv"
    write_aside(areas, "\n".join(["area,parent", *map(",".join, rows), ""]).encode())
    return areas, register.households, register.persons
