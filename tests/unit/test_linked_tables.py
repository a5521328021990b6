"""Primary rules, suppression and attack of tables that add up, worked by hand."""

import pytest

from veerkracht.analysis.disclosure import (
    CellRules,
    attack_linked,
    audit_linked,
    release_linked,
    suppress_linked,
    suppression_told,
    unsafe_cells,
)
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Status, memtable

CITY = {"B1": 3, "B2": 40, "B3": 50, "C1": 60, "C2": 70, "W1": 93, "W2": 130, "G": 223}
PARENTS = memtable({"area": ["B1", "B2", "B3", "C1", "C2", "W1", "W2"], "parent": ["W1"] * 3 + ["W2"] * 2 + ["G"] * 2})
SEXES = memtable({"category": ["men", "women"], "parent": ["all", "all"]})


def cells(values, period="2020", **more):
    rows = [{"area": area, "period": period, "value": None if v is None else float(v)} for area, v in values.items()]
    return memtable({name: [row[name] for row in rows] for name in rows[0]} | more)


def by_category(values):
    """Cells of areas, each with men, women and all."""
    rows = [(area, category, float(value)) for area, pair in values.items()
            for category, value in zip(("men", "women", "all"), (*pair, sum(pair)), strict=True)]  # fmt: skip
    area, category, value = zip(*rows, strict=True)
    return memtable(
        {"area": list(area), "period": ["2020"] * len(rows), "category": list(category), "value": list(value)}
    )


def shown(table, *keys):
    return {tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]: row["value"]
            for row in table.to_pyarrow().to_pylist()}  # fmt: skip


def reasons(table, *, rules, **more):
    return {row["area"]: row["reason"] for row in unsafe_cells(table, rules=rules, **more).to_pyarrow().to_pylist()}


def one_cell(value, **columns):
    return memtable(
        {"area": ["A"], "period": ["2020"], "value": [float(value)], **{k: [v] for k, v in columns.items()}}
    )


def test_counts_below_the_limit_are_few_and_zeros_are_shown_unless_asked():
    table = cells({"A": 0, "B": 4, "C": 5})
    assert reasons(table, rules=CellRules()) == {"B": "few"}
    assert reasons(table, rules=CellRules(edges="zeros")) == {"A": "zero", "B": "few"}


def test_a_count_as_large_as_the_total_tells_of_everybody():
    table = by_category({"A": (30, 0), "B": (30, 10)})
    found = unsafe_cells(table, rules=CellRules(edges="zeros_and_full"), categories=SEXES).to_pyarrow().to_pylist()
    assert {(row["area"], row["category"], row["reason"]) for row in found} == {
        ("A", "men", "full"),
        ("A", "women", "zero"),
    }


def test_a_cell_of_few_records_is_unsafe_however_large_it_is():
    assert reasons(one_cell(500, records=3), rules=CellRules(least_records=10)) == {"A": "few_records"}


def test_two_rules_that_a_cell_breaks_are_both_told():
    table = one_cell(4, records=1)
    assert reasons(table, rules=CellRules(least_records=2)) == {"A": "few; few_records"}


def test_missing_counts_are_no_few_people():
    assert reasons(cells({"A": None, "B": 3}), rules=CellRules(edges="zeros")) == {"B": "few"}


def test_a_small_cell_takes_its_smallest_large_sibling_along():
    found = shown(suppress_linked(cells(CITY), PARENTS, rules=CellRules()), "area")
    assert found == CITY | {"B1": None, "B2": None}


def test_a_small_cell_of_two_categories_takes_three_others_along():
    table = by_category({"B1": (3, 20), "B2": (30, 40), "B3": (80, 90), "W1": (113, 150)})
    found = shown(suppress_linked(table, PARENTS, rules=CellRules(), categories=SEXES), "area", "category")
    assert {key for key, value in found.items() if value is None} == {
        ("B1", "men"), ("B1", "women"), ("B2", "men"), ("B2", "women")}  # fmt: skip


def test_an_only_part_takes_its_whole_along():
    table = cells({"B": 3, "W": 3, "V": 40, "U": 50, "G": 93})
    parents = memtable({"area": ["B", "W", "V", "U"], "parent": ["W", "G", "G", "G"]})
    found = shown(suppress_linked(table, parents, rules=CellRules()), "area")
    assert found == {"B": None, "W": None, "V": None, "U": 50, "G": 93}


def test_a_small_total_without_anything_above_is_hidden_with_its_parts():
    table = cells({"A": 1, "B": 2, "W": 3})
    parents = memtable({"area": ["A", "B"], "parent": ["W", "W"]})
    found = suppress_linked(table, parents, rules=CellRules())
    assert set(shown(found, "area").values()) == {None}
    audited = audit_linked(found, table, areas=parents, rules=CellRules(), proof="programme").to_pyarrow().to_pylist()
    assert all(row["safe"] and row["upper"] is None for row in audited)


def test_a_hidden_cell_says_why_and_what_was_missing_stays_missing():
    table = suppress_linked(cells(CITY | {"C1": None}), PARENTS, rules=CellRules()).to_pyarrow().to_pylist()
    found = {row["area"]: (row["status"], row["reason"]) for row in table}
    assert found["B1"] == (Status.SUPPRESSED, "few")
    assert found["B2"] == (Status.SUPPRESSED, "complement")
    assert found["C1"] == (Status.MISSING, None)
    assert found["W2"] == (Status.NORMAL, None)


def test_old_and_new_boundaries_protect_the_piece_between_them():
    # Of old O1 (100 people) a street of 3 went to new N2: O1 minus N1 would tell.
    people = {"p1": 97, "p2": 3, "p3": 60, "O1": 100, "O2": 60, "N1": 97, "N2": 63, "G": 160}
    links = [("p1", "O1", "2019"), ("p2", "O1", "2019"), ("p3", "O2", "2019"), ("p1", "N1", "2020"), ("p2", "N2", "2020"),
             ("p3", "N2", "2020"), ("O1", "G", "2019"), ("O2", "G", "2019"), ("N1", "G", "2020"),
             ("N2", "G", "2020")]  # fmt: skip
    area, parent, division = (list(column) for column in zip(*links, strict=True))
    parents = memtable({"area": area, "parent": parent, "division": division})
    table = cells(people, published=[not name.startswith("p") for name in people])
    naked = memtable({"area": list(people), "period": ["2020"] * 8,
                      "value": [None if name.startswith("p") else float(v) for name, v in people.items()]})  # fmt: skip
    attacked = {
        row["area"]: (row["lower"], row["upper"]) for row in attack_linked(naked, parents).to_pyarrow().to_pylist()
    }
    assert attacked["p2"] == (3, 3)
    found = suppress_linked(table, parents, rules=CellRules())
    judged = audit_linked(found, table, areas=parents, rules=CellRules(), proof="programme").to_pyarrow().to_pylist()
    piece = next(row for row in judged if row["area"] == "p2")
    assert piece["safe"] and piece["upper"] - piece["lower"] >= 5
    assert shown(found, "area")["G"] == 160


def test_a_crosswalked_figure_minus_the_original_is_seen_by_the_attack():
    # New T is all of A and a tenth of B; A is hidden, B and T are shown: A = T - B / 10.
    parents = memtable({"area": ["A", "B"], "parent": ["T", "T"], "share": [1.0, 0.1]})
    table = cells({"A": None, "B": 40, "T": 7})
    assert attack_linked(table, parents).to_pyarrow().to_pylist()[0]["upper"] == pytest.approx(3)
    figures = cells({"A": 3, "B": 40, "T": 7})
    found = shown(suppress_linked(figures, parents, rules=CellRules()), "area")
    assert found["A"] is None and None in (found["B"], found["T"])


def test_linked_years_leave_nothing_to_a_reader_who_knows_every_change():
    values = {"A": (3, 8), "B": (40, 42), "C": (50, 51), "W": (93, 101)}
    table = memtable({"area": [a for a in values for _ in range(2)], "period": ["2019", "2020"] * 4,
                      "value": [float(v) for pair in values.values() for v in pair]})  # fmt: skip
    parents = memtable({"area": ["A", "B", "C"], "parent": ["W"] * 3})
    rules = CellRules()
    for years, safe in (("apart", False), ("linked", True)):
        found = suppress_linked(table, parents, rules=rules, years=years)
        judged = audit_linked(found, table, areas=parents, rules=rules, years="linked").to_pyarrow().to_pylist()
        assert all(row["safe"] for row in judged) == safe


def test_newcomers_between_two_years_are_protected_as_a_part_of_the_later_year():
    # Published: everybody who ever asked for help, at the end of each year. The difference is 2 newcomers.
    table = memtable({"area": ["A"] * 3, "period": ["2019", "new in 2020", "2020"], "value": [30.0, 2.0, 32.0],
                      "published": [True, False, True]})  # fmt: skip
    periods = memtable({"period": ["2019", "new in 2020"], "parent": ["2020", "2020"]})
    found = suppress_linked(table, memtable({"area": ["A"], "parent": ["-"]}), rules=CellRules(), periods=periods)
    assert None in (shown(found, "period")["2019"], shown(found, "period")["2020"])


def test_the_share_of_hidden_cells_and_people_is_told():
    found = suppress_linked(cells(CITY), PARENTS, rules=CellRules())
    told = suppression_told(found, cells(CITY)).to_pyarrow().to_pylist()
    assert told == [{"indicator": "", "period": "2020", "cells": 8, "unsafe": 1, "complements": 1, "share": 0.25,
                     "share_of_people": 43 / 669}]  # fmt: skip


def test_what_need_not_be_hidden_is_shown_again():
    table, rules = cells(CITY), CellRules()
    full = suppress_linked(table, PARENTS, rules=rules).to_pyarrow().to_pylist()
    more = [
        row | {"value": None, "status": "Q", "reason": "complement"} if row["area"] == "B3" else row for row in full
    ]
    hidden = memtable({name: [row[name] for row in more] for name in more[0]})
    found = shown(release_linked(hidden, table, areas=PARENTS, rules=rules), "area")
    assert found == CITY | {"B1": None, "B2": None}  # of B2 and B3 the larger is shown again


def test_more_complements_than_may_be_tried_are_refused():
    hidden = suppress_linked(cells(CITY), PARENTS, rules=CellRules())
    with pytest.raises(SettingError, match="most_cells is 0; there are 1"):
        release_linked(hidden, cells(CITY), areas=PARENTS, rules=CellRules(), most_cells=0)


def test_a_zero_is_a_dear_complement():
    people = {"A": 3, "B": 0, "C": 12, "W": 15}
    parents = memtable({"area": ["A", "B", "C"], "parent": ["W"] * 3})
    sexes = memtable({"category": ["men", "women"], "parent": ["all"] * 2})
    table = by_category({"A": (3, 10), "B": (0, 30), "C": (12, 31), "W": (15, 71)})
    found = shown(suppress_linked(table, parents, rules=CellRules(), categories=sexes), "area", "category")
    assert found["B", "men"] == people["B"] and found["C", "men"] is None


def test_the_audit_finds_an_unsafe_cell_that_is_shown():
    judged = audit_linked(cells(CITY), cells(CITY), areas=PARENTS, rules=CellRules()).to_pyarrow().to_pylist()
    assert [(row["area"], row["lower"], row["upper"], row["proof"], row["safe"]) for row in judged] == [
        ("B1", 3, 3, "shown", False)]  # fmt: skip


def test_the_audit_finds_a_cell_that_can_be_subtracted():
    bare = cells(CITY | {"B1": None})
    judged = audit_linked(bare, cells(CITY), areas=PARENTS, rules=CellRules()).to_pyarrow().to_pylist()
    assert [(row["lower"], row["upper"], row["proof"], row["safe"]) for row in judged] == [(3, 3, "programme", False)]


def test_rounding_widens_what_an_attack_finds():
    rounded = cells({"A": None, "B": 40, "W": 45})
    parents = memtable({"area": ["A", "B"], "parent": ["W", "W"]})
    found = attack_linked(rounded, parents, slack=2.5).to_pyarrow().to_pylist()
    assert {row["area"]: (row["lower"], row["upper"]) for row in found} == {
        "A": (0, 10),
        "B": (37.5, 42.5),
        "W": (42.5, 47.5),
    }


def test_contradictory_figures_are_refused_by_the_attack():
    parents = memtable({"area": ["A", "B"], "parent": ["W", "W"]})
    with pytest.raises(TableError, match="contradict"):
        attack_linked(cells({"A": 1, "B": 2, "W": 9}), parents)
    with pytest.raises(TableError, match="contradict"):
        attack_linked(cells({"A": None, "B": 20, "W": 9}), parents)


@pytest.mark.parametrize(("settings", "named"), [
    ({"least_count": 1}, "least_count"), ({"dominance": (0, 90)}, "dominance n"), ({"dominance": (1, 120)}, "dominance k"),
    ({"p_percent": 0}, "p_percent"), ({"edges": "some"}, "edges"), ({"least_records": -1}, "least_records"),
])  # fmt: skip
def test_rules_that_protect_nobody_are_refused(settings, named):
    with pytest.raises(SettingError, match=named):
        CellRules(**settings)


def test_totals_that_do_not_add_up_are_refused():
    with pytest.raises(TableError, match="parts of W1 do not add up"):
        suppress_linked(cells(CITY | {"W1": 94, "G": 224}), PARENTS, rules=CellRules())


def test_negative_counts_are_refused():
    with pytest.raises(TableError, match="negative"):
        suppress_linked(cells(CITY | {"B1": -1}), PARENTS, rules=CellRules())


def test_a_key_that_occurs_twice_is_refused():
    twice = memtable({"area": ["A", "A"], "period": ["2020"] * 2, "value": [1.0, 2.0]})
    with pytest.raises(TableError, match="more than once"):
        unsafe_cells(twice, rules=CellRules())


def test_an_area_that_is_part_of_itself_is_refused():
    circle = memtable({"area": ["B1", "W1"], "parent": ["W1", "B1"]})
    with pytest.raises(TableError, match="part of itself"):
        suppress_linked(cells(CITY), circle, rules=CellRules())


def test_a_share_of_zero_is_refused():
    parents = memtable({"area": ["B1"], "parent": ["W1"], "share": [0.0]})
    with pytest.raises(TableError, match="share of B1"):
        suppress_linked(cells(CITY), parents, rules=CellRules())


def test_a_rule_without_its_column_is_refused():
    with pytest.raises(TableError, match="largest_1"):
        unsafe_cells(cells(CITY), rules=CellRules(p_percent=10))


def test_an_audit_of_other_figures_is_refused():
    with pytest.raises(TableError, match="other rows"):
        audit_linked(cells({"B1": 3}), cells(CITY), areas=PARENTS, rules=CellRules())
    with pytest.raises(TableError, match="differ from their figure"):
        audit_linked(cells(CITY | {"C1": 61}), cells(CITY), areas=PARENTS, rules=CellRules())
