"""Risks out of several series."""

import pyarrow as pa
import pytest

from veerkracht.analysis.trends import risk_direction
from veerkracht.errors import CatalogueError
from veerkracht.tables import RISKS, memtable, table_of

_SCHEMA = pa.schema({
    "source": pa.string(), "area": pa.string(), "indicator": pa.string(), "p_rising": pa.float64(),
    "p_steady": pa.float64(), "p_falling": pa.float64(), "reason": pa.string(),
})  # fmt: skip


def _directions(*rows):
    return memtable(pa.Table.from_pylist([dict(zip(_SCHEMA.names, row, strict=True)) for row in rows], _SCHEMA))


def _links(*rows):
    names = ("risk", "indicator", "sign", "weight")
    return memtable(pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)}))


def _pooled(directions, links, **options):
    table = risk_direction(directions, links, **options)
    return table.order_by("risk", "area").to_pyarrow().to_pylist()


def test_probabilities_are_pooled_by_weight():
    directions = _directions(("s", "A", "x", 0.8, 0.2, 0.0, ""), ("s", "A", "y", 0.2, 0.4, 0.4, "not_clear"))
    row = _pooled(directions, _links(("R", "x", 1, 3.0), ("R", "y", 1, 1.0)))[0]
    assert [row["p_rising"], row["p_steady"], row["p_falling"]] == pytest.approx([0.65, 0.25, 0.1])
    assert (row["direction"], row["indicators"], row["disagreement"], row["reason"]) == ("rising", 2, False, "")


def test_a_sign_of_minus_one_turns_the_direction_round():
    row = _pooled(_directions(("s", "A", "x", 0.7, 0.2, 0.1, "")), _links(("R", "x", -1, 1.0)))[0]
    assert (row["direction"], row["p_rising"], row["p_falling"]) == ("falling", 0.1, 0.7)


def test_indicators_that_contradict_are_told():
    directions = _directions(("s", "A", "x", 0.9, 0.1, 0.0, ""), ("s", "A", "y", 0.0, 0.1, 0.9, ""))
    row = _pooled(directions, _links(("R", "x", 1, 1.0), ("R", "y", 1, 1.0)))[0]
    assert (row["direction"], row["reason"], row["disagreement"]) == ("unknown", "not_clear", True)


def test_two_sources_of_one_indicator_share_its_weight():
    directions = _directions(
        ("s", "A", "x", 1.0, 0.0, 0.0, ""), ("t", "A", "x", 1.0, 0.0, 0.0, ""), ("s", "A", "y", 0.0, 1.0, 0.0, "")
    )
    row = _pooled(directions, _links(("R", "x", 1, 1.0), ("R", "y", 1, 1.0)))[0]
    assert (row["p_rising"], row["indicators"]) == (0.5, 2)


def test_unknown_series_do_not_count_and_leave_their_reason():
    directions = _directions(
        ("s", "A", "x", None, None, None, "too_few_points"), ("s", "A", "y", 0.9, 0.1, 0.0, ""),
        ("s", "B", "x", None, None, None, "too_few_points"),
    )  # fmt: skip
    rows = _pooled(directions, _links(("R", "x", 1, 5.0), ("R", "y", 1, 1.0)))
    assert [(row["direction"], row["indicators"], row["reason"]) for row in rows] == [
        ("rising", 1, ""), ("unknown", 0, "too_few_points"),
    ]  # fmt: skip


def test_a_series_that_is_too_old_has_no_voice_and_leaves_its_reason():
    directions = _directions(
        ("s", "A", "x", None, None, None, "too_old"), ("s", "A", "y", 0.9, 0.1, 0.0, ""),
        ("s", "B", "x", None, None, None, "too_old"), ("s", "B", "y", None, None, None, "too_few_points"),
    )  # fmt: skip
    rows = _pooled(directions, _links(("R", "x", 1, 5.0), ("R", "y", 1, 1.0)))
    assert [(row["direction"], row["indicators"], row["reason"]) for row in rows] == [
        ("rising", 1, ""), ("unknown", 0, "too_old"),
    ]  # fmt: skip


def test_a_risk_without_indicators_is_unknown_in_every_area():
    risks = table_of(RISKS, [{"risk": "R"}, {"risk": "cyber"}])
    directions = _directions(("s", "A", "x", 0.9, 0.1, 0.0, ""), ("s", "B", "x", 0.9, 0.1, 0.0, ""))
    rows = _pooled(directions, _links(("R", "x", 1, 1.0)), risks=risks)
    unknown = [(row["area"], row["direction"], row["reason"]) for row in rows if row["risk"] == "cyber"]
    assert unknown == [("A", "unknown", "no_series"), ("B", "unknown", "no_series")]


def test_without_any_series_each_risk_still_has_a_row():
    rows = _pooled(_directions(), _links(("R", "x", 1, 1.0)))
    assert [(row["risk"], row["area"], row["reason"]) for row in rows] == [("R", None, "no_series")]


@pytest.mark.parametrize("wrong", [("R", "x", 0, 1.0), ("R", "x", 1, 0.0)])
def test_a_sign_or_weight_out_of_bounds_is_refused(wrong):
    with pytest.raises(CatalogueError, match="risk R"):
        _pooled(_directions(), _links(wrong))
