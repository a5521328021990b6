"""The answers of a row beside those that are kept: read, filled in where the file is silent, and compared."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from veerkracht.catalogue import Field, Register
from veerkracht.errors import AnswersError
from veerkracht.web.people.access import Action, Actor
from veerkracht.web.registers.answers import Places
from veerkracht.web.registers.checking import Finding, read_values
from veerkracht.web.registers.models import Record, State, Values
from veerkracht.web.registers.reading import names_seen
from veerkracht.web.registers.records import Taken, filled
from veerkracht.web.transfer.columns import KEY, PARENT
from veerkracht.web.transfer.linked import Linked
from veerkracht.web.transfer.plans import Change, Kind, Step
from veerkracht.web.transfer.spotted import Spotted, Trouble

__all__ = ["Comparing"]


class Comparing:
    """Reads and compares the rows of one import."""

    def __init__(self, actor: Actor, linked: Linked, *, clear_blanks: bool) -> None:
        self.actor, self.linked, self.clear_blanks = actor, linked, clear_blanks
        self.places: Places = linked.places()
        self.notices: list[Trouble] = []
        self._told: set[tuple[str, str]] = set()

    def read(self, step: Step) -> Values:
        """Return the answers that a row gives, refusing it for those that cannot be read.

        A field that the actor may not see is left out and told once per column.
        """
        row, record = step.row, step.record
        if row is None or record is None:
            return {}
        self._find_parent(step, row, record)
        given = self._completed(step, row, record)
        values, findings = read_values(step.item, given, self.places)
        for finding in findings:
            step.refuse(_trouble(row, finding))
        return self._with_unseen(step, values)

    def compare(self, step: Step, values: Values, taken: Taken) -> None:
        """Fill in the record of a step and note each change; a row that changes nothing is left as it is."""
        row, record = step.row, step.record
        if row is None or record is None:
            return
        before = record.values
        changed = [name for name, value in values.items() if value != before.get(name)]
        moved = step.item.part_of != "" and step.parent_before != record.parent_id
        if step.kind is Kind.CHANGED and not changed and not moved:
            step.kind = Kind.SAME
            return
        if step.version and record.state == State.ARCHIVED:
            step.refuse(row.trouble("archived", field=KEY, value=step.key))
        self._check(step, row, record, values, taken)
        links = {field.id: field for field in step.item.link_fields}
        step.changes = [self._change(links.get(name), Change(name, before.get(name), values[name])) for name in changed]
        if moved:
            parents = [self._parent_key(step.item, key) for key in (step.parent_before, record.parent_id)]
            step.changes.insert(0, Change(PARENT, *parents))

    def _check(self, step: Step, row: Spotted, record: Record, values: Values, taken: Taken) -> None:
        action = Action.CHANGE if step.version else Action.CREATE
        told = {trouble.cell for trouble in step.troubles}
        try:
            filled(record, values, [], actor=self.actor, action=action, taken=taken)
        except AnswersError as error:
            findings: Iterable[Finding] = error.facts["findings"]  # type: ignore[assignment]  # as `filled` gives them
            for trouble in (_trouble(row, finding) for finding in findings if not finding.warning):
                if trouble.cell not in told:  # what could not be read is no empty answer
                    step.refuse(trouble)

    def _find_parent(self, step: Step, row: Spotted, record: Record) -> None:
        target = step.item.part_of
        step.parent_before = record.parent_id
        if not target or (not row.parent and record.parent_id):
            return
        found = self.linked.find(target, row.parent) if row.parent else None
        if found is None:
            step.refuse(
                row.trouble("parent-unknown" if row.parent else "parent-missing", field=PARENT, value=row.parent)
            )
        else:
            record.parent_id = uuid.UUID(found)

    def _completed(
        self, step: Step, row: Spotted, record: Record
    ) -> dict[str, Any]:  # Any: text, or JSON as it is kept
        """Return the answers of a row with what stays of those that are kept; what says nothing is left out."""
        seen = names_seen(self.actor.reader, step.item, action=Action.IMPORT)
        given: dict[str, Any] = {}  # Any: JSON values
        for name, answer in row.given.items():
            if name not in seen:
                self._tell_hidden(row, name)
            elif answer is None and not self.clear_blanks:
                continue
            elif isinstance(answer, dict) and step.item.field(name).languages:
                texts = self._texts(answer, record.values.get(name) or {})
                given |= {name: texts} if texts or self.clear_blanks else {}
            elif not _is_blank(answer) or self.clear_blanks:
                given[name] = answer
        return given

    def _texts(self, answer: dict[str, Any], before: dict[str, str]) -> dict[str, Any]:  # Any: text or JSON
        filled = {language: text for language, text in answer.items() if not _is_blank(text)}
        if not before:
            return filled
        kept = {language: text for language, text in before.items() if not (self.clear_blanks and language in answer)}
        return kept | filled

    def _with_unseen(self, step: Step, values: Values) -> Values:
        """Keep links to records that the actor may not see: they are in no file that the actor has."""
        before = step.record.values if step.record else {}
        for field in step.item.link_fields:
            if field.id in values and before.get(field.id):
                values[field.id] = self._links(field, before[field.id], values[field.id])
        return values

    def _links(self, field: Field, before: Any, given: Any) -> Any:  # Any: an id or a list of ids
        keys = self.linked.keys(field.target)
        self.linked.pass_on(key for key in (before if field.many else [before]) if key not in keys)
        if not field.many:
            return given if given or before in keys else before
        if (given or []) == [key for key in before if key in keys]:
            return before
        return [*(given or []), *(key for key in before if key not in keys)] or None

    def _tell_hidden(self, row: Spotted, name: str) -> None:
        if (row.item.id, name) not in self._told:
            self._told.add((row.item.id, name))
            told = row.trouble("column-denied", field=name, value=row.item.field(name).id)
            self.notices.append(replace(told, row=0, cell="", notice=True))

    def _change(self, link: Field | None, change: Change) -> Change:
        """Return a change as it is told: of a link as keys."""
        if link is None:
            return change
        return Change(change.field, self._keys(link, change.before), self._keys(link, change.after))

    def _keys(self, field: Field, value: Any) -> list[str]:  # Any: an id, a list of ids or None
        ids = value if isinstance(value, list) else [value] if value else []
        return [key for key in (self.linked.key_of(field.target, one) for one in ids) if key]

    def _parent_key(self, item: Register, key: uuid.UUID | None) -> str:
        return self.linked.key_of(item.part_of, str(key)) if key else ""


def _is_blank(answer: Any) -> bool:  # Any: JSON
    return answer is None or answer == [] or (isinstance(answer, str) and not answer.strip())


def _trouble(row: Spotted, finding: Finding) -> Trouble:
    message = (finding.message.nl, finding.message.en) if finding.message else None
    return row.trouble(finding.code, field=finding.field, value=finding.value, message=message)
