"""Boundaries by OGC API Features, from a service that speaks its envelope."""

import json

import pytest
import shapely

from veerkracht.connectors.boundaries import read_boundaries
from veerkracht.connectors.pdok import fetch_boundaries
from veerkracht.errors import InputError, NetworkError, UsageError

ITEMS = "/ogc/v1/collections/buurten/items"
SQUARE = [[[79645, 459554], [80799, 458621], [82064, 458251], [79645, 459554]]]


def feature(code, name="Buurt", coordinates=SQUARE, **others):
    properties = {"buurtcode": code, "buurtnaam": name, "gemeentecode": "GM0518", "water": "NEE", **others}
    shape = {"type": "Polygon", "coordinates": coordinates}
    return {"type": "Feature", "id": "9", "properties": properties, "geometry": shape}


def page(features, next_page=None, **others):
    links = [{"rel": "self", "href": "x"}] + ([{"rel": "next", "href": next_page}] if next_page else [])
    return {"type": "FeatureCollection", "links": links, "features": features, **others}


def fetch(client, server, **options):
    wanted = {"collection": "buurten", "municipality": "GM0518", "division": 2023, **options}
    return fetch_boundaries(client, base_url=f"{server.url}/ogc/v1", **wanted)


@pytest.fixture
def geojson(json_reply):
    return lambda document: json_reply(document, type="application/geo+json")


def test_pages_are_merged_in_order_of_code_in_metres(server, geojson, make_client):
    second = f"{server.url}{ITEMS}?cursor=abc"
    first = [feature("BU05180202"), feature("BU05180101", "Kijkduin")]
    server.tell(ITEMS, geojson(page(first, second, numberMatched=3)), geojson(page([feature("bu05180303 ")])))
    found = json.loads(fetch(make_client(), server))
    assert [item["properties"]["statcode"] for item in found["features"]] == ["BU05180101", "BU05180202", "BU05180303"]
    assert found["features"][0]["properties"] == {
        "statcode": "BU05180101", "statnaam": "Kijkduin", "gemeentecode": "GM0518", "jaarcode": 2023,
    }  # fmt: skip
    assert found["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::28992"
    assert found["features"][0]["geometry"]["coordinates"] == SQUARE


def test_the_municipality_and_the_national_grid_are_asked_for(server, geojson, make_client):
    server.tell(ITEMS, geojson(page([feature("BU05180101")])))
    fetch(make_client(), server)
    assert server.asked[0].query == {
        "f": "json", "limit": "1000", "gemeentecode": "GM0518", "crs": "http://www.opengis.net/def/crs/EPSG/0/28992",
    }  # fmt: skip


def test_a_generalised_collection_is_asked_by_year_and_chosen_here(server, geojson, make_client):
    def own(code, year=2023):
        item = feature(code)
        return {**item, "properties": {"statcode": code, "statnaam": "x", "jaarcode": year}}

    path = "/ogc/v1/collections/wijk_gegeneraliseerd/items"
    server.tell(path, geojson(page([own("WK051801"), own("WK059901"), own("WK051802", 2022)])))
    found = json.loads(fetch(make_client(), server, collection="wijk_gegeneraliseerd"))
    assert [item["id"] for item in found["features"]] == ["WK051801"]
    assert server.asked[0].query["jaarcode"] == "2023"


def test_water_is_left_out(server, geojson, make_client):
    server.tell(ITEMS, geojson(page([feature("BU05180101"), feature("BU05180101", water="JA")])))
    assert len(json.loads(fetch(make_client(), server))["features"]) == 1


def test_the_same_features_in_another_order_give_the_same_bytes(server, geojson, make_client):
    features = [feature("BU05180202"), feature("BU05180101")]
    server.tell(ITEMS, geojson(page(features)), geojson(page(features[::-1])))
    assert fetch(make_client(), server) == fetch(make_client(), server)


DEGREES = [[[4.2, 52.1], [4.3, 52.1], [4.3, 52.0], [4.2, 52.1]]]


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([feature("BU05180101"), feature("BU05180101")], "BU05180101 occurs more than once"),
        ([feature("BU05180101", coordinates=DEGREES)], "no shape in metres"),
        ([feature("BU05180101", coordinates=[])], "no shape in metres"),
        ([{**feature("BU05180101"), "geometry": None}], "no shape in metres"),
        ([{**feature("BU05180101"), "properties": None}], "'' of a feature is no area code"),
        ([feature("Kijkduin")], "'KIJKDUIN' of a feature is no area code"),
        ([feature("BU05990101")], "has no area of GM0518 in 2023"),
        ([], "has no area of GM0518 in 2023"),
    ],
)
def test_features_that_cannot_be_right_are_an_error(features, message, server, geojson, make_client):
    server.tell(ITEMS, geojson(page(features)))
    with pytest.raises(InputError, match=message):
        fetch(make_client(), server)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (page([feature("BU05180101")], numberMatched=2), "incomplete"),
        (page([feature("BU05180101")], "https://example.org/next"), "foreign-link"),
        ({"type": "FeatureCollection"}, "no-envelope"),
        ({"features": [], "links": "none"}, "no-envelope"),
    ],
)
def test_an_answer_that_is_not_whole_is_a_named_fault(document, reason, server, geojson, make_client):
    server.tell(ITEMS, geojson(document))
    with pytest.raises(NetworkError) as caught:
        fetch(make_client(), server)
    assert caught.value.reason == reason


def test_a_circle_of_pages_is_a_fault(server, geojson, make_client, monkeypatch):
    monkeypatch.setattr("veerkracht.connectors.pdok.MAX_PAGES", 4)
    server.tell(ITEMS, geojson(page([], f"{server.url}{ITEMS}?again=1")))
    with pytest.raises(NetworkError) as caught:
        fetch(make_client(), server)
    assert (caught.value.reason, len(server.asked)) == ("endless-pages", 4)


def test_a_web_page_instead_of_features_leaves_the_earlier_answer_readable(server, geojson, reply, make_client):
    server.tell(ITEMS, geojson(page([feature("BU05180101")])), reply(b"<html>", type="text/html"))
    before = fetch(make_client(), server)
    with pytest.raises(NetworkError) as caught:
        fetch(make_client(), server)
    assert caught.value.reason == "wrong-type"
    assert fetch(make_client(offline=True), server) == before


def test_an_unknown_collection_is_told_with_the_names_that_exist(server, make_client):
    with pytest.raises(UsageError, match=r"no collection straten.*buurten"):
        fetch(make_client(), server, collection="straten")
    with pytest.raises(UsageError, match="cannot be asked for"):
        fetch(make_client(), server, municipality="0518")
    assert server.asked == []


def test_the_saved_answer_is_read_by_the_connector_of_boundaries(server, geojson, make_client, tmp_path):
    server.tell(ITEMS, geojson(page([feature("BU05180202"), feature("BU05180101", "Kijkduin")])))
    path = tmp_path / "buurten.geojson"
    path.write_bytes(fetch(make_client(), server))
    areas = read_boundaries(path, division=2023).order_by("area").to_pyarrow().to_pylist()
    assert [(row["area"], row["name"], row["level"]) for row in areas] == [
        ("BU05180101", "Kijkduin", "neighbourhood"), ("BU05180202", "Buurt", "neighbourhood"),
    ]  # fmt: skip
    assert shapely.from_wkb(areas[0]["geometry"]).equals(shapely.Polygon(SQUARE[0]))
