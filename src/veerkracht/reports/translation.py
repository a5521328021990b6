"""English templates in the reader's language: the Dutch catalogue is every `.po` file in ``locale/nl``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from veerkracht.reports.content import Language

__all__ = ["catalogue", "mark", "translate", "translate_plural"]


def mark(template: str) -> str:
    """Mark a template in a constant as translatable; it is translated where it is shown.

    Examples
    --------
    >>> mark("unknown")
    'unknown'
    """
    return template


@cache
def catalogue() -> Mapping[str, tuple[str, ...]]:
    """Return the Dutch forms of every English template, merged from all `.po` files.

    Returns
    -------
    Mapping of str to tuple of str
        One form, or the singular and the plural. Fuzzy and empty translations are left out. Where two files
        translate the same template, the file that comes last by name counts.
    """
    from babel.messages.pofile import read_po

    forms: dict[str, tuple[str, ...]] = {}
    folder = files("veerkracht").joinpath("locale", "nl")
    for file in sorted((item for item in folder.iterdir() if item.name.endswith(".po")), key=lambda item: item.name):
        with file.open("rb") as content:
            forms |= {
                _first(message.id): _all(message.string)
                for message in read_po(content, locale="nl")
                if message.id and message.string and not message.fuzzy and all(_all(message.string))
            }
    return MappingProxyType(forms)


def _first(forms: str | tuple[str, ...] | list[str]) -> str:
    return _all(forms)[0]


def _all(forms: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (forms,) if isinstance(forms, str) else tuple(forms)


def translate(template: str, language: Language) -> str:
    """Return the template in the reader's language; without a translation it stays English.

    Examples
    --------
    >>> translate("unknown", "nl"), translate("unknown", "en")
    ('onbekend', 'unknown')
    """
    return template if language == "en" else catalogue().get(template, (template,))[0]


def translate_plural(template: str, plural: str, count: int, language: Language) -> str:
    """Return the singular or the plural of a template in the reader's language.

    Parameters
    ----------
    template, plural : str
        English singular and plural.
    count : int
        Selects the form; both languages use the singular for 1 only.
    language : Language
        Of the reader.

    Examples
    --------
    >>> translate_plural("{n} source", "{n} sources", 2, "nl")
    '{n} bronnen'
    """
    forms = (template, plural) if language == "en" else catalogue().get(template, (template, plural))
    return forms[0] if count == 1 else forms[-1]
