"""Every published figure is equal on DuckDB and on a real server of Spark Connect, and so is every allowed construct."""

import os

import numpy as np
import pytest

from veerkracht.analysis.population import (
    OPERATORS,
    banded,
    check_households,
    check_rows,
    count_groups,
    count_memberships,
    count_unknown,
    estimate_groups,
    overlap_of_groups,
    with_households,
    with_members,
)
from veerkracht.catalogue import group_set, group_set_names
from veerkracht.connectors.generator import generate_people
from veerkracht.engine import open_engine
from veerkracht.errors import MissingDataError, ServiceError, TableError
from veerkracht.tables import memtable
from veerkracht.workflows.counting.count import CountRequest, count_people
from veerkracht.workflows.counting.example import write_example
from veerkracht.workflows.counting.write import write_counts

pytestmark = [  # the client of Spark 4.0 calls pandas 3 by ways that pandas 4 will drop
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
    pytest.mark.filterwarnings("ignore:The 'future.infer_string' option"),
]

TOLERANCE = 1e-9  # relative; counts are equal to the last one, sums of weights differ by the order of adding

CONSTRUCTS = {
    "=": {"column": "household_type", "value": "single"},
    "!=": {"column": "tenure", "is": "!=", "value": "owner"},
    "<": {"column": "age", "is": "<", "value": 18},
    "<=": {"column": "age", "is": "<=", "value": 17.5},
    ">": {"column": "household_size", "is": ">", "value": 3},
    ">=": {"column": "age", "is": ">=", "value": 75},
    "in": {"column": "tenure", "is": "in", "value": ["social_rent", "private_rent"]},
    "not in": {"column": "age", "is": "not in", "value": [30, 31, 32]},
    "between": {"column": "age", "is": "between", "value": [18, 66]},
    "known": {"column": "works", "is": "known"},
    "unknown": {"column": "low_income", "is": "unknown"},
}
COMBINED = {
    "not": {"not": {"column": "works", "value": True}},
    "all": {"all": [CONSTRUCTS[">="], {"column": "low_income", "value": True}]},
    "any": {"any": [CONSTRUCTS["<"], {"not": {"column": "low_income", "value": False}}]},
    "nested": {"all": [{"any": [CONSTRUCTS["<"], CONSTRUCTS[">="]]}, {"not": CONSTRUCTS["in"]}]},
    "no number": {"column": "score", "is": ">", "value": 0.5},
    "not, no number": {"not": {"column": "score", "is": ">", "value": 0.5}},
}


@pytest.fixture(scope="module")
def spark():
    """An engine on a server of Spark Connect that this test starts on loopback."""
    os.environ.setdefault("RUST_LOG", "error")
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    host, port = server.listening_address
    with open_engine(f"sc://{host}:{port}") as engine:
        yield engine
    server.stop()


@pytest.fixture(scope="module")
def duckdb():
    with open_engine("duckdb?threads=1&memory_mb=500") as engine:
        yield engine


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """A register of 20,000 households, with numbers that are no numbers and a weight."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("register")
    paths = generate_people(folder, households=20_000, areas=[f"A{n:02}" for n in range(40)], seed=3)
    persons = pq.read_table(paths.persons)
    rng = np.random.default_rng(5)
    score = np.where(rng.random(persons.num_rows) < 0.1, np.nan, rng.random(persons.num_rows))
    weighted = persons.append_column("score", pa.array(score)).append_column(
        "weight", pa.array(rng.gamma(2, 7, len(score)))
    )
    pq.write_table(weighted, paths.persons)
    return paths


@pytest.fixture(scope="module")
def people(spark, duckdb, register):
    """The same persons with their households on both engines."""
    return [
        with_households(engine.parquet(register.persons), engine.parquet(register.households))
        for engine in (duckdb, spark)
    ]


def assert_equal(ours, theirs, order):
    """Hold two tables against each other: texts and counts the same, other numbers within the tolerance."""
    left, right = (table.order_by(order).to_pyarrow().to_pydict() for table in (ours, theirs))
    assert left.keys() == right.keys()
    for name, column in left.items():
        if any(isinstance(value, float) for value in column):
            pairs = zip(column, right[name], strict=True)
            assert all((a is None) == (b is None) for a, b in zip(column, right[name], strict=True))
            assert all(a is None or b == pytest.approx(a, rel=TOLERANCE, abs=0) for a, b in pairs)
        else:
            assert column == right[name], name


def test_every_construct_of_the_list_is_tried():
    assert set(CONSTRUCTS) == set(OPERATORS)


@pytest.mark.parametrize("count", [count_groups, count_unknown])
def test_counts_per_area_by_every_construct_are_equal(people, count):
    found = [count(rows, groups={**CONSTRUCTS, **COMBINED}) for rows in people]
    assert sum(found[0]["count"].to_pyarrow().to_pylist()) > 0
    assert_equal(*found, ["area", "group"])


def test_counts_split_by_bands_and_unknown_categories_are_equal(people):
    split = [banded(rows, column="age", bounds=[18, 65, 75], name="band") for rows in people]
    found = [count_groups(rows, groups=COMBINED, by=["band", "low_income"]) for rows in split]
    assert None in found[0].to_pyarrow()["low_income"].to_pylist()
    assert_equal(*found, ["area", "band", "low_income", "group"])


def test_overlaps_and_memberships_are_equal(people):
    assert_equal(*[overlap_of_groups(rows, groups=CONSTRUCTS) for rows in people], ["group", "other"])
    assert_equal(*[count_memberships(rows, groups=CONSTRUCTS) for rows in people], ["groups"])


def test_estimates_and_their_errors_are_equal(people):
    found = [estimate_groups(rows, groups=CONSTRUCTS, survey_weights="weight", by=["tenure"]) for rows in people]
    assert_equal(*found, ["area", "tenure", "group"])


@pytest.mark.parametrize("count", [count_groups, count_unknown])
def test_households_by_their_members_are_equal(spark, duckdb, register, count):
    groups = {"some": {"some_member": COMBINED["not"]}, "every": {"every_member": COMBINED["not"]},
              "old": {"every_member": CONSTRUCTS[">="]}, "neither": {"not": {"some_member": CONSTRUCTS["<"]}}}  # fmt: skip
    found = []
    for engine in (duckdb, spark):
        homes, persons = engine.parquet(register.households), engine.parquet(register.persons)
        found.append(count(with_members(homes, persons, groups=groups), groups=groups))
    assert_equal(*found, ["area", "group"])


def test_checks_of_rows_tell_the_same(spark, duckdb, register):
    for engine in (duckdb, spark):
        homes, persons = engine.parquet(register.households), engine.parquet(register.persons)
        assert check_rows(homes, key="household") == 20_000
        check_households(persons, homes)
        with pytest.raises(TableError, match="rows repeat a household of another row"):
            check_rows(persons, key="household")
        with pytest.raises(TableError, match="not among the households"):
            check_households(persons, homes.filter(homes.household > 10))


def test_areas_from_a_list_of_this_process_meet_rows_of_the_engine(people):
    areas = memtable({"area": [f"A{n:02}" for n in range(41)]})
    found = [count_groups(rows, groups=CONSTRUCTS, areas=areas) for rows in people]
    assert found[0].filter(found[0].area == "A40").people.sum().to_pyarrow().as_py() == 0
    assert_equal(*found, ["area", "group"])


@pytest.mark.parametrize("name", group_set_names())
def test_published_files_have_the_same_bytes(spark, duckdb, tmp_path, name):
    areas, households, persons = write_example(tmp_path, households=3_000, seed=2)
    by = tuple(band.name for band in group_set(name).bands)
    request = CountRequest(areas, "2024", persons=str(persons), households=str(households), groups=name, by=by)
    files = {engine.name: write_counts(count_people(request, engine), tmp_path / engine.name.replace(":", "-"))
             for engine in (duckdb, spark)}  # fmt: skip
    ours, theirs = ([file.read_bytes() for file in written[:2]] for written in files.values())
    assert ours == theirs
    assert len(ours[0].splitlines()) > 85


def test_a_file_that_the_cluster_does_not_have_is_named(spark):
    with pytest.raises(MissingDataError, match=r"finds nothing in /nowhere.parquet"):
        spark.parquet("/nowhere.parquet")


def test_a_server_that_is_gone_is_told_without_waiting():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with (
            pytest.raises(ServiceError, match=f"No engine answers at 127.0.0.1:{port}"),
            open_engine(f"sc://127.0.0.1:{port}/;token=secret"),
        ):
            pass


def test_what_an_engine_says_of_rows_is_not_told(duckdb, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"age": ["old Jan"]}), tmp_path / "rows.parquet")
    with pytest.raises(ServiceError, match="stopped at work") as caught, open_engine() as engine:
        engine.parquet(tmp_path / "rows.parquet").age.cast("int64").sum().to_pyarrow()
    assert "Jan" not in str(caught.value)
    assert caught.value.__suppress_context__
