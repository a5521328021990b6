"""Recovery worked out by hand on a grid, a mast that needs each other, and a pump."""

from dataclasses import fields

import numpy as np
import pytest

from veerkracht.analysis.restoration import Simulation, recovery_curves
from veerkracht.analysis.restoration import curves as following
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, table_of
from veerkracht.tables.infrastructure import SUPPLIES
from veerkracht.tables.restoration import DAMAGE, ORDER, RELIEF, RESERVES

ASSETS = ("grid", "mast", "pump")
SETTINGS = {field.name for field in fields(Simulation)}


def supply(asset, service, supplier, backup=0.0):
    return {"asset": asset, "service": service, "supplier": supplier, "backup_hours": backup}


CHAIN = (supply("mast", "power", "grid", 4.0), supply("pump", "data", "mast", 2.0))
CIRCLE = (supply("mast", "power", "grid", 4.0), supply("grid", "data", "mast", 3.0))


def follow(supplies=CHAIN, *, broken=("grid",), hours=10.0, changed=None, log_sd=0.0, **settings):
    tables = {
        "damage": table_of(DAMAGE, [{"sample": 0, "asset": asset} for asset in broken]),
        "repairs": memtable({"asset": ASSETS, "median_hours": [hours, 6.0, 5.0], "log_sd": [log_sd] * 3, "crews": [1] * 3}),
        "order": memtable({"asset": ASSETS, "place": [1, 2, 3]}),
        "served": memtable({"asset": ASSETS, "area": list("ABA"), "group": ["all"] * 3, "people": [10.0, 30.0, 60.0]}),
        "crews": 1, **(changed or {}),
    }  # fmt: skip
    asked = {"horizon_hours": 48.0, "samples": 1, "seed": 7, **settings}
    simulation = Simulation(**{name: asked.pop(name) for name in list(asked) if name in SETTINGS})
    return recovery_curves(
        memtable({"asset": ASSETS}), table_of(SUPPLIES, supplies), simulation=simulation, **(tables | asked)
    )


def points(found):
    rows = found.curves.to_pyarrow()
    return list(zip(rows["hours"].to_pylist(), [round(share, 9) for share in rows["service"].to_pylist()], strict=True))


def test_reserves_run_empty_one_after_another_and_service_comes_back_at_once():
    assert points(follow()) == [(0.0, 0.9), (4.0, 0.6), (6.0, 0.0), (10.0, 1.0)]


def test_consumers_count_alike_when_asked():
    assert points(follow(counting="consumers"))[1] == (4.0, round(1 / 3, 9))


def test_one_crew_repairs_in_the_order_of_the_list():
    turned = {"order": memtable({"asset": ASSETS, "place": [3, 2, 1]})}
    ends = follow(broken=ASSETS, changed=turned).outages.to_pyarrow().to_pylist()
    assert {row["asset"]: row["end_hours"] for row in ends} == {"pump": 21.0, "mast": 21.0, "grid": 21.0}
    assert points(follow(broken=("grid", "pump"), changed=turned)) == [
        (0.0, 0.3), (4.0, 0.0), (5.0, 0.6), (6.0, 0.0), (15.0, 1.0),  # the pump runs an hour on what its reserve has left
    ]  # fmt: skip


def test_two_crews_work_side_by_side():
    assert points(follow(broken=("grid", "pump"), crews=2))[-1] == (10.0, 1.0)


def test_what_needs_each_other_stays_down_without_supply_from_outside():
    waiting = follow(CIRCLE, hours=30.0)
    assert points(waiting) == [(0.0, 0.9), (4.0, 0.6)]
    assert not any(waiting.outages.to_pyarrow()["restored"].to_pylist())
    assert points(follow(CIRCLE, hours=30.0, restart="together"))[-1] == (30.0, 1.0)


def test_a_reserve_that_is_left_starts_what_needs_each_other():
    assert points(follow(CIRCLE, hours=6.0))[-1] == (6.0, 1.0)


def test_all_generators_that_stop_on_a_day_end_their_reserve():
    stopped = table_of(RESERVES, [{"asset": "mast", "service": "power", "until_hours": 1.5}])
    assert points(follow(reserves=stopped))[1:3] == [(1.5, 0.6), (3.5, 0.0)]


def test_relief_holds_as_long_as_it_is_there():
    hired = table_of(RELIEF, [{"asset": "pump", "service": "data", "from_hours": 7.0, "until_hours": 9.0}])
    assert points(follow(relief=hired)) == [(0.0, 0.9), (4.0, 0.6), (6.0, 0.0), (7.0, 0.6), (9.0, 0.0), (10.0, 1.0)]


def test_an_outage_beyond_the_horizon_ends_there_and_is_not_restored():
    row = follow(horizon_hours=8.0).outages.to_pyarrow().to_pylist()[0]
    assert (row["end_hours"], row["restored"]) == (8.0, False)


def test_durations_belong_to_the_asset_and_the_sample():
    wide = {"damage": table_of(DAMAGE, [{"sample": at, "asset": "grid"} for at in range(5)])}
    one, all_broken = follow(log_sd=0.5, samples=5, changed=wide), follow(log_sd=0.5, broken=ASSETS, samples=1)
    first = [row["end_hours"] for row in one.outages.to_pyarrow().to_pylist() if row["asset"] == "grid"]
    again = [row["end_hours"] for row in all_broken.outages.to_pyarrow().to_pylist() if row["asset"] == "grid"]
    assert len(set(first)) == 5 and again[0] >= first[0] > 0.0
    assert follow(log_sd=0.5).curves.to_pyarrow()["hours"].to_pylist()[-1] == pytest.approx(first[0])


def test_whole_hours_are_rounded_up():
    assert points(follow(hours=9.1, whole_hours=1.0))[-1] == (10.0, 1.0)


def test_machine_code_and_plain_python_give_the_same(monkeypatch):
    damage = {"damage": table_of(DAMAGE, [{"sample": at, "asset": asset} for at in range(3) for asset in ASSETS])}
    plain = follow(CIRCLE, log_sd=0.4, samples=3, changed=damage, restart="together")
    monkeypatch.setattr(following, "_PLAIN", -1)
    fast = follow(CIRCLE, log_sd=0.4, samples=3, changed=damage, restart="together")
    assert fast.outages.to_pyarrow().equals(plain.outages.to_pyarrow())
    assert fast.curves.to_pyarrow().equals(plain.curves.to_pyarrow())


def test_a_report_of_progress_may_stop_the_work():
    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follow(progress=stop)


def test_progress_reaches_all_samples():
    told = []
    follow(samples=2_500, progress=lambda done, of: told.append((done, of)))
    assert told == [(1_000, 2_500), (2_000, 2_500), (2_500, 2_500)]


NOT_LISTED = {"order": table_of(ORDER, [{"asset": "mast", "place": 1}])}
NO_REPAIR = {"repairs": memtable({"asset": ["mast"], "median_hours": [1.0], "log_sd": [0.0], "crews": [1]})}
TWO_CREWS = {"repairs": memtable({"asset": ["grid"], "median_hours": [1.0], "log_sd": [0.0], "crews": [2]})}


@pytest.mark.parametrize(("settings", "told"), [
    ({"broken": ("plant",)}, "Table damage names asset plant"),
    ({"broken": ("grid", "grid")}, "Asset grid breaks twice in sample 0"),
    ({"changed": NOT_LISTED}, "not in table order, first grid"),
    ({"changed": NO_REPAIR}, "not in table repairs, first grid"),
    ({"changed": TWO_CREWS}, "takes 2 crews at once, and there are 1"),
    ({"changed": {"damage": table_of(DAMAGE, [{"sample": 1, "asset": "grid"}])}}, "samples run from 0 to 0"),
    ({"reserves": table_of(RESERVES, [{"asset": "pump", "service": "gas", "backup_hours": 1.0}])}, "does not need gas"),
    ({"reserves": table_of(RESERVES, [{"asset": "pump", "service": "data", "backup_hours": -1.0}])}, "backup_hours of asset"),
    ({"relief": table_of(RELIEF, [{"asset": "pump", "service": "data", "from_hours": 5.0, "until_hours": 5.0}])}, "Let it begin"),
    ({"supplies": (supply("pump", "data", "mast", None),)}, "reserve of 1 service(s) is unknown, first data of asset pump"),
])  # fmt: skip
def test_tables_that_contradict_each_other_are_refused_by_name(settings, told):
    with pytest.raises(InputError, match=told.replace("(", r"\(").replace(")", r"\)")):
        follow(**settings)


@pytest.mark.parametrize("settings", [
    {"horizon_hours": 0.0}, {"crews": 0}, {"samples": 0}, {"whole_hours": -1.0}, {"restart": "later"}, {"counting": "cars"},
    {"unknown_backup_hours": -1.0}, {"seed": -1}, {"seed": None}, {"horizon_hours": np.nan},
])  # fmt: skip
def test_settings_out_of_bounds_are_refused_by_name(settings):
    with pytest.raises(SettingError, match=next(iter(settings))):
        follow(**settings)


def test_an_unknown_reserve_is_what_was_chosen_for_it():
    unknown = (supply("mast", "power", "grid", None), CHAIN[1])
    assert points(follow(unknown, unknown_backup_hours=1.0))[1] == (1.0, 0.6)
