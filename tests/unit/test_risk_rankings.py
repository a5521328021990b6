"""Causes and effects, indirect ranks, pairs of a survey and loads that come together, by hand."""

import numpy as np
import pytest

from veerkracht.analysis.risks import (
    causes_and_effects,
    compound_load,
    indirect_ranks,
    interconnection,
    load_parts,
    named_together,
    total_influence,
)
from veerkracht.errors import InputError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.risk_network import BURDENS, NAMED_PAIRS, RISK_NETWORK


def links(**weights):
    return memtable({"source": [ends[0] for ends in weights], "target": [ends[1] for ends in weights],
                     "weight": [float(weight) for weight in weights.values()]})  # fmt: skip


def by(name, result):
    return {row[name]: row for row in pull(result).to_pylist()}


def test_total_influence_adds_all_indirect_ways():
    # k = 4, so that N has A on B 1/2 and B on C 1/4 and 1/2, and A reaches C over B with 1/8
    found = {
        (row["source"], row["target"]): row for row in pull(total_influence(links(AB=2, BC=1, CC=1, AC=2))).to_pylist()
    }
    direct = 0.5, 0.25, 0.25, 0.5
    assert [found[pair]["direct"] for pair in (("A", "B"), ("B", "C"), ("C", "C"), ("A", "C"))] == pytest.approx(direct)
    assert found["A", "B"]["total"] == pytest.approx(0.5)
    assert found["A", "C"]["total"] == pytest.approx((0.5 + 0.5 * 0.25) / (1 - 0.25))


def test_what_gives_more_than_it_receives_is_a_cause():
    found = by("risk", causes_and_effects(links(AB=2, BC=1, AC=2)))
    assert [found[name]["role"] for name in "ABC"] == ["cause", "effect", "effect"]
    assert sum(row["relation"] for row in found.values()) == pytest.approx(0)


@pytest.mark.parametrize(("rows", "told"), [
    (links(AB=-1, BA=1), "is -1.0"), (links(AB=float("nan"), BA=1), "nan"), (links(AB=0, BA=0), "no total"),
    (links(AB=1, BA=1), "go round without loss"),
    (memtable({"source": ["A", "A"], "target": ["B", "B"], "weight": [1.0, 2.0]}), "twice"),
])  # fmt: skip
def test_influences_that_leave_no_total_are_refused(rows, told):
    with pytest.raises(InputError, match=told):
        total_influence(rows)


def test_indirect_ways_move_a_risk_up_or_down():
    # D works on one risk only, but that one works on all others: it rises with the ways over it
    found = by("risk", indirect_ranks(links(DA=1, AB=1, AC=1, AD=1, BC=1, CB=1)))
    size = np.array([[0, 1, 1, 1], [0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]], float)
    power = np.linalg.matrix_power(size, int(found["A"]["power"]))
    sums = {"ABCD"[at]: total for at, total in enumerate(power.sum(axis=1))}
    assert found["D"]["direct_influence_rank"] == 2
    assert found["A"]["influence_rank"] == 1
    for name, row in found.items():
        assert row["influence"] == pytest.approx(sums[name] / sum(sums.values()))
        assert row["influence_shift"] == row["direct_influence_rank"] - row["influence_rank"]


def test_quadrants_lie_above_and_below_the_mean():
    # A drives B and C, which keep each other going; E stands apart
    found = by("risk", indirect_ranks(links(AB=1, AC=1, BC=0.2, CB=0.2, EE=0.01)))
    assert [found[name]["quadrant"] for name in "ABCE"] == ["driver", "dependent", "dependent", "autonomous"]
    assert found["A"]["stable"]


def test_a_network_without_loops_keeps_its_direct_ranks_and_says_so():
    found = by("risk", indirect_ranks(links(AB=1, BC=1)))
    assert {row["stable"] for row in found.values()} == {False}
    assert {row["power"] for row in found.values()} == {1}
    assert {row["influence_shift"] for row in found.values()} == {0}


def test_signs_alone_count_each_link_once_and_half_known_weights_are_refused():
    signs = [{"source": "A", "target": "B", "sign": 1}, {"source": "B", "target": "A", "sign": -1}]
    assert by("risk", indirect_ranks(table_of(RISK_NETWORK, signs)))["A"]["influence"] == 0.5
    with pytest.raises(InputError, match="unknown"):
        indirect_ranks(table_of(RISK_NETWORK, [signs[0], {"source": "B", "target": "A", "weight": 0.5}]))


def pairs(*named):
    return table_of(NAMED_PAIRS, [dict(zip(NAMED_PAIRS.columns, row, strict=True)) for row in named])


def test_a_pair_counts_once_per_respondent_in_whatever_order():
    given = pairs(("1", "flood", "power"), ("1", "power", "flood"), ("2", "power", "flood"), ("2", "flood", "heat"))
    first, second = pull(named_together(given, respondents=10)).to_pylist()
    assert (first["first"], first["second"], first["count"], first["share"]) == ("flood", "power", 2, 0.2)
    # Wilson's interval of 2 in 10, as tables give it
    assert (first["lower"], first["upper"]) == pytest.approx((0.0567, 0.5098), abs=5e-5)
    assert second["count"] == 1


def test_connection_adds_the_shares_of_pairs_beside_the_share_of_respondents():
    given = pairs(("1", "flood", "power"), ("1", "flood", "heat"), ("2", "power", "heat"))
    flood = by("risk", interconnection(given, respondents=4))["flood"]
    assert (flood["strength"], flood["pairs"], flood["count"], flood["share"]) == (0.5, 2, 1, 0.25)


def test_respondents_are_counted_where_their_number_is_not_given():
    assert (
        by("first", named_together(pairs(("1", "flood", "power"), ("2", "flood", "power"))))["flood"]["respondents"]
        == 2
    )


def test_no_pairs_give_no_rows():
    assert pull(named_together(pairs(), respondents=3)).num_rows == 0
    assert pull(interconnection(pairs())).num_rows == 0


@pytest.mark.parametrize(("rows", "asked", "told"), [
    ([("1", "flood", "flood")], None, "two different risks"), ([("1", "flood", None)], None, "with None"),
    ([("1", "flood", "power"), ("2", "flood", "power")], 1, "2 respondents named"),
])  # fmt: skip
def test_pairs_that_cannot_be_counted_are_refused(rows, asked, told):
    with pytest.raises(InputError, match=told):
        named_together(pairs(*rows), respondents=asked)


YOUTH = [("youth", "debt", 0.6, 0.5, 0.7), ("youth", "loneliness", 0.3, 0.3, 0.3), ("youth", "work", None, None, None),
         ("elderly", "heat", 0.8, None, None), ("elderly", "debt", 0.0, None, None)]  # fmt: skip


def burdens(rows=YOUTH):
    return table_of(
        BURDENS, [dict(zip(("bearer", "risk", "load", "lower", "upper"), row, strict=True)) for row in rows]
    )


def feeding():
    return table_of(RISK_NETWORK, [{"source": "debt", "target": "loneliness", "sign": 1},
                                   {"source": "loneliness", "target": "work", "weight": 0.5},
                                   {"source": "heat", "target": "debt", "weight": 0.5}])  # fmt: skip


def test_the_parts_of_a_load_show_what_feeds_what():
    rows = [row for row in pull(load_parts(burdens(), feeding())).to_pylist() if row["bearer"] == "youth"]
    assert [(row["risk"], row["load"], row["feeds"], row["fed_by"]) for row in rows] == [
        ("debt", 0.6, "loneliness", None), ("loneliness", 0.3, None, "debt"), ("work", None, None, None)]  # fmt: skip
    assert [row["share"] for row in rows[:2]] == pytest.approx([2 / 3, 1 / 3])


def test_an_unknown_load_is_counted_and_not_added():
    found = by("bearer", compound_load(burdens(), feeding()))
    youth = found["youth"]
    assert (youth["known"], youth["unknown"], youth["heavy"], youth["links"]) == (2, 1, 1, 1)
    assert (youth["sum"], youth["lower"], youth["upper"], youth["largest"]) == pytest.approx((0.9, 0.8, 1.0, 0.6))
    assert found["elderly"]["links"] == 0  # debt weighs 0 on them
    assert list(found) == ["youth", "elderly"]


def test_a_load_of_unknown_interval_is_not_sure_and_neither_is_a_sum_with_it():
    rows = [row for row in pull(load_parts(burdens())).to_pylist() if row["bearer"] == "elderly"]
    assert [(row["load"], row["lower"], row["upper"]) for row in rows] == [(0.8, None, None), (0.0, None, None)]
    elderly = by("bearer", compound_load(burdens()))["elderly"]
    assert (elderly["sum"], elderly["lower"], elderly["upper"]) == (0.8, None, None)


def test_a_bearer_of_which_nothing_is_known_has_no_sum():
    (row,) = pull(compound_load(burdens([("youth", "work", None, None, None)]))).to_pylist()
    assert (row["sum"], row["largest"], row["unknown"]) == (None, None, 1)


@pytest.mark.parametrize("rows", [
    [("youth", "debt", 1.2, None, None)], [("youth", "debt", 0.5, 0.6, 0.7)],
    [("youth", "debt", 0.5, None, None)] * 2,
])  # fmt: skip
def test_a_load_outside_its_scale_is_refused(rows):
    with pytest.raises(InputError, match="load of debt on youth"):
        compound_load(burdens(rows))
