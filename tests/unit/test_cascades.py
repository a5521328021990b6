"""Small networks worked out by hand: who falls, in which round, and what cannot start again."""

import numpy as np
import pytest

from veerkracht.analysis.cascade import (
    Sampling,
    _matter,
    _running,
    black_start,
    cascade,
    failure_probabilities,
    people_without_service,
    service_inequality,
    shapley_criticality,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import empty, memtable, table_of
from veerkracht.tables.infrastructure import ASSETS, FAILURES, SERVED, SUPPLIES, TRANSMISSIONS


def _assets(*names):
    return table_of(ASSETS, [{"asset": name, "kind": "power", "area": "A"} for name in names])


def _supplies(*rows):
    names = ("asset", "service", "supplier", "needed", "backup_hours")
    return table_of(SUPPLIES, [dict(zip(names, row, strict=False)) for row in rows])


def _failures(**chances):
    return table_of(FAILURES, [{"asset": name, "probability": chance} for name, chance in chances.items()])


def _served(*rows):
    return table_of(SERVED, [dict(zip(("asset", "area", "group", "people"), row, strict=True)) for row in rows])


def _by_asset(table, *columns):
    rows = table.order_by("asset").to_pyarrow().to_pylist()
    return {row["asset"]: tuple(row[name] for name in columns) for row in rows}


NO_SUPPLIES = empty(SUPPLIES)
EVERY = Sampling(seed=1, draws="every")


def test_an_asset_falls_only_when_all_suppliers_of_one_service_are_gone():
    supplies = _supplies(("c", "power", "a"), ("c", "power", "b"), ("d", "power", "a"), ("e", "data", "c"))
    found = _by_asset(
        cascade(_assets(*"abcde"), supplies, failed=memtable({"asset": ["a"]})), "state", "round", "service"
    )
    assert found == {"a": ("failed", 0, None), "b": ("works", None, None), "c": ("works", None, None),
                     "d": ("without_service", 1, "power"), "e": ("works", None, None)}  # fmt: skip


def test_one_lacking_service_of_several_is_enough_and_rounds_are_counted():
    supplies = _supplies(("b", "power", "a"), ("c", "water", "b"), ("c", "power", "d"))
    found = _by_asset(
        cascade(_assets(*"abcd"), supplies, failed=memtable({"asset": ["a"]})), "state", "round", "service"
    )
    assert found["c"] == ("without_service", 2, "water")


def test_two_of_three_suppliers_must_work():
    supplies = _supplies(*(("d", "power", name, 2) for name in "abc"))
    one = _by_asset(cascade(_assets(*"abcd"), supplies, failed=memtable({"asset": ["a"]})), "state")
    two = _by_asset(cascade(_assets(*"abcd"), supplies, failed=memtable({"asset": ["a", "c"]})), "state")
    assert (one["d"], two["d"]) == (("works",), ("without_service",))


def test_assets_that_supply_each_other_keep_each_other_up_until_one_fails():
    supplies = _supplies(("a", "power", "b"), ("b", "data", "a"))
    up = cascade(_assets("a", "b"), supplies, failed=memtable({"asset": ["a"]}).limit(0))
    down = cascade(_assets("a", "b"), supplies, failed=memtable({"asset": ["a"]}))
    assert _by_asset(up, "state") == {"a": ("works",), "b": ("works",)}
    assert _by_asset(down, "state") == {"a": ("failed",), "b": ("without_service",)}


def test_a_known_reserve_that_lasts_as_long_as_the_outage_keeps_an_asset_up():
    supplies = _supplies(("b", "power", "a", 1, 8.0), ("c", "power", "a"))
    failed = memtable({"asset": ["a"]})
    states = {hours: _by_asset(cascade(_assets(*"abc"), supplies, failed=failed, outage_hours=hours), "state")
              for hours in (8.0, 9.0)}  # fmt: skip
    assert (states[8.0]["b"], states[9.0]["b"], states[8.0]["c"]) == (
        ("works",),
        ("without_service",),
        ("without_service",),
    )


def test_a_failed_asset_that_is_unknown_is_refused():
    with pytest.raises(InputError, match="Asset x is not among the 1 assets"):
        cascade(_assets("a"), NO_SUPPLIES, failed=memtable({"asset": ["x"]}))


def test_a_loop_without_a_source_cannot_restart_and_is_named():
    """A plant and telecom wait for each other; the pump waits behind them; the well starts alone, the tower after it."""
    supplies = _supplies(("plant", "data", "telecom"), ("telecom", "power", "plant"), ("pump", "power", "plant"),
                         ("tower", "water", "well"))  # fmt: skip
    found = black_start(_assets("plant", "pump", "telecom", "tower", "well"), supplies)
    assert _by_asset(found, "state", "round", "loop", "service") == {
        "plant": ("trapped", None, 1, "data"), "telecom": ("trapped", None, 1, "power"),
        "pump": ("trapped", None, None, "power"), "well": ("restarts", 0, None, None),
        "tower": ("restarts", 1, None, None),
    }  # fmt: skip


def test_a_second_source_opens_the_loop():
    supplies = _supplies(("plant", "data", "telecom"), ("telecom", "power", "plant"), ("telecom", "power", "generator"))
    found = _by_asset(black_start(_assets("generator", "plant", "telecom"), supplies), "state", "round")
    assert found == {"generator": ("restarts", 0), "telecom": ("restarts", 1), "plant": ("restarts", 2)}


def test_what_is_damaged_stays_down_and_is_no_trap():
    supplies = _supplies(("b", "power", "a"), ("c", "power", "d"), ("d", "data", "c"))
    found = _by_asset(black_start(_assets(*"abcd"), supplies, damaged=memtable({"asset": ["a"]})), "state", "loop")
    assert found == {"a": ("damaged", None), "b": ("without_service", None), "c": ("trapped", 1), "d": ("trapped", 1)}


def test_two_loops_have_numbers_of_their_own():
    supplies = _supplies(("a", "s", "b"), ("b", "s", "a"), ("c", "s", "d"), ("d", "s", "c"), ("c", "t", "a"))
    found = _by_asset(black_start(_assets(*"abcd"), supplies), "loop")
    assert found == {"a": (1,), "b": (1,), "c": (2,), "d": (2,)}


def test_all_combinations_give_the_probability_worked_out_by_hand():
    """C has two suppliers that fail with 0.1 and 0.2, and fails itself with 0.3: 1 - 0.7 * 0.98 = 0.314."""
    supplies = _supplies(("c", "power", "a"), ("c", "power", "b"))
    found = failure_probabilities(_assets(*"abc"), supplies, failures=_failures(a=0.1, b=0.2, c=0.3), sampling=EVERY)
    assert _by_asset(found, "probability")["c"][0] == pytest.approx(0.314, abs=1e-12)


def test_a_transmission_passes_a_failure_on_with_its_probability():
    """B falls by A with 0.5 * 0.4, and C by B with 0.5 * 0.4 * 0.25."""
    links = [{"supplier": "a", "asset": "b", "probability": 0.4}, {"supplier": "b", "asset": "c", "probability": 0.25}]
    found = failure_probabilities(_assets(*"abc"), NO_SUPPLIES, failures=_failures(a=0.5), sampling=EVERY,
                                  transmissions=table_of(TRANSMISSIONS, links))  # fmt: skip
    assert [value for (value,) in _by_asset(found, "probability").values()] == pytest.approx(
        [0.5, 0.2, 0.05], abs=1e-12
    )


def test_people_without_service_are_counted_per_kind_area_and_group():
    supplies = _supplies(("b", "power", "a"))
    served = _served(("a", "A", "young", 10.0), ("b", "A", "young", 30.0), ("b", "B", "old", 50.0))
    found = people_without_service(_assets("a", "b"), supplies, failures=_failures(a=0.2, b=0.5), served=served,
                                   sampling=EVERY)  # fmt: skip
    rows = {(row["kind"], row["area"], row["group"]): row for row in found.to_pyarrow().to_pylist()}
    young = rows["power", "A", "young"]
    # a: 0.2; b: 1 - 0.8 * 0.5 = 0.6
    assert young["expected"] == pytest.approx(10 * 0.2 + 30 * 0.6)
    assert (young["people"], young["bad_case"], young["any"]) == pytest.approx((40.0, 40.0, 0.6))
    assert rows["power", "B", "old"]["share"] == pytest.approx(0.6)


def test_cells_can_be_put_together():
    served = _served(("a", "A", "young", 10.0), ("a", "B", "old", 20.0))
    asked = {"failures": _failures(a=0.5), "served": served, "sampling": EVERY}
    everybody = people_without_service(_assets("a"), NO_SUPPLIES, **asked, by=()).to_pyarrow().to_pylist()
    assert [(row["people"], row["expected"]) for row in everybody] == [(30.0, 15.0)]
    areas = people_without_service(_assets("a"), NO_SUPPLIES, **asked, by=("area",)).to_pyarrow().to_pylist()
    assert [(row["area"], row["expected"]) for row in areas] == [("A", 5.0), ("B", 10.0)]


def test_a_cell_of_nobody_has_no_share():
    found = people_without_service(_assets("a"), NO_SUPPLIES, failures=_failures(a=0.5), sampling=EVERY,
                                   served=_served(("a", "A", "g", 0.0)))  # fmt: skip
    assert found.share.to_pyarrow().to_pylist() == [None]


def test_inequality_tells_the_worst_area_and_the_concentration_index():
    people = memtable({"kind": ["water"] * 3, "area": ["A", "B", "C"], "people": [100.0, 100.0, 200.0],
                       "expected": [40.0, 10.0, 10.0]})  # fmt: skip
    poorest_first = memtable({"area": ["A", "B", "C"], "score": [1.0, 2.0, 3.0]})
    (row,) = service_inequality(people, ranking=poorest_first).to_pyarrow().to_pylist()
    assert (row["worst_area"], row["worst_share"], row["mean_share"]) == ("A", 0.4, 0.15)
    assert row["worst_to_mean"] == pytest.approx(0.4 / 0.15)
    # 2 / 0.15 * (0.25 * 0.4 * 0.125 + 0.25 * 0.1 * 0.375 + 0.5 * 0.05 * 0.75) - 1
    assert row["concentration"] == pytest.approx(2 / 0.15 * 0.040625 - 1)


def test_an_area_without_a_score_is_not_ranked_as_if_it_had_one():
    people = memtable({"kind": ["water"], "area": ["A"], "people": [100.0], "expected": [40.0]})
    with pytest.raises(InputError, match="Area A has no score"):
        service_inequality(people, ranking=memtable({"area": ["B"], "score": [1.0]}))


def test_nobody_without_service_has_no_ratio():
    people = memtable({"kind": ["water"], "area": ["A"], "people": [100.0], "expected": [0.0]})
    (row,) = service_inequality(people).to_pyarrow().to_pylist()
    assert row["worst_to_mean"] is None and row["concentration"] is None


@pytest.mark.parametrize("wrong", [{"samples": 0}, {"correlation": 1.0}, {"correlation": -0.1}, {"confidence": 1.0},
                                   {"correlation": 0.2, "draws": "every"}, {"draws": "often"},
                                   {"correlation": 0.2, "draws": "by_failures"}, {"samples": 10.5}])  # fmt: skip
def test_settings_of_chance_outside_their_bounds_are_refused(wrong):
    with pytest.raises(SettingError):
        Sampling(seed=1, **wrong)


@pytest.mark.parametrize("seed", [None, -1, 1.5, True])
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    with pytest.raises(SettingError, match="seed"):
        Sampling(seed=seed)


def test_too_many_combinations_are_refused():
    names = [f"a{number}" for number in range(21)]
    with pytest.raises(SettingError, match="21 assets can fail or not"):
        failure_probabilities(
            _assets(*names), NO_SUPPLIES, failures=_failures(**dict.fromkeys(names, 0.5)), sampling=EVERY
        )


def test_draws_by_hazard_need_one_factor():
    assets = table_of(ASSETS, [{"asset": "a", "area": "A"}, {"asset": "b", "area": "B"}])
    sampling = Sampling(seed=1, correlation=0.5, draws="by_hazard")
    with pytest.raises(SettingError, match="there are 2 factors"):
        failure_probabilities(assets, NO_SUPPLIES, failures=_failures(a=0.1, b=0.1), sampling=sampling)


def test_assets_of_one_factor_fail_together():
    """Two assets of probability 0.1 that share nearly everything fail together nearly as often as one of them."""
    supplies = _supplies(("c", "power", "a"), ("c", "power", "b"))
    chances = {"failures": _failures(a=0.1, b=0.1), "sampling": Sampling(seed=3, samples=20_000, correlation=0.99)}
    together = _by_asset(failure_probabilities(_assets(*"abc"), supplies, **chances), "probability")
    apart = table_of(ASSETS, [{"asset": name, "area": name} for name in "abc"])
    alone = _by_asset(failure_probabilities(apart, supplies, **chances), "probability")
    assert together["c"][0] > 0.08 and alone["c"][0] < 0.02
    assert np.allclose([together["a"][0], alone["a"][0]], 0.1, atol=0.01)


@pytest.mark.parametrize("hours", [0.0, -1.0, float("nan")])
def test_an_outage_of_no_length_is_refused(hours):
    with pytest.raises(SettingError, match="outage_hours"):
        cascade(_assets("a"), NO_SUPPLIES, failed=memtable({"asset": ["a"]}), outage_hours=hours)


def test_a_factor_that_bears_the_name_of_an_area_is_that_area():
    assets = table_of(ASSETS, [{"asset": "a", "area": "A"}, {"asset": "b", "area": "B"}, {"asset": "c", "area": "C"}])
    supplies = _supplies(("c", "power", "a"), ("c", "power", "b"))
    rows = [{"asset": "a", "probability": 0.1}, {"asset": "b", "probability": 0.1, "factor": "A"}]
    found = failure_probabilities(assets, supplies, failures=table_of(FAILURES, rows),
                                  sampling=Sampling(seed=3, samples=5_000, correlation=0.99))  # fmt: skip
    assert _by_asset(found, "probability")["c"][0] > 0.07


def test_what_is_certain_has_an_interval_of_no_width():
    found = failure_probabilities(_assets("a"), NO_SUPPLIES, failures=_failures(a=0.0),
                                  sampling=Sampling(seed=1, draws="by_failures"))  # fmt: skip
    assert _by_asset(found, "lower", "upper")["a"] == (0.0, 0.0)


@pytest.mark.parametrize("plan", [{"a": 0.0, "b": 0.3}, {"b": 0.3}])
def test_protecting_one_asset_leaves_the_hazard_that_the_others_share(plan):
    """The stream of the factor bears the name of the first asset of the area, whether it can fail or not."""
    sampling = Sampling(seed=1, samples=1_000, correlation=0.5)
    before, after = (
        _by_asset(failure_probabilities(_assets("a", "b"), NO_SUPPLIES, failures=_failures(**chances), sampling=sampling),
                  "probability")["b"]
        for chances in ({"a": 0.3, "b": 0.3}, plan)
    )  # fmt: skip
    assert before == after


@pytest.mark.parametrize("column", ["people", "expected"])
def test_an_area_with_a_withheld_group_is_not_ranked_as_if_the_group_were_empty(column):
    people = {"kind": ["water"] * 3, "area": ["A", "A", "B"], "people": [10.0, 20.0, 30.0], "expected": [1.0, 4.0, 5.0]}
    people[column] = [None, *people[column][1:]]
    with pytest.raises(InputError, match=f"Area A has no {column}"):
        service_inequality(memtable(people))


def test_nobody_served_has_no_inequality():
    people = memtable({"kind": ["water"], "area": ["A"], "people": [0.0], "expected": [0.0]})
    assert service_inequality(people).to_pyarrow().num_rows == 0


def test_one_event_tells_nothing_of_its_spread():
    asked = {
        "failures": _failures(a=1.0),
        "served": _served(("a", "A", "g", 5.0)),
        "sampling": Sampling(seed=1, samples=1),
    }
    people = people_without_service(_assets("a"), NO_SUPPLIES, **asked).to_pyarrow().to_pylist()
    shares = shapley_criticality(_assets("a"), NO_SUPPLIES, **asked).to_pyarrow().to_pylist()
    assert [(row["expected"], row["standard_error"], row["lower"], row["upper"]) for row in people] == [
        (5.0, None, None, None)
    ]
    assert [(row["shapley"], row["standard_error"]) for row in shares] == [(5.0, None)]


def test_cells_cannot_be_told_apart_by_what_is_not_there():
    with pytest.raises(SettingError, match="by is place"):
        people_without_service(_assets("a"), NO_SUPPLIES, failures=_failures(a=0.5), by=("place",), sampling=EVERY,
                               served=_served(("a", "A", "g", 5.0)))  # fmt: skip


@pytest.mark.parametrize("draws", ["by_failures", "every"])
def test_what_is_certain_is_not_more_than_certain(draws):
    """Probabilities of strata and of combinations add up to 1 up to rounding only."""
    chances = {f"a{number}": 0.1 + 0.07 * number for number in range(11)} | {"z": 1.0}
    for seed in range(8):
        found = failure_probabilities(_assets(*chances), NO_SUPPLIES, failures=_failures(**chances),
                                      sampling=Sampling(seed=seed, samples=50, draws=draws))  # fmt: skip
        assert all(low <= value <= high <= 1 for low, value, high in
                   _by_asset(found, "lower", "probability", "upper").values())  # fmt: skip


@pytest.mark.parametrize(("work", "steps"), [(failure_probabilities, 1), (shapley_criticality, 2)])
def test_samples_are_told_of_in_blocks_and_a_stop_is_heard(work, steps):
    supplies, told = _supplies(("b", "power", "a")), []
    asked = {"failures": _failures(a=0.5, b=0.5), "sampling": Sampling(seed=1, samples=20_000)}
    if work is shapley_criticality:
        asked["served"] = _served(("b", "A", "all", 10.0))
    found = work(_assets("a", "b"), supplies, **asked, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (steps * 20_000, steps * 20_000) and sorted(told) == told
    assert len([done for done, _ in told if done < 20_000]) == 2  # two blocks alike in size, of at most 16,384
    assert found.to_pyarrow().equals(work(_assets("a", "b"), supplies, **asked).to_pyarrow())

    def stop(done, of):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(_assets("a", "b"), supplies, **asked, progress=stop)


def test_blocks_of_samples_change_no_number(monkeypatch):
    supplies = _supplies(("b", "power", "a"), ("c", "power", "b"), ("c", "power", "a"))
    asked = {"failures": _failures(a=0.3, b=0.4, c=0.1), "sampling": Sampling(seed=1, samples=5_000),
             "served": _served(("b", "A", "all", 10.0), ("c", "A", "all", 7.0))}  # fmt: skip
    whole = shapley_criticality(_assets(*"abc"), supplies, **asked).to_pyarrow()
    monkeypatch.setattr(_running, "_BLOCK", 2)
    monkeypatch.setattr(_matter, "_BLOCK", 100)
    assert shapley_criticality(_assets(*"abc"), supplies, **asked).to_pyarrow().equals(whole)
