"""Whether a code still stands for the place that an older map drew under it: codes are given out again over the years."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["same_place"]

LONGEST: Final = 40
"""Characters after which the list of names of Statistics Netherlands cuts a name off."""
_SHORT_FORMS: Final = (
    (re.compile(r"\bverspr\.\s*h\."), "verspreide huizen"),
    (re.compile(r"\be\.\s*o\."), "en omgeving"),
)
_NO_LETTER: Final = re.compile(r"[\W_]")


def same_place(drawn: str, listed: str) -> bool:
    """Tell whether two names of one code mean the same place.

    Parameters
    ----------
    drawn : str
        Name on the map.
    listed : str
        Name in the list, which cuts long names off.

    Returns
    -------
    bool
        Capitals, punctuation and the usual short forms make no difference. A place that was given another name is taken for
        another place: no list says which ones only changed their name.

    Examples
    --------
    >>> same_place("Verspreide huizen in het Noorden", "Verspr.h. in het noorden"), same_place("Danswijk", "Goedewerf")
    (True, False)
    """
    one, other = _letters(drawn), _letters(listed)
    return one == other or (len(listed) >= LONGEST and one.startswith(other))


def _letters(name: str) -> str:
    plain = name.casefold()
    for form, whole in _SHORT_FORMS:
        plain = form.sub(whole, plain)
    return _NO_LETTER.sub("", plain)
