"""Tables of Statistics Netherlands by OData 4, from a service that speaks its envelopes."""

import pytest

from veerkracht.connectors.cbs_odata4 import describe_odata4_table, read_odata4_table
from veerkracht.errors import CatalogueError, InputError, NetworkError
from veerkracht.tables import ColumnRule

TABLE = "85984NED"
ROOT = f"/v1/CBS/{TABLE}"
MEASURES = (
    {"Identifier": "T001036", "Title": "Aantal inwoners", "Unit": "aantal"},
    {"Identifier": "M000297", "Title": "Gemiddelde WOZ-waarde", "Unit": "x 1 000 euro"},
    {"Identifier": "M000221_1", "Title": "Appartement"},
    {"Identifier": "M000221_2", "Title": "Appartement"},
)
REGIONS = ("NL01", "PV28", "GM0518", "WK051801", "BU05180110", "GM0599")


def rule(indicator, column, **others):
    return ColumnRule(indicator, "cbs_odata4", column, **others)


INHABITANTS = rule("inhabitants", "Aantal inwoners")
VALUE = rule("home_value", "M000297", scale=1000.0)


def seen(code, measure, value, attribute="None", **others):
    return {"Id": 0, "Measure": measure, "ValueAttribute": attribute, "Value": value, "StringValue": None,
            "WijkenEnBuurten": code.ljust(10), **others}  # fmt: skip


OBSERVATIONS = (
    seen("NL01", "T001036", 17_000_000.0), seen("PV28", "T001036", 3_700_000.0), seen("GM0518", "T001036", 560_000.0),
    seen("WK051801", "T001036", None, "Confidential"), seen("BU05180110", "T001036", None, "Impossible"),
    seen("GM0518", "M000297", 350.0), seen("WK051801", "M000297", None, "Missing"), seen("GM0599", "T001036", 1.0),
)  # fmt: skip


def read(client, server, *rules, **options):
    wanted = {"period": "2024", "source": "cbs_kwb", "municipality": "GM0518", **options}
    return read_odata4_table(client, TABLE, rules or (INHABITANTS, VALUE), base_url=f"{server.url}/v1/CBS", **wanted)


def cells(table):
    return {(r["area"], r["indicator"]): (r["value"], r["status"]) for r in table.to_pyarrow().to_pylist()}


@pytest.fixture
def published(publish4):
    publish4(TABLE, OBSERVATIONS, measures=MEASURES, regions=REGIONS)


def test_measures_are_found_by_title_or_identifier_and_absence_keeps_its_reason(server, published, make_client):
    assert cells(read(make_client(), server)) == {
        ("NL00", "inhabitants"): (17_000_000.0, "A"), ("NL00", "home_value"): (None, "O"),
        ("GM0518", "inhabitants"): (560_000.0, "A"), ("GM0518", "home_value"): (350_000.0, "A"),
        ("WK051801", "inhabitants"): (None, "Q"), ("WK051801", "home_value"): (None, "O"),
        ("BU05180110", "inhabitants"): (None, "M"), ("BU05180110", "home_value"): (None, "O"),
    }  # fmt: skip


def test_only_the_measures_and_regions_of_the_request_are_asked_for(server, published, make_client):
    read(make_client(), server, VALUE)
    assert server.asked[-1].query["$filter"].endswith("and (Measure eq 'M000297')")
    codes = next(asked for asked in server.asked if asked.path == f"{ROOT}/WijkenEnBuurtenCodes")
    assert "startswith(Identifier,'BU0518')" in codes.query["$filter"]


def test_a_measure_that_is_gone_is_told_as_not_asked(server, published, make_client):
    found = cells(read(make_client(), server, INHABITANTS, rule("gone", "M999999")))
    assert {cell for (_, indicator), cell in found.items() if indicator == "gone"} == {(None, "L")}
    assert found["GM0518", "inhabitants"] == (560_000.0, "A")


def test_a_title_that_occurs_twice_must_be_told_apart_by_identifier(server, publish4, make_client):
    told = [seen("GM0518", "M000221_1", 1.0), seen("GM0518", "M000221_2", 2.0)]
    publish4(TABLE, told, measures=MEASURES, regions=REGIONS)
    with pytest.raises(CatalogueError, match="occurs 2 times: M000221_1, M000221_2"):
        read(make_client(), server, rule("flat", "Appartement"))
    assert cells(read(make_client(), server, rule("flat", "M000221_2")))["GM0518", "flat"] == (2.0, "A")


def test_without_a_municipality_provinces_are_left_out(server, published, make_client):
    found = cells(read(make_client(), server, INHABITANTS, municipality=None))
    assert {area for area, _ in found} == {"NL00", "GM0518", "WK051801", "BU05180110", "GM0599"}


def test_25_000_observations_come_in_pages_by_their_links(server, publish4, make_client):
    regions = [f"BU{1000 + n // 100}{n % 100:02d}01" for n in range(25_000)]
    observations = [seen(code, "T001036", float(n)) for n, code in enumerate(regions)]
    publish4(TABLE, observations, measures=MEASURES, regions=regions, page_rows=10_000)
    values = read(make_client(), server, INHABITANTS, municipality=None).value.to_pyarrow().to_pylist()
    assert (len(values), sum(values)) == (25_000, 25_000 * 24_999 / 2)
    assert server.paths().count(f"{ROOT}/Observations") == 3


def test_reading_that_broke_off_goes_on_after_the_last_whole_page(server, publish4, reply, make_client):
    publish4(TABLE, OBSERVATIONS, measures=MEASURES, regions=REGIONS, page_rows=2)
    good = server.teller(f"{ROOT}/Observations")
    down = reply(b"", status=500)
    server.compute(f"{ROOT}/Observations", lambda asked: down if asked.query.get("$skip") == "4" else good(asked))
    with pytest.raises(NetworkError):
        read(make_client(), server)
    server.asked.clear()
    server.compute(f"{ROOT}/Observations", good)
    assert cells(read(make_client(), server))["GM0518", "home_value"] == (350_000.0, "A")
    assert [asked.query["$skip"] for asked in server.asked if asked.path == f"{ROOT}/Observations"] == ["4"]


def test_the_time_dimension_takes_the_period_and_other_dimensions_the_named_code(server, publish4, make_client):
    told = [seen("GM0518", "T001036", value, Perioden=period, Beroepsklasse=group) for value, period, group in (
        (1.0, "2022JJ00", "T1"), (2.0, "2023JJ00", "T1"), (3.0, "2023JJ00", "A2"))]  # fmt: skip
    publish4(TABLE, told, measures=MEASURES, regions=REGIONS, times=["Perioden"], others=["Beroepsklasse"])
    found = read(make_client(), server, INHABITANTS, period="2023", where={"Beroepsklasse": "T1"})
    assert cells(found)["GM0518", "inhabitants"] == (2.0, "A")
    with pytest.raises(InputError, match="more than one value of T001036 for area GM0518"):
        read(make_client(), server, INHABITANTS, period="2023")
    with pytest.raises(InputError, match="no observation for GM0518 and 2024JJ00"):
        read(make_client(), server, INHABITANTS)
    with pytest.raises(InputError, match="has no dimension Leeftijd"):
        read(make_client(), server, INHABITANTS, where={"Leeftijd": "1"})


BAD = {
    "text": (seen("GM0518", "T001036", "560"), "value '560' with attribute None is not understood"),
    "attribute": (seen("GM0518", "T001036", 1.0, "Guessed"), "attribute Guessed is not understood"),
    "column": ({k: v for k, v in seen("GM0518", "T001036", 1.0).items() if k != "Value"}, "have no column Value"),
    "key": (seen("", "T001036", 1.0), "no code of a region"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_observation_is_an_error_and_the_earlier_table_stays_readable(
    case, server, published, publish4, json_reply, make_client
):
    before = cells(read(make_client(), server))
    publish4(TABLE, OBSERVATIONS, measures=MEASURES, regions=REGIONS, modified="2025-01-01T00:00:00Z")
    server.tell(f"{ROOT}/Observations", json_reply({"value": [BAD[case][0]]}))
    with pytest.raises(InputError, match=BAD[case][1]):
        read(make_client(), server)
    assert cells(read(make_client(offline=True), server)) == before


def test_a_value_twice_is_an_error(server, publish4, make_client):
    publish4(TABLE, [*OBSERVATIONS, OBSERVATIONS[2]], measures=MEASURES, regions=REGIONS)
    with pytest.raises(InputError, match="more than one value"):
        read(make_client(), server)


def test_a_null_without_a_reason_is_missing_and_a_marked_value_is_absent(server, publish4, make_client):
    told = [seen("GM0518", "T001036", None), seen("WK051801", "T001036", 0.0, "Impossible"),
            seen("BU05180110", "T001036", 3.0, "Provisional")]  # fmt: skip
    publish4(TABLE, told, measures=MEASURES, regions=REGIONS)
    found = cells(read(make_client(), server, INHABITANTS))
    assert found["GM0518", "inhabitants"] == (None, "O")
    assert found["WK051801", "inhabitants"] == (None, "M")
    assert found["BU05180110", "inhabitants"] == (3.0, "E")


def test_a_municipality_or_dimension_that_is_not_there_is_told(server, published, make_client):
    with pytest.raises(InputError, match="no dimension RegioS; it has WijkenEnBuurten"):
        read(make_client(), server, region_dimension="RegioS")


def test_a_table_without_areas_is_told(server, publish4, make_client):
    publish4(TABLE, OBSERVATIONS, measures=MEASURES, regions=["PV28"])
    with pytest.raises(InputError, match="no area for GM0518"):
        read(make_client(), server)


def test_a_table_is_described_as_a_source(server, published, make_client):
    table = describe_odata4_table(make_client(), TABLE, source="cbs_kwb", base_url=f"{server.url}/v1/CBS")
    found = table.to_pyarrow().to_pylist()[0]
    assert (found["title"], found["licence"], found["edition"]) == ("Kerncijfers", "CC BY 4.0", "2024-03-01T00:00:00Z")
