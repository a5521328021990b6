"""Networks of three places: what is read, and that supply leads back to a source."""

from collections import Counter

import pytest

from veerkracht.analysis.cascade import Sampling, black_start, cascade, people_without_service, service_inequality
from veerkracht.connectors.coupled_networks import read_coupled_assets, read_coupled_supplies
from veerkracht.connectors.shelby_county import (
    read_shelby_assets,
    read_shelby_incomes,
    read_shelby_served,
    read_shelby_supplies,
)
from veerkracht.connectors.sourced_networks import feeding_rows
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import memtable

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def folder(data_dir):
    return data_dir / "infrastructure"


@pytest.fixture(scope="module")
def shelby(folder):
    place = folder / "shelby_county"
    return read_shelby_assets(place), read_shelby_supplies(place), read_shelby_served(place)


def _states(table):
    return {row["asset"]: row["state"] for row in table.to_pyarrow().to_pylist()}


def test_shelby_county_has_four_networks_and_its_people_once_each(shelby):
    assets, supplies, served = shelby
    assert Counter(row["kind"] for row in assets.to_pyarrow().to_pylist()) == {
        "power": 75,
        "water": 49,
        "gas": 16,
        "telecom": 27,
    }
    people = served.join(assets.select("asset", "kind"), "asset").group_by("kind").agg(people=lambda t: t.people.sum())
    found = {row["kind"]: row["people"] for row in people.to_pyarrow().to_pylist()}
    # the population of the county is counted once per network, up to rounding of shares in the data
    assert found == pytest.approx(dict.fromkeys(("power", "water", "gas", "telecom"), 924_000), rel=1e-3)
    between = [
        row for row in supplies.to_pyarrow().to_pylist() if row["supplier"].split()[0] != row["asset"].split()[0]
    ]
    assert len(between) == 73


def test_one_of_two_substations_is_enough_for_a_pumping_station(shelby):
    """The data let water 1 depend on power 26 and 27."""
    assets, supplies, _ = shelby
    named = ("asset", "service", "supplier")
    fed = [tuple(row[name] for name in named) for row in supplies.to_pyarrow().to_pylist() if row["asset"] == "water 1"]
    assert fed == [("water 1", "power", "power 26"), ("water 1", "power", "power 27")]
    assert _states(cascade(assets, supplies, failed=memtable({"asset": ["power 27"]})))["water 1"] == "works"


def test_one_substation_takes_gas_power_and_water_with_it_in_nine_rounds(shelby):
    """Power 26 moves gas 0, gas 9 feeds power 0, and without power 27 behind it the last pumping station stops."""
    assets, supplies, _ = shelby
    found = cascade(assets, supplies, failed=memtable({"asset": ["power 26"]})).to_pyarrow().to_pylist()
    rounds = {row["asset"]: row["round"] for row in found if row["state"] != "works"}
    assert len(rounds) == 32 and max(rounds.values()) == 9
    chain = ("power 26", "gas 0", "gas 9", "power 0", "power 27", "water 1", "water 20")
    assert [rounds[name] for name in chain] == [0, 1, 2, 3, 6, 7, 9]


def test_all_gate_stations_together_end_all_power(shelby):
    assets, supplies, _ = shelby
    gates = [f"power {number}" for number in range(9)]
    states = _states(cascade(assets, supplies, failed=memtable({"asset": gates})))
    assert {state for asset, state in states.items() if asset.startswith("power ")} == {"failed", "without_service"}


def test_power_and_telecom_of_shelby_county_wait_for_each_other_after_a_blackout(shelby):
    assets, supplies, _ = shelby
    found = black_start(assets, supplies).to_pyarrow().to_pylist()
    loops = Counter(row["loop"] for row in found if row["loop"] is not None)
    assert len(loops) == 22 and Counter(row["state"] for row in found) == {"trapped": 157, "restarts": 10}


def test_people_without_service_can_be_ranked_by_income(shelby, folder):
    assets, supplies, served = shelby
    failures = assets.select("asset").mutate(probability=0.02)
    people = people_without_service(assets, supplies, failures=failures, served=served, by=("kind", "area"),
                                    sampling=Sampling(seed=1, samples=500))  # fmt: skip
    found = service_inequality(people, ranking=read_shelby_incomes(folder / "shelby_county")).to_pyarrow().to_pylist()
    assert [row["kind"] for row in found] == ["gas", "power", "telecom", "water"]
    assert all(row["worst_to_mean"] >= 1 and -1 < row["concentration"] < 1 for row in found)


@pytest.mark.parametrize(
    ("name", "assets", "supplies", "waters"), [("shelby_infrarisk", 393, 448, 75), ("micropolis", 2813, 2825, 1583)]
)
def test_without_motors_only_reservoirs_hold_water(folder, name, assets, supplies, waters):
    read, fed = read_coupled_assets(folder / name), read_coupled_supplies(folder / name)
    assert (read.count().to_pyarrow().as_py(), fed.count().to_pyarrow().as_py()) == (assets, supplies)
    motors = [row["asset"] for row in read.to_pyarrow().to_pylist() if row["asset"].startswith("P_MP")]
    states = _states(cascade(read, fed, failed=memtable({"asset": motors})))
    assert sum(state == "without_service" for state in states.values()) == waters
    assert set(_states(black_start(read, fed)).values()) == {"restarts"}


def test_nodes_that_are_cut_off_do_not_keep_each_other_up(tmp_path):
    """A ring of three behind one link: the two ends of the ring feed from the node before them only."""
    rows = feeding_rows(["s", "a", "b", "c"], ["s"], [("s", "a"), ("a", "b"), ("c", "b"), ("c", "a")], service="water",
                        path=tmp_path)  # fmt: skip
    assert [(row["asset"], row["supplier"]) for row in rows] == [("a", "s"), ("b", "a"), ("c", "a"), ("c", "b")]


def test_a_node_without_a_way_to_a_source_is_named(tmp_path):
    with pytest.raises(InputError, match="b and 0 more are not connected to any source of water"):
        feeding_rows(["s", "a", "b"], ["s"], [("s", "a")], service="water", path=tmp_path)


def test_a_link_to_an_unknown_node_is_named(tmp_path):
    with pytest.raises(InputError, match="a link names x, which is no node"):
        feeding_rows(["s"], ["s"], [("s", "x")], service="water", path=tmp_path)


def test_a_folder_without_networks_is_told(tmp_path):
    with pytest.raises(MissingDataError, match="There is no file"):
        read_coupled_assets(tmp_path)


def test_a_file_that_is_no_network_is_told(tmp_path):
    (tmp_path / "power_x.json").write_text("{}")
    with pytest.raises(InputError, match="no network of pandapower"):
        read_coupled_assets(tmp_path)


def test_a_water_file_without_a_reservoir_is_told(folder, tmp_path):
    source = folder / "shelby_infrarisk" / "power_power.json"
    (tmp_path / "power_x.json").write_bytes(source.read_bytes())
    (tmp_path / "water_x.inp").write_text("[JUNCTIONS]\n J1 0\n")
    with pytest.raises(InputError, match="there is no reservoir"):
        read_coupled_assets(tmp_path)


def test_a_pipe_that_is_closed_elsewhere_in_the_file_feeds_nothing(folder, tmp_path):
    """A ring R1 - J1 - J2 - R1: with P2 closed among the states, J2 has its water from the reservoir only."""
    source = folder / "shelby_infrarisk"
    (tmp_path / "power_x.json").write_bytes((source / "power_power.json").read_bytes())
    motor = next(row["asset"] for row in read_coupled_assets(source).to_pyarrow().to_pylist() if "_MP" in row["asset"])
    (tmp_path / "dependencies.csv").write_text(f"water_id,power_id\nU1,{motor}\n")
    pipes = " P1 R1 J1 9 9 9 0\n P2 J1 J2 9 9 9 0\n P3 R1 J2 9 9 9 0\n"
    (tmp_path / "water_x.inp").write_text(
        f"[JUNCTIONS]\n J1 0\n J2 0\n[RESERVOIRS]\n R1 0\n[PIPES]\n{pipes}[PUMPS]\n U1 R1 J1 HEAD 1\n"
        "[STATUS]\n P2 Closed\n P3 1.0\n U1 Closed\n"
    )
    fed = [(row["asset"], row["supplier"]) for row in read_coupled_supplies(tmp_path).to_pyarrow().to_pylist()
           if row["service"] == "water"]  # fmt: skip
    assert fed == [("J1", "R1"), ("J2", "R1"), ("U1", "R1")]
