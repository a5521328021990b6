"""What one cell of a form says: text, a list, a date, or one of the allowed words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from veerkracht.connectors.forms import Column, fold

__all__ = ["AMBIGUOUS", "AnswerError", "answer_of", "clean_text", "date_of", "written_number"]

UNKNOWN_WORDS: Final = frozenset(fold(word) for word in ("onbekend", "unknown", "niet bekend", "not known"))
FIRST_YEAR, LAST_YEAR = 1900, 2100  # other years are typing errors in a register of today's initiatives

_LINE_ENDS: Final = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_SPACES: Final = re.compile(r"[\u00a0\u202f\u2007]")
_UNWANTED: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")  # mostly illegal in XLSX
_YEAR_FIRST: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?(?:[T ]0{1,2}:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST: Final = re.compile(r"(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4})")
_YEAR_AS_NUMBER: Final = re.compile(r"(\d{4})[.,]0+")
AMBIGUOUS: Final = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
"""A number that means something else in Dutch than in English: 1.234 is more than a thousand, or a bit more than one."""


class AnswerError(ValueError):
    """A cell says something that its column does not allow; `problem` is the code of what is wrong."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


def clean_text(text: str) -> str:
    """Make text fit to keep: plain spaces, plain line ends, no control characters, nothing around it.

    Examples
    --------
    >>> clean_text("\\u00a0Buurt\\u00a0tafel\\r\\n")
    'Buurt tafel'
    """
    if text.isprintable():  # nothing of what is replaced below can be printed
        return text.strip()
    return _UNWANTED.sub("", _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))).strip()


def answer_of(text: str, column: Column) -> str | None:
    """Read a cell as its column asks.

    Parameters
    ----------
    text : str
        The cell as filled in.
    column : Column
        The column it stands in.

    Returns
    -------
    str or None
        Text; a list joined by ``; ``; a date as ``2024``, ``2024-03`` or ``2024-03-15``; or the code of an
        allowed word. None if the cell is blank or says that it is unknown.

    Raises
    ------
    AnswerError
        If a date cannot be read (``unreadable-date``) or a word is not allowed (``unknown-word``).
    """
    cleaned = clean_text(text)
    return _READERS[column.kind](cleaned, column) if cleaned else None


def _text(text: str, column: Column) -> str:
    return text


def _list(text: str, column: Column) -> str | None:
    return "; ".join(part.strip() for part in re.split(r"[;\n]", text) if part.strip()) or None


def _choice(text: str, column: Column) -> str | None:
    code = column.code_of(text)
    if code is None and fold(text) not in UNKNOWN_WORDS:
        raise AnswerError("unknown-word")
    return code


def _date(text: str, column: Column) -> str | None:
    return date_of(text)


def date_of(text: str) -> str | None:
    """Read a date as people write it, as precise as it is given.

    Returns
    -------
    str or None
        ``2024``, ``2024-03`` or ``2024-03-15``; None if the text says that it is unknown.

    Raises
    ------
    AnswerError
        If it is no date (``unreadable-date``).

    Examples
    --------
    >>> date_of("15-3-2024"), date_of("3/2024"), date_of("onbekend")
    ('2024-03-15', '2024-03', None)
    """
    if fold(text) in UNKNOWN_WORDS:
        return None
    if found := _YEAR_AS_NUMBER.fullmatch(text):
        return _iso(found[1], None, None)
    if found := _YEAR_FIRST.fullmatch(text):
        return _iso(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return _iso(found[3], found[2], found[1])
    raise AnswerError("unreadable-date")


def _iso(year: str, month: str | None, day: str | None) -> str:
    try:
        checked = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise AnswerError("unreadable-date") from error
    if not FIRST_YEAR <= checked.year <= LAST_YEAR:
        raise AnswerError("unreadable-date")
    return checked.isoformat()[: 10 if day else 7 if month else 4]


def written_number(number: float) -> str:
    """Write a number for a file such that it is read back as the same, in Dutch and in English.

    Examples
    --------
    >>> written_number(1250.0), written_number(0.5), written_number(12.345), written_number(1e-7)
    ('1250', '0.5', '12.3450', '0.0000001')
    """
    whole = isinstance(number, int) or number.is_integer()
    text = str(int(number)) if whole else f"{Decimal(repr(number)):f}"
    return f"{text}0" if AMBIGUOUS.fullmatch(text) else text


_READERS: Final[dict[str, Callable[[str, Column], str | None]]] = {
    "id": _text, "text": _text, "list": _list, "choice": _choice, "date": _date, "number": _text, "time": _text,
}  # fmt: skip
