"""What can be done: recording, changing and moving through review, each by the functions that the pages use."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext

from veerkracht.catalogue import Register, register
from veerkracht.errors import AnswersError, ConflictError, DeniedError, UsageError
from veerkracht.web.api.asking import Asker
from veerkracht.web.api.naming import field_called
from veerkracht.web.api.problems import ApiProblem
from veerkracht.web.api.reading import sight
from veerkracht.web.api.schemas import Moved, body_model
from veerkracht.web.api.showing import shown_record
from veerkracht.web.api.values import checked, findings_problem, kept_values, linked
from veerkracht.web.people.access import Action
from veerkracht.web.registers import records
from veerkracht.web.registers.detail import Sight
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.observing import note_answers
from veerkracht.web.registers.reading import readable, segments

__all__ = ["changed", "moved", "recorded"]

Body = dict[str, Any]  # Any: JSON
_TAKEN = frozenset({"new", "bulk", "import", "options"})  # addresses of pages


def recorded(item: Register, body: Body, asker: Asker) -> Sight:
    """Record something.

    Raises
    ------
    ApiProblem
        400 if the answers cannot be kept, 403 if the role does not allow it, 409 if the key is taken.
    """
    _refuse_hidden(item, body, asker, Action.CREATE)
    sent = checked(body_model(item, item.fields, "record", asker.reader.language), body)
    external_id = sent.get("id") or ""
    if external_id in _TAKEN or (
        external_id and Record.objects.filter(register=item.id, external_id=external_id).exists()
    ):
        raise ApiProblem(409, gettext("There is a record with this key already."), code="key-taken")
    values = kept_values(item, sent["values"], {}, {})
    try:
        made = records.create(item, values, actor=asker.actor, reason=sent.get("reason", ""), external_id=external_id,
                              parent=_parent(item, sent.get("parent", ""), asker))  # fmt: skip
    except AnswersError as problem:
        raise findings_problem(item, problem.findings, asker.reader.language) from problem  # type: ignore[arg-type]  # a fact of the error
    except DeniedError as problem:
        raise ApiProblem(403) from problem
    except IntegrityError as problem:
        raise ApiProblem(409, gettext("There is a record with this key already."), code="key-taken") from problem
    return sight(item, made.external_id, asker.reader)


def _parent(item: Register, external_id: str, asker: Asker) -> Record | None:
    if not item.part_of:
        return None
    found = readable(asker.reader, register(item.part_of)).filter(external_id=external_id).first()
    if found is None:
        told = {
            "in": "body",
            "pointer": "/parent",
            "code": "unknown-record",
            "detail": gettext("This record is not there."),
        }
        raise ApiProblem(400, code="wrong-answers", errors=[told])
    return found


def changed(item: Register, external_id: str, body: Body, asker: Asker, *, tag: str) -> Sight:
    """Change answers of a record; those that are not sent stay as they are.

    Parameters
    ----------
    tag : str
        The header `If-Match`: the version that the sender had before them. Without it the body holds `version`.

    Raises
    ------
    ApiProblem
        412 (header) or 409 (body) with both versions if somebody changed it in the meantime.
    """
    found = sight(item, external_id, asker.reader)
    _refuse_hidden(item, body, asker, Action.CHANGE)
    sent = checked(body_model(item, item.fields, "change", asker.reader.language), body)
    _refuse_unless_changeable(found, asker)
    version = _version(found, tag, sent.get("version"))
    if version != found.record.version:
        raise _conflict(found, body, asker, by_header=bool(tag))
    known = linked([(found.fields, found.values)], asker.reader)
    values = kept_values(item, sent["values"], found.record.values, known)
    try:
        records.change(found.record, values, actor=asker.actor, version=version, reason=sent.get("reason", ""))
    except ConflictError as problem:
        raise _conflict(sight(item, external_id, asker.reader), body, asker, by_header=bool(tag)) from problem
    except AnswersError as problem:
        raise findings_problem(item, problem.findings, asker.reader.language) from problem  # type: ignore[arg-type]  # a fact of the error
    except DeniedError as problem:
        raise ApiProblem(403) from problem
    return sight(item, external_id, asker.reader)


def _version(found: Sight, tag: str, given: int | None) -> int:
    if tag.strip() == "*":
        return found.record.version
    text = tag.strip().removeprefix("W/").strip('"')
    if tag and not (text.isascii() and text.isdigit() and len(text) < 10):
        return -1
    version = int(text) if tag else given
    if version is None:
        told = gettext(
            "Say which version you change: the header `If-Match` with the `ETag` of the record, or `version`."
        )
        raise ApiProblem(400, told, code="version-needed")
    return version


def _conflict(now: Sight, body: Body, asker: Asker, *, by_header: bool) -> ApiProblem:
    both = {**_current(now, asker), "sent": body.get("values")}
    return ApiProblem(412 if by_header else 409, code="changed-meanwhile", more=both)


def _current(found: Sight, asker: Asker) -> Body:
    """Return a record as it is now, beside a problem; that confidential answers are read in it is logged."""
    note_answers(asker.reader, found.record, found.segment)
    return {"current": shown_record(found, asker.reader)}


def _refuse_unless_changeable(found: Sight, asker: Asker) -> None:
    if found.public:
        raise ApiProblem(403)


def _refuse_hidden(item: Register, body: Body, asker: Asker, action: Action) -> None:
    """Refuse fields that the sender may not see, before anything is told about their shape."""
    levels = [part.level for part in segments(asker.reader, item, action=action)]
    if not levels:
        raise ApiProblem(403)
    seen = {field for level in levels for field in item.seen_at(level)}
    values = body.get("values")
    for name in values if isinstance(values, dict) else ():
        field = field_called(item, name)
        if field is not None and field not in seen:
            raise ApiProblem(403, gettext("You may not see {field} here.").format(field=name), code="hidden-field")


def moved(item: Register, external_id: str, body: Body, asker: Asker) -> Sight:
    """Move a record through review.

    Raises
    ------
    ApiProblem
        400 if a reason is needed, 403 if the role does not allow it, 409 if there is no such move from where it is.
    """
    found = sight(item, external_id, asker.reader)
    sent = checked(Moved, body)
    record, to = found.record, State(sent["to"])
    if found.public:
        raise ApiProblem(403)
    if (record.state, to) not in records.MOVES or sent.get("version") not in (None, record.version):
        raise ApiProblem(409, code="no-such-move", more=_current(found, asker))
    try:
        records.move(record, to, actor=asker.actor, reason=sent.get("reason", ""), version=sent.get("version"))
    except ConflictError as problem:
        raise ApiProblem(
            409, code="no-such-move", more=_current(sight(item, external_id, asker.reader), asker)
        ) from problem
    except DeniedError as problem:
        raise ApiProblem(403, gettext(problem.template).format(**problem.facts)) from problem
    except UsageError as problem:
        raise ApiProblem(400, gettext(problem.template).format(**problem.facts), code="reason-needed") from problem
    return sight(item, external_id, asker.reader)
