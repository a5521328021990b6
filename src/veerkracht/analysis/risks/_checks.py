"""What is asked of every table and setting of the room: names, a seed, draws and shares."""

from __future__ import annotations

from collections.abc import Iterable

from veerkracht.errors import InputError, SettingError
from veerkracht.settings import check_seed


def check_named(table: str, **columns: Iterable[object]) -> None:
    """Refuse a table in which a row has no name in one of these columns."""
    for column, names in columns.items():
        for row, name in enumerate(names, start=1):
            if not isinstance(name, str) or not name.strip():
                raise InputError("Row {row} of {table} has no {column}. Fill it in, or leave the row out.", row=row,
                                 table=table, column=column)  # fmt: skip


def check_draws(seed: int, draws: int, interval: float, *, fewest: int = 1) -> None:
    """Refuse draws that cannot be repeated, are too few, or have an interval that is no share of them."""
    check_seed(seed)
    check_count("draws", draws, fewest)
    check_share("interval", interval)


def check_count(setting: str, value: float, low: float) -> None:
    """Refuse a setting that is below a number."""
    if not value >= low:
        raise SettingError("Setting {setting} is {found}; it must be {low} or more.", setting=setting, found=value,
                           low=low)  # fmt: skip


def check_share(setting: str, value: float) -> None:
    """Refuse a share that is not between 0 and 1."""
    if not 0 < value < 1:
        raise SettingError("Setting {setting} is {value}. Choose a share above 0 and below 1.", setting=setting,
                           value=value)  # fmt: skip
