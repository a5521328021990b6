"""The form of a register: made from its definition, and checked by the rules that hold everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.urls import reverse

from veerkracht.catalogue import Field
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.checking import Finding, check_values
from veerkracht.web.registers.fields import AnswerField, in_words
from veerkracht.web.registers.finding import is_taken
from veerkracht.web.registers.models import Record, Values
from veerkracht.web.registers.offers import Offers, offers_for
from veerkracht.web.registers.problems import finding_words
from veerkracht.web.registers.sheets import Sheet

__all__ = ["PREFIX", "AnswersForm", "Problem", "Questions", "as_sent", "form_for", "inputs_in"]

PREFIX: Final = "answer"
Sent = Mapping[str, list[str]]
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Problem:
    """Something that is wrong: where to go, the question, and the words."""

    target: str
    label: str
    words: str


@dataclass(frozen=True)
class Questions:
    """Questions under one heading."""

    id: str
    label: str
    fields: tuple[BoundField, ...]

    @property
    def known(self) -> int:
        """Return how many of them had an answer when the form was shown."""
        return sum(field.initial not in (None, "", [], {}) for field in self.fields)


class AnswersForm(forms.Form):
    """The questions of a register that somebody may answer.

    Notes
    -----
    `answers` holds what was read, by field, None where it is unknown; questions that are not on the form are absent,
    so that what one may not see stays untouched.
    """

    use_required_attribute = False

    def __init__(
        self,
        sheet: Sheet,
        offers: Offers,
        *,
        language: str,
        data: QueryDict | None = None,
        initial: Values | None = None,
    ) -> None:
        super().__init__(data, prefix=PREFIX, initial=sheet.before if initial is None else initial)
        self.sheet, self.language = sheet, language
        self.warnings: list[Problem] = []
        for asked in sheet.fields:
            address = reverse("registers:options", args=(sheet.item.id, asked.id)) if asked.kind == "link" else ""
            self.fields[asked.id] = AnswerField(
                asked, offers=offers, language=language, before=sheet.before.get(asked.id), address=address
            )
            self._describe(asked.id)

    def _describe(self, name: str) -> None:
        """Tie an input to its help and to the place where what is wrong is told."""
        field, identity = self.fields[name], self[name].auto_id
        if not field.widget.use_fieldset:
            field.widget.attrs["aria-describedby"] = f"{identity}_helptext {identity}_problem"

    @property
    def title(self) -> str:
        """Return the name of the record."""
        return self.sheet.record.title(self.language) if self.sheet.record else ""

    @property
    def answers(self) -> Values:
        """Return the answers that could be read."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}

    @property
    def reason(self) -> str:
        """Return why, as it was filled in."""
        return str(self.data.get("reason", ""))

    @property
    def groups(self) -> list[Questions]:
        """Return the questions by heading, in the order of the definition."""
        headings = [("", ""), *((group.id, in_words(group.label, self.language)) for group in self.sheet.item.groups)]
        found = [
            Questions(name, label, tuple(self[asked.id] for asked in self.sheet.fields if asked.group == name))
            for name, label in headings
        ]
        return [group for group in found if group.fields]

    @property
    def problems(self) -> list[Problem]:
        """Return all that is wrong, in the order of the questions; first what belongs to no question."""
        general = [Problem("", "", str(words)) for words in self.non_field_errors()]
        return general + [
            Problem(self._target(name), str(self[name].label), str(words))
            for name in self.fields
            for words in self.errors.get(name, ())
        ]

    def clean(self) -> dict[str, Any]:  # Any: JSON by field
        """Check what must hold between the answers."""
        known = {**self.sheet.before, **self.answers}
        values = {name: value for name, value in known.items() if value is not None}
        record = self.sheet.record or Record(register=self.sheet.item.id, parent=self.sheet.parent)
        before = self.sheet.before if self.sheet.record else None
        for finding in check_values(
            self.sheet.item, values, before=before, taken=lambda r: is_taken(record, r, values)
        ):
            self._note(finding)
        return self.cleaned_data

    def add_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show what the keeping of records found."""
        for finding in findings:
            self._note(finding)

    def _note(self, finding: Finding) -> None:
        if finding.code == "required" and self.has_error(finding.field):
            return
        asked = self.sheet.item.field(finding.field)
        words = finding_words(finding, asked, self.language)
        if finding.warning:
            self.warnings.append(Problem(self._target(finding.field), in_words(asked.label, self.language), words))
        elif finding.field in self.fields:
            self.add_error(finding.field, forms.ValidationError(words, code=finding.code))
        else:
            self.add_error(None, forms.ValidationError(words, code=finding.code))

    def _target(self, name: str) -> str:
        """Return the first input of a question."""
        return str(self[name].id_for_label or f"{self[name].auto_id}_0") if name in self.fields else ""


def form_for(sheet: Sheet, reader: Reader, *, data: QueryDict | None = None, draft: Sent | None = None) -> AnswersForm:
    """Return the form of a sheet.

    Parameters
    ----------
    data : QueryDict or None
        The form as it was sent.
    draft : Mapping or None
        What was filled in before and is offered again, a list of texts per input.
    """
    sent_before = draft if draft is not None or data is None else inputs_in(data)
    offers = offers_for(sheet.fields, reader, _linked(sheet, sent_before), without=_own_id(sheet))
    blank = AnswersForm(sheet, offers, language=reader.language, data=data, initial=_defaults(sheet.fields, sheet))
    if draft is None:
        return blank
    sent = as_sent(draft)
    initial = {
        name: field.widget.value_from_datadict(sent, {}, blank.add_prefix(name)) for name, field in blank.fields.items()
    }
    return AnswersForm(sheet, offers, language=reader.language, initial=initial)


def inputs_in(data: QueryDict) -> dict[str, list[str]]:
    """Return what was filled in on a form: the answers and the reason, a list of texts per input."""
    return {name: data.getlist(name) for name in data if name.startswith(f"{PREFIX}-") or name == "reason"}


def as_sent(sent: Sent) -> QueryDict:
    """Return a draft as the form that it was."""
    query = QueryDict(mutable=True)
    for name, texts in sent.items():
        query.setlist(name, list(texts))
    return query


def _defaults(fields: tuple[Field, ...], sheet: Sheet) -> Values:
    return sheet.before if sheet.record else {asked.id: asked.default for asked in fields if asked.default}


def _linked(sheet: Sheet, draft: Sent | None) -> Values:
    """Return the links that were chosen, also in a draft, so that they have a name."""
    chosen: Values = {}
    for asked in (asked for asked in sheet.fields if asked.kind == "link"):
        kept = sheet.before.get(asked.id)
        listed = kept if isinstance(kept, list) else [kept] if kept else []
        chosen[asked.id] = [*listed, *_ids((draft or {}).get(f"{PREFIX}-{asked.id}", ()))]
    return chosen


def _own_id(sheet: Sheet) -> str:
    return str(sheet.record.pk) if sheet.record else ""


def _ids(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if _ID.fullmatch(text)]
