"""The pages of allauth, around which the monitor shows its own menu and language.

Their templates get a `site` that says no more than the name of the host; without it the one of every page stands.
"""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor

__all__ = [
    "CodeView", "ForgottenDoneView", "ForgottenView", "InactiveView", "NewPasswordDoneView", "NewPasswordView", "SignInView",
]  # fmt: skip


class _InTheMonitor:
    """Leaves out the `site` of allauth."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # Any: what templates show
        found: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # of the view beside it
        found.pop("site", None)
        return found


class SignInView(_InTheMonitor, account.LoginView):  # type: ignore[misc]  # allauth has no types
    """Address and password."""


class ForgottenView(_InTheMonitor, account.PasswordResetView):  # type: ignore[misc]  # allauth has no types
    """Ask for a link by mail."""


class ForgottenDoneView(_InTheMonitor, account.PasswordResetDoneView):  # type: ignore[misc]  # allauth has no types
    """The link is on its way."""


class NewPasswordView(_InTheMonitor, account.PasswordResetFromKeyView):  # type: ignore[misc]  # allauth has no types
    """A new password, after the link."""


class NewPasswordDoneView(_InTheMonitor, account.PasswordResetFromKeyDoneView):  # type: ignore[misc]  # no types
    """The new password is kept."""


class InactiveView(_InTheMonitor, account.AccountInactiveView):  # type: ignore[misc]  # allauth has no types
    """The account is closed."""


class CodeView(_InTheMonitor, factor.AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """A code from an app."""
