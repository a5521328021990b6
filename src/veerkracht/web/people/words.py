"""Words for the roles, as pages and the command line show them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veerkracht.web.people.access import Action, Role, Scope

__all__ = ["ACTIONS", "CLASSES", "ROLES", "SCOPES"]

ROLES: Final[MappingProxyType[Role, tuple[Promise, Promise]]] = MappingProxyType({
    Role.PUBLIC: (_("Public"), _("Anybody, without an account.")),
    Role.RESIDENT: (_("Resident"), _("Reads what is published, with the contacts of parties.")),
    Role.OWNER: (_("Owner of a record"), _("Keeps the record that the invitation was for, and its parts.")),
    Role.AREA_WORKER: (_("Area worker"), _("Works on what plays in the own areas, and reads approved quotes of them.")),
    Role.ANALYST: (_("Analyst"), _("Works on all registers, without confidential fields.")),
    Role.OFFICER: (_("Resilience officer"), _("Runs the monitor: works, reviews, imports and erases.")),
    Role.REVIEWER: (_("Reviewer"), _("Is the second person who looks, approves or returns.")),
    Role.PRIVACY_OFFICER: (_("Privacy officer"), _("Answers and erases on request, and reads the log.")),
    Role.ADMINISTRATOR: (_("Administrator"), _("Keeps accounts and roles. Sees of the content what the public sees.")),
})  # fmt: skip
"""Per role its name, and in one sentence what it is for."""

ACTIONS: Final[MappingProxyType[Action, Promise]] = MappingProxyType({
    Action.READ: _("read"), Action.EXPORT: _("export"), Action.HISTORY: _("see history"),
    Action.COMMENT: _("comment"), Action.CREATE: _("make"), Action.CHANGE: _("change"), Action.SUBMIT: _("submit"),
    Action.REVIEW: _("review"), Action.ARCHIVE: _("archive"), Action.IMPORT: _("import"), Action.ERASE: _("erase"),
})  # fmt: skip

SCOPES: Final[MappingProxyType[Scope, Promise]] = MappingProxyType({
    Scope.NONE: _("no"), Scope.PUBLISHED: _("published"), Scope.PUBLISHED_IN_AREAS: _("published, own areas"),
    Scope.OWN: _("own record"), Scope.AREAS: _("own areas"), Scope.ALL: _("all"),
})  # fmt: skip

CLASSES: Final[MappingProxyType[str, Promise]] = MappingProxyType({
    "open": _("open: published after review"), "team": _("team: the city’s own work"),
    "street": _("street: residents read along"), "spoken": _("spoken: interviews, never public"),
    "quote": _("quote: what was said, without who said it"), "critical": _("critical: weak spots of the city"),
    "exchange": _("exchange: with partner cities"), "edition": _("edition: frozen and published"),
})  # fmt: skip
