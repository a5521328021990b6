"""Pages of the conversation: say something, settle it, what waits for me, and how often I get mail."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.catalogue import register, registers
from veerkracht.errors import UsageError
from veerkracht.web.conversation.comments import colleagues, say, settle, waiting_for
from veerkracht.web.conversation.models import Comment, MailWish
from veerkracht.web.conversation.reminders import due_for
from veerkracht.web.people.models import User
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import readable
from veerkracht.web.registers.typed import actor_in, number_of, reader_in

__all__ = ["add", "ask", "mine", "settled", "wishes"]


def _record(request: HttpRequest, register_id: str, external_id: str) -> Record:
    if register_id not in registers():
        raise Http404
    reader = reader_in(request)
    return get_object_or_404(readable(reader, register(register_id)), external_id=external_id)


def _back(record: Record) -> HttpResponse:
    return redirect(f"{_path(record)}#comments")


def _path(record: Record) -> str:

    return reverse("registers:detail", args=[record.register, record.external_id])


@login_required
@require_POST
def add(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Add a comment."""
    record = _record(request, register_id, external_id)
    asked = [number_of(key) for key in request.POST.getlist("ask")]
    try:
        say(record, request.POST.get("text", ""), actor=actor_in(request), ask=asked)
    except UsageError:
        messages.error(request, gettext("Write a comment first."))
    return _back(record)


@login_required
@require_safe
def ask(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Show the page on which a comment is written and people are asked to read it."""
    record = _record(request, register_id, external_id)
    people = colleagues(record, actor=actor_in(request))
    return render(request, "conversation/ask.html", {"record": record, "people": people, "item": record.definition})


@login_required
@require_POST
def settled(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Settle a comment, or open it again."""
    comment = get_object_or_404(Comment.objects.select_related("record"), pk=comment_id)
    settle(comment, actor=actor_in(request))
    return _back(comment.record)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader: comments, and what is overdue or due soon."""
    user = User.objects.get(pk=request.user.pk)
    due = due_for(user, today=timezone.localdate())
    return render(request, "conversation/mine.html", {"waiting": waiting_for(reader_in(request)), "due": due})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """Show and change how often the reader gets mail."""
    wish, _ = MailWish.objects.get_or_create(user=User.objects.get(pk=request.user.pk))
    if request.method == "POST":
        if request.POST.get("often") not in MailWish.Often.values:
            raise UsageError("Choose how often: {choices}.", choices=", ".join(MailWish.Often.values))
        wish.often = request.POST["often"]
        wish.save()
        messages.success(request, gettext("Saved."))
        return redirect("conversation:wishes")
    return render(request, "conversation/wishes.html", {"wish": wish})
