"""What was erased, made anonymous or taken back stays so when an older backup is put back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from veerkracht.web.interviews import links
from veerkracht.web.interviews.consent import lowered
from veerkracht.web.interviews.models import Token
from veerkracht.web.people.models import User
from veerkracht.web.people.privacy import anonymise_again, anonymised
from veerkracht.web.registers import records
from veerkracht.web.registers.forgetting import forget
from veerkracht.web.registers.loading import SYSTEM
from veerkracht.web.registers.models import Record
from veerkracht.web.site.gone import Gone, add, hash_of, listed

__all__ = ["anonymise_listed", "connect", "erase_again", "revoke_again", "take_back_again"]

_REASON: Final = "erased before"


def connect() -> None:
    """Listen to what is erased, made anonymous and taken back."""
    records.erased.connect(_note_erased, dispatch_uid="site.erased")
    anonymised.connect(_note_anonymised, dispatch_uid="site.anonymised")
    lowered.connect(_note_lowered, dispatch_uid="site.lowered")
    links.revoked.connect(_note_revoked, dispatch_uid="site.revoked")


def _note_erased(
    sender: object, ids: Iterable[UUID], fields: Collection[str] = (), version: int = 0, **more: Any  # Any: the signal
) -> None:  # fmt: skip
    add([Gone("record", _hash(key), tuple(sorted(fields)), version) for key in ids])


def _note_anonymised(sender: object, user: User, **more: Any) -> None:  # Any: the signal
    add([Gone("account", _hash_of_account(user))])


def _note_lowered(sender: object, interview: Record, **more: Any) -> None:  # Any: the signal
    left = interview.values.get("consent", ())
    more_then = [version.history_date for version in interview.history.all()
                 if set(version.values.get("consent", ())) - set(left)]  # fmt: skip
    add([Gone("consent", _hash_of_version(interview, at), tuple(left)) for at in more_then])


def _note_revoked(sender: object, digests: Iterable[str], **more: Any) -> None:  # Any: the signal
    add([Gone("link", hash_of(digest)) for digest in digests])


def _hash(key: UUID) -> str:
    return hashlib.sha256(key.bytes).hexdigest()


def _hash_of_account(user: User) -> str:
    """Return the hash of an account; another that gets the same number after a backup is put back has another."""
    return hash_of(user.pk, user.joined_at.isoformat())


def _hash_of_version(record: Record, at: datetime) -> str:
    return hash_of(record.pk, at.isoformat())


def erase_again() -> int:
    """Erase what was erased before and came back with a backup; return of how many records.

    Notes
    -----
    A record that was emptied, as of somebody who withdrew, is erased only in the versions before that.
    """
    gone = listed("record")
    back = [key for key in Record.objects.values_list("pk", flat=True) if _hash(key) in gone] if gone else []
    return sum(_erase(key, gone[_hash(key)]) for key in back)


def _erase(key: UUID, gone: list[Gone]) -> bool:
    record = Record.objects.filter(pk=key).first()
    if record is None:  # it went with what it belonged to
        return False
    whole = [one for one in gone if not one.fields and (not one.version or record.version < one.version)]
    names = {name for one in gone for name in one.fields}
    held = [{*version.values, *(version.published or {})} for version in record.history.all()]
    if whole:
        records.erase(record, actor=SYSTEM, reason=_REASON)
    elif names & {*record.values, *(record.published or {})}.union(*held):
        forget(record, names, actor=SYSTEM, reason=_REASON)
    else:
        return False
    return True


def anonymise_listed() -> int:
    """Make anonymous again the accounts that came back with a backup; return of how many."""
    gone = listed("account")
    open_ = User.objects.filter(closed_at=None) if gone else []
    back = [user for user in open_ if _hash_of_account(user) in gone]
    for user in back:
        anonymise_again(user, by=SYSTEM, reason=_REASON)
    return len(back)


def revoke_again() -> int:
    """Make useless again the links of interviews that came back with a backup; return of how many."""
    gone = listed("link")
    held = Token.objects.select_related("link__record") if gone else []
    back = {token.link_id: token.link for token in held if hash_of(token.digest) in gone}
    for link in back.values():
        links.revoke(link, by=SYSTEM)
    return len(back)


def take_back_again() -> int:
    """Take back what interviewees no longer allowed and allow again by a backup; return of how many interviews.

    Notes
    -----
    An interview is known by its version: who allowed more later on has another. Do this before `erase_again`, which
    makes new versions.
    """
    gone = listed("consent")
    held = Record.objects.filter(register="interviews") if gone else []
    back = [(one, gone[key][-1]) for one in held if (key := _hash_of_version(one, one.changed_at)) in gone]
    for interview, told in back:
        given = {"consent": list(told.fields)}
        records.change(interview, given, actor=SYSTEM, version=interview.version, reason=_REASON)
    return len(back)
