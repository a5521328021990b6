"""Codes of areas and numbers with their status."""

import numpy as np
import pytest

from veerkracht.connectors.cells import (
    UNKNOWN_LOCATION,
    CellError,
    level_of,
    municipality_of,
    number_cells,
    parent_of,
    tidy_code,
)
from veerkracht.tables import Status


def test_a_code_loses_padding_and_gains_capitals():
    assert tidy_code("  gm0518   ") == "GM0518"


@pytest.mark.parametrize(
    ("code", "level", "parent", "municipality"),
    [
        ("NL00", "country", None, None),
        ("GM0363", "municipality", None, "GM0363"),
        ("WK0363AA", "district", "GM0363", "GM0363"),
        ("BU0363AA01", "neighbourhood", "WK0363AA", "GM0363"),
        ("BU05180110", "neighbourhood", "WK051801", "GM0518"),
    ],
)
def test_the_tree_follows_from_the_code(code, level, parent, municipality):
    assert (level_of(code), parent_of(code), municipality_of(code)) == (level, parent, municipality)


@pytest.mark.parametrize("code", ["", "0518", "GM518", "gm0518", "BU051801", "XX0518", "GM0518 "])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(ValueError, match="no area code"):
        level_of(code)


def test_the_unknown_location_lies_in_no_area():
    assert parent_of(UNKNOWN_LOCATION) is None
    assert municipality_of(UNKNOWN_LOCATION) is None


def test_a_dot_is_missing_an_empty_cell_not_asked_and_zero_a_value():
    values, statuses = number_cells(["      .", "", None, "   ", "     0", "  -1.5"])
    np.testing.assert_array_equal(values, [np.nan, np.nan, np.nan, np.nan, 0.0, -1.5])
    assert statuses == [Status.MISSING, *[Status.NOT_ASKED] * 3, Status.NORMAL, Status.NORMAL]


def test_a_decimal_comma_is_read_when_it_is_named():
    assert number_cells(["1,5", "2"], decimal=",")[0].tolist() == [1.5, 2.0]


@pytest.mark.parametrize("text", ["nan", "inf", "1_000", "1,5", "12 345", "x", "-", "1.2.3", "0x1F"])
def test_text_that_is_no_number_names_its_place(text):
    with pytest.raises(CellError) as caught:
        number_cells(["1", ".", text])
    assert (caught.value.index, caught.value.text) == (2, text)


@pytest.mark.parametrize("text", ["1.5", "1,234,567", "1.234,5"])
def test_a_point_or_second_comma_is_refused_with_a_decimal_comma(text):
    with pytest.raises(CellError):
        number_cells([text], decimal=",")
