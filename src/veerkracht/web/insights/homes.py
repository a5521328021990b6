"""Answers about homes: what is owed, for how long, and where it can still be put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import ibis
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veerkracht.analysis.compensation import ageing, balances, open_debts, room
from veerkracht.tables import Table
from veerkracht.web.insights.answering import Asked, Cell, Insight, Row, Sheet, Told, day, laid_out, number, rows_in

__all__ = ["INSIGHTS"]

Show = Callable[[Row], Cell]

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
    late = sum(row["open"] or 0 for row in debts if (row["days_overdue"] or 0) > 0)
    owed = sum(row["open"] or 0 for row in debts)
    sentence = _("{owed} homes are still owed, of which {late} too late.")
    return Told(
        sentence.format(owed=number(owed).words, late=number(late).words),
        [_debts_sheet(asked, debts), _ages_sheet(asked, entries), _balance_sheet(asked, entries)],
        [
            _(
                "What is not shown to be put back, is owed. What is put back pays the debt that it names, else the oldest."
            ),
            _("Debts of which the number of homes is not known are not in the total."),
        ],
    )


def _debts_sheet(asked: Asked, debts: list[Row]) -> Sheet:
    named, area = _named(asked, debts, "debit"), _area_cell(asked)
    columns = [
        (_("Taken out"), named("debit")), (_("From"), area("area_out")), (_("Owed by"), named("owed_by")),
        (_("Owed to"), named("owed_to")), (_("Homes"), lambda row: number(row["homes"])),
        (_("Still owed"), lambda row: number(row["open"])), (_("By"), lambda row: day(row["due"])),
        (_("How it stands"), _age),
    ]  # fmt: skip
    return laid_out(_("Debts that are open"), columns, debts, _("Nothing is owed."))


def _ages_sheet(asked: Asked, entries: Table) -> Sheet:
    totals = [row for row in rows_in(ageing(entries, today=asked.today.isoformat())) if row["debts"]]
    named = _named(asked, totals)
    columns = [
        (_("Owed by"), named("owed_by")), (_("Owed to"), named("owed_to")), (_("Age"), _age),
        (_("Debts"), lambda row: number(row["debts"])), (_("Homes"), lambda row: number(row["homes"])),
    ]  # fmt: skip
    return laid_out(_("By age of the debt"), columns, totals)


def _named(asked: Asked, rows: list[Row], *more: str) -> Callable[[str], Show]:
    """Return what shows the record that a column points to."""
    names = asked.names([row[name] for row in rows for name in ("owed_by", "owed_to", *more)])
    return lambda column: lambda row: names.get(row[column], Cell(_("unknown")))


def _area_cell(asked: Asked) -> Callable[[str], Show]:
    areas = asked.areas()
    return lambda column: lambda row: Cell(areas.get(row[column], row[column] or _("unknown")))


def _age(row: Row) -> Cell:
    return Cell(str(AGES[row["age_class"]]))


def _balance_sheet(asked: Asked, entries: Table) -> Sheet:
    rows = [row for row in rows_in(balances(entries)) if row["side"] == "area"]
    columns = [
        (_("Area"), _area_cell(asked)("account")), (_("Taken out"), lambda row: number(row["taken_out"])),
        (_("Put back"), lambda row: number(row["put_back"])), (_("Balance"), lambda row: number(row["balance"])),
    ]  # fmt: skip
    return laid_out(_("Balance per area"), columns, rows)


def _room(asked: Asked) -> Told:
    capacity = asked.table("receiving_capacity").select("area", "year", "homes")
    entries = asked.table("compensation_entries")
    wanted = (entries.kind == "debit") & entries.area_in.notnull() & (entries.state.fill_null("open") != "cancelled")
    year = entries.due.left(len("2027")).cast("int64")
    promised = entries.filter(wanted).select(area=entries.area_in, year=year, homes=entries.homes)
    rows = rows_in(room(capacity, promised).order_by("area", ibis.asc("year", nulls_first=True)))
    over = len({row["area"] for row in rows if row["over_promised"]})
    sentence = ngettext(
        "{n} area was promised more homes than it can hold.",
        "{n} areas were promised more homes than they can hold.",
        over,
    )
    return Told(sentence.format(n=over), [_room_sheet(asked, rows)])


def _room_sheet(asked: Asked, rows: list[Row]) -> Sheet:
    columns = [
        (_("Area"), _area_cell(asked)("area")), (_("Until"), lambda row: Cell(str(row["year"] or _("unknown")))),
        (_("Possible"), lambda row: number(row["possible"])), (_("Promised"), lambda row: number(row["promised"])),
        (_("Left"), lambda row: number(row["left"])),
    ]  # fmt: skip
    caption = _("Room for homes, all years until and with the one named")
    return laid_out(caption, columns, rows, _("No room for homes was recorded yet."))


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
