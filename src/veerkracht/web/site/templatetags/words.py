"""Words of the catalogue and answers of records in the language of the reader, for templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from veerkracht.catalogue import Field, Words
from veerkracht.web.registers.markup import absent, brief_html, state_html, told_html
from veerkracht.web.registers.naming import Naming, Told, day_words, tell

__all__ = ["adding", "brief", "day", "label", "shown_value", "state_mark", "told", "unknown"]

register = template.Library()


@register.filter
def label(words: Words | None) -> str:
    """Return words of the catalogue in the active language, in the other where they lack."""
    if words is None:
        return ""
    english = (get_language() or "nl").startswith("en")
    return (words.en or words.nl) if english else (words.nl or words.en)


@register.filter
def adding(one: Words) -> str:
    """Return the words on a button that adds a record, by what one is called."""
    return capfirst(gettext("Add {one}").format(one=label(one)))


@register.filter
def day(text: str) -> str:
    """Return a year, a month or a day, as it is kept, in the active language."""
    return day_words(text)


@register.filter
def told(answer: Told) -> SafeString:
    """Return an answer as HTML."""
    return told_html(answer)


@register.filter
def brief(answer: Told) -> SafeString:
    """Return an answer on one line, a long text cut off."""
    return brief_html(answer)


@register.simple_tag
def shown_value(asked: Field, value: object, naming: Naming) -> SafeString:
    """Return a kept answer as HTML, by the kind of its field: ``{% shown_value field value naming %}``."""
    return told_html(tell(asked, value, naming))


@register.simple_tag
def unknown() -> SafeString:
    """Return the word for what is not known."""
    return absent()


@register.simple_tag
def state_mark(state: str) -> SafeString:
    """Return a state of review as a symbol and words."""
    return state_html(state)
