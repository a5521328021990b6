"""Networks of risks out of judgements and statements, worked out by hand, and what is refused."""

import pytest

from veerkracht.analysis.risks import (
    amplification,
    assume_strength,
    find_loops,
    link_elasticity,
    loop_links,
    network_of_judgements,
    network_of_links,
    weaken_loops,
    weaken_network,
)
from veerkracht.catalogue import load_city
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.risk_network import JUDGEMENTS, LINK_EFFECTS, RISK_NETWORK


def judgement(respondent, source="poverty", target="pandemic", **other):
    told = {"sign": 1, "strength": 3, "evidence": "seen in 2020"}
    return {"respondent": respondent, "source": source, "target": target, **told, **other}


def judged(*rows, links=None, **settings):
    return pull(network_of_judgements(table_of(JUDGEMENTS, rows), links, **settings)).to_pylist()


def network(**weights):
    """Links named by two letters, as AB=0.5; a tuple is lower, weight and upper."""
    rows = []
    for ends, given in weights.items():
        lower, weight, upper = given if isinstance(given, tuple) else (given, given, given)
        rows.append({"source": ends[0], "target": ends[1], "weight": weight, "lower": lower, "upper": upper})
    return table_of(RISK_NETWORK, rows)


def found(weights, **settings):
    return {row["loop"]: row for row in pull(find_loops(network(**weights), seed=1, **settings)).to_pylist()}


def test_the_weight_is_the_median_of_signed_strengths_with_the_spread_of_respondents():
    (link,) = judged(*(judgement(str(step), strength=step) for step in (1, 2, 3, 4, 5)))
    assert (link["weight"], link["lower"], link["upper"], link["sign"]) == (0.6, 0.2, 1.0, 1)
    assert (link["respondents"], link["named"], link["opposed"]) == (5, 1.0, False)


def test_no_link_weighs_zero_and_not_mentioned_weighs_nothing():
    rows = [judgement("A"), judgement("B"), judgement("C", sign=0, strength=None, evidence=None)]
    (first, _) = judged(*rows, judgement("D", source="debt"), fewest=1, summary="mean")[::-1]
    assert first["weight"] == pytest.approx((0.6 + 0.6 + 0) / 3)
    assert (first["respondents"], first["named"]) == (3, 0.5)


def test_disagreement_on_the_sign_stays_visible():
    (link,) = judged(judgement("A", strength=4), judgement("B", strength=4), judgement("C", sign=-1, strength=5))
    assert (link["weight"], link["lower"], link["opposed"]) == (0.8, -1.0, True)


def test_a_sign_without_strength_gives_no_weight():
    (link,) = judged(*(judgement(name, strength=None) for name in "ABC"))
    assert (link["weight"], link["sign"]) == (None, 1)


def test_opposed_signs_of_equal_number_leave_the_sign_unknown():
    (link,) = judged(judgement("A", strength=None), judgement("B", sign=-1, strength=None))
    assert (link["sign"], link["opposed"]) == (None, True)


def test_too_few_respondents_give_no_weight():
    (link,) = judged(judgement("A"), judgement("B"))
    assert (link["weight"], link["respondents"]) == (None, 2)


def test_statements_give_evidence_and_links_that_nobody_judged():
    stated = table_of(RISK_NETWORK, [
        {"source": "poverty", "target": "pandemic", "sign": 1, "evidence": "report", "reference": "R1"},
        {"source": "flood", "target": "power", "sign": 1, "evidence": "expert"},
    ])  # fmt: skip
    flood, poverty = judged(*(judgement(name, evidence=None) for name in "ABC"), links=stated)
    assert (flood["source"], flood["weight"], flood["respondents"]) == ("flood", None, None)
    assert (poverty["evidence"], poverty["reference"], poverty["weight"]) == ("report", "R1", 0.6)


@pytest.mark.parametrize(("wrong", "told"), [
    ({"strength": 6}, "strength 6"), ({"strength": 0}, "strength 0"), ({"sign": 2}, "sign 2"),
    ({"lag_days": -1.0}, "lag of -1"), ({"certainty": "sure"}, "sure certain"), ({"evidence": None}, "no evidence"),
    ({"evidence": "  "}, "no evidence"),
])  # fmt: skip
def test_a_judgement_outside_its_scale_or_without_evidence_is_refused(wrong, told):
    with pytest.raises(InputError, match=told):
        judged(judgement("A", **wrong))


def test_a_respondent_judges_a_link_once():
    with pytest.raises(InputError, match="twice"):
        judged(judgement("A"), judgement("A"))


def test_a_stated_sign_without_evidence_is_refused():
    with pytest.raises(InputError, match="flood to power has a sign and no evidence"):
        network_of_links(table_of(RISK_NETWORK, [{"source": "flood", "target": "power", "sign": 1}]))


def test_the_spread_is_a_share():
    with pytest.raises(SettingError, match="spread"):
        judged(judgement("A"), spread=1.0)


def test_a_network_of_signs_alone_tells_the_kind_of_its_loops_and_no_gain():
    stated = network_of_links(load_city("the-hague").links)
    loops = pull(find_loops(stated, seed=1)).to_pylist()
    assert [row["loop"] for row in loops] == ["SH-CRITINF", "SH-PANDEMIC > ST-LONELY", "SH-PANDEMIC > ST-OPPORT",
                                              "SH-PANDEMIC > ST-POV"]  # fmt: skip
    assert {(row["kind"], row["gain"], row["rank"]) for row in loops} == {("reinforcing", None, None)}
    with pytest.raises(InputError, match="is unknown, and of 12 more"):
        link_elasticity(stated)


def test_an_assumed_strength_keeps_the_sign_and_is_marked():
    rows = [{"source": "A", "target": "B", "sign": -1}, {"source": "B", "target": "A", "weight": 0.3, "sign": 1},
            {"source": "B", "target": "C"}]  # fmt: skip
    made = pull(assume_strength(table_of(RISK_NETWORK, rows), weight=0.5, lower=0.2, upper=0.6)).to_pylist()
    assert [(row["weight"], row["lower"], row["upper"], row["assumed"]) for row in made] == [
        (-0.5, -0.6, -0.2, True), (0.3, None, None, None), (None, None, None, None)]  # fmt: skip
    with pytest.raises(SettingError, match="assumed strength"):
        assume_strength(table_of(RISK_NETWORK, rows), weight=0.5, lower=0.7)


def test_loops_have_the_product_of_their_weights_and_are_ranked_by_size():
    loops = found({"AB": 0.5, "BA": -0.8, "BC": 0.9, "CA": 0.9, "DD": 0.1})
    assert {name: round(row["gain"], 9) for name, row in loops.items()} == {"A > B > C": 0.405, "A > B": -0.4, "D": 0.1}
    assert [(row["rank"], row["kind"], row["length"]) for row in loops.values()] == [
        (1, "reinforcing", 3), (2, "balancing", 2), (3, "reinforcing", 1)]  # fmt: skip


def test_a_loop_longer_than_asked_for_is_left_out():
    assert list(found({"AB": 0.5, "BA": 0.5, "BC": 0.5, "CD": 0.5, "DA": 0.5}, longest=3)) == ["A > B"]


def test_the_links_of_a_loop_come_in_order():
    rows = pull(loop_links(network(CA=0.5, AB=0.5, BC=0.5))).to_pylist()
    assert [(row["position"], row["source"], row["target"]) for row in rows] == [
        (1, "A", "B"),
        (2, "B", "C"),
        (3, "C", "A"),
    ]


def test_a_link_of_doubtful_sign_makes_the_kind_of_its_loop_a_probability():
    loop = found({"AB": (-0.5, 0.0, 0.5), "BA": 1.0}, draws=4000)["A > B"]
    assert loop["probability_reinforcing"] == pytest.approx(0.5, abs=0.03)  # 4 standard errors of 4000 draws
    assert loop["lower"] < 0 < loop["upper"]


def test_more_loops_than_allowed_are_refused():
    with pytest.raises(SettingError, match="more than 1 loops"):
        found({"AB": 0.5, "BA": 0.5, "CC": 0.5}, most=1)
    with pytest.raises(SettingError, match="longest"):
        found({"AB": 0.5}, longest=0)


@pytest.mark.parametrize(("rows", "told"), [
    ([{"source": "A", "target": "B", "weight": 1.5}], "weight 1.5"),
    ([{"source": "A", "target": "B", "weight": 0.5, "sign": -1}], "sign -1"),
    ([{"source": "A", "target": "B", "weight": 0.5, "lower": 0.6}], "0.6 to"),
    ([{"source": "A", "target": "B", "weight": 0.5}] * 2, "twice"),
])  # fmt: skip
def test_a_weight_that_does_not_fit_is_refused(rows, told):
    with pytest.raises(InputError, match=told):
        find_loops(table_of(RISK_NETWORK, rows), seed=1)


def test_amplification_is_the_sum_over_all_walks():
    rows = {row["risk"]: row for row in pull(amplification(network(AB=0.5, BA=0.5))).to_pylist()}
    assert rows["A"]["total"] == pytest.approx(1.5 / (1 - 0.25))  # (1 + w) / (1 - w^2)
    assert rows["A"]["radius"] == pytest.approx(0.5)


def test_a_network_that_grows_without_end_has_no_amplification():
    with pytest.raises(InputError, match=r"spectral radius of 1\.000"):
        amplification(network(AB=1.0, BA=1.0))


def test_links_outside_every_loop_have_no_elasticity_and_without_loops_it_is_unknown():
    rows = {
        (row["source"], row["target"]): row
        for row in pull(link_elasticity(network(AB=0.5, BA=0.5, BC=0.9))).to_pylist()
    }
    assert rows["B", "C"]["elasticity"] == pytest.approx(0.0)
    (alone,) = pull(link_elasticity(network(AB=0.5))).to_pylist()
    assert (alone["radius"], alone["elasticity"]) == (0.0, None)


def effects(*rows):
    return table_of(LINK_EFFECTS, [dict(zip(LINK_EFFECTS.columns, row, strict=True)) for row in rows])


def test_an_initiative_weakens_the_loops_that_it_touches():
    rows = pull(
        weaken_loops(network(AB=0.8, BA=0.5, CC=0.3), effects(("help", "A", "B", 0.5, 0.5)), seed=1)
    ).to_pylist()
    assert [(row["loop"], row["kind"]) for row in rows] == [("A > B", "reinforcing")]
    assert (rows[0]["gain"], rows[0]["gain_after"], rows[0]["weaker"]) == pytest.approx((0.4, 0.2, 0.5))


def test_an_uncertain_effect_gives_an_interval():
    (row,) = pull(weaken_loops(network(AB=1.0, BA=1.0), effects(("help", "A", "B", 0.0, 1.0)), seed=1)).to_pylist()
    assert (row["lower"], row["upper"]) == pytest.approx((0.05, 0.95), abs=0.03)


def test_an_initiative_can_bring_a_network_to_rest():
    given = effects(("help", "A", "B", 0.75, 0.75), ("talk", "C", "C", 0.5, 0.5))
    rows = pull(weaken_network(network(AB=1.0, BA=1.0, CC=0.2), given, seed=1)).to_pylist()
    assert [row["initiative"] for row in rows] == ["help", "talk"]
    assert (rows[0]["radius_after"], rows[0]["drop"], rows[0]["share_below_1"]) == pytest.approx((0.5, 0.5, 1.0))
    assert rows[1]["drop"] == pytest.approx(0.0)


@pytest.mark.parametrize(("effect", "told"), [
    (("help", "A", "C", 0.1, 0.2), "no link from A to C"), (("help", "A", "B", 0.3, 0.2), "0.3 to 0.2"),
    (("help", "A", "B", 0.3, 1.2), "0.3 to 1.2"),
])  # fmt: skip
def test_an_effect_without_a_link_or_outside_0_to_1_is_refused(effect, told):
    with pytest.raises(InputError, match=told):
        weaken_loops(network(AB=0.8, BA=0.5), effects(effect), seed=1)


def test_an_effect_counts_once_and_progress_may_stop():
    twice = effects(("help", "A", "B", 0.1, 0.2), ("help", "A", "B", 0.1, 0.2))
    with pytest.raises(InputError, match="help weakens the link from A to B twice"):
        weaken_network(network(AB=0.8, BA=0.5), twice, seed=1)
    told = []
    for weaken in (weaken_loops, weaken_network):
        weaken(network(AB=0.8, BA=0.5), effects(("help", "A", "B", 0.1, 0.2), ("talk", "B", "A", 0.1, 0.2)), seed=1,
               progress=lambda done, of: told.append((done, of)))  # fmt: skip
    assert told == [(0, 2), (1, 2)] * 2


def test_a_network_without_links_has_no_loops():
    nothing = memtable({"source": ["A"], "target": ["B"], "weight": [0.0]})
    assert pull(find_loops(nothing, seed=1)).num_rows == 0
