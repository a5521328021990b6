"""What keeps a record from going through review: a rule of its register, or another room of the house."""

from __future__ import annotations

from django.dispatch import Signal
from django.utils.translation import get_language

from veerkracht.errors import UsageError
from veerkracht.web.people.access import Actor
from veerkracht.web.registers.checking import unready
from veerkracht.web.registers.models import Record, State

__all__ = ["ask_the_house", "moving"]

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
