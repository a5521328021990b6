"""What an import would do and what it did, in short, for the tests of importing."""

from veerkracht.web.registers.models import Record

HEADS = ["Nummer", "Naam (Nederlands)", "Spoor", "Status", "Begin"]
"""Heads of a small list of initiatives."""


def kinds(plan):
    """Return per row what is done with it."""
    return [(step.key, step.kind.value) for step in plan.steps]


def told(plan):
    """Return everything that is wrong, with its place."""
    return [
        (one.code, one.sheet, one.row, one.column, one.cell, one.value) for step in plan.steps for one in step.troubles
    ]


def values(key, name="initiatives"):
    """Return the answers of a record as they are kept."""
    return Record.objects.get(register=name, external_id=key).values
