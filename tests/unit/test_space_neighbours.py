"""Neighbours of a few squares, worked out by hand."""

import pytest
import shapely

from veerkracht.analysis.space import (
    contiguous_neighbours,
    nearest_neighbours,
    neighbours_within,
    row_standardise,
    shape_findings,
)
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import memtable


def square(column, row, side=100.0, *, x=100_000.0, y=400_000.0):
    """A square of a chess board in the Dutch grid."""
    return shapely.box(x + column * side, y + row * side, x + (column + 1) * side, y + (row + 1) * side)


def areas(**shapes):
    return memtable(
        {"area": list(shapes), "geometry": [s if s is None else shapely.to_wkb(s) for s in shapes.values()]}
    )


def links(table):
    return {(row["source"], row["target"]): row["weight"] for row in table.to_pyarrow().to_pylist()}


@pytest.fixture
def board():
    """A and B side by side, C above A, D far away."""
    return areas(A=square(0, 0), B=square(1, 0), C=square(0, 1), D=square(9, 9))


def test_queen_also_links_areas_that_share_a_corner_only(board):
    found = links(contiguous_neighbours(board, weighting="binary"))
    assert set(found) == {("A", "B"), ("A", "C"), ("B", "A"), ("B", "C"), ("C", "A"), ("C", "B"), ("D", "D")}


def test_rook_links_areas_that_share_an_edge_only(board):
    found = links(contiguous_neighbours(board, method="rook"))
    assert found == {("A", "B"): 0.5, ("A", "C"): 0.5, ("B", "A"): 1.0, ("C", "A"): 1.0, ("D", "D"): 0.0}


def test_an_island_and_an_area_without_a_shape_keep_a_row_of_weight_zero():
    found = links(contiguous_neighbours(areas(A=square(0, 0), B=None, C=shapely.Polygon())))
    assert found == {("A", "A"): 0.0, ("B", "B"): 0.0, ("C", "C"): 0.0}


def test_the_weights_of_a_source_add_up_to_one(board):
    rows = contiguous_neighbours(board)
    sums = rows.group_by("source").agg(sum=rows.weight.sum()).order_by("source").to_pyarrow()["sum"].to_pylist()
    assert sums == [1.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize(("tolerance", "linked"), [(0.0, False), (0.15, True)])
def test_nodes_closer_than_the_tolerance_are_one(tolerance, linked):
    shifted = areas(A=square(0, 0), B=square(1, 0, x=100_000.1))
    found = links(contiguous_neighbours(shifted, tolerance_m=tolerance))
    assert (("A", "B") in found) is linked


def test_holes_link_what_lies_in_them():
    ring = square(0, 0, 300).difference(square(1, 1, 100))
    assert ("A", "B") in links(contiguous_neighbours(areas(A=ring, B=square(1, 1)), method="rook"))


def test_nearest_neighbours_are_as_many_as_asked_for(board):
    found = links(nearest_neighbours(board, count=2))
    assert found[("D", "B")] == found[("D", "C")] == 0.5
    assert found[("A", "B")] == found[("A", "C")] == 0.5
    assert len(found) == 8


def test_of_two_areas_at_one_distance_the_lower_code_is_nearer():
    row = areas(A=square(0, 0), B=square(1, 0), C=square(2, 0))
    assert ("B", "A") in links(nearest_neighbours(row, count=1))


def test_more_nearest_neighbours_than_there_are_gives_all(board):
    assert len(links(nearest_neighbours(board, count=9, weighting="binary"))) == 12


def test_neighbours_within_a_distance_leave_islands(board):
    found = links(neighbours_within(board, distance_m=100.0, weighting="binary"))
    assert found == {("A", "B"): 1.0, ("A", "C"): 1.0, ("B", "A"): 1.0, ("C", "A"): 1.0, ("D", "D"): 0.0}


def test_a_single_area_is_an_island_in_every_way():
    alone = areas(A=square(0, 0))
    for table in (
        contiguous_neighbours(alone),
        nearest_neighbours(alone, count=3),
        neighbours_within(alone, distance_m=9),
    ):
        assert links(table) == {("A", "A"): 0.0}


def test_row_standardise_keeps_proportions_and_islands():
    table = memtable({"source": ["A", "A", "B", "C"], "target": ["B", "C", "A", "C"], "weight": [1.0, 3.0, 5.0, 0.0]})
    assert links(row_standardise(table)) == {("A", "B"): 0.25, ("A", "C"): 0.75, ("B", "A"): 1.0, ("C", "C"): 0.0}


def test_a_shape_in_degrees_is_refused():
    mixed = areas(A=square(0, 0), B=shapely.box(4.3, 52.0, 4.4, 52.1))
    with pytest.raises(TableError, match=r"1 of 2 area\(s\) have coordinates in degrees, first B"):
        contiguous_neighbours(mixed)


def test_a_line_is_refused_as_a_shape():
    with pytest.raises(TableError, match="no polygon, first B"):
        contiguous_neighbours(areas(A=square(0, 0), B=shapely.LineString([(1e5, 4e5), (2e5, 4e5)])))


def test_bytes_that_are_no_shape_are_refused():
    with pytest.raises(TableError, match="cannot be read"):
        contiguous_neighbours(memtable({"area": ["A"], "geometry": [b"no shape"]}))


def test_two_divisions_at_once_are_refused():
    with pytest.raises(TableError, match=r"1 area\(s\) occur twice, first A"):
        contiguous_neighbours(memtable({"area": ["A", "A"], "geometry": [shapely.to_wkb(square(0, 0))] * 2}))


@pytest.mark.parametrize("call", [
    lambda table: contiguous_neighbours(table, tolerance_m=-1.0), lambda table: nearest_neighbours(table, count=0),
    lambda table: neighbours_within(table, distance_m=float("nan")),
])  # fmt: skip
def test_a_setting_out_of_bounds_is_refused(board, call):
    with pytest.raises(SettingError, match="or more"):
        call(board)


@pytest.mark.parametrize(("rows", "message"), [
    ({"source": ["A"], "target": ["B"], "weight": [1.0]}, "no row of their own, first B"),
    ({"source": ["A", "A"], "target": ["A", "A"], "weight": [0.0, 0.0]}, "A to A occurs 2 times"),
    ({"source": ["A"], "target": ["A"], "weight": [-1.0]}, "has weight -1.0"),
    ({"source": ["A"], "target": ["A"], "weight": [float("nan")]}, "has weight nan"),
])  # fmt: skip
def test_links_that_do_not_hold_together_are_refused(rows, message):
    with pytest.raises(TableError, match=message):
        row_standardise(memtable(rows))


def test_findings_tell_of_absent_invalid_and_overlapping_shapes():
    bow = shapely.Polygon([(2e5, 4e5), (2e5 + 9, 4e5 + 9), (2e5 + 9, 4e5), (2e5, 4e5 + 9)])
    table = areas(A=square(0, 0), B=square(0.5, 0), C=square(2, 0), D=bow, E=None)
    found = [tuple(row.values()) for row in shape_findings(table).to_pyarrow().to_pylist()]
    assert found == [("A", "overlap", "B", 5000.0), ("D", "invalid", None, None), ("E", "absent", None, None)]


def test_areas_that_only_touch_have_no_findings(board):
    assert shape_findings(board).count().to_pyarrow().as_py() == 0
