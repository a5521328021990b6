"""What can be chosen: the initiatives of the sheet or else of the registers, and what the others lack to be weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from veerkracht.catalogue import Kept, Recorded
from veerkracht.connectors.form_rows import Rejection
from veerkracht.connectors.workshop_sheets import Filled, Line
from veerkracht.reports.content import Inline, Label
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.choices import TIMES
from veerkracht.tables.shape import Shape
from veerkracht.workflows.choosing.register_lines import Marks, budget_line, line_of, marks_of, unknown_years
from veerkracht.workflows.workshop.choices import YEARS, Choices, choices_from, choices_of, says_something
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["CLOSED", "Known", "Options", "find_options", "lacking_table"]

CLOSED: Final = ("ended", "merged", "transferred")
"""Statuses of an initiative that is no choice any more."""
LACKING: Final = Shape("lacking", {"initiative": "string", "weighed": "boolean", "lacks": "string"}, ("initiative",))


@dataclass(frozen=True)
class Known:
    """An initiative of the city: its name, whether it is weighed, and what is not known of it.

    `lacks` holds codes: ``closed``, ``sheet`` (it is not on the sheet), ``cost`` with the years of `years`, ``marks`` (no mark
    of what it is worth), and of what is useful to know besides ``risks`` and ``place``.
    """

    initiative: str
    name: Inline
    weighed: bool
    lacks: tuple[str, ...]
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Options:
    """What can be chosen, and what cannot be weighed yet.

    Parameters
    ----------
    choices : Choices or None
        None where nothing can be weighed, or no budget is known.
    from_registers : bool
        Whether the initiatives come from the registers; otherwise from the sheet.
    known : tuple of Known
        Every initiative of the city by name, those of the sheet that no register has included.
    expected : int
        How many the strategy of the city counts; 0 where that is not known.
    without_budget : bool
        Whether only the budget lacks.
    """

    choices: Choices | None
    from_registers: bool
    known: tuple[Known, ...]
    expected: int
    without_budget: bool

    @property
    def weighed(self) -> int:
        """How many initiatives can be weighed."""
        return sum(one.weighed for one in self.known)


def find_options(
    place: CityPlace, filled: Filled, *, day: str, budget_eur: float | None
) -> tuple[Options, list[Rejection]]:
    """Find what can be chosen: from the sheet where it names an estimate of any initiative, else from the registers.

    Parameters
    ----------
    place : CityPlace
        With the register of initiatives, and what a bundle adds of money and benefits.
    filled : Filled
        The workbooks.
    day : str
        ISO date of the decision; its year is the first of the three.
    budget_eur : float or None
        What can be spent in each year, in place of what the sheet says; None keeps to the sheet.

    Returns
    -------
    Options
        What can be chosen.
    list of Rejection
        Cells of the sheet that cannot be used.
    """
    if budget_eur is not None:
        own = tuple(budget_line(year, budget_eur) for year in YEARS)
        filled = replace(filled, lines={**filled.lines, "budget": own})
    on_sheet = tuple(line for line in filled.of("options") if says_something(line))
    choices, wrong = choices_of(filled, tuple(place.risks))
    if on_sheet or wrong:
        known = _beside_the_sheet(place, on_sheet)
        told = None if choices is None else _named(choices, place)
        return Options(told, False, known, place.city.expected_initiatives, not filled.of("budget")), wrong
    return _from_registers(place, filled, int(day[:4])), wrong


def _beside_the_sheet(place: CityPlace, lines: Sequence[Line]) -> tuple[Known, ...]:
    taken = {line.text("option"): line for line in lines}
    own = [Known(name, line.text("name") or name, True, ()) for name, line in taken.items()]
    registered = {str(row["initiative"]): _name(row) for row in place.initiatives}
    found = [replace(one, name=registered.get(one.initiative, one.name)) for one in own]
    rest = [Known(name, words, False, ("sheet",)) for name, words in registered.items() if name not in taken]
    return (*found, *rest)


def _from_registers(place: CityPlace, filled: Filled, base: int) -> Options:
    kept = place.city.recorded or Recorded()
    records = {record.id: record for record in kept.of("initiatives")}
    marks = {str(row["initiative"]): marks_of(kept, str(row["initiative"])) for row in place.initiatives}
    known = tuple(_known(row, kept, marks[str(row["initiative"])], base) for row in place.initiatives)
    chosen = [one.initiative for one in known if one.weighed]
    districts, risks = _districts(place), frozenset(place.risks)
    lines = [line_of(records.get(name, Kept(name, {})), kept, marks[name], base=base, districts=districts, risks=risks)
             for name in chosen]  # fmt: skip
    budget = filled.of("budget")
    choices = None
    if lines and budget:
        found = choices_from(lines, pairs=(), budget=budget, shocks=filled.of("shocks"))
        choices = _named(replace(found, times=_times(chosen, marks)), place)
    return Options(choices, True, known, place.city.expected_initiatives, bool(lines) and not budget)


def _districts(place: CityPlace) -> dict[str, str]:
    """Return the district of each district and neighbourhood."""
    found = {one.area: one.area for one in place.districts}
    rows = pull(place.gathered.areas.select("area", "parent")).to_pylist()
    return found | {row["area"]: row["parent"] for row in rows if row["parent"] in found}


def _known(row: Mapping[str, str | None], kept: Recorded, marks: Marks | None, base: int) -> Known:
    name, closed = str(row["initiative"]), row["status"] in CLOSED
    years = () if closed else unknown_years(kept, name, [base + year - 1 for year in YEARS])
    stops = [*(["cost"] if years else []), *(["marks"] if marks is None and not closed else [])]
    besides = [code for code, column in (("risks", "risks"), ("place", "areas")) if not row[column] and not closed]
    return Known(name, _name(row), not (closed or stops), (*(["closed"] if closed else []), *stops, *besides), years)


def _name(row: Mapping[str, str | None]) -> Label:
    nl, en = row["name_nl"] or row["name_en"], row["name_en"] or row["name_nl"]
    return Label(nl or str(row["initiative"]), en or str(row["initiative"]))


def _named(choices: Choices, place: CityPlace) -> Choices:
    """Name initiatives in both languages where the register has them so."""
    registered = {str(row["initiative"]): _name(row) for row in place.initiatives}
    return replace(choices, names={name: registered.get(name, words) for name, words in choices.names.items()})


def _times(chosen: Sequence[str], marks: Mapping[str, Marks | None]) -> Table:
    rows = [{"initiative": name, "times": times, "value": value} for name in chosen if (told := marks[name]) is not None
            for times, value in (("good", told.good), ("bad", told.bad))]  # fmt: skip
    return table_of(TIMES, rows)


def lacking_table(options: Options) -> Table:
    """Return each initiative with what it lacks, codes and years joined by ``; ``."""
    return table_of(LACKING, [
        {"initiative": one.initiative, "weighed": one.weighed,
         "lacks": "; ".join([*one.lacks, *(str(year) for year in one.years)]) or None} for one in options.known
    ])  # fmt: skip
