"""Comments on a record: who may say something, who is asked to read it, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from veerkracht.catalogue import Register
from veerkracht.connectors.form_answers import clean_text
from veerkracht.errors import DeniedError, UsageError
from veerkracht.web.audit.models import log
from veerkracht.web.conversation.mails import tell_of_comment
from veerkracht.web.conversation.models import LONGEST, Comment, Mention
from veerkracht.web.people.access import Action, Actor, Reader
from veerkracht.web.people.models import User, reader_of
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import allowed
from veerkracht.web.registers.typed import actor_in

__all__ = ["colleagues", "comments_panel", "forget_comments", "say", "settle", "waiting_for"]


def say(record: Record, text: str, *, actor: Actor, ask: Iterable[int] = ()) -> Comment:
    """Add a comment and ask people to read it; they get a mail with the link, not with the text.

    Parameters
    ----------
    record : Record
        What it is about.
    text : str
        What is said.
    ask : iterable of int
        Accounts that are asked to read it; who may not read the record is left out.

    Raises
    ------
    DeniedError
        If the role of the actor does not grant it.
    UsageError
        If the text is empty or too long.
    """
    said = clean_text(text)
    if not allowed(actor.reader, Action.COMMENT, record):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="comment", what=record.register)
    if not said or len(said) > LONGEST:
        raise UsageError("Write a comment of at most {n} characters.", n=LONGEST)
    asked = [user for user in colleagues(record, actor=actor) if user.pk in set(ask)]
    with transaction.atomic():
        comment = Comment.objects.create(record=record, author_id=actor.user_id, text=said)
        Mention.objects.bulk_create([Mention(comment=comment, user=user) for user in asked])
        log("comment.add", f"{record.register}/{record.pk}", actor=actor.label, asked=len(asked))
        transaction.on_commit(lambda: tell_of_comment(comment, asked))
    return comment


def forget_comments(sender: object, ids: Iterable[UUID], **more: Any) -> None:  # Any: the rest of the signal
    """Remove the comments on records that are erased, or that forget answers: they may repeat them."""
    Comment.objects.filter(record__in=list(ids)).delete()


def settle(comment: Comment, *, actor: Actor) -> None:
    """Mark a comment as settled, or as open again.

    Raises
    ------
    DeniedError
        If the actor may not comment on the record.
    """
    if not allowed(actor.reader, Action.COMMENT, comment.record):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="comment",
                          what=comment.record.register)  # fmt: skip
    opened = comment.settled_at is not None
    comment.settled_at = None if opened else timezone.now()
    comment.settled_by_id = None if opened else actor.user_id
    with transaction.atomic():
        comment.save(update_fields=["settled_at", "settled_by"])
        log("comment.settle", f"{comment.record.register}/{comment.record_id}", actor=actor.label, opened=opened)


def colleagues(record: Record, *, actor: Actor) -> list[User]:
    """Return who can be asked to read a comment: people with a role who may comment on the record themselves."""
    people = User.objects.filter(is_active=True, assignments__ended_at=None, assignments__isnull=False)
    others = people.exclude(pk=actor.user_id or 0).distinct().order_by("function", "pk")
    return [user for user in others if allowed(reader_of(user), Action.COMMENT, record)]


def waiting_for(reader: Reader) -> list[Mention]:
    """Return the comments that a reader was asked to read and has not seen, on records that they may still read."""
    asked = Mention.objects.filter(user=reader.user_id, seen_at=None)
    found = asked.select_related("comment__record", "comment__author").order_by("-comment__at")
    return [mention for mention in found if allowed(reader, Action.COMMENT, mention.comment.record)]


def comments_panel(
    request: HttpRequest, item: Register, record: Record | None
) -> dict[str, Any] | None:  # Any: what the template shows
    """Return the comments of a record for who may comment on it, and mark those as seen that waited for the reader."""
    actor = actor_in(request)
    if record is None or actor.user_id is None or not allowed(actor.reader, Action.COMMENT, record):
        return None
    comments = list(record.comments.select_related("author", "settled_by").prefetch_related("mentions__user"))
    Mention.objects.filter(comment__record=record, user=actor.user_id, seen_at=None).update(seen_at=timezone.now())
    return {
        "record": record, "item": item, "open": [c for c in comments if c.settled_at is None],
        "settled": [c for c in comments if c.settled_at is not None], "longest": LONGEST,
    }  # fmt: skip
