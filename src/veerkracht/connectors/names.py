"""Names of areas as people say them, from names as files carry them."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["tidy_name"]

_REPEATED: Final = re.compile(r"^Wijk (?=Wijk )")
_NUMBERED: Final = re.compile(r"^Wijk \d+ +(?=\S)")
_MUNICIPALITY: Final = re.compile(r"^Gemeente +(?=\S)")


def tidy_name(raw: str) -> str:
    """Return the name of an area without the number and the word for its level.

    A district that has only a number keeps it, and a place whose name begins with the word keeps that.

    Examples
    --------
    >>> tidy_name(" Wijk Wijk 02 Belgisch Park"), tidy_name("Gemeente 's-Gravenhage")
    ('Belgisch Park', "'s-Gravenhage")
    >>> tidy_name("Wijk 00"), tidy_name("Wijk 05 Wijk aan Zee"), tidy_name("Wijk aan Zee")
    ('Wijk 00', 'Wijk aan Zee', 'Wijk aan Zee')
    """
    name = _REPEATED.sub("", " ".join(raw.split()))
    return _MUNICIPALITY.sub("", _NUMBERED.sub("", name))
