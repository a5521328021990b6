"""Who changes places, who lives apart, and where differences grow."""

import numpy as np
import pytest

from veerkracht.analysis.trends import (
    DivergenceSettings,
    municipalities_apart,
    rank_mobility,
    segregation,
    transitions,
)
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import arrays, memtable


def scored(*periods, indicator="x"):
    """Scores of areas A, B, C ... in periods 2000, 2001 ..."""
    rows = [(chr(65 + area), str(2000 + year), indicator, value)
            for year, values in enumerate(periods) for area, value in enumerate(values)]  # fmt: skip
    return memtable(
        dict(zip(("area", "period", "indicator", "score"), map(list, zip(*rows, strict=True)), strict=True))
    )


def told(table, *columns):
    return [tuple(row[name] for name in columns) for row in table.to_pyarrow().to_pylist()]


def test_one_pair_of_three_that_changes_places_is_a_third_of_the_way():
    row = rank_mobility(scored([1.0, 2.0, 3.0], [1.0, 3.0, 2.0]), first="2000", last="2001").to_pyarrow().to_pylist()[0]
    assert row["tau"] == pytest.approx(1 / 3) and row["mobility"] == pytest.approx(1 / 3)


def test_areas_without_both_values_do_not_count_in_the_order():
    row = (
        rank_mobility(scored([1.0, 2.0, None], [2.0, 1.0, 3.0]), first="2000", last="2001").to_pyarrow().to_pylist()[0]
    )
    assert (row["tau"], row["areas"], row["missing_areas"]) == (-1.0, 2, 1)


def test_moves_between_halves_are_counted():
    found = transitions(scored([1.0, 2.0, 3.0, 4.0], [1.0, 4.0, 2.0, 3.0]), classes=2)
    assert told(found, "neighbours", "origin", "target", "moves", "probability") == [
        (-1, 0, 0, 1, 0.5), (-1, 0, 1, 1, 0.5), (-1, 1, 0, 1, 0.5), (-1, 1, 1, 1, 0.5)
    ]  # fmt: skip


def test_a_class_that_nobody_started_in_has_no_probability():
    found = transitions(scored([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]), classes=2)
    assert {row[3] for row in told(found, "neighbours", "origin", "target", "probability") if row[1] == 1} == {None}


def test_moves_are_told_apart_by_the_class_of_the_neighbours():
    links = memtable({"source": ["A", "B", "C", "D"], "target": ["B", "A", "D", "C"], "weight": [1.0] * 4})
    found = transitions(scored([1.0, 2.0, 3.0, 4.0], [1.0, 4.0, 2.0, 3.0]), links, classes=2)
    moves = {(row[0], row[1], row[2]): row[3] for row in told(found, "neighbours", "origin", "target", "moves")}
    assert moves[0, 0, 0] == 1 and moves[0, 0, 1] == 1 and moves[1, 1, 1] == 1 and moves[1, 0, 0] == 0
    assert sum(count for key, count in moves.items() if key[0] >= 0) == sum(
        count for key, count in moves.items() if key[0] < 0
    )


def test_what_moves_cannot_be_counted_of_is_refused():
    with pytest.raises(SettingError):
        transitions(scored([1.0], [2.0]), classes=1)
    with pytest.raises(TableError, match="needs two"):
        transitions(scored([1.0, 2.0]))
    links = memtable({"source": ["A"], "target": ["Q"], "weight": [1.0]})
    with pytest.raises(TableError, match="first Q"):
        transitions(scored([1.0], [2.0]), links)


def counted(inside, outside):
    areas = [f"A{number:03d}" for number in range(len(inside))]
    return memtable({"area": areas, "period": ["2020"] * len(areas), "indicator": ["x"] * len(areas),
                     "inside": inside, "outside": outside})  # fmt: skip


def test_two_groups_that_share_no_area_are_wholly_apart():
    row = segregation(counted([10, 10, 10, 0, 0], [0, 0, 0, 10, 10])).to_pyarrow().to_pylist()[0]
    assert row["dissimilarity"] == row["isolation"] == row["entropy"] == 1.0
    assert row["dissimilarity_corrected"] == 1.0


def test_chance_alone_in_small_areas_is_taken_off():
    rng = np.random.default_rng(5)
    inside = rng.binomial(10, 0.2, size=300)
    row = segregation(counted(inside.tolist(), (10 - inside).tolist())).to_pyarrow().to_pylist()[0]
    assert row["dissimilarity"] == pytest.approx(row["dissimilarity_by_chance"], abs=0.03)
    assert row["dissimilarity_corrected"] < row["dissimilarity"] - 0.08


def test_areas_with_an_unknown_count_are_left_out_and_told():
    row = segregation(counted([10, 10, 10, 0, 0, None], [0, 0, 0, 10, 10, 5])).to_pyarrow().to_pylist()[0]
    assert (row["areas"], row["missing_areas"], row["dissimilarity"]) == (5, 1, 1.0)


def test_counts_below_zero_are_refused_by_area():
    with pytest.raises(TableError, match="first of area A001"):
        segregation(counted([1, -1], [1, 1]))


def test_the_municipality_that_grows_apart_is_named():
    rng = np.random.default_rng(6)
    start = rng.normal(50, 5, size=12)
    end = np.concatenate([start[:6] + np.linspace(-20, 20, 6)[start[:6].argsort().argsort()], start[6:]])
    codes = [f"{'PQ'[number // 6]}{number}" for number in range(12)]
    scores = memtable({
        "area": codes * 2, "period": ["2000"] * 12 + ["2010"] * 12, "indicator": ["load"] * 24,
        "score": [*start, *end], "lower": [value - 0.5 for value in (*start, *end)],
        "upper": [value + 0.5 for value in (*start, *end)],
    })  # fmt: skip
    areas = memtable({"area": codes, "municipality": [code[0] for code in codes], "population": [100.0] * 12})
    settings = DivergenceSettings(method="noise", draws=200)
    found = arrays(
        municipalities_apart(scores, areas, first="2000", last="2010", settings=settings), order=["municipality"]
    )
    assert found["municipality"].tolist() == ["P", "Q"] and found["answer"].tolist()[0] == "growing"
    assert found["p_growing"][0] > 0.99 and found["change"][1] == pytest.approx(0.0)
