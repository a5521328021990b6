"""Pages on which accounts and roles are kept; what people recorded never shows here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from veerkracht.errors import DeniedError, UsageError
from veerkracht.web.audit.models import Entry
from veerkracht.web.people.access import Actor, Duty, Role
from veerkracht.web.people.accounts import (
    close_account,
    end_role,
    give_role,
    reopen_account,
    reset_second_factor,
    roles_to_give,
)
from veerkracht.web.people.dangerous import dangerous
from veerkracht.web.people.forms import GiveForm, InviteForm, ReasonForm
from veerkracht.web.people.invitations import invite, withdraw
from veerkracht.web.people.matrix import role_matrix
from veerkracht.web.people.models import Assignment, Invitation, User
from veerkracht.web.people.privacy import anonymise, export_account
from veerkracht.web.people.second_factor import has_device
from veerkracht.web.people.words import ROLES

__all__ = [
    "close", "end", "erase", "export", "index", "invite_page", "person", "reopen", "reset", "roles", "withdraw_page",
]  # fmt: skip

PER_PAGE = 50
_KEEPERS = (Duty.PEOPLE, Duty.EXPORT_PERSON, Duty.ERASE_PERSON)
View = Callable[..., HttpResponse]


def _for(*duties: Duty) -> Callable[[View], View]:
    """Show a page to who has one of the duties only."""

    def wrap(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # Any: of the view
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(_actor(request).reader.has_duty(duty) for duty in duties):
                raise DeniedError("Your role does not allow this ({action}, {what}).", action="read", what="people")
            return view(request, *args, **kwargs)

        return asked

    return wrap


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]  # set by ReaderMiddleware


@_for(*_KEEPERS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List accounts with their roles, and open invitations."""
    wanted = request.GET.get("q", "").strip()
    accounts = User.objects.with_roles(wanted)
    page = Paginator(accounts, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/index.html", {
        "page": page, "wanted": wanted, "keeps": _actor(request).reader.has_duty(Duty.PEOPLE),
        "people": [(account, [ROLES[Role(given.role)][0] for given in account.assignments.all()]) for account in page],
        "invitations": [(item, [ROLES[Role(role)][0] for role in item.roles]) for item in Invitation.objects.open()],
    })  # fmt: skip


@_for(*_KEEPERS)
@require_http_methods(["GET", "POST"])
@dangerous
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account; give it a role."""
    found = get_object_or_404(User, pk=pk)
    form = GiveForm(request.POST or None, actor=_actor(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = _told(request, lambda: give_role(found, Role(given["role"]), by=_actor(request), areas=given["areas"]))
        if done:
            messages.success(request, _("The role was given."))
        return redirect("people:person", pk)
    return render(request, "people/person.html", _about(request, found) | {"form": form})


def _about(request: HttpRequest, found: User) -> dict[str, Any]:  # Any: what a template shows
    reader, own = _actor(request).reader, found.pk == _actor(request).user_id
    told = (
        Entry.objects.filter(subject=f"user:{found.pk}").exclude(action__startswith="account.sign").order_by("-number")
    )
    return {
        "person": found, "roles": [(ROLES[Role(item.role)][0], item) for item in Assignment.objects.of_account(found)],
        "keeps": reader.has_duty(Duty.PEOPLE), "gives": bool(roles_to_give(_actor(request))) and not own,
        "answers": reader.has_duty(Duty.EXPORT_PERSON), "erases": reader.has_duty(Duty.ERASE_PERSON) and not own,
        "own": own, "has_device": has_device(found), "told": told[:20], "reason": ReasonForm(),
    }  # fmt: skip


def _told(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do something, and tell the reader on the page when it was refused."""
    try:
        act()
    except (UsageError, DeniedError) as refusal:
        messages.error(request, _(refusal.template).format(**refusal.facts))
        return False
    return True


@_for(Duty.PEOPLE)
@require_POST
@dangerous
def end(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """End a role."""
    given = get_object_or_404(Assignment, pk=assignment, user_id=pk)
    if _told(request, lambda: end_role(given, by=_actor(request))):
        messages.success(request, _("The role has ended."))
    return redirect("people:person", pk)


@_for(Duty.PEOPLE)
@require_POST
@dangerous
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    found = get_object_or_404(User, pk=pk)
    if _told(request, lambda: close_account(found, by=_actor(request))):
        messages.success(request, _("The account is closed."))
    return redirect("people:person", pk)


@_for(Duty.PEOPLE)
@require_POST
@dangerous
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    found = get_object_or_404(User, pk=pk)
    if _told(request, lambda: reopen_account(found, by=_actor(request))):
        messages.success(request, _("The account is open again. Give it its roles anew."))
    return redirect("people:person", pk)


@_for(Duty.PEOPLE)
@require_POST
@dangerous
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the second factor of somebody who lost it."""
    found = get_object_or_404(User, pk=pk)
    if _told(request, lambda: reset_second_factor(found, by=_actor(request))):
        messages.success(request, _("The second factor is removed. They set up a new app when they sign in."))
    return redirect("people:person", pk)


@_for(Duty.EXPORT_PERSON)
@require_GET
@dangerous
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out what is kept about an account, to answer who asks."""
    told = export_account(get_object_or_404(User, pk=pk), by=_actor(request))
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="account-{pk}.json"'
    return answer


@_for(Duty.ERASE_PERSON)
@require_POST
@dangerous
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an account anonymous."""
    found, form = get_object_or_404(User, pk=pk), ReasonForm(request.POST)
    if not form.is_valid():
        return render(request, "people/person.html", _about(request, found) | {"reason": form}, status=422)
    if _told(request, lambda: anonymise(found, by=_actor(request), reason=form.cleaned_data["reason"])):
        messages.success(request, _("The account is anonymous now. What it did stays."))
    return redirect("people:person", pk)


@_for(Duty.PEOPLE, Duty.INVITE_OWNERS)
@require_http_methods(["GET", "POST"])
@dangerous
def invite_page(request: HttpRequest) -> HttpResponse:
    """Invite somebody; with `?record=` to keep that record."""
    actor = _actor(request)
    start = {"record": request.GET.get("record"), "language": actor.reader.language}
    start["role"] = Role.OWNER if start["record"] else None
    form = InviteForm(request.POST or None, actor=actor, initial=start)
    if request.method == "POST" and form.is_valid() and _told(request, lambda: _send(request, form.cleaned_data)):
        messages.success(request, _("The invitation is on its way."))
        return redirect("people:index" if actor.reader.has_duty(Duty.PEOPLE) else "account:home")
    return render(request, "people/invite.html", {"form": form})


def _send(request: HttpRequest, given: dict[str, Any]) -> Invitation:  # Any: as the form keeps them
    def link(token: str) -> str:
        with override(given["language"]):
            return request.build_absolute_uri(reverse("invitation", args=[token]))

    return invite(given["email"], Role(given["role"]), by=_actor(request), link=link, areas=given.get("areas", ()),
                  record=given["record"], language=given["language"])  # fmt: skip


@_for(Duty.PEOPLE)
@require_POST
def withdraw_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an invitation useless."""
    withdraw(get_object_or_404(Invitation.objects.open(), pk=pk), by=_actor(request))
    messages.success(request, _("The invitation does not work any more."))
    return redirect("people:index")


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Show who may do what, for anybody to read."""
    return render(request, "people/roles.html", {"tables": role_matrix()})
