"""Text that a spreadsheet would run as a formula: made harmless in delimited text, and taken back when read."""

from __future__ import annotations

from typing import Final

__all__ = ["guarded", "unguarded"]

RUNS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula, also in a text file."""


def guarded(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run.

    Examples
    --------
    >>> guarded("=1+1"), guarded("'=1+1"), guarded("Buurttafel")
    ("'=1+1", "''=1+1", 'Buurttafel')
    """
    return f"'{text}" if text.lstrip("'").startswith(RUNS) else text


def unguarded(text: str) -> str:
    """Take off the apostrophe that `guarded` put there; other text stays as it is.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("-5"), unguarded("'s avonds")
    ('=1+1', '-5', "'s avonds")
    """
    bare = text.lstrip("'")
    return text[1:] if bare != text and bare.startswith(RUNS) else text
