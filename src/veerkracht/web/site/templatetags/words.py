"""Words of the catalogue in the language of the reader, for templates."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from veerkracht.catalogue import Words

__all__ = ["label"]

library = register = template.Library()


@library.filter
def label(words: Words | None) -> str:
    """Return words of the catalogue in the active language."""
    if words is None:
        return ""
    return words.en if (get_language() or "nl").startswith("en") else words.nl
