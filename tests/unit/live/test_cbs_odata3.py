"""Tables of Statistics Netherlands by OData 3, from a service that speaks its envelopes."""

import json

import pytest

from veerkracht.connectors.cbs_odata3 import describe_odata3_table, read_odata3_table
from veerkracht.errors import CatalogueError, InputError, NetworkError, UsageError
from veerkracht.tables import ColumnRule

TABLE = "85318NED"
ROWS_PATH = f"/odata/{TABLE}/TypedDataSet"


def rule(indicator, column, **others):
    return ColumnRule(indicator, "kwb_odata", column, **others)


INHABITANTS = rule("inhabitants", "AantalInwoners")
INCOME = rule("income", "GemiddeldInkomenPerInwoner", scale=1000.0)


def topic(key, kind="Long"):
    return {
        "odata.type": "Cbs.OData.Topic",
        "Key": key,
        "Type": "Topic",
        "Datatype": kind,
        "Unit": "aantal",
        "Decimals": 0,
    }


REGION = {"odata.type": "Cbs.OData.GeoDetail", "Key": "WijkenEnBuurten", "Type": "GeoDetail"}
PROPERTIES = (REGION, {"Type": "TopicGroup", "Key": ""}, topic("Gemeentenaam_1", "String"), topic("AantalInwoners_5"),
              topic("GemiddeldInkomenPerInwoner_72", "Double"))  # fmt: skip


def row(code, inhabitants=100, income=20.5):
    return {"ID": 0, "WijkenEnBuurten": code.ljust(10), "Gemeentenaam_1": "x", "AantalInwoners_5": inhabitants,
            "GemiddeldInkomenPerInwoner_72": income}  # fmt: skip


ROWS = (
    row("NL00", 17_000_000),
    row("GM0518", 300),
    row("WK051801", None, 25.0),
    row("BU05180110", 7, None),
    row("GM0599"),
)


def read(client, server, *rules, **options):
    wanted = {"period": "2022", "source": "cbs_kwb", "municipality": "GM0518", **options}
    return read_odata3_table(client, TABLE, rules or (INHABITANTS, INCOME), base_url=f"{server.url}/odata", **wanted)


def cells(table):
    return {(r["area"], r["indicator"]): (r["value"], r["status"]) for r in table.to_pyarrow().to_pylist()}


def test_values_are_scaled_and_nulls_stay_missing(server, publish3, make_client):
    publish3(TABLE, ROWS, PROPERTIES)
    assert cells(read(make_client(), server)) == {
        ("NL00", "inhabitants"): (17_000_000.0, "A"), ("NL00", "income"): (20_500.0, "A"),
        ("GM0518", "inhabitants"): (300.0, "A"), ("GM0518", "income"): (20_500.0, "A"),
        ("WK051801", "inhabitants"): (None, "O"), ("WK051801", "income"): (25_000.0, "A"),
        ("BU05180110", "inhabitants"): (7.0, "A"), ("BU05180110", "income"): (None, "O"),
    }  # fmt: skip


def test_only_the_municipality_and_the_columns_of_the_rules_are_asked_for(server, publish3, make_client):
    publish3(TABLE, ROWS, PROPERTIES)
    read(make_client(), server, INHABITANTS)
    query = next(asked.query for asked in server.asked if asked.path == ROWS_PATH)
    assert query["$select"] == "WijkenEnBuurten,AantalInwoners_5"
    assert query["$filter"].count("startswith(WijkenEnBuurten,") == 4 and "'WK0518'" in query["$filter"]
    assert (query["$top"], query["$skip"]) == ("10000", "0")


def test_rows_that_were_not_asked_for_are_left_out(server, publish3, make_client, json_reply):
    publish3(TABLE, ROWS, PROPERTIES)
    server.compute(ROWS_PATH, lambda asked: json_reply({"value": ROWS if asked.query["$skip"] == "0" else []}))
    assert ("GM0599", "inhabitants") not in cells(read(make_client(), server))


def test_without_a_municipality_all_areas_are_read_and_other_regions_are_not(server, publish3, make_client):
    publish3(TABLE, [*ROWS, row("PV28"), row("CR23")], PROPERTIES)
    found = cells(read(make_client(), server, INHABITANTS, municipality=None))
    assert {area for area, _ in found} == {"NL00", "GM0518", "WK051801", "BU05180110", "GM0599"}


def test_many_columns_are_not_named_because_the_service_refuses_a_long_question(server, publish3, make_client):
    keys = [f"EenHeelLangeNaamVanEenOnderwerp{letter}{n}_{n}" for n, letter in enumerate("abcdefghij" * 5, start=10)]
    publish3(TABLE, [row("GM0518") | dict.fromkeys(keys, 1)], [REGION, *map(topic, keys)])
    rules = [rule(key.lower(), key.rsplit("_", 1)[0]) for key in keys]
    assert len(cells(read(make_client(), server, *rules))) == 50
    assert "$select" not in server.asked[-1].query


def many(count):
    return [row(f"BU{n:04d}{n % 100:02d}01", n) for n in range(count)]


@pytest.mark.parametrize("links", [True, False])
def test_25_000_rows_come_in_three_pages_with_and_without_links(links, server, publish3, make_client):
    publish3(TABLE, [row(f"BU{1000 + n // 100}{n % 100:02d}01", n) for n in range(25_000)], PROPERTIES, links=links)
    table = read(make_client(), server, INHABITANTS, municipality=None)
    values = table.value.to_pyarrow().to_pylist()
    assert (len(values), sum(values)) == (25_000, 25_000 * 24_999 / 2)
    assert server.paths().count(ROWS_PATH) == (3 if links else 4)


@pytest.mark.parametrize("links", [True, False])
def test_a_service_with_smaller_pages_loses_no_row(links, server, publish3, make_client):
    publish3(TABLE, many(95), PROPERTIES, page_rows=20, links=links)
    assert read(make_client(), server, INHABITANTS, municipality=None).count().to_pyarrow().as_py() == 95


def test_reading_that_broke_off_after_page_three_goes_on_at_page_four(server, publish3, reply, make_client):
    publish3(TABLE, many(95), PROPERTIES, page_rows=20)
    good = server.teller(ROWS_PATH)
    server.compute(ROWS_PATH, lambda asked: good(asked) if int(asked.query["$skip"]) < 60 else reply(b"", status=500))
    with pytest.raises(NetworkError):
        read(make_client(), server, INHABITANTS, municipality=None)
    server.asked.clear()
    server.compute(ROWS_PATH, good)
    assert len(cells(read(make_client(), server, INHABITANTS, municipality=None))) == 95
    assert [asked.query["$skip"] for asked in server.asked if asked.path == ROWS_PATH] == ["60", "80"]


def test_an_unchanged_table_is_not_downloaded_again_and_a_changed_one_is(server, publish3, make_client):
    publish3(TABLE, ROWS, PROPERTIES)
    first = cells(read(make_client(), server))
    server.asked.clear()
    assert cells(read(make_client(), server)) == first
    assert server.paths() == [f"/odata/{TABLE}/TableInfos"]
    publish3(TABLE, [row("GM0518", 301)], PROPERTIES, modified="2023-01-01T00:00:00")
    assert cells(read(make_client(), server))["GM0518", "inhabitants"] == (301.0, "A")


def test_a_column_that_is_gone_is_told_as_not_asked_for_every_area(server, publish3, make_client):
    publish3(
        TABLE, [{k: v for k, v in r.items() if k != "GemiddeldInkomenPerInwoner_72"} for r in ROWS], PROPERTIES[:-1]
    )
    found = cells(read(make_client(), server))
    assert {found[area, "income"] for area in ("NL00", "GM0518", "WK051801", "BU05180110")} == {(None, "L")}
    assert found["GM0518", "inhabitants"] == (300.0, "A")


def test_a_column_is_found_by_its_name_before_the_number_and_the_heading_before_it(server, publish3, make_client):
    keys = ("Electriciteit_40", "Appartement_41", "Gas_48", "Appartement_49")
    publish3(TABLE, [row("GM0518") | dict(zip(keys, (1, 2, 3, 4), strict=True))], [REGION, *map(topic, keys)])
    rules = (rule("flat_gas", "Appartement", after="Gas"), rule("flat_power", "Appartement", after="Electriciteit"))
    assert cells(read(make_client(), server, *rules)) == {
        ("GM0518", "flat_gas"): (4.0, "A"), ("GM0518", "flat_power"): (2.0, "A"),
    }  # fmt: skip
    with pytest.raises(CatalogueError, match="occurs 2 times"):
        read(make_client(), server, rule("flat", "Appartement"))


def test_a_rule_for_other_years_or_other_files_is_not_used(server, publish3, make_client):
    publish3(TABLE, ROWS, PROPERTIES)
    rules = (INHABITANTS, rule("old", "AantalInwoners", last=2021), ColumnRule("excel", "kwb_excel", "a_inw"))
    assert {indicator for _, indicator in cells(read(make_client(), server, *rules))} == {"inhabitants"}


def crossed(code, period, margin, value):
    return {"RegioS": code.ljust(6), "Perioden": period, "Marges": margin, "Eenzaam_3": value}


CROSSED = (crossed("NL01", "2020JJ00", "MW00000", 47.0), crossed("GM0518", "2020JJ00", "MW00000", 56.8),
           crossed("GM0518", "2020JJ00", "MOG0095", 55.0), crossed("GM0518", "2016JJ00", "MW00000", 49.0))  # fmt: skip
CROSSED_PROPERTIES = ({"Key": "RegioS", "Type": "Dimension"}, {"Key": "Perioden", "Type": "TimeDimension"},
                      {"Key": "Marges", "Type": "Dimension"}, topic("Eenzaam_3", "Double"))  # fmt: skip


def test_the_period_and_a_named_code_choose_one_row_per_area(server, publish3, make_client):
    publish3(TABLE, CROSSED, CROSSED_PROPERTIES)
    table = read(make_client(), server, rule("lonely", "Eenzaam"), period="2020", where={"Marges": "MW00000"})
    assert cells(table) == {("NL00", "lonely"): (47.0, "A"), ("GM0518", "lonely"): (56.8, "A")}


def test_a_dimension_without_a_named_code_is_told(server, publish3, make_client):
    publish3(TABLE, CROSSED, CROSSED_PROPERTIES)
    with pytest.raises(InputError, match=r"more than one row for area GM0518.*Marges"):
        read(make_client(), server, rule("lonely", "Eenzaam"), period="2020")


def test_a_dimension_that_is_not_there_is_told(server, publish3, make_client):
    publish3(TABLE, CROSSED, CROSSED_PROPERTIES)
    with pytest.raises(InputError, match="no dimension Marge; it has RegioS, Perioden, Marges"):
        read(make_client(), server, rule("lonely", "Eenzaam"), where={"Marge": "x"})


def changed(**others):
    return [{**row("GM0518"), **others}]


BAD_TABLES = {
    "text where a number belongs": (changed(AantalInwoners_5="300"), PROPERTIES, "'300' is no number"),
    "an object where a number belongs": (changed(AantalInwoners_5={"v": 3}), PROPERTIES, "is no number"),
    "a truth value where a number belongs": (changed(AantalInwoners_5=True), PROPERTIES, "True is no number"),
    "a key that is no code": (changed(WijkenEnBuurten="Den Haag"), PROPERTIES, "'Den Haag' in WijkenEnBuurten is no code"),
    "a key that is empty": (changed(WijkenEnBuurten=None), PROPERTIES, "None in WijkenEnBuurten is no code"),
    "an area twice": ([row("GM0518"), row("GM0518")], PROPERTIES, "more than one row for area GM0518"),
    "no row at all": ([], PROPERTIES, "no row for GM0518"),
    "the region column gone": (ROWS, PROPERTIES[1:], "no dimension WijkenEnBuurten or RegioS"),
    "a topic that is text": (ROWS, (REGION, topic("AantalInwoners_5", "String")), "of type String"),
    "a topic that is announced but absent": (
        [{k: v for k, v in row("GM0518").items() if k != "AantalInwoners_5"}], PROPERTIES, "announced but absent"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_TABLES)
def test_a_bad_table_is_an_error_and_the_earlier_one_stays_readable(case, server, publish3, json_reply, make_client):
    publish3(TABLE, ROWS, PROPERTIES)
    before = cells(read(make_client(), server))
    rows, properties, message = BAD_TABLES[case]
    publish3(TABLE, rows, properties, modified="2023-06-01T00:00:00")
    server.tell(ROWS_PATH, json_reply({"value": rows}), json_reply({"value": []}))
    with pytest.raises(InputError, match=message) as caught:
        read(make_client(), server)
    assert caught.value.facts["table"] == TABLE
    assert cells(read(make_client(offline=True), server)) == before


def test_the_whole_table_must_be_unique_over_its_pages(server, publish3, make_client):
    publish3(TABLE, [row("GM0518"), row("WK051801"), row("GM0518")], PROPERTIES, page_rows=2)
    with pytest.raises(InputError, match="more than one row for area GM0518"):
        read(make_client(), server)


BAD_ANSWERS = {
    "no-json": b'{"value": [{"WijkenEnBuurten": "GM05',
    "no-json of a list": b"[1, 2]",
    "no-json of no number": b'{"value": [{"AantalInwoners_5": NaN}]}',
    "no-json of depth": b"[" * 100_000,
    "no-envelope": b'{"odata.error": {"code": "", "message": "x"}}',
    "no-envelope of values": b'{"value": [1]}',
    "no-envelope of an object": b'{"value": {"a": 1}}',
    "foreign-link": b'{"value": [], "odata.nextLink": "http://example.org/next"}',
}


@pytest.mark.parametrize("case", BAD_ANSWERS)
def test_a_bad_answer_is_a_named_fault_and_the_earlier_table_stays_readable(case, server, publish3, reply, make_client):
    publish3(TABLE, ROWS, PROPERTIES)
    before = cells(read(make_client(), server))
    publish3(TABLE, ROWS, PROPERTIES, modified="2023-06-01T00:00:00")
    server.tell(ROWS_PATH, reply(BAD_ANSWERS[case]))
    with pytest.raises(NetworkError) as caught:
        read(make_client(), server)
    assert caught.value.reason == case.split()[0]
    assert cells(read(make_client(offline=True), server)) == before


def test_pages_without_end_are_a_fault(server, publish3, json_reply, make_client, monkeypatch):
    publish3(TABLE, ROWS, PROPERTIES)
    monkeypatch.setattr("veerkracht.connectors.cbs_odata3.MAX_PAGES", 5)
    server.tell(ROWS_PATH, json_reply({"value": [], "odata.nextLink": f"{server.url}{ROWS_PATH}?again=1"}))
    with pytest.raises(NetworkError) as caught:
        read(make_client(), server)
    assert (caught.value.reason, caught.value.pages) == ("endless-pages", 5)


def test_an_unknown_table_is_a_named_fault(server, make_client):
    with pytest.raises(NetworkError) as caught:
        read(make_client(), server)
    assert caught.value.reason == "not-found"


def test_a_table_that_describes_nothing_is_told(server, json_reply, make_client):
    server.tell(f"/odata/{TABLE}/TableInfos", json_reply({"value": []}))
    with pytest.raises(InputError, match="describes no table"):
        read(make_client(), server)


def test_a_service_without_typed_data_is_told(server, publish3, json_reply, make_client):
    publish3(TABLE, ROWS, PROPERTIES)
    server.tell(f"/odata/{TABLE}", json_reply({"value": [{"name": "DataProperties", "url": "DataProperties"}]}))
    with pytest.raises(InputError, match="offers no TypedDataSet"):
        read(make_client(), server)


@pytest.mark.parametrize(
    "options", [{"municipality": "0518"}, {"municipality": "GM0518') or true"}, {"period": "22"}, {"period": "2022-1"}]
)
def test_a_request_that_cannot_be_asked_is_refused_before_anything_is_asked(options, server, make_client):
    with pytest.raises(UsageError, match="cannot be asked for"):
        read(make_client(), server, **options)
    assert server.asked == []


def test_a_table_is_described_as_a_source(server, publish3, make_client):
    publish3(TABLE, ROWS, PROPERTIES, info={"Title": "Kerncijfers wijken en buurten", "Period": "2022"})
    table = describe_odata3_table(make_client(), TABLE, source="cbs_kwb", base_url=f"{server.url}/odata")
    assert table.to_pyarrow().to_pylist() == [{
        "source": "cbs_kwb", "title": "Kerncijfers wijken en buurten (2022)",
        "publisher": "Statistics Netherlands (CBS)",
        "licence": "CC BY 4.0", "url": f"{server.url}/odata/{TABLE}", "edition": "2022-12-22T02:00:00",
        "retrieved": "2025-01-06T10:00:00+00:00", "sha256": None, "file": None,
    }]  # fmt: skip


def test_the_same_answers_give_the_same_table(server, publish3, make_client):
    publish3(TABLE, ROWS, PROPERTIES)
    tables = [read(make_client(), server).to_pyarrow() for _ in range(2)]
    assert tables[0].equals(tables[1]) and json.dumps(tables[0].to_pylist())
