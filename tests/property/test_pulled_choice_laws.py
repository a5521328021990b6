"""A choice of columns and rows is the same, pulled from memory or computed by the engine."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.tables import memtable, pull

TEXTS = st.one_of(st.none(), st.sampled_from(["", "A", "B", "a", "é", "2019", "2021", "latest"]))
ROWS = st.lists(st.tuples(TEXTS, TEXTS, st.one_of(st.none(), st.floats(-2, 2))), max_size=8)
COMPARED = st.sampled_from([
    lambda column, text: column == text, lambda column, text: column >= text, lambda column, text: column <= text,
    lambda column, text: column < text, lambda column, text: column != text, lambda column, text: column.isnull(),
    lambda column, text: column.isin([text, "B"]),
])  # fmt: skip


@given(ROWS, COMPARED, COMPARED, st.sampled_from(["", "A", "é", "2020"]))
def test_rows_chosen_in_memory_are_those_that_the_engine_chooses(rows, compare, compare_too, text):
    held = _held(rows)
    chosen = held.filter(compare(held.area, text), compare_too(held.period, text)).select("period", here="area")
    assert pull(chosen).equals(chosen.to_pyarrow())


@given(ROWS, st.floats(-2, 2))
def test_rows_chosen_by_number_are_those_that_the_engine_chooses(rows, least):
    held = _held(rows)
    chosen = held.filter(held.value >= least, held.area == "A")
    assert pull(chosen).equals(chosen.to_pyarrow())


def _held(rows):
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    kinds = {"area": pa.string(), "period": pa.string(), "value": pa.float64()}
    return memtable(pa.table([pa.array(column, kind) for column, kind in zip(columns, kinds.values(), strict=True)],
                             names=list(kinds)))  # fmt: skip
