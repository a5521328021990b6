"""Who may do what: one table, and nothing is allowed that it does not grant.

A role gets, per class of register and per action, a scope: the records on which it may act. `LEVELS` tells which
fields it sees there. The table is read by pages, files, the interface for machines and the search alike.

Notes
-----
The classes of registers (`Register.access`): open (published after review), team (the city's own work), street
(published, read by residents), spoken (interviews: never public), critical (systems whose weak spots must not be
known), exchange (with partner cities), edition (what is frozen and published).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

__all__ = ["GRANTS", "LEVELS", "Action", "Actor", "Assigned", "Reader", "Role", "Scope", "level_of", "scope_of"]


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
_ERASES: Final = _grants(**_each(Scope.ALL, "read", "history", "erase", "export"))

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
            Role.OWNER: _SPEAKS, Role.ANALYST: _LOOK, Role.OFFICER: _RUNS, Role.REVIEWER: _REVIEWS,
            Role.PRIVACY_OFFICER: _ERASES,
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
    return GRANTS[access].get(role, _NOTHING).get(action, Scope.NONE)


def level_of(role: Role, access: str) -> str:
    """Return the most that a role sees of a record in its scope.

    A privacy officer sees confidential fields of interviews only, to answer and to erase; of the rest what the
    team sees.
    """
    if role is Role.PRIVACY_OFFICER and access != "spoken":
        return "team"
    return LEVELS[role]


@dataclass(frozen=True)
class Assigned:
    """A role of one person, with the areas or the record it is for."""

    role: Role
    areas: frozenset[str] = frozenset()
    record: str = ""


@dataclass(frozen=True)
class Reader:
    """Whoever looks: nobody in particular, or somebody with an account and roles.

    Parameters
    ----------
    user_id : int or None
        Account; None for the public.
    assigned : tuple of Assigned
        The roles that were given; a signed-in reader is a resident, and anybody is the public.
    language : str
        nl or en.
    """

    user_id: int | None = None
    assigned: tuple[Assigned, ...] = ()
    language: str = "nl"

    @property
    def roles(self) -> tuple[Assigned, ...]:
        """Return every role, the implied ones last."""
        implied = (Assigned(Role.RESIDENT),) if self.user_id is not None else ()
        return (*self.assigned, *implied, Assigned(Role.PUBLIC))

    def has(self, role: Role) -> bool:
        """Tell whether the reader has a role."""
        return any(item.role is role for item in self.roles)

    def may(self, action: Action, access: str) -> bool:
        """Tell whether any role grants an action on some record of a class of registers."""
        return any(scope_of(item.role, access, action) is not Scope.NONE for item in self.roles)


@dataclass(frozen=True)
class Actor:
    """Who acts: a reader with roles, and how the log calls them (``user:3``, ``link:interview``, ``system``)."""

    reader: Reader
    label: str

    @property
    def user_id(self) -> int | None:
        """Return the account, if there is one."""
        return self.reader.user_id
