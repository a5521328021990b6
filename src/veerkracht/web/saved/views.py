"""Keeping, renaming and removing views of lists."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext

from veerkracht.catalogue import Register
from veerkracht.errors import DeniedError
from veerkracht.web.people.models import User
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.reading import segments
from veerkracht.web.registers.selection import selection_of
from veerkracht.web.registers.sheets import known_register
from veerkracht.web.registers.typed import reader_in
from veerkracht.web.saved.forms import ViewForm
from veerkracht.web.saved.models import SavedView, is_team
from veerkracht.web.saved.showing import query_for

__all__ = ["change", "manage", "new", "remove"]


@login_required
def new(request: HttpRequest, register_id: str) -> HttpResponse:
    """Keep the list that the address asks for under a name."""
    item, reader = _seen(request, register_id), reader_in(request)
    query = selection_of(item, request.GET, reader).changed().query()
    view = SavedView(owner=_account(request), register=item.id, query=query)
    return _edit(request, item, view)


@login_required
def manage(request: HttpRequest, register_id: str) -> HttpResponse:
    """Show the views that one may change or remove, and those of others."""
    item, reader = _seen(request, register_id), reader_in(request)
    views = SavedView.objects.for_reader(reader).filter(register=item.id).select_related("owner")
    told = [(view, view.owner_id == reader.user_id, query_for(view, item, reader)) for view in views]
    return render(request, "saved/manage.html", {"item": item, "views": told, "trail": _trail(item, reader.language)})


@login_required
def change(request: HttpRequest, register_id: str, view_id: int) -> HttpResponse:
    """Give one's own view another name, or share it."""
    item = _seen(request, register_id)
    view = get_object_or_404(SavedView.objects.own(reader_in(request)), pk=view_id, register=item.id)
    return _edit(request, item, view)


@login_required
def remove(request: HttpRequest, register_id: str, view_id: int) -> HttpResponse:
    """Ask once more, and remove one's own view; the records stay."""
    item = _seen(request, register_id)
    view = get_object_or_404(SavedView.objects.own(reader_in(request)), pk=view_id, register=item.id)
    back = reverse("saved:manage", args=(item.id,))
    if request.method == "POST":
        view.delete()
        messages.success(request, gettext("The view was removed."))
        return HttpResponseRedirect(back)
    return render(request, "site/confirm.html", {
        "question": gettext("Remove the view “{name}”?").format(name=view.name), "act": gettext("Remove this view"),
        "told": gettext("The records stay. Only the name of this choice disappears."), "back": back, "danger": True,
        "trail": _trail(item, reader_in(request).language),
    })  # fmt: skip


def _edit(request: HttpRequest, item: Register, view: SavedView) -> HttpResponse:
    reader = reader_in(request)
    form = ViewForm(request.POST or None, initial={"name": view.name, "shared": view.shared})
    if not is_team(reader):
        del form.fields["shared"]
    if request.method == "POST" and form.is_valid() and _kept(view, form):
        messages.success(request, gettext("The view is kept."))
        address = reverse("registers:list", args=(item.id,))
        return HttpResponseRedirect(f"{address}?{view.query}" if view.query else address)
    chosen = selection_of(item, QueryDict(view.query), reader)
    return render(request, "saved/edit.html", {
        "item": item, "form": form, "view": view, "narrowed": chosen.is_narrowed, "trail": _trail(item, reader.language),
    })  # fmt: skip


def _kept(view: SavedView, form: ViewForm) -> bool:
    view.name, view.shared = form.cleaned_data["name"], form.cleaned_data.get("shared", False)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        form.add_error("name", gettext("You have a view with this name already. Choose another name."))
        return False
    return True


def _account(request: HttpRequest) -> User:
    return User.objects.get(pk=reader_in(request).user_id)


def _seen(request: HttpRequest, register_id: str) -> Register:
    item = known_register(register_id)
    if not segments(reader_in(request), item):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="read", what=item.id)
    return item


def _trail(item: Register, language: str) -> list[tuple[str, str]]:
    here = reverse("registers:list", args=(item.id,))
    return [(gettext("All registers"), reverse("registers:index")), (in_words(item.label, language), here),
            (gettext("Kept views"), "")]  # fmt: skip
