"""Boundaries: one valid shape per code in the Dutch grid, and refusal of what does not fit."""

import gzip
import json

import pytest
import shapely

from veerkracht.connectors.boundaries import boundary_findings, dissolve, read_boundaries
from veerkracht.errors import InputError, MissingDataError

RD = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}


def square(x, y, side=100):
    return [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]


def feature(code, rings, **properties):
    shape = rings and {"type": "Polygon", "coordinates": rings}
    return {"type": "Feature", "properties": {"statcode": code, **properties}, "geometry": shape}


def stored(folder, features, crs=RD, name="areas.geojson"):
    path = folder / name
    document = {"type": "FeatureCollection", "features": features} | ({"crs": crs} if crs else {})
    path.write_text(json.dumps(document))
    return path


def shapes(table):
    rows = table.to_pyarrow().to_pylist()
    return {row["area"]: row["geometry"] and shapely.from_wkb(row["geometry"]) for row in rows}


def findings(path):
    return [(row["area"], row["finding"]) for row in boundary_findings(path).to_pyarrow().to_pylist()]


def test_an_area_has_its_code_name_and_place_in_the_city(tmp_path):
    path = stored(tmp_path, [feature("bu05180101 ", square(80_000, 455_000), statnaam="Wijk 01 Oostduinen")])
    (row,) = read_boundaries(path, division=2020).to_pyarrow().to_pylist()
    assert shapely.from_wkb(row.pop("geometry")).area == 10_000
    assert row == {
        "area": "BU05180101", "level": "neighbourhood", "name": "Oostduinen", "parent": "WK051801",
        "municipality": "GM0518", "division": 2020,
    }  # fmt: skip


def test_a_compressed_file_gives_the_same_areas(tmp_path):
    plain = stored(tmp_path, [feature("WK051801", square(80_000, 455_000))])
    packed = tmp_path / "areas.geojson.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert shapes(read_boundaries(packed, division=2020)) == shapes(read_boundaries(plain, division=2020))


def test_a_file_without_coordinate_system_has_longitude_and_latitude(tmp_path):
    # the tower of Amersfoort, where the grid has 155 000, 463 000 by definition
    path = stored(tmp_path, [feature("WK030701", square(5.38720621, 52.15517440, 0.001))], crs=None)
    west, south, *_ = shapes(read_boundaries(path, division=2020))["WK030701"].bounds
    assert (west, south) == pytest.approx((155_000, 463_000), abs=1)  # Bessel to WGS84 without grid: under a metre


def test_parts_under_one_code_become_one_area(tmp_path):
    path = stored(
        tmp_path, [feature("WK051801", square(80_000, 455_000)), feature("WK051801", square(80_100, 455_000))]
    )
    assert {code: shape.area for code, shape in shapes(read_boundaries(path, division=2020)).items()} == {
        "WK051801": 20_000
    }
    assert findings(path) == [("WK051801", "duplicate")]


def test_a_shape_that_crosses_itself_is_mended_and_told(tmp_path):
    bow = [[[80_000, 455_000], [80_100, 455_100], [80_100, 455_000], [80_000, 455_100], [80_000, 455_000]]]
    path = stored(tmp_path, [feature("WK051801", bow)])
    assert shapes(read_boundaries(path, division=2020))["WK051801"].is_valid
    assert findings(path) == [("WK051801", "invalid")]


def test_an_area_that_collapsed_stays_without_shape(tmp_path):
    flat = [[[80_000, 455_000], [80_100, 455_000], [80_000, 455_000], [80_000, 455_000]]]
    path = stored(tmp_path, [feature("WK051801", flat), feature("WK051802", None)])
    assert shapes(read_boundaries(path, division=2020)) == {"WK051801": None, "WK051802": None}
    assert findings(path) == [("WK051801", "collapsed"), ("WK051802", "collapsed")]


def test_only_the_asked_municipality_and_level_are_kept(tmp_path):
    codes = ["BU05180101", "WK051801", "BU06030101"]
    path = stored(tmp_path, [feature(code, square(80_000, 455_000)) for code in codes])
    found = read_boundaries(path, division=2020, municipality="GM0518", level="neighbourhood")
    assert list(shapes(found)) == ["BU05180101"]
    with pytest.raises(MissingDataError):
        read_boundaries(path, division=2020, municipality="GM0363")


def test_a_hole_stays_a_hole(tmp_path):
    rings = [*square(80_000, 455_000), *square(80_020, 455_020, 10)]
    path = stored(tmp_path, [feature("WK051801", rings)])
    assert shapes(read_boundaries(path, division=2020))["WK051801"].area == 10_000 - 100


@pytest.mark.parametrize(
    ("features", "crs", "message"),
    [
        ([feature("WK051801", square(4.3, 52.1, 0.01))], RD, "mixed coordinate systems"),
        ([feature("WK051801", square(80_000, 455_000))], None, "mixed coordinate systems"),
        ([feature("WK051801", square(52.1, 4.3, 0.01))], None, "mixed coordinate systems"),
        ([feature("WK051801", square(0, 0))], {"properties": {"name": "EPSG:3857"}}, "not known here"),
        ([feature("WK051801", square(80_000, 455_000)), feature(None, square(80_000, 455_000))], RD, "feature 2"),
        ([feature("0518", square(80_000, 455_000))], RD, "feature 1"),
        ([{"properties": {"name": "x"}, "geometry": None}], RD, "no area has a code"),
        ([{"properties": {"statcode": "WK051801"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}], RD, "WK051801"),
        ([feature("WK051801", [[["a", "b"]]])], RD, "WK051801"),
        ([], RD, "no areas"),
    ],
    ids=["degrees as grid", "grid as degrees", "swapped", "other system", "no code", "bad code", "no key", "point",
         "no number", "empty"],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_refused(tmp_path, features, crs, message):
    with pytest.raises(InputError, match=message):
        read_boundaries(stored(tmp_path, features, crs), division=2020)


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"{", b"[]", b"\x1f\x8bcut", b'{"features": 3}'])
def test_a_file_that_is_no_collection_of_areas_is_refused(tmp_path, content):
    path = tmp_path / "areas.geojson"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_boundaries(path, division=2020)


def test_a_file_that_is_not_there_is_missing_data(tmp_path):
    with pytest.raises(MissingDataError):
        read_boundaries(tmp_path / "none.geojson", division=2020)


def test_a_topology_shares_arcs_and_walks_them_backwards(tmp_path):
    # two squares of 0.01 degree beside each other; arc 0 is the border between them
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.01, 0.01], "translate": [4.3, 52.1]},
        "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
        "objects": {"layer": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "arcs": [[0, 1]], "properties": {"statcode": "WK051801"}},
            {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"statcode": "WK051802"}},
            {"type": None, "properties": {"statcode": "WK051803"}},
        ]}},
    }  # fmt: skip
    path = tmp_path / "areas.topojson"
    path.write_text(json.dumps(topology))
    found = shapes(read_boundaries(path, division=2014))
    assert found["WK051801"].intersection(found["WK051802"]).length == pytest.approx(1113, rel=0.01)  # 0.01 degree
    assert found["WK051801"].intersection(found["WK051802"]).area == 0
    assert found["WK051803"] is None


def test_dissolved_neighbourhoods_cover_their_districts(tmp_path):
    codes = {"BU05180101": 80_000, "BU05180102": 80_100, "BU05180201": 80_200}
    path = stored(tmp_path, [feature(code, square(x, 455_000)) for code, x in codes.items()])
    areas = read_boundaries(path, division=2020)
    districts = shapes(dissolve(areas, level="district"))
    assert {code: (shape.area, shape.geom_type) for code, shape in districts.items()} == {
        "WK051801": (20_000, "Polygon"), "WK051802": (10_000, "Polygon"),
    }  # fmt: skip
    (city,) = dissolve(areas, level="municipality").to_pyarrow().to_pylist()
    assert (city["area"], city["division"], city["parent"]) == ("GM0518", 2020, None)
