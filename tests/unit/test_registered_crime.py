"""Registered crimes: counts per neighbourhood, and what has no known place."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from veerkracht.connectors.registered_crime import read_registered_crime
from veerkracht.errors import InputError, UsageError


def write(tmp_path, columns=None, name="misdrijven_2024JJ00.parquet"):
    columns = columns or {"WijkenEnBuurten": ["BU00000000", "BU00010000", "BU00020000"],
                          "GeregistreerdeMisdrijven_1": [7.0, 0.0, None]}  # fmt: skip
    pq.write_table(pa.table(columns), tmp_path / name)
    return tmp_path / name


def test_the_unknown_location_keeps_a_row_of_its_own(tmp_path):
    rows = read_registered_crime(write(tmp_path), source="police", municipality="GM0001").to_pyarrow().to_pylist()
    assert [(row["area"], row["value"], row["period"]) for row in rows] == [
        ("BU00000000", 7.0, "2024"), ("BU00010000", 0.0, "2024")]  # fmt: skip


def test_a_count_that_is_absent_is_missing_and_not_zero(tmp_path):
    rows = read_registered_crime(write(tmp_path), source="police").to_pyarrow().to_pylist()
    assert [(row["value"], row["status"]) for row in rows] == [(7.0, "A"), (0.0, "A"), (None, "O")]


def test_a_file_name_without_year_needs_a_period(tmp_path):
    path = write(tmp_path, name="crime.parquet")
    with pytest.raises(UsageError, match="period"):
        read_registered_crime(path, source="police")
    assert read_registered_crime(path, source="police", period="2023").period.to_pyarrow()[0].as_py() == "2023"


def test_a_neighbourhood_twice_is_refused(tmp_path):
    columns = {"WijkenEnBuurten": ["BU00010000"] * 2, "GeregistreerdeMisdrijven_1": [1.0, 2.0]}
    with pytest.raises(InputError, match="BU00010000 has more than one row"):
        read_registered_crime(write(tmp_path, columns), source="police")


def test_counts_as_text_are_refused(tmp_path):
    columns = {"WijkenEnBuurten": ["BU00010000"], "GeregistreerdeMisdrijven_1": ["1"]}
    with pytest.raises(InputError, match="instead of numbers"):
        read_registered_crime(write(tmp_path, columns), source="police")
