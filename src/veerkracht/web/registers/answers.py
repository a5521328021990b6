"""From what somebody fills in to what is kept: one answer at a time, by the kind of its field.

Pages, files and the interface for machines all read answers here, so that the same answer is right or wrong
everywhere. Blank and the word unknown are absent, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from veerkracht.catalogue import Choice, Field
from veerkracht.connectors.form_answers import (
    AMBIGUOUS,
    FIRST_YEAR,
    LAST_YEAR,
    UNKNOWN_WORDS,
    AnswerError,
    clean_text,
    date_of,
    written_number,
)
from veerkracht.connectors.forms import fold

__all__ = ["LONGEST_PROSE", "LONGEST_TEXT", "Finder", "Places", "read_answer", "written_number"]

LONGEST_TEXT: Final = 300
LONGEST_PROSE: Final = 20_000
_BOTH: Final = frozenset({"nl", "en"})
LONGEST_NUMBER: Final = 22  # characters; a float keeps no more
YES: Final = frozenset(fold(word) for word in ("yes", "ja", "true", "waar", "1", "j", "y"))
NO: Final = frozenset(fold(word) for word in ("no", "nee", "false", "onwaar", "0", "n"))
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_SPACED: Final = re.compile(r"(?<=\d)[ \u2009'](?=\d{3}(?!\d))")
_AREA: Final = re.compile(r"GM\d{4}|WK\d{6}|BU\d{8}")

Finder = Callable[[str, str], "str | None"]
"""Given a register and an id, external id or name, the id of the record, or None."""


@dataclass(frozen=True)
class Places:
    """What answers may point to.

    Parameters
    ----------
    find : callable
        Finds a record of a register by what was typed.
    areas : dict of str to str
        Codes of the known areas by folded code and name; empty where areas were not loaded, and then any code of
        the statistical office will do.
    """

    find: Finder
    areas: dict[str, str]


def read_answer(field: Field, given: Any, places: Places) -> Any:  # Any: JSON in, JSON out
    """Return an answer as it is kept, or None when it is unknown.

    Parameters
    ----------
    field : Field
        What was asked.
    given : str, number, bool, list, dict or None
        What was filled in: text as people type it, or the value as it is kept.
    places : Places
        What links and areas may point to.

    Raises
    ------
    AnswerError
        If the answer does not fit; `problem` is the code of what is wrong.
    """
    if field.languages:
        return _in_languages(field, given)
    if field.many:
        return _many(field, given, places)
    if given is None or (isinstance(given, str) and not clean_text(given)):
        return None
    return _READERS[field.kind](field, given, places)


def _in_languages(field: Field, given: Any) -> dict[str, str] | None:  # Any: JSON
    if isinstance(given, str):
        given = {"nl": given}
    if given is not None and not isinstance(given, dict):
        raise AnswerError("not-a-text")
    if not _BOTH.issuperset(given or ()):
        raise AnswerError("unknown-language")
    words = {name: _text(field, text, None) for name, text in (given or {}).items() if text is not None}
    return {name: text for name, text in words.items() if text} or None


def _many(field: Field, given: Any, places: Places) -> list[Any] | None:  # Any: JSON
    parts = given if isinstance(given, list | tuple) else [given]
    wanted = [piece for part in parts for piece in _pieces(part) if piece is not None and clean_text(str(piece))]
    found = [_READERS[field.kind](field, part, places) for part in wanted]
    return list(dict.fromkeys(answer for answer in found if answer is not None)) or None


def _pieces(part: Any) -> list[Any]:  # Any: JSON
    """Split text where a file parts the answers of a list, so that a list is the same wherever it comes from."""
    return re.split(r"[;|\n]", part) if isinstance(part, str) else [part]


def _text(field: Field, given: Any, places: Places | None) -> str | None:  # Any: JSON
    if not isinstance(given, str) and (isinstance(given, bool) or not isinstance(given, int | float)):
        raise AnswerError("not-a-text")
    text = clean_text(str(given))
    if field.kind != "prose":
        text = " ".join(text.split())
    if len(text) > (LONGEST_PROSE if field.kind == "prose" else LONGEST_TEXT):
        raise AnswerError("too-long")
    return text or None


def _choice(field: Field, given: Any, places: Places) -> str | None:  # Any: JSON
    """Read a word for a choice: as it is written, else by its letters and digits where only one choice has those.

    Written signs come first, because -1 and 1 have the same digits.
    """
    for alike in (_written, fold):
        wanted = alike(str(given))
        found = _codes(field.choices, alike).get(wanted, frozenset()) if wanted else frozenset()
        if len(found) == 1:
            return next(iter(found))
        if wanted in UNKNOWN_WORDS:
            return None
    raise AnswerError("unknown-word")


@lru_cache(maxsize=4_096)
def _codes(choices: tuple[Choice, ...], alike: Callable[[str], str]) -> dict[str, frozenset[str]]:
    """Return the codes that each word for some choices may stand for."""
    found: dict[str, frozenset[str]] = {}
    for choice in choices:
        for word in map(alike, (choice.code, *choice.label, *choice.aliases)):
            found[word] = found.get(word, frozenset()) | {choice.code}
    return found


def _written(text: str) -> str:
    """Return text without case and spaces around it, with one sign for minus."""
    return text.strip().casefold().replace("\N{MINUS SIGN}", "-")


def _yes_no(field: Field, given: Any, places: Places) -> bool | None:  # Any: JSON
    wanted = fold(str(given))
    if wanted in YES:
        return True
    if wanted in NO:
        return False
    if wanted in UNKNOWN_WORDS:
        return None
    raise AnswerError("not-yes-or-no")


def _number(field: Field, given: Any) -> float | None:  # Any: JSON
    if isinstance(given, bool):
        raise AnswerError("not-a-number")
    text = written_number(given) if isinstance(given, int | float) else _plain_number(clean_text(str(given)))
    if fold(text) in UNKNOWN_WORDS:
        return None
    if not _NUMBER.fullmatch(text) or len(text) > LONGEST_NUMBER:
        raise AnswerError("not-a-number")
    number = float(text)
    return _within(field, number)


def _within(field: Field, number: float) -> float:
    if field.minimum is not None and number < field.minimum:
        raise AnswerError("too-low")
    if field.maximum is not None and number > field.maximum:
        raise AnswerError("too-high")
    return number


def _plain_number(text: str) -> str:
    """Take off what people write around digits: € and %, spaces between thousands, comma or point.

    ``1.234`` and ``1,234`` mean something else in Dutch than in English; nothing is guessed.
    """
    text = _SPACED.sub("", text.removeprefix("€").removesuffix("%").removesuffix(",-").strip())
    if AMBIGUOUS.fullmatch(text):
        raise AnswerError("ambiguous-number")
    if text.count(",") == 1 and ("." not in text or text.rindex(".") < text.index(",")):
        return text.replace(".", "").replace(",", ".")
    if text.count(".") > 1 and "," not in text:
        return text.replace(".", "")
    return text.replace(",", "") if text.count(".") == 1 and text.find(",") < text.find(".") else text


def _integer(field: Field, given: Any, places: Places) -> int | None:  # Any: JSON
    number = _number(field, given)
    if number is not None and number != int(number):
        raise AnswerError("not-whole")
    return None if number is None else int(number)


def _decimal(field: Field, given: Any, places: Places) -> float | None:  # Any: JSON
    return _number(field, given)


def _year(field: Field, given: Any, places: Places) -> int | None:  # Any: JSON
    year = _integer(field, given, places)
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise AnswerError("not-a-year")
    return year


def _date(field: Field, given: Any, places: Places) -> str | None:  # Any: JSON
    found = date_of(given.isoformat() if isinstance(given, date) else clean_text(str(given)))
    if field.kind == "day" and found and len(found) < len("2024-01-01"):
        raise AnswerError("day-needed")
    return found


def _area(field: Field, given: Any, places: Places) -> str | None:  # Any: JSON
    text = clean_text(str(given))
    if fold(text) in UNKNOWN_WORDS:
        return None
    found = places.areas.get(fold(text))
    if found is None and (places.areas or not _AREA.fullmatch(text.upper())):
        raise AnswerError("unknown-area")
    return found or text.upper()


def _link(field: Field, given: Any, places: Places) -> str | None:  # Any: JSON
    text = clean_text(str(given))
    found = places.find(field.target, text)
    if found is None and fold(text) not in UNKNOWN_WORDS:
        raise AnswerError("unknown-record")
    return found


def _person(field: Field, given: Any, places: Places) -> str:  # Any: JSON
    text = clean_text(str(given)).casefold()
    try:
        validate_email(text)
    except ValidationError as problem:
        raise AnswerError("not-an-address") from problem
    return text


def _address(field: Field, given: Any, places: Places) -> str:  # Any: JSON
    text = clean_text(str(given))
    parts = urlsplit(text if "//" in text else f"https://{text}")
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or " " in text or len(text) > LONGEST_TEXT:
        raise AnswerError("not-a-web-address")
    return parts.geturl()


_READERS: Final[dict[str, Callable[[Field, Any, Places], Any]]] = {  # Any: JSON
    "text": _text, "prose": _text, "choice": _choice, "yes_no": _yes_no, "integer": _integer, "decimal": _decimal,
    "money": _decimal, "year": _year, "date": _date, "day": _date, "area": _area, "link": _link, "person": _person,
    "address": _address,
}  # fmt: skip
