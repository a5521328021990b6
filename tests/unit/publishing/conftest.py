"""A small made-up edition with two tables and three areas, one of them without boundary."""

import pyarrow as pa
import pytest
import shapely

from veerkracht.reports.content import Edition, Label, Page, Source
from veerkracht.reports.data_tables import DataColumn, DataTableFile
from veerkracht.tables import AREAS, memtable, table_of

SOURCES = (
    Source("cbs", "Kerncijfers", "CBS", "CC BY 4.0", "https://www.cbs.nl/kern cijfers"),
    Source("own", "Register"),
)


def _shape_with_hole():
    """A square of 1 km in the Dutch grid whose rings run the wrong way round for GeoJSON."""
    shell = [(80_000, 455_000), (80_000, 456_000), (81_000, 456_000), (81_000, 455_000)]
    hole = [(80_400, 455_400), (80_600, 455_400), (80_600, 455_600), (80_400, 455_600)]
    return shapely.to_wkb(shapely.Polygon(shell, [hole]))


@pytest.fixture
def edition():
    return Edition(
        city=Label("Voorbeeldstad", "Exampletown"), name="2021", date="2021-03-01", synthetic=True,
        pages=(Page("index", "Home", ()),), summary=(), sources=SOURCES,
        publisher=Label("Gemeente Voorbeeldstad", "Municipality of Exampletown"), version="0.1.0",
        licence="CC BY 4.0",
    )  # fmt: skip


@pytest.fixture
def areas():
    parts = shapely.MultiPolygon(
        [shapely.box(82_000, 455_000, 82_100, 455_100), shapely.box(83_000, 455_000, 83_100, 455_100)]
    )
    rows = [
        ("WK002", shapely.to_wkb(parts)), ("WK001", _shape_with_hole()), ("WK003", None),
    ]  # fmt: skip
    return table_of(AREAS, [
        {"area": code, "level": "district", "name": f"Wijk {code}", "parent": "GM0001", "municipality": "GM0001",
         "division": 2019, "geometry": shape}
        for code, shape in rows
    ])  # fmt: skip


@pytest.fixture
def properties():
    table = memtable(
        pa.table({"area": ["WK001", "WK002"], "class": ["no_signal", None], "probability": [0.5, float("nan")]})
    )
    return DataTableFile(Label("Klassen", "Classes"), table, (
        DataColumn("area", Label("Gebied", "Area")), DataColumn("class", Label("Klasse", "Class")),
        DataColumn("probability", Label("Kans", "Probability")),
    ))  # fmt: skip


@pytest.fixture
def tables():
    observations = pa.table({
        "value": [2.0, None, -1.25], "area": ["B", "A", "C"], "period": ["2019", "2019", "2020"],
        "status": ["A", "Q", "A"],
    })  # fmt: skip
    risks = pa.table({
        "risk": ["ST-1", "SH-2"], "note": ["=HYPERLINK(1)", "plain, with comma"],
        "named": pa.array([None, 18_000], pa.date32()), "served": [True, None], "rank": pa.array([1, None], pa.int64()),
    })  # fmt: skip
    return {
        "observations": DataTableFile(Label("Waarnemingen", "Observations"), memtable(observations), (
            DataColumn("area", Label("Gebied", "Area")),
            DataColumn("period", Label("Periode", "Period")),
            DataColumn("value", Label("Waarde", "Value"), "percent", decimals=1),
            DataColumn("status", Label("Status van de waarde", "Status of the value")),
        ), order=("area",)),
        "risks": DataTableFile(Label("Risico’s", "Risks"), memtable(risks), (
            DataColumn("risk", Label("Risico", "Risk")), DataColumn("note", Label("Toelichting", "Note"), written=True),
            DataColumn("named", Label("Genoemd op", "Named on")), DataColumn("served", Label("Bediend", "Served")),
            DataColumn("rank", Label("Plaats", "Rank")),
        )),
    }  # fmt: skip
