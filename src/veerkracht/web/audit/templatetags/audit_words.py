"""Words of the log, for templates."""

from __future__ import annotations

from django import template

from veerkracht.web.audit.words import words_of

__all__ = ["action_words"]

register = template.Library()


@register.filter
def action_words(action: str) -> str:
    """Return the words of an action of the log."""
    return words_of(action)
