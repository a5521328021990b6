"""Who is without service by hour: whoever takes totals apart learns no more of a few people than that there are one to nine."""

from hypothesis import given
from hypothesis import strategies as st

from veerkracht.tables import pull
from veerkracht.workflows.exploring.hours import LEAST_SHOWN, PeopleByHour, protected, shown, without_service

AREAS, GROUPS, KINDS = ("A", "B", "C"), ("old", "young"), ("power", "water")
CELLS = [(kind, area, group) for kind in KINDS for area in AREAS for group in GROUPS]
COUNTS = st.lists(st.integers(0, 60), min_size=len(CELLS), max_size=len(CELLS))


def of(counts):
    return PeopleByHour((0.0, 5.0), {cell: (float(count), 0.0) for cell, count in zip(CELLS, counts, strict=True)})


@given(COUNTS, st.data())
def test_other_few_people_give_the_same_numbers_everywhere(counts, data):
    """If any number of one to nine people is changed for another, nothing that is told changes: so nothing can be found out."""
    others = [data.draw(st.integers(1, 9)) if 0 < count < LEAST_SHOWN else count for count in counts]
    one, two = protected(of(counts)), protected(of(others))
    assert one == two
    assert pull(without_service(one)).to_pylist() == pull(without_service(two)).to_pylist()


@given(COUNTS)
def test_a_total_is_near_the_count_and_the_few_are_withheld(counts):
    found = protected(of(counts))
    for kind in KINDS:
        whole = sum(count for (of_kind, _, _), count in zip(CELLS, counts, strict=True) if of_kind == kind)
        assert abs(found.of_kind(kind)[0] - whole) <= 5 * len(CELLS) / len(KINDS)
    told = {(row["service"], row["area"], row["group"]): row for row in pull(without_service(found)).to_pylist()}
    for cell, count in zip(CELLS, counts, strict=True):
        assert (cell in told) == (count > 0)
        if count:
            assert told[cell]["people"] == shown(count) and told[cell]["withheld"] == (count < LEAST_SHOWN)
