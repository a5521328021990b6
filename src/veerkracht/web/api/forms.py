"""The form with which somebody makes a token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from veerkracht.web.api.models import Scope
from veerkracht.web.api.tokens import DAYS

__all__ = ["TokenForm"]


class TokenForm(forms.Form):
    """What a token is for, what it may do, and how long it lasts."""

    name = forms.CharField(
        max_length=80, label=_("What is it for?"), help_text=_("For example: figures for the dashboard.")
    )
    scope = forms.ChoiceField(
        label=_("What may the program do?"), widget=forms.RadioSelect, initial=Scope.READ,
        choices=[(Scope.READ, _("Read what you may read")), (Scope.WRITE, _("Also record and change what you may change"))],
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label=_("How long does it last?"), coerce=int, initial=DAYS[1],
        choices=[(DAYS[0], _("30 days")), (DAYS[1], _("90 days")), (DAYS[2], _("a year"))],
    )  # fmt: skip
