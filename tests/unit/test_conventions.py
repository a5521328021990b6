"""The rules of docs/reference/conventions.md; each test bears the number of its rule."""

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from veerkracht.connectors.cells import CellError, number_cells, parent_of, tidy_code
from veerkracht.engine import parquet_bytes
from veerkracht.errors import TableError
from veerkracht.reports.content import Number
from veerkracht.reports.forms import format_date, format_number, format_value
from veerkracht.tables import (
    AREAS,
    CROSSWALK,
    OBSERVATIONS,
    Status,
    arrays,
    conform,
    memtable,
    table_from_arrays,
    table_of,
)


def observation(**cells):
    row = {"area": "BU05180110", "period": "2019", "indicator": "x", "value": 1.0, "status": "A", "source": "s"}
    return {**row, **cells}


def test_rule_01_absent_is_null_and_a_measured_zero_stays_zero():
    rows = [observation(value=0.0), observation(area="BU05180111", value=None, status=Status.MISSING)]
    values = table_of(OBSERVATIONS, rows).order_by("area").to_pyarrow()["value"].to_pylist()
    assert values == [0.0, None]
    assert table_from_arrays({"value": np.array([0.0, np.nan])}).to_pyarrow()["value"].to_pylist() == [0.0, None]


def test_rule_02_a_status_is_a_code_of_the_list_and_present_or_absent():
    sdmx = set("ABDEFGHIJKLMNOPQSUVWX")  # CL_OBS_STATUS 2.3 has one letter per code
    assert not set(Status.PRESENT) & set(Status.ABSENT)
    assert set(Status.PRESENT) | set(Status.ABSENT) <= sdmx
    named = {value for name, value in vars(Status).items() if isinstance(value, str) and name.isupper()}
    assert named == set(Status.PRESENT) | set(Status.ABSENT)


def test_rule_03_marks_of_absence_never_enter_as_numbers():
    values, statuses = number_cells(["       .", "", "  0"])
    assert np.isnan(values[:2]).all() and values[2] == 0
    assert statuses == [Status.MISSING, Status.NOT_ASKED, Status.NORMAL]
    with pytest.raises(CellError):
        number_cells(["geheim"])


def test_rule_04_absence_travels_through_a_calculation():
    table = memtable(pa.table({"people": pa.array([None, 10.0]), "crimes": [3.0, 3.0]}))
    rates = table.select(rate=1000 * table.crimes / table.people, total=table.crimes + table.people).to_pyarrow()
    assert rates["rate"].null_count == 1 and rates["total"].null_count == 1


@pytest.mark.parametrize("status", Status.ABSENT)
def test_rule_05_an_absent_value_is_shown_with_a_word(status):
    for language in ("nl", "en"):
        shown = format_number(Number(None, "percent", status=status), language)
        assert shown.replace(" ", "").isalpha()


def test_rule_06_a_key_that_stands_twice_is_an_error():
    with pytest.raises(TableError, match="more than one row"):
        conform(table_of(OBSERVATIONS, [observation(), observation(value=2.0)]), OBSERVATIONS)


def test_rule_07_a_shared_table_has_exactly_its_columns():
    wide = table_of(CROSSWALK, [{"source": "A", "target": "B", "share": 1.0}]).mutate(note=ibis.literal("x"))
    assert tuple(conform(wide, CROSSWALK).columns) == tuple(CROSSWALK.columns)
    with pytest.raises(TableError, match="share"):
        conform(wide.drop("share"), CROSSWALK)


def test_rule_08_the_order_of_rows_carries_no_meaning():
    rows = [observation(area=area, value=float(place)) for place, area in enumerate(["B", "A", "C"])]
    one, other = (arrays(table_of(OBSERVATIONS, given), order=["area"]) for given in (rows, rows[::-1]))
    assert one["value"].tolist() == other["value"].tolist() == [1.0, 0.0, 2.0]


def test_rule_09_the_same_code_in_two_divisions_makes_two_areas():
    rows = [{"area": "BU05180110", "level": "neighbourhood", "division": division} for division in (2016, 2020)]
    assert conform(table_of(AREAS, rows), AREAS).count().to_pyarrow().as_py() == 2


def test_rule_10_codes_are_compared_in_capitals_without_padding():
    assert tidy_code("  bu0363aa01 ") == tidy_code("BU0363AA01") == "BU0363AA01"


def test_rule_11_an_area_lies_where_its_code_says():
    assert parent_of("BU05180110") == "WK051801"
    assert parent_of("WK051801") == "GM0518"


def test_rule_12_periods_sorted_as_text_stand_in_order_of_time():
    assert OBSERVATIONS.columns["period"] == "string"
    rows = [observation(period=period) for period in ("2016-10", "2009", "2016-02", "2020")]
    periods = arrays(table_of(OBSERVATIONS, rows), order=["period"])["period"].tolist()
    assert [format_date(period, "en") for period in periods] == ["2009", "February 2016", "October 2016", "2020"]


def test_rule_13_the_year_of_the_boundaries_is_a_whole_number_and_no_period():
    assert AREAS.columns["division"] == "int64" and "period" not in AREAS.columns
    assert "division" not in OBSERVATIONS.columns


def test_rule_14_a_probability_is_shown_as_a_percentage_and_a_percentage_as_it_is():
    assert format_number(Number(0.25, "probability"), "en") == format_number(Number(25, "percent"), "en")


def test_rule_15_a_difference_of_percentages_is_in_percentage_points():
    assert format_number(Number(12.5 - 10.0, "points", 1), "en") == "2.5 percentage points"


def test_rule_16_only_the_shown_number_is_rounded():
    third = table_of(OBSERVATIONS, [observation(value=1 / 3)])
    stored = pq.read_table(pa.BufferReader(parquet_bytes(third)))["value"].to_pylist()
    assert stored == [1 / 3]
    assert format_number(Number(1 / 3, decimals=2), "en") == "0.33"


def test_rule_17_the_language_decides_only_how_a_number_is_shown():
    assert format_value(1234.5, "nl", decimals=1) == "1\u202f234,5"
    assert format_value(1234.5, "en", decimals=1) == "1,234.5"
    stored = pq.read_table(pa.BufferReader(parquet_bytes(table_of(OBSERVATIONS, [observation(value=1234.5)]))))
    assert stored.schema.field("value").type == pa.float64()


@pytest.mark.parametrize("value", [-0.04, 0.0, -0.0, 0.04])
def test_rule_18_a_number_that_rounds_to_zero_has_no_sign(value):
    assert format_number(Number(value, decimals=1, signed=True), "en") == "0.0"


def test_rule_19_an_interval_is_shown_with_its_value():
    assert format_number(Number(0.2, "probability", 0, 0.1, 0.3), "en") == "20% (10 to 30)"


def test_rule_20_the_same_rows_give_the_same_bytes():
    rows = [observation(), observation(area="BU05180111", value=None, status=Status.SUPPRESSED)]
    assert parquet_bytes(table_of(OBSERVATIONS, rows)) == parquet_bytes(table_of(OBSERVATIONS, rows))
