"""The versions of a record: who changed what, when and why, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from veerkracht.web.people.access import Reader
from veerkracht.web.people.models import User
from veerkracht.web.registers.comparing import Change, changed_fields, changes_between
from veerkracht.web.registers.detail import Sight
from veerkracht.web.registers.models import Record, Values
from veerkracht.web.registers.naming import Naming, naming_for
from veerkracht.web.registers.typed import number_of

__all__ = ["Comparison", "Timeline", "Version", "comparison_of", "timeline_of"]

PAGE: Final = 40
_REASONS: Final = {
    "undo": _("Taken back within a minute."), "catalogue": _("From the list of the city."),
    "import": _("Read from a file."), "erased": _("It named something that was erased."),
}  # fmt: skip


class Kept(Protocol):
    """A version as it is stored."""

    history_id: int
    history_date: datetime
    history_change_reason: str | None
    history_user: User | None
    version: int
    state: str
    values: Any  # Any: JSON
    published: Any  # Any: JSON


@dataclass(frozen=True)
class Version:
    """A version for a reader: what changed in it, of what the reader may see."""

    id: int
    number: int
    at: datetime
    who: str
    reason: str
    state: str
    moved: bool
    first: bool
    current: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Timeline:
    """Versions, newest first, and where older ones go on (0 where there are none)."""

    versions: tuple[Version, ...]
    older: int


@dataclass(frozen=True)
class Comparison:
    """Two versions beside one another."""

    first: str
    second: str
    changes: tuple[Change, ...]
    versions: tuple[tuple[str, int, datetime], ...]


def timeline_of(sight: Sight, reader: Reader, *, before: int = 0) -> Timeline:
    """Return the versions of a record.

    Parameters
    ----------
    sight : Sight
        The record, as the reader may see its history.
    before : int
        Only versions older than this one; 0 for the newest.

    Notes
    -----
    A version in which nothing changed that the reader may see is left out, so that a change in a confidential
    answer does not show.
    """
    kept = sight.record.history.select_related("history_user").order_by("-history_id")
    rows: list[Kept] = list((kept.filter(history_id__lt=before) if before else kept)[: PAGE + 1])
    naming = naming_for([(sight.fields, dict(row.values)) for row in rows], reader)
    pairs = zip(rows[:PAGE], [*rows[1:], None][:PAGE], strict=False)
    versions = [_version(row, earlier, sight, naming) for row, earlier in pairs if _shows(row, earlier, sight)]
    return Timeline(tuple(versions), rows[PAGE - 1].history_id if len(rows) > PAGE else 0)


def _shows(row: Kept, earlier: Kept | None, sight: Sight) -> bool:
    if earlier is None or row.state != earlier.state:
        return True
    return bool(changed_fields(sight.fields, earlier.values, row.values))


def _version(row: Kept, earlier: Kept | None, sight: Sight, naming: Naming) -> Version:
    before: Values = earlier.values if earlier else {}
    return Version(
        id=row.history_id, number=row.version, at=row.history_date, who=_who(row.history_user),
        reason=_reason(row.history_change_reason), state=row.state, moved=bool(earlier and earlier.state != row.state),
        first=earlier is None, current=row.version == sight.record.version,
        changes=tuple(changes_between(sight.fields, before, row.values, naming)),
    )  # fmt: skip


def _who(user: User | None) -> str:
    """By function; an address is never shown."""
    if user is None:
        return gettext("the application")
    return user.function or gettext("somebody without a function")


def _reason(text: str | None) -> str:
    return str(_REASONS.get(text or "", text or ""))


def comparison_of(sight: Sight, reader: Reader, first: str, second: str) -> Comparison:
    """Compare two versions of a record.

    Parameters
    ----------
    first, second : str
        ``published``, ``working`` or the number of a stored version; what is not there counts as working.
    """
    kept: Sequence[Kept] = list(sight.record.history.order_by("-history_id")[:PAGE])
    before, after = (_values_of(sight.record, name, kept) for name in (first, second))
    naming = naming_for([(sight.fields, before), (sight.fields, after)], reader)
    versions = tuple(
        (str(row.history_id), row.version, row.history_date)
        for row, earlier in zip(kept, [*kept[1:], None], strict=True)
        if _shows(row, earlier, sight)
    )
    return Comparison(first, second, tuple(changes_between(sight.fields, before, after, naming)), versions)


def _values_of(record: Record, name: str, kept: Sequence[Kept]) -> Values:
    if name == "published":
        return record.published or {}
    found = next((row for row in kept if str(row.history_id) == name), None)
    if found is None and (key := number_of(name)):
        found = record.history.filter(history_id=key).first()
    return dict(found.values) if found else record.values
