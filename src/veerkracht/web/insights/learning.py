"""Answers about recovery, relief, lessons and exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veerkracht.analysis.matching import match_requests
from veerkracht.analysis.recovery import balance
from veerkracht.tables import Table, memtable
from veerkracht.web.insights.answering import (
    Asked,
    Cell,
    Insight,
    Row,
    Sheet,
    Told,
    day,
    laid_out,
    number,
    rows_in,
    share,
)
from veerkracht.web.search.words import tokens

__all__ = ["INSIGHTS"]

WEIGHTS: Final = {
    "projects": gettext_lazy("each project counts once"),
    "cost": gettext_lazy("by cost"),
    "capacity": gettext_lazy("by staff"),
}


def _recovery(asked: Asked) -> Told:
    found = asked.table("recovery_projects")
    live = found.filter(found.state.fill_null("planned") != "stopped")
    projects = live.select(
        project=live.key, recover=live.share_recover, protect=live.share_protect, build_forward=live.share_build_forward,
        cost_eur=live.cost, fte=live.capacity_fte, transformation=live.transformation,
    )  # fmt: skip
    rows = rows_in(balance(projects))
    forward = next((row["build_forward"] for row in rows if row["weighted_by"] == "cost"), None)
    return Told(
        _("By cost {share} of recovery goes to building forward.").format(share=share(forward).words),
        [_recovery_sheet(rows)],
        [
            _("Read the lines together: many small steps and one large project differ by number and by cost."),
            _("The aim is 3 on the scale of 1 (a small step) to 5 (a transformation)."),
        ],
    )


def _recovery_sheet(rows: list[Row]) -> Sheet:
    columns = [
        (_("Weighted"), lambda row: Cell(str(WEIGHTS[row["weighted_by"]]))), (_("Recover"), lambda row: share(row["recover"])),
        (_("Protect"), lambda row: share(row["protect"])), (_("Build forward"), lambda row: share(row["build_forward"])),
        (_("Transformation (1–5)"), lambda row: number(row["transformation"], 1)),
        (_("Short of the aim"), lambda row: number(row["gap"], 1)),
    ]  # fmt: skip
    return laid_out(_("What recovery is for"), columns, rows)


def _relief(asked: Asked) -> Told:
    rows = [row for row in asked.rows("relief_measures") if row["state"] != "ended"]
    names = asked.names([row["key"] for row in rows] + [row[name] for row in rows for name in SUCCESSORS])
    late = [row for row in rows if row["must_end"] and row["must_end"] < asked.today.isoformat()]
    bare = [row for row in rows if row["successor_kind"] in (None, "none")]
    return Told(
        _("{late} relief measures should have ended, and {bare} have no lasting successor.").format(
            late=len(late), bare=len(bare)
        ),
        [
            Sheet(
                _("Relief measures in use or planned"),
                [_("Measure"), _("Must end on"), _("How it stands"), _("What comes after")],
                [
                    [
                        names[row["key"]],
                        day(row["must_end"]),
                        Cell(_("overdue") if row in late else _("in time")),
                        _successor(row, names),
                    ]
                    for row in sorted(rows, key=lambda row: row["must_end"] or "")
                    if row["key"] in names
                ],
                _("No relief measure was recorded yet."),
            ),
        ],
    )


SUCCESSORS: Final = ("successor_initiative", "successor_project")


def _successor(row: Row, names: Mapping[str, Cell]) -> Cell:
    found = next((names[row[name]] for name in SUCCESSORS if row[name] in names), None)
    return found or Cell(row.get("no_successor_reason_nl") or _("nothing yet"))


def _unused(asked: Asked) -> Told:
    used = {row["parent"] for row in asked.rows("lesson_uses")}
    lessons = [row for row in asked.rows("lessons") if row["key"] not in used and not _is_closed(row)]
    names = asked.names([row["key"] for row in lessons])
    return Told(
        ngettext("{n} lesson was never used.", "{n} lessons were never used.", len(lessons)).format(n=len(lessons)),
        [
            Sheet(
                _("Lessons that nobody used yet"),
                [_("Lesson"), _("Theme"), _("Learned on"), _("Expires")],
                [
                    [
                        names[row["key"]],
                        Cell(asked.words("lessons", "theme", row["theme"])),
                        day(row["learned_on"]),
                        day(row["expires"]) if row["expires"] else Cell("–"),
                    ]
                    for row in sorted(lessons, key=lambda row: row["learned_on"] or "")
                    if row["key"] in names
                ],
                _("Every lesson was used, rejected or has expired."),
            ),
        ],
    )


def _is_closed(row: Row) -> bool:
    return row["state"] in ("rejected", "expired")


def _matches(asked: Asked) -> Told:
    rows = [row for row in asked.rows("requests_offers") if row["state"] in (None, "open")]
    found = rows_in(match_requests(_side(rows, "request"), _side(rows, "offer")))
    names = asked.names([row[name] for row in found for name in ("request", "offer")])
    asking = len({row["request"] for row in found})
    return Told(
        ngettext(
            "For {n} request there is an offer that may fit.",
            "For {n} requests there is an offer that may fit.",
            asking,
        ).format(n=asking),
        [
            Sheet(
                _("Requests and the offers that fit best"),
                [_("Request"), _("Offer"), _("Same theme"), _("Words in common")],
                [
                    [
                        names[row["request"]],
                        names[row["offer"]],
                        Cell(_("yes") if row["same_theme"] else _("no")),
                        Cell(", ".join(row["shared"])),
                    ]
                    for row in found
                    if row["rank"] <= BEST and row["request"] in names and row["offer"] in names
                ],
                _("No open request fits an open offer."),
            ),
        ],
    )


BEST: Final = 3  # offers per request


def _side(rows: list[Row], kind: str) -> Table:
    chosen = [row for row in rows if row["kind"] == kind]
    words = [sorted({t for part in ("name", "text") for t in _tokens(row, part)}) for row in chosen]
    return memtable(
        pa.table(
            {
                kind: pa.array([row["key"] for row in chosen], pa.string()),
                "theme": pa.array([row["theme"] for row in chosen], pa.string()),
                "tokens": pa.array(words, pa.list_(pa.string())),
            }
        )
    )


def _tokens(row: Row, part: str) -> list[str]:
    text = row.get(f"{part}_nl") or row.get(f"{part}_en") or row.get(part) or ""
    return tokens(text, language="nl")


INSIGHTS: Final = (
    Insight(
        "recovery",
        gettext_lazy("Does recovery repair, protect and build forward at once?"),
        ("recovery_projects.share_recover", "recovery_projects.cost"),
        _recovery,
    ),
    Insight(
        "relief",
        gettext_lazy("Which relief measures must end, and what comes after?"),
        ("relief_measures.must_end",),
        _relief,
    ),
    Insight(
        "unused", gettext_lazy("Which lessons were never used?"), ("lessons.lesson", "lesson_uses.applied_as"), _unused
    ),
    Insight("matches", gettext_lazy("Which offers fit which requests?"), ("requests_offers.theme",), _matches),
)
