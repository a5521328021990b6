"""Keeping records: make, change, move through review, restore and erase; each with who, when and why.

Pages, files and the interface for machines change records here and nowhere else. Each function checks what the
actor may do, keeps the history, and tells the rest of the house by a signal in the same transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from veerkracht.catalogue import Register, children_of
from veerkracht.catalogue.registers import Rule
from veerkracht.errors import AnswersError, ConflictError, DeniedError, UsageError
from veerkracht.web.audit.models import log
from veerkracht.web.people.access import Action, Actor
from veerkracht.web.registers.answers import Places
from veerkracht.web.registers.checking import Finding, check_values, read_values
from veerkracht.web.registers.finding import is_taken, places_for
from veerkracht.web.registers.keeping import erased, keep, saved, unlink
from veerkracht.web.registers.keys import LONGEST_KEY, key_problem
from veerkracht.web.registers.models import Record, State, Values
from veerkracht.web.registers.pointing import links_that_hold
from veerkracht.web.registers.reading import allowed, names_seen
from veerkracht.web.registers.waiting import FOUR_EYES, MOVES, NEEDS_REASON, ask_the_house, moving

__all__ = [
    "FOUR_EYES", "MOVES", "NEEDS_REASON", "UNDO_SECONDS", "Taken", "archive", "change", "create", "erase", "erased", "filled",
    "keep", "move", "moving", "prepared", "restore", "saved", "undo", "unlink",
]  # fmt: skip

UNDO_SECONDS: Final = 60


def create(
    item: Register,
    given: Mapping[str, Any],  # Any: answers as text or JSON
    *,
    actor: Actor,
    reason: str = "",
    external_id: str = "",
    parent: Record | None = None,
) -> Record:
    """Make a record.

    Parameters
    ----------
    item : Register
        Its register.
    given : Mapping
        Answers by field; those that are left out are unknown.
    actor : Actor
        Who makes it.
    reason : str
        Why, for the history.
    external_id : str
        Its key in files; made up when empty.
    parent : Record or None
        The record that it belongs to, where the register is a part of another.

    Raises
    ------
    DeniedError
        If the actor may not make records here, or not fill in one of the fields.
    AnswersError
        If an answer is wrong; nothing is kept then.
    """
    if external_id and key_problem(external_id):
        raise UsageError("{key} cannot be an id. Use at most {longest} letters, digits, dots and hyphens.",
                         key=external_id[:40], longest=LONGEST_KEY)  # fmt: skip
    record = Record(register=item.id, external_id=external_id or _new_id(item), parent=parent, values={})
    if (item.part_of or None) != (parent.register if parent else None):
        raise UsageError("A record of {register} belongs to one of {parent}. Choose which.",
                         register=item.id, parent=item.part_of or "nothing")  # fmt: skip
    _refuse_unless(_may_create(actor, item, parent), Action.CREATE, item.id)
    with transaction.atomic():
        prepared(record, given, actor=actor, action=Action.CREATE)
        keep([record], [], actor=actor, reason=reason)
        _refuse_unless(allowed(actor.reader, Action.CREATE, record), Action.CREATE, item.id)
    return record


def change(
    record: Record, given: Mapping[str, Any], *, actor: Actor, version: int, reason: str = ""  # Any: JSON values
) -> Record:  # fmt: skip
    """Change answers of a record; those that are not given stay as they are.

    Parameters
    ----------
    version : int
        The version that the actor had before them.

    Raises
    ------
    ConflictError
        If the record has another version by now; it carries `record` as it is, and nothing is kept.
    DeniedError, AnswersError
        As in `create`.
    """
    with transaction.atomic():
        found = Record.objects.select_for_update().get(pk=record.pk)
        _refuse_unless(allowed(actor.reader, Action.CHANGE, found), Action.CHANGE, found.register)
        _refuse_other_version(found, version)
        prepared(found, given, actor=actor, action=Action.CHANGE)
        keep([], [found], actor=actor, reason=reason)
        _refuse_unless(allowed(actor.reader, Action.CHANGE, found), Action.CHANGE, found.register)
    return found


def _refuse_other_version(record: Record, version: int | None) -> None:
    if version is not None and record.version != version:
        raise ConflictError(
            "{title} was changed in the meantime (version {version}). Look at both and save again.",
            title=str(record), version=record.version, record=record,
        )  # fmt: skip


Taken = Callable[[Record, Rule, Values], bool]
"""Given a record, a rule of uniqueness and the answers, whether another record holds the same."""


def prepared(
    record: Record, given: Mapping[str, Any], *, actor: Actor, action: Action, known: Places | None = None,  # Any: JSON values
    taken: Taken = is_taken,
) -> list[Finding]:  # Any: JSON  # fmt: skip
    """Fill a record with answers without keeping it, and return the warnings.

    Parameters
    ----------
    known : Places or None
        What answers may point to; without it the database is asked for each of them, and only what the actor may
        see is found, or is pointed to already.
    taken : callable
        Tells of a rule of uniqueness whether another record holds the same.

    Raises
    ------
    DeniedError
        If a field is given that the actor may not see.
    AnswersError
        If an answer is wrong; `findings` holds all of them.
    """
    _refuse_hidden(record.definition, given, actor, action)
    values, findings = read_values(record.definition, given, known or places_for(actor.reader, record))
    return filled(record, values, findings, actor=actor, action=action, taken=taken)


def filled(
    record: Record, values: Values, findings: list[Finding], *, actor: Actor, action: Action, taken: Taken = is_taken
) -> list[Finding]:
    """Do what `prepared` does with answers that were read already, of which `findings` tells what was wrong.

    Raises
    ------
    DeniedError, AnswersError
        As in `prepared`.
    """
    item = record.definition
    _refuse_hidden(item, values, actor, action)
    merged = {name: value for name, value in {**record.values, **values}.items() if value is not None}
    before = None if record._state.adding else record.values
    findings += check_values(item, merged, before=before, taken=lambda rule: taken(record, rule, merged))
    wrong = [finding for finding in findings if not finding.warning]
    if wrong:
        raise AnswersError("{register}: {n} answers are not right, first {field} ({problem}). Mend them and save again.",
                           register=item.id, n=len(wrong), field=wrong[0].field, problem=wrong[0].code,
                           findings=tuple(wrong))  # fmt: skip
    record.values = merged
    if action is Action.CHANGE:
        record.state = _state_of_changed(record)
    return findings


def _refuse_hidden(item: Register, given: Mapping[str, Any], actor: Actor, action: Action) -> None:  # Any: JSON
    seen = names_seen(actor.reader, item, action=action)
    hidden = [name for name in given if item.has(name) and name not in seen]
    _refuse_unless(not hidden, action, f"{item.id}.{hidden[0]}" if hidden else item.id)


def move(record: Record, to: State, *, actor: Actor, reason: str = "", version: int | None = None) -> Record:
    """Move a record through review: submit, return, approve (publish), archive, take back.

    Approving a record publishes its parts with it, but for those that must wait: changed last by the actor where a
    second person is needed, or stopped by a receiver of `moving`.

    Parameters
    ----------
    version : int or None
        The version that the actor looked at; without it whatever version there is now.

    Raises
    ------
    ConflictError
        If the record has another version by now: nobody publishes what they did not see.
    UsageError
        If there is no such move, a reason is needed, or a rule or a receiver of `moving` finds that it is too early.
    DeniedError
        If the actor's role does not grant it, or the actor made the last change and a second person is needed.
    """
    with transaction.atomic():
        found = Record.objects.select_for_update().get(pk=record.pk)
        action = MOVES.get((found.state, to))
        if action is None:
            raise UsageError("A record that is {state} cannot become {to}.", state=found.state, to=str(to))
        _refuse_unless(allowed(actor.reader, action, found), action, found.register)
        _refuse_other_version(found, version)
        if to in NEEDS_REASON and not reason.strip():
            raise UsageError("Tell why. The reason is kept in the history.")
        if to == State.APPROVED and _own_change(found, actor):
            raise DeniedError("You made the last change. A second person must approve it.")
        ask_the_house(found, to, actor)
        moved = [found, *(part for part in _open_parts(found, to) if _may_follow(part, to, actor))]
        for part in moved:
            _set_state(part, to)
        keep([], moved, actor=actor, reason=reason, action=str(to))
    return moved[0]


def _own_change(record: Record, actor: Actor) -> bool:
    return record.definition.access in FOUR_EYES and record.changed_by_id == actor.user_id


def _open_parts(record: Record, to: State) -> Iterable[Record]:
    if to != State.APPROVED or not children_of(record.register):
        return ()
    return record.parts.exclude(state__in=(State.ARCHIVED, State.APPROVED)).order_by("register", "external_id")


def _may_follow(part: Record, to: State, actor: Actor) -> bool:
    """Tell whether a part is published with what it belongs to."""
    try:
        ask_the_house(part, to, actor)
    except (DeniedError, UsageError):
        return False
    return not _own_change(part, actor)


def _set_state(record: Record, to: State) -> None:
    record.state = to
    if to == State.APPROVED:
        record.published, record.published_at = record.values, timezone.now()


def archive(record: Record, *, actor: Actor, reason: str) -> Record:
    """Take a record out of use and out of sight of the public; it can be taken back."""
    return move(record, State.ARCHIVED, actor=actor, reason=reason)


def restore(record: Record, history_id: int, *, actor: Actor, reason: str = "") -> Record:
    """Bring back the answers of an earlier version, as a new change.

    Raises
    ------
    UsageError
        If the record has no such version.
    DeniedError
        If the actor may not change it.
    """
    return _brought_back(record, history_id, actor, reason=reason)


def _brought_back(
    record: Record, history_id: int, actor: Actor, *, reason: str, as_it_was: bool = False
) -> Record:  # fmt: skip
    with transaction.atomic():
        found = Record.objects.select_for_update().get(pk=record.pk)
        _refuse_unless(allowed(actor.reader, Action.CHANGE, found), Action.CHANGE, found.register)
        earlier = found.history.filter(history_id=history_id).first()
        if earlier is None:
            raise UsageError("Version {n} of {title} is not there.", n=history_id, title=str(found))
        found.values = links_that_hold(found.definition, _restored(found, earlier.values, actor))
        found.state = _state_then(found, earlier.state) if as_it_was else _state_of_changed(found)
        keep([], [found], actor=actor, reason=reason, action="restore")
    return found


def _state_then(record: Record, state: str) -> str:
    """Return an earlier state; approved only where it is still what the public sees."""
    return State.WORKING if state == State.APPROVED and record.values != record.published else state


def _state_of_changed(record: Record) -> str:
    """Return the state of a record that changes: to be looked at again, but out of use as long as nobody takes it back."""
    return record.state if record.state == State.ARCHIVED else State.WORKING


def _restored(record: Record, earlier: Values, actor: Actor) -> Values:
    """Take over only the fields that the actor sees; the others stay."""
    seen = names_seen(actor.reader, record.definition, action=Action.CHANGE)
    kept = {name: value for name, value in record.values.items() if name not in seen}
    return kept | {name: value for name, value in earlier.items() if name in seen}


def undo(record: Record, *, actor: Actor) -> Record:
    """Take back one's own last change, up to a minute after it; of an approval also that the public sees it.

    What was just made has no version before it: it goes out of use, and can be taken back.

    Raises
    ------
    UsageError
        If it is longer ago or somebody else's.
    """
    last = list(record.history.order_by("-history_date", "-history_id")[:2])
    recent = last and last[0].history_date > timezone.now() - timedelta(seconds=UNDO_SECONDS)
    if not recent or last[0].history_user_id != actor.user_id:
        raise UsageError("There is nothing to undo here: only your own last change, within a minute.")
    if len(last) < 2:
        return _unmade(record, actor)
    with transaction.atomic():
        return _undone(record, last, actor)


def _undone(record: Record, last: list[Any], actor: Actor) -> Record:  # Any: versions, made at run time
    """Bring back the version before the last, and of an approval also that of the parts that were published with it."""
    found = _brought_back(record, last[1].history_id, actor, reason="undo", as_it_was=True)
    if last[0].state != State.APPROVED:
        return found
    for part in record.parts.filter(changed_at=last[0].changed_at, state=State.APPROVED):
        before = list(part.history.order_by("-history_date", "-history_id")[:2])
        if len(before) == 2:
            _undone(part, before, actor)
    return _unpublished(found, last[1], actor)


def _unmade(record: Record, actor: Actor) -> Record:
    """Take what was just made out of use."""
    with transaction.atomic():
        found = Record.objects.select_for_update().get(pk=record.pk)
        _refuse_unless(allowed(actor.reader, Action.CHANGE, found), Action.CHANGE, found.register)
        ask_the_house(found, State.ARCHIVED, actor)
        found.state = State.ARCHIVED
        keep([], [found], actor=actor, reason="undo", action="undo")
    return found


def _unpublished(record: Record, earlier: Any, actor: Actor) -> Record:  # Any: a version, made at run time
    """Let the public see again what it saw before an approval that is taken back: an earlier version, or nothing."""
    if record.published == earlier.published:
        return record
    record.published = earlier.published and links_that_hold(record.definition, earlier.published)
    record.published_at = earlier.published_at
    keep([], [record], actor=actor, reason="undo", action="undo")
    return record


def erase(record: Record, *, actor: Actor, reason: str) -> None:
    """Remove a record with its parts, versions and every trace of its content, at once and for good.

    The log keeps that something was erased and why, not what.

    Raises
    ------
    DeniedError
        If the actor may not erase it.
    UsageError
        If no reason is given.
    """
    if not reason.strip():
        raise UsageError("Tell why. The reason is kept in the log.")
    with transaction.atomic():
        found = Record.objects.select_for_update().get(pk=record.pk)
        _refuse_unless(allowed(actor.reader, Action.ERASE, found), Action.ERASE, found.register)
        ids = _family(found)
        unlink(ids, actor=actor)
        erased.send(sender=Record, ids=ids, actor=actor)
        Record.history.filter(id__in=ids).delete()
        Record.objects.filter(pk__in=ids).delete()
        Record.history.filter(id__in=ids).delete()  # deleting a record writes a last version of it
        log("record.erase", f"{found.register}/{found.pk}", actor=actor.label, n=len(ids), reason=reason)


def _family(record: Record) -> list[uuid.UUID]:
    ids, layer = [record.pk], [record.pk]
    while layer:
        layer = list(Record.objects.filter(parent_id__in=layer).values_list("pk", flat=True))
        ids += layer
    return ids


def _may_create(actor: Actor, item: Register, parent: Record | None) -> bool:
    if parent is None:
        return actor.reader.may(Action.CREATE, item.access)
    return allowed(actor.reader, Action.CREATE, parent)


def _refuse_unless(granted: bool, action: Action, what: str) -> None:
    if not granted:
        raise DeniedError("Your role does not allow this ({action}, {what}).", action=str(action), what=what)


def _new_id(item: Register) -> str:
    return f"{item.id}-{uuid.uuid4().hex[:8]}"
