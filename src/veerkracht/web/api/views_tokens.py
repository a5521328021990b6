"""The page on which somebody makes and revokes tokens."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from veerkracht.errors import DeniedError
from veerkracht.web.api.forms import TokenForm
from veerkracht.web.api.models import Scope, Token
from veerkracht.web.api.tokens import MOST, make_token, revoke_token
from veerkracht.web.people.dangerous import dangerous
from veerkracht.web.people.models import User
from veerkracht.web.registers.typed import reader_in

__all__ = ["revoke", "tokens"]


@login_required
@dangerous
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Show somebody's tokens and make one; its secret is shown on this answer only.

    A token stands for all roles of its person, so it is not made while one of them waits for a second factor.
    """
    user = cast(User, request.user)  # behind login_required a lazy user is a User
    _refuse_while_roles_wait(request)
    form = TokenForm(request.POST or None)
    usable = Token.objects.usable().filter(user=user)
    secret = ""
    if request.method == "POST" and usable.count() >= MOST:
        messages.error(request, _("You have many tokens already. Revoke one first."))
    elif request.method == "POST" and form.is_valid():
        secret = make_token(user, form.cleaned_data["name"], scope=Scope(form.cleaned_data["scope"]),
                            days=form.cleaned_data["days"])  # fmt: skip
        form = TokenForm()
    shown = {"form": form, "secret": secret, "tokens": usable.order_by("-made_at")}
    return render(request, "api/tokens.html", shown)


def _refuse_while_roles_wait(request: HttpRequest) -> None:
    bool(reader_in(request).user_id)  # makes the reader
    if getattr(request, "roles_wait", False):
        raise DeniedError("Show your second factor first. A token stands for all your roles.")


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    token = get_object_or_404(Token.objects.usable().filter(user=cast(User, request.user)), pk=pk)  # as above
    revoke_token(token)
    messages.success(request, _("The token is revoked. A program that uses it is refused from now on."))
    return redirect("api:tokens")
