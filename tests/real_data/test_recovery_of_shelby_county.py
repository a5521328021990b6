"""Recovery of four real networks that need one another (Shelby County, Tennessee)."""

import numpy as np
import pytest

from veerkracht.analysis.restoration import (
    RULES,
    Simulation,
    compare_orders,
    hours_without_service,
    people_without_by_hour,
    recovery_curves,
    repair_order,
    resilience_metrics,
    rule_order,
)
from veerkracht.connectors.shelby_county import read_shelby_assets, read_shelby_served, read_shelby_supplies
from veerkracht.tables import memtable

pytestmark = pytest.mark.real_data

SAMPLES, HOURS = 200, 240


@pytest.fixture(scope="module")
def county(data_dir):
    folder = data_dir / "infrastructure" / "shelby_county"
    assets = read_shelby_assets(folder)
    names = assets.to_pyarrow()["asset"].to_pylist()
    return {
        "assets": assets, "supplies": read_shelby_supplies(folder), "served": read_shelby_served(folder),
        "repairs": memtable({"asset": names, "median_hours": [12.0] * len(names), "log_sd": [0.4] * len(names),
                             "crews": [1] * len(names)}),
    }  # fmt: skip


@pytest.fixture(scope="module")
def recovery(county):
    names = county["assets"].to_pyarrow()["asset"].to_pylist()
    sample, asset = np.nonzero(np.random.default_rng(1).random((SAMPLES, len(names))) < 0.1)
    return recovery_curves(
        **county, damage=memtable({"sample": sample, "asset": [names[at] for at in asset]}),
        order=memtable({"asset": names, "place": range(len(names))}), crews=4,
        simulation=Simulation(horizon_hours=HOURS, samples=SAMPLES, seed=2, restart="together", unknown_backup_hours=8.0),
    )  # fmt: skip


def test_hours_of_people_are_the_loss_of_the_curves(county, recovery):
    loss = resilience_metrics(recovery.curves, horizon_hours=HOURS).to_pyarrow()["loss_hours"].to_numpy().mean()
    hours = hours_without_service(recovery.outages, county["served"], samples=SAMPLES).to_pyarrow()
    people = hours["people"].to_numpy().sum()
    assert hours["people_hours"].to_numpy().sum() == pytest.approx(loss * people, rel=1e-9)
    hourly = people_without_by_hour(
        recovery.outages, county["served"], samples=SAMPLES, horizon_hours=HOURS
    ).to_pyarrow()
    assert hourly["people_without"].to_numpy().sum() == pytest.approx(loss * people, rel=1e-9)


def test_reserves_delay_the_fall_in_every_sample(recovery):
    rows = recovery.curves.to_pyarrow().to_pandas()
    at_once = rows[rows.hours == 0.0].set_index("sample").service
    assert (rows[rows.hours < 8.0].groupby("sample").service.max() == at_once).mean() > 0.5
    assert (rows.groupby("sample").service.min() <= at_once + 1e-12).all()


def test_no_rule_undercuts_the_proven_order_of_fourteen_repairs(county):
    names = county["assets"].to_pyarrow()["asset"].to_pylist()
    damaged = memtable({"asset": np.random.default_rng(3).choice(names, 14, replace=False).astype(object)})
    best = repair_order(**county, damaged=damaged, crews=1, seed=1, restart="together")
    orders = {"best": best.order, **{rule: rule_order(**county, damaged=damaged, rule=rule) for rule in RULES}}
    gaps = compare_orders(**county, damaged=damaged, orders=orders, crews=1, restart="together").to_pyarrow()[
        "gap_percent"
    ]
    assert best.proven and gaps[0].as_py() == 0.0
    assert max(gaps.to_pylist()) > 10.0  # the choice of an order matters here
