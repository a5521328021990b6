"""Whether neighbours look alike: the scatter of Moran on the page of an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from veerkracht.analysis.space import contiguous_neighbours, local_moran, moran
from veerkracht.reports.charts import MoranPicture, MoranPoint
from veerkracht.reports.content import Block, Column, DataTable, Figure, Heading, Number, Paragraph, say
from veerkracht.tables import Table, memtable, pull
from veerkracht.workflows.indexing.page_map import MOST_ROWS
from veerkracht.workflows.indexing.told import AreaRow, ToldIndex

__all__ = ["neighbour_blocks"]

LEAST_AREAS: Final = 12
LEAST_SHARE: Final = 0.8
"""Share of the areas with a score that must have boundaries, or too many neighbours are missing."""
PERMUTATIONS: Final = 999
FALSE_SHARE: Final = 0.1
"""An area stands out when at most this share of those that do is expected to be chance."""


def neighbour_blocks(told: ToldIndex) -> tuple[Block, ...]:
    """Return the section on neighbours; none where too few areas have boundaries."""
    placed = [area for area in told.ranked if area.area in told.outlines.shapes]
    if len(placed) < max(LEAST_AREAS, LEAST_SHARE * len(told.ranked)):
        return ()
    values, links = _tables(told, placed)
    statistic = pull(moran(values, links, permutations=0, rng=_rng(told)))["statistic"][0].as_py()
    found = pull(local_moran(values, links, permutations=PERMUTATIONS, rng=_rng(told))).to_pylist()
    points = tuple(_point(row, told) for row in found if row["z"] is not None and row["lag"] is not None)
    return () if statistic is None else _section(told, points, statistic)


def _tables(told: ToldIndex, placed: Sequence[AreaRow]) -> tuple[Table, Table]:
    codes = [area.area for area in placed]
    values = memtable({"area": codes, "period": ["latest"] * len(codes), "indicator": ["score"] * len(codes),
                       "value": [float(area.row["score"]) for area in placed]})  # fmt: skip
    drawn = memtable({"area": codes, "geometry": [told.outlines.shapes[code] for code in codes]})
    return values, contiguous_neighbours(drawn)


def _rng(told: ToldIndex) -> np.random.Generator:
    return np.random.default_rng(told.finding.seed)


def _point(row: dict[str, Any], told: ToldIndex) -> MoranPoint:  # Any: a row of a table
    name = told.outlines.names.get(row["area"]) or row["area"]
    outstanding = row["q"] is not None and row["q"] <= FALSE_SHARE
    return MoranPoint(name, row["z"], row["lag"], outstanding)


def _section(told: ToldIndex, points: tuple[MoranPoint, ...], statistic: float) -> tuple[Block, ...]:
    count = sum(point.outstanding for point in points)
    words = say("Moran’s I is {statistic}. At 1 neighbours are very much alike, at 0 there is no pattern. {n} areas stand "
                "out, with their neighbours or against them; at most 10% of those by chance.",
                statistic=Number(statistic, decimals=2), n=Number(count), strong=("statistic",))  # fmt: skip
    picture = MoranPicture(points, statistic, say("own score"), say("score of the neighbours"))
    caption = say("Each dot is an area; the dark ones stand out. Both axes count in standard deviations from the mean.")
    alt = say("Scatter of the scores of {n} areas against those of their neighbours.", n=Number(len(points)))
    figure = Figure("neighbours", picture, alt, caption, told.sources, _table(told, points))
    return (Heading(say("Do neighbours look alike?"), anchor="neighbours"), Paragraph(words, told.sources), figure)


def _table(told: ToldIndex, points: tuple[MoranPoint, ...]) -> DataTable:
    """List every area, and of a country those that stand out."""
    shown = [point for point in points if point.outstanding or len(points) <= MOST_ROWS]
    columns = (Column(say("Area")), Column(say("Own score"), numeric=True), Column(say("Neighbours"), numeric=True),
               Column(say("Stands out")))  # fmt: skip
    rows = tuple((point.name, Number(point.value, decimals=2), Number(point.lag, decimals=2),
                  say("yes") if point.outstanding else say("no")) for point in shown)  # fmt: skip
    return DataTable(
        say("Score of each area and of its neighbours, in standard deviations"), columns, rows, told.sources
    )
