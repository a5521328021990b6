"""Long tables as dense arrays and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors import TableError
from veerkracht.grids import STATUSES, grid_of, observations_of
from veerkracht.tables import Status, arrays, memtable

ROWS = {
    "area": ["B", "A", "B", "A"], "period": ["2020", "2020", "2019", "2020"],
    "indicator": ["noise", "noise", "noise", "debt"], "value": [1.0, None, 3.0, 4.0],
    "status": [Status.NORMAL, Status.SUPPRESSED, Status.ESTIMATED, Status.NORMAL],
}  # fmt: skip


def rows(**changes):
    return memtable({**ROWS, **changes})


def test_keys_are_sorted_and_every_cell_has_a_place():
    grid = grid_of(rows())
    assert (grid.areas, grid.periods, grid.indicators) == (("A", "B"), ("2019", "2020"), ("debt", "noise"))
    assert grid.values[1, 0, 1] == 3.0 and grid.values[0, 1, 0] == 4.0
    assert np.isnan(grid.values).sum() == 8 - 3


def test_what_is_absent_keeps_why():
    grid = grid_of(rows())
    assert STATUSES[grid.status[0, 1, 1]] == Status.SUPPRESSED
    assert STATUSES[grid.status[1, 0, 0]] == Status.MISSING  # no row at all
    assert STATUSES[grid.status[1, 0, 1]] == Status.ESTIMATED


def test_a_present_status_without_a_value_is_missing():
    grid = grid_of(rows(status=[Status.NORMAL] * 4))
    assert STATUSES[grid.status[0, 1, 1]] == Status.MISSING


def test_keys_asked_for_set_the_order_and_leave_others_out():
    grid = grid_of(rows(), areas=["B", "C"], indicators=["noise"])
    assert grid.areas == ("B", "C") and grid.indicators == ("noise",)
    assert grid.values[0, :, 0].tolist() == [3.0, 1.0] and np.isnan(grid.values[1]).all()


def test_two_rows_of_one_cell_are_refused_by_name():
    with pytest.raises(TableError, match="Area A has 2 values of noise in 2020"):
        grid_of(rows(indicator=["noise", "noise", "noise", "noise"]))


def test_an_infinite_value_is_refused_by_name():
    with pytest.raises(TableError, match="first noise of area B in 2020"):
        grid_of(rows(value=[np.inf, None, 3.0, 4.0]))


def test_no_rows_give_an_empty_grid():
    assert grid_of(rows().limit(0)).shape == (0, 0, 0)


def test_what_was_filled_is_marked_and_what_was_emptied_is_missing():
    grid = grid_of(rows())
    filled = grid.values.copy()
    filled[0, 1, 1], filled[1, 0, 1] = 9.0, np.nan
    changed = grid.with_values(filled)
    assert STATUSES[changed.status[0, 1, 1]] == Status.ESTIMATED
    assert STATUSES[changed.status[1, 0, 1]] == Status.MISSING
    assert STATUSES[changed.status[0, 1, 0]] == Status.NORMAL


cells = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["2019", "2020"]), st.sampled_from(["x", "y"])),
    st.floats(-1e6, 1e6), min_size=1,
)  # fmt: skip


@given(cells, st.randoms())
def test_the_order_of_rows_changes_nothing_and_the_way_back_keeps_every_value(found, order):
    keys = list(found)
    order.shuffle(keys)
    table = memtable({
        "area": [key[0] for key in keys], "period": [key[1] for key in keys],
        "indicator": [key[2] for key in keys], "value": [found[key] for key in keys],
    })  # fmt: skip
    back = arrays(observations_of(grid_of(table)), order=("area", "period", "indicator"))
    told = zip(back["area"], back["period"], back["indicator"], back["value"], strict=True)
    assert {tuple(row[:3]): row[3] for row in told if not np.isnan(row[3])} == found
