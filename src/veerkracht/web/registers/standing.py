"""Where a record stands in the review, as a symbol and words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veerkracht.web.registers.models import State

__all__ = ["STATES", "Mark", "state_words"]


class Mark(NamedTuple):
    """A symbol that repeats the words after it."""

    symbol: str
    words: Promise | str


STATES: Final[Mapping[str, Mark]] = MappingProxyType({
    State.WORKING: Mark("○", _("being worked on")),
    State.SUBMITTED: Mark("→", _("waiting for review")),
    State.RETURNED: Mark("←", _("returned")),
    State.APPROVED: Mark("✓", _("approved")),
    State.ARCHIVED: Mark("×", _("archived")),
})  # fmt: skip


def state_words(state: str) -> Mark:
    """Return the mark of a state."""
    return STATES.get(state, Mark("?", state))
