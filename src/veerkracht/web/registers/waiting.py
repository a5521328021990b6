"""The steps of review, and what keeps a record from taking one: a rule of its register, or another room of the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.dispatch import Signal
from django.utils.translation import get_language

from veerkracht.errors import UsageError
from veerkracht.web.people.access import Action, Actor
from veerkracht.web.registers.checking import unready
from veerkracht.web.registers.models import Record, State

__all__ = ["FOUR_EYES", "MOVES", "NEEDS_REASON", "ask_the_house", "moving"]

MOVES: Final[Mapping[tuple[str, str], Action]] = {
    (State.WORKING, State.SUBMITTED): Action.SUBMIT,
    (State.RETURNED, State.SUBMITTED): Action.SUBMIT,
    (State.SUBMITTED, State.RETURNED): Action.REVIEW,
    (State.SUBMITTED, State.APPROVED): Action.REVIEW,
    (State.WORKING, State.APPROVED): Action.REVIEW,
    (State.RETURNED, State.APPROVED): Action.REVIEW,
    (State.WORKING, State.ARCHIVED): Action.ARCHIVE,
    (State.SUBMITTED, State.ARCHIVED): Action.ARCHIVE,
    (State.RETURNED, State.ARCHIVED): Action.ARCHIVE,
    (State.APPROVED, State.ARCHIVED): Action.ARCHIVE,
    (State.ARCHIVED, State.WORKING): Action.ARCHIVE,
}
"""Which moves of review there are, and the action that a role needs for each."""

NEEDS_REASON: Final = (State.RETURNED, State.ARCHIVED)
FOUR_EYES: Final = ("spoken", "quote")  # the last to change a record of these classes cannot approve it

moving = Signal()
"""Sent with `record`, `to` (State) and `actor` before a record moves through review, inside the transaction.

A receiver that raises `DeniedError` or `UsageError` stops it. A part that is stopped stays behind, unpublished, while
what it belongs to goes on.
"""


def ask_the_house(record: Record, to: State, actor: Actor) -> None:
    """Ask whether a record may move through review.

    Raises
    ------
    UsageError
        If a rule of its register must hold first.
    DeniedError, UsageError
        Whatever a receiver of `moving` raises.
    """
    rule = unready(record.definition, record.values) if to == State.APPROVED else None
    if rule:
        english = (get_language() or "nl").startswith("en")
        raise UsageError("{message}", message=rule.message.en if english else rule.message.nl)
    moving.send(sender=Record, record=record, to=to, actor=actor)
