"""One question on a form: its input, its help, and the reading of its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from veerkracht.catalogue import Choice, Field, Words, register
from veerkracht.connectors.form_answers import AnswerError
from veerkracht.web.registers.answers import read_answer, written_number
from veerkracht.web.registers.offers import Offers, Option
from veerkracht.web.registers.problems import problem_words
from veerkracht.web.registers.widgets import (
    BilingualWidget,
    CheckboxesWidget,
    DayWidget,
    RadiosWidget,
    SuggestedWidget,
    lines_of,
)

__all__ = ["AnswerField", "in_words", "written"]

FEW: Final = 5  # up to this many choices stand open, more are in a list
_ROWS: Final = 3
UNKNOWN: Final = _("not known")
Asked = Callable[[str], str]
"""Given a field, the address that suggests answers to it."""


class AnswerField(forms.Field):
    """A question of a register on a form; its answer is read as everywhere else."""

    def __init__(self, asked: Field, *, offers: Offers, language: str, before: Any, address: str) -> None:  # Any: JSON
        self.asked, self.offers, self.language, self.before = asked, offers, language, before
        super().__init__(
            required=False, label=in_words(asked.label, language), help_text=in_words(asked.help, language),
            widget=_widget(asked, offers, language, address),
        )  # fmt: skip
        self.example = in_words(asked.example, language)
        self.unit = in_words(asked.unit, language) if asked.unit else "€" if asked.kind == "money" else ""
        none = asked.kind == "link" and offers.records.get(asked.target) == ()
        self.nothing = in_words(register(asked.target).label, language) if none else ""
        self.unseen = [key for key in lines_of(before) if asked.kind == "link" and key in offers.unseen]

    def clean(self, value: Any) -> Any:  # Any: what was filled in, and JSON
        """Return the answer as it is kept; None is unknown.

        Raises
        ------
        ValidationError
            If it does not fit, with the code of the problem.
        """
        try:
            answer = read_answer(self.asked, value, self.offers.places)
        except AnswerError as problem:
            raise ValidationError(problem_words(problem.problem, self.asked), code=problem.problem) from problem
        return self._with_unseen(answer)

    def prepare_value(self, value: Any) -> Any:  # Any: JSON, or what was filled in
        """Return an answer as it is written in its input."""
        if isinstance(value, list):
            return [written(self.asked, part, self.language) for part in value]
        return written(self.asked, value, self.language)

    def has_changed(self, initial: Any, data: Any) -> bool:  # Any: JSON, and what was filled in
        """Tell whether the answer is another than before; one that cannot be read is."""
        try:
            return bool(self.clean(data) != self.before)
        except ValidationError:
            return True

    def _with_unseen(self, answer: Any) -> Any:  # Any: JSON
        """Keep links that were there but cannot be seen here."""
        if not self.unseen:
            return answer
        if self.asked.many:
            return [*(answer or []), *(key for key in self.unseen if key not in (answer or []))]
        return answer or self.unseen[0]


def in_words(words: Words, language: str) -> str:
    """Return words in a language, in the other where they lack."""
    first, second = (words.nl, words.en) if language == "nl" else (words.en, words.nl)
    return first or second


def written(field: Field, value: Any, language: str) -> Any:  # Any: JSON
    """Return one kept answer as people in a language write it; it is read back as the same.

    Examples
    --------
    >>> price = Field("price", "money", Words("Prijs", "Price"), Words("", ""), Words("", ""))
    >>> written(price, 1250.5, "nl"), written(price, 1250.5, "en")
    ('1250,5', '1250.5')
    >>> day = Field("day", "date", Words("Dag", "Day"), Words("", ""), Words("", ""))
    >>> written(day, "2027-03-05", "nl"), written(day, "2027-03", "nl"), written(day, "2027", "nl")
    ('5-3-2027', '3-2027', '2027')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        number = written_number(value)
        return number.replace(".", ",") if language == "nl" else number
    if field.kind == "date" and isinstance(value, str) and language == "nl":
        return _dutch_date(value)
    return value


def _dutch_date(value: str) -> str:
    parts = value.split("-")
    if not all(part.isdigit() for part in parts) or len(parts[0]) != len("2027"):
        return value
    return "-".join([*(str(int(part)) for part in reversed(parts[1:])), parts[0]])


def _choices(field: Field, language: str) -> list[Option]:
    return [(choice.code, _choice_words(choice, language)) for choice in field.choices]


def _choice_words(choice: Choice, language: str) -> str:
    return in_words(choice.label, language)


def _widget(field: Field, offers: Offers, language: str, address: str) -> forms.Widget:
    if field.languages:
        return BilingualWidget(rows=_ROWS if field.kind == "prose" else 0)
    if field.kind in ("choice", "yes_no"):
        return _of_choices(field, _choices(field, language) or _yes_no())
    if field.kind == "area" and offers.areas:
        return _of_list(field, list(offers.areas))
    if field.kind == "link":
        listed = offers.records.get(field.target)
        return _of_list(field, list(listed)) if listed is not None else _suggested(field, offers, address)
    if field.many:
        return _Lines(attrs={"rows": 3})
    return _typed(field)


def _yes_no() -> list[Option]:
    return [("yes", str(_("yes"))), ("no", str(_("no")))]


def _of_choices(field: Field, choices: list[Option]) -> forms.Widget:
    if field.many:
        return CheckboxesWidget(choices=choices)
    if len(choices) <= FEW:
        return RadiosWidget(choices=[*choices, ("", UNKNOWN)])
    return forms.Select(choices=[("", UNKNOWN), *choices])


def _of_list(field: Field, choices: list[Any]) -> forms.Widget:  # Any: options, or groups of them
    return CheckboxesWidget(choices=choices) if field.many else forms.Select(choices=[("", UNKNOWN), *choices])


def _suggested(field: Field, offers: Offers, address: str) -> SuggestedWidget:
    return SuggestedWidget(address=address, known=offers.known, many=field.many)


class _Lines(forms.Textarea):
    """A list, one answer on each line."""

    def format_value(self, value: Any) -> str | None:  # Any: a list, or the lines as typed
        return "\n".join(map(str, value)) if isinstance(value, list) else value


_MODES: Final = {"integer": "numeric", "year": "numeric", "decimal": "decimal", "money": "decimal", "address": "url"}


def _typed(field: Field) -> forms.Widget:
    if field.kind == "prose":
        return forms.Textarea(attrs={"rows": _ROWS})
    if field.kind == "day":
        return DayWidget()
    if field.kind == "person":
        return forms.EmailInput(attrs={"autocomplete": "off"})
    mode = {"inputmode": _MODES[field.kind]} if field.kind in _MODES else {}
    sizes = {"size": "12"} if field.kind in ("integer", "year", "decimal", "money", "date") else {}
    return forms.TextInput(attrs={"autocomplete": "off", **mode, **sizes})
