"""Open data: right types, right order, absent stays absent, text is never a formula."""

import csv
import io
import json
import subprocess
import sys
from hashlib import sha256

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from veerkracht.errors import PublicationError
from veerkracht.reports.content import Label
from veerkracht.reports.data_files import csv_bytes, data_listing, data_package, index_json, parquet_bytes
from veerkracht.reports.data_tables import DataColumn, DataTableFile, describe_file, published
from veerkracht.reports.geojson import geojson_bytes
from veerkracht.reports.workbook import STATUS_MEANINGS, workbook_bytes
from veerkracht.tables import AREAS, Status, memtable, table_of


@pytest.fixture
def package(edition, tables, areas, properties):
    return data_package(edition, tables, areas=areas, properties=properties)


@pytest.fixture
def features(package):
    return {feature["id"]: feature for feature in json.loads(package["data/areas.geojson"])["features"]}


@pytest.fixture
def book(package):
    return openpyxl.load_workbook(io.BytesIO(package["data/edition.xlsx"]))


def test_the_package_holds_two_files_per_table_and_the_three_that_hold_all(package):
    names = {f"data/{name}.{end}" for name in ("observations", "risks") for end in ("csv", "parquet")}
    assert set(package) == names | {"data/areas.geojson", "data/edition.xlsx", "data/index.json"}


def test_csv_has_rows_in_order_with_absent_empty_and_a_decimal_point(package):
    assert package["data/observations.csv"] == (
        b"area,period,value,status\r\nA,2019,,Q\r\nB,2019,2,A\r\nC,2020,-1.25,A\r\n"
    )


def test_text_of_people_is_no_formula_in_csv_and_numbers_stay_numbers(package):
    rows = list(csv.DictReader(io.StringIO(package["data/risks.csv"].decode(), newline="")))
    assert [row["note"] for row in rows] == ["'=HYPERLINK(1)", "plain, with comma"]
    assert [row["named"] for row in rows] == ["", "2019-04-14"]
    assert [(row["served"], row["rank"]) for row in rows] == [("true", "1"), ("", "")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_start_of_a_formula_is_guarded_only_where_people_wrote(start):
    table = memtable({"free": [f"{start}1"], "code": [f"{start}1"]})
    (row,) = csv.DictReader(io.StringIO(csv_bytes(table, written=["free"]).decode(), newline=""))
    assert (row["free"], row["code"]) == (f"'{start}1", f"{start}1")


def test_csv_quotes_commas_quotes_and_line_ends_so_that_they_read_back():
    text = 'a "b", c\r\nd'
    found = list(csv.reader(io.StringIO(csv_bytes(memtable({"text": [text]})).decode(), newline="")))
    assert found == [["text"], [text]]


def test_large_small_and_negative_zero_numbers_read_back_in_csv():
    values = [123_456_789_012.0, 1e-7, -0.0, 0.1, 1e22]
    lines = csv_bytes(memtable({"value": values})).decode().split()
    assert lines == ["value", "123456789012", "1e-07", "0", "0.1", "10000000000000000000000"]


def test_numbers_that_are_not_finite_are_published_as_absent():
    table = memtable({"value": [float("nan"), float("inf"), 1.0]})
    file = DataTableFile(Label("t", "t"), table, (DataColumn("value", Label("w", "v")),))
    assert csv_bytes(published({"t": file})["t"].table).decode().split("\r\n") == ["value", '""', '""', "1", ""]


def test_parquet_keeps_types_and_nulls(package):
    table = pq.read_table(io.BytesIO(package["data/observations.parquet"]))
    assert table.schema.field("value").type == pa.float64()
    assert table["value"].to_pylist() == [None, 2.0, -1.25]


@pytest.mark.parametrize("names", [("area",), ("area", "value", "status"), ("area", "value", "value")])
def test_a_column_without_meaning_or_a_meaning_without_column_stops_the_build(names):
    columns = tuple(DataColumn(name, Label(name, name)) for name in names)
    with pytest.raises(PublicationError, match=r"data table x .*(value|status|none)"):
        published({"x": DataTableFile(Label("x", "x"), memtable({"area": ["A"], "value": [1.0]}), columns)})


def test_outer_rings_run_counterclockwise_and_holes_clockwise(features):
    shell, hole = features["WK001"]["geometry"]["coordinates"]
    assert shapely.LinearRing(shell).is_ccw and not shapely.LinearRing(hole).is_ccw
    for (ring,) in features["WK002"]["geometry"]["coordinates"]:
        assert shapely.LinearRing(ring).is_ccw


def test_the_centre_of_the_dutch_grid_lies_at_its_published_longitude_and_latitude():
    corner = shapely.to_wkb(shapely.box(155_000, 463_000, 156_000, 464_000))
    found = json.loads(geojson_bytes(table_of(AREAS, [{"area": "A", "geometry": corner}]), memtable({"area": ["A"]})))
    (ring,) = found["features"][0]["geometry"]["coordinates"]
    # Schreutelkamp & Strang van Hees (2001), "Benaderingsformules": the church tower of Amersfoort; 1e-5 is a metre
    assert min(ring, key=sum) == pytest.approx([5.38720621, 52.15517440], abs=1e-5)


def test_coordinates_have_six_decimals_and_shapes_are_valid(features):
    drawn = [json.dumps(feature["geometry"]) for feature in features.values() if feature["geometry"]]
    shapes = shapely.from_geojson(drawn)
    assert len(shapes) == 2 and all(shape.is_valid for shape in shapes)
    points = shapely.get_coordinates(shapes).ravel()
    assert all(len(repr(float(value)).partition(".")[2]) <= 6 for value in points)


def test_an_area_without_boundary_or_properties_is_a_feature_with_nulls(features):
    assert features["WK003"]["geometry"] is None
    assert features["WK003"]["properties"]["class"] is None


def test_properties_are_joined_by_area_and_absent_numbers_are_null(features):
    told = {area: (feature["properties"]["class"], feature["properties"]["probability"])
            for area, feature in features.items()}  # fmt: skip
    assert told == {"WK001": ("no_signal", 0.5), "WK002": (None, None), "WK003": (None, None)}
    assert list(features) == ["WK001", "WK002", "WK003"]


@pytest.mark.parametrize("codes", [["WK009"], ["WK001", "WK001"]])
def test_properties_of_a_strange_area_or_given_twice_stop_the_build(areas, codes):
    with pytest.raises(PublicationError, match=codes[0]):
        geojson_bytes(areas, memtable({"area": codes}))


def test_a_workbook_keeps_numbers_as_numbers_text_as_text_and_absent_empty(book):
    rows = [[cell.value for cell in row] for row in book["observations"].iter_rows(min_row=2)]
    assert rows == [["A", "2019", None, "Q"], ["B", "2019", 2, "A"], ["C", "2020", -1.25, "A"]]
    assert [cell.data_type for cell in book["observations"][3]] == ["s", "s", "n", "s"]
    assert book["observations"]["C3"].number_format == "0.0"


def test_text_that_looks_like_a_formula_is_text_in_a_workbook(book):
    cell = book["risks"]["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_dates_truths_and_whole_numbers_have_their_type_in_a_workbook(book):
    named, served, rank = book["risks"]["C3"], book["risks"]["D2"], book["risks"]["E2"]
    assert (named.is_date, named.value.date().isoformat()) == (True, "2019-04-14")
    assert (served.value, served.data_type) == (True, "b")
    assert (rank.value, rank.number_format) == (1, "0")


def test_each_sheet_has_a_frozen_header_and_filters(book):
    assert book.sheetnames == ["Lees mij - Read me", "observations", "risks"]
    assert book["observations"].freeze_panes == "B2"
    assert book["observations"].auto_filter.ref == "A1:D4"


def test_the_first_sheet_explains_every_column_and_status_in_both_languages(book, tables):
    rows = {tuple(cell.value for cell in row) for row in book["Lees mij - Read me"].iter_rows()}
    for name, file in tables.items():
        for column in file.columns:
            assert (name, column.name, column.unit or None, column.meaning.nl, column.meaning.en) in rows
    assert ("Q", None, None, "Weggelaten om mensen te beschermen", "Withheld to protect people") in rows
    assert set(STATUS_MEANINGS) == {*Status.PRESENT, *Status.ABSENT}


def test_the_first_sheet_labels_generated_data_and_names_the_licence(book):
    cells = {cell.value for row in book["Lees mij - Read me"].iter_rows() for cell in row}
    assert {"CC BY 4.0", "Veerkrachtmonitor Voorbeeldstad, Editie 2021"} <= cells
    assert any("Made-up example data" in str(cell) for cell in cells)


def test_a_text_that_a_cell_cannot_hold_stops_the_build(edition):
    table = memtable({"text": ["short", "x" * 32_768]})
    file = DataTableFile(Label("t", "t"), table, (DataColumn("text", Label("tekst", "text")),))
    with pytest.raises(PublicationError, match="from row 2 on"):
        workbook_bytes(edition, {"t": file})


def test_the_index_tells_size_hash_and_meaning_of_each_file(package):
    listed = {entry["path"]: entry for entry in json.loads(package["data/index.json"])["files"]}
    assert set(listed) == {path.removeprefix("data/") for path in package} - {"index.json"}
    for path, entry in listed.items():
        content = package[f"data/{path}"]
        assert (entry["bytes"], entry["sha256"]) == (len(content), sha256(content).hexdigest())
    assert {"name": "value", "nl": "Waarde", "en": "Value", "unit": "percent"} in listed["observations.csv"]["columns"]
    assert [column["name"] for column in listed["areas.geojson"]["columns"]][-2:] == ["class", "probability"]


def test_the_index_is_of_the_files_that_it_is_given():
    found = json.loads(index_json([describe_file("data/a.csv", b"a", title=Label("A", "A"))]))
    assert [(entry["path"], entry["media_type"]) for entry in found["files"]] == [("a.csv", "text/csv")]


def test_the_same_input_gives_the_same_bytes(edition, tables, areas, properties, package):
    assert data_package(edition, tables, areas=areas, properties=properties) == package
    assert data_listing(package, tables, properties=properties)[0].path == "data/areas.geojson"


SCRIPT = """
from hashlib import sha256
from veerkracht.reports.content import Edition, Label
from veerkracht.reports.data_files import data_package
from veerkracht.reports.data_tables import DataColumn, DataTableFile
from veerkracht.tables import AREAS, memtable, table_of
edition = Edition(Label("A", "B"), "2021", "2021-03-01", False, (), (), ())
names = ("b", "a", "c")
table = memtable({name: [name, None] for name in names})
file = DataTableFile(Label("t", "t"), table, tuple(DataColumn(name, Label(name, name)) for name in names))
package = data_package(edition, {"t": file, "s": file}, areas=table_of(AREAS, [{"area": "A"}]))
print(sha256(b"".join(path.encode() + content for path, content in sorted(package.items()))).hexdigest())
"""


def test_another_process_with_another_hash_seed_gives_the_same_bytes():
    found = {
        subprocess.run([sys.executable, "-c", SCRIPT], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True,
                       check=True).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(found) == 1


def test_parquet_of_the_same_rows_has_the_same_bytes(tables):
    assert parquet_bytes(tables["risks"].table) == parquet_bytes(tables["risks"].table)
