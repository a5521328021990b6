"""The synthetic country of the benchmark fills the plane, before and after some areas were drawn anew."""

import pytest
import shapely

from veerkracht.analysis.space import contiguous_neighbours, crosswalk_by_surface, shape_findings
from veerkracht.workflows.benches.made_country import made_country, redrawn

COLUMNS, ROWS = 10, 6


@pytest.fixture(scope="module")
def country():
    return made_country(columns=COLUMNS, rows=ROWS)


def shapes(table):
    return shapely.from_wkb(table.order_by("area").to_pyarrow()["geometry"].to_pylist())


def test_areas_are_valid_and_leave_no_gap_and_no_overlap(country):
    assert shape_findings(country, overlap_m2=1.0).count().to_pyarrow().as_py() == 0
    whole = shapely.union_all(shapes(country))
    assert shapely.get_num_interior_rings(whole) == 0
    assert shapely.area(whole) == pytest.approx(shapely.area(shapes(country)).sum(), rel=1e-12)


def test_sides_are_drawn_alike_from_both_areas(country):
    rook = (
        contiguous_neighbours(country, method="rook", weighting="binary", tolerance_m=0.0).count().to_pyarrow().as_py()
    )
    assert rook == 2 * (ROWS * (COLUMNS - 1) + COLUMNS * (ROWS - 1))


def test_a_share_of_the_areas_is_drawn_anew_on_the_same_ground(country):
    later = redrawn(country, share=0.2, columns=COLUMNS)
    rows = crosswalk_by_surface(country, later).to_pyarrow().to_pylist()
    assert len({row["source"] for row in rows if row["basis"] == "surface"}) == 12
    assert shapely.area(shapes(later)).sum() == pytest.approx(shapely.area(shapes(country)).sum(), rel=1e-12)
