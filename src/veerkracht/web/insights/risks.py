"""Answers about risks and initiatives: gaps, benefits in good and bad times, and opinions on links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veerkracht.analysis.initiatives import initiative_gaps, unserved_risks
from veerkracht.analysis.opinions import link_spread
from veerkracht.catalogue import register
from veerkracht.tables import INITIATIVES, RISKS, table_of
from veerkracht.web.insights.answering import Asked, Cell, Insight, Row, Sheet, Told, laid_out, number, rows_in, share

__all__ = ["INSIGHTS"]


def _gaps(asked: Asked) -> Told:
    risks, initiatives = asked.rows("risks"), [_initiative(row) for row in asked.rows("initiatives")]
    served = table_of(INITIATIVES, initiatives)
    empty = dict.fromkeys(RISKS.columns)
    known = table_of(RISKS, [{**empty, "risk": row["key"], "kind": row["kind"]} for row in risks])
    without = [row["risk"] for row in rows_in(unserved_risks(served, known))]
    expected = max((row["expected_initiatives"] or 0 for row in asked.rows("strategies")), default=0)
    holes = rows_in(initiative_gaps(served, expected=expected))
    sentence = ngettext("{n} risk has no initiative.", "{n} risks have no initiative.", len(without))
    return Told(
        " ".join([sentence.format(n=len(without)), *_nameless(holes, expected)]),
        [_unserved_sheet(asked, without, risks), _holes_sheet(asked, holes)],
        [_("An initiative that has ended or was merged does not count.")],
    )


def _nameless(holes: list[Row], expected: int) -> list[str]:
    """Say how many initiatives of the strategy are not known by name, if any."""
    missing = next((row["missing"] for row in holes if row["initiative"] is None), 0)
    words = _(
        "Of the {expected} initiatives in the strategy, {missing} are not recorded yet, or not marked as part of it."
    )
    return [words.format(expected=expected, missing=missing)] if missing else []


def _unserved_sheet(asked: Asked, without: list[str], risks: list[Row]) -> Sheet:
    names, kinds = asked.names(without), _kinds(risks)
    rows = [[names[key], Cell(asked.words("risks", "kind", kinds[key]))] for key in without if key in names]
    return Sheet(
        _("Risks without an initiative"), [_("Risk"), _("Kind")], rows, _("Every risk has an initiative."),
    )  # fmt: skip


def _holes_sheet(asked: Asked, holes: list[Row]) -> Sheet:
    lacking: dict[str, list[str]] = {}
    for row in holes:
        if row["initiative"]:
            lacking.setdefault(row["initiative"], []).append(row["field"])
    names = asked.names(list(lacking))
    rows = [[names[key], number(len(fields)), Cell(", ".join(_field_words(asked, fields)))]
            for key, fields in sorted(lacking.items(), key=lambda item: -len(item[1])) if key in names]  # fmt: skip
    empty = _("Everything is filled in.") if asked.rows("initiatives") else _("No initiative was recorded yet.")
    return Sheet(_("What is not filled in yet"), [_("Initiative"), _("Fields"), _("Which")], rows, empty)


def _field_words(asked: Asked, fields: list[str]) -> list[str]:
    """Return the labels of fields, each once: a text that lacks one language counts as the text."""
    item = register("initiatives")
    bare = [name.removesuffix("_nl").removesuffix("_en") for name in fields]
    known = [FIELDS.get(name, name) for name in dict.fromkeys(bare)]
    return [getattr(item.field(name).label, asked.reader.language) for name in known if item.has(name)]


FIELDS: Final = {"reference": "sources"}  # where a column of the monitor is another field of the register


def _initiative(row: Row) -> Row:
    alike = {name: row[name] for name in INITIATIVES.columns if name in row}
    where = row["areas"] or row["place_nl"] or row["place_en"]
    return {**dict.fromkeys(INITIATIVES.columns), **alike, "initiative": row["key"], "areas": where,
            "reference": row["sources"] or row["reference"]}  # fmt: skip


def _kinds(risks: list[Row]) -> Mapping[str, str]:
    return {row["key"]: row["kind"] for row in risks}


def _benefits(asked: Asked) -> Told:
    rows = [row for row in asked.rows("benefits") if row["risk"]]
    names = asked.names([key for row in rows for key in (row["risk"], row["parent"])])
    seen = [row for row in rows if row["risk"] in names and row["parent"] in names]
    both = sum(_is_good(row["good_times"]) and _is_good(row["bad_times"]) for row in seen)
    return Told(
        ngettext(
            "{n} benefit holds in good times and in bad times.",
            "{n} benefits hold in good times and in bad times.",
            both,
        ).format(n=both),
        [
            Sheet(
                _("What initiatives do for risks"),
                [_("Initiative"), _("Risk"), _("In good times"), _("In bad times")],
                [
                    [
                        names[row["parent"]],
                        names[row["risk"]],
                        Cell(asked.words("benefits", "good_times", row["good_times"])),
                        Cell(asked.words("benefits", "bad_times", row["bad_times"])),
                    ]
                    for row in sorted(seen, key=lambda row: (names[row["parent"]].words, names[row["risk"]].words))
                ],
                _("No benefit was recorded yet. Add one on the page of an initiative."),
            ),
        ],
    )


def _is_good(code: str | None) -> bool:
    return code in ("1", "2")


def _spread(asked: Asked) -> Told:
    opinions = asked.table("link_opinions")
    told = opinions.select(
        link=opinions.parent, respondent=opinions.record, sign=opinions.sign.cast("int64"), strength=opinions.strength
    )
    rows = rows_in(link_spread(told).order_by("link"))
    opposed = sum(bool(row["opposed"]) for row in rows)
    sentence = ngettext(
        "On {n} link respondents disagree whether it makes things worse or less bad.",
        "On {n} links respondents disagree whether they make things worse or less bad.",
        opposed,
    )
    return Told(
        sentence.format(n=opposed),
        [_spread_sheet(asked, rows)],
        [
            _("With fewer than 3 answers only their number is shown."),
            _(
                "Agreement is van der Eijk’s A: 1 when all agree, 0 when answers are spread evenly, −1 when half choose each end."
            ),
        ],
    )


def _spread_sheet(asked: Asked, rows: list[Row]) -> Sheet:
    names = asked.names([row["link"] for row in rows])
    columns = [
        (_("Link"), lambda row: names[row["link"]]), (_("Respondents"), lambda row: number(row["n"])),
        (_("Makes it worse"), lambda row: share(row["share_plus"])),
        (_("Median strength (1–5)"), lambda row: number(row["median_strength"], 1)), (_("Middle half"), _middle),
        (_("Agreement (−1 to 1)"), lambda row: number(row["agreement"], 2)),
    ]  # fmt: skip
    seen = [row for row in rows if row["link"] in names]
    empty = _("No opinions yet. Add them on the page of a link.")
    return laid_out(_("How respondents judge links between risks"), columns, seen, empty)


def _middle(row: Row) -> Cell:
    low, high = (number(row[name], 1) for name in ("lower_quartile", "upper_quartile"))
    return Cell(f"{low.words}–{high.words}", is_number=True) if low.is_number and high.is_number else low


INSIGHTS: Final = (
    Insight(
        "gaps",
        gettext_lazy("Which risks have no initiative?"),
        ("risks.kind", "initiatives.risks", "strategies.expected_initiatives"),
        _gaps,
    ),
    Insight(
        "benefits",
        gettext_lazy("Which initiatives help in good times and in bad times?"),
        ("benefits.good_times", "initiatives.name"),
        _benefits,
    ),
    Insight("opinions", gettext_lazy("Do people agree on what sets off what?"), ("link_opinions.sign",), _spread),
)
