"""What the key of a record in files and addresses may look like."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["LONGEST_KEY", "key_problem"]

LONGEST_KEY: Final = 120
_SIGNS: Final = re.compile(r"[/\\;|?#%\[\]\x00-\x1f\x7f]")  # part addresses, lists in files, and names from their keys
_TAKEN: Final = frozenset({"new", "bulk", "import", "export", "options", ".", ".."})
"""Words that stand in the place of a key in addresses."""


def key_problem(key: str) -> str:
    """Return the code of what is wrong with a key: ``key-too-long``, ``key-sign`` or ``key-taken``; empty if nothing.

    Examples
    --------
    >>> key_problem("2.3 Buurttafels"), key_problem("2/3"), key_problem("new")
    ('', 'key-sign', 'key-taken')
    """
    if len(key) > LONGEST_KEY:
        return "key-too-long"
    if _SIGNS.search(key) or key != " ".join(key.split()):
        return "key-sign"
    return "key-taken" if key.casefold() in _TAKEN else ""
