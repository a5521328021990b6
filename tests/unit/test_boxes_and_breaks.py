"""Boxes, trees, tipping points, breaking points and drills, worked out by hand."""

import numpy as np
import pytest

from veerkracht.analysis.scenarios import (
    PeelSettings,
    box_limits,
    box_quality,
    breaking_points,
    cases_of_interest,
    decision_tree,
    drill_helpers,
    find_box,
    make_drills,
    score_drills,
    select_step,
    stress_combinations,
    tipping_points,
    validate_box,
)
from veerkracht.analysis.scenarios.drills import QUALITIES
from veerkracht.catalogue import adverse_combinations, combination_words, drill_asks, drill_elements, known_events
from veerkracht.errors import InputError, SettingError, UsageError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.worlds import COMBINATIONS, DRIVERS, HELPERS, KNOWN_EVENTS, TARGETS

DRIVERS_AB = table_of(DRIVERS, [
    {"driver": "a", "kind": "continuous", "low": 0.0, "high": 1.0, "unit": "m"},
    {"driver": "b", "kind": "continuous", "low": 0.0, "high": 10.0},
    {"driver": "k", "kind": "discrete", "labels": "x; y; z"},
])  # fmt: skip
BASELINE = memtable({"driver": ["a", "b", "k"], "value": [0.2, 2.0, None], "label": [None, None, "x"]})


def rows_of(table):
    return pull(table).to_pylist()


def cloud(count=600, seed=1):
    """Worlds of which those with a above 0.6 and without label y are of interest."""
    rng = np.random.default_rng(seed)
    values = np.column_stack([rng.random(count), 10 * rng.random(count), rng.integers(0, 3, count)])
    worlds = memtable(
        {"world": np.repeat(np.arange(count), 3), "driver": ["a", "b", "k"] * count, "value": values.ravel()}
    )
    return worlds, memtable({"world": np.arange(count), "interest": (values[:, 0] > 0.6) & (values[:, 2] != 1)})


def model(option, of):
    spare = 0.2 if option == "spare" else 0.0
    return {"left": 1 - of["a"] - of["b"] / 10 - 0.1 * (of["k"] == "y") + spare, "cost": 1 + spare + 0 * of["a"]}


LEFT = table_of(TARGETS, [{"target": "left", "direction": 1, "threshold": 0.0}])


def test_the_box_finds_the_drivers_the_limit_and_the_labels():
    worlds, cases = cloud()
    step = rows_of(select_step(find_box(worlds, cases, drivers=DRIVERS_AB), least_density=0.95))[0]["step"]
    limits = rows_of(box_limits(worlds, cases, drivers=DRIVERS_AB, step=step, seed=1))
    assert [(row["driver"], row["side"], row["labels"]) for row in limits] == [
        ("a", "low", None),
        ("k", "labels", "x; z"),
    ]
    assert limits[0]["limit"] == pytest.approx(0.6, abs=0.03)
    assert all(row["repeated"] == 1.0 and row["quasi_p"] < 1e-6 for row in limits)


def test_a_slice_takes_off_a_tenth_of_the_worlds_and_equal_values_together():
    def first_peel(values):
        count = len(values)
        worlds = memtable({"world": range(count), "driver": ["a"] * count, "value": values})
        cases = memtable({"world": range(count), "interest": [number >= count - 5 for number in range(count)]})
        drivers = table_of(DRIVERS, [{"driver": "a", "kind": "continuous", "low": 0.0, "high": 1.0}])
        return rows_of(find_box(worlds, cases, drivers=drivers, settings=PeelSettings(alpha=0.1)))[1]

    assert first_peel([number / 100 for number in range(100)])["worlds"] == 90
    assert first_peel([0.0] * 40 + [number / 100 for number in range(40, 100)])["worlds"] == 60


def test_pasting_gives_back_what_patience_took_too_much():
    values = [number / 40 for number in range(40)]
    worlds = memtable({"world": range(40), "driver": ["a"] * 40, "value": values})
    cases = memtable({"world": range(40), "interest": [20 <= number < 30 for number in range(40)]})
    drivers = table_of(DRIVERS, [{"driver": "a", "kind": "continuous", "low": 0.0, "high": 1.0}])
    settings = PeelSettings(alpha=0.3, paste_alpha=0.1)
    found = rows_of(find_box(worlds, cases, drivers=drivers, settings=settings))
    assert {row["phase"] for row in found} == {"start", "peel", "paste"}
    assert (found[-1]["coverage"], found[-1]["density"]) == (1.0, 1.0)


def test_a_box_of_all_worlds_has_their_quality_and_an_empty_one_no_density():
    worlds, cases = cloud()
    everything = table_of_limits([])
    assert rows_of(box_quality(worlds, everything, cases=cases, drivers=DRIVERS_AB))[0]["mass"] == 1.0
    nothing = table_of_limits([{"driver": "a", "side": "low", "limit": 2.0}])
    told = rows_of(box_quality(worlds, nothing, cases=cases, drivers=DRIVERS_AB))[0]
    assert (told["worlds"], told["density"], told["coverage"]) == (0, None, 0.0)


def table_of_limits(rows):
    from veerkracht.tables.worlds import LIMITS

    return table_of(LIMITS, rows)


def test_the_quality_of_a_box_found_is_that_of_its_step():
    worlds, cases = cloud()
    step = rows_of(find_box(worlds, cases, drivers=DRIVERS_AB))[7]
    limits = box_limits(worlds, cases, drivers=DRIVERS_AB, step=7, seed=1, resamples=0)
    told = rows_of(box_quality(worlds, limits, cases=cases, drivers=DRIVERS_AB))[0]
    assert {name: told[name] for name in told} == {name: step[name] for name in told}


def test_a_search_in_noise_is_told_to_be_optimistic():
    rng = np.random.default_rng(3)
    worlds, _ = cloud(400)
    cases = memtable({"world": np.arange(400), "interest": rng.random(400) < 0.3})
    found = rows_of(validate_box(worlds, cases, drivers=DRIVERS_AB, seed=1))
    assert found[0]["optimism"] == pytest.approx(0.0, abs=0.01)  # halves differ by half a case at most
    assert found[-1]["optimism"] > 0.1


def test_worlds_that_are_not_marked_and_marks_of_one_kind_are_refused():
    worlds, cases = cloud(20)
    with pytest.raises(InputError, match="1 world"):
        find_box(worlds, cases.filter(cases.world > 0), drivers=DRIVERS_AB)
    with pytest.raises(InputError, match="nothing to tell apart"):
        find_box(worlds, memtable({"world": np.arange(20), "interest": [True] * 20}), drivers=DRIVERS_AB)
    with pytest.raises(UsageError, match="no step 99"):
        box_limits(worlds, cases, drivers=DRIVERS_AB, step=99, seed=1)
    with pytest.raises(SettingError, match="seed"):
        box_limits(worlds, cases, drivers=DRIVERS_AB, step=0, seed=None)
    with pytest.raises(SettingError, match="alpha"):
        PeelSettings(alpha=0.9)


def test_cases_are_the_worlds_that_miss_the_threshold():
    outcomes = memtable({"world": [1, 2], "option": ["p", "p"], "target": ["left", "left"], "value": [0.5, -0.5]})
    assert rows_of(cases_of_interest(outcomes, LEFT, option="p", target="left")) == [
        {"world": 1, "interest": False}, {"world": 2, "interest": True},
    ]  # fmt: skip
    with pytest.raises(UsageError, match="option q"):
        cases_of_interest(outcomes, LEFT, option="q", target="left")
    bare = table_of(TARGETS, [{"target": "left", "direction": 1}])
    with pytest.raises(InputError, match="no threshold"):
        cases_of_interest(outcomes, bare, option="p", target="left")


def test_the_tree_reads_as_the_rule_that_made_the_cases():
    worlds, cases = cloud()
    found = rows_of(decision_tree(worlds, cases, drivers=DRIVERS_AB))
    first = [row for row in found if row["leaf"] == 1]
    assert [(row["driver"], row["side"], row["labels"]) for row in first] == [
        ("a", "low", None),
        ("k", "labels", "x; z"),
    ]
    assert (first[0]["density"], first[0]["coverage"]) == (1.0, 1.0)
    assert sum({row["leaf"]: row["mass"] for row in found}.values()) == pytest.approx(1.0)


def test_a_tree_without_a_useful_split_is_one_leaf():
    worlds = memtable({"world": range(4), "driver": ["a"] * 4, "value": [0.1, 0.1, 0.1, 0.1]})
    cases = memtable({"world": range(4), "interest": [True, False, True, False]})
    drivers = table_of(DRIVERS, [{"driver": "a", "kind": "continuous", "low": 0.0, "high": 1.0}])
    found = rows_of(decision_tree(worlds, cases, drivers=drivers))
    assert [(row["leaf"], row["driver"], row["density"]) for row in found] == [(1, None, 0.5)]


def test_the_tipping_point_is_where_the_lines_cross():
    def two(option, of):
        return {"gain": of["a"] if option == "rising" else 0.5 + 0 * of["a"]}

    target = table_of(TARGETS, [{"target": "gain", "direction": 1}])
    found = {row["driver"]: row for row in rows_of(
        tipping_points(DRIVERS_AB, target, baseline=BASELINE, options=["rising", "flat"], model=two))}  # fmt: skip
    told = found["a"]
    assert (told["preferred"], told["other"], told["side"], told["unit"], told["changes"]) == (
        "flat",
        "rising",
        "high",
        "m",
        1,
    )
    assert told["at"] == pytest.approx(0.5, abs=1e-6) and told["share_of_range"] == pytest.approx(0.3, abs=1e-6)
    assert found["b"]["at"] is None and found["b"]["changes"] == 0


def test_a_preference_that_comes_back_is_counted():
    def island(option, of):
        return {"gain": np.where(np.abs(of["a"] - 0.7) < 0.1, 1.0, -1.0) if option == "island" else 0 * of["a"]}

    target = table_of(TARGETS, [{"target": "gain", "direction": 1}])
    told = rows_of(tipping_points(DRIVERS_AB, target, baseline=BASELINE, options=["sea", "island"], model=island))[0]
    assert told["changes"] == 2 and told["at"] == pytest.approx(0.6, abs=1e-6)


def test_another_label_can_tip_and_has_no_distance():
    def by_label(option, of):
        return {"gain": np.where(of["k"] == "z", 1.0, -1.0) if option == "z-lover" else 0 * of["a"]}

    target = table_of(TARGETS, [{"target": "gain", "direction": 1}])
    found = rows_of(tipping_points(DRIVERS_AB, target, baseline=BASELINE, options=["none", "z-lover"], model=by_label))
    told = next(row for row in found if row["driver"] == "k")
    assert (told["side"], told["label"], told["other"], told["distance"]) == ("label", "z", "z-lover", None)


def test_the_smallest_break_lies_on_the_plane_at_its_nearest_point():
    found = rows_of(
        breaking_points(DRIVERS_AB, LEFT, baseline=BASELINE, options=["plain", "spare"], model=model, seed=1)
    )
    distance = {row["option"]: row["distance"] for row in found}
    assert distance["plain"] == pytest.approx(0.6 / 2**0.5, rel=0.02)
    assert distance["spare"] == pytest.approx(0.8 / 2**0.5, rel=0.02)
    assert {row["method"] for row in found} == {"lattice"} and {row["driver"] for row in found} == {"a", "b"}


def test_counted_as_the_largest_change_alone_both_drivers_share_the_way():
    found = rows_of(breaking_points(
        DRIVERS_AB, LEFT, baseline=BASELINE, options=["plain"], model=model, seed=1, norm="max"))  # fmt: skip
    assert found[0]["distance"] == pytest.approx(0.3, abs=0.03)


def test_a_target_that_is_broken_or_never_breaks_is_told():
    targets = table_of(TARGETS, [
        {"target": "cost", "direction": -1, "threshold": 5.0}, {"target": "left", "direction": 1, "threshold": 0.9},
    ])  # fmt: skip
    found = rows_of(breaking_points(DRIVERS_AB, targets, baseline=BASELINE, options=["plain"], model=model, seed=1))
    assert [(row["target"], row["status"], row["distance"]) for row in found] == [
        ("cost", "holds", None),
        ("left", "broken", 0.0),
    ]


def test_many_drivers_are_searched_and_told_so():
    names = [f"d{number}" for number in range(8)]
    drivers = table_of(DRIVERS, [{"driver": name, "kind": "continuous", "low": 0.0, "high": 1.0} for name in names])
    baseline = memtable({"driver": names, "value": [0.0] * 8})
    found = rows_of(breaking_points(
        drivers, LEFT, baseline=baseline, options=["x"], seed=1, norm="sum",
        model=lambda option, of: {"left": 0.5 - of["d0"] - sum(of[name] for name in names) / 10}))  # fmt: skip
    assert (found[0]["method"], found[0]["driver"]) == ("search", "d0")
    assert found[0]["distance"] == pytest.approx(0.5 / 1.1, rel=1e-3)


def test_a_combination_puts_drivers_at_their_place_and_tells_what_is_left_out():
    combinations = table_of(COMBINATIONS, [
        {"combination": "bad", "driver": "a", "position": 1.0}, {"combination": "bad", "driver": "k", "label": "y"},
        {"combination": "bad", "driver": "sea", "position": 1.0}, {"combination": "elsewhere", "driver": "sea", "position": 1.0},
    ])  # fmt: skip
    found = rows_of(stress_combinations(
        combinations, DRIVERS_AB, targets=LEFT, baseline=BASELINE, options=["plain"], model=model))  # fmt: skip
    assert found[0]["value"] == pytest.approx(1 - 1 - 0.2 - 0.1)
    assert (found[0]["meets"], found[0]["left_out"]) == (False, "sea")
    assert (found[1]["value"], found[1]["meets"], found[1]["left_out"]) == (None, None, "sea")


def test_positions_baselines_and_models_that_are_not_sound_are_refused():
    outside = table_of(COMBINATIONS, [{"combination": "bad", "driver": "a", "position": 2.0}])
    asked = {"baseline": BASELINE, "options": ["plain"], "model": model}
    with pytest.raises(InputError, match="position"):
        stress_combinations(outside, DRIVERS_AB, targets=LEFT, **asked)
    with pytest.raises(InputError, match="baseline"):
        tipping_points(DRIVERS_AB, LEFT, **(asked | {"baseline": memtable({"driver": ["a"], "value": [7.0]})}))
    with pytest.raises(InputError, match="gives no outcome"):
        tipping_points(DRIVERS_AB, LEFT, **(asked | {"model": lambda option, of: {"left": of["a"] * np.nan}}))
    with pytest.raises(InputError, match="No target has a threshold"):
        breaking_points(DRIVERS_AB, table_of(TARGETS, [{"target": "left", "direction": 1}]), seed=1, **asked)
    with pytest.raises(SettingError):
        breaking_points(DRIVERS_AB, LEFT, seed=1, levels=1, **asked)
    with pytest.raises(SettingError):
        tipping_points(DRIVERS_AB, LEFT, points=2, **asked)


def test_the_fixed_list_has_ten_to_twenty_combinations_with_words_in_both_languages():
    names = {row["combination"] for row in rows_of(adverse_combinations())}
    assert 10 <= len(names) <= 20 and names == combination_words().keys()
    assert all(words.nl and words.en for words in combination_words().values())


def test_events_that_the_city_foresees_are_no_drills():
    known = known_events(["SH-CYBER", "SH-CRITINF"])
    drills = rows_of(make_drills(drill_elements(), known, drills=300, seed=1))
    assert not [
        row for row in drills if row["origin"] in ("cyber_attack", "power_failure") or row["hits"] == "drinking_water"
    ]
    others = rows_of(make_drills(drill_elements(), known_events([]), drills=300, seed=1))
    assert [row for row in others if row["origin"] == "cyber_attack"]


def test_what_risks_foresee_and_elements_ask_is_spelled_as_in_the_lists():
    elements = {(row["part"], row["element"]) for row in rows_of(drill_elements())}
    named = {(part, row[part]) for row in rows_of(known_events()) for part in row if part != "risk" and row[part]}
    assert named and named <= elements
    asked = {row["code"] for row in rows_of(drill_asks()) if row["kind"] == "quality"}
    assert asked == set(QUALITIES)  # each of the seven is asked by some element


def test_each_pair_of_origin_and_hit_comes_before_one_comes_again():
    drills = rows_of(make_drills(drill_elements(), known_events([]), drills=240, seed=4))
    assert len({(row["origin"], row["hits"]) for row in drills}) == 240  # 20 origins times 12 things that are hit


def test_more_drills_than_unforeseen_events_and_a_missing_seed_are_refused():
    elements = memtable(
        {"part": ["origin", "hits", "place", "moment", "duration", "warning"], "element": list("abcdef")}
    )
    nothing = table_of(KNOWN_EVENTS, [])
    with pytest.raises(SettingError, match="1 events"):
        make_drills(elements, nothing, drills=2, seed=1)
    with pytest.raises(SettingError, match="seed"):
        make_drills(elements, nothing, drills=1, seed=None)
    with pytest.raises(InputError, match="part hits"):
        make_drills(elements.filter(elements.part != "hits"), nothing, drills=1, seed=1)


DRILL = memtable({"drill": [1], "origin": ["polluted_water"], "hits": ["schools"], "place": ["one_street"],
                  "moment": ["night"], "duration": ["weeks"], "warning": ["none"]})  # fmt: skip


def helpers(*rows):
    return table_of(HELPERS, [dict(zip(("helper", "sort", "kind", "code"), row, strict=True)) for row in rows])


def scores(table):
    return {row["quality"]: row for row in rows_of(score_drills(DRILL, drill_asks(), helpers=table))}


def test_a_score_counts_helpers_with_a_theme_of_the_drill_and_the_quality():
    found = scores(helpers(
        ("water", "initiative", "theme", "health"), ("water", "initiative", "quality", "redundant"),
        ("far", "initiative", "theme", "money"), ("far", "initiative", "quality", "redundant"),
        ("cooks", "capacity", "theme", "living_together"), ("keys", "lesson", "theme", "youth_education"),
    ))  # fmt: skip
    redundant = found["redundant"]
    assert (redundant["asked"], redundant["initiatives"], redundant["capacities"]) == (
        2,
        1,
        1,
    )  # the origin and the weeks
    assert (found["reflective"]["lessons"], found["reflective"]["covered"]) == (1, True)
    assert found["flexible"]["covered"] is False and found["flexible"]["asked"] == 2


def test_an_initiative_without_noted_qualities_is_unknown_and_not_none():
    found = scores(helpers(("water", "initiative", "theme", "health")))
    assert (found["flexible"]["unrated"], found["flexible"]["covered"]) == (1, None)


def test_a_helper_without_a_theme_perhaps_fits_and_is_never_counted_as_absent():
    found = scores(helpers(("water", "initiative", "quality", "redundant")))
    assert (found["redundant"]["initiatives"], found["redundant"]["covered"]) == (0, None)
    assert found["flexible"]["covered"] is False


def test_helpers_are_named_with_what_they_bring():
    table = helpers(("water", "initiative", "theme", "health"), ("water", "initiative", "quality", "redundant"),
                    ("keys", "lesson", "theme", "youth_education"))  # fmt: skip
    assert rows_of(drill_helpers(DRILL, drill_asks(), helpers=table)) == [
        {"drill": 1, "sort": "initiative", "helper": "water", "themes": "health", "qualities": "redundant"},
        {"drill": 1, "sort": "lesson", "helper": "keys", "themes": "youth_education", "qualities": None},
    ]  # fmt: skip


def test_unknown_sorts_and_qualities_of_helpers_are_refused():
    with pytest.raises(InputError, match="sort person"):
        scores(helpers(("x", "person", "theme", "health")))
    with pytest.raises(InputError, match="quality brave"):
        scores(helpers(("x", "initiative", "quality", "brave")))
