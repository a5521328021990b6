"""The level of today: where vulnerability and problems are both high, and who is exposed to a shock."""

from __future__ import annotations

from veerkracht.reports.content import (
    Answer,
    Block,
    Column,
    DataTable,
    Downloads,
    Figure,
    Heading,
    Inline,
    Items,
    Label,
    LegendEntry,
    Link,
    MapArea,
    MapPicture,
    Notice,
    Number,
    Page,
    Paragraph,
    say,
)
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.made_of import made_of
from veerkracht.workflows.findings import ExposureFinding, Findings, LevelFinding, Row

FOCUS_STYLES = {
    "both_high": "level_5", "vulnerability_high": "level_4", "problems_high": "level_3", "neither": "level_1",
    "unknown": "unknown",
}  # fmt: skip
FOCUS_WORDS = {
    "both_high": say("vulnerability and problems both high"),
    "vulnerability_high": say("only vulnerability high"),
    "problems_high": say("only problems high"),
    "neither": say("neither high"),
    "unknown": say("unknown or withheld"),
}


def level_sources(findings: Findings) -> tuple[str, ...]:
    """Return the sources of the maps of level."""
    from_levels = findings.settings["levels"]
    used = [*from_levels["vulnerability"], *from_levels["problems"]]
    return parts.merged(parts.indicator_sources(findings, used), parts.boundary_sources(findings))


def focus_page(findings: Findings) -> Page:
    """Return the page with the focus map."""
    level = findings.level
    blocks: list[Block] = []
    if level is None:
        blocks.append(Notice(say("The focus map could not be made: the figures for it are missing.")))
    else:
        blocks += [
            _focus_answer(findings, level),
            _focus_figure(findings, level),
            *_focus_made_of(findings, level),
            _focus_files(),
        ]
    title = say("Where are vulnerability and problems high today?")
    return Page("areas/focus", title, tuple(blocks), "neighbourhoods", short_title=say("Focus map"))


def _focus_files() -> Block:
    return Downloads(
        (
            Link(say("Levels (CSV)"), file="data/levels.csv"),
            Link(say("A3 for the table, focus map (PDF)"), file="print/map-focus.{language}.pdf"),
        )
    )


def _focus_answer(findings: Findings, level: LevelFinding) -> Answer:
    found = _focus_counts(level)
    return Answer(
        say(
            "In {n} of the {total} neighbourhoods vulnerability and problems are both above the mean of the municipality "
            "(figures of {period}). For {unknown} too little is known.",
            strong=("n",), n=parts.count(found["both_high"]), total=parts.count(len(level.focus)),
            unknown=parts.count(found["unknown"]), period=level.period,
        ),
        level_sources(findings),
    )  # fmt: skip


def _focus_counts(level: LevelFinding) -> dict[str, int]:
    return {code: sum(row["focus"] == code for row in level.focus.values()) for code in FOCUS_STYLES}


def _focus_figure(findings: Findings, level: LevelFinding) -> Figure:
    found = _focus_counts(level)
    areas = _map_areas(findings, {code: FOCUS_STYLES[row["focus"]] for code, row in level.focus.items()})
    legend = tuple(LegendEntry(FOCUS_STYLES[code], FOCUS_WORDS[code], found[code]) for code in FOCUS_STYLES)
    caption = say("Focus map, level of {period}", period=level.period)
    settings = say(
        "High is above the mean of the municipality, weighted by inhabitants. Levels are index points, 0 to 100."
    )
    return Figure(
        "map-focus", MapPicture(areas, legend, settings, show_certainty=False),
        say("Map of the neighbourhoods: in {n} vulnerability and problems are both high. The table lists each one.",
            n=parts.count(found["both_high"])),
        caption, level_sources(findings), _focus_table(findings, level, caption), print_map=True,
    )  # fmt: skip


def _map_areas(findings: Findings, styles: dict[str, str]) -> tuple[MapArea, ...]:
    return tuple(
        MapArea(code, parts.area_name(findings, code), findings.areas[code]["geometry"], style)
        for code, style in sorted(styles.items())
        if code in findings.areas and findings.areas[code]["geometry"] is not None
    )


def _focus_table(findings: Findings, level: LevelFinding, caption: Inline) -> DataTable:
    rows = tuple(
        (
            parts.area_name(findings, code), FOCUS_WORDS[row["focus"]], _load(level.levels[code], "vulnerability"),
            _load(level.levels[code], "problems"),
        )
        for code, row in sorted(level.focus.items())
    )  # fmt: skip
    columns = (
        Column(say("Neighbourhood")), Column(say("Focus")), Column(say("Vulnerability"), numeric=True),
        Column(say("Problems"), numeric=True),
    )  # fmt: skip
    return DataTable(caption, columns, rows, level_sources(findings), closed=True)


def _load(row: Row, part: str) -> Number:
    return Number(row[part], "", 0, status="A" if row[part] is not None else "O")


def _focus_made_of(findings: Findings, level: LevelFinding) -> list[Block]:
    plan = findings.settings["levels"]
    groups = ((say("Vulnerability"), plan["vulnerability"]), (say("Problems"), plan["problems"]))
    return [
        Heading(say("What are the levels made of?")),
        Paragraph(
            say("Of each indicator the last figure is used, so the years differ. Each indicator has the same weight."),
            soft=True,
        ),
        made_of(findings, groups, tuple(level.focus)),
    ]


def exposure_page(findings: Findings, found: ExposureFinding) -> Page:
    """Return the page on one shock: who is hit harder, and where."""
    risk = findings.risks[found.exposure.risk]
    sources = parts.indicator_sources(findings, found.exposure.features)
    blocks: list[Block] = [
        _exposure_answer(found, sources),
        Paragraph(Label(*found.exposure.reason), soft=True),
        *_people_blocks(findings, found),
        *_coinciding_blocks(findings, found, sources),
        _exposure_figure(findings, found, sources),
        Heading(say("What makes a neighbourhood more exposed?")),
        made_of(findings, ((say("Exposure"), found.exposure.features),), tuple(found.areas)),
    ]
    title = say("Who is hit harder? Risk: {risk}", risk=parts.label(risk))
    short = say("Exposure: {risk}", risk=parts.label(risk))
    return Page(f"exposure/{found.exposure.risk}", title, tuple(blocks), "neighbourhoods", depth=2, short_title=short)


def _exposure_answer(found: ExposureFinding, sources: tuple[str, ...]) -> Answer:
    coinciding = [row for row in found.areas.values() if row["coincides"]]
    return Answer(
        say(
            "In {n} of the {total} neighbourhoods a high vulnerability and a high exposure come together; {pressed} of "
            "them lie in a district under pressure. For {unknown} it is unknown whether they come together.",
            strong=("n",), n=parts.count(len(coinciding)), total=parts.count(len(found.areas)),
            pressed=parts.count(sum(bool(row["under_pressure"]) for row in coinciding)),
            unknown=parts.count(sum(row["coincides"] is None for row in found.areas.values())),
        ),
        sources,
    )  # fmt: skip


def _people_blocks(findings: Findings, found: ExposureFinding) -> list[Block]:
    if not found.people:
        return []
    rows = tuple(
        (
            parts.capital(parts.label(findings.indicators[row["group"]])),
            Number(row["people"], "", 0, status="A" if row["people"] is not None else "O"),
            Number(None if row["share_of_city"] is None else 100 * row["share_of_city"], "percent", 0,
                   status="A" if row["share_of_city"] is not None else "O"),
        )
        for row in found.people
    )  # fmt: skip
    columns = (
        Column(say("Group")), Column(say("Living where it comes together"), numeric=True),
        Column(say("Share of the group in the city"), numeric=True),
    )  # fmt: skip
    sources = parts.indicator_sources(findings, found.exposure.groups)
    return [Heading(say("For whom?")), DataTable(say("People in these neighbourhoods"), columns, rows, sources)]


def _coinciding_blocks(findings: Findings, found: ExposureFinding, sources: tuple[str, ...]) -> list[Block]:
    names = [parts.area_name(findings, code) for code, row in sorted(found.areas.items()) if row["coincides"]]
    if not names:
        return []
    return [Heading(say("Where does it come together?")), Items(tuple(sorted(names)), sources)]


def _exposure_figure(findings: Findings, found: ExposureFinding, sources: tuple[str, ...]) -> Figure:
    styles = {code: _quintile(row["exposure_score"]) for code, row in found.areas.items()}
    legend = tuple(
        LegendEntry(style, text, sum(value == style for value in styles.values())) for style, text in QUINTILES.items()
    )
    risk = parts.label(findings.risks[found.exposure.risk])
    caption = say("Exposure per neighbourhood: {risk}", risk=risk)
    table = DataTable(
        caption,
        (
            Column(say("Neighbourhood")),
            Column(say("Exposure"), numeric=True),
            Column(say("Comes together")),
            Column(say("District under pressure")),
        ),
        tuple(
            (
                parts.area_name(findings, code),
                _load(row, "exposure_score"),
                _yes_no(row["coincides"]),
                _yes_no(row["under_pressure"]),
            )
            for code, row in sorted(found.areas.items())
        ),
        sources,
        closed=True,
    )
    settings = say("Mean of the features below, each from 0 (least in the city) to 100 (most).")
    alt = say("Map of the exposure per neighbourhood: {risk}. The table lists each one.", risk=risk)
    picture = MapPicture(_map_areas(findings, styles), legend, settings, show_certainty=False)
    return Figure(f"map-exposure-{found.exposure.risk}", picture, alt, caption, sources, table)


def _yes_no(known: bool | None) -> Inline:
    if known is None:
        return say("unknown")
    return say("yes") if known else say("no")


QUINTILES = {
    "level_1": say("0 to 20"), "level_2": say("20 to 40"), "level_3": say("40 to 60"), "level_4": say("60 to 80"),
    "level_5": say("80 to 100"), "unknown": say("unknown or withheld"),
}  # fmt: skip


def _quintile(score: float | None) -> str:
    return "unknown" if score is None else f"level_{min(int(score // 20) + 1, 5)}"


def exposures_page(findings: Findings) -> Page:
    """Return the page that leads to the exposure of each shock."""
    rows = tuple(_exposure_row(findings, found) for found in findings.exposures)
    features = [feature for found in findings.exposures for feature in found.exposure.features]
    blocks: list[Block] = [
        Paragraph(
            say(
                "Some neighbourhoods and groups are hit harder. For each risk the pages below show where exposure and "
                "vulnerability come together, and how many people live there."
            ),
            soft=True,
        ),
    ]
    columns = (Column(say("Risk")), Column(say("Neighbourhoods where it comes together"), numeric=True))
    if rows:
        sources = parts.indicator_sources(findings, features)
        blocks.append(DataTable(say("Exposure per risk"), columns, rows, sources))
    else:
        blocks.append(Notice(say("No exposure could be counted: the figures for it are missing.")))
    blocks.append(Downloads((Link(say("Exposure (CSV)"), file="data/exposure.csv"),)))
    return Page(
        "exposure/index", say("Who is hit harder?"), tuple(blocks), "neighbourhoods", short_title=say("Exposure")
    )


def _exposure_row(findings: Findings, found: ExposureFinding) -> tuple[Inline, ...]:
    risk = found.exposure.risk
    name = Link(parts.capital(parts.label(findings.risks[risk])), page=f"exposure/{risk}")
    return name, parts.count(sum(bool(row["coincides"]) for row in found.areas.values()))
