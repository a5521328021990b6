"""Laws of cascades for any network: one answer, no shock no loss, more supply never worse, names that do not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_cascades import EVERY, NAMES, assets_of, down_by_hand, drawn_groups, supplies_of

from veerkracht.analysis.cascade import (
    Sampling,
    _bits,
    _settling,
    black_start,
    cascade,
    failure_probabilities,
    people_without_service,
)
from veerkracht.networks import network_of
from veerkracht.tables import memtable, table_of
from veerkracht.tables.infrastructure import FAILURES, SERVED


def _down(groups, failed, **settings_of):
    table = cascade(
        assets_of(), supplies_of(groups), failed=memtable({"asset": [*failed, "a"]}).limit(len(failed)), **settings_of
    )
    return {row["asset"] for row in table.to_pyarrow().to_pylist() if row["state"] != "works"}


sets_of_assets = st.sets(st.sampled_from(NAMES)).map(sorted)
chances = st.lists(st.sampled_from((0.0, 0.05, 0.3, 0.8, 1.0)), min_size=6, max_size=6)


def _failures(values, names=NAMES):
    return table_of(
        FAILURES, [{"asset": name, "probability": value} for name, value in zip(names, values, strict=True)]
    )


@settings(max_examples=25)
@given(drawn_groups(), sets_of_assets, st.permutations(NAMES))
def test_the_down_set_is_the_least_fixed_point_whatever_the_order(groups, failed, order):
    assert _down(groups, failed) == down_by_hand(groups, failed, order)


@settings(max_examples=15)
@given(drawn_groups(), sets_of_assets)
def test_many_samples_at_once_fall_as_one_event_does(groups, failed):
    network = network_of(assets_of(), supplies_of(groups))
    own = np.array([[name in failed, False, True] for name in NAMES])
    down = _bits.flags_of(_settling.settle(_settling.groups_of(network), _bits.bits_of(own)), 3)
    assert {name for name, flag in zip(NAMES, down[:, 0], strict=True) if flag} == down_by_hand(groups, failed)
    assert not down[:, 1].any() and down[:, 2].all()


@settings(max_examples=15)
@given(drawn_groups())
def test_no_shock_makes_no_loss(groups):
    found = people_without_service(assets_of(), supplies_of(groups), failures=_failures([0.0] * 6), served=_served(),
                                   by=("kind",), sampling=Sampling(seed=1, samples=50))  # fmt: skip
    assert found.expected.to_pyarrow().to_pylist() == [0.0]


def _served(areas=None):
    areas = areas or {name: "A" if name in "abc" else "B" for name in NAMES}
    return table_of(SERVED, [{"asset": name, "area": areas[name], "group": "g", "people": 10.0 * (place + 1)}
                             for place, name in enumerate(NAMES)])  # fmt: skip


@settings(max_examples=15)
@given(drawn_groups(), sets_of_assets, st.sampled_from(NAMES), st.integers(0, 5))
def test_one_more_supplier_is_never_worse(groups, failed, supplier, at):
    more = [
        (asset, service, tuple(sorted({*suppliers, supplier})), needed) if place == at and asset != supplier
        else (asset, service, suppliers, needed)
        for place, (asset, service, suppliers, needed) in enumerate(groups)
    ]  # fmt: skip
    assert _down(more, failed) <= _down(groups, failed)


@settings(max_examples=12)
@given(drawn_groups(), sets_of_assets, st.floats(0, 50), st.floats(0, 50), st.floats(1, 60))
def test_a_longer_reserve_is_never_worse(groups, failed, one, other, outage):
    def down(hours):
        table = cascade(assets_of(), supplies_of(groups, backup_hours=hours), outage_hours=outage,
                        failed=memtable({"asset": [*failed, "a"]}).limit(len(failed)))  # fmt: skip
        return {row["asset"] for row in table.to_pyarrow().to_pylist() if row["state"] != "works"}

    assert down(max(one, other)) <= down(min(one, other)) <= _down(groups, failed)


@settings(max_examples=15)
@given(drawn_groups(), sets_of_assets)
def test_what_restarts_would_also_have_gone_on_and_a_trap_holds_a_loop(groups, damaged):
    table = black_start(
        assets_of(), supplies_of(groups), damaged=memtable({"asset": [*damaged, "a"]}).limit(len(damaged))
    )
    rows = {row["asset"]: row for row in table.to_pyarrow().to_pylist()}
    up = {name for name, row in rows.items() if row["state"] in ("restarts", "trapped")}
    assert up == set(NAMES) - down_by_hand(groups, damaged)
    trapped = {name for name, row in rows.items() if row["state"] == "trapped"}
    assert bool(trapped) == any(row["loop"] is not None for row in rows.values())
    for asset, _, suppliers, needed in groups:
        if rows[asset]["state"] == "restarts":
            assert sum(rows[name]["state"] == "restarts" for name in suppliers) >= needed


@settings(max_examples=12)
@given(drawn_groups(), chances, st.permutations(NAMES))
def test_other_names_of_assets_change_no_exact_probability(groups, values, others):
    new = dict(zip(NAMES, others, strict=True))
    turned = [(new[asset], service, tuple(new[name] for name in suppliers), needed)
              for asset, service, suppliers, needed in groups]  # fmt: skip
    found, renamed = (
        {row["asset"]: row["probability"] for row in failure_probabilities(
            assets_of(), supplies_of(rows), failures=_failures(values, names), sampling=EVERY).to_pyarrow().to_pylist()}
        for rows, names in ((groups, NAMES), (turned, others))
    )  # fmt: skip
    assert [renamed[new[name]] for name in NAMES] == pytest.approx([found[name] for name in NAMES], abs=1e-12)


@settings(max_examples=8)
@given(drawn_groups(), chances)
def test_other_names_of_areas_change_nothing(groups, values):
    asked = {"failures": _failures(values), "by": ("area",), "sampling": Sampling(seed=4, samples=100, correlation=0.4)}
    areas = {name: "A" if name in "abc" else "B" for name in NAMES}
    swapped = {name: {"A": "Z", "B": "C"}[area] for name, area in areas.items()}
    one, other = (
        people_without_service(assets_of(areas=named), supplies_of(groups), served=_served(named), **asked)
        .order_by("people").drop("area").to_pyarrow().to_pylist() for named in (areas, swapped)
    )  # fmt: skip
    for row, renamed in zip(one, other, strict=True):
        assert row == pytest.approx(renamed)
