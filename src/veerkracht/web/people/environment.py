"""Settings of signing in out of the environment: the account of the city, and who needs a second factor.

`VEERKRACHT_OIDC_ISSUER`, `VEERKRACHT_OIDC_CLIENT` and `VEERKRACHT_OIDC_SECRET` switch it on. The addresses of the
provider are found by its own description.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from veerkracht.errors import UsageError
from veerkracht.web.people.access import Role

__all__ = ["city_settings", "role_table", "second_factor_roles"]


_SECOND_FACTOR: Final = "analyst,officer,reviewer,privacy_officer,administrator"
_BY_HAND: Final = (Role.PUBLIC, Role.OWNER, Role.AREA_WORKER)


def city_settings(environment: Mapping[str, str]) -> dict[str, Any]:  # Any: settings differ in kind
    """Return the settings of mozilla-django-oidc, or nothing where no provider is given.

    Raises
    ------
    UsageError
        If the provider is given in part, without https, or with roles that do not exist.
    """
    issuer = environment.get("VEERKRACHT_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return {}
    _claim_safe(issuer, environment)
    return {
        "OIDC_ISSUER": issuer,
        "OIDC_RP_CLIENT_ID": _needed(environment, "VEERKRACHT_OIDC_CLIENT"),
        "OIDC_RP_CLIENT_SECRET": _needed(environment, "VEERKRACHT_OIDC_SECRET"),
        "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_RP_SCOPES": environment.get("VEERKRACHT_OIDC_SCOPES", "openid email profile"),
        "OIDC_USE_PKCE": True,
        "OIDC_USE_NONCE": True,
        "OIDC_TIMEOUT": 10,
        "OIDC_STORE_ACCESS_TOKEN": False,
        "OIDC_STORE_ID_TOKEN": False,
        "OIDC_ROLE_CLAIM": environment.get("VEERKRACHT_OIDC_ROLE_CLAIM", "roles"),
        "OIDC_ROLES": role_table(environment.get("VEERKRACHT_OIDC_ROLES", "{}")),
        "OIDC_SECOND_FACTOR": _listed(environment.get("VEERKRACHT_OIDC_SECOND_FACTOR", "mfa,otp,hwk,fido")),
    }


def role_table(text: str) -> dict[str, str]:
    """Read which role a word in the claim stands for.

    Raises
    ------
    UsageError
        If it is no JSON object, or names a role that does not exist, or one that needs areas or a record and is
        given by hand.

    Examples
    --------
    >>> role_table('{"monitor-beheer": "administrator"}')
    {'monitor-beheer': 'administrator'}
    """
    known = [str(role) for role in Role if role not in _BY_HAND]
    try:
        table = json.loads(text)
        wrong = [role for role in table.values() if role not in known]
    except (ValueError, AttributeError) as problem:
        raise UsageError("VEERKRACHT_OIDC_ROLES is no JSON object. Write {example}.",
                         example='{"word of the city": "officer"}') from problem  # fmt: skip
    if wrong:
        raise UsageError("VEERKRACHT_OIDC_ROLES names the role {name}. Choose one of {known}.",
                         name=wrong[0], known=", ".join(known))  # fmt: skip
    return dict(table)


def second_factor_roles(environment: Mapping[str, str]) -> list[str]:
    """Return the roles that count only in a session with a second factor.

    Raises
    ------
    UsageError
        If `VEERKRACHT_SECOND_FACTOR` names a role that does not exist; nobody should find out later that it did nothing.

    Examples
    --------
    >>> second_factor_roles({"VEERKRACHT_SECOND_FACTOR": "officer, reviewer"})
    ['officer', 'reviewer']
    """
    known = [str(role) for role in Role]
    named = _listed(environment.get("VEERKRACHT_SECOND_FACTOR", _SECOND_FACTOR))
    wrong = [name for name in named if name not in known]
    if wrong:
        raise UsageError("VEERKRACHT_SECOND_FACTOR names the role {name}. Choose one of {known}.",
                         name=wrong[0], known=", ".join(known))  # fmt: skip
    return named


def _claim_safe(issuer: str, environment: Mapping[str, str]) -> None:
    """Insist on https, save for a provider on this machine itself that is used to try things out."""
    local = issuer.startswith("http://127.0.0.1:")
    if not (issuer.startswith("https://") or (local and environment.get("VEERKRACHT_OIDC_LOCAL") == "yes")):
        raise UsageError("VEERKRACHT_OIDC_ISSUER is {issuer}. It must begin with https://.", issuer=issuer)


def _needed(environment: Mapping[str, str], name: str) -> str:
    if not environment.get(name):
        raise UsageError("{name} is empty. Give it together with VEERKRACHT_OIDC_ISSUER.", name=name)
    return environment[name]


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
