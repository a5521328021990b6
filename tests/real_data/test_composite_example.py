"""The worked example of a composite index: inputs as shared tables, and answers laid out as asked."""

import numpy as np
import pytest

from veerkracht.connectors.composite_example import (
    PERIOD,
    expected_flags,
    expected_panel,
    expected_values,
    read_example_denominators,
    read_example_framework,
    read_example_goalposts,
    read_example_groups,
    read_example_indicators,
    read_example_observations,
    read_example_panel,
    read_example_weights,
)
from veerkracht.errors import InputError
from veerkracht.grids import grid_of

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def folder(data_dir):
    return data_dir / "composite_indicator_asem"


def _rows(table):
    return table.to_pyarrow().to_pylist()


def test_the_inputs_have_51_countries_and_49_indicators(folder):
    grid = grid_of(read_example_observations(folder))
    assert grid.shape == (51, 1, 49)
    assert grid.periods == (PERIOD,)
    assert int(np.isnan(grid.values).sum()) == 63
    assert grid_of(read_example_panel(folder)).shape == (51, 5, 49)


def test_an_absent_cell_is_missing_and_not_zero(folder):
    observed = read_example_observations(folder)
    assert {row["status"] for row in _rows(observed.filter(observed.value.isnull()))} == {"O"}


def test_the_tree_has_one_root_and_eight_pillars(folder):
    tree = {row["element"]: row["parent"] for row in _rows(read_example_framework(folder))}
    assert [name for name, parent in tree.items() if parent is None] == ["Index"]
    assert len([name for name, parent in tree.items() if parent in ("Conn", "Sust")]) == 8


def test_the_order_of_goalposts_is_that_of_the_direction(folder):
    posts = {row["indicator"]: row for row in _rows(read_example_goalposts(folder))}
    directions = {row["indicator"]: row["direction"] for row in _rows(read_example_indicators(folder))}
    assert all((posts[name]["best"] > posts[name]["worst"]) == (sign > 0) for name, sign in directions.items())


def test_groups_denominators_and_weights_are_complete(folder):
    groups = _rows(read_example_groups(folder))
    assert {row["grouping"] for row in groups} == {"GDP_group", "GDPpc_group", "Pop_group", "EurAsia_group"}
    assert grid_of(read_example_denominators(folder)).indicators == ("Area", "Energy", "GDP", "Population")
    assert {row["draw"] for row in _rows(read_example_weights(folder, drawn=True))} == set(range(1, 101))
    assert {row["draw"] for row in _rows(read_example_weights(folder))} == {0}


def test_an_answer_is_laid_out_in_the_order_that_is_asked(folder):
    there = expected_values(folder, "denominated", rows=["AUT", "AUS"], columns=["LPI", "Bord"])
    back = expected_values(folder, "denominated", rows=["AUS", "AUT"], columns=["Bord", "LPI"])
    assert np.array_equal(there, back[::-1, ::-1])
    flags = expected_flags(
        folder, "treated_details", rows=["Flights", "LPI"], column="check_SkewKurt1.Pass", key="iCode"
    )
    assert flags == [True, None]


def test_a_country_without_an_answer_in_the_panel_is_absent(folder):
    values = expected_panel(folder, "panel_aggregated_globalnorm", areas=["AUS", "LAO"], periods=["2018"],
                            columns=["Index"])  # fmt: skip
    assert np.isnan(values).ravel().tolist() == [False, True]


def test_an_unknown_row_is_named(folder):
    with pytest.raises(InputError, match="no row of ZZZ"):
        expected_values(folder, "raw", rows=["ZZZ"], columns=["LPI"])
