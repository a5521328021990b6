"""Rounding of counts and noise by cell keys, worked by hand."""

import pytest

from veerkracht.analysis.disclosure import (
    cell_keys,
    perturb_by_cell_key,
    perturbation_table,
    record_keys,
    round_controlled,
    round_conventionally,
    round_randomly,
)
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import memtable

PARENTS = memtable({"area": ["A", "B", "C"], "parent": ["W"] * 3})


def cells(values, **more):
    return memtable({"area": list(values), "period": ["2020"] * len(values), "value": list(values.values()), **more})


def values(table):
    return table.to_pyarrow()["value"].to_pylist()


def test_halfway_goes_up_and_missing_stays_missing():
    assert values(round_conventionally(cells({"A": 5.0, "B": None, "C": 4.0}), base=10)) == [10, None, 0]


@pytest.mark.parametrize("treated", [
    round_conventionally, lambda table: round_randomly(table, seed=1), lambda table: round_controlled(table, PARENTS),
    lambda table: perturb_by_cell_key(table.mutate(cell_key=0), perturbation_table(variance=1.0, bound=2)),
])  # fmt: skip
def test_every_known_cell_is_marked_also_where_rounding_or_noise_left_it_as_it_was(treated):
    table = cells({"A": 12.0, "B": 10.0, "C": None, "W": None}, status=["A", "A", "Q", "O"])
    assert treated(table).to_pyarrow()["status"].to_pylist() == ["E", "E", "Q", "O"]


def test_random_rounding_belongs_to_the_key_and_not_to_the_row():
    table = cells({"A": 7.0, "B": 8.0, "C": 11.0, "D": 3.0})
    turned = cells({"D": 3.0, "C": 11.0, "B": 8.0, "A": 7.0})
    assert values(round_randomly(table, seed=5)) == values(round_randomly(turned, seed=5))[::-1]


def test_controlled_rounding_moves_one_of_three_twos_so_that_they_add_up():
    found = values(round_controlled(cells({"A": 2.0, "B": 2.0, "C": 2.0, "W": 6.0}), PARENTS))
    assert sum(found[:3]) == found[3] == 5


def test_controlled_rounding_leaves_a_missing_part_and_its_whole_apart():
    found = values(round_controlled(cells({"A": 2.0, "B": None, "C": 12.0, "W": 20.0}), PARENTS))
    assert found == [0, None, 10, 20]


def test_controlled_rounding_refuses_shares():
    parents = memtable({"area": ["A", "B"], "parent": ["W", "W"], "share": [0.5, 1.0]})
    with pytest.raises(TableError, match="shares below 1"):
        round_controlled(cells({"A": 2.0, "B": 3.0, "W": 4.0}), parents)


@pytest.mark.parametrize("rounding", [
    round_conventionally, lambda table, base: round_randomly(table, base=base, seed=1),
    lambda table, base: round_controlled(table, PARENTS, base=base),
])  # fmt: skip
def test_a_base_of_one_and_negative_counts_are_refused(rounding):
    with pytest.raises(SettingError, match="base is 1"):
        rounding(cells({"A": 3.0}), base=1)
    with pytest.raises(TableError, match="negative"):
        rounding(cells({"A": -3.0}), base=5)


def test_a_negative_gap_is_refused():
    with pytest.raises(SettingError, match="gap"):
        round_controlled(cells({"A": 3.0}), PARENTS, gap=-1)


def test_a_record_key_depends_on_the_secret_and_on_nothing_else():
    people = memtable({"record": ["a", "b"]})
    keys = record_keys(people, secret="s").to_pyarrow()["record_key"].to_pylist()
    assert (
        record_keys(memtable({"record": ["b", "a"]}), secret="s").to_pyarrow()["record_key"].to_pylist() == keys[::-1]
    )
    assert record_keys(people, secret="t").to_pyarrow()["record_key"].to_pylist() != keys


def test_cell_keys_are_sums_that_start_again_at_their_range():
    people = memtable({"area": ["A", "A", "B"], "record_key": [2**32 - 1, 3, 7]})
    assert cell_keys(people, by=["area"]).to_pyarrow().to_pylist() == [
        {"area": "A", "value": 2.0, "cell_key": 2}, {"area": "B", "value": 1.0, "cell_key": 7}]  # fmt: skip


def test_noise_has_mean_zero_and_the_variance_asked():
    noise = perturbation_table(variance=2.0, bound=4).to_pyarrow().to_pylist()
    for count in range(6):
        own = [row for row in noise if row["count"] == count]
        assert sum(row["probability"] for row in own) == pytest.approx(1)
        assert sum(row["probability"] * row["noise"] for row in own) == pytest.approx(0, abs=1e-7)
        variance = sum(row["probability"] * row["noise"] ** 2 for row in own)
        assert variance == pytest.approx({0: 0, 1: 0}.get(count, 2.0), abs=1e-6)


def test_noise_makes_no_negative_and_by_default_no_new_zero():
    kept, arising = (perturbation_table(variance=1.0, bound=3, zeros=zeros).to_pyarrow().to_pylist()
                     for zeros in ("kept", "may_arise"))  # fmt: skip
    assert all(row["count"] + row["noise"] >= 1 for row in kept if row["count"])
    assert min(row["count"] + row["noise"] for row in arising) == 0
    assert {row["noise"] for row in arising if row["count"] == 0} == {0}


def test_the_key_points_at_the_noise_by_cumulated_probability():
    noise = memtable({"count": [0, 1, 1], "noise": [0, -1, 2], "probability": [1.0, 0.5, 0.5]})
    table = memtable({"area": list("ABC"), "value": [1.0, 1.0, 0.0], "cell_key": [2**31 - 1, 2**31, 5]})
    assert values(perturb_by_cell_key(table, noise)) == [0, 3, 0]


def test_cells_without_a_fit_key_are_refused():
    noise = perturbation_table(variance=1.0, bound=2)
    for value, key in ((1.5, 3), (-1.0, 3), (2.0, 2**32)):
        with pytest.raises(TableError, match="no count with a key"):
            perturb_by_cell_key(memtable({"value": [value], "cell_key": [key]}), noise)


@pytest.mark.parametrize(("settings", "named"), [
    ({"variance": 0.0, "bound": 3}, "variance"), ({"variance": 9.0, "bound": 3}, "variance"),
    ({"variance": 1.0, "bound": 0}, "bound"), ({"variance": 1.0, "bound": 3, "zeros": "some"}, "zeros"),
])  # fmt: skip
def test_noise_that_cannot_be_is_refused(settings, named):
    with pytest.raises(SettingError, match=named):
        perturbation_table(**settings)


def test_an_empty_secret_is_refused():
    with pytest.raises(SettingError, match="secret"):
        record_keys(memtable({"record": ["a"]}), secret="")
