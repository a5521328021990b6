"""What all readers share about single cells: codes of statistical areas and numbers with their status.

Codes follow Statistics Netherlands: ``NL00`` country, ``GMxxxx`` municipality, ``WKxxxxyy`` district,
``BUxxxxyyzz`` neighbourhood. Amsterdam's codes hold letters since 2022 (``BU0363AA01``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.tables import Status

__all__ = [
    "COUNTRY", "UNKNOWN_LOCATION", "CellError", "level_of", "municipality_of", "number_cells", "parent_of", "tidy_code",
]  # fmt: skip

COUNTRY: Final = "NL00"
UNKNOWN_LOCATION: Final = "BU00000000"
"""Code under which the police files what has no known place; no area, so never on a map."""

_LEVELS: Final = {"NL": "country", "GM": "municipality", "WK": "district", "BU": "neighbourhood"}
_CODE: Final = re.compile(r"NL\d{2}|GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}")
# float() would also take "nan", "inf" and "1_000", which are no published numbers
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


class CellError(ValueError):
    """A cell holds neither a number nor a mark of absence; `index` is its place in the column, from 0."""

    def __init__(self, index: int, text: str) -> None:
        self.index = index
        self.text = text
        super().__init__(f"{text!r} at place {index} is no number")


def tidy_code(raw: str) -> str:
    """Return an area code in capitals and without padding.

    Examples
    --------
    >>> tidy_code("gm0518    ")
    'GM0518'
    """
    return raw.strip().upper()


def level_of(code: str) -> str:
    """Return the level of a tidy code: country, municipality, district or neighbourhood.

    Raises
    ------
    ValueError
        If the text is no code of a statistical area.

    Examples
    --------
    >>> level_of("BU0363AA01")
    'neighbourhood'
    """
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is no area code such as GM0518, WK051801 or BU05180110")
    return _LEVELS[code[:2]]


def parent_of(code: str) -> str | None:
    """Return the area that a tidy code lies in: neighbourhood in district, district in municipality.

    Municipality and country stand at the top of a city's tree and have none; nor has the unknown location.

    Raises
    ------
    ValueError
        If the text is no code of a statistical area.

    Examples
    --------
    >>> parent_of("BU05180110"), parent_of("WK051801"), parent_of("GM0518")
    ('WK051801', 'GM0518', None)
    """
    level = level_of(code)
    if level == "neighbourhood" and code != UNKNOWN_LOCATION:
        return f"WK{code[2:8]}"
    return municipality_of(code) if level == "district" else None


def municipality_of(code: str) -> str | None:
    """Return the municipality of a tidy code; the country and the unknown location have none.

    Raises
    ------
    ValueError
        If the text is no code of a statistical area.

    Examples
    --------
    >>> municipality_of("BU05180110"), municipality_of("GM0518"), municipality_of("NL00")
    ('GM0518', 'GM0518', None)
    """
    return None if level_of(code) == "country" or code == UNKNOWN_LOCATION else f"GM{code[2:6]}"


def number_cells(texts: Sequence[str | None], *, decimal: str = ".") -> tuple[NDArray[np.float64], list[str]]:
    """Read a column of published numbers: a lone dot is missing, an empty cell was not asked.

    Parameters
    ----------
    texts : Sequence of str or None
        Cells as published, padded or not.
    decimal : str
        The decimal mark, ``"."`` or ``","``.

    Returns
    -------
    values : ndarray of float64
        The numbers; NaN where absent.
    statuses : list of str
        Per cell `Status.NORMAL`, `Status.MISSING` (``.``) or `Status.NOT_ASKED` (empty).

    Raises
    ------
    CellError
        At the first cell that holds neither; a `ValueError` with `index` and `text`.

    Examples
    --------
    >>> values, statuses = number_cells(["   12.5", "       .", None])
    >>> values.tolist(), statuses
    ([12.5, nan, nan], ['A', 'O', 'L'])
    """
    values = np.full(len(texts), np.nan)
    statuses = [Status.NOT_ASKED] * len(texts)
    for index, raw in enumerate(texts):
        text = (raw or "").strip()
        if text == ".":
            statuses[index] = Status.MISSING
        elif text:
            values[index] = _number(text, decimal, index)
            statuses[index] = Status.NORMAL
    return values, statuses


def _number(text: str, decimal: str, index: int) -> float:
    plain = text if decimal == "." else text.replace(decimal, ".", 1)
    if not _NUMBER.fullmatch(plain) or (decimal != "." and "." in text):
        raise CellError(index, text)
    return float(plain)
