"""Cross-impact balances by hand, what is refused, and where scenarios lead to."""

import pytest

from veerkracht.analysis.risks import (
    attractors,
    consistent_scenarios,
    impact_balances,
    standardise_judgements,
    support_of_respondents,
    support_under_noise,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.risk_network import CROSS_IMPACTS
from veerkracht.workflows.references.risk_maps import somewhereland

# Poverty and debt promote each other, high with high and low with low.
TWINS = {("debt", "high", "poverty", "high"): 2, ("debt", "high", "poverty", "low"): -2,
         ("debt", "low", "poverty", "high"): -1, ("debt", "low", "poverty", "low"): 1,
         ("poverty", "high", "debt", "high"): 3, ("poverty", "high", "debt", "low"): -3,
         ("poverty", "low", "debt", "high"): -1, ("poverty", "low", "debt", "low"): 1}  # fmt: skip


def impacts(*changes, respondent=None, without=(), **more):
    given = {**TWINS, **dict(changes)}
    return [{"respondent": respondent, "descriptor": d, "state": s, "target": t, "target_state": r, "judgement": value}
            for (d, s, t, r), value in given.items() if (d, s, t, r) not in without]  # fmt: skip


def table(rows):
    return table_of(CROSS_IMPACTS, rows)


def found(result):
    scenarios = {}
    for row in pull(result).to_pylist():
        scenarios.setdefault(row["scenario"], []).append(row["state"])
    return list(scenarios.values())


def test_scenarios_come_with_the_highest_total_impact_first():
    rows = pull(consistent_scenarios(table(impacts()))).to_pylist()
    assert [(row["scenario"], row["state"], row["total_impact"]) for row in rows] == [
        ("S1", "high", 5.0), ("S1", "high", 5.0), ("S2", "low", 2.0), ("S2", "low", 2.0)]  # fmt: skip
    assert [row["impact"] for row in rows] == [3.0, 2.0, 1.0, 1.0]
    assert {row["inconsistency"] for row in rows} == {0.0}


def test_a_tolerance_lets_weaker_scenarios_in():
    # debt high with poverty low lacks 4, debt low with poverty high lacks 6
    assert [len(found(consistent_scenarios(table(impacts()), tolerance=c))) for c in (3.9, 4.0, 5.9, 6.0)] == [
        2,
        3,
        3,
        4,
    ]
    rows = pull(consistent_scenarios(table(impacts()), tolerance=4.0)).to_pylist()
    assert [row["inconsistency"] for row in rows if row["scenario"] == "S3"] == [2.0, 4.0]


def test_equal_impacts_leave_both_states_consistent():
    ties = dict.fromkeys(TWINS, 0)
    assert len(found(consistent_scenarios(table(impacts(*ties.items()))))) == 4


@pytest.mark.parametrize(("rows", "told"), [
    (impacts((("debt", "low", "poverty", "low"), 4)), "is 4"),
    (impacts((("debt", "low", "poverty", "low"), None)), r"1 judgement\(s\) are missing, first of debt low on poverty low"),
    (impacts(without=[("debt", "low", "poverty", "low")]), "missing, first of debt low"),
    (impacts((("debt", "low", "debt", "low"), 1)), "debt judges itself"),
    (impacts((("debt", "low", "flood", "comes"), 1)), "flood has one state"),
    (impacts() + impacts()[:1], "twice"),
    (impacts(respondent="A") + impacts(respondent="B", without=[("debt", "low", "poverty", "low")])[:0]
     + impacts((("debt", "low", "poverty", "low"), -5), respondent="B"), "B: the judgement"),
])  # fmt: skip
def test_judgements_that_cannot_be_used_are_refused(rows, told):
    with pytest.raises(InputError, match=told):
        consistent_scenarios(table(rows))


def test_one_descriptor_is_no_matrix():
    rows = [{"descriptor": "debt", "state": state, "target": "debt", "target_state": state, "judgement": 0}
            for state in ("high", "low")]  # fmt: skip
    with pytest.raises(InputError, match="1 descriptors"):
        consistent_scenarios(table(rows))


def test_an_absent_section_is_no_influence_only_where_that_is_asked_for():
    rows = [row for row in impacts() if row["descriptor"] == "debt"]
    with pytest.raises(InputError, match="missing"):
        consistent_scenarios(table(rows))
    assert len(found(consistent_scenarios(table(rows), absent_section="no_influence"))) == 2


def test_more_scenarios_than_allowed_and_a_negative_tolerance_are_refused():
    with pytest.raises(SettingError, match="More than 1 scenarios"):
        consistent_scenarios(table(impacts()), most=1)
    with pytest.raises(SettingError, match="tolerance"):
        consistent_scenarios(table(impacts()), tolerance=-1.0)


def test_the_search_in_parts_finds_the_same_and_tells_its_progress():
    told = []
    parts = found(consistent_scenarios(somewhereland(), progress=lambda done, of: told.append((done, of))))
    assert parts == found(consistent_scenarios(somewhereland()))
    assert told == [(number, 54) for number in range(1, 55)]


def test_progress_may_stop_the_search():
    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        consistent_scenarios(somewhereland(), progress=stop)


def test_the_mean_of_respondents_counts():
    other = {key: -value for key, value in TWINS.items()}
    rows = impacts(respondent="A") + impacts(respondent="B") + impacts(*other.items(), respondent="C")
    first = pull(consistent_scenarios(table(rows))).to_pylist()[0]
    assert first["total_impact"] == pytest.approx(5 / 3)


def test_balances_add_the_judgements_of_the_chosen_states():
    scenario = memtable({"scenario": ["S"] * 2, "descriptor": ["debt", "poverty"], "state": ["high", "low"]})
    rows = pull(impact_balances(table(impacts()), scenario)).to_pylist()
    assert [(row["descriptor"], row["state"], row["impact"], row["chosen"]) for row in rows] == [
        ("debt", "high", -1.0, True), ("debt", "low", 1.0, False),
        ("poverty", "high", 2.0, False), ("poverty", "low", -2.0, True)]  # fmt: skip
    with pytest.raises(InputError, match="state None for descriptor poverty"):
        impact_balances(table(impacts()), memtable({"scenario": ["S"], "descriptor": ["debt"], "state": ["high"]}))


def test_standardised_judgements_add_up_to_zero():
    rows = pull(standardise_judgements(table(impacts((("debt", "high", "poverty", "high"), 3))))).to_pylist()
    pair = {
        row["target_state"]: row["judgement"] for row in rows if (row["descriptor"], row["state"]) == ("debt", "high")
    }
    assert pair == {"high": 2.5, "low": -2.5}


def basins(result):
    return {
        row["attractor"]: (row["kind"], row["length"], row["share"], row["method"]) for row in pull(result).to_pylist()
    }


def test_all_scenarios_are_followed_where_there_are_few():
    # high-low and low-high change places for ever when both descriptors move at once
    assert basins(attractors(table(impacts()))) == {
        "A1": ("cycle", 2, 0.5, "exact"), "A2": ("fixed", 1, 0.25, "exact"), "A3": ("fixed", 1, 0.25, "exact")}  # fmt: skip
    assert basins(attractors(table(impacts()), succession="local")) == {
        "A1": ("fixed", 1, 0.75, "exact"), "A2": ("fixed", 1, 0.25, "exact")}  # fmt: skip


def test_where_there_are_many_scenarios_they_are_drawn_and_said_so():
    drawn = basins(attractors(table(impacts()), exact_up_to=3, seed=2, starts=4000))
    assert {method for *_, method in drawn.values()} == {"sampled"}
    assert drawn["A1"][2] == pytest.approx(0.5, abs=0.04)  # 4 standard errors of 4000 draws
    rows = pull(attractors(table(impacts()), exact_up_to=3, seed=2, starts=4000)).to_pylist()
    assert all(row["lower"] < row["share"] < row["upper"] for row in rows)
    told = []
    attractors(table(impacts()), exact_up_to=3, seed=2, starts=100, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (100, 100)
    with pytest.raises(SettingError, match="Give a seed"):
        attractors(table(impacts()), exact_up_to=3)


@pytest.mark.parametrize("succession", ["global", "local"])
def test_drawn_starts_lead_to_the_attractors_of_all(succession):
    ends = []
    for settings in ({}, {"exact_up_to": 1, "seed": 3}):
        rows = pull(attractors(somewhereland(), succession=succession, **settings)).to_pylist()
        ends.append({(row["kind"], row["length"], row["step"], row["state"]) for row in rows})
    assert ends[0] == ends[1]


def test_the_fixed_points_of_succession_are_the_consistent_scenarios():
    rows = [row for row in pull(attractors(somewhereland())).to_pylist() if row["kind"] == "fixed"]
    ends = {}
    for row in rows:
        ends.setdefault(row["attractor"], []).append(row["state"])
    assert sorted(ends.values()) == sorted(found(consistent_scenarios(somewhereland())))


def test_support_counts_the_respondents_for_whom_a_scenario_is_consistent():
    high = {key: 3 if key[3] == "high" else -3 for key in TWINS}
    rows = impacts(respondent="A") + impacts(*high.items(), respondent="B")
    support = pull(support_of_respondents(table(rows))).to_pylist()
    assert [(row["state"], row["count"], row["total"]) for row in support[::2]] == [("high", 2, 2), ("low", 1, 2)]
    assert support[2]["share"] == 0.5
    with pytest.raises(InputError, match=r"B: 1 judgement\(s\) are missing"):
        support_of_respondents(table(rows[:-1]))


def test_noise_that_cannot_turn_a_scenario_leaves_it_always_consistent():
    support = pull(support_under_noise(table(impacts()), seed=1, noise=0.9, draws=50)).to_pylist()
    assert [(row["state"], row["share"]) for row in support] == [
        ("high", 1.0),
        ("high", 1.0),
        ("low", 1.0),
        ("low", 1.0),
    ]


def test_noise_that_can_turn_a_scenario_shows_it():
    told = []
    support = pull(support_under_noise(table(impacts()), seed=1, noise=3.0, draws=200,
                                       progress=lambda done, of: told.append(done))).to_pylist()  # fmt: skip
    shares = {row["scenario"]: row["share"] for row in support}
    assert 0.5 < shares["S1"] < 1
    assert len(shares) > 2
    assert told[-1] == 200


@pytest.mark.parametrize("setting", [{"noise": -0.1}, {"draws": 0}])
def test_noise_and_draws_have_bounds(setting):
    with pytest.raises(SettingError, match=next(iter(setting))):
        support_under_noise(table(impacts()), seed=1, **setting)
