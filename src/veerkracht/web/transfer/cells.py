"""Kept answers as they stand in the cells of a file; `read_answer` reads each of them back as the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from veerkracht.catalogue import Field
from veerkracht.connectors.form_answers import written_number
from veerkracht.connectors.form_guard import guarded
from veerkracht.connectors.forms import Column, Language
from veerkracht.web.registers.models import Values
from veerkracht.web.transfer.columns import spots

__all__ = ["Keys", "answers_of", "plain_answers", "text_of"]

Keys = Callable[[str], Mapping[str, str]]
"""Given a register, the keys of its records by their ids; those that the reader may not see are absent."""


def answers_of(
    fields: tuple[Field, ...], values: Values, *, keys: Keys, language: Language
) -> dict[str, Any]:  # Any: JSON values
    """Return the answers of a record per column: text or a number, None where it is unknown.

    A single choice is its code, which the writer of the file puts into words; several are words already.
    """
    found: dict[str, Any] = {}  # Any: text, number or None
    for field in fields:
        value = values.get(field.id)
        for spot in spots(field):
            part = value.get(spot.language) if spot.language and value else value
            found[spot.column] = None if part is None else _cell(field, part, keys, language)
    return found


def _cell(field: Field, value: Any, keys: Keys, language: Language) -> Any:  # Any: JSON, text or number
    if field.many:
        parts = [_part(field, part, keys, language) for part in value]
        return "; ".join(part for part in parts if part) or None
    if field.kind == "yes_no":
        return "yes" if value else "no"
    return keys(field.target).get(value) if field.kind == "link" else value


def _part(field: Field, value: Any, keys: Keys, language: Language) -> str:  # Any: JSON
    if field.kind == "link":
        return keys(field.target).get(value, "")
    choice = field.choice(value) if field.choices else None
    return str(value) if choice is None else getattr(choice.label, language)


def text_of(answer: Any, column: Column, language: Language) -> str:  # Any: text, number or None
    """Return an answer as delimited text holds it: words for codes, numbers of the language, and nothing that runs."""
    if answer is None:
        return ""
    if isinstance(answer, int | float):
        number = written_number(answer)
        return number.replace(".", ",") if language == "nl" else number
    return guarded(answer if column.many else column.word_of(answer, language))


def plain_answers(fields: tuple[Field, ...], values: Values, *, keys: Keys) -> dict[str, Any]:  # Any: JSON values
    """Return the answers of a record as they stand in JSON: as kept, with keys for links; unknown is absent."""
    found: dict[str, Any] = {}  # Any: JSON
    for field in fields:
        value = values.get(field.id)
        if field.languages and value is not None:  # databases keep the two in an order of their own
            value = {language: value[language] for language in sorted(value, reverse=True)}
        if field.kind == "link" and value is not None:
            known = keys(field.target)
            value = [known[key] for key in value if key in known] if field.many else known.get(value)
        if value is not None and value != []:
            found[field.id] = value
    return found
