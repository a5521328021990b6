"""One page per district: its class, its figures then and now, and its neighbourhoods."""

from __future__ import annotations

from veerkracht.reports.content import (
    Answer,
    Block,
    ClassMark,
    Column,
    DataTable,
    Heading,
    Inline,
    Notice,
    Number,
    Page,
    Paragraph,
    say,
)
from veerkracht.tables import Status
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.interpreted import area_blocks
from veerkracht.workflows.edition.levels import FOCUS_WORDS, level_sources
from veerkracht.workflows.edition.meaning import ask_there, class_words
from veerkracht.workflows.edition.neighbourhoods import (
    MAP_TITLES,
    change_with_interval,
    development_sources,
    main_map,
    map_period,
    problem_part,
)
from veerkracht.workflows.edition.stories import quote_blocks, quotes_about
from veerkracht.workflows.findings import ClassMap, Findings, Row


def district_codes(findings: Findings) -> list[str]:
    """Return the districts of the city, in order of code."""
    return sorted(code for code, row in findings.areas.items() if row["level"] == "district")


def list_page(findings: Findings) -> Page:
    """Return the list of districts with the class of each."""
    found = main_map(findings)
    rows = tuple(
        (
            parts.area_link(findings, code),
            ClassMark(found.classes[code]["class"]) if found and code in found.classes else say("not on the map"),
            _inhabitants(findings, code),
        )
        for code in district_codes(findings)
    )
    columns = (Column(say("District")), Column(say("Class")), Column(say("Inhabitants"), numeric=True))
    sources = parts.merged(development_sources(findings), parts.indicator_sources(findings, ["population"]))
    blocks: tuple[Block, ...] = (
        Paragraph(
            say("In order of code; this is not a ranking. Each name leads to the page of the district."), soft=True
        ),
        DataTable(say("Districts"), columns, rows, sources),
    )
    return Page("areas/list", say("Which districts are there?"), blocks, "neighbourhoods", short_title=say("Districts"))


def _inhabitants(findings: Findings, code: str) -> Number:
    rows = [row for row in findings.values.get((code, "population"), ()) if row["value"] is not None]
    if not rows:
        return Number(None, status=Status.MISSING)
    return Number(rows[-1]["value"])


def district_page(findings: Findings, code: str) -> Page:
    """Return the page of one district."""
    name = parts.area_name(findings, code)
    blocks: list[Block] = [_class_answer(findings, code), *_meaning(findings, code), *_shared_notice(findings, code)]
    blocks += [*area_blocks(findings, code), *quote_blocks(quotes_about(findings, "area", code))]
    blocks += [*_maps_table(findings, code), *_figures(findings, code), *_neighbourhoods(findings, code)]
    title = say("How resilient is {area}?", area=name)
    return Page(f"areas/{code}", title, tuple(blocks), "neighbourhoods", depth=2, short_title=name)


def _class_answer(findings: Findings, code: str) -> Block:
    found = main_map(findings)
    row = found.classes.get(code) if found else None
    if found is None or row is None or row["class"] == "unknown":
        return Notice(_why_unknown(row))
    compared = say(
        "Class, compared with the whole municipality: {mark}.", strong=("mark",), mark=ClassMark(row["class"])
    )
    own = say("Class: {mark}.", strong=("mark",), mark=ClassMark(row["class"]))
    return Answer(
        say(
            "{class_told} The probability of this class is {chance}: {sure}. {changes}", strong=("chance",),
            class_told=compared if found.name == "relative" else own, chance=_chance(row),
            sure=CERTAINTY.get(row["certainty"], say("unknown")),
            changes=_changes_told(findings, found, code),
        ),
        development_sources(findings),
    )  # fmt: skip


def _changes_told(findings: Findings, found: ClassMap, code: str) -> Inline:
    assert findings.development is not None  # a map exists only with a development
    change = findings.development.changes.get(code)
    return say(
        "In the district itself ({period}) vulnerability changed by {v} and problems by {p}. Between brackets stands the "
        "90% interval.",
        v=change_with_interval(change, "vulnerability"), period=map_period(found),
        p=change_with_interval(change, problem_part(findings.development, found)),
    )  # fmt: skip


def _chance(row: Row) -> Number:
    return Number(row["probability"], "probability", status="A" if row["probability"] is not None else "O")


def _meaning(findings: Findings, code: str) -> list[Block]:
    """Return what the class means in plain words, and whom to talk to."""
    found = main_map(findings)
    row = found.classes.get(code) if found else None
    if found is None or row is None or row["class"] == "unknown":
        return [ask_there()]
    return [Paragraph(class_words(row["class"], map_name=found.name), development_sources(findings)), ask_there()]


CERTAINTY = {"very_likely": say("very likely"), "likely": say("likely"), "uncertain": say("uncertain")}

REASONS = {
    "missing_vulnerability": say("The class is unknown: figures about vulnerability are missing or withheld."),
    "missing_problems": say("The class is unknown: figures about problems are missing."),
    "missing_both": say("The class is unknown: figures about vulnerability and problems are missing or withheld."),
    "missing_population": say("The class is unknown: the number of inhabitants is missing."),
    "small_population": say(
        "The class is unknown: too few people live here to publish a class without revealing something about persons."
    ),
}


def _why_unknown(row: Row | None) -> Inline:
    return REASONS[row["reason"] if row else "missing_both"]


def _shared_notice(findings: Findings, code: str) -> list[Block]:
    shared = findings.development.shared if findings.development else {}
    if code not in shared:
        return []
    return [Notice(say("Figures are published together with {other}.", other=parts.area_name(findings, shared[code])))]


def _maps_table(findings: Findings, code: str) -> list[Block]:
    maps = [found for found in findings.development.maps if code in found.classes] if findings.development else []
    if not maps:
        return []
    rows = tuple(
        (
            say("{title} ({period})", title=MAP_TITLES[found.name], period=map_period(found)),
            ClassMark(found.classes[code]["class"]),
            _chance(found.classes[code]),
        )
        for found in maps
    )  # fmt: skip
    columns = (Column(say("Map")), Column(say("Class")), Column(say("Probability"), numeric=True))
    return [DataTable(say("Class on each map"), columns, rows, development_sources(findings))]


def _figures(findings: Findings, code: str) -> list[Block]:
    development = findings.city.development
    wanted = [*development.vulnerability, *development.problems, development.second_problem]
    rows = tuple(_then_and_now(findings, code, name) for name in wanted if name)
    sources = parts.indicator_sources(findings, [name for name in wanted if name])
    columns = (
        Column(say("Indicator")), Column(say("First"), numeric=True), Column(say("Last"), numeric=True),
        Column(say("Years")),
    )  # fmt: skip
    return [Heading(say("Then and now")), DataTable(say("Figures of the district"), columns, rows, sources)]


def _then_and_now(findings: Findings, code: str, name: str) -> tuple[Inline, ...]:
    indicator = findings.indicators[name]
    rows = findings.values.get((code, name), ())
    known = [row for row in rows if row["value"] is not None]
    words = parts.capital(parts.label(indicator))
    if not known:
        absent = parts.measured(None, indicator, status=rows[-1]["status"] if rows else Status.MISSING)
        return words, absent, absent, "–"
    first, last = known[0], known[-1]
    return (
        words,
        parts.measured(first["value"], indicator),
        parts.measured(last["value"], indicator),
        say("{first}–{last}", first=parts.year(first["period"][:4]), last=parts.year(last["period"][:4])),
    )


def _neighbourhoods(findings: Findings, code: str) -> list[Block]:
    level = findings.level
    inside = [c for c in level.focus if findings.areas.get(c, {}).get("parent") == code] if level else []
    if level is None or not inside:
        return []
    rows = tuple(
        (
            parts.area_name(findings, area), FOCUS_WORDS[level.focus[area]["focus"]],
            _level(level.levels[area]["vulnerability"]), _level(level.levels[area]["problems"]),
        )
        for area in sorted(inside)
    )  # fmt: skip
    columns = (
        Column(say("Neighbourhood")), Column(say("Focus")), Column(say("Vulnerability"), numeric=True),
        Column(say("Problems"), numeric=True),
    )  # fmt: skip
    return [
        Heading(say("Its neighbourhoods today")),
        DataTable(say("Level per neighbourhood, 0 to 100"), columns, rows, level_sources(findings)),
    ]


def _level(value: float | None) -> Number:
    return Number(value, "", 0, status="A" if value is not None else "O")
