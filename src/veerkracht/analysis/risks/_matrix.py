"""A cross-impact matrix as an array: descriptors and their states in alphabetical order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.risks._checks import check_named
from veerkracht.errors import InputError
from veerkracht.tables import Table, pull
from veerkracht.tables.risk_network import CROSS_IMPACTS

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Row = Mapping[str, Any]  # Any: cells of mixed columns
AbsentSection = Literal["refuse", "no_influence"]

STRONGEST: Final = 3
"""Ends of the scale of judgements, Weimer-Jehle (2006), Technol. Forecast. Soc. Change 73, 334-361."""


@dataclass(frozen=True)
class Matrix:
    """Judgements of each state (row) on each state (column); the states of a descriptor stand together."""

    descriptors: tuple[str, ...]
    states: tuple[str, ...]
    offsets: Places
    impacts: Floats

    @property
    def counts(self) -> Places:
        """Number of states of each descriptor."""
        return np.diff(self.offsets)

    @property
    def combinations(self) -> float:
        """Number of scenarios that can be thought of."""
        return float(np.prod(self.counts.astype(float)))

    def place(self, descriptor: str, state: str) -> int:
        """Return the place of a state."""
        first = self.offsets[self.descriptors.index(descriptor)]
        last = self.offsets[self.descriptors.index(descriptor) + 1]
        return int(first) + self.states[first:last].index(state)


def matrix_of(cross_impacts: Table, *, absent_section: AbsentSection) -> Matrix:
    """Return the mean judgement of all respondents, or the judgements where there are no respondents."""
    panel = panel_of(cross_impacts, absent_section="no_influence", complete=False)
    sheets = np.array([sheet.impacts for sheet in panel.values()])
    given = ~np.isnan(sheets)
    first = next(iter(panel.values()))
    mean = np.where(given, sheets, 0).sum(axis=0) / np.maximum(given.sum(axis=0), 1)
    mean[~given.any(axis=0)] = np.nan
    return _complete(replace(first, impacts=mean), "", absent_section)


def panel_of(cross_impacts: Table, *, absent_section: AbsentSection, complete: bool = True) -> dict[str, Matrix]:
    """Return the judgements of each respondent, all with the same states; without respondents one of no name."""
    names = ("respondent", "descriptor", "state", "target", "target_state", "judgement")
    rows = pull(cross_impacts.select(*(name for name in names if name in cross_impacts.columns))).to_pylist()
    _check_rows(rows)
    frame = _frame(rows)
    place = {key: number for number, key in enumerate(_keys(frame))}
    sheets: dict[str, Floats] = {}
    for row in rows:
        who = row.get("respondent") or ""
        sheet = sheets.setdefault(who, np.full((len(place), len(place)), np.nan))
        at = place[row["descriptor"], row["state"]], place[row["target"], row["target_state"]]
        if not np.isnan(sheet[at]):
            raise _wrong(row, "{who}the judgement of {descriptor} {state} on {target} {target_state} stands there twice. Keep "
                              "one row.")  # fmt: skip
        sheet[at] = np.nan if row["judgement"] is None else row["judgement"]
    found = {who: replace(frame, impacts=sheets[who]) for who in sorted(sheets)}
    return {who: _complete(sheet, who, absent_section) if complete else sheet for who, sheet in found.items()}


def _keys(matrix: Matrix) -> list[tuple[str, str]]:
    names = np.repeat(np.array(matrix.descriptors, object), matrix.counts).tolist()
    return list(zip(names, matrix.states, strict=True))


def _frame(rows: list[Row]) -> Matrix:
    keys = sorted({(row["descriptor"], row["state"]) for row in rows}
                  | {(row["target"], row["target_state"]) for row in rows})  # fmt: skip
    descriptors = tuple(dict.fromkeys(descriptor for descriptor, _ in keys))
    counts = [sum(key[0] == descriptor for key in keys) for descriptor in descriptors]
    for descriptor, count in zip(descriptors, counts, strict=True):
        if count < 2:
            raise InputError("Descriptor {descriptor} has one state. Give it two or more, or leave it out: what cannot "
                             "differ is no descriptor.", descriptor=descriptor)  # fmt: skip
    if len(descriptors) < 2:
        raise InputError("There are {count} descriptors. Give judgements between two or more.", count=len(descriptors))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Matrix(descriptors, tuple(state for _, state in keys), offsets, np.zeros((0, 0)))


def _check_rows(rows: list[Row]) -> None:
    ends = ("descriptor", "state", "target", "target_state")
    check_named(CROSS_IMPACTS.name, **{name: [row[name] for row in rows] for name in ends})
    for row in rows:
        judgement = row["judgement"]
        if row["descriptor"] == row["target"] and judgement:
            raise _wrong(
                row, "{who}{descriptor} judges itself ({state} on {target_state}). Judge other descriptors only."
            )
        if judgement is not None and not -STRONGEST <= judgement <= STRONGEST:
            raise _wrong(row, "{who}the judgement of {descriptor} {state} on {target} {target_state} is {judgement}. Choose "
                              "-3 (hampers strongly) to 3 (promotes strongly).")  # fmt: skip


def _wrong(row: Row, template: str) -> InputError:
    told = {"who": f"{row['respondent']}: " if row.get("respondent") else ""}
    return InputError(template, **{**row, **told})


def _complete(matrix: Matrix, who: str, absent_section: AbsentSection) -> Matrix:
    """Return the matrix with 0 inside descriptors; refuse what nobody judged."""
    impacts, keys = matrix.impacts.copy(), _keys(matrix)
    for first, last in pairwise(matrix.offsets):
        impacts[first:last, first:last] = 0
    if absent_section == "no_influence":
        impacts[_absent_sections(matrix, impacts)] = 0
    missing = np.argwhere(np.isnan(impacts))
    if len(missing):
        (descriptor, state), (target, target_state) = (keys[at] for at in missing[0])
        raise InputError(
            "{who}{count} judgement(s) are missing, first of {descriptor} {state} on {target} {target_state}. Fill in 0 where "
            "there is no influence.", who=f"{who}: " if who else "", count=len(missing), descriptor=descriptor,
            state=state, target=target, target_state=target_state,
        )  # fmt: skip
    return replace(matrix, impacts=impacts)


def _absent_sections(matrix: Matrix, impacts: Floats) -> NDArray[np.bool_]:
    """Mark the cells of sections (descriptor on descriptor) of which nothing was filled in."""
    owner = np.repeat(np.arange(len(matrix.descriptors)), matrix.counts)
    given = np.zeros((len(matrix.descriptors),) * 2, np.bool_)
    filled = np.argwhere(~np.isnan(impacts))
    given[owner[filled[:, 0]], owner[filled[:, 1]]] = True
    return ~given[owner][:, owner]
