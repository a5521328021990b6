"""Words of the table of roles, for templates."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.translation import gettext_lazy as _

from veerkracht.web.people.access import Action, Role, Scope
from veerkracht.web.people.words import ACTIONS, CLASSES, ROLES, SCOPES

__all__ = ["action_name", "class_words", "level_words", "role_words", "scope_words"]

register = template.Library()

_LEVELS: Final = {
    "": "–", "public": _("public fields"), "signed_in": _("also contacts"), "team": _("also fields of the team"),
    "confidential": _("also confidential fields"),
}  # fmt: skip


@register.filter
def role_words(role: Role) -> str:
    """Return the name of a role."""
    return str(ROLES[role][0])


@register.filter
def action_name(action: Action) -> str:
    """Return the words of an action."""
    return str(ACTIONS[action])


@register.filter
def scope_words(scope: Scope) -> str:
    """Return the words of a scope; nothing where it is not allowed."""
    return "–" if scope is Scope.NONE else str(SCOPES[scope])


@register.filter
def level_words(level: str) -> str:
    """Return which fields are seen."""
    return str(_LEVELS[level])


@register.filter
def class_words(access: str) -> str:
    """Return the words of a class of registers."""
    return str(CLASSES[access])
