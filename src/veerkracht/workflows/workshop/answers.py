"""What respondents filled in, as tables; every row that cannot be taken is refused with its place and remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from veerkracht.connectors.form_rows import Rejection
from veerkracht.connectors.workshop_sheets import Filled, Line, refusal
from veerkracht.errors import InputError
from veerkracht.reports.translation import mark as _
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.risk_network import CROSS_IMPACTS, JUDGEMENTS
from veerkracht.workflows.initiatives import Refused

__all__ = ["Futures", "RefusedCellsError", "futures_of", "judgements_of", "refuse_wrong", "refused_by"]

Check = Callable[[Line], tuple[str, str] | None]
"""Returns the column and the sentence if a line is wrong."""

DAYS: Final = {"hours": 1 / 24, "days": 1.0, "months": 365.25 / 12, "years": 365.25}

NO_PAIR: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: the risk is not filled in. Choose a risk from the list."
)
ITSELF: Final = _("Sheet {sheet}, cell {cell}, column {column}: a risk cannot affect itself. Choose another risk.")
NO_SIGN: Final = _("Sheet {sheet}, cell {cell}, column {column}: the sign is not filled in. Choose one from the list.")
NO_GROUND: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: a sign needs a ground. Choose what shows it from the list."
)
NO_UNIT: Final = _("Sheet {sheet}, cell {cell}, column {column}: the unit of time is not filled in. Choose one.")
TWICE: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: the same stands in another row or file too. Remove one of the two."
)
NO_STATE: Final = _("Sheet {sheet}, cell {cell}, column {column}: fill in both a name and a state.")
UNKNOWN_STATE: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: “{value}” does not stand on the first sheet in this way. Write both alike."
)
NO_JUDGEMENT: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: there is no judgement. Fill in 0 if there is no influence."
)
_SO_MANY: Final = 3
"""Answers that two people of one function hardly give alike by chance, each with its time, certainty and words."""
COPY: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: all answers stand in another file too, of the same function. Remove the "
    "copy, or fill in another function."
)
HALF: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: judgements are missing between these two uncertainties: {value}. Give one "
    "for each pair of their states; fill in 0 where there is no influence."
)
_REFUSED: Final = _(
    "{count} cell(s) cannot be used. The first: file {file}, sheet {sheet}, cell {cell}. Mend them all."
)


class RefusedCellsError(InputError):
    """Cells of filled-in sheets cannot be used; `refused` names each of them with its remedy."""

    def __init__(self, refused: Sequence[Rejection]) -> None:
        first = refused[0]
        super().__init__(_REFUSED, count=len(refused), file=first.file, sheet=first.sheet, cell=first.cell or "1")
        self.refused = tuple(Refused(one.template, vars(one)) for one in refused)


def refuse_wrong(refused: Sequence[Rejection]) -> None:
    """Stop if any cell was refused, and name them all.

    Raises
    ------
    RefusedCellsError
        With every refused cell, each once: what is wrong with it first.
    """
    first = {(one.file, one.sheet, one.row, one.cell): one for one in reversed(refused)}
    if refused:
        raise RefusedCellsError([one for one in refused if one is first[one.file, one.sheet, one.row, one.cell]])


def refused_by(check: Check, lines: Iterable[Line]) -> list[Rejection]:
    """Return a refusal for each line that a check finds wrong."""
    found = ((line, check(line)) for line in lines)
    return [refusal(line, *wrong) for line, wrong in found if wrong]


def repeated(lines: Sequence[Line], key: Callable[[Line], object], column: str) -> list[Rejection]:
    """Return a refusal for each line whose key occurred before."""
    seen: set[object] = set()
    wrong = []
    for line in lines:
        if key(line) in seen:
            wrong.append(refusal(line, column, TWICE))
        seen.add(key(line))
    return wrong


def judgements_of(filled: Filled) -> tuple[Table | None, list[Rejection]]:
    """Return what respondents say of the links between risks.

    Returns
    -------
    Table (JUDGEMENTS) or None
        One row per respondent and link; a row without a sign is no judgement and is left out. None without any.
    list of Rejection
        Rows that cannot be used.
    """
    given = [line for line in filled.of("judgements") if _says_something(line)]
    roles = _roles(filled)
    wrong = refused_by(_judgement_is_wrong, given)
    wrong += repeated(given, lambda line: (line.file, line.text("source"), line.text("target")), "target")
    wrong += _copies(given, roles)
    rows = [_judgement(line, roles) for line in given]
    return (table_of(JUDGEMENTS, rows) if rows and not wrong else None), wrong


def _copies(given: Sequence[Line], roles: Mapping[str, str]) -> list[Rejection]:
    """Return a refusal for each file with the answers of another file and no function of its own: a copy counts twice."""
    by_file: dict[str, list[Line]] = {}
    for line in given:
        by_file.setdefault(line.file, []).append(line)
    seen: set[tuple[str, tuple[tuple[object, ...], ...]]] = set()
    wrong = []
    for file, lines in by_file.items():
        said = (roles.get(file, "").removesuffix(f" ({file})"), tuple(tuple(line.answers.values()) for line in lines))
        if said in seen and len(lines) >= _SO_MANY:
            wrong.append(refusal(lines[0], "source", COPY))
        seen.add(said)
    return wrong


def _says_something(line: Line) -> bool:
    return any(line.text(name) for name in ("sign", "strength", "lag", "certainty", "evidence", "explanation"))


def _roles(filled: Filled) -> Mapping[str, str]:
    """Return the function that stands in each file; one that occurs twice, or is absent, is told by its file too."""
    given = {line.file: line.text("function") for line in filled.of("respondent")}
    counts = list(given.values())
    return {file: role if counts.count(role) == 1 else f"{role} ({file})" for file, role in given.items()}


def _judgement_is_wrong(line: Line) -> tuple[str, str] | None:
    for column in ("source", "target"):
        if not line.text(column):
            return column, NO_PAIR
    if line.text("source") == line.text("target"):
        return "target", ITSELF
    if not line.text("sign"):
        return "sign", NO_SIGN
    if line.text("sign") != "0" and not line.text("evidence"):
        return "evidence", NO_GROUND
    return ("lag_unit", NO_UNIT) if line.number("lag") is not None and not line.text("lag_unit") else None


def _judgement(line: Line, roles: Mapping[str, str]) -> dict[str, object]:
    lag, strength = line.number("lag"), line.text("strength")
    return {
        "respondent": roles.get(line.file, line.file), "source": line.text("source"), "target": line.text("target"),
        "sign": int(line.text("sign") or 0), "strength": int(strength) if strength else None,
        "lag_days": None if lag is None else lag * DAYS.get(line.text("lag_unit"), 1.0),
        "certainty": line.text("certainty") or None, "evidence": line.text("evidence") or None,
    }  # fmt: skip


@dataclass(frozen=True)
class Futures:
    """Uncertainties, their states, and what each state does to the others.

    Parameters
    ----------
    impacts : Table (CROSS_IMPACTS)
        The judgements.
    risks : mapping of (descriptor, state) to (risk, direction)
        What a state says of a risk of the city: rising, steady or falling.
    """

    impacts: Table
    risks: Mapping[tuple[str, str], tuple[str, str]]


def futures_of(filled: Filled) -> tuple[Futures | None, list[Rejection]]:
    """Return the uncertain futures, None where no sheet has them."""
    states, given = filled.of("descriptors"), filled.of("cross_impacts")
    known = {(line.text("descriptor"), line.text("state")) for line in states}
    wrong = refused_by(_state_is_wrong, states)
    wrong += repeated(states, lambda line: (line.text("descriptor"), line.text("state")), "state")
    wrong += refused_by(lambda line: _impact_is_wrong(line, known), given)
    wrong += repeated(given, lambda line: tuple(line.text(name) for name in _IMPACT), "target_state")
    wrong += [] if wrong else _half_filled(given, known)
    if wrong or not given:
        return None, wrong
    risks = {(line.text("descriptor"), line.text("state")): (line.text("risk"), line.text("direction"))
             for line in states if line.text("risk") and line.text("direction")}  # fmt: skip
    return Futures(table_of(CROSS_IMPACTS, [_impact(line) for line in given]), risks), wrong


_IMPACT: Final = ("source", "source_state", "target", "target_state")


def _state_is_wrong(line: Line) -> tuple[str, str] | None:
    lacking = [name for name in ("descriptor", "state") if not line.text(name)]
    return (lacking[0], NO_STATE) if lacking else None


def _impact_is_wrong(line: Line, known: set[tuple[str, str]]) -> tuple[str, str] | None:
    for name, state in (("source", "source_state"), ("target", "target_state")):
        if (line.text(name), line.text(state)) not in known:
            return state, UNKNOWN_STATE
    if line.text("source") == line.text("target"):
        return "target", ITSELF
    return ("judgement", NO_JUDGEMENT) if line.number("judgement") is None else None


def _half_filled(given: Sequence[Line], known: set[tuple[str, str]]) -> list[Rejection]:
    """Return a refusal for each two uncertainties of which only some pairs of states have a judgement."""
    there = {tuple(line.text(name) for name in _IMPACT) for line in given}
    firsts = {(line.text("source"), line.text("target")): line for line in reversed(given)}
    wrong = []
    for (source, target), line in sorted(firsts.items()):
        asked = [
            (one, other) for name, one in sorted(known) if name == source for to, other in sorted(known) if to == target
        ]
        lacking = [f"{one} → {other}" for one, other in asked if (source, one, target, other) not in there]
        if lacking:
            wrong.append(replace(refusal(line, "judgement", HALF), value="; ".join(lacking)))
    return wrong


def _impact(line: Line) -> dict[str, object]:
    return {"descriptor": line.text("source"), "state": line.text("source_state"), "target": line.text("target"),
            "target_state": line.text("target_state"), "judgement": line.number("judgement")}  # fmt: skip


def respondents_in(judgements: Table) -> tuple[str, ...]:
    """Return the functions of those who gave judgements."""
    return tuple(sorted(set(pull(judgements)["respondent"].to_pylist())))
