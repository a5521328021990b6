"""Settings of signing in: who may, how often, for how long, and with the account of the city if there is one."""

from __future__ import annotations

import os
from typing import Any

from veerkracht.web.people.environment import city_settings, second_factor_roles

__all__ = [
    "ACCOUNT_ADAPTER",
    "ACCOUNT_EMAIL_NOTIFICATIONS",
    "ACCOUNT_EMAIL_SUBJECT_PREFIX",
    "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS",
    "ACCOUNT_EMAIL_VERIFICATION",
    "ACCOUNT_FORMS",
    "ACCOUNT_LOGIN_METHODS",
    "ACCOUNT_LOGOUT_REDIRECT_URL",
    "ACCOUNT_PREVENT_ENUMERATION",
    "ACCOUNT_RATE_LIMITS",
    "ACCOUNT_REAUTHENTICATION_TIMEOUT",
    "ACCOUNT_SESSION_REMEMBER",
    "ACCOUNT_SIGNUP_FIELDS",
    "ACCOUNT_USER_MODEL_USERNAME_FIELD",
    "AUTHENTICATION_BACKENDS",
    "AUTH_PASSWORD_VALIDATORS",
    "CITY_ACCOUNT",
    "LOGIN_REDIRECT_URL",
    "LOGIN_URL",
    "MFA_ADAPTER",
    "MFA_FORMS",
    "MFA_PASSKEY_LOGIN_ENABLED",
    "MFA_RECOVERY_CODE_COUNT",
    "MFA_SUPPORTED_TYPES",
    "MFA_TOTP_ISSUER",
    "PASSWORD_RESET_TIMEOUT",
    "SECOND_FACTOR_ROLES",
    "SESSION_IDLE_SECONDS",
]  # fmt: skip

CITY_ACCOUNT: dict[str, Any] = city_settings(os.environ)  # Any: settings differ in kind
"""Settings of mozilla-django-oidc by name; empty where no provider is given."""

globals().update(CITY_ACCOUNT)
__all__ += list(CITY_ACCOUNT)

SECOND_FACTOR_ROLES = second_factor_roles(os.environ)
"""Roles that count only in a session with a second factor."""

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
if CITY_ACCOUNT:
    AUTHENTICATION_BACKENDS.append("veerkracht.web.people.city_account.CityAccountBackend")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account:welcome"
SESSION_IDLE_SECONDS = 3600  # seconds without a page

_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [  # Any: options differ in kind
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "function")},
    },
]
PASSWORD_RESET_TIMEOUT = 3600  # seconds

ACCOUNT_ADAPTER = "veerkracht.web.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever accepts an invitation has read the mail to that address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "veerkracht.web.people.sign_in_forms.SignInForm",
    "change_password": "veerkracht.web.people.sign_in_forms.PasswordForm",
    "reset_password": "veerkracht.web.people.sign_in_forms.ForgottenForm",
    "reset_password_from_key": "veerkracht.web.people.sign_in_forms.NewPasswordForm",
    "reauthenticate": "veerkracht.web.people.sign_in_forms.AgainForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/300s/key",  # five tries per address in five minutes
    "reauthenticate": "10/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
}
MFA_ADAPTER = "veerkracht.web.people.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "veerkracht.web.people.sign_in_forms.CodeForm",
    "reauthenticate": "veerkracht.web.people.sign_in_forms.CodeAgainForm",
    "activate_totp": "veerkracht.web.people.sign_in_forms.FirstCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Veerkracht"
MFA_RECOVERY_CODE_COUNT = 10
MFA_PASSKEY_LOGIN_ENABLED = False
