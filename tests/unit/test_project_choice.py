"""Recovery projects within the staff there is, against every choice; and gaps of transformation part by part."""

from itertools import product

import numpy as np
import pyarrow as pa
import pytest

from veerkracht.analysis.recovery import PURPOSES, choose_projects, transformation_gaps
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable

YEARS = {"year": [2026, 2027, 2028], "fte": [6.0, 5.0, 4.0]}


def made(seed, count=8):
    rng = np.random.default_rng(seed)
    first = rng.integers(2026, 2029, count)
    shares = rng.multinomial(100, [0.4, 0.3, 0.3], count)
    return {
        "project": [f"p{number}" for number in range(count)], "first_year": first,
        "last_year": first + rng.integers(0, 3, count), "fte": rng.integers(1, 5, count) * 1.0,
        "value": rng.integers(1, 20, count) * 1.0,
        **{name: shares[:, at] * 1.0 for at, name in enumerate(PURPOSES)},
    }  # fmt: skip


def by_trying_all(rows, least):
    """Return the most that any choice is worth."""
    runs = np.array([[first <= year <= last for first, last in zip(rows["first_year"], rows["last_year"], strict=True)]
                     for year in YEARS["year"]])  # fmt: skip
    best = 0.0
    for picked in product((0, 1), repeat=len(rows["project"])):
        staff = rows["fte"] * np.array(picked)
        work = staff * runs.sum(axis=0)
        fits = (runs @ staff <= YEARS["fte"]).all()
        shared = all((work * rows[name] / 100).sum() >= share * work.sum() - 1e-9 for name, share in least.items())
        best = max(best, rows["value"] @ np.array(picked)) if fits and shared else best
    return best


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("least", [{}, {"build_forward": 0.35, "protect": 0.3}])
def test_no_choice_within_staff_and_shares_is_worth_more(seed, least):
    rows = made(seed)
    found = choose_projects(memtable(rows), memtable(YEARS), least_shares=least)
    assert found.value == pytest.approx(by_trying_all(rows, least))
    assert found.bound == pytest.approx(found.value)
    assert all(found.shares[name] >= share - 1e-9 for name, share in least.items() if found.shares)


def test_what_is_unknown_is_not_chosen_and_says_why():
    rows = made(1, 3)
    rows["fte"], rows["value"] = [None, 1.0, 1.0], [1.0, None, 3.0]
    table = choose_projects(memtable(rows), memtable(YEARS)).projects.to_pyarrow().to_pylist()
    assert [(row["chosen"], row["reason"]) for row in table] == [
        (False, "unknown_fte"), (False, "unknown_value"), (True, None),
    ]  # fmt: skip


def test_more_staff_is_never_worth_less():
    rows = memtable(made(3))
    values = [choose_projects(rows, memtable({**YEARS, "fte": [extra + fte for fte in YEARS["fte"]]})).value
              for extra in range(4)]  # fmt: skip
    assert values == sorted(values)


@pytest.mark.parametrize("least", [{"protect": -0.1}, {"protect": 0.6, "recover": 0.5}, {"insure": 0.1}])
def test_least_shares_out_of_bounds_are_refused(least):
    with pytest.raises(SettingError, match="least_shares"):
        choose_projects(memtable(made(1)), memtable(YEARS), least_shares=least)


def test_unknown_staff_of_a_year_and_negative_values_are_refused():
    with pytest.raises(InputError, match="staff of 2026"):
        choose_projects(memtable(made(1)), memtable(pa.table({"year": [2026], "fte": pa.array([None], pa.float64())})))
    with pytest.raises(InputError, match="has value -1"):
        choose_projects(memtable({**made(1, 1), "value": [-1.0]}), memtable(YEARS))


def test_a_gap_is_the_mean_of_its_known_parts():
    rows = {
        "project": ["a", "a", "a", "b"],
        "part": ["depth", "reach", "time", "depth"],
        "score": [2.0, 5.0, None, None],
    }
    found = transformation_gaps(memtable(rows), aim=4).to_pyarrow().to_pylist()
    assert [row["gap"] for row in found] == [2.0, -1.0, None, None]
    assert [(row["project_gap"], row["known"], row["unknown"]) for row in found[2:]] == [(0.5, 2, 1), (None, 0, 1)]


def test_scores_off_the_scale_and_twice_the_same_part_are_refused():
    with pytest.raises(InputError, match="score 6"):
        transformation_gaps(memtable({"project": ["a"], "part": ["depth"], "score": [6.0]}))
    with pytest.raises(InputError, match="stands twice"):
        transformation_gaps(memtable({"project": ["a"] * 2, "part": ["depth"] * 2, "score": [1.0, 2.0]}))
    with pytest.raises(SettingError, match="aim"):
        transformation_gaps(memtable({"project": ["a"], "part": ["depth"], "score": [1.0]}), aim=6)


@pytest.mark.parametrize(("other", "told"), [
    ({"protect": [0.0]}, "shares of project dike add up to 0"), ({"protect": [150.0], "recover": [-50.0]}, "one is below 0"),
    ({"first_year": [2031], "last_year": [2032]}, "staff of 2031 is not filled in"),
])  # fmt: skip
def test_a_project_that_cannot_be_weighed_is_refused(other, told):
    rows = {"project": ["dike"], "first_year": [2026], "last_year": [2026], "fte": [3.0], "value": [5.0], "recover": [0.0],
            "protect": [100.0], "build_forward": [0.0]}  # fmt: skip
    with pytest.raises(InputError, match=told):
        choose_projects(memtable(rows | other), memtable({"year": [2026], "fte": [4.0]}))
