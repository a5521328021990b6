"""Dates as whole days, and the share that an interval covers."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from veerkracht.errors import SettingError, TableError

_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")  # words such as "today" would read the clock


def day_number(date: object, *, where: str) -> int | None:
    """Return the days since 1970-01-01 of an ISO date, None for None; a month or year stands for its first day."""
    if date is None:
        return None
    try:
        return _number(str(date))
    except ValueError as problem:
        raise TableError("{where} has date {date}, which is no date. Write year-month-day.",
                         where=where, date=date) from problem  # fmt: skip


def known_day(date: str) -> int:
    """Return the day number of a date that is given as a setting."""
    try:
        return _number(date)
    except ValueError as problem:
        raise SettingError("Setting {setting} is {value}, which is no date. Write year-month-day.",
                           setting="today", value=date) from problem  # fmt: skip


def _number(date: str) -> int:
    if not _DATE.fullmatch(date):
        raise ValueError(date)
    return int(np.datetime64(date, "D").astype(np.int64))


def check_interval(interval: float) -> None:
    """Raise a SettingError unless the share lies between 0 and 1."""
    if not 0 < interval < 1:
        raise SettingError("Setting {setting} is {value}. Choose a share above 0 and below 1.",
                           setting="interval", value=interval)  # fmt: skip
