"""The section on risks that come together on one district."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from veerkracht.reports.content import Block, DataTable, Figure, Inline, Number, Paragraph, say
from veerkracht.reports.systems_charts import GridCell, GridPicture
from veerkracht.tables import pull
from veerkracht.workflows.exploring.compound import HEAVY, CompoundPart, explore_compound
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.hours import LEAST_SHOWN
from veerkracht.workflows.exploring.page_risks import risk_words
from veerkracht.workflows.workshop.pages import people, question, table
from veerkracht.workflows.workshop.place import CityPlace, Progress
from veerkracht.workflows.workshop.section import Section

__all__ = ["compound_answer", "compound_blocks", "compound_section"]

_SHOWN: Final = 12
_LEVELS: Final = ((0.2, "level_1"), (0.4, "level_2"), (0.6, "level_3"), (0.8, "level_4"))
Row = Mapping[str, Any]  # Any: cells of mixed columns


def compound_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section, or None where fewer than two risks have a figure per district."""
    part = explore_compound(grounds.place, grounds.risks)
    if part is None:
        return None
    return Section(
        compound_blocks(part, grounds.place), on_one_page=False, sources=part.sources,
        tables={"load_parts": part.parts, "loads": part.loads},
        settings={"heavy": HEAVY, "load_series": {risk: list(names) for risk, names in part.series.items()}},
    )  # fmt: skip


@dataclass(frozen=True)
class _Borne:
    """A district with its sum and the loads of its risks."""

    area: str
    total: Row
    loads: Mapping[str, Row]

    @property
    def heavy(self) -> list[str]:
        """Its heavy risks, the heaviest first."""
        return [risk for risk, row in self.loads.items() if row["load"] is not None and row["load"] >= HEAVY]

    @property
    def piled(self) -> bool:
        """Whether at least half of the risks that are known weigh heavily, and more than one does."""
        return len(self.heavy) > 1 and 2 * len(self.heavy) >= self.total["known"]


def _borne(part: CompoundPart) -> list[_Borne]:
    """Return the districts of which something is known, the one with most heavy risks first."""
    loads: dict[str, dict[str, Row]] = {}
    for row in pull(part.parts).to_pylist():
        loads.setdefault(row["bearer"], {})[row["risk"]] = row
    found = [_Borne(row["bearer"], row, loads[row["bearer"]]) for row in pull(part.loads).to_pylist() if row["known"]]
    return sorted(found, key=lambda one: (-len(one.heavy), -one.total["sum"], one.area))


def compound_answer(part: CompoundPart, place: CityPlace) -> Inline:
    """Return in one sentence in how many districts risks come together, and where most."""
    borne = _borne(part)
    piled = [one for one in borne if one.piled]
    if not piled:
        return say("In no district do at least half of the measured risks weigh heavily.")
    return say("In {n} of {all} districts at least half of the measured risks weigh heavily. None of these has more heavy risks "
               "than {area}: {names}.", n=Number(len(piled)), all=Number(len(borne)),
               area=_names(place).get(piled[0].area, piled[0].area), names=_listed(piled[0].heavy, place),
               strong=("n", "area"))  # fmt: skip


def _names(place: CityPlace) -> dict[str, str]:
    return {one.area: one.name for one in place.districts}


def _listed(risks: Iterable[str], place: CityPlace) -> Inline:
    found: Inline | None = None
    for risk in risks:
        words = risk_words(risk, place)
        found = words if found is None else say("{before}; {after}", before=found, after=words)
    return say("none") if found is None else found


def compound_blocks(part: CompoundPart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on loads that come together."""
    shown = _borne(part)[:_SHOWN]
    return question(
        say("Where do risks come together?"), compound_answer(part, place), Paragraph(_young(part, place), part.sources),
        _figure(part, shown, place), _heavy(part, shown, place),
        assumptions=[
            say("Each series runs from 0 in the best to 100 in the worst district of this city; districts with the outermost "
                "{tails} of the residents at each end count as 0 or 100 as well. A load is the mean of the series of a risk; "
                "{heavy} or more counts as heavy. It tells of order within the city, not of how bad it is.",
                tails=Number(100 * part.tails, "percent"), heavy=Number(100 * HEAVY)),
            *(_measured(risk, part, place) for risk in part.series),
            say("Loads are not added up to one score: the sum in the CSV file is for order only. Figures on origin are never in "
                "it."),
        ],
        doubt=_doubt(part, place), sources=part.sources, anchor="compound",
    )  # fmt: skip


def _measured(risk: str, part: CompoundPart, place: CityPlace) -> Inline:
    first, last = part.years[risk]
    span = first if first == last else f"{first}–{last}"
    return say("{risk}: {n} series, figures of {years}.", risk=risk_words(risk, place), n=Number(len(part.series[risk])),
               years=span)  # fmt: skip


def _young(part: CompoundPart, place: CityPlace) -> Inline:
    """Return how many young people live where risks come together, and what is not known of them."""
    piled = {one.area for one in _borne(part) if one.piled}
    counts = [one.people["young"] for one in place.districts if one.area in piled and "young" in one.people]
    lacking = say("How heavily each risk weighs on young people themselves, or on another group, no series tells: it takes "
                  "figures by age.")  # fmt: skip
    if not counts:
        return lacking
    rounded = round(sum(counts) / LEAST_SHOWN) * LEAST_SHOWN
    return say("In these districts live {n} under 25. {lacking}", n=people(rounded if rounded else None),
               lacking=lacking)  # fmt: skip


def _figure(part: CompoundPart, shown: list[_Borne], place: CityPlace) -> Figure:
    names = _names(place)
    columns = tuple(risk_words(risk, place) for risk in part.series)
    rows = tuple(
        (names.get(one.area, one.area), tuple(_cell(one.loads[risk]) for risk in part.series)) for one in shown
    )
    heads: list[tuple[Inline, bool]] = [(say("District"), False), *((column, True) for column in columns)]
    cells: list[tuple[Inline, ...]] = [(names.get(one.area, one.area), *(_load(one.loads[risk]) for risk in part.series))
                                       for one in shown]  # fmt: skip
    listed = table(say("The {n} districts with most heavy risks, with the load of each risk and its 90% interval",
                       n=Number(len(shown))), heads, cells, part.sources)  # fmt: skip
    alt = say("Districts against risks, with how heavily each weighs; the table holds the same.")
    caption = say("From 0 (best) to 100 (worst); darker is heavier. A ? says: not known.")
    return Figure("compound", GridPicture(columns, rows), alt, caption, part.sources, listed)


def _cell(row: Row) -> GridCell:
    if row["load"] is None:
        return GridCell("?", "no_signal")
    fill = next((name for limit, name in _LEVELS if row["load"] < limit), "level_5")
    return GridCell(str(round(100 * row["load"])), fill)


def _load(row: Row) -> Number:
    if row["load"] is None:
        return Number(None)
    return Number(100 * row["load"], "", 0, 100 * row["lower"], 100 * row["upper"])


def _heavy(part: CompoundPart, shown: list[_Borne], place: CityPlace) -> DataTable:
    names = _names(place)
    heads = ((say("District"), False), (say("Heavy"), True), (say("Which risks"), False),
             (say("Risks here that make another one here worse"), False))  # fmt: skip
    cells = [(names.get(one.area, one.area), say("{k} of {n}", k=Number(len(one.heavy)), n=Number(one.total["known"])),
              _listed(one.heavy, place), _feeding(one, place)) for one in shown]  # fmt: skip
    return table(say("Which risks come together in which district"), heads, cells, part.sources)


def _feeding(one: _Borne, place: CityPlace) -> Inline:
    """Return the links between heavy risks of a district."""
    heavy = one.heavy
    pairs = [
        (risk, other) for risk in heavy for other in (one.loads[risk]["feeds"] or "").split("; ") if other in heavy
    ]
    found: Inline | None = None
    for risk, other in pairs:
        link = say("{before} → {after}", before=risk_words(risk, place), after=risk_words(other, place))
        found = link if found is None else say("{before}; {after}", before=found, after=link)
    return say("none known") if found is None else found


def _doubt(part: CompoundPart, place: CityPlace) -> Inline:
    return say("{sure} {measured} of our {risks} risks have a figure per district; the others may weigh there too. Districts "
               "with fewer than {fewest} residents, or of which nobody counted them, are left out: {small}. Risks that weigh on "
               "one district need not weigh on the same people there.", sure=_unsure(part), measured=Number(len(part.series)),
               risks=Number(len(place.risks)), fewest=Number(part.fewest), small=Number(part.small))  # fmt: skip


def _unsure(part: CompoundPart) -> Inline:
    """Say of how many loads it is not sure whether they are heavy."""
    rows = [row for row in pull(part.parts).to_pylist() if row["load"] is not None]
    known = [row for row in rows if row["lower"] is not None and row["upper"] is not None]
    unsure = sum(row["lower"] < HEAVY <= row["upper"] for row in known)
    told = say("Of {n} of {all} loads the interval lies around the limit: heavy or not is then not sure.", n=Number(unsure),
               all=Number(len(rows)))  # fmt: skip
    without = len(rows) - len(known)
    if not without:
        return told
    return say("{told} Of {n} load no interval is known.", plural="{told} Of {n} loads no interval is known.", count=without,
               told=told, n=Number(without))  # fmt: skip
