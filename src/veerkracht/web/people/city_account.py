"""Signing in with the account of the city, by OpenID Connect.

The provider says who somebody is and, by a claim, which roles they have. A person without an account and without a
role in the claim is refused: nobody signs up by themselves.
"""

from __future__ import annotations

import logging
from typing import Any, Final, cast
from urllib.parse import urlsplit

import jwt
import requests
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from veerkracht.web.audit.models import log
from veerkracht.web.people.access import Role
from veerkracht.web.people.accounts import sync_city_roles
from veerkracht.web.people.models import User

__all__ = ["CityAccountBackend", "described", "shows_second_factor"]

_LOGGER: Final = logging.getLogger(__name__)
_KEPT_SECONDS: Final = 3600
_LEEWAY_SECONDS: Final = 30
_ADDRESSES: Final = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
Claims = dict[str, Any]  # Any: JSON


def described(name: str) -> str:
    """Return an address of the provider as its own description gives it, by the name of the setting.

    Raises
    ------
    SuspiciousOperation
        If the description is of another provider, or leads to another host without https.
    """
    issuer = settings.CITY_ACCOUNT["OIDC_ISSUER"]
    found = cache.get(f"oidc:{issuer}")
    if found is None:
        found = _description(issuer)
        cache.set(f"oidc:{issuer}", found, _KEPT_SECONDS)
    return str(found[_ADDRESSES[name]])


def _description(issuer: str) -> Claims:
    answer = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=settings.CITY_ACCOUNT["OIDC_TIMEOUT"])
    answer.raise_for_status()
    found: Claims = answer.json()
    safe = all(_is_safe(str(found.get(name, "")), issuer) for name in _ADDRESSES.values())
    if str(found.get("issuer", "")).rstrip("/") != issuer or not safe:
        raise SuspiciousOperation("The description of the provider does not fit its address.")
    return found


def _is_safe(address: str, issuer: str) -> bool:
    return address.startswith("https://") or urlsplit(address).netloc == urlsplit(issuer).netloc


def shows_second_factor(claims: Claims) -> bool:
    """Tell whether the provider says that a second factor was shown."""
    methods = claims.get("amr") or []
    shown = {*(methods if isinstance(methods, list) else [methods]), claims.get("acr")}
    return bool(shown & set(settings.CITY_ACCOUNT["OIDC_SECOND_FACTOR"]))


class CityAccountBackend(OIDCAuthenticationBackend):  # type: ignore[misc]  # mozilla-django-oidc has no types
    """Finds or makes the account of whom the provider names, and brings their roles in step."""

    def __init__(self) -> None:
        """Take the settings; the provider is asked only when somebody signs in."""
        self.OIDC_RP_CLIENT_ID = settings.CITY_ACCOUNT["OIDC_RP_CLIENT_ID"]
        self.OIDC_RP_CLIENT_SECRET = settings.CITY_ACCOUNT["OIDC_RP_CLIENT_SECRET"]
        self.OIDC_RP_SIGN_ALGO = settings.CITY_ACCOUNT["OIDC_RP_SIGN_ALGO"]
        self.OIDC_RP_IDP_SIGN_KEY = None
        self.UserModel = User

    @property
    def OIDC_OP_TOKEN_ENDPOINT(self) -> str:  # the name that the library reads
        """Return where a code is changed for tokens."""
        return described("OIDC_OP_TOKEN_ENDPOINT")

    @property
    def OIDC_OP_USER_ENDPOINT(self) -> str:  # the name that the library reads
        """Return where claims are told."""
        return described("OIDC_OP_USER_ENDPOINT")

    @property
    def OIDC_OP_JWKS_ENDPOINT(self) -> str:  # the name that the library reads
        """Return where the keys of the provider stand."""
        return described("OIDC_OP_JWKS_ENDPOINT")

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> User | None:  # Any: nonce and verifier
        """Return who signs in, or None with an entry in the log when anything does not fit."""
        if not settings.CITY_ACCOUNT or request is None or "nonce" not in kwargs:
            return None
        try:
            user = cast(User | None, super().authenticate(request, **kwargs))  # untyped library
        except (SuspiciousOperation, requests.RequestException, jwt.PyJWTError, KeyError, ValueError) as problem:
            _LOGGER.warning("sign-in with the account of the city failed: %s", type(problem).__name__)
            user = None
        if user is None:
            log("account.refuse", "user:unknown", actor="public", kind="city")
        return user

    def _verify_jws(self, payload: str, key: jwt.PyJWK) -> Claims:
        """Check signature, issuer, audience and time of a token; the library checks the signature only."""
        found: Claims = jwt.decode(
            payload, key.key, algorithms=[self.OIDC_RP_SIGN_ALGO], audience=self.OIDC_RP_CLIENT_ID,
            issuer=settings.CITY_ACCOUNT["OIDC_ISSUER"], leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )  # fmt: skip
        if found.get("azp", self.OIDC_RP_CLIENT_ID) != self.OIDC_RP_CLIENT_ID:
            raise SuspiciousOperation("The token was made for another application.")
        return found

    def verify_token(self, token: str, **kwargs: Any) -> Claims:  # Any: the nonce
        """Return the claims of a token; one without our nonce is refused."""
        if not kwargs.get("nonce"):
            raise SuspiciousOperation("There is no nonce to compare with.")
        return cast(Claims, super().verify_token(token, **kwargs))  # untyped library

    def get_userinfo(self, access_token: str, id_token: str, payload: Claims) -> Claims:
        """Return the claims of the token and of the provider together; both must be about the same person."""
        told = cast(Claims, super().get_userinfo(access_token, id_token, payload))  # untyped library
        if told.get("sub") != payload["sub"]:
            raise SuspiciousOperation("The provider tells about somebody else.")
        self.request.city_claims = payload
        return {**told, **payload}

    def verify_claims(self, claims: Claims) -> bool:
        """Tell whether the claims name somebody whose address the provider does not doubt."""
        return bool(claims.get("email")) and claims.get("email_verified", True) in (True, "true")

    def filter_users_by_claims(self, claims: Claims) -> QuerySet[User]:
        """Return the account of this person; by address only as long as it belongs to no other person there."""
        subject = _subject(claims)
        known = User.objects.filter(subject=subject)
        return known if known.exists() else User.objects.filter(Q(email__iexact=claims["email"]) & Q(subject=None))

    def create_user(self, claims: Claims) -> User | None:
        """Make an account for somebody with a role in the claim; refuse anybody else."""
        if not _roles(claims) or User.objects.filter(email__iexact=claims["email"]).exists():
            return None
        user = User.objects.create_user(claims["email"], None, subject=_subject(claims))
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        log("account.create", f"user:{user.pk}", actor="city")
        sync_city_roles(user, _roles(claims))
        return user

    def update_user(self, user: User, claims: Claims) -> User | None:
        """Remember how the provider calls the account, and bring its roles in step."""
        if not user.is_active:
            return None
        if user.subject is None:
            user.subject = _subject(claims)
            user.save(update_fields=["subject"])
        sync_city_roles(user, _roles(claims))
        return user


def _subject(claims: Claims) -> str:
    return " ".join((settings.CITY_ACCOUNT["OIDC_ISSUER"], claims["sub"]))


def _roles(claims: Claims) -> list[Role]:
    words = claims.get(settings.CITY_ACCOUNT["OIDC_ROLE_CLAIM"]) or []
    given = words if isinstance(words, list) else str(words).split()
    return [Role(role) for word, role in settings.CITY_ACCOUNT["OIDC_ROLES"].items() if word in given]
