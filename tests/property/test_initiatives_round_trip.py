"""A register of initiatives survives any text, in a workbook and in a text file."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from veerkracht.analysis.initiatives import changes_between
from veerkracht.connectors.form_answers import clean_text
from veerkracht.connectors.initiatives_file import read_initiatives, write_initiatives
from veerkracht.tables import INITIATIVES, table_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(clean_text)
RUNNING = st.builds(lambda start, text: clean_text(start + text), st.sampled_from("=+-@'"), TEXT)
ROWS = st.lists(
    st.fixed_dictionaries({
        "initiative": TEXT.filter(bool), "name_nl": st.none() | TEXT | RUNNING, "reference": st.none() | TEXT | RUNNING,
        "track": st.sampled_from([None, "new", "existing"]), "status": st.sampled_from([None, "idea", "scaled_up"]),
        "start": st.none() | st.dates().filter(lambda day: 1900 <= day.year <= 2100).map(str),
    }),
    max_size=4, unique_by=lambda row: row["initiative"],
)  # fmt: skip


@pytest.mark.parametrize("name", ["register.xlsx", "register.csv"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, language=st.sampled_from(["nl", "en"]))
@example(rows=[{"initiative": "_x0041_", "name_nl": "'=1+1", "reference": "#REF!"}], language="nl")
@example(rows=[{"initiative": "1", "name_nl": 'a"b;c,d\te\nf', "reference": "TRUE"}], language="en")
def test_a_written_register_is_read_back_without_change(tmp_path, name, rows, language):
    table = table_of(INITIATIVES, [{**row, **{key: cell or None for key, cell in row.items()}} for row in rows])
    write_initiatives(tmp_path / name, table, language=language)
    found = read_initiatives(tmp_path / name)
    assert found.rejected == ()
    assert changes_between(table, found.table).to_pyarrow().to_pylist() == []


@settings(max_examples=100)
@given(TEXT)
def test_cleaning_text_twice_changes_nothing(text):
    assert clean_text(text) == text
