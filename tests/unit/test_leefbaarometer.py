"""Leefbaarometer: levels, developments as intervals, classes with absence, and version 3.0 apart."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from veerkracht.connectors.leefbaarometer import (
    read_leefbaarometer3,
    read_leefbaarometer_change,
    read_leefbaarometer_classes,
    read_leefbaarometer_level,
)
from veerkracht.errors import InputError
from veerkracht.tables import ColumnRule, Status

SAFETY = [ColumnRule("safety", "leefbaarometer2", "RLBVEI")]


def stored(folder, **columns):
    path = folder / "scores.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def cells(table):
    return [(r["area"], r["period"], r["value"], r["status"]) for r in table.to_pyarrow().to_pylist()]


def test_a_level_without_a_score_is_suppressed(tmp_path):
    path = stored(tmp_path, GBD=["WK051801", "WK051802"], JAAR=[2012, 2012], RLBVEI=[None, -0.5])
    assert cells(read_leefbaarometer_level(path, SAFETY, source="l")) == [
        ("WK051801", "2012", None, Status.SUPPRESSED), ("WK051802", "2012", -0.5, Status.NORMAL),
    ]  # fmt: skip


def test_a_development_is_found_by_the_rule_of_its_level_and_has_an_interval_as_period(tmp_path):
    path = stored(tmp_path, GBD=["WK051802"], BEGIN=[2012], EINDE=[2014], DLBVEI=[0.25])
    found = read_leefbaarometer_change(path, SAFETY, source="l")
    assert cells(found) == [("WK051802", "2012/2014", 0.25, Status.NORMAL)]


def test_classes_become_one_observation_per_year(tmp_path):
    path = stored(tmp_path, WK_CODE=["WK051801", "WK060301"], KL02=[7, 5], KL08=[8, 5], KL12=[None, 5], KL14=[7, 5])
    found = read_leefbaarometer_classes(path, indicator="class", source="l", municipality="GM0518")
    assert cells(found) == [
        ("WK051801", "2002", 7.0, Status.NORMAL), ("WK051801", "2008", 8.0, Status.NORMAL),
        ("WK051801", "2012", None, Status.SUPPRESSED), ("WK051801", "2014", 7.0, Status.NORMAL),
    ]  # fmt: skip


def test_version_3_is_read_by_its_own_rules_only(tmp_path):
    path = tmp_path / "three.csv"
    path.write_text(",wk_code,wk_naam,jaar,lbm,onv\n3,WK036201,Randwijck,2014,4.27,0.04\n")
    rules = [*SAFETY, ColumnRule("nuisance", "leefbaarometer3", "onv")]
    found = read_leefbaarometer3(path, rules, source="l3").to_pyarrow().to_pylist()
    assert [(row["indicator"], row["value"], row["source"]) for row in found] == [("nuisance", 0.04, "l3")]


@pytest.mark.parametrize(
    "columns",
    [
        {"GBD": ["WK051801", "WK051801"], "JAAR": [2012, 2012], "RLBVEI": [0.1, 0.2]},
        {"GBD": ["WK051801"], "RLBVEI": [0.1]},
        {"GBD": ["WK051801"], "JAAR": [2012], "OTHER": [0.1]},
        {"GBD": ["WK051801"], "JAAR": [2012], "RLBVEI": ["low"]},
        {"GBD": ["0518"], "JAAR": [2012], "RLBVEI": [0.1]},
        {"GBD": ["WK051801"], "JAAR": [12], "RLBVEI": [0.1]},
        {"GBD": [], "JAAR": [], "RLBVEI": []},
    ],
    ids=["repeated key", "no year", "no score", "score no number", "no code", "no four digits", "no rows"],
)
def test_damaged_scores_are_refused(tmp_path, columns):
    with pytest.raises(InputError):
        read_leefbaarometer_level(stored(tmp_path, **columns), SAFETY, source="l")


def test_repeated_areas_of_classes_are_refused(tmp_path):
    path = stored(tmp_path, WK_CODE=["WK051801"] * 2, KL02=[7, 5], KL08=[8, 5], KL12=[1, 5], KL14=[7, 5])
    with pytest.raises(InputError, match="repeats the key WK051801"):
        read_leefbaarometer_classes(path, indicator="class", source="l")
