"""Laws of agreement for any answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.opinions import agreement, link_spread
from veerkracht.tables import Shape, table_of

OPINIONS = Shape("opinions", {"link": "string", "respondent": "string", "sign": "int64", "strength": "int64"},
                 ("link", "respondent"))  # fmt: skip
few = settings(max_examples=50, deadline=None)
counts = st.lists(st.integers(0, 30), min_size=3, max_size=7).filter(any)
answers = st.lists(st.tuples(st.sampled_from((None, -1, 0, 1)), st.one_of(st.none(), st.integers(1, 5))), max_size=9)


@few
@given(counts)
def test_agreement_lies_between_its_ends_and_a_mirrored_scale_agrees_as_much(numbers):
    found = agreement(numbers)
    assert -1 - 1e-12 <= found <= 1 + 1e-12  # sums of at most 7 layers round by less
    assert agreement(numbers[::-1]) == pytest.approx(found)


@few
@given(counts, st.integers(2, 5))
def test_twice_as_many_of_the_same_answers_agree_as_much(numbers, times):
    assert agreement([number * times for number in numbers]) == pytest.approx(agreement(numbers))


@few
@given(answers)
def test_no_number_rests_on_fewer_than_three_answers(given_answers):
    rows = [{"link": "a", "respondent": f"R{number}", "sign": sign, "strength": strength}
            for number, (sign, strength) in enumerate(given_answers)]  # fmt: skip
    for row in link_spread(table_of(OPINIONS, rows)).to_pyarrow().to_pylist():
        assert (row["share_plus"] is None) == (row["n_sign"] < 3)
        assert (row["median_strength"] is None) == (row["n_strength"] < 3)
        if row["share_plus"] is not None:
            assert row["share_plus"] + row["share_none"] + row["share_minus"] == pytest.approx(1)
