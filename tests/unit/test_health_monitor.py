"""The health monitor: padded text, dots, empty cells, and a country with a code of its own."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from veerkracht.connectors.health_monitor import ELDERLY, read_health_monitor
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import ColumnRule, Status

RULES = [
    ColumnRule("lonely", "health", "Eenzaam"),
    ColumnRule("stress", "health", "Stress"),
    ColumnRule("trust", "health", "Vertrouwen"),
    ColumnRule("other", "kwb_odata", "Eenzaam"),
]
COLUMNS = {
    "Leeftijd": ["20300", "20300", "20300", "80200", "20300"],
    "Marges": ["MW00000", "MW00000", "MW00000", "MW00000", "MOG0095"],
    "Perioden": ["2016JJ00"] * 5,
    "Codering_3": ["NL01     ", "GM0001   ", "BU00010000  ", "GM0001   ", "GM0001   "],
    "Eenzaam_28": ["    40.0", "    50.5", "       .", "    60.0", "    49.0"],
    "Stress_26": pa.nulls(5, pa.string()),
}


@pytest.fixture
def read(tmp_path):
    def _read(columns=COLUMNS, **options):
        pq.write_table(pa.table(columns), tmp_path / "health.parquet")
        return read_health_monitor(tmp_path / "health.parquet", RULES, source="health", **options)

    return _read


def cells(table, indicator):
    rows = table.filter(table.indicator == indicator).to_pyarrow().to_pylist()
    return {row["area"]: (row["value"], row["status"], row["period"]) for row in rows}


def test_values_are_estimates_and_the_country_gets_its_usual_code(read):
    assert cells(read(), "lonely") == {
        "NL00": (40.0, Status.ESTIMATED, "2016"),
        "GM0001": (50.5, Status.ESTIMATED, "2016"),
        "BU00010000": (None, Status.MISSING, "2016"),
    }


def test_empty_cells_and_absent_columns_were_not_asked(read):
    assert set(cells(read(), "stress").values()) == {(None, Status.NOT_ASKED, "2016")}
    assert set(cells(read(), "trust").values()) == {(None, Status.NOT_ASKED, "2016")}


def test_only_rules_for_this_table_are_read(read):
    assert cells(read(), "other") == {}


def test_another_age_group_is_read_when_asked(read):
    assert cells(read(age=ELDERLY), "lonely") == {"GM0001": (60.0, Status.ESTIMATED, "2016")}


def test_a_municipality_keeps_its_areas_and_the_country(read):
    columns = COLUMNS | {"Codering_3": ["NL01", "GM0001", "BU00010000", "GM0001", "GM0001"],
                         "Leeftijd": ["20300", "20300", "20300", "80200", "80200"]}  # fmt: skip
    assert set(cells(read(columns, municipality="gm0001"), "lonely")) == {"NL00", "GM0001", "BU00010000"}


def test_a_municipality_that_is_not_there_is_told(read):
    with pytest.raises(MissingDataError, match="GM0002"):
        read(municipality="GM0002")


def test_an_age_that_is_not_there_is_told_with_those_that_are(read):
    with pytest.raises(MissingDataError, match="20300, 80200"):
        read(age="99999")


def test_two_rows_for_one_area_in_one_period_are_refused(read):
    with pytest.raises(InputError, match="GM0001 has more than one row"):
        read(COLUMNS | {"Marges": ["MW00000"] * 5})


def test_a_cell_that_is_no_number_is_named(read):
    with pytest.raises(InputError, match="'veel' is no number") as caught:
        read(COLUMNS | {"Eenzaam_28": ["1", "2", "veel", "4", "5"]})
    assert (caught.value.row, caught.value.column) == (3, "Eenzaam_28")


def test_several_years_in_one_file_stay_apart(read):
    columns = {name: [values[1], values[1]] for name, values in COLUMNS.items() if name != "Stress_26"}
    table = read(columns | {"Perioden": ["2012JJ00", "2016JJ00"], "Eenzaam_28": ["1.0", "2.0"]})
    rows = table.filter(table.indicator == "lonely").order_by("period").to_pyarrow().to_pylist()
    assert [(row["period"], row["value"]) for row in rows] == [("2012", 1.0), ("2016", 2.0)]
