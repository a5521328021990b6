"""Transfer to another place, and requests matched with offers, worked by hand."""

import pyarrow as pa
import pytest

from veerkracht.analysis.matching import match_requests
from veerkracht.analysis.transfer import TransferSettings, transfer_check
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Shape, memtable, table_of

CONDITIONS = Shape("conditions", {"subject": "string", "condition": "string", "answer": "string", "essential": "boolean"},
                   ("subject", "condition"))  # fmt: skip


def conditions(*answers, essential=0):
    return table_of(CONDITIONS, [
        {"subject": "S", "condition": f"C{number}", "answer": answer, "essential": number < essential}
        for number, answer in enumerate(answers)
    ])  # fmt: skip


def verdict(*answers, **options):
    return transfer_check(conditions(*answers, **options)).to_pyarrow()["verdict"].to_pylist()


@pytest.mark.parametrize(("same", "different", "unknown", "expected"), [
    (4, 1, 0, "likely"),
    (4, 0, 1, "likely"),
    (3, 0, 2, "changed"),  # all same at best, but 3 of 5 is what is sure
    (2, 1, 2, "unknown"),  # 2 of 5 is sure, 4 of 5 possible
    (2, 3, 0, "unlikely"),
    (1, 3, 1, "unlikely"),  # 2 of 5 at best
    (0, 0, 3, "unknown"),
    (7, 2, 1, "changed"),
])  # fmt: skip
def test_the_verdict_holds_even_if_every_unknown_differs(same, different, unknown, expected):
    answers = ["same"] * same + ["different"] * different + ["unknown"] * (unknown - 1) + [None] * (unknown > 0)
    assert verdict(*answers) == [expected]


@pytest.mark.parametrize(("first", "expected"), [("different", "unlikely"), ("unknown", "unknown"), ("same", "likely")])
def test_an_essential_condition_decides(first, expected):
    assert verdict(first, *["same"] * 9, essential=1) == [expected]


def test_shares_add_up_and_essential_ones_are_counted():
    row = transfer_check(conditions("unknown", "same", "different", "same", essential=1)).to_pyarrow().to_pylist()[0]
    assert (row["share_same"], row["share_different"], row["share_unknown"]) == (0.5, 0.25, 0.25)
    assert (row["conditions"], row["essential_unknown"], row["essential_different"]) == (4, 1, 0)


def test_a_city_can_ask_for_more():
    strict = TransferSettings(likely_from=1.0, changed_from=0.9)
    found = transfer_check(conditions("same", "same", "same", "same", "different"), settings=strict)
    assert found.to_pyarrow()["verdict"].to_pylist() == ["unlikely"]


def test_bounds_out_of_order_and_wrong_answers_are_refused():
    with pytest.raises(SettingError, match="Setting changed_from"):
        TransferSettings(likely_from=0.5, changed_from=0.9)
    with pytest.raises(TableError, match="is yes"):
        transfer_check(conditions("yes"))
    twice = table_of(CONDITIONS, [{"subject": "S", "condition": "C", "answer": "same"}] * 2)
    with pytest.raises(TableError, match="2 rows stand for 1"):
        transfer_check(twice)


def listing(name, *rows):
    schema = pa.schema([(name, pa.string()), ("theme", pa.string()), ("tokens", pa.list_(pa.string()))])
    return memtable(pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema))


def matched(requests, offers):
    found = match_requests(listing("request", *requests), listing("offer", *offers))
    return [tuple(row.values()) for row in found.to_pyarrow().to_pylist()]


def test_the_theme_goes_before_the_words_and_an_unknown_theme_between():
    request = [("r", "recovery", ["grid", "plan", "team"])]
    offers = [("other", "climate", ["grid", "plan", "team"]), ("unknown", None, ["grid"]), ("same", "recovery", ["sea"]),
              ("nothing", "climate", ["sea"])]  # fmt: skip
    assert matched(request, offers) == [
        ("r", "same", 1, True, 0.0, []), ("r", "unknown", 2, None, 1 / 3, ["grid"]),
        ("r", "other", 3, False, 1.0, ["grid", "plan", "team"]),
    ]  # fmt: skip


def test_words_in_common_are_divided_by_all_words_and_count_once():
    (row,) = matched([("r", None, ["plan", "plan", "budget"])], [("o", None, ["plan", "team", "mandate"])])
    assert row[2:] == (1, None, 0.25, ["plan"])


def test_equal_offers_stand_by_their_id_whatever_the_order_of_rows():
    offers = [("b", "x", ["w"]), ("a", "x", ["w"]), ("c", "x", ["w"])]
    for order in (offers, offers[::-1]):
        assert [row[1] for row in matched([("r", "x", ["w"])], order)] == ["a", "b", "c"]


def test_a_request_without_words_or_theme_matches_nothing():
    assert matched([("r", None, None)], [("o", "x", None), ("p", None, [])]) == []


def test_an_offer_that_stands_twice_is_refused():
    with pytest.raises(TableError, match="One offer stands twice"):
        matched([], [("o", None, []), ("o", None, [])])
