"""The forms of signing in, with the labels and hints of the house and nothing that disappears while typing."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as app
from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = [
    "PASSWORD_HINT", "AgainForm", "CodeAgainForm", "CodeForm", "FirstCodeForm", "ForgottenForm", "NewPasswordForm",
    "PasswordForm", "SignInForm",
]  # fmt: skip

PASSWORD_HINT: Final = _("At least 12 characters. A sentence that only you know is good. Pasting is fine.")
_LABELS: Final = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your password until now"),
    "password1": _("New password"),
    "password2": _("The new password once more"),
    "code": _("Code"),
}
_HINTS: Final = {
    "password1": PASSWORD_HINT,
    "code": _("The 6 digits that your app shows now, or one of your recovery codes."),
}


class _Plain(forms.Form):
    """Labels above the fields, hints below them, no placeholders."""

    hints: ClassVar[Any] = _HINTS  # Any: words in two languages

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as Django and allauth give them
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = _LABELS.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class SignInForm(_Plain, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Address and password."""


class PasswordForm(_Plain, account.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """Another password."""


class ForgottenForm(_Plain, account.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """Ask for a link by mail."""


class NewPasswordForm(_Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    """A new password, after the link."""


class AgainForm(_Plain, account.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The password once more."""


class CodeForm(_Plain, factor.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code while signing in."""


class CodeAgainForm(_Plain, factor.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code once more."""


class FirstCodeForm(_Plain, app.ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code of a new app."""

    hints: ClassVar[Any] = {"code": _("The 6 digits that your app shows now.")}  # Any: words in two languages
