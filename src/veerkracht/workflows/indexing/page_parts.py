"""The other parts of the page of an index: order, causes of doubt, weights, how it was made and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from veerkracht import catalogue
from veerkracht.reports.charts import Bar, BarsPicture, RankPicture, RankRow
from veerkracht.reports.content import (
    Block,
    Column,
    DataTable,
    Figure,
    Heading,
    Inline,
    Items,
    Label,
    Number,
    Paragraph,
    say,
)
from veerkracht.tables import pull
from veerkracht.workflows.findings import by, rows_of
from veerkracht.workflows.indexing.page_map import number_of
from veerkracht.workflows.indexing.told import STYLES, AreaRow, ToldIndex

__all__ = ["cause_blocks", "made_blocks", "missing_blocks", "rank_blocks", "weight_blocks"]

ENDS: Final = 10
"""Areas shown at each end of the order."""
SHIFT: Final = "mean_rank_shift"
_FACTORS: Final = {
    "data_error": say("uncertain figures"), "imputation": say("filled gaps"), "treatment": say("outlying values"),
    "normaliser": say("scale"), "weights": say("weights"), "aggregator": say("putting together"),
    "geography": say("boundaries"), "left_out": say("an indicator left out"),
}  # fmt: skip
_SCALES: Final = {
    "minmax": say("from the lowest to the highest value"), "percentile_rank": say("the share of areas below it"),
    "z": say("the distance to the mean, in standard deviations"), "rank": say("the place in the order"),
}  # fmt: skip
_MEANS: Final = {1.0: say("the ordinary mean"), 0.0: say("the geometric mean"), -1.0: say("the harmonic mean")}
_METHODS: Final = {
    "arithmetic": _MEANS[1.0], "geometric": _MEANS[0.0], "harmonic": _MEANS[-1.0],
    "mpi": say("the mean with a penalty for imbalance"), "ampi": say("the mean with a penalty for imbalance"),
    "mean_min": say("halfway between the mean and the lowest score"),
    "owa": say("a mean in which low scores weigh more"), "copeland": say("a comparison of areas pair by pair"),
}  # fmt: skip


def rank_blocks(told: ToldIndex, chosen: Iterable[str] = ()) -> tuple[Block, ...]:
    """Return the section with the order of the areas: both ends and the chosen ones."""
    groups = _ends(told.ranked, frozenset(chosen))
    shown = [area for group in groups for area in group]
    drawn = tuple(tuple(_rank_row(area) for area in group) for group in groups)
    picture = RankPicture(drawn, len(told.ranked), say("place (1 is the highest score)"))
    columns = (Column(say("Area")), Column(say("Place"), numeric=True), Column(say("Score"), numeric=True))
    rows = tuple((area.name, number_of(area, "rank"), number_of(area, "score", decimals=1)) for area in shown)
    caption = say(
        "The dot is the published place, the bar the 90% interval: in 9 out of 10 calculations the place lies in it."
    )
    alt = say("Place and interval of {n} of the {all} areas.", n=Number(len(shown)), all=Number(len(told.ranked)))
    words = say("Where bars overlap, the order between two areas is not sure. Do not read much into a few places "
                "more or less.")  # fmt: skip
    table = DataTable(say("Places and scores with their 90% interval"), columns, rows, told.sources)
    return (Heading(say("How sure is the order?"), anchor="ranks"), Paragraph(words, told.sources),
            Figure("ranks", picture, alt, caption, told.sources, table))  # fmt: skip


def _ends(ranked: tuple[AreaRow, ...], chosen: frozenset[str]) -> tuple[tuple[AreaRow, ...], ...]:
    if len(ranked) <= 2 * ENDS + len(chosen):
        return (ranked,)
    middle = [(area,) for area in ranked[ENDS:-ENDS] if area.area in chosen]
    return (ranked[:ENDS], *middle, ranked[-ENDS:])


def _rank_row(area: AreaRow) -> RankRow:
    row = area.row
    return RankRow(area.name, row["rank"], row["rank_lower"], row["rank_upper"], STYLES[(area.group or 1) - 1])


def cause_blocks(told: ToldIndex) -> tuple[Block, ...]:
    """Return the section on what makes the order unsure."""
    heading = Heading(say("What makes the order unsure?"), anchor="causes")
    found = _causes(told)
    if not found:
        return (heading, Paragraph(say("This was not computed for this index.")))
    most = max(found, key=lambda row: row["total"])
    words = say("Most of the doubt comes from {cause}: {share} of the differences between the calculations, together with the "
                "other causes.", cause=_factor(most["factor"]), share=_percent(most, "total"), strong=("cause",))  # fmt: skip
    picture = BarsPicture(
        tuple(_cause_bar(row) for row in found), say("this cause alone"), say("together with the other causes")
    )
    columns = (
        Column(say("Cause")),
        Column(say("Alone"), numeric=True),
        Column(say("Together with others"), numeric=True),
    )
    rows = tuple((_factor(row["factor"]), _percent(row, "first"), _percent(row, "total")) for row in found)
    table = DataTable(
        say("Share of the differences in order that each cause explains, with the 90% interval"), columns, rows, ()
    )
    caption = say("Shares of the variance of the mean shift in place. The lines are 90% intervals; a share just below zero "
                  "is chance. What causes share counts for each of them in the second bars, so those can add up to more "
                  "than 100%.")  # fmt: skip
    return (
        heading,
        Paragraph(words),
        Figure("causes", picture, say("Bars: {text}", text=table.caption), caption, (), table),
    )


def _causes(told: ToldIndex) -> list[dict[str, Any]]:  # Any: a row of a table
    table = told.finding.causes
    rows = [] if table is None else pull(table.filter(table.output == SHIFT)).to_pylist()
    last = [row for row in rows if row["period"] in (told.period, None) and row["total"] is not None]
    return sorted(last, key=lambda row: -row["total"])


def _factor(name: str) -> Inline:
    return _FACTORS.get(name, name)


def _percent(row: dict[str, Any], what: str) -> Number:  # Any: a row of a table
    value, lower, upper = (
        None if row[key] is None else 100 * row[key] for key in (what, f"{what}_lower", f"{what}_upper")
    )
    return Number(value, "percent", 0, lower, upper)


def _cause_bar(row: dict[str, Any]) -> Bar:  # Any: a row of a table
    return Bar(_factor(row["factor"]), row["first"] or 0.0, row["first_lower"], row["first_upper"],
               second=row["total"], second_lower=row["total_lower"], second_upper=row["total_upper"])  # fmt: skip


def weight_blocks(told: ToldIndex) -> tuple[Block, ...]:
    """Return the section on the weight of each indicator in the whole."""
    definition = told.finding.definition
    weights = {row["element"]: row["effective"] for row in pull(told.finding.weights).to_pylist()}
    labels = {element.id: _element(element.id, element.label_nl, element.label_en) for element in definition.elements}
    ordered = sorted(
        definition.indicators, key=lambda one: [e.id for e in definition.elements].index(one.parent or one.id)
    )
    bars = tuple(Bar(labels[one.id], weights[one.id], group=labels.get(one.parent or "", "")) for one in ordered)
    columns = (Column(say("Indicator")), Column(say("Part")), Column(say("Weight in the whole"), numeric=True))
    rows = tuple((bar.label, bar.group, Number(100 * bar.value, "percent", 1)) for bar in bars)
    table = DataTable(say("Weight of each indicator in the whole index"), columns, rows, ())
    words = say("Each part of the index has a weight, and so has each indicator in it. This is what an indicator weighs "
                "in the whole.")  # fmt: skip
    caption = say("These are choices, not facts. How much they matter stands under the causes above.")
    figure = Figure("weights", BarsPicture(bars, say("weight in the whole index")), table.caption, caption, (), table)
    return (Heading(say("What weighs how much?"), anchor="weights"), Paragraph(words), figure)


def _element(name: str, nl: str, en: str) -> Inline:
    known = by("indicator", rows_of(catalogue.indicators())).get(name)
    if nl or en:
        return Label(nl or en, en or nl)
    return Label(known["label_nl"], known["label_en"]) if known else name


def made_blocks(told: ToldIndex) -> tuple[Block, ...]:
    """Return the section on how the index was made."""
    finding, chosen = told.finding, told.finding.definition.published
    treatment, coverage = chosen.get("treatment", {}), float(chosen.get("least_coverage", 0.0))
    items = [
        _outliers(float(treatment.get("share", 0.0)), str(treatment.get("otherwise", "none"))),
        say("Scale: {words}.", words=_scale(str(chosen.get("normaliser", {}).get("method", "minmax")))),
        say("Indicators are put together by {words}.", words=_aggregation(chosen.get("aggregator", {}))),
        say("A part counts if at least {share} of its weight has figures.", share=Number(100 * coverage, "percent")),
        say("The index was calculated {n} times, each time with other choices: {factors}. Start number: {seed}.",
            n=Number(finding.draws), factors=_joined([_factor(name) for name in finding.factors]),
            seed=Number(finding.seed)),
        say("Everything that is needed to make it again stands in index.json."),
    ]  # fmt: skip
    return (Heading(say("How was it made?"), anchor="made"), Items(tuple(items)))


def _outliers(share: float, otherwise: str) -> Inline:
    if not share and otherwise == "none":
        return say("Outlying values stay as they are.")
    kept = say("Outlying values: at most {share} of the values of an indicator are brought in to the next one.",
               share=Number(100 * share, "percent", 1))  # fmt: skip
    if otherwise == "none":
        return kept
    return say("{kept} Where that is not enough, the scale is bent ({name}).", kept=kept, name=otherwise)


def _scale(method: str) -> Inline:
    return _SCALES.get(method, method)


def _aggregation(chosen: Mapping[str, Any]) -> Inline:  # Any: numbers and names of a definition
    if chosen.get("methods"):
        return _joined([_METHODS.get(str(name), str(name)) for name in chosen["methods"]])
    return _joined([_MEANS.get(float(power), f"p = {power:g}") for power in chosen.get("powers", (1.0,))])


def _joined(parts: list[Inline]) -> Inline:
    joined: Inline = parts[0] if parts else "–"
    for part in parts[1:]:
        joined = say("{before}, {after}", before=joined, after=part)
    return joined


def missing_blocks(told: ToldIndex) -> tuple[Block, ...]:
    """Return the section on what is missing."""
    without = len(told.areas) - len(told.ranked)
    failed = sum(area.row["failed_coverage"] + area.row["failed_undefined"] for area in told.ranked)
    items: list[Inline] = []
    if without:
        items += [say("{n} of the {all} areas has no score, for too few of its figures are known.",
                      plural="{n} of the {all} areas have no score, for too few of their figures are known.",
                      count=without, n=Number(without), all=Number(len(told.areas)))]  # fmt: skip
    if failed:
        items += [say("In {n} calculations an area with a score had none, for too little was known.", n=Number(failed))]
    items += [
        say("Each figure is the latest one known, so figures of different years stand beside each other."),
        say("Doubt that nobody put into numbers is not in the intervals, such as an indicator that was not chosen."),
    ]
    return (Heading(say("What is missing?"), anchor="missing"), Items(tuple(items), told.sources))
