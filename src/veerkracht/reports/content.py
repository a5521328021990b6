"""The content model of an edition: what is said, apart from how it looks.

A workflow builds one `Edition` out of pages and blocks; the renderers for web, PDF and Word show the same
blocks. Words are English templates that `words.py` translates; numbers carry unit, margin, period and
source and get their form only when a reader's language is known. Nothing here computes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from veerkracht.reports.charts import BarsPicture, MoranPicture, RankPicture
from veerkracht.reports.inline import (
    LANGUAGES,
    Chance,
    ClassMark,
    Direction,
    Inline,
    Kind,
    Label,
    Language,
    Link,
    Number,
    Phrase,
    say,
)
from veerkracht.reports.systems_charts import (
    FanPicture,
    FrontierPicture,
    GridPicture,
    LedgerPicture,
    LoopPicture,
    TimelinePicture,
)

__all__ = [
    "LANGUAGES", "Answer", "Block", "Chance", "ClassMark", "Column", "DataTable", "Direction", "Doubting", "Downloads", "Edition",
    "Figure", "Flow", "Heading", "Inline", "Items", "Kind", "Label", "Language", "LegendEntry", "Link", "MapArea",
    "MapPicture", "Notice", "Number", "Page", "Paragraph", "Phrase", "Picture", "PlanePicture", "PlanePoint",
    "SeriesPicture", "SeriesPoint", "Source", "say",
]  # fmt: skip

NOBODY: Final = Label("", "")


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


Doubting = Literal["steps", "pattern", "opacity"]


@dataclass(frozen=True)
class MapPicture:
    """A choropleth. `settings` is the line under the map with the settings that made it.

    `doubt` tells how a class that is not sure looks: ``steps`` lighter and then dotted; ``pattern`` dotted only, for
    classes that are themselves steps of lightness; ``opacity`` lighter and then lighter still.
    """

    areas: tuple[MapArea, ...]
    legend: tuple[LegendEntry, ...]
    settings: Inline
    show_certainty: bool = True
    labels: bool = False
    doubt: Doubting = "steps"


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


IndexPicture = MapPicture | SeriesPicture | PlanePicture | RankPicture | BarsPicture | MoranPicture
SystemsPicture = LoopPicture | TimelinePicture | FanPicture | GridPicture | FrontierPicture | LedgerPicture
Picture = IndexPicture | SystemsPicture


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
    title_en: str = ""
    """In English, where the source is no document with a title of its own."""

    def titled(self, language: Language) -> str:
        """Return the title for a reader of a language."""
        return self.title_en if language == "en" and self.title_en else self.title


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
    publisher: Label = NOBODY
    version: str = ""
    licence: str = ""
    """Of the edition and its open data, as shown in the footer, for example ``CC BY 4.0``."""
    about: Inline = ""
    """What it is about, where it is not the edition of a year: stands on paper, with the day, instead of its name."""
