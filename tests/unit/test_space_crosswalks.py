"""Crosswalks between small divisions, worked out by hand."""

import pyarrow as pa
import pytest
import shapely

from veerkracht.analysis.space import (
    chain,
    compose,
    crosswalk_by_points,
    crosswalk_by_surface,
    lineage,
    reallocate,
    reallocate_mean,
    rescale_shares,
)
from veerkracht.errors import CrosswalkError, SettingError, TableError
from veerkracht.tables import memtable


def box(west, east, south=0.0, north=1000.0):
    """A rectangle in the Dutch grid."""
    return shapely.box(100_000 + west, 400_000 + south, 100_000 + east, 400_000 + north)


def areas(**shapes):
    return memtable(
        {"area": list(shapes), "geometry": [s if s is None else shapely.to_wkb(s) for s in shapes.values()]}
    )


def walk(*pairs):
    source, target, share = zip(*pairs, strict=True)
    return memtable({"source": list(source), "target": list(target), "share": list(share)})


def shares(table):
    return {(row["source"], row["target"]): row["share"] for row in table.to_pyarrow().to_pylist()}


def bases(table):
    return {(row["source"], row["target"]): row["basis"] for row in table.to_pyarrow().to_pylist()}


OLD = {"A": box(0, 1000), "B": box(1000, 5000), "C": box(5000, 6000), "D": box(6000, 7000)}
NEW = {"A": box(0, 1000), "P": box(1000, 4000), "Q": box(4000, 5500), "R": box(5500, 7000)}


def test_shares_are_those_of_the_surface():
    found = crosswalk_by_surface(areas(**OLD), areas(**NEW))
    assert shares(found) == pytest.approx({
        ("A", "A"): 1.0, ("B", "P"): 0.75, ("B", "Q"): 0.25, ("C", "Q"): 0.5, ("C", "R"): 0.5, ("D", "R"): 1.0})  # fmt: skip
    assert bases(found)["A", "A"] == "unchanged"
    assert {basis for pair, basis in bases(found).items() if pair != ("A", "A")} == {"surface"}


def test_an_area_that_kept_its_shape_under_another_code_is_unchanged():
    found = crosswalk_by_surface(areas(A=box(0, 10), B=box(10, 20)), areas(X=box(0, 10), Y=box(10, 20)))
    assert bases(found) == {("A", "X"): "unchanged", ("B", "Y"): "unchanged"}


def test_a_shape_drawn_from_another_corner_is_unchanged():
    square = box(0, 100)
    corners = list(square.exterior.coords)[:-1]
    turned = shapely.Polygon(corners[2:] + corners[:2]).reverse()
    assert bases(crosswalk_by_surface(areas(A=square), areas(A=turned))) == {("A", "A"): "unchanged"}


def test_shapes_that_did_not_change_are_never_cut(monkeypatch):
    def refuse(*shapes):
        assert all(len(side) == 0 for side in shapes)
        return shapely.area(shapes[0])

    monkeypatch.setattr(shapely, "intersection", refuse)
    assert shares(crosswalk_by_surface(areas(**OLD), areas(**OLD))) == {(name, name): 1.0 for name in OLD}


def test_slivers_are_left_out_and_the_rest_is_scaled():
    old, new = areas(A=box(0, 1000), B=box(1000, 2000)), areas(A=box(0, 1003), B=box(1003, 2000))
    assert shares(crosswalk_by_surface(old, new)) == {("A", "A"): 1.0, ("B", "B"): 1.0}
    kept = shares(crosswalk_by_surface(old, new, sliver_share=0.001))
    assert kept == pytest.approx({("A", "A"): 1.0, ("B", "A"): 0.003, ("B", "B"): 0.997})


def test_a_small_area_cut_from_a_large_one_is_no_sliver():
    found = crosswalk_by_surface(areas(A=box(0, 1000)), areas(A=box(2, 1000), B=box(0, 2)))
    assert shares(found) == pytest.approx({("A", "A"): 0.998, ("A", "B"): 0.002})


def test_points_take_the_place_of_surface_where_there_are_any():
    points = memtable({"x": [101_500.0, 104_500.0, 104_600.0], "y": [400_500.0] * 3, "weight": [1.0, 2.0, 7.0]})
    found = crosswalk_by_points(areas(**OLD), areas(**NEW), points=points)
    assert shares(found)["B", "P"] == pytest.approx(0.1)
    assert shares(found)["B", "Q"] == pytest.approx(0.9)
    assert bases(found)["B", "Q"] == "points"
    assert shares(found)["C", "R"] == pytest.approx(0.5)
    assert bases(found)["C", "R"] == "surface"


@pytest.mark.parametrize("weight", [-1.0, None])
def test_points_without_a_weight_are_refused(weight):
    points = memtable(pa.table({"x": [101_500.0], "y": [400_500.0], "weight": pa.array([weight], pa.float64())}))
    with pytest.raises(CrosswalkError, match=r"1 point\(s\) have no weight"):
        crosswalk_by_points(areas(**OLD), areas(**NEW), points=points)


def test_points_in_degrees_are_refused():
    points = memtable({"x": [4.3], "y": [52.1], "weight": [1.0]})
    with pytest.raises(TableError, match="in degrees"):
        crosswalk_by_points(areas(**OLD), areas(**NEW), points=points)


def test_an_area_without_a_shape_passes_into_its_namesake():
    found = crosswalk_by_surface(areas(A=box(0, 10), B=None), areas(A=box(0, 10), B=box(10, 20)))
    assert bases(found) == {("A", "A"): "unchanged", ("B", "B"): "code"}


def test_an_area_without_shape_or_namesake_is_refused():
    with pytest.raises(CrosswalkError, match="no area of the same code to pass into, first B"):
        crosswalk_by_surface(areas(A=box(0, 10), B=None), areas(A=box(0, 10)))


def test_an_area_that_lies_partly_outside_the_new_division_is_refused_unless_asked_for():
    old, new = areas(A=box(0, 1000)), areas(A=box(0, 800))
    with pytest.raises(CrosswalkError, match=r"first A \(0\.800\)"):
        crosswalk_by_surface(old, new)
    assert shares(crosswalk_by_surface(old, new, least_cover=0.5)) == {("A", "A"): 1.0}


def test_new_land_needs_no_source():
    assert shares(crosswalk_by_surface(areas(A=box(0, 10)), areas(A=box(0, 10), B=box(10, 99)))) == {("A", "A"): 1.0}


@pytest.mark.parametrize(("old", "new"), [
    ({"A": box(0, 1000)}, {"P": box(0, 900), "Q": box(500, 1000)}),
    ({"A": box(0, 900), "B": box(500, 1000)}, {"P": box(0, 1000)}),
])  # fmt: skip
def test_areas_that_overlap_are_refused(old, new):
    with pytest.raises(CrosswalkError, match="do not overlap"):
        crosswalk_by_surface(areas(**old), areas(**new))


def test_two_old_areas_of_one_shape_are_refused():
    with pytest.raises(CrosswalkError, match="Several old areas have the shape of A"):
        crosswalk_by_surface(areas(A=box(0, 10), B=box(0, 10)), areas(A=box(0, 10)))


def test_an_invalid_shape_is_refused():
    bow = shapely.Polygon([(2e5, 4e5), (2e5 + 9, 4e5 + 9), (2e5 + 9, 4e5), (2e5, 4e5 + 20)])
    with pytest.raises(CrosswalkError, match="crosses itself, first B"):
        crosswalk_by_surface(areas(A=box(0, 10), B=bow), areas(A=box(0, 10), B=box(20, 30)))


def test_divisions_in_two_coordinate_systems_are_refused():
    with pytest.raises(TableError, match="in degrees"):
        crosswalk_by_surface(areas(A=box(0, 10)), areas(A=shapely.box(4, 52, 5, 53)))


def test_a_share_of_slivers_out_of_bounds_is_refused():
    with pytest.raises(SettingError, match="sliver_share"):
        crosswalk_by_surface(areas(A=box(0, 10)), areas(A=box(0, 10)), sliver_share=2.0)


def test_totals_are_kept_when_they_are_moved():
    crosswalk = crosswalk_by_surface(areas(**OLD), areas(**NEW))
    found = reallocate(memtable({"area": list(OLD), "value": [1.0, 8.0, 4.0, 2.0]}), crosswalk)
    assert found.order_by("area").value.to_pyarrow().to_pylist() == pytest.approx([1.0, 6.0, 4.0, 4.0])


def test_a_value_that_is_split_is_an_estimate_and_one_that_is_added_up_is_not():
    found = reallocate(memtable({"area": ["A", "B", "C"], "value": [1.0, 2.0, 4.0]}),
                       walk(("A", "P", 1.0), ("B", "P", 1.0), ("C", "Q", 0.5), ("C", "R", 0.5)))  # fmt: skip
    assert found.to_pyarrow()["status"].to_pylist() == ["A", "E", "E"]


def test_absence_flows_into_every_target_with_its_reason():
    values = memtable(pa.table({"area": ["A", "B", "C"], "value": pa.array([None, 2.0, None], pa.float64()),
                                "status": ["Q", "A", "O"]}))  # fmt: skip
    found = reallocate(
        values, walk(("A", "P", 0.5), ("A", "Q", 0.5), ("B", "Q", 1.0), ("C", "R", 1.0), ("D", "S", 1.0))
    )
    rows = [tuple(row.values()) for row in found.to_pyarrow().to_pylist()]
    assert rows == [
        ("P", None, "Q", 0.0),
        ("Q", None, "Q", pytest.approx(2 / 3)),
        ("R", None, "O", 0.0),
        ("S", None, "O", 0.0),
    ]


def test_each_period_and_indicator_is_moved_by_itself():
    values = memtable({"area": ["A", "A", "B"], "period": ["2019", "2020", "2020"], "indicator": ["people"] * 3,
                       "value": [1.0, 2.0, 3.0]})  # fmt: skip
    found = reallocate(values, walk(("A", "P", 1.0), ("B", "P", 1.0))).to_pyarrow().to_pylist()
    assert [(row["period"], row["indicator"], row["value"]) for row in found] == [
        ("2019", "people", None), ("2020", "people", 5.0)]  # fmt: skip


def test_means_are_moved_as_numerator_and_denominator():
    values = memtable({"area": ["A", "B"], "value": [10.0, 40.0]})
    people = memtable({"area": ["A", "B"], "population": [200.0, 100.0]})
    found = reallocate_mean(values, walk(("A", "P", 1.0), ("B", "P", 0.5), ("B", "Q", 0.5)), populations=people)
    # P: (200 * 10 + 50 * 40) / 250 = 16
    assert found.to_pyarrow()["value"].to_pylist() == pytest.approx([16.0, 40.0])


def test_a_mean_without_residents_is_absent_and_one_unknown_among_none_is_no_matter():
    values = memtable(pa.table({"area": ["A", "B", "C"], "value": pa.array([10.0, None, 5.0], pa.float64())}))
    people = memtable({"area": ["A", "B", "C"], "population": [200.0, 0.0, 0.0]})
    found = reallocate_mean(values, walk(("A", "P", 1.0), ("B", "P", 1.0), ("C", "Q", 1.0)), populations=people)
    assert found.to_pyarrow()["value"].to_pylist() == [10.0, None]


@pytest.mark.parametrize(("least", "value"), [(1.0, None), (0.75, 10.0)])
def test_a_mean_of_part_of_the_residents_needs_leave(least, value):
    values = memtable(pa.table({"area": ["A", "B"], "value": pa.array([10.0, None], pa.float64())}))
    people = memtable({"area": ["A", "B"], "population": [300.0, 100.0]})
    crosswalk = walk(("A", "P", 1.0), ("B", "P", 1.0))
    (row,) = reallocate_mean(values, crosswalk, populations=people, least_coverage=least).to_pyarrow().to_pylist()
    assert (row["value"], row["coverage"]) == (value, 0.75)


def test_an_area_of_unknown_population_makes_the_mean_absent():
    values = memtable({"area": ["A", "B"], "value": [10.0, 20.0]})
    people = memtable({"area": ["A"], "population": [300.0]})
    (row,) = (
        reallocate_mean(values, walk(("A", "P", 1.0), ("B", "P", 1.0)), populations=people).to_pyarrow().to_pylist()
    )
    assert row["value"] is None


def test_populations_of_each_year_weigh_the_values_of_that_year():
    values = memtable({"area": ["A", "B"] * 2, "period": ["2019"] * 2 + ["2020"] * 2, "indicator": ["income"] * 4,
                       "value": [10.0, 20.0] * 2})  # fmt: skip
    people = memtable(
        {"area": ["A", "B"] * 2, "period": ["2019"] * 2 + ["2020"] * 2, "population": [1.0, 1.0, 3.0, 1.0]}
    )
    found = reallocate_mean(values, walk(("A", "P", 1.0), ("B", "P", 1.0)), populations=people)
    assert found.to_pyarrow()["value"].to_pylist() == [15.0, 12.5]


def test_a_population_below_zero_is_refused():
    with pytest.raises(TableError, match="Area A has a population below 0"):
        reallocate_mean(memtable({"area": ["A"], "value": [1.0]}), walk(("A", "P", 1.0)),
                        populations=memtable({"area": ["A"], "population": [-1.0]}))  # fmt: skip


def test_a_least_coverage_of_zero_is_refused():
    with pytest.raises(SettingError, match="least_coverage"):
        reallocate_mean(memtable({"area": ["A"], "value": [1.0]}), walk(("A", "P", 1.0)),
                        populations=memtable({"area": ["A"], "population": [1.0]}), least_coverage=0.0)  # fmt: skip


def test_a_value_without_a_row_in_the_crosswalk_is_refused():
    with pytest.raises(CrosswalkError, match="no row in the crosswalk, first B"):
        reallocate(memtable({"area": ["A", "B"], "value": [1.0, 2.0]}), walk(("A", "P", 1.0)))


@pytest.mark.parametrize(("pairs", "message"), [
    ([("A", "P", 0.5), ("B", "P", 1.0)], r"1 of 2 source areas, first A \(0\.500000\)"),
    ([("A", "P", 1.0), ("A", "P", 0.0)], "A to P occurs 2 times"),
    ([("A", "P", 1.5), ("A", "Q", -0.5)], "share of A in Q is -0.5"), ([("A", "P", float("nan"))], "is nan"),
])  # fmt: skip
def test_shares_that_do_not_fit_are_refused(pairs, message):
    with pytest.raises(CrosswalkError, match=message):
        reallocate(memtable({"area": ["A"], "value": [1.0]}), walk(*pairs))


def test_rescaled_shares_add_up_to_one():
    assert shares(rescale_shares(walk(("A", "P", 30.0), ("A", "Q", 10.0)))) == {("A", "P"): 0.75, ("A", "Q"): 0.25}
    with pytest.raises(CrosswalkError, match="add up to 0, first A"):
        rescale_shares(walk(("A", "P", 0.0)))


FIRST = (("A", "P", 0.5), ("A", "Q", 0.5), ("B", "Q", 1.0), ("C", "C", 1.0))
SECOND = (("P", "P", 1.0), ("Q", "Z", 1.0), ("C", "K", 1.0), ("N", "N", 1.0))


def steps():
    rows = [("2020", *pair) for pair in SECOND] + [("2019", *pair) for pair in FIRST]
    period, source, target, share = zip(*rows, strict=True)
    return memtable({"period": list(period), "source": list(source), "target": list(target), "share": list(share)})


def test_a_chain_of_years_equals_its_steps_joined_in_order():
    found = shares(chain(steps()))
    assert found == {("A", "P"): 0.5, ("A", "Z"): 0.5, ("B", "Z"): 1.0, ("C", "K"): 1.0}
    assert found == shares(compose(walk(*FIRST), walk(*SECOND)))


def test_lineage_tells_where_each_area_went_and_how():
    found = [tuple(row.values()) for row in lineage(steps()).to_pyarrow().to_pylist()]
    assert found == [
        ("A", "2019", "P", 0.5, "split"), ("A", "2019", "Q", 0.5, "redrawn"), ("A", "2020", "P", 0.5, "same"),
        ("A", "2020", "Z", 0.5, "renamed"), ("B", "2019", "Q", 1.0, "redrawn"), ("B", "2020", "Z", 1.0, "renamed"),
        ("C", "2019", "C", 1.0, "same"), ("C", "2020", "K", 1.0, "renamed"),
    ]  # fmt: skip


def test_whole_areas_that_are_joined_are_merged():
    table = memtable({"period": ["2020"] * 2, "source": ["A", "B"], "target": ["A", "A"], "share": [1.0, 1.0]})
    assert lineage(table).to_pyarrow()["change"].to_pylist() == ["merged", "merged"]


def test_an_area_that_a_later_step_does_not_know_is_refused():
    with pytest.raises(CrosswalkError, match="no row in the crosswalk that follows, first Q"):
        compose(walk(("A", "Q", 1.0)), walk(("P", "P", 1.0)))
    table = memtable({"period": ["2019", "2020"], "source": ["A", "P"], "target": ["Q", "P"], "share": [1.0, 1.0]})
    with pytest.raises(CrosswalkError, match=r"that follows \(2020\), first Q"):
        chain(table)


def test_a_chain_without_steps_is_refused():
    empty = memtable(pa.table({"period": pa.array([], pa.string()), "source": pa.array([], pa.string()),
                               "target": pa.array([], pa.string()), "share": pa.array([], pa.float64())}))  # fmt: skip
    with pytest.raises(CrosswalkError, match="no step"):
        chain(empty)
