"""Opinions on links between risks, worked by hand and against a published example."""

import pytest

from veerkracht.analysis.opinions import agreement, link_spread
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Shape, table_of

OPINIONS = Shape("opinions", {"link": "string", "respondent": "string", "sign": "int64", "strength": "int64"},
                 ("link", "respondent"))  # fmt: skip


def opinions(*answers, link="heat-power"):
    rows = [{"link": link, "respondent": f"R{number}", "sign": sign, "strength": strength}
            for number, (sign, strength) in enumerate(answers)]  # fmt: skip
    return table_of(OPINIONS, rows)


def only(table):
    (row,) = table.to_pyarrow().to_pylist()
    return row


def test_shares_median_and_quartiles_of_a_link():
    row = only(link_spread(opinions((1, 2), (1, 3), (1, 4), (0, 3), (-1, 5), (1, None))))
    assert (row["n"], row["n_sign"], row["n_strength"]) == (6, 6, 5)
    assert row["share_plus"] == pytest.approx(4 / 6)
    assert (row["median_strength"], row["lower_quartile"], row["upper_quartile"], row["quartile_range"]) == (3, 3, 4, 1)
    assert row["opposed"] is True


def test_a_respondent_who_sees_no_link_is_not_opposed():
    assert only(link_spread(opinions((1, 2), (0, 3), (1, 4))))["opposed"] is False


def test_of_two_respondents_only_the_number_is_told():
    row = only(link_spread(opinions((1, 2), (-1, 3))))
    assert row.pop("link") == "heat-power"
    assert (row.pop("n"), row.pop("n_sign"), row.pop("n_strength")) == (2, 2, 2)
    assert set(row.values()) == {None}


def test_strength_of_two_among_three_respondents_stays_hidden():
    row = only(link_spread(opinions((1, 2), (1, 3), (1, None))))
    assert (row["share_plus"], row["median_strength"], row["agreement"]) == (1.0, None, None)


def test_who_said_nothing_is_no_respondent():
    assert only(link_spread(opinions((1, 2), (None, None), (None, 4))))["n"] == 2


def test_agreement_of_the_published_example():
    assert agreement([30, 40, 210, 130, 530, 50, 10]) == pytest.approx(0.6113333, abs=5e-8)  # as printed, 7 digits


@pytest.mark.parametrize(("counts", "expected"), [
    ([0, 0, 7], 1.0),
    ([5, 0, 5], -1.0),
    ([4, 4, 4], 0.0),
    ([1, 1, 0], 0.5),  # one top over 2 of 3 steps: U = 1, 1 - 1/2
    ([2, 1, 0], 2 / 3),  # layer of 2 answers at 0.5 and layer of 1 answer at 1
])  # fmt: skip
def test_agreement_runs_from_one_top_to_two_ends(counts, expected):
    assert agreement(counts) == pytest.approx(expected)


@pytest.mark.parametrize("counts", [[1, 2], [0, 0, 0], [1, -1, 2]])
def test_agreement_of_no_answers_is_refused(counts):
    with pytest.raises(SettingError, match="at least one answer"):
        agreement(counts)


@pytest.mark.parametrize(("answers", "words"), [
    (((2, 1),), "sign 2"), (((1, 6),), "strength 6"), (((1, 0),), "strength 0"),
])  # fmt: skip
def test_an_answer_off_the_scale_is_named(answers, words):
    with pytest.raises(TableError, match=words):
        link_spread(opinions(*answers))


def test_a_respondent_judges_a_link_once():
    twice = table_of(OPINIONS, [{"link": "a", "respondent": "R", "sign": 1}] * 2)
    with pytest.raises(TableError, match="2 opinions stand for 1"):
        link_spread(twice)
