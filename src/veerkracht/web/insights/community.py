"""Answers about civic initiatives: funds within reach, volunteers, waiting for an answer, and groups nobody sees."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import pyarrow as pa
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veerkracht.analysis.capacity import reach_gap, response_days, volunteer_trend
from veerkracht.analysis.funding import eligibility_paths
from veerkracht.tables import Table
from veerkracht.web.insights.answering import (
    Asked,
    Cell,
    Insight,
    Row,
    Sheet,
    Told,
    amount,
    laid_out,
    number,
    rows_in,
    table_with,
)  # fmt: skip

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
_TEXT, _WHOLE, _DECIMAL = pa.string(), pa.int64(), pa.float64()
_LIST: Final = pa.list_(_TEXT)


def _listed(text: str | None) -> list[str] | None:
    return [part for part in text.split("; ") if part] if text else None


def _funding(asked: Asked) -> Told:
    rows = rows_in(eligibility_paths(_groups(asked), _funds(asked), forms=_forms(asked)))
    now = len({row["initiative"] for row in rows if row["state"] == "eligible"})
    sentence = ngettext(
        "{n} initiative can apply to a fund as it is.", "{n} initiatives can apply to a fund as they are.", now
    )
    note = _("The way has the fewest steps of unknown cost, then the least cost, then the fewest days.")
    return Told(sentence.format(n=now), [_funding_sheet(asked, rows)], [note])


def _funding_sheet(asked: Asked, rows: list[Row]) -> Sheet:
    names = asked.names([row[name] for row in rows for name in ("initiative", "fund")])
    seen = [row for row in rows if row["initiative"] in names and row["fund"] in names]
    columns = [
        (_("Initiative"), lambda row: names[row["initiative"]]), (_("Fund"), lambda row: names[row["fund"]]),
        (_("How it stands"), lambda row: Cell(str(STATES[row["state"]]))), (_("Way"), lambda row: Cell(_way(asked, row))),
        (_("Cost"), lambda row: amount(row["cost_eur"])), (_("Days"), lambda row: number(row["days"])),
        (_("At most"), lambda row: amount(row["maximum_eur"])), (_("What is left"), lambda row: amount(row["net_gain_eur"])),
    ]  # fmt: skip
    empty = _("No open fund or no civic initiative was recorded yet.")
    return laid_out(_("Funds per initiative, the nearest first"), columns, seen, empty)


def _groups(asked: Asked) -> Table:
    rows = asked.rows("civic_initiatives")
    return table_with({
        "initiative": (_TEXT, [row["key"] for row in rows]), "legal_form": (_TEXT, [row["legal_form"] for row in rows]),
        "met": (_LIST, [_listed(row["meets"]) or [] for row in rows]),
        "not_met": (_LIST, [_listed(row["does_not_meet"]) or [] for row in rows]),
    })  # fmt: skip


def _funds(asked: Asked) -> Table:
    rows = [row for row in asked.rows("funds") if row["state"] in (None, "open")]
    return table_with({
        "fund": (_TEXT, [row["key"] for row in rows]), "legal_forms": (_LIST, [_listed(row["legal_forms"]) for row in rows]),
        "conditions": (_LIST, [_listed(row["requires"]) or [] for row in rows]),
        "maximum_eur": (_DECIMAL, [row["maximum"] for row in rows]),
    })  # fmt: skip


def _forms(asked: Asked) -> Table:
    known = [row for row in asked.rows("legal_forms") if row["legal_form"]]
    steps = [(start, row) for row in known for start in _listed(row["from_forms"]) or []]
    return table_with({
        "from_form": (_TEXT, [start for start, _row in steps]), "to_form": (_TEXT, [row["legal_form"] for _s, row in steps]),
        "cost_eur": (_DECIMAL, [row["cost"] for _s, row in steps]), "days": (_DECIMAL, [row["days"] for _s, row in steps]),
    })  # fmt: skip


def _way(asked: Asked, row: Row) -> str:
    steps = [asked.words("civic_initiatives", "legal_form", form) for form in row["path"] or []]
    return " → ".join(steps) if steps else _("none")


def _volunteers(asked: Asked) -> Told:
    rows = rows_in(volunteer_trend(_counts(asked)))
    falling = sum(row["warning"] == "falling" for row in rows)
    sentence = ngettext(
        "{n} initiative has fewer and fewer volunteers.", "{n} initiatives have fewer and fewer volunteers.", falling
    )
    note = _("A reason to ask, not a forecast: groups seldom shrink along a line.")
    return Told(sentence.format(n=falling), [_volunteers_sheet(asked, rows)], [note])


def _counts(asked: Asked) -> Table:
    starts = {row["key"]: row["start_date"] for row in asked.rows("civic_initiatives")}
    rows = [row for row in asked.rows("volunteer_counts") if row["counted_on"]]
    return table_with({
        "initiative": (_TEXT, [row["parent"] for row in rows]), "start": (_TEXT, [starts.get(row["parent"]) for row in rows]),
        "date": (_TEXT, [row["counted_on"] for row in rows]), "volunteers": (_WHOLE, [row["volunteers"] for row in rows]),
    })  # fmt: skip


def _volunteers_sheet(asked: Asked, rows: list[Row]) -> Sheet:
    names = asked.names([row["initiative"] for row in rows])
    columns = [
        (_("Initiative"), lambda row: names[row["initiative"]]),
        (_("Volunteers at the last count"), lambda row: number(row["volunteers"])),
        (_("Counts"), lambda row: number(row["counts"])),
        (_("Change per month"), lambda row: number(row["slope_per_month"], 1)), (_("Margin (90%)"), _margin),
        (_("How it stands"), lambda row: Cell(str(TRENDS[row["warning"]]))),
    ]  # fmt: skip
    seen = [row for row in rows if row["initiative"] in names]
    return laid_out(_("Volunteers over time"), columns, seen, _("No volunteers were counted yet."))


def _margin(row: Row) -> Cell:
    low, high = number(row["lower"], 1), number(row["upper"], 1)
    return Cell(_("{low} to {high}").format(low=low.words, high=high.words)) if low.is_number else low


def _waiting(asked: Asked) -> Told:
    rows = rows_in(response_days(_needs(asked), today=asked.today.isoformat()))
    open_now = sum(row["needs"] - row["answered"] for row in rows)
    sentence = ngettext("{n} need waits for an answer.", "{n} needs wait for an answer.", open_now)
    note = _("Needs without an answer count as waiting until today; they are not left out.")
    return Told(sentence.format(n=open_now), [_waiting_sheet(asked, rows)], [note])


def _needs(asked: Asked) -> Table:
    pairs = [(row, group) for row in asked.rows("needs") for group in _listed(row["group"]) or ["general"]]
    answered = [_answered_on(row) for row, _group in pairs]
    ended = [None if day else row["gap_ended"] for (row, _group), day in zip(pairs, answered, strict=True)]
    return table_with({
        "need": (_TEXT, [row["key"] for row, _group in pairs]), "group": (_TEXT, [group for _row, group in pairs]),
        "event": (_TEXT, [row["gap_date"] for row, _group in pairs]), "answered": (_TEXT, answered), "ended": (_TEXT, ended),
    })  # fmt: skip


def _waiting_sheet(asked: Asked, rows: list[Row]) -> Sheet:
    columns = [
        (_("Group"), lambda row: Cell(asked.words("needs", "group", row["group"]))),
        (_("Needs"), lambda row: number(row["needs"])), (_("Answered"), lambda row: number(row["answered"])),
        (_("Median days"), lambda row: number(row["median_days"])), (_("Margin (90%)"), _margin),
        (_("Longest wait now (days)"), lambda row: number(row["longest_open_days"])),
    ]  # fmt: skip
    return laid_out(_("Days until a need is answered, per group"), columns, rows, _("No needs were recorded yet."))


def _areas_of(row: Row) -> list[str | None]:
    known: list[str | None] = [*(_listed(row["neighbourhood"]) or ())]
    return known or [None]


def _answered_on(row: Row) -> str | None:
    if row["answered_on"] or row["days"] is None or not row["gap_date"]:
        return str(row["answered_on"]) if row["answered_on"] else None
    return (date.fromisoformat(row["gap_date"]) + timedelta(days=row["days"])).isoformat()


def _reach(asked: Asked) -> Told:
    rows = rows_in(reach_gap(_told_reach(asked)))
    gaps = sum(row["state"] == "informal_only" for row in rows)
    sentence = ngettext(
        "{n} group is seen by civic initiatives only.", "{n} groups are seen by civic initiatives only.", gaps
    )
    return Told(sentence.format(n=gaps), [_reach_sheet(asked, rows)])


def _told_reach(asked: Asked) -> Table:
    """Return the last that each initiative told of a group, in each of its areas."""
    where = {row["key"]: _areas_of(row) for row in asked.rows("civic_initiatives")}
    told: dict[tuple[Any, ...], Row] = {}  # Any: keys of rows
    for row in sorted(asked.rows("reach"), key=lambda row: row["counted_on"] or ""):
        for area in where.get(row["parent"], []):
            told[row["parent"], row["target_group"], area] = row
    return table_with({
        "initiative": (_TEXT, [key[0] for key in told]), "group": (_TEXT, [key[1] for key in told]),
        "area": (_TEXT, [key[2] for key in told]), "people": (_WHOLE, [row["people_reached"] for row in told.values()]),
        "seen_by_formal": (_TEXT, [row["seen_by_formal"] for row in told.values()]),
    })  # fmt: skip


def _reach_sheet(asked: Asked, rows: list[Row]) -> Sheet:
    areas = asked.areas()
    columns = [
        (_("Group"), lambda row: Cell(asked.words("reach", "target_group", row["group"]))),
        (_("Area"), lambda row: Cell(areas.get(row["area"], row["area"] or _("unknown")))),
        (_("Initiatives"), lambda row: number(row["initiatives"])),
        (_("People, at least"), lambda row: number(row["people_least"])),
        (_("How it stands"), lambda row: Cell(str(GAPS[row["state"]]))),
    ]  # fmt: skip
    return laid_out(_("Groups and who sees them"), columns, rows, _("No reach was recorded yet."))


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
