"""Which risk sets off which: the links between risks as a drawing and as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veerkracht.web.insights.answering import Asked, Cell, Drawing, Insight, Row, Sheet, Told, laid_out, number
from veerkracht.web.insights.network_drawing import Link, Network, Node, draw_network

__all__ = ["INSIGHTS"]

MOST: Final = 40
"""Risks in a drawing; with more of them nobody can follow a line."""


def _network(asked: Asked) -> Told:
    risks = {row["key"]: row for row in asked.rows("risks")}
    names = {key: name for key, name in asked.names(list(risks)).items() if key in risks}
    links = [row for row in asked.rows("risk_links") if row["source"] in names and row["target"] in names]
    linked = Counter(key for row in links for key in (row["source"], row["target"]))
    shown = sorted(linked, key=lambda key: (-linked[key], names[key].words))[:MOST]
    words = ngettext("{n} link joins {linked} of {all} risks.", "{n} links join {linked} of {all} risks.", len(links))
    return Told(
        words.format(n=len(links), linked=len(linked), all=len(risks)),
        [_link_sheet(asked, links, names), _risk_sheet(links, names), _alone_sheet(asked, risks, names, linked)],
        _notes(linked),
        [_drawing(asked, risks, names, shown, links)] if shown else [],
    )


def _notes(linked: Counter[str]) -> list[str]:
    more = _("The drawing shows the {most} risks with most links. The tables show all.").format(most=MOST)
    return [
        _("A number at an arrow is its strength, 1 to 5. A thin arrow without number has no known strength."),
        *([more] if len(linked) > MOST else []),
    ]


def _drawing(
    asked: Asked, risks: Mapping[str, Row], names: Mapping[str, Cell], shown: Sequence[str], links: Sequence[Row]
) -> Drawing:
    kinds = ("shock", "stress", "emerging", "compound")
    words = {code: asked.words("risks", "kind", code) for code in kinds}
    words |= {code: asked.words("risk_links", "sign", code) for code in ("1", "-1")} | {"0": _("unknown")}
    nodes = [Node(key, names[key].words, risks[key]["kind"] or "") for key in shown]
    arrows = [
        Link(row["source"], row["target"], int(row["sign"] or 0), row["strength"])
        for row in links
        if row["source"] in shown and row["target"] in shown
    ]
    label = _("Risks and the links between them. The table below tells the same.")
    drawn = draw_network(Network(nodes, arrows, words), label=label)
    return Drawing(_("What sets off what"), SafeString(drawn))


def _link_sheet(asked: Asked, links: Sequence[Row], names: Mapping[str, Cell]) -> Sheet:
    columns = [
        (_("Risk"), lambda row: names[row["source"]]),
        (_("What it does"), lambda row: Cell(asked.words("risk_links", "sign", row["sign"]))),
        (_("To which risk"), lambda row: names[row["target"]]),
        (_("Strength (1–5)"), lambda row: number(row["strength"])),
        (_("Delay"), lambda row: _delay(asked, row)),
        (_("What it rests on"), lambda row: Cell(asked.words("risk_links", "evidence_type", row["evidence_type"]))),
    ]
    rows = sorted(links, key=lambda row: (names[row["source"]].words, names[row["target"]].words, row["record"]))
    return laid_out(_("All links"), columns, rows, _("No link between risks was recorded yet. Add one to the links."))


def _delay(asked: Asked, row: Row) -> Cell:
    if row["lag"] is None or row["lag_unit"] is None:
        return Cell(_("unknown"))
    return Cell(f"{number(row['lag']).words} {asked.words('risk_links', 'lag_unit', row['lag_unit'])}")


def _risk_sheet(links: Sequence[Row], names: Mapping[str, Cell]) -> Sheet:
    out, into = (Counter(row[end] for row in links) for end in ("source", "target"))
    keys = sorted(out.keys() | into.keys(), key=lambda key: (-out[key] - into[key], names[key].words))
    rows = [[names[key], number(out[key]), number(into[key])] for key in keys]
    return Sheet(_("Per risk"), [_("Risk"), _("Links from it"), _("Links to it")], rows, _("There is no link yet."))


def _alone_sheet(asked: Asked, risks: Mapping[str, Row], names: Mapping[str, Cell], linked: Mapping[str, int]) -> Sheet:
    alone = sorted(names.keys() - linked.keys(), key=lambda key: names[key].words)
    rows = [[names[key], Cell(asked.words("risks", "kind", risks[key]["kind"]))] for key in alone]
    return Sheet(_("Risks without a link"), [_("Risk"), _("Kind")], rows, _("Every risk has a link."))


INSIGHTS: Final = (
    Insight(
        "network",
        gettext_lazy("Which risk sets off which?"),
        ("risks.kind", "risk_links.sign", "risk_links.strength"),
        _network,
    ),
)
