"""Police counts: codes without leading zero, incomplete years, and areas that the division does not know."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from veerkracht.connectors.police_areas import read_police_area_polygons
from veerkracht.connectors.police_haaglanden import (
    read_police_months,
    read_police_site_json,
    read_police_years,
    unknown_police_areas,
)
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import AREAS, Status, table_of

BURGLARY = {"104": "burglary"}


def stored(folder, rows):
    path = folder / "months.parquet"
    names = ("year", "month", "code", "delict_code", "delicts")
    pq.write_table(pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)}), path)
    return path


def year_of(code, counts, *, delict="104", year="2016"):
    return [(year, month, code, delict, str(count)) for month, count in enumerate(counts, start=1)]


def cells(table):
    return {(r["area"], r["period"]): (r["value"], r["status"]) for r in table.to_pyarrow().to_pylist()}


def test_a_code_gets_its_letters_and_leading_zero(tmp_path):
    path = stored(tmp_path, [("2016", 3, "5182915", "104", "7")])
    found = read_police_months(path, delicts=BURGLARY, source="p")
    assert cells(found) == {("BU05182915", "2016-03"): (7.0, Status.NORMAL)}


def test_a_published_zero_is_a_count_of_zero(tmp_path):
    path = stored(tmp_path, year_of("5182915", [0] * 12))
    found = read_police_years(path, delicts=BURGLARY, source="p")
    assert cells(found) == {("BU05182915", "2016"): (0.0, Status.NORMAL)}


def test_a_year_with_a_month_too_few_is_missing(tmp_path):
    path = stored(tmp_path, year_of("5182915", [1] * 11) + year_of("5182916", [1] * 12))
    found = read_police_years(path, delicts=BURGLARY, source="p", municipality="GM0518")
    assert cells(found) == {
        ("BU05182915", "2016"): (None, Status.MISSING), ("BU05182916", "2016"): (12.0, Status.NORMAL),
    }  # fmt: skip


def test_other_delicts_and_municipalities_are_left_out(tmp_path):
    rows = year_of("5182915", [1] * 12) + year_of("5182915", [9] * 12, delict="117") + year_of("6030101", [5] * 12)
    found = read_police_years(stored(tmp_path, rows), delicts=BURGLARY, source="p", municipality="GM0518")
    assert cells(found) == {("BU05182915", "2016"): (12.0, Status.NORMAL)}


def test_counts_on_unknown_areas_are_told(tmp_path):
    path = stored(tmp_path, year_of("5182915", [1] * 12) + year_of("5182815", [2] * 12))
    areas = table_of(AREAS, [{"area": "BU05182915", "division": 2016}])
    unknown = unknown_police_areas(read_police_years(path, delicts=BURGLARY, source="p"), areas)
    assert unknown.to_pyarrow().to_pylist() == [
        {"area": "BU05182815", "indicator": "burglary", "period": "2016", "value": 24.0}
    ]


@pytest.mark.parametrize(
    "row",
    [("2016", 1, "5182915", "104", "many"), ("2016", 13, "5182915", "104", "1"), ("2016", 1, "51829", "104", "1"),
     ("2016", 1, "5182915", "104", "-1"), ("16", 1, "5182915", "104", "1")],
    ids=["count", "month", "code", "negative", "year"],
)  # fmt: skip
def test_a_damaged_row_is_refused(tmp_path, row):
    with pytest.raises(InputError):
        read_police_months(stored(tmp_path, [row]), delicts=BURGLARY, source="p")


def test_a_repeated_month_is_refused(tmp_path):
    with pytest.raises(InputError, match="2 rows for delict 104 in 2016-01"):
        read_police_years(stored(tmp_path, year_of("5182915", [1]) * 2), delicts=BURGLARY, source="p")


def test_a_municipality_without_counts_is_missing_data(tmp_path):
    with pytest.raises(MissingDataError):
        read_police_years(
            stored(tmp_path, year_of("5182915", [1])), delicts=BURGLARY, source="p", municipality="GM0363"
        )


def test_an_answer_of_the_site_is_read_by_place_in_the_year(tmp_path):
    path = tmp_path / "2016_51829.json"
    months = [[{"code": "5182915", "delicts": "0"}], [{"code": "5182915", "delicts": "3"}]]
    path.write_text(json.dumps({"104": months, "117": months}))
    found = read_police_site_json(path, delicts=BURGLARY, source="p")
    assert cells(found) == {
        ("BU05182915", "2016-01"): (0.0, Status.NORMAL), ("BU05182915", "2016-02"): (3.0, Status.NORMAL),
    }  # fmt: skip


@pytest.mark.parametrize("content", ["{", '{"104": [[{"code": "5182915", "delicts": "x"}]]}', '{"104": [[3]]}', "[]"])
def test_a_damaged_answer_of_the_site_is_refused(tmp_path, content):
    path = tmp_path / "2016_51829.json"
    path.write_text(content)
    with pytest.raises(InputError):
        read_police_site_json(path, delicts=BURGLARY, source="p")


def test_outlines_have_latitude_first_and_may_lie_in_pieces(tmp_path):
    path = tmp_path / "areas.txt"
    square = "52.10,4.30|52.10,4.31|52.11,4.31|52.11,4.30|52.10,4.30"
    path.write_text(f"51801,Wijk 01 Oostduinen|{square}^{square.replace('4.3', '4.4')}\n")
    (area,) = read_police_area_polygons(path, division=2016).to_pyarrow().to_pylist()
    assert (area["area"], area["name"], area["municipality"]) == ("WK051801", "Oostduinen", "GM0518")
    assert area["geometry"][1] == 6  # well-known binary type of a multipolygon


@pytest.mark.parametrize("line", ["51801 no comma", "51801,A|52.1;4.3", "51801,A|4.30,52.10|4.31,52.10|4.31,52.11"])
def test_a_damaged_outline_is_refused(tmp_path, line):
    path = tmp_path / "areas.txt"
    path.write_text(line)
    with pytest.raises(InputError):
        read_police_area_polygons(path, division=2016)
