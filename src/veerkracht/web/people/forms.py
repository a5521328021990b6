"""The forms about accounts and roles."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from veerkracht.web.people.access import Actor, Role
from veerkracht.web.people.accounts import roles_to_give
from veerkracht.web.people.models import Invitation, User
from veerkracht.web.people.sign_in_forms import PASSWORD_HINT
from veerkracht.web.people.words import ROLES

__all__ = ["AboutMeForm", "AcceptForm", "GiveForm", "InviteForm", "ReasonForm"]

_AREA: Final = re.compile(r"(GM\d{4}|WK\d{6}|BU\d{8})")
_LANGUAGES: Final = [("nl", "Nederlands"), ("en", "English")]


class AboutMeForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """What somebody tells about themselves."""

    class Meta:
        model = User
        fields = ("function", "language")
        labels = {"function": _("Your function"), "language": _("Language of mails")}  # noqa: RUF012  # read by Django
        help_texts = {  # noqa: RUF012  # read by Django
            "function": _("This stands beside what you do, instead of your name. For example: resilience officer.")
        }
        widgets = {  # noqa: RUF012  # read by Django
            "function": forms.TextInput(attrs={"autocomplete": "organization-title"})
        }


class GiveForm(forms.Form):
    """A role to give, with what it is for."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    areas = forms.CharField(
        label=_("Areas"), required=False,
        help_text=_("For an area worker: codes of districts or neighbourhoods, with a comma between them: WK051801, BU05181785."),
    )  # fmt: skip
    record = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:  # Any: as Django gives them
        super().__init__(*args, **kwargs)
        given = [role for role in roles_to_give(actor) if role is not Role.OWNER or self._names_a_record()]
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # declared so above
        field.choices = [(role.value, f"{ROLES[role][0]}: {ROLES[role][1]}") for role in given]
        if given == [Role.OWNER]:
            del self.fields["areas"]

    def _names_a_record(self) -> bool:
        return bool(self.data.get("record") or self.initial.get("record"))

    def clean_areas(self) -> list[str]:
        """Read the codes of areas."""
        codes = [part.strip().upper() for part in re.split(r"[,;\s]+", self.cleaned_data["areas"]) if part.strip()]
        wrong = [code for code in codes if not _AREA.fullmatch(code)]
        if wrong:
            raise ValidationError(
                gettext("%(code)s is no code of an area. Write it like WK051801.") % {"code": wrong[0]}
            )
        return codes

    def clean(self) -> dict[str, Any]:  # Any: as Django keeps them
        """Insist on areas for an area worker."""
        found = super().clean() or {}
        if found.get("role") == Role.AREA_WORKER and "areas" not in self.errors and not found.get("areas"):
            self.add_error("areas", gettext("An area worker needs areas. Fill in at least one code."))
        return found


class InviteForm(GiveForm):
    """Somebody to invite."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The invitation goes there. It becomes the address of the account."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=_LANGUAGES)
    field_order = ("email", "role", "areas", "language")


class AcceptForm(forms.Form):
    """What a new account needs."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    function = forms.CharField(
        label=_("Your function"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        help_text=_("This stands beside what you do, instead of your name. For example: resilience officer."),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HINT,
    )  # fmt: skip
    again = forms.CharField(
        label=_("The password once more"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:  # Any: as Django gives them
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        if invitation.email:
            field = self.fields["email"]
            field.initial, field.required = invitation.email, False
            field.widget.attrs["readonly"] = True  # stays in the form, so that a password manager knows the name

    def clean_email(self) -> str:
        """Keep the address that was invited."""
        return self.invitation.email or str(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:  # Any: as Django keeps them
        """Hold the password to the rules."""
        found = super().clean() or {}
        password = found.get("password", "")
        if password and found.get("again") and password != found["again"]:
            self.add_error("again", gettext("The two passwords differ. Type the same password twice."))
        if password:
            try:
                validate_password(password, User(email=found.get("email", ""), function=found.get("function", "")))
            except ValidationError as problem:
                self.add_error("password", problem)
        return found


class ReasonForm(forms.Form):
    """Why something is done that cannot be undone."""

    reason = forms.CharField(
        label=_("Why?"), max_length=200, help_text=_("This is kept in the log. Name no persons in it.")
    )
