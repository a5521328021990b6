"""The lines of a plan as they are kept, and as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.translation import gettext

from veerkracht.catalogue import Field, Words, register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.naming import Naming, Piece, Told, naming_for, tell
from veerkracht.web.transfer.columns import PARENT
from veerkracht.web.transfer.models import Job, Line
from veerkracht.web.transfer.plans import Change, Kind, Plan, Step
from veerkracht.web.transfer.spotted import Trouble
from veerkracht.web.transfer.troubles import place_words, trouble_words

__all__ = ["ShownChange", "ShownLine", "ShownTrouble", "kept_lines", "shown_lines", "shown_trouble"]

_SILENT: Final = (Kind.SAME, Kind.SKIPPED)
_LANGUAGES: Final = {"nl": Words("Nederlands", "Dutch"), "en": Words("Engels", "English")}


def kept_lines(job: Job, plan: Plan) -> Iterator[Line]:
    """Return a line for each row of a plan that makes, changes or refuses something."""
    for number, step in enumerate(plan.steps, start=1):
        if step.kind not in _SILENT:
            record = step.record.pk if step.record and step.version else None
            yield Line(job=job, number=number, kind=step.kind, register=step.item.id, key=step.key[:200], record=record,
                       told=_told(step))  # fmt: skip


def _told(step: Step) -> dict[str, Any]:  # Any: JSON
    return {
        "name": _name(step),
        "changes": [[change.field, change.before, change.after] for change in step.changes],
        "troubles": [asdict(trouble) for trouble in step.troubles],
    }


def _name(step: Step) -> str:
    value = (step.record.values if step.record else {}).get(step.item.title) or (
        step.row.given.get(step.item.title) if step.row else ""
    )
    if isinstance(value, dict):
        value = next((text for text in value.values() if text), "")
    choice = step.item.field(step.item.title).choice(str(value))
    return "" if value is None or step.item.field(step.item.title).kind == "link" or choice else str(value)[:200]


@dataclass(frozen=True)
class ShownTrouble:
    """Something wrong, in words: where it stands, what stands there, what is wrong and how to mend it."""

    place: str
    value: str
    words: str


@dataclass(frozen=True)
class ShownChange:
    """One answer before and after, with its name."""

    label: str
    before: Told
    after: Told


@dataclass(frozen=True)
class ShownLine:
    """What becomes of one row, in words."""

    kind: str
    register: str
    key: str
    name: str
    changes: list[ShownChange]
    troubles: list[ShownTrouble]


def shown_trouble(kept: dict[str, Any], language: str) -> ShownTrouble:  # Any: JSON
    """Return something wrong in words."""
    message = kept["message"]
    trouble = Trouble(**{**kept, "message": tuple(message) if message else None})
    return ShownTrouble(place_words(trouble, language), trouble.value, trouble_words(trouble, language))


def shown_lines(lines: Iterable[Line], reader: Reader) -> list[ShownLine]:
    """Return lines in the language of a reader; areas and people are asked for once."""
    found = list(lines)
    asked = [(field, value) for line in found for field, value in _answers(line)]
    naming = naming_for((([field], {field.id: value}) for field, value in asked), reader)
    return [_shown(line, naming, reader.language) for line in found]


def _answers(line: Line) -> Iterator[tuple[Field, Any]]:  # Any: JSON
    item = register(line.register)
    for name, before, after in line.told["changes"]:
        if item.has(name) and item.field(name).kind in ("area", "person"):
            yield item.field(name), before
            yield item.field(name), after


def _shown(line: Line, naming: Naming, language: str) -> ShownLine:
    changes = [
        shown
        for name, before, after in line.told["changes"]
        for shown in _changes(line, Change(name, before, after), naming)
    ]
    troubles = [shown_trouble(trouble, language) for trouble in line.told["troubles"]]
    label = in_words(register(line.register).one, language)
    return ShownLine(line.kind, label, line.key, line.told["name"], changes, troubles)


def _changes(line: Line, change: Change, naming: Naming) -> Iterator[ShownChange]:
    """Return a change, or one per language where a text is kept in two."""
    if change.field == PARENT:
        yield ShownChange(gettext("Belongs to"), _plain(change.before), _plain(change.after))
        return
    field = register(line.register).field(change.field)
    label = in_words(field.label, naming.language)
    if field.kind == "link":
        yield ShownChange(label, _plain(change.before), _plain(change.after))
    elif field.languages:
        for language, words in _LANGUAGES.items():
            before, after = ((texts or {}).get(language) for texts in (change.before, change.after))
            if before != after:
                yield ShownChange(f"{label} ({in_words(words, naming.language)})", _plain(before), _plain(after))
    else:
        yield ShownChange(label, tell(field, change.before, naming), tell(field, change.after, naming))


def _plain(value: Any) -> Told:  # Any: a text, a list of texts or None
    texts = value if isinstance(value, list) else [value] if value else []
    return Told("prose" if len(texts) == 1 else "list", tuple(Piece(text) for text in texts))
