"""How many districts change class when a choice moves, by hand."""

import pyarrow as pa

from veerkracht.analysis.resilience import ResilienceSettings
from veerkracht.tables import memtable
from veerkracht.workflows.measuring.sensitivity import sensitivity

SETTINGS = ResilienceSettings(band_vulnerability=0.5, band_problems=0.5, reference="mean")


def _changes(vulnerability):
    """Four districts of 1,000 people whose problems stay, with their changes of vulnerability."""
    count = len(vulnerability)
    return memtable(pa.table({
        "area": [f"W{place}" for place in range(count)],
        "vulnerability_change": pa.array(vulnerability, type=pa.float64()), "problem_change": [0.0] * count,
        "vulnerability_se": [0.1] * count, "problem_se": [0.1] * count, "population": [1000.0] * count,
    }))  # fmt: skip


def _moved(rows, setting, value):
    (row,) = [row for row in rows if (row["setting"], row["value"]) == (setting, value)]
    return row["areas_changed"], row["of"]


def test_other_years_stand_among_the_choices_and_count_in_what_moves():
    # mean 0: W0 and W3 lie above the band of 0.5; over the other years only W1 does, and W3 has no figure
    rows, moving = sensitivity(
        _changes([4.0, -4.0, -4.0, 4.0]),
        [("2012–2016", _changes([-4.0, 4.0, -4.0, None]))],
        settings=SETTINGS,
        shared={},
    )
    assert _moved(rows, "years", "2012–2016") == (3, 4)
    assert moving == 3
    assert len(rows) == 10


def test_a_district_that_is_published_with_another_one_moves_with_it():
    rows, moving = sensitivity(
        _changes([4.0, -4.0, -4.0, 4.0]), [("2012–2016", _changes([-4.0, 4.0, -4.0, 4.0]))], settings=SETTINGS,
        shared={"W9": "W0", "W8": "elsewhere"},
    )  # fmt: skip
    # W0 with W9, and W1, of W0 to W3 and W9
    assert _moved(rows, "years", "2012–2016") == (3, 5)
    assert moving == 3


def test_a_band_that_no_change_lies_near_moves_nothing():
    rows, moving = sensitivity(_changes([4.0, -4.0, -4.0, 4.0]), [], settings=SETTINGS, shared={})
    assert _moved(rows, "band_vulnerability", "1.0") == (0, 4)
    assert _moved(rows, "min_population", "1000") == (0, 4)
    assert moving == 0
