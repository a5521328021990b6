"""Where is resilience under pressure: the class maps, the gap, and the level of today."""

from __future__ import annotations

from dataclasses import replace

from veerkracht.reports.content import (
    Answer,
    Block,
    ClassMark,
    Column,
    DataTable,
    Downloads,
    Figure,
    Heading,
    Inline,
    Items,
    LegendEntry,
    Link,
    MapArea,
    MapPicture,
    Notice,
    Number,
    Page,
    Paragraph,
    PlanePicture,
    PlanePoint,
    say,
)
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.streets import streets_link
from veerkracht.workflows.findings import ClassMap, DevelopmentFinding, Findings, Row

NORMAL_95 = 1.645
"""Standard errors to each side that hold 90 % of a normal distribution."""

CLASSES = ("under_pressure", "shows_resilience", "other_cause", "no_signal", "unknown")
MAP_TITLES = {
    "absolute": say("Change compared with the start"),
    "relative": say("Change compared with the whole municipality"),
    "second": say("The same with the Leefbaarometer for safety"),
}
MAP_WORDS = {
    "absolute": say(
        "The colours show what changed in the district itself: did vulnerability rise, and did problems rise?"
    ),
    "relative": say(
        "Here each district is compared with the mean change of the municipality. A district can improve and "
        "still light up, because the others improved more."
    ),
    "second": say(
        "A second measure of problems, over other years: the safety dimension of the Leefbaarometer instead of "
        "police counts."
    ),
}


def development_sources(findings: Findings) -> tuple[str, ...]:
    """Return the sources of the maps of change."""
    development = findings.city.development
    used = [*development.vulnerability, *development.problems, development.second_problem]
    return parts.merged(parts.indicator_sources(findings, used), parts.boundary_sources(findings))


def main_map(findings: Findings) -> ClassMap | None:
    """Return the map that the home page shows: against the municipality, else the first that was made."""
    maps = findings.development.maps if findings.development else ()
    return next((found for found in maps if found.name == "relative"), maps[0] if maps else None)


def pressure_sentence(findings: Findings) -> Answer | Notice:
    """Return in how many districts resilience is under pressure."""
    found = main_map(findings)
    if found is None:
        return Notice(say("No map of change could be made: the figures for it are missing. See what is missing."))
    if found.name == "relative":
        return _relative_sentence(findings, found)
    return Answer(
        say(
            "In {n} of the {total} districts vulnerability and problems rose together ({period}). Where vulnerability rose, but "
            "problems did not: {resilient}.",
            strong=("n", "resilient"),
            n=parts.count(found.count("under_pressure")), resilient=parts.count(found.count("shows_resilience")),
            total=parts.count(len(found.classes)), period=map_period(found),
        ),
        development_sources(findings),
    )  # fmt: skip


def _relative_sentence(findings: Findings, found: ClassMap) -> Answer:
    assert findings.development is not None  # a map exists only with a development
    own = findings.development.maps[0]
    return Answer(
        say(
            "Compared with the whole municipality, vulnerability and problems both developed worse in {n} of the {judged} "
            "districts that could be judged ({period}). {own} For {unknown} of all {total} districts the class is unknown.",
            strong=("n",), n=parts.count(found.count("under_pressure")), total=parts.count(len(found.classes)),
            judged=parts.count(found.judged),
            period=map_period(found), own=_rose_in_themselves(own.count("under_pressure")),
            unknown=parts.count(found.count("unknown")),
        ),
        development_sources(findings),
    )  # fmt: skip


def _rose_in_themselves(districts: int) -> Inline:
    if not districts:
        return say("Apart from that comparison, there is no district in which both rose.")
    return say(
        "Apart from that comparison, both rose in {own} district.",
        plural="Apart from that comparison, both rose in {own} districts.", count=districts, own=parts.count(districts),
    )  # fmt: skip


def map_period(found: ClassMap) -> Inline:
    """Return the years of a map, of vulnerability and problems apart where they differ."""
    first, last = parts.year(found.first), parts.year(found.last)
    if (found.first, found.last) == (found.problem_first, found.problem_last):
        return say("{first}–{last}", first=first, last=last)
    return say(
        "vulnerability {first}–{last}, problems {problem_first}–{problem_last}", first=first, last=last,
        problem_first=parts.year(found.problem_first), problem_last=parts.year(found.problem_last),
    )  # fmt: skip


def problem_part(development: DevelopmentFinding, found: ClassMap) -> str:
    """Return which measure of problems a map shows: the first, or the second where that stands in its place."""
    has_first = any(row["problem_change"] is not None for row in development.changes.values())
    return "problem" if has_first and found.name != "second" else "second"


def class_figure(findings: Findings, found: ClassMap, *, print_map: bool = True) -> Figure:
    """Return a class map with legend, settings line and table."""
    sources = development_sources(findings)
    title = say("{title}, {first}–{last}", title=MAP_TITLES[found.name], first=parts.year(found.first),
                last=parts.year(max(found.last, found.problem_last)))  # fmt: skip
    areas = tuple(
        MapArea(
            code, parts.area_name(findings, code), findings.areas[code]["geometry"], row["class"], row["probability"]
        )
        for code, row in found.classes.items()
        if code in findings.areas and findings.areas[code]["geometry"] is not None
    )
    legend = tuple(LegendEntry(code, ClassMark(code), found.count(code)) for code in CLASSES)
    alt = say(
        "Map of the districts: {n} under pressure, {resilient} show resilience, {other} problems from another cause, "
        "{none} no signal, {unknown} unknown. The table lists each district.",
        n=parts.count(found.count("under_pressure")), resilient=parts.count(found.count("shows_resilience")),
        other=parts.count(found.count("other_cause")), none=parts.count(found.count("no_signal")),
        unknown=parts.count(found.count("unknown")),
    )  # fmt: skip
    picture = MapPicture(areas, legend, settings_line(found))
    return Figure(f"map-{found.name}", picture, alt, title, sources, class_table(findings, found, title), print_map)


def settings_line(found: ClassMap) -> Inline:
    """Return the line under a map: its years, the settings that made it, and how much they matter."""
    settings = found.settings
    reference = (
        say("against the mean of the municipality") if settings["reference"] != "absolute" else say("against zero")
    )
    return say(
        "Vulnerability {first}–{last}, problems {problem_first}–{problem_last}, {reference}. Band ±{band_v} "
        "(vulnerability) and ±{band_p} (problems); areas with fewer than {limit} inhabitants are unknown.{moving}",
        first=parts.year(found.first), last=parts.year(found.last), problem_first=parts.year(found.problem_first),
        problem_last=parts.year(found.problem_last), reference=reference, moving=_moving(found),
        band_v=Number(settings["band_vulnerability"], "index_points", 1), limit=parts.count(settings["min_population"]),
        band_p=Number(settings["band_problems"], "index_points", 1),
    )  # fmt: skip


def _moving(found: ClassMap) -> Inline:
    if found.moving is None:
        return ""
    return say(
        " When the settings move one by one, {n} of the {total} areas change class.",
        n=parts.count(found.moving), total=parts.count(len(found.classes)),
    )  # fmt: skip


def class_table(findings: Findings, found: ClassMap, caption: Inline) -> DataTable:
    """Return the table beside a class map."""
    development = findings.development
    assert development is not None  # a map exists only with a development
    part = problem_part(development, found)
    rows = tuple(
        _class_row(findings, code, row, development.changes.get(code), part=part)
        for code, row in sorted(found.classes.items())
    )
    columns = (
        Column(say("District")), Column(say("Class")), Column(say("Probability"), numeric=True),
        Column(say("Change of vulnerability"), numeric=True), Column(say("Change of problems"), numeric=True),
    )  # fmt: skip
    return DataTable(caption, columns, rows, development_sources(findings), closed=True)


def _class_row(findings: Findings, code: str, row: Row, change: Row | None, *, part: str) -> tuple[Inline, ...]:
    return (
        parts.area_link(findings, code),
        ClassMark(row["class"]),
        Number(row["probability"], "probability", status="A" if row["probability"] is not None else "O"),
        change_number(change, "vulnerability"),
        change_number(change, part),
    )


def change_number(change: Row | None, part: str) -> Number:
    """Return the change of a load in index points, or its absence."""
    value = change[f"{part}_change"] if change else None
    return Number(value, "index_points", 1, signed=True, status="A" if value is not None else "O")


def change_with_interval(change: Row | None, part: str) -> Number:
    """Return the change of a load with its 90 % interval, where its error is known."""
    told = change_number(change, part)
    error = change[f"{part}_se"] if change else None
    if told.value is None or error is None:
        return told
    return replace(told, lower=told.value - NORMAL_95 * error, upper=told.value + NORMAL_95 * error)


def _class_blocks(findings: Findings, found: ClassMap) -> list[Block]:
    return [
        Heading(MAP_TITLES[found.name]),
        Paragraph(MAP_WORDS[found.name], soft=True),
        class_figure(findings, found),
    ]


def maps_page(findings: Findings) -> Page:
    """Return the page with the maps of change."""
    blocks: list[Block] = [pressure_sentence(findings), _signal_notice()]
    development = findings.development
    if development:
        for found in development.maps:
            blocks += _class_blocks(findings, found)
        blocks += [_plane(findings, development), *_how_sure(findings, development)]
    blocks += [*streets_link(findings), _map_files(findings)]
    title = say("Where is resilience under pressure?")
    return Page("areas/index", title, tuple(blocks), "neighbourhoods", short_title=say("Maps of change"))


def _signal_notice() -> Block:
    return Paragraph(
        say(
            "The maps are a signal, not proof. They are the start of a conversation with people who know the area. "
            "Resilience is how an area copes with more vulnerable residents; it is not the same as liveability."
        ),
        soft=True,
    )


def _map_files(findings: Findings) -> Block:
    maps = findings.development.maps if findings.development else ()
    sheets = (
        Link(
            say("A3 for the table: {title} (PDF)", title=MAP_TITLES[found.name]),
            file=f"print/map-{found.name}.{{language}}.pdf",
        )
        for found in maps
    )
    data = (
        Link(say("Map data (GeoJSON)"), file="data/areas.geojson"),
        Link(say("Classes (CSV)"), file="data/classes.csv"),
    )
    return Downloads((*data, *sheets))


def _plane(findings: Findings, development: DevelopmentFinding) -> Block:
    found = development.maps[0]
    of_problems = f"{problem_part(development, found)}_change"
    points = tuple(
        PlanePoint(parts.area_name(findings, code), row["vulnerability_change"], row[of_problems],
                   found.classes[code]["class"])
        for code, row in development.changes.items()
        if row["vulnerability_change"] is not None and row[of_problems] is not None
    )  # fmt: skip
    picture = PlanePicture(
        points, say("Change of vulnerability (index points)"), say("Change of problems (index points)"),
        found.settings["band_vulnerability"], found.settings["band_problems"],
    )  # fmt: skip
    return Figure(
        "plane-change", picture,
        say("Scatter of the districts: change of vulnerability across, change of problems upwards. The table above "
            "holds the same figures."),
        say("Both changes of each district; the box is the band that counts as about equal"),
        development_sources(findings),
    )  # fmt: skip


def _how_sure(findings: Findings, development: DevelopmentFinding) -> list[Block]:
    sources = development_sources(findings)
    same, both = development.agreement
    blocks: list[Block] = [
        Heading(say("How sure are the maps?")),
        Answer(
            say(
                "On the map that compares with the municipality, {n} of the {total} districts changes class when the "
                "settings move, one at a time.",
                plural="On the map that compares with the municipality, {n} of the {total} districts change class when "
                "the settings move, one at a time.",
                count=development.areas_that_move, strong=("n",), n=parts.count(development.areas_that_move),
                total=parts.count(len(development.maps[0].classes)),
            ),
            sources,
        ),
        _sensitivity_table(findings, development, sources),
        *_chance_alone(findings, sources),
    ]  # fmt: skip
    if both:
        blocks.append(
            Paragraph(
                say(
                    "Police counts and Leefbaarometer give the same class in {same} of the {both} districts for which both are "
                    "known. They cover other years and measure something else; where they differ, ask the people there.",
                    same=parts.count(same), both=parts.count(both),
                ),
                sources,
            )
        )  # fmt: skip
    return blocks + _shared_blocks(findings, development)


def _chance_alone(findings: Findings, sources: tuple[str, ...]) -> list[Block]:
    found = main_map(findings)
    if found is None or not found.count("under_pressure"):
        return []
    return [
        Paragraph(
            say(
                "Districts under pressure on that map: {n}. By chance in the figures alone, expect about {wrong} of them to "
                "belong to another class.",
                n=parts.count(found.count("under_pressure")),
                wrong=Number(found.expected_false("under_pressure"), "", 1),
            ),
            sources,
        )
    ]  # fmt: skip


SETTING_WORDS = {
    "band_vulnerability": say("Band for vulnerability"),
    "band_problems": say("Band for problems"),
    "reference": say("Compared with"),
    "min_population": say("Fewest inhabitants"),
    "years": say("Years"),
    "shrinkage": say("Extremes pulled towards the mean (regression to the mean)"),
}
REFERENCE_WORDS = {
    "absolute": say("zero"), "mean": say("mean of the municipality"), "median": say("median of the districts"),
    "on": say("on"),
}  # fmt: skip


def _sensitivity_table(findings: Findings, development: DevelopmentFinding, sources: tuple[str, ...]) -> DataTable:
    return DataTable(
        say("What if a setting moves?"),
        (Column(say("Setting")), Column(say("Tried")), Column(say("Districts that change class"), numeric=True)),
        tuple(
            (SETTING_WORDS[row["setting"]], _tried(row), parts.count(row["areas_changed"]))
            for row in development.sensitivity
        ),
        sources,
    )


def _tried(row: Row) -> Inline:
    value = str(row["value"])
    if row["setting"] == "years":
        return value
    if value in REFERENCE_WORDS:
        return REFERENCE_WORDS[value]
    return Number(float(value), "", 0 if float(value).is_integer() else 2)


def _shared_blocks(findings: Findings, development: DevelopmentFinding) -> list[Block]:
    if not development.shared:
        return []
    pairs = tuple(
        say("{small} shares its figures with {large}.", small=parts.area_name(findings, small),
            large=parts.area_name(findings, large))
        for small, large in sorted(development.shared.items())
    )  # fmt: skip
    return [
        Paragraph(say("Small districts are counted once, together with a second district:"), soft=True),
        Items(pairs, parts.indicator_sources(findings, findings.city.development.vulnerability)),
    ]
