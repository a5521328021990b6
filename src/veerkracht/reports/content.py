"""The content model of an edition: what is said, apart from how it looks.

A workflow builds one `Edition` out of pages and blocks; the renderers for web, PDF and Word show the same
blocks. Words are English templates that `words.py` translates; numbers carry unit, margin, period and
source and get their form only when a reader's language is known. Nothing here computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

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


@dataclass(frozen=True)
class Heading:
    """A heading below the title of the page; `level` 2 or 3."""

    text: Inline
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True)
class Answer:
    """The sentence that answers the question above it."""

    text: Inline
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    """Running text; `soft` for explanations under a figure."""

    text: Inline
    sources: tuple[str, ...] = ()
    soft: bool = False


@dataclass(frozen=True)
class Notice:
    """Something the reader must know before trusting the page (a gap, a synthetic source, a break)."""

    text: Inline


@dataclass(frozen=True)
class Items:
    """A bulleted list."""

    items: tuple[Inline, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A table column; numbers are set right."""

    header: Inline
    numeric: bool = False


@dataclass(frozen=True)
class DataTable:
    """A table; the first cell of each row is its header.

    `closed` lets the web page fold it away ("show the table"); paper always shows it.
    """

    caption: Inline
    columns: tuple[Column, ...]
    rows: tuple[tuple[Inline, ...], ...]
    sources: tuple[str, ...]
    closed: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class Flow:
    """Counts per state, in order, drawn as dots with the number above and the word below."""

    caption: Inline
    states: tuple[tuple[Inline, int], ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class LegendEntry:
    """One line of a map legend: `style` is a key of the palette (a class code, ``level_1``..``level_5``,
    ``change_1``..``change_7`` or ``unknown``)."""

    style: str
    text: Inline
    count: int | None = None


@dataclass(frozen=True)
class MapArea:
    """One area on a map: WKB geometry (EPSG:28992), style of its fill, and how sure the class is.

    `certainty` None or >= 0.8 draws the full fill, 0.6-0.8 a lighter fill, below 0.6 dots over it.
    """

    area: str
    name: str
    geometry: bytes
    style: str
    certainty: float | None = None


@dataclass(frozen=True)
class MapPicture:
    """A choropleth. `settings` is the line under the map with the settings that made it."""

    areas: tuple[MapArea, ...]
    legend: tuple[LegendEntry, ...]
    settings: Inline
    show_certainty: bool = True
    labels: bool = False


@dataclass(frozen=True)
class SeriesPoint:
    """One point of a series; `value` None leaves a gap, `broken` marks a break before this point."""

    year: float
    value: float | None
    lower: float | None = None
    upper: float | None = None
    broken: bool = False


@dataclass(frozen=True)
class SeriesPicture:
    """A line chart of one indicator over the years; `compare` is a second, thinner line."""

    points: tuple[SeriesPoint, ...]
    unit: str
    decimals: int
    label: Inline
    compare: tuple[SeriesPoint, ...] = ()
    compare_label: Inline = ""


@dataclass(frozen=True)
class PlanePoint:
    """One area in the plane of change: x change of vulnerability, y change of problems."""

    name: str
    x: float
    y: float
    style: str


@dataclass(frozen=True)
class PlanePicture:
    """Scatter of areas with the dead band drawn around zero."""

    points: tuple[PlanePoint, ...]
    x_label: Inline
    y_label: Inline
    band_x: float
    band_y: float


Picture = MapPicture | SeriesPicture | PlanePicture


@dataclass(frozen=True)
class Figure:
    """A picture with alternative text, caption, and the table with the same numbers.

    `name` is the stable file name of the picture inside the edition (without suffix).
    """

    name: str
    picture: Picture
    alt: Inline
    caption: Inline
    sources: tuple[str, ...]
    table: DataTable | None = None
    print_map: bool = False
    """Also publish as an A3 sheet for on the table."""


@dataclass(frozen=True)
class Downloads:
    """Files of the edition that hold what the reader sees; shown on the web only."""

    files: tuple[Link, ...]


Block = Heading | Answer | Paragraph | Notice | Items | DataTable | Flow | Figure | Downloads


@dataclass(frozen=True)
class Page:
    """One page: the title is the question it answers.

    Parameters
    ----------
    path : str
        Place in the site without suffix, for example ``risks/ST-POV``; ``index`` is the home page.
    section : str
        Item of the main menu it stands under: overview, risks, initiatives, neighbourhoods, changes, method.
    depth : int
        Heading level in the report: 1 a chapter, 2 a part of the chapter before it.
    """

    path: str
    title: Inline
    blocks: tuple[Block, ...]
    section: str = "overview"
    depth: int = 1
    short_title: Inline = ""


@dataclass(frozen=True)
class Source:
    """A source as shown to readers."""

    source: str
    title: str
    publisher: str = ""
    licence: str = ""
    url: str = ""
    edition: str = ""
    retrieved: str = ""


@dataclass(frozen=True)
class Edition:
    """A whole edition: the input of every renderer.

    Parameters
    ----------
    city : Label
        Name of the city.
    name : str
        Name of the edition, mostly a year.
    date : str
        ISO date printed on it; part of the input, never the clock.
    synthetic : bool
        Made from generated data; every page says so.
    pages : tuple of Page
        In reading order; the first is the home page.
    summary : tuple of Block
        The one page for the alderman.
    """

    city: Label
    name: str
    date: str
    synthetic: bool
    pages: tuple[Page, ...]
    summary: tuple[Block, ...]
    sources: tuple[Source, ...]
    publisher: Label = Label("", "")
    version: str = ""
    licence: str = ""
    """Of the edition and its open data, as shown in the footer, for example ``CC BY 4.0``."""


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
