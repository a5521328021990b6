"""Who may do what: one table, and nothing is allowed that it does not grant.

A role gets, per class of register and per action, a scope: the records on which it may act. `LEVELS` tells which
fields it sees there. The table is read by pages, files, the interface for machines and the search alike. `DUTIES`
is the table of what is no record: accounts and the log.

Notes
-----
The classes of registers (`Register.access`): open (published after review), team (the city's own work), street
(published, read by residents), spoken (interviews: never public), quote (what was said, without who said it),
critical (systems whose weak spots must not be known), exchange (with partner cities), edition (what is frozen and
published).

An administrator keeps accounts and sees of the content what the public sees, also when signed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

__all__ = [
    "DUTIES", "GRANTS", "LEVELS", "Action", "Actor", "Assigned", "Duty", "Reader", "Role", "Scope", "level_of",
    "scope_of",
]  # fmt: skip


class Role(StrEnum):
    """What somebody is to the monitor; one person can have several."""

    PUBLIC = "public"
    RESIDENT = "resident"
    OWNER = "owner"
    AREA_WORKER = "area_worker"
    ANALYST = "analyst"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be done with a record or a register."""

    READ = "read"
    EXPORT = "export"
    HISTORY = "history"
    COMMENT = "comment"
    CREATE = "create"
    CHANGE = "change"
    SUBMIT = "submit"
    REVIEW = "review"
    ARCHIVE = "archive"
    IMPORT = "import"
    ERASE = "erase"


class Scope(StrEnum):
    """On which records an action may be done."""

    NONE = "none"
    PUBLISHED = "published"  # the published version only
    PUBLISHED_IN_AREAS = "published_in_areas"  # the published version, of records in one's own areas
    OWN = "own"  # the record one was invited to, and its parts
    AREAS = "areas"  # records in one's own areas
    ALL = "all"


Grants = MappingProxyType[Action, Scope]


def _grants(**scopes: Scope) -> Grants:
    return MappingProxyType({Action(action): scope for action, scope in scopes.items()})


def _each(scope: Scope, *actions: str) -> dict[str, Scope]:
    return dict.fromkeys(actions, scope)


_WORK: Final = ("read", "export", "history", "comment", "create", "change", "submit", "archive")
_NOTHING: Final = _grants()
_PUBLISHED: Final = _grants(read=Scope.PUBLISHED, export=Scope.PUBLISHED)
_OWN: Final = _grants(
    read=Scope.OWN, history=Scope.OWN, comment=Scope.OWN, create=Scope.OWN, change=Scope.OWN, submit=Scope.OWN,
    export=Scope.OWN,
)  # fmt: skip
_SPEAKS: Final = _grants(
    read=Scope.OWN, change=Scope.OWN, submit=Scope.OWN
)  # an interviewee, by the link of the invitation
_IN_AREAS: Final = _grants(**_each(Scope.AREAS, "read", "history", "comment", "create", "change", "submit", "export"))
_LOOK: Final = _grants(**_each(Scope.ALL, "read", "export", "history", "comment"))
_WORKS: Final = _grants(**_each(Scope.ALL, *_WORK, "import"))
_RUNS: Final = _grants(**_each(Scope.ALL, *_WORK, "import", "review", "erase"))
_REVIEWS: Final = _grants(**_each(Scope.ALL, "read", "history", "comment", "review", "export"))
_HEARS: Final = _grants(**_each(Scope.ALL, "read", "history", "comment", "review"))  # a second person, without files
_ERASES: Final = _grants(**_each(Scope.ALL, "read", "history", "erase"))
_ANSWERS: Final = _grants(**_each(Scope.ALL, "read", "history", "erase", "export"))  # to whoever asks what is kept
_QUOTES: Final = _grants(read=Scope.PUBLISHED_IN_AREAS)

GRANTS: Final[MappingProxyType[str, MappingProxyType[Role, Grants]]] = MappingProxyType({
    access: MappingProxyType(row)
    for access, row in {
        "open": {
            Role.PUBLIC: _PUBLISHED, Role.RESIDENT: _PUBLISHED, Role.OWNER: _OWN, Role.AREA_WORKER: _IN_AREAS,
            Role.ANALYST: _WORKS, Role.OFFICER: _RUNS, Role.REVIEWER: _REVIEWS, Role.PRIVACY_OFFICER: _ERASES,
        },
        "team": {
            Role.ANALYST: _WORKS, Role.OFFICER: _RUNS, Role.REVIEWER: _REVIEWS, Role.PRIVACY_OFFICER: _ERASES,
        },
        "street": {
            Role.PUBLIC: _PUBLISHED, Role.RESIDENT: _PUBLISHED, Role.OWNER: _OWN, Role.AREA_WORKER: _IN_AREAS,
            Role.ANALYST: _LOOK, Role.OFFICER: _RUNS, Role.REVIEWER: _REVIEWS, Role.PRIVACY_OFFICER: _ERASES,
        },
        "spoken": {
            Role.OWNER: _SPEAKS, Role.ANALYST: _LOOK, Role.OFFICER: _RUNS, Role.REVIEWER: _HEARS,
            Role.PRIVACY_OFFICER: _ANSWERS,
        },
        "quote": {
            Role.OWNER: _SPEAKS, Role.AREA_WORKER: _QUOTES, Role.ANALYST: _LOOK, Role.OFFICER: _RUNS,
            Role.REVIEWER: _HEARS, Role.PRIVACY_OFFICER: _ANSWERS,
        },
        "critical": {Role.OFFICER: _RUNS, Role.REVIEWER: _REVIEWS},
        "exchange": {
            Role.PUBLIC: _PUBLISHED, Role.RESIDENT: _PUBLISHED, Role.ANALYST: _WORKS, Role.OFFICER: _RUNS,
            Role.REVIEWER: _REVIEWS, Role.PRIVACY_OFFICER: _ERASES,
        },
        "edition": {
            Role.PUBLIC: _PUBLISHED, Role.RESIDENT: _PUBLISHED, Role.ANALYST: _LOOK, Role.OFFICER: _RUNS,
            Role.REVIEWER: _REVIEWS, Role.PRIVACY_OFFICER: _ERASES,
        },
    }.items()
})  # fmt: skip

_NO_CLASS: Final[MappingProxyType[Role, Grants]] = MappingProxyType({})

LEVELS: Final[MappingProxyType[Role, str]] = MappingProxyType({
    Role.PUBLIC: "public",
    Role.RESIDENT: "signed_in",
    Role.OWNER: "team",
    Role.AREA_WORKER: "team",
    Role.ANALYST: "team",
    Role.OFFICER: "confidential",
    Role.REVIEWER: "team",
    Role.PRIVACY_OFFICER: "confidential",
    Role.ADMINISTRATOR: "public",
})  # fmt: skip
"""The most a role sees of a record within its scope; outside it, what a resident or the public sees."""


def scope_of(role: Role, access: str, action: Action) -> Scope:
    """Return the records of a class of registers on which a role may do something; nothing unless granted."""
    return GRANTS.get(access, _NO_CLASS).get(role, _NOTHING).get(action, Scope.NONE)


_SPOKEN: Final = ("spoken", "quote")


def level_of(role: Role, access: str) -> str:
    """Return the most that a role sees of a record in its scope.

    A privacy officer sees confidential fields of interviews only, to answer and to erase; of the rest what the
    team sees. Who was interviewed sees all of the own interview.
    """
    if role is Role.PRIVACY_OFFICER and access not in _SPOKEN:
        return "team"
    if role is Role.OWNER and access in _SPOKEN:
        return "confidential"
    return LEVELS[role]


class Duty(StrEnum):
    """What can be done apart from records."""

    PEOPLE = "people"  # invite anybody, give and end roles, close accounts
    INVITE_OWNERS = "invite_owners"  # invite somebody to keep one record
    LOG = "log"  # read the log and check its chain
    EXPORT_PERSON = "export_person"  # answer who asks what is kept about them
    ERASE_PERSON = "erase_person"  # take a name off what an account did


DUTIES: Final[MappingProxyType[Role, frozenset[Duty]]] = MappingProxyType(
    {
        Role.OFFICER: frozenset({Duty.INVITE_OWNERS}),
        Role.PRIVACY_OFFICER: frozenset({Duty.LOG, Duty.EXPORT_PERSON, Duty.ERASE_PERSON}),
        Role.ADMINISTRATOR: frozenset({Duty.PEOPLE, Duty.INVITE_OWNERS, Duty.LOG}),
    }
)
"""What each role may do apart from records; a role that is not named may do nothing of it."""


@dataclass(frozen=True)
class Assigned:
    """A role of one person, with the areas or the record it is for."""

    role: Role
    areas: frozenset[str] = frozenset()
    record: str = ""


_NO_CONTENT: Final = (Role.PUBLIC, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Reader:
    """Whoever looks: nobody in particular, or somebody with an account and roles.

    Parameters
    ----------
    user_id : int or None
        Account; None for the public.
    assigned : tuple of Assigned
        The roles that were given. Whoever has one is a resident too, except who only administers; anybody is the
        public.
    language : str
        nl or en.
    """

    user_id: int | None = None
    assigned: tuple[Assigned, ...] = ()
    language: str = "nl"

    @property
    def roles(self) -> tuple[Assigned, ...]:
        """Return every role, the implied ones last."""
        member = self.user_id is not None and any(item.role not in _NO_CONTENT for item in self.assigned)
        implied = (Assigned(Role.RESIDENT),) if member else ()
        return (*self.assigned, *implied, Assigned(Role.PUBLIC))

    def has(self, role: Role) -> bool:
        """Tell whether the reader has a role."""
        return any(item.role is role for item in self.roles)

    def may(self, action: Action, access: str) -> bool:
        """Tell whether any role grants an action on some record of a class of registers."""
        return any(scope_of(item.role, access, action) is not Scope.NONE for item in self.roles)

    def has_duty(self, duty: str) -> bool:
        """Tell whether any role carries a duty."""
        return any(duty in DUTIES.get(item.role, ()) for item in self.roles)


@dataclass(frozen=True)
class Actor:
    """Who acts: a reader with roles, and how the log calls them (``user:3``, ``link:interview``, ``system``)."""

    reader: Reader
    label: str

    @property
    def user_id(self) -> int | None:
        """Return the account, if there is one."""
        return self.reader.user_id
