"""Laws of the file readers for any content: absence stays absence, totals are kept, order does not matter."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.connectors.boundaries import read_boundaries
from veerkracht.connectors.elan import read_elan_districts
from veerkracht.connectors.names import tidy_name
from veerkracht.connectors.postcodes import read_postcodes
from veerkracht.tables import ColumnRule, Status

AREAS = ["WK051801", "WK051802", "WK051803", "WK060301"]
YEARS = ["2010", "2011", "2012"]
CELLS = st.sampled_from(["0.0", "0", "", "0.25", "0.5", "12"])
PANELS = st.fixed_dictionaries({(area, year): st.tuples(CELLS, CELLS) for area in AREAS for year in YEARS})
RULES = [ColumnRule("x", "elan_district", "X"), ColumnRule("y", "elan_district", "Y")]
FEW = settings(max_examples=30, deadline=None)  # each example writes and reads a file


def written(folder, lines):
    path = Path(folder) / "file.csv"
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    path.write_text(text.getvalue())
    return path


def read_panel(panel, order):
    lines = [["WKC", "YEAR", "X", "Y"], *([area, year, *panel[area, year]] for area, year in order)]
    with TemporaryDirectory() as folder:
        found = read_elan_districts(written(folder, lines), RULES, source="s").to_pyarrow().to_pylist()
    return {(row["area"], row["period"], row["indicator"]): (row["value"], row["status"]) for row in found}


@FEW
@given(panel=PANELS)
def test_a_value_is_present_exactly_when_its_status_says_so_and_never_zero(panel):
    for value, status in read_panel(panel, list(panel)).values():
        assert (value is not None) == (status in Status.PRESENT)
        assert value != 0


@FEW
@given(panel=PANELS)
def test_what_a_panel_counts_is_what_its_distinct_histories_count(panel):
    histories = {tuple(panel[area, year] for year in YEARS) for area in AREAS}
    expected = sum(float(x or 0) for history in histories for x, _ in history)
    found = sum(value or 0 for (_, _, name), (value, _) in read_panel(panel, list(panel)).items() if name == "x")
    assert found == pytest.approx(expected)  # order of summation


@FEW
@given(panel=PANELS, order=st.permutations([(area, year) for area in AREAS for year in YEARS]))
def test_the_order_of_rows_does_not_matter(panel, order):
    assert read_panel(panel, order) == read_panel(panel, list(panel))


@FEW
@given(counts=st.dictionaries(
    st.tuples(st.sampled_from(["2531AA", "2531AB"]), st.sampled_from(["BU05183638", "BU05183620", "BU05183301"])),
    st.integers(1, 500), min_size=1,
))  # fmt: skip
def test_shares_of_each_postcode_add_up_to_one(counts):
    lines = [["PC6", "neighb_code", "freq"], *([*pair, count] for pair, count in counts.items())]
    with TemporaryDirectory() as folder:
        found = read_postcodes(written(folder, lines)).to_pyarrow().to_pylist()
    for postcode in {postcode for postcode, _ in counts}:
        assert sum(row["share"] for row in found if row["source"] == postcode) == pytest.approx(1.0)


@FEW
@given(points=st.lists(st.tuples(st.integers(80_000, 80_020), st.integers(455_000, 455_020)), min_size=3, max_size=7))
def test_any_ring_gives_a_valid_shape_or_none(points):
    shape = {"type": "Polygon", "coordinates": [[*points, points[0]]]}
    crs = {"properties": {"name": "EPSG:28992"}}
    document = {"crs": crs, "features": [{"properties": {"statcode": "WK051801"}, "geometry": shape}]}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "areas.geojson"
        path.write_text(json.dumps(document))
        (row,) = read_boundaries(path, division=2020).to_pyarrow().to_pylist()
    found = row["geometry"] and shapely.from_wkb(row["geometry"])
    assert found is None or (found.is_valid and found.area > 0)


@given(name=st.text(alphabet="Wijk 012ab'-", max_size=20))
def test_tidying_never_empties_a_name_and_never_invents_one(name):
    once = tidy_name(name)
    assert bool(once) == bool(name.strip())
