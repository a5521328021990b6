"""Status, gaps, changes and benefits of initiatives, worked by hand."""

import pytest

from veerkracht.analysis.initiatives import (
    STATUSES,
    benefit_matrix,
    changes_between,
    check_status,
    initiative_gaps,
    status_counts,
    unserved_risks,
)  # fmt: skip
from veerkracht.tables import INITIATIVES, RISKS, table_of


def register(*rows):
    return table_of(INITIATIVES, [{"initiative": f"I{number}"} | row for number, row in enumerate(rows, 1)])


def rows_of(table):
    return [tuple(row.values()) for row in table.to_pyarrow().to_pylist()]


@pytest.mark.parametrize(("row", "findings"), [
    ({"track": "new", "status": "idea"}, []),
    ({}, []),
    ({"track": "new", "status": "running"}, ["status-of-other-track"]),
    ({"track": "existing", "status": "paused"}, []),
    ({"track": "both", "status": "gone"}, ["unknown-track", "unknown-status"]),
    ({"status": "ended"}, ["reason-missing"]),
    ({"status": "ended", "status_reason": "no money"}, []),
    ({"status": "merged"}, ["merged-into-missing"]),
    ({"status": "merged", "merged_into": "I1"}, ["merged-into-itself"]),
    ({"status": "merged", "merged_into": "I9"}, ["merged-into-unknown"]),
    ({"status": "running", "merged_into": "I9"}, ["merged-into-without-merge"]),
])  # fmt: skip
def test_a_status_that_contradicts_itself_is_found(row, findings):
    assert [finding for _, finding in rows_of(check_status(register(row)))] == findings


def test_two_initiatives_merged_into_each_other_are_both_found():
    pair = register({"status": "merged", "merged_into": "I2"}, {"status": "merged", "merged_into": "I1"})
    assert rows_of(check_status(pair)) == [("I1", "merged-in-a-circle"), ("I2", "merged-in-a-circle")]


def test_an_initiative_merged_towards_a_circle_is_not_part_of_it():
    three = register(*({"status": "merged", "merged_into": into} for into in ("I2", "I3", "I2")))
    assert [name for name, _ in rows_of(check_status(three))] == ["I2", "I3"]


def test_counts_list_every_status_and_the_unknown_and_add_up():
    counts = rows_of(status_counts(register({"track": "new", "status": "idea"}, {"status": "idea"}, {})))
    found = {(status, track): count for status, track, count, _ in counts}
    assert found["idea", "new"] == 1
    assert found["idea", "unknown"] == 1
    assert found["unknown", "unknown"] == 1
    assert found["scaled_up", "existing"] == 0
    assert sum(found.values()) == 3
    assert {rule.status for rule in STATUSES} <= {status for status, _ in found}


def test_gaps_tell_a_missing_translation_from_a_missing_text():
    gaps = rows_of(initiative_gaps(register({"name_nl": "Tafels", "goal": "unknown"}), expected=0))
    fields = [field for _, field, _ in gaps]
    assert "name_en" in fields and "name" not in fields and "name_nl" not in fields
    assert "goal" in fields and "lesson" in fields and "status_reason" not in fields


def test_an_ended_initiative_is_asked_for_its_reason():
    gaps = rows_of(initiative_gaps(register({"status": "ended"}), expected=0))
    assert ("I1", "status_reason", 1) in gaps


def test_initiatives_without_a_name_are_counted_against_the_strategy():
    two = register({"in_strategy": "yes"}, {"in_strategy": "no"})
    assert rows_of(initiative_gaps(two, expected=41))[-1] == (None, "initiative", 40)


def test_a_full_strategy_has_no_nameless_initiatives():
    gaps = rows_of(initiative_gaps(register({"in_strategy": "yes"}), expected=1))
    assert all(name for name, _, _ in gaps)


def test_a_risk_of_an_ended_initiative_is_not_served():
    risks = table_of(RISKS, [{"risk": "HEAT"}, {"risk": "FLOOD"}, {"risk": "CYBER"}])
    three = register({"risks": "HEAT; HEAT"}, {"risks": "FLOOD", "status": "ended"})
    assert rows_of(unserved_risks(three, risks)) == [("CYBER",), ("FLOOD",)]


def test_the_matrix_tells_described_benefits_and_leaves_the_rest_unknown():
    row = {"risks": "HEAT; FLOOD", "goal": "G1", "benefit_good_times_en": "neighbours meet"}
    assert rows_of(benefit_matrix(register(row))) == [
        ("I1", "risk", "HEAT", True, None), ("I1", "risk", "FLOOD", True, None), ("I1", "goal", "G1", True, None),
    ]  # fmt: skip


def test_changes_name_cell_before_and_after():
    before, after = register({"status": "idea", "lead": "A"}), register({"status": "started"})
    assert rows_of(changes_between(before, after)) == [
        ("I1", "status", "idea", "started"), ("I1", "lead", "A", None),
    ]  # fmt: skip


def test_an_initiative_that_came_or_went_is_a_change():
    one = register({"lead": "A"})
    assert rows_of(changes_between(register(), one)) == [("I1", "initiative", None, "I1"), ("I1", "lead", None, "A")]
    assert ("I1", "initiative", "I1", None) in rows_of(changes_between(one, register()))


def test_no_change_gives_no_rows():
    assert rows_of(changes_between(register({"lead": "A"}), register({"lead": "A"}))) == []
