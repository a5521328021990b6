"""Answers about civic initiatives: funds within reach, volunteers, waiting for an answer, and groups nobody sees."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import pyarrow as pa
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veerkracht.analysis.capacity import reach_gap, response_days, volunteer_trend
from veerkracht.analysis.funding import eligibility_paths
from veerkracht.tables import Table, memtable
from veerkracht.web.insights.answering import Asked, Cell, Insight, Row, Sheet, Told, amount, number, rows_in

__all__ = ["INSIGHTS"]

STATES: Final = {
    "eligible": gettext_lazy("can apply now"),
    "after_change": gettext_lazy("after another legal form"),
    "unknown": gettext_lazy("not known whether it fits"),
    "conditions_unmet": gettext_lazy("a condition is not met"),
    "no_path": gettext_lazy("no way to a legal form that is accepted"),
}
GAPS: Final = {
    "informal_only": gettext_lazy("seen by civic initiatives only"),
    "partly": gettext_lazy("partly seen by organisations"),
    "mixed": gettext_lazy("initiatives tell different things"),
    "seen": gettext_lazy("also seen by organisations"),
    "unknown": gettext_lazy("unknown"),
}
TRENDS: Final = {
    "falling": gettext_lazy("fewer and fewer"),
    "perhaps_falling": gettext_lazy("perhaps fewer"),
    "not_falling": gettext_lazy("not fewer"),
    "too_few": gettext_lazy("too few counts"),
}
_LIST: Final = pa.list_(pa.string())


def _listed(text: str | None) -> list[str] | None:
    return [part for part in text.split("; ") if part] if text else None


def _funding(asked: Asked) -> Told:
    groups = asked.rows("civic_initiatives")
    initiatives = memtable(
        pa.table(
            {
                "initiative": [row["key"] for row in groups],
                "legal_form": pa.array([row["legal_form"] for row in groups], pa.string()),
                "met": pa.array([_listed(row["meets"]) or [] for row in groups], _LIST),
                "not_met": pa.array([_listed(row["does_not_meet"]) or [] for row in groups], _LIST),
            }
        )
    )
    schemes = [row for row in asked.rows("funds") if row["state"] in (None, "open")]
    funds = memtable(
        pa.table(
            {
                "fund": pa.array([row["key"] for row in schemes], pa.string()),
                "legal_forms": pa.array([_listed(row["legal_forms"]) for row in schemes], _LIST),
                "conditions": pa.array([_listed(row["requires"]) or [] for row in schemes], _LIST),
                "maximum_eur": pa.array([row["maximum"] for row in schemes], pa.float64()),
            }
        )
    )
    rows = rows_in(eligibility_paths(initiatives, funds, forms=_forms(asked)))
    names = asked.names([row[name] for row in rows for name in ("initiative", "fund")])
    now = len({row["initiative"] for row in rows if row["state"] == "eligible"})
    return Told(
        ngettext(
            "{n} initiative can apply to a fund as it is.", "{n} initiatives can apply to a fund as they are.", now
        ).format(n=now),
        [
            Sheet(
                _("Funds per initiative, the nearest first"),
                [
                    _("Initiative"),
                    _("Fund"),
                    _("How it stands"),
                    _("Way"),
                    _("Cost"),
                    _("Days"),
                    _("At most"),
                    _("What is left"),
                ],
                [
                    [
                        names[row["initiative"]],
                        names[row["fund"]],
                        Cell(str(STATES[row["state"]])),
                        Cell(_way(asked, row)),
                        amount(row["cost_eur"]),
                        number(row["days"]),
                        amount(row["maximum_eur"]),
                        amount(row["net_gain_eur"]),
                    ]
                    for row in rows
                    if row["initiative"] in names and row["fund"] in names
                ],
                _("No open fund or no civic initiative was recorded yet."),
            ),
        ],
        [_("The way has the fewest steps of unknown cost, then the least cost, then the fewest days.")],
    )


def _forms(asked: Asked) -> Table:
    steps = [
        (start, row)
        for row in asked.rows("legal_forms")
        for start in _listed(row["from_forms"]) or []
        if row["legal_form"]
    ]
    return memtable(
        pa.table(
            {
                "from_form": pa.array([start for start, _row in steps], pa.string()),
                "to_form": pa.array([row["legal_form"] for _start, row in steps], pa.string()),
                "cost_eur": pa.array([row["cost"] for _start, row in steps], pa.float64()),
                "days": pa.array([row["days"] for _start, row in steps], pa.float64()),
            }
        )
    )


def _way(asked: Asked, row: Row) -> str:
    steps = [asked.words("civic_initiatives", "legal_form", form) for form in row["path"] or []]
    return " → ".join(steps) if steps else _("none")


def _volunteers(asked: Asked) -> Told:
    starts = {row["key"]: row["start_date"] for row in asked.rows("civic_initiatives")}
    counted = [row for row in asked.rows("volunteer_counts") if row["counted_on"]]
    counts = memtable(
        pa.table(
            {
                "initiative": pa.array([row["parent"] for row in counted], pa.string()),
                "start": pa.array([starts.get(row["parent"]) for row in counted], pa.string()),
                "date": pa.array([row["counted_on"] for row in counted], pa.string()),
                "volunteers": pa.array([row["volunteers"] for row in counted], pa.int64()),
            }
        )
    )
    rows = rows_in(volunteer_trend(counts))
    names = asked.names([row["initiative"] for row in rows])
    falling = sum(row["warning"] == "falling" for row in rows)
    return Told(
        ngettext(
            "{n} initiative has fewer and fewer volunteers.",
            "{n} initiatives have fewer and fewer volunteers.",
            falling,
        ).format(n=falling),
        [
            Sheet(
                _("Volunteers over time"),
                [
                    _("Initiative"),
                    _("Volunteers at the last count"),
                    _("Counts"),
                    _("Change per month"),
                    _("Margin (90%)"),
                    _("How it stands"),
                ],
                [
                    [
                        names[row["initiative"]],
                        number(row["volunteers"]),
                        number(row["counts"]),
                        number(row["slope_per_month"], 1),
                        _margin(row),
                        Cell(str(TRENDS[row["warning"]])),
                    ]
                    for row in rows
                    if row["initiative"] in names
                ],
                _("No volunteers were counted yet."),
            ),
        ],
        [_("A reason to ask, not a forecast: groups seldom shrink along a line.")],
    )


def _margin(row: Row) -> Cell:
    low, high = number(row["lower"], 1), number(row["upper"], 1)
    return Cell(_("{low} to {high}").format(low=low.words, high=high.words)) if low.is_number else low


def _waiting(asked: Asked) -> Told:
    pairs = [(row, group) for row in asked.rows("needs") for group in _listed(row["group"]) or ["general"]]
    answered = [_answered_on(row) for row, _group in pairs]
    needs = memtable(
        pa.table(
            {
                "need": pa.array([row["key"] for row, _group in pairs], pa.string()),
                "group": pa.array([group for _row, group in pairs], pa.string()),
                "event": pa.array([row["gap_date"] for row, _group in pairs], pa.string()),
                "answered": pa.array(answered, pa.string()),
                "ended": pa.array(
                    [None if day else row["gap_ended"] for (row, _group), day in zip(pairs, answered, strict=True)],
                    pa.string(),
                ),
            }
        )
    )
    rows = rows_in(response_days(needs, today=asked.today.isoformat()))
    open_now = sum(row["needs"] - row["answered"] for row in rows)
    return Told(
        ngettext("{n} need waits for an answer.", "{n} needs wait for an answer.", open_now).format(n=open_now),
        [
            Sheet(
                _("Days until a need is answered, per group"),
                [
                    _("Group"),
                    _("Needs"),
                    _("Answered"),
                    _("Median days"),
                    _("Margin (90%)"),
                    _("Longest wait now (days)"),
                ],
                [
                    [
                        Cell(asked.words("needs", "group", row["group"])),
                        number(row["needs"]),
                        number(row["answered"]),
                        number(row["median_days"]),
                        _margin(row),
                        number(row["longest_open_days"]),
                    ]
                    for row in rows
                ],
                _("No needs were recorded yet."),
            ),
        ],
        [_("Needs without an answer count as waiting until today; they are not left out.")],
    )


def _areas_of(row: Row) -> list[str | None]:
    known: list[str | None] = [*(_listed(row["neighbourhood"]) or ())]
    return known or [None]


def _answered_on(row: Row) -> str | None:
    if row["answered_on"] or row["days"] is None or not row["gap_date"]:
        return str(row["answered_on"]) if row["answered_on"] else None
    return (date.fromisoformat(row["gap_date"]) + timedelta(days=row["days"])).isoformat()


def _reach(asked: Asked) -> Told:
    where = {row["key"]: _areas_of(row) for row in asked.rows("civic_initiatives")}
    told: dict[tuple[Any, ...], Row] = {}  # Any: keys of rows
    for row in sorted(asked.rows("reach"), key=lambda row: row["counted_on"] or ""):
        for area in where.get(row["parent"], []):
            told[row["parent"], row["target_group"], area] = row  # the last count of each
    reach = memtable(
        pa.table(
            {
                "initiative": pa.array([key[0] for key in told], pa.string()),
                "group": pa.array([key[1] for key in told], pa.string()),
                "area": pa.array([key[2] for key in told], pa.string()),
                "people": pa.array([row["people_reached"] for row in told.values()], pa.int64()),
                "seen_by_formal": pa.array([row["seen_by_formal"] for row in told.values()], pa.string()),
            }
        )
    )
    rows, areas = rows_in(reach_gap(reach)), asked.areas()
    gaps = sum(row["state"] == "informal_only" for row in rows)
    return Told(
        ngettext(
            "{n} group is seen by civic initiatives only.", "{n} groups are seen by civic initiatives only.", gaps
        ).format(n=gaps),
        [
            Sheet(
                _("Groups and who sees them"),
                [_("Group"), _("Area"), _("Initiatives"), _("People, at least"), _("How it stands")],
                [
                    [
                        Cell(asked.words("reach", "target_group", row["group"])),
                        Cell(areas.get(row["area"], row["area"] or _("unknown"))),
                        number(row["initiatives"]),
                        number(row["people_least"]),
                        Cell(str(GAPS[row["state"]])),
                    ]
                    for row in rows
                ],
                _("No reach was recorded yet."),
            ),
        ],
    )


INSIGHTS: Final = (
    Insight(
        "funding",
        gettext_lazy("Which funds are within reach of a civic initiative, and by which way?"),
        ("civic_initiatives.meets", "funds.maximum", "legal_forms.cost"),
        _funding,
    ),
    Insight(
        "volunteers",
        gettext_lazy("Do civic initiatives keep their volunteers?"),
        ("volunteer_counts.volunteers", "civic_initiatives.start_date"),
        _volunteers,
    ),
    Insight(
        "waiting",
        gettext_lazy("How long do groups wait until a need is answered?"),
        ("needs.gap_date", "needs.group"),
        _waiting,
    ),
    Insight(
        "reach",
        gettext_lazy("Which groups are not in the picture of organisations?"),
        ("reach.people_reached", "reach.seen_by_formal", "civic_initiatives.neighbourhood"),
        _reach,
    ),
)
