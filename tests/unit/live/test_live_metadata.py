"""The recorded metadata of Statistics Netherlands, turned back to the JSON that its services give."""

import csv

import pytest

from veerkracht.connectors.cbs_odata3 import describe_odata3_table, read_odata3_table
from veerkracht.connectors.cbs_odata4 import read_odata4_table
from veerkracht.connectors.kwb_odata import read_kwb_odata
from veerkracht.tables import ColumnRule

pytestmark = pytest.mark.real_data

NUMBERS = ("ID", "Position", "ParentID", "Decimals", "MapYear")


def records(path):
    """Rows of a CSV file as the service gives them: whole numbers as numbers, nothing as null, padding kept."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [{name: int(text) if name in NUMBERS and text else text or None for name, text in row.items()}
                for row in csv.DictReader(stream)]  # fmt: skip


def cells(table):
    return {(r["area"], r["indicator"]): (r["value"], r["status"]) for r in table.to_pyarrow().to_pylist()}


def publish(publish3, folder, rows):
    info = records(folder / "TableInfos.csv")[0]
    publish3(folder.name, rows, records(folder / "DataProperties.csv"), info=info, modified=info["Modified"])


@pytest.fixture
def neighbourhoods(data_dir, publish3):
    """Key figures 2022 with the recorded keys; each number is the place of its column, so that a swap shows."""
    folder = data_dir / "cbs_odata" / "85318NED"
    topics = [entry["Key"] for entry in records(folder / "DataProperties.csv") if entry["Type"] == "Topic"]
    keys = [entry["Key"] for entry in records(folder / "WijkenEnBuurten.csv")]
    values = {key: float(key.rsplit("_", 1)[1]) for key in topics}
    publish(publish3, folder, [{"ID": n, "WijkenEnBuurten": key, **values} for n, key in enumerate(keys)])


def test_the_columns_of_2022_are_found_by_name_and_the_city_by_its_padded_keys(neighbourhoods, server, make_client):
    rules = [ColumnRule("inhabitants", "kwb_odata", "AantalInwoners"), ColumnRule("density", "kwb_odata", "Bevolkingsdichtheid"),
             ColumnRule("flat_gas", "kwb_odata", "Appartement", after="GemiddeldAardgasverbruikTotaal"),
             ColumnRule("origin_2024", "kwb_odata", "Nederland")]  # fmt: skip
    found = cells(read_odata3_table(make_client(), "85318NED", rules, period="2022", source="cbs_kwb",
                                    municipality="GM0518", base_url=f"{server.url}/odata"))  # fmt: skip
    levels = [area[:2] for area, indicator in found if indicator == "inhabitants"]
    assert {level: levels.count(level) for level in levels} == {"NL": 1, "GM": 1, "WK": 44, "BU": 114}
    assert [found["GM0518", name] for name in ("inhabitants", "density", "flat_gas", "origin_2024")] == [
        (5.0, "A"), (33.0, "A"), (56.0, "A"), (None, "L"),
    ]  # fmt: skip


def test_18_003_regions_come_in_two_pages(neighbourhoods, server, make_client):
    rules = [ColumnRule("inhabitants", "kwb_odata", "AantalInwoners")]
    table = read_odata3_table(make_client(), "85318NED", rules, period="2022", source="cbs_kwb",
                              base_url=f"{server.url}/odata")  # fmt: skip
    assert table.count().to_pyarrow().as_py() == 18_003
    assert server.paths().count("/odata/85318NED/TypedDataSet") == 2


def test_the_recorded_table_is_described_with_its_title_and_date_of_change(neighbourhoods, server, make_client):
    table = describe_odata3_table(make_client(), "85318NED", source="cbs_kwb", base_url=f"{server.url}/odata")
    found = table.to_pyarrow().to_pylist()[0]
    assert (found["title"], found["edition"]) == ("Kerncijfers wijken en buurten 2022", "2022-12-22T02:00:00")


def test_the_recorded_regions_of_2022_are_read_as_municipalities(data_dir, server, publish3, make_client):
    folder = data_dir / "cbs_odata" / "85067NED"
    rows = [{**row, "Inwonertal_54": int(row["Inwonertal_54"])} for row in records(folder / "data.csv")]
    publish(publish3, folder, rows)
    rules = [ColumnRule("inhabitants", "kwb_odata", "Inwonertal")]
    found = cells(read_odata3_table(make_client(), "85067NED", rules, period="2022", source="cbs_regions",
                                    base_url=f"{server.url}/odata"))  # fmt: skip
    assert len(found) == len(rows)
    assert found["GM0518", "inhabitants"] == (553417.0, "A")


def test_the_recorded_observations_of_version_4_are_read_for_one_group(data_dir, server, publish4, make_client):
    recorded = records(data_dir / "cbs_odata" / "v4" / "84916NED_allTables.csv")
    rows = [{"Id": int(row["Id"]), "Measure": "M1", "ValueAttribute": row["ValueAttribute"], "Value": float(row["Value"]),
             "StringValue": None, "RegioS": row["RegioCode"].ljust(6), "Beroepsklasse": row["Beroepsklasse"],
             "Perioden": f"{row['Perioden']}JJ00"} for row in recorded]  # fmt: skip
    publish4("84916NED", rows, measures=[{"Identifier": "M1", "Title": "Werkzame beroepsbevolking"}],
             regions=sorted({row["RegioCode"] for row in recorded}), region_dimension="RegioS", times=["Perioden"],
             others=["Beroepsklasse"], page_rows=1_000)  # fmt: skip
    rules = [ColumnRule("workers", "cbs_odata4", "Werkzame beroepsbevolking", scale=1000.0)]
    found = cells(read_odata4_table(make_client(), "84916NED", rules, period="2022", source="cbs_work",
                                    region_dimension="RegioS", where={"Beroepsklasse": "Totaal"},
                                    base_url=f"{server.url}/v1/CBS"))  # fmt: skip
    total = {row["RegioCode"]: float(row["Value"]) for row in recorded if row["Beroepsklasse"] == "Totaal"}
    assert found["NL00", "workers"] == (9_548_000.0, "A")
    assert found["GM0518", "workers"] == (total["GM0518"] * 1000, "A")
    assert {area[:2] for area, _ in found} == {"NL", "GM"}


def typed(row):
    """A row of the export as the typed data of the service: a lone dot is null, a number is a number."""
    cells = {name: text.strip() for name, text in row.items()}
    texts = ("Gemeentenaam_1", "SoortRegio_2", "Codering_3", "IndelingswijzigingWijkenEnBuurten_4")
    return {**{name: None if text in (".", "") else text if name in texts else float(text) for name, text in cells.items()
               if name != "WijkenEnBuurten"}, "WijkenEnBuurten": row["WijkenEnBuurten"]}  # fmt: skip


def test_the_service_and_the_export_give_the_same_observations(data_dir, server, publish3, make_client):
    path = data_dir / "cbs_kwb" / "raw" / "84583NED_UntypedDataSet_GM0518_2019.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [typed(row) for row in csv.DictReader(stream, delimiter=";")]
    properties = [{"Key": "WijkenEnBuurten", "Type": "GeoDetail"},
                  *({"Key": key, "Type": "Topic", "Datatype": "Double"} for key in rows[0] if key[-1].isdigit())]  # fmt: skip
    publish3("84583NED", rows, properties)
    rules = [ColumnRule("inhabitants", "kwb_odata", "AantalInwoners"), ColumnRule("none", "kwb_odata", "Onbekend"),
             ColumnRule("income", "kwb_odata", "GemiddeldInkomenPerInwoner", scale=1000.0)]  # fmt: skip
    live = read_odata3_table(make_client(), "84583NED", rules, period="2019", source="cbs_kwb", municipality="GM0518",
                             base_url=f"{server.url}/odata")  # fmt: skip
    export = read_kwb_odata(path, rules, period="2019", source="cbs_kwb", municipality="GM0518")
    assert cells(live) == cells(export)
    assert len(cells(live)) == 3 * 159
