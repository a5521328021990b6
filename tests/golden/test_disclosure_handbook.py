"""Worked examples of the Handbook on Statistical Disclosure Control, 2nd edition (Hundepool et al., 2024)."""

import pytest

from veerkracht.analysis.disclosure import (
    CellRules,
    attack_linked,
    round_controlled,
    round_conventionally,
    round_randomly,
    unsafe_cells,
)
from veerkracht.tables import memtable


def one_cell(value, *largest):
    named = {f"largest_{number}": [float(x)] for number, x in enumerate(largest, 1)}
    return memtable({"area": ["A"], "period": ["2020"], "value": [float(value)], **named})


def table(rows, columns=("male", "female", "all")):
    cells = [
        (area, column, value) for area, values in rows.items() for column, value in zip(columns, values, strict=True)
    ]
    area, category, value = (list(column) for column in zip(*cells, strict=True))
    known = [None if v is None else float(v) for v in value]
    return memtable({"area": area, "period": ["2020"] * len(area), "category": category, "value": known})


def test_example_2_is_safe_by_ten_percent_and_unsafe_by_its_dominance_rule():
    cell = one_cell(110_000, 52_000, 50_000)
    assert unsafe_cells(cell, rules=CellRules(p_percent=10)).count().to_pyarrow().as_py() == 0
    found = unsafe_cells(cell, rules=CellRules(dominance=(2, 100 * 100 / 110))).to_pyarrow().to_pylist()
    assert [row["reason"] for row in found] == ["dominant"]


def test_example_3_leaves_the_first_cell_between_3_and_6():
    hidden = table({"1": (None, None, 7), "2": (None, None, 3), "3": (3, 3, 6), "T": (9, 7, 16)}, ("a", "b", "all"))
    areas = memtable({"area": ["1", "2", "3"], "parent": ["T"] * 3})
    categories = memtable({"category": ["a", "b"], "parent": ["all"] * 2})
    found = attack_linked(hidden, areas, categories=categories).to_pyarrow().to_pylist()
    assert [(row["area"], row["category"], row["lower"], row["upper"]) for row in found] == [
        ("1", "a", 3, 6), ("1", "b", 1, 4), ("2", "a", 0, 3), ("2", "b", 0, 3)]  # fmt: skip


def test_example_4_needs_an_upper_bound_of_352_94():
    found = unsafe_cells(one_cell(330, 300, 20, 10), rules=CellRules(dominance=(1, 85))).to_pyarrow().to_pylist()
    assert 330 + found[0]["above"] == pytest.approx(352.94, abs=0.005)  # as printed


def test_example_5_needs_p_percent_of_the_largest_beyond_the_others():
    found = unsafe_cells(one_cell(330, 300, 20), rules=CellRules(p_percent=10)).to_pyarrow().to_pylist()
    assert found[0]["above"] == pytest.approx(10 / 100 * 300 - (330 - 300 - 20))


COUNTS = {"A": (1, 0, 1), "B": (3, 3, 6), "C": (12, 20, 32), "T": (16, 23, 39)}
AREAS = memtable({"area": ["A", "B", "C"], "parent": ["T"] * 3})
SEXES = memtable({"category": ["male", "female"], "parent": ["all"] * 2})


def test_conventional_rounding_gives_the_printed_table():
    found = round_conventionally(table(COUNTS), base=5).to_pyarrow()["value"].to_pylist()
    assert found == [0, 0, 0, 5, 5, 5, 10, 20, 30, 15, 25, 40]  # printed: 35 for area C, of which 32 is nearest to 30


def test_controlled_rounding_adds_up_and_is_no_further_off_than_the_printed_table():
    found = round_controlled(table(COUNTS), AREAS, base=5, categories=SEXES).to_pyarrow()["value"].to_pylist()
    true = [value for row in COUNTS.values() for value in row]
    printed = [5, 0, 5, 0, 5, 5, 10, 20, 30, 15, 25, 40]
    a, b, c, total = (found[at : at + 3] for at in range(0, 12, 3))
    assert all(row[0] + row[1] == row[2] for row in (a, b, c, total))
    assert [x + y + z for x, y, z in zip(a, b, c, strict=True)] == total
    assert sum(abs(x - y) for x, y in zip(found, true, strict=True)) <= sum(
        abs(x - y) for x, y in zip(printed, true, strict=True))  # fmt: skip


def test_random_rounding_to_three_goes_up_as_often_as_printed():
    cells = memtable(
        {"area": [f"A{n:05}" for n in range(30_000)], "period": ["2020"] * 30_000, "value": [1.0, 2.0, 3.0] * 10_000}
    )
    found = round_randomly(cells, base=3, seed=7).to_pyarrow()["value"].to_pylist()
    assert sum(found[0::3]) / 30_000 == pytest.approx(1 / 3, abs=0.015)  # three standard errors of 10,000 draws
    assert sum(found[1::3]) / 30_000 == pytest.approx(2 / 3, abs=0.015)
    assert set(found[2::3]) == {3}
