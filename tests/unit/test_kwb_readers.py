"""The key figures in their four editions, on small files made by hand."""

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from veerkracht.connectors.kwb_complete import bias_of_complete_cases, read_kwb_complete
from veerkracht.connectors.kwb_excel import areas_of_kwb_excel, read_kwb_excel
from veerkracht.connectors.kwb_map import areas_of_kwb_map, left_out_of_kwb_map, read_kwb_map
from veerkracht.connectors.kwb_odata import areas_of_kwb_odata, read_kwb_odata
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import OBSERVATIONS, ColumnRule, Status

ODATA = """\ufeff"ID";"Gemeentenaam_1";"SoortRegio_2";"Codering_3";"Inwoners_5";"Inkomen_72";"Afstand_105"
"1";"Ons Dorp   ";"Gemeente  ";"GM0001    ";"     100";"    20.5";"     1.0"
"2";"Ons Dorp   ";"Wijk      ";"WK000100  ";"     100";"       .";"     1.0"
"3";"Ons Dorp   ";"Buurt     ";"BU00010000";"       0";"       .";""
"4";"Ginds      ";"Gemeente  ";"GM0002    ";"      50";"    10.0";"     2.0"
"""
RULES = [
    ColumnRule("inhabitants", "kwb_odata", "Inwoners"),
    ColumnRule("income", "kwb_odata", "Inkomen", scale=1000),
    ColumnRule("distance", "kwb_odata", "Afstand"),
    ColumnRule("vacancy", "kwb_odata", "Leegstand"),
    ColumnRule("inhabitants", "kwb_excel", "a_inw"),
    ColumnRule("income", "kwb_excel", "g_ink", scale=1000),
    ColumnRule("gas", "kwb_excel", "g_gas"),
    ColumnRule("inhabitants", "kwb_map", "AANT_INW"),
    ColumnRule("inhabitants", "kwb_complete", "Inwoners"),
]


def cells(table, indicator):
    rows = table.filter(table.indicator == indicator).to_pyarrow().to_pylist()
    return {row["area"]: (row["value"], row["status"]) for row in rows}


def odata(tmp_path, text=ODATA):
    path = tmp_path / "kwb.csv"
    path.write_text(text, encoding="utf-8")
    return path


def workbook(tmp_path, lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(tmp_path / "kwb.xlsx")
    return tmp_path / "kwb.xlsx"


EXCEL = [
    ["gwb_code_10", "regio", "recs", "a_inw", "g_ink", "g_gas"],
    ["GM0001", "Ons Dorp", "Gemeente", 100, "20.5", "."],
    ["WK000100", "Wijk 00", "Wijk", 100, ".", "."],
]


def parquet(tmp_path, columns, name="kwb.parquet"):
    pq.write_table(pa.table(columns), tmp_path / name)
    return tmp_path / name


def test_odata_gives_the_shared_shape(tmp_path):
    table = read_kwb_odata(odata(tmp_path), RULES, period="2019", source="kwb")
    assert table.schema() == OBSERVATIONS.schema
    assert table.count().to_pyarrow().as_py() == 4 * 4


def test_odata_scales_to_the_unit_and_keeps_zero_apart_from_absence(tmp_path):
    table = read_kwb_odata(odata(tmp_path), RULES, period="2019", source="kwb", municipality="gm0001")
    assert cells(table, "income") == {"GM0001": (20500.0, "A"), "WK000100": (None, "O"), "BU00010000": (None, "O")}
    assert cells(table, "inhabitants")["BU00010000"] == (0.0, "A")
    assert cells(table, "distance")["BU00010000"] == (None, Status.MISSING)


def test_a_column_that_the_file_lacks_was_not_asked_for_every_area(tmp_path):
    table = read_kwb_odata(odata(tmp_path), RULES, period="2019", source="kwb")
    assert set(cells(table, "vacancy").values()) == {(None, Status.NOT_ASKED)}


def test_odata_names_the_cell_that_is_no_number(tmp_path):
    path = odata(tmp_path, ODATA.replace('"    20.5"', '"   20,5"'))
    with pytest.raises(InputError, match="'20,5' is no number") as caught:
        read_kwb_odata(path, RULES, period="2019", source="kwb")
    assert (caught.value.row, caught.value.column, caught.value.file) == (2, "Inkomen_72", path)


def test_odata_with_an_area_twice_is_refused(tmp_path):
    with pytest.raises(InputError, match="GM0001 has more than one row") as caught:
        read_kwb_odata(odata(tmp_path, ODATA.replace("GM0002", "GM0001")), RULES, period="2019", source="kwb")
    assert caught.value.row == 5


def test_odata_without_the_key_column_is_refused(tmp_path):
    with pytest.raises(InputError, match="no column Codering"):
        read_kwb_odata(odata(tmp_path, ODATA.replace("Codering_3", "Code")), RULES, period="2019", source="kwb")


def test_odata_names_the_row_of_a_code_that_is_none(tmp_path):
    with pytest.raises(InputError, match="'0002' is no area code") as caught:
        read_kwb_odata(odata(tmp_path, ODATA.replace("GM0002", "0002  ")), RULES, period="2019", source="kwb")
    assert (caught.value.row, caught.value.column) == (5, "Codering_3")


def test_a_municipality_that_the_file_lacks_is_told(tmp_path):
    with pytest.raises(MissingDataError, match="GM0518"):
        read_kwb_odata(odata(tmp_path), RULES, period="2019", source="kwb", municipality="GM0518")


def test_areas_of_odata_get_level_parent_and_the_names_that_are_known(tmp_path):
    names = tmp_path / "names.csv"
    names.write_text('Identifier,Title\nBU00010000,"Kern, noord"\n')
    areas = areas_of_kwb_odata(odata(tmp_path), division=2019, names=names).to_pyarrow().to_pylist()
    found = {row["area"]: (row["level"], row["name"], row["parent"], row["municipality"]) for row in areas}
    assert found["BU00010000"] == ("neighbourhood", "Kern, noord", "WK000100", "GM0001")
    assert found["WK000100"] == ("district", None, "GM0001", "GM0001")
    assert found["GM0001"] == ("municipality", "Ons Dorp", None, "GM0001")


def test_a_kind_of_region_that_contradicts_its_code_is_refused(tmp_path):
    path = odata(tmp_path, ODATA.replace('"Wijk      "', '"Buurt     "'))
    with pytest.raises(InputError, match="'Buurt' does not fit code WK000100") as caught:
        areas_of_kwb_odata(path, division=2019)
    assert caught.value.row == 3


def test_excel_tells_not_yet_published_from_missing(tmp_path):
    table = read_kwb_excel(workbook(tmp_path, EXCEL), RULES, period="2023", source="kwb")
    assert cells(table, "gas") == {"GM0001": (None, Status.NOT_ASKED), "WK000100": (None, Status.NOT_ASKED)}
    assert cells(table, "income") == {"GM0001": (20500.0, "A"), "WK000100": (None, Status.MISSING)}


def test_excel_gives_areas_with_names(tmp_path):
    areas = areas_of_kwb_excel(workbook(tmp_path, EXCEL), division=2023).to_pyarrow().to_pylist()
    assert [(row["area"], row["name"], row["division"]) for row in areas] == [
        ("GM0001", "Ons Dorp", 2023), ("WK000100", "Wijk 00", 2023)]  # fmt: skip


def test_excel_names_the_cell_that_is_no_number(tmp_path):
    path = workbook(tmp_path, [*EXCEL[:2], ["WK000100", "Wijk 00", "Wijk", "veel", ".", "."]])
    with pytest.raises(InputError, match="'veel' is no number") as caught:
        read_kwb_excel(path, RULES, period="2023", source="kwb")
    assert (caught.value.row, caught.value.column) == (3, "a_inw")


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    with pytest.raises(InputError, match="no Excel workbook"):
        read_kwb_excel(odata(tmp_path), RULES, period="2023", source="kwb")


MAP = {
    "GM_CODE": ["GM0001", "GM0002", "GM0001", "GM9999"],
    "GM_NAAM": ["Ons Dorp", "Ginds", "Ons Dorp", ""],
    "WATER": ["NEE", "NEE", "JA", "B"],
    "AANT_INW": [100, -99999999, -99999999, -99999999],
}


def test_the_map_gives_one_row_per_area_of_land(tmp_path):
    table = read_kwb_map(parquet(tmp_path, MAP), RULES, period="2017", source="kwb")
    assert cells(table, "inhabitants") == {"GM0001": (100.0, "A"), "GM0002": (None, Status.MISSING)}
    assert table.count().to_pyarrow().as_py() == 2


def test_the_map_tells_which_rows_are_no_land(tmp_path):
    left = left_out_of_kwb_map(parquet(tmp_path, MAP)).to_pyarrow().to_pylist()
    assert left == [{"area": "GM0001", "shape": "JA", "rows": 1}, {"area": "GM9999", "shape": "B", "rows": 1}]


@pytest.mark.parametrize("mark", [-99997, -99998, -99999999])
def test_every_mark_of_absence_on_the_map_is_missing(tmp_path, mark):
    path = parquet(tmp_path, {"WK_CODE": ["WK000100", "WK000101"], "AANT_INW": [mark, -99996]})
    table = read_kwb_map(path, RULES, period="2017", source="kwb")
    assert cells(table, "inhabitants") == {"WK000100": (None, "O"), "WK000101": (-99996.0, "A")}


def test_the_map_with_two_rows_of_land_for_an_area_is_refused(tmp_path):
    path = parquet(tmp_path, MAP | {"WATER": ["NEE"] * 4})
    with pytest.raises(InputError, match="GM0001 has more than one row") as caught:
        read_kwb_map(path, RULES, period="2017", source="kwb")
    assert caught.value.row == 3


def test_the_map_names_its_areas(tmp_path):
    areas = areas_of_kwb_map(parquet(tmp_path, MAP), division=2017, municipality="GM0002").to_pyarrow().to_pylist()
    assert [(row["area"], row["name"], row["level"]) for row in areas] == [("GM0002", "Ginds", "municipality")]


def complete(tmp_path):
    names = tmp_path / "names.csv"
    names.write_text("Identifier,Title\nBU00010000,A\nBU00010001,B\nBU00020000,C\n")
    data = {"Codering_3": ["BU00010000", "BU00020000"], "Inwoners_5": [10, 20]}
    return parquet(tmp_path, data), names


def test_areas_left_out_of_the_complete_cases_come_back_as_missing(tmp_path):
    path, names = complete(tmp_path)
    table = read_kwb_complete(path, RULES, period="2017", source="kwb", names=names, municipality="GM0001")
    assert cells(table, "inhabitants") == {"BU00010000": (10.0, "A"), "BU00010001": (None, Status.MISSING)}


def test_without_names_the_complete_cases_stand_alone(tmp_path):
    path, _ = complete(tmp_path)
    table = read_kwb_complete(path, RULES, period="2017", source="kwb")
    assert set(cells(table, "inhabitants")) == {"BU00010000", "BU00020000"}


def test_the_bias_of_complete_cases_is_the_share_that_is_present(tmp_path):
    path, names = complete(tmp_path)
    table = read_kwb_complete(path, RULES, period="2017", source="kwb", names=names)
    assert bias_of_complete_cases(table).to_pyarrow().to_pylist() == [
        {"indicator": "inhabitants", "areas": 3, "present": 2, "share": pytest.approx(2 / 3)}
    ]
