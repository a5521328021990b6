"""Estimates of cascades are right: near what all events give, in their intervals, and the same by every path."""

import itertools
import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_cascades import EVERY, NAMES, assets_of, down_by_hand, drawn_groups, supplies_of
from scipy.special import ndtr, ndtri

from veerkracht.analysis.cascade import (
    Sampling,
    _bits,
    _draws,
    _matter,
    _settling,
    criticality,
    failure_probabilities,
    people_without_service,
    shapley_criticality,
)
from veerkracht.analysis.cascade._estimates import resampled, share_of, wilson
from veerkracht.analysis.cascade._running import Samples
from veerkracht.networks import network_of
from veerkracht.tables import empty, table_of
from veerkracht.tables.infrastructure import FAILURES, SERVED, SUPPLIES, TRANSMISSIONS

chances = st.lists(st.sampled_from((0.0, 0.05, 0.3, 0.8, 1.0)), min_size=6, max_size=6)


def _failures(values, names=NAMES):
    return table_of(
        FAILURES, [{"asset": name, "probability": value} for name, value in zip(names, values, strict=True)]
    )


def _served(areas=None):
    areas = areas or {name: "A" if name in "abc" else "B" for name in NAMES}
    return table_of(SERVED, [{"asset": name, "area": areas[name], "group": "g", "people": 10.0 * (place + 1)}
                             for place, name in enumerate(NAMES)])  # fmt: skip


@settings(max_examples=10, derandomize=True)  # other examples each time would miss by chance, once in some hundred runs
@given(drawn_groups(), chances, st.sampled_from(("plain", "by_failures")))
def test_samples_lie_within_four_standard_errors_of_the_exact_probability(groups, values, draws):
    asked = {"failures": _failures(values)}
    exact = failure_probabilities(assets_of(), supplies_of(groups), sampling=EVERY, **asked).to_pyarrow().to_pylist()
    sampling = Sampling(seed=7, samples=4_000, draws=draws)
    found = failure_probabilities(assets_of(), supplies_of(groups), sampling=sampling, **asked).to_pyarrow().to_pylist()
    for true, estimate in zip(exact, found, strict=True):
        # a probability that no sample met has no spread: allow what 4,000 samples may miss
        room = (
            4 * max(estimate["standard_error"], math.sqrt(true["probability"] * (1 - true["probability"]) / 4_000))
            + 1e-9
        )
        assert abs(true["probability"] - estimate["probability"]) <= room
        assert estimate["lower"] <= estimate["probability"] <= estimate["upper"]


@settings(max_examples=6)
@given(drawn_groups(), chances)
def test_what_assets_answer_for_adds_up_to_the_expected_loss(groups, values):
    asked = {"failures": _failures(values), "served": _served(), "sampling": Sampling(seed=2, samples=300)}
    shares = shapley_criticality(assets_of(), supplies_of(groups), **asked).to_pyarrow().to_pylist()
    whole = (
        people_without_service(assets_of(), supplies_of(groups), by=(), **asked).expected.to_pyarrow().to_pylist()[0]
    )
    assert sum(row["shapley"] for row in shares) == pytest.approx(whole)


def _value(groups, failed):
    people = {name: 10.0 * (place + 1) for place, name in enumerate(NAMES)}
    return sum(people[name] for name in down_by_hand(groups, failed))


LOOPED = [("a", "p", ("b", "c"), 1), ("b", "w", ("d",), 1), ("d", "p", ("a", "e"), 1), ("f", "p", ("a", "b", "c"), 2)]


def test_shapley_values_equal_those_over_all_orders_of_all_events():
    values = [0.3, 0.2, 0.4, 0.1, 0.5, 0.2]
    exact = dict.fromkeys(NAMES, 0.0)
    for flags in itertools.product((False, True), repeat=6):
        failed = [name for name, flag in zip(NAMES, flags, strict=True) if flag]
        weight = math.prod(p if flag else 1 - p for p, flag in zip(values, flags, strict=True))
        for size in range(len(failed)):
            for name in failed:
                rest = [other for other in failed if other != name]
                for before in itertools.combinations(rest, size):
                    share = math.factorial(size) * math.factorial(len(rest) - size) / math.factorial(len(failed))
                    gain = _value(groups=LOOPED, failed=[*before, name]) - _value(LOOPED, before)
                    exact[name] += weight * share * gain
    found = shapley_criticality(assets_of(), supplies_of(LOOPED), failures=_failures(values), served=_served(),
                                sampling=Sampling(seed=5, samples=8_000)).to_pyarrow().to_pylist()  # fmt: skip
    for row in found:
        assert abs(row["shapley"] - exact[row["asset"]]) <= 4 * row["standard_error"]


def test_importance_of_assets_equals_that_over_all_events():
    values = [0.3, 0.2, 0.4, 0.1, 0.5, 0.2]
    exact = criticality(assets_of(), supplies_of(LOOPED), failures=_failures(values), served=_served(),
                        sampling=EVERY).to_pyarrow().to_pylist()  # fmt: skip
    found = criticality(assets_of(), supplies_of(LOOPED), failures=_failures(values), served=_served(),
                        sampling=Sampling(seed=5, samples=8_000)).to_pyarrow().to_pylist()  # fmt: skip
    for place, (true, row) in enumerate(zip(exact, found, strict=True)):
        ends = []
        for forced in (True, False):
            total = 0.0
            for flags in itertools.product((False, True), repeat=6):
                if flags[place] == forced:
                    weight = math.prod((p if flag else 1 - p) for at, (p, flag) in enumerate(zip(values, flags, strict=True))
                                       if at != place)  # fmt: skip
                    total += weight * _value(LOOPED, [name for name, flag in zip(NAMES, flags, strict=True) if flag])
            ends.append(total)
        assert (true["when_down"], true["when_spared"]) == pytest.approx(tuple(ends))
        assert true["leave_one_out"] == pytest.approx(values[place] * true["birnbaum"])
        assert abs(row["birnbaum"] - true["birnbaum"]) <= 4 * row["birnbaum_error"] + 1e-9
        assert abs(row["leave_one_out"] - true["leave_one_out"]) <= 4 * row["leave_one_out_error"] + 1e-9


@pytest.mark.parametrize("draws", ["plain", "by_failures"])
def test_intervals_hold_the_truth_as_often_as_they_say(draws):
    """400 estimates of 200 samples: a 95 % interval misses between 3 and 7 of 100."""
    groups, values = [("f", "p", ("a", "b", "c", "d"), 3)], [0.2, 0.25, 0.3, 0.2, 0.0, 0.1]
    true = failure_probabilities(assets_of(), supplies_of(groups), failures=_failures(values), sampling=EVERY)
    truth = true.order_by("asset").probability.to_pyarrow().to_pylist()[-1]
    network = network_of(assets_of(), supplies_of(groups))
    hazard = _draws.Hazard(NAMES, np.array(values), np.full(6, -1))
    held = 0
    for seed in range(400):
        own, strata, _ = _draws.draw_failures(hazard, Sampling(seed=seed, samples=200, draws=draws))
        down = _settling.settle(_settling.groups_of(network), own)
        found = share_of(down[5:6], strata, None, confidence=0.95)
        held += found.lower[0] <= truth <= found.upper[0]
    assert 0.93 <= held / 400 <= (0.97 if draws == "plain" else 1.0)  # strata are cautious about what they did not see


def test_bootstrap_intervals_of_means_hold_the_truth_as_often_as_they_say():
    groups, values = [("f", "p", ("a", "b"), 1)], [0.3, 0.4, 0.2, 0.1, 0.2, 0.3]
    asked = {"failures": _failures(values), "served": _served(), "by": ()}
    truth = (
        people_without_service(assets_of(), supplies_of(groups), sampling=EVERY, **asked)
        .expected.to_pyarrow()[0]
        .as_py()
    )
    people = 10.0 * np.arange(1, 7)
    network = network_of(assets_of(), supplies_of(groups))
    hazard = _draws.Hazard(NAMES, np.array(values), np.full(6, -1))
    held = 0
    for seed in range(400):
        own, strata, _ = _draws.draw_failures(hazard, Sampling(seed=seed, samples=200))
        totals = _matter.losses_of(_settling.settle(_settling.groups_of(network), own), people, 200)[None]
        low, high = resampled(totals, strata, seed=seed, confidence=0.95, progress=lambda done, of: None)
        held += low[0] <= truth <= high[0]
    assert 0.93 <= held / 400 <= 0.97


def test_rare_events_are_met_with_less_noise_and_no_bias():
    """Three spares must fail at once: 1 event in 8,000."""
    groups, values = [("f", "p", ("a", "b", "c"), 1)], [0.05, 0.05, 0.05, 0.05, 0.05, 0.0]
    asked = {"failures": _failures(values)}
    true, samples = 0.05**3, 500
    found = np.array([
        failure_probabilities(assets_of(), supplies_of(groups),
                              sampling=Sampling(seed=seed, samples=samples, draws="by_failures"), **asked)
        .order_by("asset").probability.to_pyarrow().to_pylist()[-1] for seed in range(25)
    ])  # fmt: skip
    assert abs(found.mean() - true) <= 4 * found.std(ddof=1) / 5
    assert found.std() < math.sqrt(true * (1 - true) / samples) / 10


def test_the_strength_of_a_hazard_can_be_stratified_without_bias():
    assets = assets_of(areas=dict.fromkeys(NAMES, "A"))
    groups, values = [("f", "p", ("a", "b", "c"), 1)], [0.02, 0.02, 0.02, 0.02, 0.02, 0.0]

    def probability(seed, draws, samples):
        found = failure_probabilities(assets, supplies_of(groups), failures=_failures(values),
                                      sampling=Sampling(seed=seed, samples=samples, correlation=0.5, draws=draws))  # fmt: skip
        return found.order_by("asset").probability.to_pyarrow().to_pylist()[-1]

    # the exact probability, by the normal factor: integral of p(u)^3 over its density
    level = np.linspace(-9, 9, 20_001)
    chance = ndtr((ndtri(0.02) + math.sqrt(0.5) * level) / math.sqrt(0.5))
    true = float(np.trapezoid(chance**3 * np.exp(-(level**2) / 2) / math.sqrt(2 * math.pi), level))
    found = {draws: np.array([probability(seed, draws, 500) for seed in range(25)]) for draws in ("plain", "by_hazard")}
    for draws, estimates in found.items():
        assert abs(estimates.mean() - true) <= 4 * estimates.std(ddof=1) / 5, draws
    assert found["by_hazard"].std() < found["plain"].std() / 2


def test_an_asset_keeps_its_chance_when_others_come_or_change():
    one = _bits.draw_bits(_bits.keys_of(["a", "b"], seed=3, purpose="own"), np.array([0.5, 0.5]), 200)
    more = _bits.draw_bits(_bits.keys_of(["b", "c", "a"], seed=3, purpose="own"), np.array([0.5, 0.1, 0.7]), 200)
    assert (one[1] == more[0]).all()
    assert ((one[0] & ~more[2]) == 0).all()  # a higher chance fails where the lower did, and more


def test_kernels_and_plain_paths_give_the_same_bits(monkeypatch):
    rng = np.random.default_rng(8)
    groups = [
        (name, "p", tuple(other for other in NAMES if other != name and rng.random() < 0.7) or ("a",), 1)
        for name in "bcdef"
    ]
    groups += [("a", "w", ("b", "c", "d"), 2)]
    network = network_of(assets_of(), supplies_of(groups))
    hazard = _draws.Hazard(NAMES, np.array([0.2, 0.1, 0.05, 0.4, 0.3, 0.9]), np.array([0, 0, 0, 3, 3, -1]))
    sampling = Sampling(seed=11, samples=700, correlation=0.3)

    def run():
        own, strata, _ = _draws.draw_failures(hazard, sampling)
        ready = _settling.groups_of(network)
        down = _settling.settle(ready, own)
        done = Samples(network, ready, hazard, own, down, strata, None)
        return own, down, *_matter.losses_in_turn(done, np.arange(6.0), seed=2)

    plain = run()
    for module in (_bits, _draws, _matter, _settling):
        monkeypatch.setattr(module, "_KERNEL_FROM", 0)
    for one, other in zip(plain, run(), strict=True):
        assert (one == other).all()


def test_the_wilson_interval_is_that_of_its_formula():
    """8 of 20 at 95 %: (0.4 + 3.8415 / 40 -+ sqrt(3.8415 * 0.24 / 20 + 3.8415^2 / 1600)) / (1 + 3.8415 / 20)."""
    low, high = wilson(np.array([0.4]), np.array([20.0]), confidence=0.95)
    assert (low[0], high[0]) == pytest.approx((0.2188, 0.6134), abs=5e-5)


def test_a_stop_asked_for_by_the_reader_stops_the_work():
    class Stopped(Exception):
        pass

    def stop(done, of):
        raise Stopped

    with pytest.raises(Stopped):
        criticality(
            assets_of(),
            supplies_of(LOOPED),
            failures=_failures([0.1] * 6),
            served=_served(),
            sampling=EVERY,
            progress=stop,
        )


def test_a_tree_of_spares_comes_out_as_products_of_probabilities():
    """255 assets, each with two suppliers of its own: q = 1 - (1 - p) (1 - q'^2), level by level, by the compiled path."""
    own, names = 0.15, [f"n{number:03d}" for number in range(255)]
    rows = [{"asset": names[number], "service": "p", "supplier": names[2 * number + side]}
            for number in range(127) for side in (1, 2)]  # fmt: skip
    sampling = Sampling(seed=9, samples=40_000)
    found = failure_probabilities(assets_of(names), table_of(SUPPLIES, rows), failures=_failures([own] * 255, names),
                                  sampling=sampling).order_by("asset").to_pyarrow().to_pylist()  # fmt: skip
    true = [own]
    for _ in range(7):
        true.append(1 - (1 - own) * (1 - true[-1] ** 2))
    depth = [7 - (number + 1).bit_length() + 1 for number in range(255)]
    off = [(row["probability"] - true[level]) / math.sqrt(true[level] * (1 - true[level]) / 40_000)
           for row, level in zip(found, depth, strict=True)]  # fmt: skip
    assert max(map(abs, off)) <= 4.5  # the largest of 255 standard errors: above 4.5 in 1 of 600 seeds
    assert abs(sum(off[127:]) / math.sqrt(128)) <= 4


def test_transmissions_in_a_loop_equal_reach_over_all_sets_of_links():
    links = {("a", "b"): 0.3, ("b", "c"): 0.6, ("c", "a"): 0.5, ("b", "d"): 0.2, ("d", "c"): 0.7}
    values = {"a": 0.2, "b": 0.1, "c": 0.0, "d": 0.3}
    exact = dict.fromkeys(values, 0.0)
    for open_ in itertools.product((False, True), repeat=len(links)):
        live = [link for link, flag in zip(links, open_, strict=True) if flag]
        chance = math.prod(p if flag else 1 - p for p, flag in zip(links.values(), open_, strict=True))
        for flags in itertools.product((False, True), repeat=4):
            down = {name for name, flag in zip(values, flags, strict=True) if flag}
            while more := {end for start, end in live if start in down and end not in down}:
                down |= more
            weight = chance * math.prod(p if flag else 1 - p for p, flag in zip(values.values(), flags, strict=True))
            for name in down:
                exact[name] += weight
    rows = [{"supplier": start, "asset": end, "probability": chance} for (start, end), chance in links.items()]
    asked = {"failures": _failures(values.values(), values), "transmissions": table_of(TRANSMISSIONS, rows)}
    for sampling in (EVERY, Sampling(seed=6, samples=8_000), Sampling(seed=6, samples=8_000, draws="by_failures")):
        found = (
            failure_probabilities(assets_of(tuple(values)), supplies_of([]), sampling=sampling, **asked)
            .to_pyarrow()
            .to_pylist()
        )
        for row in found:
            assert abs(row["probability"] - exact[row["asset"]]) <= 4 * row["standard_error"] + 1e-12


@pytest.mark.parametrize("draws", ["plain", "by_failures", "every"])
def test_certain_failures_and_none_at_all_can_be_drawn(draws):
    sampling = Sampling(seed=1, samples=20, draws=draws)
    for values, expected in (([1.0] * 6, 1.0), ([0.0] * 6, 0.0)):
        found = failure_probabilities(assets_of(), supplies_of(LOOPED), failures=_failures(values), sampling=sampling)
        assert found.probability.to_pyarrow().to_pylist() == pytest.approx([expected] * 6)


def test_nobody_served_gives_a_table_without_rows():
    found = people_without_service(assets_of(), supplies_of(LOOPED), failures=_failures([0.1] * 6), served=empty(SERVED),
                                   sampling=Sampling(seed=1, samples=20))  # fmt: skip
    assert found.to_pyarrow().num_rows == 0


def test_all_combinations_of_a_few_take_no_room_for_those_that_cannot_fail():
    """16 of 2,016 assets can fail: 65,536 combinations of all of them as bits, not as numbers."""
    names = tuple(f"n{number:04d}" for number in range(2_016))
    hazard = _draws.Hazard(names, np.array([0.5] * 16 + [0.0] * 1_999 + [1.0]), np.full(2_016, -1))
    tracemalloc.start()
    own, _, weights = _draws.draw_failures(hazard, EVERY)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * own.nbytes
    assert _bits.counts(own[[0, 15, 16, 2_015]]).tolist() == [2**15, 2**15, 0, 2**16]
    assert weights.sum() == pytest.approx(1.0)
