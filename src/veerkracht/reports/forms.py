"""Numbers and dates in the form of the reader's language, with unit, margin and a word for what is absent."""

from __future__ import annotations

from math import isfinite
from typing import Final

from veerkracht.errors import PublicationError
from veerkracht.reports.content import Language, Number
from veerkracht.reports.translation import mark as _
from veerkracht.reports.translation import translate, translate_plural
from veerkracht.tables import Status

__all__ = ["format_date", "format_number", "format_value", "unit_words"]

MINUS: Final = "\u2212"
_SEPARATORS: Final = {"nl": str.maketrans(",.", "\u202f,"), "en": str.maketrans("", "")}
_UNITS: Final = {
    "": "{number}",
    "percent": _("{number}%"),
    "probability": _("{number}%"),
    "points": _("{number} percentage point"),
    "index_points": _("{number} point"),
    "per_1000": _("{number} per 1,000"),
    "eur": _("€{number}"),
    "eur_1000": _("€{number} thousand"),
    "year": "{number}",
    "index": "{number}",
    "thousandths": _("{number} thousandths"),
    "per_km2": _("{number} per km²"),
    "km": _("{number} km"),
    "m3": _("{number} m³"),
    "persons": _("{number} person"),
    "dwellings": _("{number} dwelling"),
    "households": _("{number} household"),
    "reports": _("{number} report"),
}
_PLURALS: Final = {
    "points": _("{number} percentage points"),
    "index_points": _("{number} points"),
    "persons": _("{number} persons"),
    "dwellings": _("{number} dwellings"),
    "households": _("{number} households"),
    "reports": _("{number} reports"),
}
MANY: Final = 2
LEAST_SAID: Final = 0.01
MOST_SAID: Final = 0.99
"""A computed probability beyond these is shown as below 1 % or above 99 %: no model is that certain of itself."""

_ABSENT: Final = {
    Status.SUPPRESSED: _("withheld to protect people"),
    Status.NOT_ASKED: _("not asked"),
    Status.NOT_APPLICABLE: _("not applicable"),
    Status.SHARED_IN: _("counted with another area"),
}


def unit_words(unit: str, language: Language) -> str:
    """Return the words of a unit without a number.

    Examples
    --------
    >>> unit_words("persons", "nl"), unit_words("percent", "en"), unit_words("index", "nl")
    ('personen', '%', 'index')
    """
    one, more = _UNITS[unit], _PLURALS.get(unit)
    template = translate_plural(one, more, MANY, language) if more else translate(one, language)
    return template.replace("{number}", "").strip() or unit


def format_number(number: Number, language: Language) -> str:
    """Show a number with its unit and interval, or the word for why it is absent.

    Raises
    ------
    PublicationError
        If the unit is not in the list, or a value is not finite.

    Examples
    --------
    >>> format_number(Number(0.4, "index_points", 1, 0.1, 0.7), "nl")
    '0,4 punt (0,1 tot 0,7)'
    >>> format_number(Number(None, status="Q"), "en")
    'withheld to protect people'
    """
    if number.value is None:
        return translate(_ABSENT.get(number.status, _("unknown")), language)
    value = _never_certain(number.value) if number.unit == "probability" else number.value
    shown = _with_unit(number, value, language)
    if number.lower is None or number.upper is None:
        return shown
    lower, upper = (_signed(number, bound, language) for bound in (number.lower, number.upper))
    return translate("{value} ({lower} to {upper})", language).format(value=shown, lower=lower, upper=upper)


def format_value(value: float, language: Language, *, decimals: int = 0) -> str:
    """Show a bare figure: decimal comma and thin space in Dutch, point and comma in English.

    Examples
    --------
    >>> format_value(-1234.5, "en", decimals=1)
    '−1,234.5'
    """
    return _sign(value, decimals) + _digits(abs(value), language, decimals)


def _with_unit(number: Number, value: float, language: Language) -> str:
    if number.unit not in _UNITS:
        raise PublicationError(
            "A number has the unit {unit}. Use one of {known}.", unit=number.unit, known=", ".join(_UNITS)
        )
    scaled = _scaled(number, value)
    digits = _figure(number, scaled, language)
    singular = digits == "1" or (language == "nl" and number.decimals > 0 and abs(scaled) < 2)
    unit = _unit_words(number.unit, singular=singular, language=language)
    return (
        _bound(number.unit, value) + _sign(scaled, number.decimals, signed=number.signed) + unit.format(number=digits)
    )


def _never_certain(probability: float) -> float:
    """Keep a probability within what may be said: from below 1 % to above 99 %."""
    return min(max(probability, LEAST_SAID), MOST_SAID) if isfinite(probability) else probability


def _bound(unit: str, value: float) -> str:
    if unit != "probability" or value not in (LEAST_SAID, MOST_SAID):
        return ""
    return "<\u202f" if value == LEAST_SAID else ">\u202f"


def _signed(number: Number, value: float, language: Language) -> str:
    scaled = _scaled(number, value)
    return _sign(scaled, number.decimals, signed=number.signed) + _figure(number, scaled, language)


def _scaled(number: Number, value: float) -> float:
    if not isfinite(value):
        raise PublicationError("A number to be published is {value}. Give None with a status instead.", value=value)
    return value * 100 if number.unit == "probability" else value


def _figure(number: Number, value: float, language: Language) -> str:
    if number.unit == "year":
        return f"{abs(value):.{number.decimals}f}"
    return _digits(abs(value), language, number.decimals)


def _digits(value: float, language: Language, decimals: int) -> str:
    return f"{value:,.{decimals}f}".translate(_SEPARATORS[language])


def _sign(value: float, decimals: int, *, signed: bool = False) -> str:
    rounded = round(value, decimals)
    if rounded < 0:
        return MINUS
    return "+" if signed and rounded > 0 else ""


def _unit_words(unit: str, *, singular: bool, language: Language) -> str:
    if unit in _PLURALS:
        return translate_plural(_UNITS[unit], _PLURALS[unit], 1 if singular else 2, language)
    return translate(_UNITS[unit], language)


def format_date(iso: str, language: Language) -> str:
    """Show an ISO date, month or year in words.

    Examples
    --------
    >>> format_date("2021-03-01", "nl"), format_date("2021-03", "en"), format_date("2021", "en")
    ('1 maart 2021', 'March 2021', '2021')
    """
    from datetime import date

    from babel.dates import format_date as in_words

    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 1:
        return iso
    pattern = "MMMM y" if len(parts) == 2 else "d MMMM y"
    return in_words(date(*[*parts, 1][:3]), pattern, locale=language)
