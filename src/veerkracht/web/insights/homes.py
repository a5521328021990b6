"""Answers about homes: what is owed, for how long, and where it can still be put back."""

from __future__ import annotations

from typing import Final

import ibis
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veerkracht.analysis.compensation import ageing, balances, open_debts, room
from veerkracht.tables import Table
from veerkracht.web.insights.answering import Asked, Cell, Insight, Sheet, Told, number, rows_in

__all__ = ["INSIGHTS"]

AGES: Final = {
    "no_due_date": gettext_lazy("without a date"),
    "not_due": gettext_lazy("not due yet"),
    "0-1": gettext_lazy("up to 1 year overdue"),
    "1-2": gettext_lazy("1 to 2 years overdue"),
    "2-5": gettext_lazy("2 to 5 years overdue"),
    "5+": gettext_lazy("more than 5 years overdue"),
}


def _entries(asked: Asked) -> Table:
    found = asked.table("compensation_entries")
    wanted = ("kind", "date", "homes", "area_out", "area_in", "due", "owed_by", "owed_to", "matches", "state")
    return found.select(entry=found.key, **{name: found[name] for name in wanted})


def _debt(asked: Asked) -> Told:
    entries, today = _entries(asked), asked.today.isoformat()
    debts = rows_in(open_debts(entries, today=today))
    totals = rows_in(ageing(entries, today=today))
    names = asked.names(
        [row[name] for row in (*debts, *totals) for name in ("owed_by", "owed_to")] + [row["debit"] for row in debts]
    )
    areas = asked.areas()
    late = sum(row["open"] or 0 for row in debts if (row["days_overdue"] or 0) > 0)
    owed = sum(row["open"] or 0 for row in debts)
    unknown = Cell(_("unknown"))
    return Told(
        _("{owed} homes are still owed, of which {late} too late.").format(
            owed=number(owed).words, late=number(late).words
        ),
        [
            Sheet(
                _("Debts that are open"),
                [
                    _("Taken out"),
                    _("From"),
                    _("Owed by"),
                    _("Owed to"),
                    _("Homes"),
                    _("Still owed"),
                    _("By"),
                    _("How it stands"),
                ],
                [
                    [
                        names.get(row["debit"], unknown),
                        Cell(areas.get(row["area_out"], row["area_out"] or _("unknown"))),
                        names.get(row["owed_by"], unknown),
                        names.get(row["owed_to"], unknown),
                        number(row["homes"]),
                        number(row["open"]),
                        Cell(str(row["due"] or _("unknown"))),
                        Cell(_age(row["age_class"])),
                    ]
                    for row in debts
                ],
                _("Nothing is owed."),
            ),
            Sheet(
                _("By age of the debt"),
                [_("Owed by"), _("Owed to"), _("Age"), _("Debts"), _("Homes")],
                [
                    [
                        names.get(row["owed_by"], unknown),
                        names.get(row["owed_to"], unknown),
                        Cell(_age(row["age_class"])),
                        number(row["debts"]),
                        number(row["homes"]),
                    ]
                    for row in totals
                    if row["debts"]
                ],
            ),
            _balance_sheet(asked, entries),
        ],
        [
            _(
                "What is not shown to be put back, is owed. What is put back pays the debt that it names, else the oldest."
            ),
            _("Debts of which the number of homes is not known are not in the total."),
        ],
    )


def _age(code: str) -> str:
    return str(AGES[code])


def _balance_sheet(asked: Asked, entries: Table) -> Sheet:
    rows = [row for row in rows_in(balances(entries)) if row["side"] == "area"]
    areas = asked.areas()
    return Sheet(
        _("Balance per area"),
        [_("Area"), _("Taken out"), _("Put back"), _("Balance")],
        [
            [
                Cell(areas.get(row["account"], row["account"] or _("unknown"))),
                number(row["taken_out"]),
                number(row["put_back"]),
                number(row["balance"]),
            ]
            for row in rows
        ],
    )


def _room(asked: Asked) -> Told:
    capacity = asked.table("receiving_capacity").select("area", "year", "homes")
    entries = asked.table("compensation_entries")
    promised = entries.filter(
        (entries.kind == "debit") & entries.area_in.notnull() & (entries.state.fill_null("open") != "cancelled")
    ).select(area=entries.area_in, year=entries.due.left(4).cast("int64"), homes=entries.homes)
    rows = rows_in(room(capacity, promised).order_by("area", ibis.asc("year", nulls_first=True)))
    areas = asked.areas()
    over = len({row["area"] for row in rows if row["over_promised"]})
    return Told(
        ngettext(
            "{n} area was promised more homes than it can hold.",
            "{n} areas were promised more homes than they can hold.",
            over,
        ).format(n=over),
        [
            Sheet(
                _("Room for homes, all years until and with the one named"),
                [_("Area"), _("Until"), _("Possible"), _("Promised"), _("Left")],
                [
                    [
                        Cell(areas.get(row["area"], row["area"] or _("unknown"))),
                        Cell(str(row["year"] or _("unknown"))),
                        number(row["possible"]),
                        number(row["promised"]),
                        number(row["left"]),
                    ]
                    for row in rows
                ],
                _("No room for homes was recorded yet."),
            ),
        ],
    )


INSIGHTS: Final = (
    Insight(
        "debt",
        gettext_lazy("Which homes are still owed, by whom, and since when?"),
        ("compensation_entries.homes", "compensation_entries.due"),
        _debt,
    ),
    Insight(
        "room",
        gettext_lazy("Where can homes still be put back?"),
        ("receiving_capacity.homes", "compensation_entries.area_in"),
        _room,
    ),
)
