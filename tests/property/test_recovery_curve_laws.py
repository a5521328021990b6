"""Laws of recovery over time, and the same found by looking at the whole network each hour."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.restoration import Simulation, recovery_curves
from veerkracht.tables import memtable, table_of
from veerkracht.tables.infrastructure import SUPPLIES
from veerkracht.tables.restoration import DAMAGE, RELIEF, RESERVES

HOURS = 30
NAMES = tuple("abcdefg")
SAMPLES = 5  # of one network; tables cost more time than samples
few = settings(max_examples=7, deadline=None)
restarts = st.sampled_from(("needs_supply", "together"))
whole = st.integers(0, 9).map(float)


@st.composite
def cases(draw):
    """A network with circles, what breaks in each sample, relief and reserves, all in whole hours."""
    groups = {}
    for asset in NAMES:
        for service in draw(st.sets(st.sampled_from(("power", "water")), max_size=2)):
            others = [name for name in NAMES if name != asset]
            suppliers = draw(st.lists(st.sampled_from(others), min_size=1, max_size=3, unique=True))
            groups[asset, service] = (sorted(suppliers), draw(st.integers(1, len(suppliers))), draw(whole))
    keys = sorted(groups)
    windows = []
    for key in draw(st.lists(st.sampled_from(keys), max_size=3, unique=True)) if keys else []:
        begin = draw(st.integers(0, 12))
        windows.append((key, float(begin), float(begin + draw(st.integers(1, 10)))))
    until = {key: float(draw(st.integers(0, 15))) for key in keys if draw(st.booleans())}
    return {
        "groups": groups, "relief": windows, "until": until, "order": draw(st.permutations(NAMES)),
        "damage": [sorted(draw(st.sets(st.sampled_from(NAMES), max_size=5))) for _ in range(SAMPLES)],
        "hours": {name: float(draw(st.integers(1, 9))) for name in NAMES}, "crews": draw(st.integers(1, 3)),
        "people": {name: float(draw(st.integers(1, 9))) for name in NAMES},
    }  # fmt: skip


def followed(case, *, restart, crews=None, more_backup=0.0, longer=0.0, order=None):
    supplies = [{"asset": asset, "service": service, "supplier": supplier, "needed": needed, "backup_hours": hours + more_backup}
                for (asset, service), (suppliers, needed, hours) in case["groups"].items() for supplier in suppliers]  # fmt: skip
    return recovery_curves(
        memtable({"asset": NAMES}), table_of(SUPPLIES, supplies),
        damage=table_of(DAMAGE, [{"sample": at, "asset": name} for at, names in enumerate(case["damage"]) for name in names]),
        repairs=memtable({"asset": NAMES, "median_hours": [case["hours"][name] + longer for name in NAMES],
                          "log_sd": [0.0] * len(NAMES), "crews": [1] * len(NAMES)}),
        order=memtable({"asset": order or case["order"], "place": range(len(NAMES))}),
        served=memtable({"asset": NAMES, "area": ["A"] * len(NAMES), "group": ["all"] * len(NAMES),
                         "people": [case["people"][name] for name in NAMES]}),
        crews=crews or case["crews"],
        simulation=Simulation(horizon_hours=HOURS, samples=SAMPLES, seed=1, restart=restart),
        relief=table_of(RELIEF, [{"asset": key[0], "service": key[1], "from_hours": begin, "until_hours": end}
                                 for key, begin, end in case["relief"]]),
        reserves=table_of(RESERVES, [{"asset": key[0], "service": key[1], "until_hours": hour}
                                     for key, hour in case["until"].items()]),
    )  # fmt: skip


def hourly(curves):
    """Return the service (samples x hours) at each whole hour."""
    found = np.full((SAMPLES, HOURS), np.nan)
    for row in curves.to_pyarrow().sort_by([("sample", "ascending"), ("hours", "ascending")]).to_pylist():
        found[row["sample"], int(np.ceil(row["hours"])) :] = row["service"]
    return found


def by_looking_each_hour(case, sample, restart):
    """Return the same by computing the whole network anew at each whole hour."""
    groups, broken = case["groups"], case["damage"][sample]
    free, done = [0.0] * case["crews"], {}
    for name in (name for name in case["order"] if name in broken):
        free.sort()
        done[name] = free[0] = free[0] + case["hours"][name]
    works, dark, service = set(NAMES), {}, []
    for hour in range(HOURS):

        def lit(key, working):
            return len(working.intersection(groups[key][0])) >= groups[key][1]

        def relieved(key, now=hour):
            return any(of == key and begin <= now < end for of, begin, end in case["relief"])

        def lasts(key, now=hour, since=dark):
            return min(since.get(key, now) + groups[key][2], case["until"].get(key, np.inf)) > now

        def sustained(name, working):
            return all(lit(key, working) or relieved(key) or lasts(key) for key in groups if key[0] == name)

        whole_assets = {name for name in NAMES if done.get(name, 0.0) <= hour}
        works &= whole_assets
        if restart == "together":
            works = _largest(whole_assets, sustained)
        else:
            while more := {name for name in whole_assets - works if sustained(name, works)}:
                works |= more
            works = _largest(works, sustained)
        dark = {key: dark.get(key, hour) for key in groups if not lit(key, works)}
        service.append(sum(case["people"][name] for name in works) / sum(case["people"].values()))
    return np.array(service)


def _largest(works, sustained):
    """Take away what is not sustained, until all that is left is."""
    while less := {name for name in works if not sustained(name, works)}:
        works = works - less
    return works


@settings(max_examples=18, deadline=None)
@given(cases(), restarts)
def test_events_give_what_looking_each_hour_gives(case, restart):
    curves = followed(case, restart=restart).curves
    looked = [by_looking_each_hour(case, sample, restart) for sample in range(SAMPLES)]
    np.testing.assert_allclose(hourly(curves), looked, atol=1e-12)


@few
@given(cases(), restarts, st.integers(1, 9))
def test_more_backup_is_never_worse_at_any_hour(case, restart, more):
    before, after = (followed(case, restart=restart, more_backup=hours).curves for hours in (0.0, float(more)))
    assert (hourly(after) >= hourly(before) - 1e-12).all()


@few
@given(cases(), restarts)
def test_another_crew_is_never_worse_at_any_hour(case, restart):
    before, after = (
        followed(case, restart=restart, crews=crews).curves for crews in (case["crews"], case["crews"] + 1)
    )
    assert (hourly(after) >= hourly(before) - 1e-12).all()


@few
@given(cases(), restarts, st.integers(1, 5))
def test_longer_repairs_are_never_better_at_any_hour(case, restart, longer):
    before, after = (followed(case, restart=restart, longer=hours).curves for hours in (0.0, float(longer)))
    assert (hourly(after) <= hourly(before) + 1e-12).all()


@few
@given(cases())
def test_starting_together_is_never_worse_than_waiting_for_supply(case):
    waiting, together = (followed(case, restart=restart).curves for restart in ("needs_supply", "together"))
    assert (hourly(together) >= hourly(waiting) - 1e-12).all()


@few
@given(cases(), restarts)
def test_without_damage_and_with_lasting_supply_nothing_is_lost(case, restart):
    found = followed({**case, "damage": [[]] * SAMPLES}, restart=restart)
    assert found.curves.to_pyarrow()["service"].to_pylist() == [1.0] * SAMPLES
    assert found.outages.to_pyarrow().num_rows == 0


@few
@given(cases(), restarts)
def test_outages_add_up_to_the_loss_of_the_curves(case, restart):
    found = followed(case, restart=restart)
    people, total = case["people"], sum(case["people"].values())
    lost = [0.0] * SAMPLES
    for row in found.outages.to_pyarrow().to_pylist():
        lost[row["sample"]] += people[row["asset"]] * (row["end_hours"] - row["start_hours"]) / total
    np.testing.assert_allclose(lost, (1.0 - hourly(found.curves)).sum(axis=1), atol=1e-9)
