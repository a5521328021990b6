"""The words for everything that can be wrong with what somebody filled in, in the reader's language.

Answers and rules speak in codes; pages, files and the interface for machines take their sentences from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veerkracht.catalogue import Field
from veerkracht.web.registers.answers import LONGEST_PROSE, LONGEST_TEXT
from veerkracht.web.registers.checking import Finding

__all__ = ["PROBLEMS", "finding_words", "problem_words"]

PROBLEMS: Final[Mapping[str, Promise]] = MappingProxyType({
    "required": _("Fill this in. It cannot stay empty."),
    "unknown-word": _("Choose one of the words in the list."),
    "not-yes-or-no": _("Answer with yes or no, or leave it empty if you do not know."),
    "not-a-text": _("Write this as text."),
    "unknown-language": _("Write this text in Dutch or in English."),
    "too-long": _("This text is too long. Use at most {longest} characters."),
    "not-a-number": _("Write a number, for example 12 or 0,5."),
    "ambiguous-number": _("We cannot tell whether this is a thousand or a decimal. Write 1234 or 1,23."),
    "not-whole": _("Write a whole number, without decimals."),
    "too-low": _("This number is too low. The least is {minimum}."),
    "too-high": _("This number is too high. The most is {maximum}."),
    "not-a-year": _("Write a year between 1900 and 2100."),
    "unreadable-date": _("We cannot read this date. Write it as 15-3-2027, 3-2027 or 2027."),
    "day-needed": _("Write the whole date, with the day. For example 15-3-2027."),
    "unknown-area": _("We do not know this area. Choose one from the list."),
    "unknown-record": _("We cannot find this one. Choose it from the list, or record it first."),
    "not-an-address": _("Write an e-mail address, for example name@example.org."),
    "not-a-web-address": _("Write a web address, for example https://example.org."),
    "unknown-field": _("This question does not belong here. Take it away."),
})  # fmt: skip


def problem_words(code: str, field: Field | None = None) -> str:
    """Return the sentence for a problem.

    Parameters
    ----------
    code : str
        Code of an `AnswerError` or a `Finding`, except ``rule``.
    field : Field or None
        Where it shows; it knows the least and the most that may be filled in.
    """
    longest = LONGEST_PROSE if field and field.kind == "prose" else LONGEST_TEXT
    facts = {
        "longest": longest, "minimum": _number(field.minimum if field else None),
        "maximum": _number(field.maximum if field else None),
    }  # fmt: skip
    return str(PROBLEMS[code]).format(**facts)


def finding_words(finding: Finding, field: Field | None, language: str) -> str:
    """Return the sentence for a finding: that of its rule, or that of its code."""
    if finding.message is not None:
        return finding.message.nl if language == "nl" else finding.message.en
    return problem_words(finding.code, field)


def _number(bound: float | None) -> str:
    return "" if bound is None else f"{bound:g}"
