"""Neighbours, overlaps and changes of real boundaries."""

import csv

import numpy as np
import pyarrow as pa
import pytest

from veerkracht.analysis.space import (
    chain,
    contiguous_neighbours,
    crosswalk_by_surface,
    moran,
    nearest_neighbours,
    shape_findings,
    with_unchanged,
)
from veerkracht.connectors.boundaries import read_boundaries
from veerkracht.connectors.boundary_changes import read_boundary_changes
from veerkracht.tables import memtable

pytestmark = pytest.mark.real_data

MODEL = "postcode_huisnummer"
STEPS = (2016, 2017, 2018, 2020, 2021, 2022)  # no municipality changed on 1 January 2020 and 2024


@pytest.fixture(scope="module")
def hague(data_dir):
    return read_boundaries(data_dir / "boundaries" / "buurt_2020_GM0518_rd.geojson", division=2020)


@pytest.fixture(scope="module")
def districts(data_dir):
    return read_boundaries(data_dir / "boundaries" / "wijk_2016_nl_rd.geojson.gz", division=2016)


def pairs(table):
    return {(row["source"], row["target"]) for row in table.to_pyarrow().to_pylist() if row["weight"] > 0}


def islands(table):
    return {row["source"] for row in table.to_pyarrow().to_pylist() if row["weight"] == 0}


def test_the_114_neighbourhoods_of_the_hague_all_have_neighbours(hague):
    queen, rook = (contiguous_neighbours(hague, method=method) for method in ("queen", "rook"))
    assert len({source for source, _ in pairs(queen)}) == 114
    assert (len(pairs(queen)), len(pairs(rook)), islands(queen)) == (586, 562, set())
    assert pairs(rook) < pairs(queen)


def test_the_same_boundaries_in_longitude_and_latitude_give_the_same_neighbours(hague, data_dir):
    other = read_boundaries(data_dir / "boundaries" / "buurt_2020_GM0518_wgs84.geojson", division=2020)
    assert pairs(contiguous_neighbours(other)) == pairs(contiguous_neighbours(hague))
    assert pairs(nearest_neighbours(other, count=4)) == pairs(nearest_neighbours(hague, count=4))


def test_islands_of_the_wadden_and_an_area_without_a_shape_keep_a_row(districts):
    found = contiguous_neighbours(districts)  # Ameland, Vlieland, and two without a shape
    assert islands(found) == {
        "WK006000",
        "WK009600",
        "WK024316",
        "WK099590",
    }
    assert found.source.nunique().to_pyarrow().as_py() == 2981


def test_overlaps_of_the_national_boundaries_are_slivers(districts):
    table = shape_findings(districts).to_pyarrow().to_pylist()
    overlap = [row["surface_m2"] for row in table if row["finding"] == "overlap"]
    assert len(overlap) == 20
    assert max(overlap) == pytest.approx(4143, abs=1)
    assert [row["area"] for row in table if row["finding"] == "absent"] == ["WK024316", "WK099590"]


def test_districts_of_the_hague_are_the_same_but_for_what_was_reclaimed(districts, data_dir):
    later = read_boundaries(
        data_dir / "boundaries" / "wijk_haaglanden_wgs84.geojson", division=2023, municipality="GM0518"
    )
    former = districts.filter(districts.municipality == "GM0518")
    rows = crosswalk_by_surface(former, later, sliver_share=0.01).to_pyarrow().to_pylist()
    assert {row["source"] for row in rows if row["target"] != row["source"]} == {"WK051808", "WK051813", "WK051815"}
    assert {row["target"] for row in rows if row["target"] != row["source"]} == {"WK051899"}  # the sea before the coast


def test_codes_that_run_on_within_districts_form_a_pattern(hague):
    x = [float(number) for number in range(114)]
    names = sorted(hague.area.to_pyarrow().to_pylist())
    values = memtable(pa.table({"area": names, "period": ["2020"] * 114, "indicator": ["order"] * 114, "value": x}))
    (row,) = moran(values, contiguous_neighbours(hague), rng=np.random.default_rng(1)).to_pyarrow().to_pylist()
    assert row["statistic"] > 0.8
    assert row["p"] == 0.001


@pytest.fixture(scope="module")
def changes(data_dir):
    """The list of changes between two years."""
    path = data_dir / "boundary_changes" / "grenswijzigingen_2016_2024_long.parquet"
    return lambda level, years: read_boundary_changes(
        path, model=MODEL, level=level, from_year=years[0], to_year=years[1]
    )


def test_changes_lead_from_areas_of_the_first_year_to_those_of_the_last(districts, changes, data_dir):
    found = changes("district", (2016, 2024)).to_pyarrow()
    with (data_dir / "cbs_kwb" / "names" / "buurt_names_2024_85984NED.csv").open(
        encoding="utf-8-sig", newline=""
    ) as lines:
        last = {f"WK{row['Identifier'][2:8]}" for row in csv.DictReader(lines)}
    assert set(found["source"].to_pylist()) <= set(districts.area.to_pyarrow().to_pylist())
    assert set(found["target"].to_pylist()) <= last


def year_by_year(former, changes, level, steps):
    known, parts = former, []
    for year in steps:
        full = with_unchanged(changes(level, (year, year + 1)), known).to_pyarrow()
        parts.append(full.append_column("period", pa.array([str(year + 1)] * full.num_rows)))
        known = memtable({"area": full["target"].unique()})
    return shares(chain(memtable(pa.concat_tables(parts))))


def apart(former, changes, level, steps):
    """Return for each area which share arrives elsewhere by way of all years than by the list from the first to the last."""
    stepwise = year_by_year(former, changes, level, steps)
    direct = shares(with_unchanged(changes(level, (2016, 2024)), former))
    return [moved(stepwise.get(area, {}), direct.get(area, {})) for area in former.to_pyarrow()["area"].to_pylist()]


def test_municipalities_year_by_year_arrive_where_the_long_list_says(districts, changes):
    former = memtable({"area": sorted({f"GM{code[2:6]}" for code in districts.area.to_pyarrow().to_pylist()})})
    found = apart(former, changes, "municipality", STEPS)
    assert sum(share > 0.001 for share in found) == 2  # addresses were counted in other years
    assert max(found) == pytest.approx(0.0040, abs=1e-4)


def test_districts_year_by_year_arrive_where_the_long_list_says(districts, changes):
    found = apart(districts.select("area").order_by("area"), changes, "district", range(2016, 2024))
    assert sum(found) / len(found) == pytest.approx(0.0022, abs=1e-4)
    assert (sum(share > 0.01 for share in found), sum(share > 0.1 for share in found)) == (99, 13)


def shares(table):
    found = {}
    for row in table.to_pyarrow().to_pylist():
        found.setdefault(row["source"], {})[row["target"]] = row["share"]
    return found


def moved(first, second):
    """Return which share arrives elsewhere."""
    return sum(abs(first.get(to, 0) - second.get(to, 0)) for to in first.keys() | second.keys()) / 2
