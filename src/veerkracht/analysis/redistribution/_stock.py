"""The stock as arrays: checked, and in an order that does not hang on the names of areas."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, arrays, beside
from veerkracht.tables.homes import CAPS

__all__ = ["Floats", "Numbers", "Stock", "check_named", "check_once", "read_caps", "read_stock"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_NUMBERS: Final = ("dwellings", "social", "vulnerability", "turnover_share")
_CAPS: Final = tuple(name for name in CAPS.columns if name != "area")


@dataclass(frozen=True)
class Stock:
    """Areas in a canonical order: by their figures, so that other names give the same plan.

    Parameters
    ----------
    area, region, municipality : arrays of str
        The names.
    dwellings, social : array
        Numbers of homes, all known.
    vulnerability, turnover : array
        From 0 to 1; NaN where unknown.
    """

    area: Array
    region: Array
    municipality: Array
    dwellings: Floats
    social: Floats
    vulnerability: Floats
    turnover: Floats

    @property
    def share(self) -> float:
        """The share of social homes in all homes together."""
        return float(self.social.sum() / self.dwellings.sum()) if self.dwellings.sum() > 0 else 0.0

    def places(self) -> dict[str, int]:
        """Return the row of each area."""
        return {str(name): row for row, name in enumerate(self.area)}

    def rows_of(self, names: Array, *, table: str) -> NDArray[np.intp]:
        """Return the rows of areas that another table names.

        Raises
        ------
        InputError
            If one is not in the stock.
        """
        places = self.places()
        check_named(names, places, table=table)
        return np.array([places[name] for name in names], np.intp)


def check_named(names: Iterable[Any], known: Container[Any], *, table: str) -> None:  # Any: cells of a key column
    """Refuse a name that the stock does not have."""
    for name in names:
        if name not in known:
            raise InputError("The table {table} names {area}, which is not in the stock. Mend the code, or add it.",
                             table=table, area=name)  # fmt: skip


def check_once(*keys: Array, table: str) -> None:
    """Refuse two rows of one key."""
    seen: set[tuple[Any, ...]] = set()  # Any: cells of key columns
    for key in zip(*keys, strict=True):
        if key in seen:
            raise InputError("The table {table} has more than one row for {key}. Keep one.",
                             table=table, key=" - ".join(str(name) for name in key))  # fmt: skip
        seen.add(key)


def read_stock(stock: Table, *, unknown: str = "leave_out", caps: Table | None = None) -> Stock:
    """Pull the stock once and check it.

    Raises
    ------
    InputError
        If a figure is missing, negative, outside 0-1 or more than all homes, an area occurs twice, or there is none.
    """
    rows = arrays(stock.select("area", "region", "municipality", *_NUMBERS), order=("area",))
    _check_names(rows)
    found = {name: rows[name].astype(float) for name in _NUMBERS}
    _check_homes(rows["area"], found["dwellings"], found["social"])
    for name in ("vulnerability", "turnover_share"):
        _check_share(rows["area"], found[name], name)
    if unknown == "refuse":
        _check_known(rows["area"], found["vulnerability"])
    order = _canonical(rows, found, {} if caps is None else read_caps(caps, rows["area"]))
    names = [np.array([str(name) for name in rows[key]], object)[order] for key in ("area", "region", "municipality")]
    return Stock(*names, *(found[name][order] for name in _NUMBERS))


def _check_names(rows: dict[str, Array]) -> None:
    areas = rows["area"]
    if not len(areas):
        raise InputError("The stock of homes has no areas. Give one row per area.")
    repeated = np.flatnonzero(areas[1:] == areas[:-1])
    if len(repeated):
        raise InputError("The stock of homes has area {area} more than once. Keep one row per area.",
                         area=areas[repeated[0]])  # fmt: skip
    for name in ("area", "region", "municipality"):
        absent = [row for row, value in enumerate(rows[name]) if value is None]
        if absent:
            raise InputError("The stock of homes has no {column} for area {area}. Fill it in.",
                             column=name, area=areas[absent[0]])  # fmt: skip


def _check_homes(areas: Array, dwellings: Floats, social: Floats) -> None:
    for name, homes in (("dwellings", dwellings), ("social", social)):
        lacking = np.flatnonzero(np.isnan(homes))
        if len(lacking):
            raise InputError(
                "The number of {column} is not known for {count} area(s), first {area}. Fill it in, or leave those areas "
                "out of the stock: unknown is not zero.",
                column=name, count=len(lacking), area=areas[lacking[0]],
            )  # fmt: skip
    wrong = np.flatnonzero((social < 0) | (social > dwellings) | ~np.isfinite(dwellings))
    if len(wrong):
        first = wrong[0]
        raise InputError(
            "Area {area} has {social:g} social homes of {dwellings:g} dwellings. Social homes are at least 0 and at most "
            "all dwellings.", area=areas[first], social=social[first], dwellings=dwellings[first],
        )  # fmt: skip


def _check_share(areas: Array, values: Floats, name: str) -> None:
    wrong = np.flatnonzero((values < 0) | (values > 1))
    if len(wrong):
        raise InputError("The {column} of area {area} is {value:g}. Give a share from 0 to 1, or leave it empty.",
                         column=name, area=areas[wrong[0]], value=values[wrong[0]])  # fmt: skip


def _check_known(areas: Array, vulnerability: Floats) -> None:
    lacking = np.flatnonzero(np.isnan(vulnerability))
    if len(lacking):
        raise InputError(
            "The vulnerability is not known for {count} area(s), first {area}. Fill it in, or choose leave_out for "
            "unknown_vulnerability.", count=len(lacking), area=areas[lacking[0]],
        )  # fmt: skip


def _canonical(rows: dict[str, Array], found: dict[str, Floats], caps: dict[str, Floats]) -> NDArray[np.intp]:
    """Return the order by figures: of the area, of its caps, of its region and municipality; names come last."""
    keys = [*found.values(), *caps.values()]
    for name in ("region", "municipality"):
        _, group = np.unique(rows[name].astype(str), return_inverse=True)
        keys += [np.asarray(np.bincount(group, found[homes])[group], np.float64) for homes in ("dwellings", "social")]
    known = [np.nan_to_num(key, nan=-1.0) for key in reversed(keys)]
    return np.asarray(np.lexsort((rows["area"].astype(str), *known)), np.intp)


def read_caps(caps: Table, areas: Array) -> dict[str, Floats]:
    """Return what limits receivers, in the order of the areas; NaN where nothing is said.

    Raises
    ------
    InputError
        If a number is negative or a share above 1, an area is not among them, or it has two rows.
    """
    named = arrays(caps.select("area"), order=("area",))["area"]
    check_named(named, set(areas), table="caps")
    check_once(named, table="caps")
    found = {name: values.astype(float) for name, values in beside({"area": areas}, caps, on=["area"]).items()
             if name in _CAPS}  # fmt: skip
    for name, values in found.items():
        most = 1.0 if name == "cap_share" else np.inf
        wrong = np.flatnonzero((values < 0) | (values > most))
        if len(wrong):
            raise InputError("The {column} of area {area} is {value:g}. Give a number from 0 to {most:g}.",
                             column=name, area=areas[wrong[0]], value=values[wrong[0]], most=most)  # fmt: skip
    return found
