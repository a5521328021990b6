"""The map of an index: five groups of the same size, how sure the group is, and the table with the same figures."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import Final, Literal

from veerkracht.reports.content import (
    Block,
    Chance,
    Column,
    DataTable,
    Downloads,
    Figure,
    Heading,
    Inline,
    LegendEntry,
    Link,
    MapArea,
    MapPicture,
    Number,
    Paragraph,
    say,
)
from veerkracht.workflows.indexing.make import GROUPS
from veerkracht.workflows.indexing.told import STYLES, AreaRow, ToldIndex

__all__ = ["map_blocks", "named_in_page", "number_of"]

MOST_ROWS: Final = 1500
"""Up to this many areas stand in a table on the page; more are in a file beside it."""
UNKNOWN: Final = "unknown"
SURE: Final = 0.8
_OF_THE_OFFICE: Final = ("BU", "WK", "GM")
_GROUP_WORDS: Final = (
    say("highest fifth"), say("second fifth"), say("middle fifth"), say("fourth fifth"),
    say("lowest fifth"),
)  # fmt: skip


def map_blocks(told: ToldIndex) -> tuple[Block, ...]:
    """Return the section with the map; without boundaries it says so and shows the table only."""
    heading = Heading(say("Where are the scores low?"), anchor="map")
    drawn = _areas(told)
    if not drawn:
        nowhere = say(
            "There is no map, for the boundaries of these areas are not known. Give a file with --boundaries."
        )
        return (heading, Paragraph(nowhere), _table(told), _download(drawn=False))
    words = say("The areas stand in order of score and are parted into five groups of the same size. Darker is a lower "
                "score. An area with dots is less than 60% sure of its group: with other choices, or other luck in "
                "measuring, it could as well be in the next one.")  # fmt: skip
    return (heading, Paragraph(words, told.sources), _figure(told, drawn), _download(drawn=True))


def number_of(area: AreaRow, what: str, *, decimals: int = 0) -> Number:
    """Return a score or rank with its interval."""
    row = area.row
    return Number(row[what], decimals=decimals, lower=row[f"{what}_lower"], upper=row[f"{what}_upper"],
                  status="A" if row[what] is not None else "O")  # fmt: skip


def named_in_page(told: ToldIndex) -> bool:
    """Tell whether the page itself names every area."""
    return len(told.areas) <= MOST_ROWS


def _areas(told: ToldIndex) -> tuple[MapArea, ...]:
    """Draw every area that has boundaries; one without a score is hatched."""
    known = {area.area: area for area in told.areas}
    shapes = told.outlines.shapes
    if len(known.keys() & shapes) < len(shapes) / 2:
        return tuple(_drawn(known[code], code, told) for code in sorted(known.keys() & shapes))
    # A whole country: also the areas without figures, and places whose code stands for another now.
    former = [MapArea(code, name, shape, UNKNOWN) for code, (name, shape) in sorted(told.outlines.former.items())]
    return (*(_drawn(known.get(code), code, told) for code in sorted(shapes)), *former)


def _drawn(area: AreaRow | None, code: str, told: ToldIndex) -> MapArea:
    shape = told.outlines.shapes[code]
    if area is None or area.group is None:
        return MapArea(code, told.outlines.names.get(code) or code, shape, UNKNOWN)
    return MapArea(code, area.name, shape, STYLES[area.group - 1], area.chance)


def _figure(told: ToldIndex, drawn: tuple[MapArea, ...]) -> Figure:
    picture = MapPicture(drawn, _legend(drawn), _settings(told), doubt="pattern")
    low, high = told.ranked[-1:], told.ranked[:1]
    alt = say("Map of {n} areas in five groups by score. {dark} are in the group with the lowest scores.",
              n=Number(len(drawn)), dark=Number(sum(area.style == STYLES[-1] for area in drawn)))  # fmt: skip
    ends = say("{high} has the highest score, {low} the lowest.", high=_name(high), low=_name(low))
    sources = (*told.sources, told.outlines.source) if told.outlines.source else told.sources
    return Figure("map", picture, alt, ends, sources, _table(told), print_map=True)


def _name(areas: tuple[AreaRow, ...]) -> str:
    return areas[0].name if areas else "–"


def _legend(drawn: tuple[MapArea, ...]) -> tuple[LegendEntry, ...]:
    counts = Counter(area.style for area in drawn)
    groups = (LegendEntry(style, words, counts[style]) for style, words in zip(STYLES, _GROUP_WORDS, strict=True))
    unknown = LegendEntry(UNKNOWN, say("no score known"), counts[UNKNOWN])
    return (*groups, unknown) if counts[UNKNOWN] else tuple(groups)


def _settings(told: ToldIndex) -> Inline:
    """Tell of which year the boundaries are, and of the areas with a score that are not on the map why."""
    division = told.outlines.division
    words: Inline = say("Boundaries of {year}.", year=Number(division, "year")) if division else say("Own boundaries.")
    counts = Counter(why_not_drawn(area, told) for area in told.ranked)
    off = len(told.ranked) - counts[""]
    if off:
        words = say("{before} {n} area with a score is not on the map.", before=words, n=Number(off), count=off,
                    plural="{before} {n} areas with a score are not on the map.")  # fmt: skip
    for reason in ("no_outline", "too_small", "other_name"):
        words = _with_reason(words, reason, counts[reason])
    return words


def _with_reason(before: Inline, reason: str, count: int) -> Inline:
    if not count:
        return before
    n = Number(count)
    if reason == "no_outline":
        return say("{before} Of {n} the code is not in these boundaries.",
                   plural="{before} Of {n} the codes are not in these boundaries.", count=count, before=before, n=n)  # fmt: skip
    if reason == "too_small":
        return say("{before} {n} is too small for this coarse map.",
                   plural="{before} {n} are too small for this coarse map.", count=count, before=before, n=n)  # fmt: skip
    return say("{before} Of {n} the code had another name then, so it may have been another place.",
               plural="{before} Of {n} the codes had another name then, so they may have been other places.",
               count=count, before=before, n=n)  # fmt: skip


def why_not_drawn(area: AreaRow, told: ToldIndex) -> Literal["", "other_name", "too_small", "no_outline"]:
    """Tell why an area is not on the map; empty where it is."""
    outlines = told.outlines
    if area.area in outlines.shapes:
        return ""
    if area.area in outlines.former:
        return "other_name"
    return "too_small" if area.area in outlines.too_small else "no_outline"


def _download(*, drawn: bool) -> Downloads:
    """Lead to the files beside the page; without a map there are none of it."""
    tables = (Link(say("Every area with its group, as a table (CSV)"), file="map.csv"),
              Link(say("Scores and intervals (CSV)"), file="areas.csv"))  # fmt: skip
    maps = (Link(say("Map as a picture (SVG)"), file="map_{language}.svg"),
            Link(say("Map on paper, A3 (PDF)"), file="map_a3_{language}.pdf"))  # fmt: skip
    page = Link(say("This page on paper, A4 (PDF)"), file="index_{language}.pdf")
    return Downloads((*tables, *maps, page) if drawn else (*tables, page))


def _table(told: ToldIndex) -> DataTable:
    if not named_in_page(told):
        return _by_municipality(told)
    columns = (Column(say("Area")), Column(say("Score"), numeric=True), Column(say("Place"), numeric=True),
               Column(say("Group")), Column(say("Chance of the group")))  # fmt: skip
    rows = tuple((area.name, number_of(area, "score", decimals=1), number_of(area, "rank"), _group(area),
                  Chance(area.chance)) for area in told.areas)  # fmt: skip
    caption = say("Score, place and group of each area; between brackets the 90% interval")
    return DataTable(caption, columns, rows, told.sources)


def _group(area: AreaRow) -> Inline:
    return say("no score: too few figures") if area.group is None else _GROUP_WORDS[area.group - 1]


def _municipality(area: str) -> str:
    """Return the municipality that the code of an area names; codes of the user name none."""
    return f"GM{area[2:6]}" if area[:2] in _OF_THE_OFFICE else "–"


def _by_municipality(told: ToldIndex) -> DataTable:
    """Count the groups per municipality, for a country that is too large to list; a file names every area."""
    counts: dict[str, Counter[int | None]] = {}
    for area in told.areas:
        counts.setdefault(_municipality(area.area), Counter())[area.group] += 1
    columns = (Column(say("Municipality")), *(Column(words, numeric=True) for words in _GROUP_WORDS),
               Column(say("no score: too few figures"), numeric=True))  # fmt: skip
    named = sorted(((told.municipalities.get(code, code), found) for code, found in counts.items()), key=itemgetter(0))
    groups = (*range(1, GROUPS + 1), None)
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (name, *(Number(found[group]) for group in groups)) for name, found in named
    )
    return DataTable(say("Number of areas in each group, by municipality"), columns, rows, told.sources)
