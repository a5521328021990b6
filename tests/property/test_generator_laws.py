"""Laws of the synthetic city for any seed."""

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht import catalogue
from veerkracht.connectors.generator import generate_city
from veerkracht.engine import parquet_bytes
from veerkracht.tables import INDICATORS, Status, empty, pull

SEEDS = st.integers(0, 2**32)
TABLES = ("areas", "observations", "initiatives", "claims")


def generate(seed):
    return generate_city(seed=seed, indicators=catalogue.indicators())


@settings(max_examples=4, deadline=None)
@given(seed=SEEDS)
def test_a_seed_repeats_the_same_bytes(seed):
    one, other = generate(seed), generate(seed)
    assert [parquet_bytes(getattr(one, name)) for name in TABLES] == [
        parquet_bytes(getattr(other, name)) for name in TABLES
    ]


@settings(max_examples=4, deadline=None)
@given(seed=SEEDS)
def test_another_seed_gives_another_map_other_figures_and_other_statuses(seed):
    one, other = generate(seed), generate(seed + 1)
    for name in ("areas", "observations", "initiatives"):
        assert not pull(getattr(one, name)).equals(pull(getattr(other, name)))


@settings(max_examples=8, deadline=None)
@given(seed=SEEDS)
def test_every_map_is_whole_and_every_share_lies_between_0_and_100(seed):
    city = generate(seed)
    areas = pull(city.areas).to_pylist()
    shapes = shapely.from_wkb([row["geometry"] for row in areas if row["level"] == "neighbourhood"])
    assert len(shapes) == 70
    assert shapely.coverage_is_valid(shapes)
    percentages = {row["indicator"] for row in pull(catalogue.indicators()).to_pylist() if row["unit"] == "percent"}
    for row in pull(city.observations).to_pylist():
        assert (row["value"] is None) == (row["status"] in Status.ABSENT)
        assert row["value"] is None or row["indicator"] not in percentages or 0 <= row["value"] <= 100


@settings(max_examples=3, deadline=None)
@given(seed=SEEDS)
def test_fewer_indicators_leave_the_other_figures_as_they_are(seed):
    table = catalogue.indicators()
    fewer = table.filter(table.indicator.isin(["population", "lonely"]))
    found = pull(generate_city(seed=seed, indicators=fewer).observations).to_pylist()
    whole = [
        row for row in pull(generate(seed).observations).to_pylist() if row["indicator"] in ("population", "lonely")
    ]
    assert found == whole


def test_no_indicators_give_a_map_and_no_figures():
    city = generate_city(seed=0, indicators=empty(INDICATORS))
    assert (pull(city.areas).num_rows, pull(city.observations).num_rows) == (95, 0)
