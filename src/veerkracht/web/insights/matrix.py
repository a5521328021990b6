"""How high risks stand: the matrix of the city before, now and after what it does, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veerkracht.web.insights.answering import Asked, Cell, Drawing, Insight, Row, Sheet, Told, day, number
from veerkracht.web.insights.grid_drawing import Grid, draw_grid

__all__ = ["INSIGHTS"]

STAGES: Final = ("inherent", "current", "residual")


def _levels(asked: Asked) -> Told:
    matrices = {row["key"]: row for row in asked.rows("risk_matrices")}
    latest = _latest(asked)
    names = asked.names(list(latest))
    seen = sorted(((names[key], row) for key, row in latest.items() if key in names), key=lambda one: one[0].words)
    numbered = [(place, name, row) for place, (name, row) in enumerate(seen, start=1)]
    highest = sum(_is_highest(matrices.get(row["matrix"]), row) for _place_, _name, row in numbered)
    return Told(
        ngettext("{n} risk stands at the highest level now.", "{n} risks stand at the highest level now.", highest)
        .format(n=highest),
        [_sheet(numbered, matrices, asked)],
        [_("Each assessment is read on the matrix that it was made with, also after the city chose another.")],
        _drawings(numbered, matrices, asked),
    )  # fmt: skip


Numbered = Sequence[tuple[int, Cell, Row]]
"""Number in the drawing, name and last assessment of each risk."""


def _latest(asked: Asked) -> Mapping[str, Row]:
    """Return the last assessment of each risk."""
    rows = sorted(asked.rows("risk_assessments"), key=lambda row: (row["date"] or "", row["record"]))
    return {row["parent"]: row for row in rows}


def _sheet(numbered: Numbered, matrices: Mapping[str, Row], asked: Asked) -> Sheet:
    heads = [_("Risk"), _("Number"), *_stages().values(), _("Strength of knowledge"), _("Assessed")]
    rows = [
        [
            name,
            number(place),
            *(Cell(_level(matrices.get(row["matrix"]), row, stage, asked)) for stage in STAGES),
            Cell(asked.words("risk_assessments", "knowledge", row["knowledge"])),
            day(row["date"]),
        ]
        for place, name, row in numbered
    ]
    empty = _("No risk was assessed yet. Add an assessment on the page of a risk.")
    return Sheet(_("Levels of risks, by the last assessment of each"), heads, rows, empty)


def _stages() -> Mapping[str, str]:
    return dict(zip(STAGES, (_("Without measures"), _("Now"), _("After the measures")), strict=True))


def _drawings(numbered: Numbered, matrices: Mapping[str, Row], asked: Asked) -> list[Drawing]:
    """Draw each matrix that assessments were made with: once for each stage."""
    used = dict.fromkeys(row["matrix"] for _place_, _name, row in numbered if row["matrix"] in matrices)
    ordered = sorted(used, key=lambda key: (matrices[key]["state"] != "in_force", matrices[key]["record"]))
    several = len(ordered) > 1
    return [
        _drawing(matrices[key], [one for one in numbered if one[2]["matrix"] == key], stage, asked, several=several)
        for key in ordered if _grid(matrices[key]) for stage in STAGES
    ]  # fmt: skip


def _drawing(matrix: Row, numbered: Numbered, stage: str, asked: Asked, *, several: bool) -> Drawing:
    inside: dict[tuple[int, int], list[int]] = {}
    unknown, beyond = [], []
    for place, _name, row in numbered:
        cell = row[f"{stage}_probability"], row[f"{stage}_impact"]
        if None in cell:
            unknown.append(place)
        elif _place(matrix, row, stage) is None:
            beyond.append(place)
        else:
            inside.setdefault(cell, []).append(place)
    levels = _grid(matrix)
    probability, impact, names = (
        _listed(matrix, f, asked) for f in ("probability_classes", "impact_classes", "levels")
    )
    grid = Grid(levels, probability, impact, names, inside, _("Probability"), _("Impact"))
    caption = _stages()[stage]
    caption = f"{caption} ({_text(matrix, 'name', asked)}, {matrix['version']})" if several else caption
    label = _("{caption}: the matrix of risks. The table below tells the same.").format(caption=caption)
    return Drawing(caption, SafeString(draw_grid(grid, label=label)), _beside(unknown, beyond))


def _beside(unknown: Sequence[int], beyond: Sequence[int]) -> list[str]:
    """Say which risks have no place on the matrix, and why: they are never moved onto it."""
    told = [
        (_("Not known: {numbers}."), unknown),
        (_("Outside this matrix: {numbers}. Assess them again."), beyond),
    ]
    return [words.format(numbers=", ".join(map(str, numbers))) for words, numbers in told if numbers]


def _text(row: Row, field_id: str, asked: Asked) -> str:
    """Return a text in the language of the reader, or in the other one where that is all there is."""
    texts = [row[f"{field_id}_{language}"] for language in (asked.reader.language, "nl", "en")]
    return next((text for text in texts if text), "")


def _listed(row: Row, field_id: str, asked: Asked) -> list[str]:
    return [word.strip() for word in _text(row, field_id, asked).split(";")]


def _grid(matrix: Row | None) -> list[list[int]]:
    """Return the levels of a matrix: a line per class of impact, in it one per class of probability."""
    lines = ((matrix or {}).get("grid") or "").split(";")
    return [[int(cell) for cell in line.split(",") if cell.strip().isdigit()] for line in lines if line.strip()]


def _place(matrix: Row | None, row: Row, stage: str) -> int | None:
    """Return the level on the matrix of an assessment, from 1; None when it is not known or off the matrix."""
    probability, impact = row[f"{stage}_probability"], row[f"{stage}_impact"]
    grid = _grid(matrix)
    on_it = probability and impact and impact <= len(grid) and probability <= len(grid[impact - 1])
    return grid[impact - 1][probability - 1] if on_it else None


def _level(matrix: Row | None, row: Row, stage: str, asked: Asked) -> str:
    place = _place(matrix, row, stage)
    if place is None or matrix is None:
        return _("unknown")
    words = _listed(matrix, "levels", asked)
    return words[place - 1] if place <= len(words) and words[place - 1] else str(place)


def _is_highest(matrix: Row | None, row: Row) -> bool:
    place = _place(matrix, row, "current")
    return place is not None and place == max(level for line in _grid(matrix) for level in line)


INSIGHTS: Final = (
    Insight(
        "levels",
        gettext_lazy("How high are the risks, before and after what the city does?"),
        ("risk_assessments.current_impact", "risk_matrices.grid", "risks.name"),
        _levels,
    ),
)
