"""Metrics of curves by hand, their spread, and plans beside each other."""

import numpy as np
import pytest

from veerkracht.analysis.restoration import (
    METRIC_NAMES,
    Plan,
    Simulation,
    compare_metrics,
    curve_fan,
    resilience_metrics,
    spread_of_metrics,
    what_if,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, table_of
from veerkracht.tables.infrastructure import SUPPLIES
from veerkracht.tables.restoration import CURVES, RESERVES


def curves_of(*samples):
    rows = [
        {"sample": at, "hours": hour, "service": share} for at, points in enumerate(samples) for hour, share in points
    ]
    return table_of(CURVES, rows)


def metrics_of(*samples, horizon=10.0, **settings):
    return resilience_metrics(curves_of(*samples), horizon_hours=horizon, **settings).to_pyarrow().to_pylist()


DIP = ((0.0, 0.8), (2.0, 0.5), (4.0, 0.75), (8.0, 1.0))


def test_every_metric_of_one_curve_is_exact():
    assert metrics_of(DIP) == [{
        "sample": 0, "loss_hours": pytest.approx(2.4), "resilience": pytest.approx(0.76), "robustness": 0.5, "drop_hours": 2.0,
        "rapidity": pytest.approx(0.5 / 6.0), "recovery_hours": 8.0, "preserved_before": pytest.approx(0.8),
        "preserved_after": pytest.approx((2 * 0.5 + 4 * 0.75 + 2 * 1.0) / 8.0),
    }]  # fmt: skip


def test_recovery_to_a_share_counts_from_when_service_stays_there():
    assert metrics_of(DIP, recovered=0.75)[0]["recovery_hours"] == 4.0
    again = (*DIP[:3], (5.0, 0.6), (6.0, 0.8))
    assert metrics_of(again, recovered=0.75)[0]["recovery_hours"] == 6.0


def test_without_a_drop_nothing_is_lost_and_nothing_is_measured_of_it():
    row = metrics_of([(0.0, 1.0)])[0]
    assert (row["loss_hours"], row["resilience"], row["robustness"], row["recovery_hours"]) == (0.0, 1.0, 1.0, 0.0)
    assert [row[name] for name in ("drop_hours", "rapidity", "preserved_before", "preserved_after")] == [None] * 4


def test_a_recovery_beyond_the_horizon_is_absent_and_service_that_stays_down_has_no_rapidity():
    row = metrics_of([(0.0, 1.0), (3.0, 0.5)])[0]
    assert (row["recovery_hours"], row["rapidity"], row["preserved_before"]) == (None, 0.0, 1.0)


def test_metrics_of_the_mean_curve_are_others():
    early, late = ((0.0, 0.2), (2.0, 1.0)), ((0.0, 1.0), (5.0, 0.2), (7.0, 1.0))
    each = metrics_of(early, late)
    mean = metrics_of([(0.0, 0.6), (2.0, 1.0), (5.0, 0.6), (7.0, 1.0)])[0]
    assert np.mean([row["loss_hours"] for row in each]) == pytest.approx(mean["loss_hours"])
    assert np.mean([row["robustness"] for row in each]) == pytest.approx(0.2)
    assert mean["robustness"] == 0.6
    assert np.mean([row["recovery_hours"] for row in each]) == 4.5
    assert mean["recovery_hours"] == 7.0


def test_a_mean_is_not_taken_over_samples_that_recovered_in_time_alone():
    found = resilience_metrics(curves_of(DIP, DIP, [(0.0, 0.5)]), horizon_hours=10.0)
    rows = {row["metric"]: row for row in spread_of_metrics(found).to_pyarrow().to_pylist()}
    recovery = rows["recovery_hours"]
    assert (recovery["absent"], recovery["mean"], recovery["q25"], recovery["q95"]) == (1, None, 8.0, None)
    assert rows["robustness"]["mean"] == 0.5


def test_the_interval_of_a_mean_is_that_of_student():
    made = memtable({"sample": [0, 1, 2], **{name: [1.0, 2.0, 3.0] for name in METRIC_NAMES}})
    row = spread_of_metrics(made).to_pyarrow().to_pylist()[0]
    assert row["upper"] - row["mean"] == pytest.approx(4.302652730 / np.sqrt(3.0))  # t(2), 97.5 %, as in any table


def test_the_fan_has_the_quantiles_of_each_hour():
    fan = curve_fan(curves_of(DIP, [(0.0, 1.0)], [(0.0, 0.0), (2.5, 0.6)]), horizon_hours=3, quantiles=(0.0, 0.5, 1.0))
    found = fan.to_pyarrow()["service"].to_numpy().reshape(4, 3)
    np.testing.assert_allclose(found, [[0.0, 0.8, 1.0], [0.0, 0.8, 1.0], [0.0, 0.5, 1.0], [0.5, 0.6, 1.0]])


def test_a_curve_that_begins_late_or_passes_the_horizon_is_refused():
    with pytest.raises(InputError, match="begins at hour 1"):
        metrics_of([(1.0, 1.0)])
    with pytest.raises(InputError, match="change at hour 12"):
        metrics_of([(0.0, 1.0), (12.0, 0.5)])


@pytest.mark.parametrize("settings", [{"horizon": 0.0}, {"recovered": 0.0}, {"recovered": 1.1}])
def test_metrics_refuse_settings_out_of_bounds(settings):
    with pytest.raises(SettingError):
        metrics_of(DIP, **settings)


def test_plans_are_compared_sample_by_sample():
    base, other = (memtable({"sample": [0, 1, 2], **dict.fromkeys(METRIC_NAMES, values)})
                   for values in ([1.0, 10.0, 100.0], [0.0, 8.0, 103.0]))  # fmt: skip
    row = compare_metrics(base, other, plan="p").to_pyarrow().to_pylist()[0]
    assert (row["plan"], row["samples"], row["mean"], row["difference"]) == ("p", 3, 37.0, 0.0)
    assert (row["share_less"], row["share_more"]) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert row["upper"] == pytest.approx(4.302652730 * np.std([-1, -2, 3], ddof=1) / np.sqrt(3.0))


def test_plans_of_other_samples_are_refused():
    base, other = (memtable({"sample": [at], **{name: [1.0] for name in METRIC_NAMES}}) for at in (0, 1))
    with pytest.raises(InputError, match="other samples"):
        compare_metrics(base, other)


def asked(plans, **settings):
    names = ["grid", "mast"]
    return what_if(
        memtable({"asset": names}),
        table_of(SUPPLIES, [{"asset": "mast", "service": "power", "supplier": "grid", "backup_hours": 6.0}]), plans=plans,
        damage=memtable({"sample": [0, 1, 2, 3], "asset": ["grid"] * 4}), order=memtable({"asset": names, "place": [1, 2]}),
        repairs=memtable({"asset": names, "median_hours": [10.0, 1.0], "log_sd": [0.5, 0.0], "crews": [1, 1]}),
        served=memtable({"asset": ["mast"], "area": ["A"], "group": ["all"], "people": [50.0]}),
        crews=1, simulation=Simulation(horizon_hours=60.0, samples=4, seed=3), **settings,
    ).to_pyarrow().to_pylist()  # fmt: skip


def test_what_if_generators_stop_early_loses_more_in_every_sample_and_doubled_backup_less():
    stop, double = (table_of(RESERVES, [{"asset": "mast", "service": "power", **change}])
                    for change in ({"until_hours": 2.0}, {"backup_hours": 12.0}))  # fmt: skip
    told = []
    rows = asked([Plan("stop", reserves=stop), Plan("double", reserves=double), Plan("as it is"), Plan("crews", crews=2)],
                 progress=lambda done, of: told.append((done, of)))  # fmt: skip
    loss = {row["plan"]: row for row in rows if row["metric"] == "loss_hours"}
    assert loss["stop"]["share_more"] == 1.0 and loss["stop"]["difference"] > 0.0
    assert loss["double"]["share_more"] == 0.0 and loss["double"]["difference"] < 0.0
    assert (loss["as it is"]["difference"], loss["as it is"]["upper"]) == (0.0, 0.0)  # the draws are common
    assert told[-1] == (5, 5)


def test_two_plans_of_one_name_are_refused():
    with pytest.raises(InputError, match="Two plans are named a"):
        asked([Plan("a"), Plan("a")])
