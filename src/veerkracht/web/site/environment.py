"""What differs per place, read from the environment: the state folder, the key, the database, hosts and mail.

Every name that is read is listed in `KNOWN`, which the documentation repeats.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import dj_database_url

from veerkracht.errors import SettingError

__all__ = ["KNOWN", "database", "hosts", "is_on", "mail", "origins", "secret_key", "site_address", "state_folder"]

Setting = dict[str, Any]  # Any: a setting of Django holds numbers, words and mappings

KNOWN: Final = MappingProxyType(
    {
        "VEERKRACHT_STATE": "folder of the key, the SQLite database, files and made assets; without it .veerkracht here",
        "VEERKRACHT_SECRET_KEY": "key of sessions and links; without it one is made and kept in the state folder",
        "DATABASE_URL": "PostgreSQL, for example postgres://user@host/name; without it SQLite in the state folder",
        "VEERKRACHT_CITY": "id of the city in the catalogue; without it the-hague",
        "VEERKRACHT_HOSTS": "names under which the monitor is reached, with commas; without it this machine only",
        "VEERKRACHT_INSECURE": "1 to serve http without TLS: only on this machine or for a try",
        "VEERKRACHT_BEHIND_PROXY": "1 when a proxy in front sets X-Forwarded-For and X-Forwarded-Proto itself",
        "VEERKRACHT_MAIL": "smtp://user:password@host:587 or smtps://…; without it mail is printed in the log",
        "VEERKRACHT_MAIL_FROM": "sender of mail",
        "VEERKRACHT_ADDRESS": "address of the site in mail that is sent by itself, for example https://monitor.example.org",
        "VEERKRACHT_SECOND_FACTOR": "roles that count only with a second factor, with commas; without it all but the owner's",
        "VEERKRACHT_OIDC_ISSUER": "provider of sign-in of the city; without it passwords only",
        "VEERKRACHT_OIDC_CLIENT": "name of the monitor at that provider",
        "VEERKRACHT_OIDC_SECRET": "its secret there",
        "VEERKRACHT_OIDC_SCOPES": "what is asked of the provider; without it openid email profile",
        "VEERKRACHT_OIDC_ROLE_CLAIM": "claim that holds roles; without it roles",
        "VEERKRACHT_OIDC_ROLES": "JSON object from words in that claim to roles here",
        "VEERKRACHT_OIDC_SECOND_FACTOR": "words in amr that stand for a second factor; without it mfa,otp,hwk,fido",
        "VEERKRACHT_OIDC_LOCAL": "1 to allow a provider by http on this machine, for tests",
        "VEERKRACHT_SECURITY_CONTACT": "mailto: or https: address in security.txt; without it security@ the host",
    }
)

SQLITE_OPTIONS: Final = MappingProxyType(
    {
        "transaction_mode": "IMMEDIATE",  # without it writers that meet lose their work
        "timeout": 60,  # seconds; who waits for the right to write asks again and again, and may be passed over often
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
    }
)
POSTGRESQL_OPTIONS: Final = "-c jit=off"  # to compile a question of the search took longer than to answer it
MAIL_PORTS: Final = MappingProxyType({"smtp": 587, "smtps": 465})


def is_on(environment: Mapping[str, str], name: str) -> bool:
    """Tell whether a switch is given as 1, true, yes or on.

    Examples
    --------
    >>> is_on({"VEERKRACHT_INSECURE": "1"}, "VEERKRACHT_INSECURE"), is_on({}, "VEERKRACHT_INSECURE")
    (True, False)
    """
    return environment.get(name, "").strip().casefold() in ("1", "true", "yes", "on")


def state_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder in which the application keeps its own files; it is made when absent."""
    folder = Path(environment.get("VEERKRACHT_STATE") or Path.cwd() / ".veerkracht").absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError("The folder {folder} cannot be made: {reason}. Choose another in VEERKRACHT_STATE.",
                           folder=folder, reason=error.strerror or str(error)) from error  # fmt: skip
    return folder


def secret_key(environment: Mapping[str, str], folder: Path) -> str:
    """Return the key that signs sessions and links: the given one, or one that is made once and kept.

    The file can be read by its owner only. Who loses it signs everybody out; nothing else is lost.
    """
    given = environment.get("VEERKRACHT_SECRET_KEY", "").strip()
    if given:
        return given
    place = folder / "secret_key"
    aside = folder / f"secret_key.{os.getpid()}"
    if not place.is_file():
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        _keep_first(aside, place)
    return place.read_text("ascii").strip()


def _keep_first(aside: Path, place: Path) -> None:
    """Give a whole file its name, unless another process was first."""
    try:
        place.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def database(environment: Mapping[str, str], folder: Path) -> Setting:
    """Return the database: PostgreSQL when `DATABASE_URL` names one, else SQLite in the state folder.

    Raises
    ------
    SettingError
        If the address is of another kind of database.
    """
    url = environment.get("DATABASE_URL") or f"sqlite:///{folder / 'veerkracht.sqlite3'}"
    try:
        found: Setting = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    except ValueError as error:
        raise SettingError("DATABASE_URL is no address of a database. Write postgres://user@host/name.") from error
    if found["ENGINE"].endswith("sqlite3"):
        return {**found, "OPTIONS": dict(SQLITE_OPTIONS)}
    if not found["ENGINE"].endswith("postgresql"):
        raise SettingError("DATABASE_URL names a database of kind {kind}. Choose postgres or sqlite.",
                           kind=urlsplit(url).scheme)  # fmt: skip
    return {**found, "OPTIONS": {"options": POSTGRESQL_OPTIONS, **found.get("OPTIONS", {})}}


def hosts(environment: Mapping[str, str]) -> list[str]:
    """Return the names under which the application answers."""
    given = environment.get("VEERKRACHT_HOSTS", "")
    return [name.strip() for name in given.split(",") if name.strip()] or ["localhost", "127.0.0.1", "[::1]"]


def origins(names: list[str]) -> list[str]:
    """Return the origins from which a form may be sent: each host by https."""
    return [f"https://{'*' if name.startswith('.') else ''}{name}" for name in names if name != "*"]


def mail(environment: Mapping[str, str]) -> Setting:
    """Return the settings of mail: an SMTP server when one is given, else the log.

    Examples
    --------
    >>> mail({"VEERKRACHT_MAIL": "smtp://me:secret@mail.example.org"})["EMAIL_PORT"]
    587
    """
    url = urlsplit(environment.get("VEERKRACHT_MAIL", ""))
    sender = {"DEFAULT_FROM_EMAIL": environment.get("VEERKRACHT_MAIL_FROM") or "veerkracht@localhost"}
    if url.scheme not in MAIL_PORTS:
        return {**sender, "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    return {
        **sender, "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": url.hostname or "",
        "EMAIL_PORT": url.port or MAIL_PORTS[url.scheme], "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""), "EMAIL_USE_TLS": url.scheme == "smtp",
        "EMAIL_USE_SSL": url.scheme == "smtps", "EMAIL_TIMEOUT": 20,
    }  # fmt: skip


def site_address(environment: Mapping[str, str], hosts: Sequence[str], *, insecure: bool) -> str:
    """Return the whole address of the site, for links in mail that no request asked for.

    Examples
    --------
    >>> site_address({}, ["monitor.example.org"], insecure=False)
    'https://monitor.example.org'
    """
    host = hosts[0].lstrip(".*") or "localhost"
    return environment.get("VEERKRACHT_ADDRESS") or (f"http://{host}:8000" if insecure else f"https://{host}")
