"""How each answer was found: the formulas in words, with the settings of this edition, and their limits."""

from __future__ import annotations

from veerkracht.analysis.trends.settings import LEAST_FOR_AUTOCORRELATION
from veerkracht.reports.content import Block, Column, DataTable, Heading, Inline, Items, Link, Number, Paragraph, say
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.risks import own_bands
from veerkracht.workflows.findings import Findings

Answered = tuple[Inline, Inline]
"""What was answered, and how."""


def answers_blocks(findings: Findings) -> list[Block]:
    """Return the table with the way each answer was found, and what to keep in mind."""
    rows = (*_risk_answers(findings), *_change_answers(findings), *_level_answers(findings))
    columns = (Column(say("Answer")), Column(say("How it is computed")))
    return [
        Heading(say("How each answer was found")),
        DataTable(say("From figures to answers"), columns, rows, ("register",)),
        Paragraph(Link(say("What each indicator means"), page="method/indicators")),
        Heading(say("What should you keep in mind?")),
        Items(tuple(_limits(findings)), ("register",)),
    ]


def _risk_answers(findings: Findings) -> list[Answered]:
    trend = findings.settings["trend"]
    text = say(
        "A straight line through the yearly figures of the municipality, from {points} years on. Rising: more than "
        "{band} of the mean level per year upwards. Falling: more than {band} downwards. Steady: in between.{own} The "
        "probability of a direction is the mean over the series of the risk. From {enough} years on, the interval is "
        "wider when each year resembles the one before; in shorter series the years count as independent.",
        points=parts.count(trend["min_points"]), band=Number(trend["band"], "percent", 1), own=own_bands(findings),
        enough=parts.count(LEAST_FOR_AUTOCORRELATION),
    )  # fmt: skip
    return [(say("Direction of a risk"), text)]


def _change_answers(findings: Findings) -> list[Answered]:
    if findings.development is None:
        return []
    return [
        *_scores(findings),
        _class(findings),
        _probability(findings),
        _noise(findings),
        *_second(findings),
        *_gap(findings),
    ]


def _scores(findings: Findings) -> list[Answered]:
    plan = findings.city.development
    scale = say(
        "The mean of: {indicators}. Each has the same weight and a scale from 0 (most favourable) to 100 (least "
        "favourable), over all districts and years. The scale leaves {tails} of the inhabitants out at each end, so that "
        "one small district does not squeeze the others; their scores are cut off. The change is the score of {last} "
        "minus that of {first}, in points.",
        indicators=parts.named(findings, plan.vulnerability), first=parts.year(plan.first), last=parts.year(plan.last),
        tails=Number(findings.settings["resilience"]["tails"], "probability"),
    )  # fmt: skip
    problems = plan.problems or tuple(name for name in (plan.second_problem,) if name)
    years = (plan.problem_first, plan.problem_last) if plan.problems else (plan.second_first, plan.second_last)
    same = say(
        "The score for problems is made in the same way, from: {indicators}. The change is that between {first} and "
        "{last}.",
        indicators=parts.named(findings, problems), first=parts.year(years[0]), last=parts.year(years[1]),
    )  # fmt: skip
    return [(say("Vulnerability of a district"), scale), (say("Problems in a district"), same)]


def _class(findings: Findings) -> Answered:
    given = findings.settings["resilience"]
    text = say(
        "A change counts as a rise when it lies more than the band above the reference: {band_v} for vulnerability, "
        "{band_p} for problems. The reference is zero on the map of the change itself. On the map that compares with "
        "the municipality it is the mean change, weighted by inhabitants. Both rose: under pressure. Only vulnerability "
        "rose: shows resilience. Only problems rose: another cause. Neither rose: no signal.",
        band_v=Number(given["band_vulnerability"], "index_points", 1),
        band_p=Number(given["band_problems"], "index_points", 1),
    )
    return say("Class of a district"), text


def _probability(findings: Findings) -> Answered:
    text = say(
        "Each figure was drawn {draws} times with its noise. The spread of the change over the draws is its error. From "
        "that error and a normal distribution follows the probability that vulnerability rose, and that problems rose. "
        "The probability of a class is the product of the two. The error of the mean of the municipality is left out.",
        draws=parts.count(findings.settings["resilience"]["draws"]),
    )
    return say("Probability of a class"), text


def _noise(findings: Findings) -> Answered:
    text = say(
        "Counts: the chance of rare events (Poisson), with {dispersion} times its variance, because reports to the police "
        "come in series. Shares: the number of people behind the figure (binomial). Figures from a model: a standard "
        "deviation of {spread} of the figure, and for the Leefbaarometer of its spread over the districts. That is an "
        "assumption, because the source publishes none. The rounding of the source is added.",
        spread=Number(findings.settings["noise"]["model_relative_sd"], "probability"),
        dispersion=Number(findings.settings["resilience"]["count_dispersion"], "", 1),
    )
    return say("Noise in a figure"), text


def _second(findings: Findings) -> list[Answered]:
    plan = findings.city.development
    if not plan.second_problem:
        return []
    text = say(
        "Each year of the Leefbaarometer is measured against the national mean of that year. So {last} stands on the "
        "footing of {first}: the score of {first} plus the published development.",
        first=parts.year(plan.second_first), last=parts.year(plan.second_last),
    )  # fmt: skip
    return [(say("Change by the Leefbaarometer"), text)]


def _gap(findings: Findings) -> list[Answered]:
    gap = findings.gap
    if gap is None:
        return []
    text = say(
        "The districts are put in order of their vulnerability, averaged over {first} and {last}. The gap is the mean score of "
        "the most vulnerable districts, with {share} of the inhabitants, minus that of the least vulnerable districts "
        "with {share}. The interval holds 90% of the draws of the noise.",
        share=Number(findings.settings["gap"]["tail_share"], "probability"),
        first=parts.year(gap.first),
        last=parts.year(gap.last),
    )
    return [(say("The gap"), text)]


def _level_answers(findings: Findings) -> list[Answered]:
    if findings.level is None:
        return []
    focus = say(
        "Of each indicator the last figure of the neighbourhood, on a scale from 0 (most favourable) to 100 (least "
        "favourable) over the neighbourhoods, cut off at both ends in the same way. The level is the mean of the "
        "indicators. High: above the mean of the municipality, weighted by inhabitants."
    )
    exposure = say(
        "The mean of some features of a neighbourhood, each from 0 (lowest in the city) to 100 (highest). It comes "
        "together where vulnerability and exposure are both in the highest {share} of the neighbourhoods. Whether the "
        "district is under pressure, compared with the municipality, stands beside it.",
        share=Number(findings.settings["exposure"]["high_share"], "probability"),
    )
    return [(say("Focus map"), focus), (say("Exposure"), exposure)]


def _limits(findings: Findings) -> list[Inline]:
    return [
        say(
            "The probabilities hold only the noise in the figures. Mistakes in registers, crimes that nobody reports and "
            "changes in the way of counting are not in them."
        ),
        *_kinds_of_figures(findings),
        *_coverage(findings),
        *_two_kinds_of_crime(findings),
        *_years_of_level(findings),
    ]


def _kinds_of_figures(findings: Findings) -> list[Inline]:
    plan = findings.city.development
    used = [*plan.vulnerability, *plan.problems, *(name for name in (plan.second_problem,) if name)]
    of = {kind: [n for n in used if findings.indicators[n]["noise"] == kind] for kind in ("binomial", "model")}
    found: list[Inline] = []
    if of["binomial"] and findings.origin != "generator":
        found.append(
            say("These figures come from registers that cover all residents: {indicators}.",
                indicators=parts.named(findings, of["binomial"]))
        )  # fmt: skip
    if of["model"]:
        found.append(
            say("These figures are estimates by a model, not counts: {indicators}.",
                indicators=parts.named(findings, of["model"]))
        )  # fmt: skip
    return found


def _coverage(findings: Findings) -> list[Inline]:
    development = findings.development
    if development is None:
        return []
    found: list[Inline] = []
    if findings.city.development.problems:
        known = sum(row["problem_change"] is not None for row in development.changes.values())
        found.append(
            say("Counts by the police: figures of both years for {n} of the {total} districts. The others stay unknown.",
                n=parts.count(known), total=parts.count(len(development.changes)))
        )  # fmt: skip
    shared = len(development.shared)
    if shared:
        found.append(
            say(
                "{n} small district is published together with another one. It has the class of that district.",
                plural="{n} small districts are published together with another one. They have the class of that district.",
                count=shared, n=parts.count(shared),
            )
        )  # fmt: skip
    return found


def _two_kinds_of_crime(findings: Findings) -> list[Inline]:
    plan = findings.city.development
    if not plan.problems or "registered_crimes_per_1000" not in findings.settings["levels"]["problems"]:
        return []
    return [
        say(
            "The maps of change use a few kinds of crime that the police counted for its own website ({first} and "
            "{last}). The focus map uses all registered crimes. Do not compare the two.",
            first=parts.year(plan.problem_first), last=parts.year(plan.problem_last),
        )
    ]  # fmt: skip


def _years_of_level(findings: Findings) -> list[Inline]:
    plan, level = findings.city.development, findings.level
    found: list[Inline] = [
        say("The maps of change end in {last}: they do not tell how it is now.", last=parts.year(plan.last))
    ]
    if level is not None:
        link = Link(say("The page of the focus map lists them"), page="areas/focus")
        found.append(
            say("The figures of the focus map are of different years per indicator, {period}. {link}.",
                period=level.period, link=link)
        )  # fmt: skip
    return found
