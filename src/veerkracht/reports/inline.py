"""What stands within a line: words in two languages, figures with unit and margin, phrases, links and marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "LANGUAGES", "Chance", "ClassMark", "Direction", "Inline", "Kind", "Label", "Language", "Link", "Number", "Phrase",
    "say",
]  # fmt: skip

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


@dataclass(frozen=True)
class Label:
    """Words that are data: a name or text given in both languages by the catalogue or a register."""

    nl: str
    en: str


@dataclass(frozen=True)
class Number:
    """A figure with its unit and margin.

    Parameters
    ----------
    value : float or None
        None when absent; then `status` says why and the renderer shows a word, never a zero.
    unit : str
        Code of the unit: ``""`` (plain), percent, points (percentage points), index_points, per_1000,
        probability (value 0-1, shown as a percentage), eur, eur_1000, year (no thousands separator).
    decimals : int
        Decimals shown.
    lower, upper : float or None
        Bounds of the 90 % interval, in the same unit; shown as "(0,1 tot 0,7)".
    sources : tuple of str
        Ids of sources; may be empty when the block around it names them.
    status : str
        SDMX observation status.
    """

    value: float | None
    unit: str = ""
    decimals: int = 0
    lower: float | None = None
    upper: float | None = None
    sources: tuple[str, ...] = ()
    status: str = "A"
    signed: bool = False


@dataclass(frozen=True)
class Phrase:
    """A translatable English template with named places, for example ``"{n} risks are rising."``.

    `plural` with `count` selects the plural form of the reader's language. `strong` names the places that
    carry the answer and are set bold.
    """

    template: str
    values: Mapping[str, Inline] = field(default_factory=dict)
    plural: str = ""
    count: int | None = None
    strong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """Text that leads to a page of the edition (`page`), a file in it (`file`) or an address (`url`).

    In `file` the mark ``{language}`` stands for the language of the reader.
    """

    text: Inline
    page: str = ""
    file: str = ""
    url: str = ""


@dataclass(frozen=True)
class Direction:
    """Direction of a risk: rising, steady, falling or unknown; shown as symbol and word.

    The renderers refuse another code.
    """

    code: str


@dataclass(frozen=True)
class Kind:
    """Kind of a risk: shock, stress, emerging or compound; shown as symbol and word."""

    code: str


@dataclass(frozen=True)
class ClassMark:
    """Class of the resilience map, shown as a swatch with pattern and word.

    `code` is under_pressure, shows_resilience, other_cause, no_signal or unknown; the renderers refuse another.
    """

    code: str


@dataclass(frozen=True)
class Chance:
    """A probability (0-1, None when unknown) shown as a small bar with its percentage."""

    value: float | None


Inline = str | Label | Number | Phrase | Link | Direction | Kind | ClassMark | Chance
"""`str` is data that reads the same in every language: a code, a proper name, a date."""


def say(
    template: str, /, *, plural: str = "", count: int | None = None, strong: tuple[str, ...] = (), **values: Inline
) -> Phrase:
    """Build a phrase from its English template and the values of its places.

    Examples
    --------
    >>> say("{n} risks are rising.", n=Number(3)).values["n"].value
    3
    """
    return Phrase(template, values, plural, count, strong)
