"""Mails that call somebody to a page: a link and a name, never what is said or recorded there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from veerkracht.web.conversation.models import Comment
from veerkracht.web.people.models import User
from veerkracht.web.registers.models import Record

__all__ = ["address_of", "send", "tell_of_comment"]


def address_of(record: Record) -> str:
    """Return the whole web address of a record, in the language that is active."""
    path = reverse("registers:detail", args=[record.register, record.external_id])
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def send(user: User, subject: str, template: str, context: dict[str, Any]) -> None:  # Any: what the template shows
    """Send a mail in the language of its reader; `subject` is marked where it stands, and translated here."""
    with translation.override(user.language):
        text = render_to_string(template, {**context, "user": user, "wishes": _wishes()})
        send_mail(gettext(subject), text, None, [user.email])


def _wishes() -> str:
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('conversation:wishes')}"


def tell_of_comment(comment: Comment, asked: Sequence[User]) -> None:
    """Tell people that they were asked to read a comment."""
    for user in asked:
        with translation.override(user.language):
            address = address_of(comment.record)
        send(
            user,
            gettext_noop("A comment for you"),
            "conversation/comment.txt",
            {"address": address, "author": comment.author},
        )
