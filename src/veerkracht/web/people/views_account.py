"""Pages of somebody's own account."""

from __future__ import annotations

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from veerkracht.web.audit.models import Entry
from veerkracht.web.people.access import Duty
from veerkracht.web.people.dangerous import dangerous
from veerkracht.web.people.forms import AboutMeForm, AcceptForm
from veerkracht.web.people.invitations import accept, holder
from veerkracht.web.people.models import Assignment, Invitation, User
from veerkracht.web.people.privacy import export_account
from veerkracht.web.people.second_factor import has_device, needing
from veerkracht.web.people.sessions import sign_out_everywhere
from veerkracht.web.people.words import ROLES

__all__ = ["export", "home", "invitation", "refused", "sign_out_all", "welcome"]

_SIGN_INS = 10


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)  # behind login_required a lazy user is a User


@login_required
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Show the account, its roles and what is kept about it; change function and language."""
    user = _me(request)
    form = AboutMeForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account:home")
    roles = list(Assignment.objects.current().filter(user=user).order_by("pk"))
    return render(request, "people/account.html", {
        "form": form, "roles": [(ROLES[given.assigned().role], given) for given in roles],
        "has_device": has_device(user), "must": bool(needing(given.assigned() for given in roles)),
        "sign_ins": Entry.objects.about(f"user:{user.pk}").filter(action="account.sign_in").reverse()[:_SIGN_INS],
        "keeps_people": request.reader.has_duty(Duty.PEOPLE),  # type: ignore[attr-defined]  # set by ReaderMiddleware
        "reads_log": request.reader.has_duty(Duty.LOG),  # type: ignore[attr-defined]  # set by ReaderMiddleware
    })  # fmt: skip


@login_required
@dangerous
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Hand out what is kept about the account, as a file."""
    told = export_account(_me(request), by=request.actor)  # type: ignore[attr-defined]  # set by ReaderMiddleware
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="account.json"'
    return answer


@login_required
@require_POST
def sign_out_all(request: HttpRequest) -> HttpResponse:
    """End all other sessions of the account."""
    sign_out_everywhere(_me(request), actor=f"user:{_me(request).pk}", keep=request)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("account:home")


@login_required
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """Go on to the first page, in the language of the account."""
    with override(_me(request).language):
        return redirect("site:home")


@require_GET
def refused(request: HttpRequest) -> HttpResponse:
    """Tell what to do when the account of the city is not known here."""
    return render(request, "people/refused.html", status=403)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with a new account, or with the account one has."""
    found = Invitation.objects.holding(token)
    if found is None:
        return render(request, "people/invitation_gone.html", status=404)
    account = holder(found)
    if account is None:
        return _accept_anew(request, found, token)
    if not request.user.is_authenticated or _me(request).pk != account.pk:
        return redirect_to_login(request.path)
    return _accept_also(request, found, token)


def _accept_anew(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    form = AcceptForm(request.POST or None, invitation=found)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/invitation.html", {"form": form, "roles": _named(found)})
    given = form.cleaned_data
    user = accept(token, email=given["email"], password=given["password"], function=given["function"],
                  language=found.language)  # fmt: skip
    get_adapter().login(request, user)
    record_authentication(request, user, "password", reauthenticated=True)
    messages.success(request, _("Your account is ready."))
    return redirect("account:home" if not _must_show_more(user) else "mfa_activate_totp")


def _accept_also(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "people/invitation.html", {"roles": _named(found)})
    accept(token, user=_me(request))
    messages.success(request, _("The role is yours."))
    return redirect("account:home")


def _must_show_more(user: User) -> bool:
    current = Assignment.objects.current().filter(user=user)
    return bool(needing(given.assigned() for given in current))


def _named(found: Invitation) -> list[object]:
    return [ROLES[role] for role in ROLES if role in found.roles]
