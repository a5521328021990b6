"""Question 2: how are the initiatives doing?"""

from __future__ import annotations

from veerkracht.reports.content import (
    Answer,
    Block,
    Column,
    DataTable,
    Downloads,
    Flow,
    Heading,
    Inline,
    Items,
    Label,
    Link,
    Notice,
    Page,
    Paragraph,
    say,
)
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.lessons import lessons_link
from veerkracht.workflows.edition.stories import quote_blocks, quotes_about, year_blocks
from veerkracht.workflows.findings import Findings, Row

STATUS_WORDS = {
    "idea": say("idea"), "prepared": say("prepared"), "started": say("started"), "realised": say("realised"),
    "extended": say("extended"), "running": say("running"), "developed": say("developed"),
    "scaled_up": say("scaled up"), "paused": say("paused"), "ended": say("ended"), "merged": say("merged"),
    "transferred": say("transferred"), "unknown": say("status unknown"),
}  # fmt: skip
TRACK_WORDS = {"new": say("new"), "existing": say("existing")}
FIELD_WORDS = {
    "goal": say("goal"), "lead": say("lead"), "partners": say("partners"), "areas": say("areas"),
    "start": say("start"), "status": say("status"), "track": say("track"), "risks": say("risks"),
    "municipal_role": say("role of the municipality"), "progress": say("progress"), "lesson": say("lesson"),
    "outlook": say("outlook"), "benefit_good_times": say("benefit in good times"),
    "benefit_bad_times": say("benefit in bad times"),
}  # fmt: skip


def initiative_sources(findings: Findings) -> tuple[str, ...]:
    """Return the sources of the register of initiatives."""
    named = (parts.sources_of(row["reference"]) for row in findings.initiatives.rows.values())
    return parts.merged(*named) or ("register",)


def initiatives_sentence(findings: Findings) -> Answer | Notice:
    """Return the one sentence that answers question 2."""
    found = findings.initiatives
    if not found.rows:
        return Notice(
            say(
                "No initiatives of {city} are in the register yet.",
                city=Label(*findings.city.name),
            )
        )
    in_strategy = sum(row["in_strategy"] == "yes" for row in found.rows.values())
    active = sum(row["count"] for row in found.counts if row["status"] in ACTIVE)
    if in_strategy < found.expected:
        text = say(
            "The strategy has {expected} initiatives; the names of {known} are public. The register holds {total}, with "
            "{other} that are not in the strategy or may not be. Running or realised, as far as is known: {active}.",
            strong=("known", "active"), expected=parts.count(found.expected), known=parts.count(in_strategy),
            other=parts.count(len(found.rows) - in_strategy), active=parts.count(active),
            total=parts.count(len(found.rows)),
        )  # fmt: skip
    else:
        text = say(
            "The register holds {total} initiatives. Running or realised: {active}; ended: {ended}. {unserved}",
            strong=("total", "active"), total=parts.count(len(found.rows)), active=parts.count(active),
            ended=parts.count(_number(found.counts, "ended")), unserved=_unserved_words(findings),
        )  # fmt: skip
    return Answer(text, initiative_sources(findings))


def _unserved_words(findings: Findings) -> Inline:
    count = len(findings.initiatives.unserved)
    return say(
        "{n} risk has no initiative yet.", plural="{n} risks have no initiative yet.", count=count, n=parts.count(count)
    )


ACTIVE = ("started", "realised", "extended", "running", "developed", "scaled_up")


def _number(counts: tuple[Row, ...], status: str) -> int:
    return sum(row["count"] for row in counts if row["status"] == status)


def status_flow(findings: Findings) -> Flow:
    """Return the counts per status, in the order of the two tracks."""
    counts = findings.initiatives.counts
    states = tuple((words, _number(counts, code)) for code, words in STATUS_WORDS.items() if _number(counts, code))
    return Flow(say("Initiatives per status"), states, initiative_sources(findings))


def initiatives_page(findings: Findings) -> Page:
    """Return the page with all initiatives."""
    found = findings.initiatives
    blocks: list[Block] = [initiatives_sentence(findings)]
    if found.rows:
        blocks += [status_flow(findings), _table(findings), _register_words(), *_gaps(findings), *_benefits(findings)]
    blocks += [*_unserved(findings), *lessons_link(findings)]
    blocks.append(Downloads((Link(say("Initiatives (CSV)"), file="data/initiatives.csv"),)))
    title = say("How are the initiatives doing?")
    return Page("initiatives/index", title, tuple(blocks), "initiatives", short_title=say("Initiatives"))


def _table(findings: Findings) -> DataTable:
    rows = tuple(
        (
            parts.initiative_link(findings, code), _status(row), _goal(findings, row), parts.listed(row["lead"]),
            parts.when(row["start"], row["end"]),
        )
        for code, row in findings.initiatives.rows.items()
    )  # fmt: skip
    columns = (
        Column(say("Initiative")),
        Column(say("Status")),
        Column(say("Goal")),
        Column(say("Lead")),
        Column(say("Period")),
    )
    return DataTable(say("All initiatives in the register"), columns, rows, initiative_sources(findings))


def _register_words() -> Paragraph:
    return Paragraph(say("Organisations and places stand here as in the register, in Dutch."), soft=True)


def _status(row: Row) -> Inline:
    words = STATUS_WORDS[row["status"] or "unknown"]
    inferred = bool(row["status"]) and row["status_reason"] == "inferred"
    return say("{status} (derived from what is public)", status=words) if inferred else words


def _goal(findings: Findings, row: Row) -> Inline:
    goals = dict(findings.city.goals)
    named = [goals[goal] for goal in parts.sources_of(row["goal"]) if goal in goals]
    if not named:
        return say("not recorded")
    return parts.capital(Label("; ".join(words.nl for words in named), "; ".join(words.en for words in named)))


def _gaps(findings: Findings) -> list[Block]:
    found = findings.initiatives
    absent = {field: sum(field in lacking for lacking in found.gaps.values()) for field in FIELD_WORDS}
    rows = tuple(
        (words, parts.count(len(found.rows) - absent[field]), parts.count(absent[field]))
        for field, words in FIELD_WORDS.items()
    )
    columns = (Column(say("Field")), Column(say("Recorded"), numeric=True), Column(say("Not recorded"), numeric=True))
    nameless = found.expected - sum(row["in_strategy"] == "yes" for row in found.rows.values())
    blocks: list[Block] = [Heading(say("What is not known?"), anchor="gaps")]
    if nameless > 0:
        blocks.append(
            Notice(
                say(
                    "Of {n} of the {expected} initiatives in the strategy the name is not known for certain. Nothing was made up "
                    "to fill this in.",
                    n=parts.count(nameless), expected=parts.count(found.expected),
                )
            )
        )  # fmt: skip
    return [*blocks, DataTable(say("How complete is the register?"), columns, rows, initiative_sources(findings))]


def _benefits(findings: Findings) -> list[Block]:
    rows = tuple(
        (
            parts.initiative_link(findings, code),
            _goal(findings, row),
            _risk_words(findings, row),
            parts.unknown(row, "benefit_good_times"),
            parts.unknown(row, "benefit_bad_times"),
        )
        for code, row in findings.initiatives.rows.items()
    )
    columns = (
        Column(say("Initiative")), Column(say("Goal")), Column(say("Risks it is meant for")), Column(say("In good times")),
        Column(say("In bad times")),
    )  # fmt: skip
    return [
        Heading(say("What does each initiative help against?")),
        DataTable(say("Co-benefits per risk and goal"), columns, rows, initiative_sources(findings), closed=True),
    ]


def _risk_words(findings: Findings, row: Row) -> Inline:
    names = [findings.risks[risk] for risk in parts.sources_of(row["risks"]) if risk in findings.risks]
    if not names:
        return say("not recorded")
    return Label("; ".join(n["label_nl"] for n in names), "; ".join(n["label_en"] for n in names))


def _unserved(findings: Findings) -> list[Block]:
    risks = findings.initiatives.unserved
    if not risks or not findings.initiatives.rows:
        return []
    return [
        Heading(say("Which risks have no initiative?")),
        Answer(
            say("No initiative in the register names these risks: {n} of the {total}.", strong=("n",),
                n=parts.count(len(risks)), total=parts.count(len(findings.risks))),
            initiative_sources(findings),
        ),
        Items(tuple(parts.risk_link(findings, risk) for risk in risks), initiative_sources(findings)),
    ]  # fmt: skip


def initiative_page(findings: Findings, code: str) -> Page:
    """Return the page of one initiative."""
    row = findings.initiatives.rows[code]
    sources = parts.sources_of(row["reference"]) or ("register",)
    blocks: list[Block] = [_answer(row, sources), _facts(findings, row, sources), _register_words()]
    blocks += [*_story(row, sources), *year_blocks(findings, code), *_quotes(findings, code)]
    blocks += [*_risks(findings, row, sources), *_missing(findings, code)]
    title = say("How is ‘{initiative}’ doing?", initiative=parts.label(row, "name"))
    return Page(
        f"initiatives/{code}", title, tuple(blocks), "initiatives", depth=2, short_title=parts.label(row, "name")
    )


def _quotes(findings: Findings, code: str) -> list[Block]:
    return quote_blocks(quotes_about(findings, "initiative", code))


def _answer(row: Row, sources: tuple[str, ...]) -> Answer:
    return Answer(
        say("Status: {status}. What is known: {known}", strong=("status",), status=_status(row),
            known=_ended(row)),
        sources,
    )  # fmt: skip


def _ended(row: Row) -> Inline:
    """Return what is known, with one full stop at the end."""
    if not (row["progress_nl"] or row["progress_en"]):
        return say("nothing was recorded.")
    words = parts.label(row, "progress")
    return Label(*(text if text.endswith((".", "!", "?")) else f"{text}." for text in (words.nl, words.en)))


def _facts(findings: Findings, row: Row, sources: tuple[str, ...]) -> DataTable:
    strategy = {"yes": say("yes"), "no": say("no")}.get(row["in_strategy"], say("unknown"))
    facts: tuple[tuple[Inline, ...], ...] = (
        (say("Goal"), _goal(findings, row)),
        (say("In the strategy"), strategy),
        (say("Track"), TRACK_WORDS.get(row["track"], say("not recorded"))),
        (say("Lead"), parts.listed(row["lead"])),
        (say("Partners"), parts.listed(row["partners"])),
        (say("Where"), parts.listed(_places(findings, row))),
        (say("Period"), parts.when(row["start"], row["end"])),
    )
    return DataTable(say("The initiative in short"), (Column(say("Field")), Column(say("Recorded"))), facts, sources)


def _places(findings: Findings, row: Row) -> str:
    """Return where an initiative plays; a code of an area becomes its name."""
    return "; ".join(parts.area_name(findings, place) for place in parts.sources_of(row["areas"]))


def _story(row: Row, sources: tuple[str, ...]) -> list[Block]:
    return [
        Heading(say("Lesson")),
        Paragraph(parts.unknown(row, "lesson"), sources),
        Heading(say("Outlook")),
        Paragraph(parts.unknown(row, "outlook"), sources),
    ]


def _risks(findings: Findings, row: Row, sources: tuple[str, ...]) -> list[Block]:
    risks = [risk for risk in parts.sources_of(row["risks"]) if risk in findings.risks]
    heading = Heading(say("Which risks is it meant for?"))
    if not risks:
        return [heading, Paragraph(say("not recorded"), sources)]
    reading = [OUR_READING] if row["status_reason"] == "inferred" else []
    return [heading, Items(tuple(parts.risk_link(findings, risk) for risk in risks), sources), *reading]


OUR_READING = Paragraph(
    say("Goal, track, status and risks are how this monitor reads the sources; the sources do not always say so."),
    soft=True,
)


def _missing(findings: Findings, code: str) -> list[Block]:
    lacking = [FIELD_WORDS[field] for field in findings.initiatives.gaps.get(code, ()) if field in FIELD_WORDS]
    if not lacking:
        return []
    return [Heading(say("Not recorded yet")), Items(tuple(lacking), ("register",))]
