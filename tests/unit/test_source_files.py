"""What is wrong with a file is told with its name, its place and how to mend it."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from veerkracht.connectors.files import float_column, open_parquet, read_delimited, read_with_heading
from veerkracht.connectors.rules import find_numbered, rules_for
from veerkracht.errors import CatalogueError, InputError, MissingDataError, UsageError
from veerkracht.tables import ColumnRule


@pytest.fixture
def write(tmp_path):
    def _write(content: bytes, name: str = "file.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return _write


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MissingDataError, match=r"nothing\.csv"):
        read_delimited(tmp_path / "nothing.csv", delimiter=";")


@pytest.mark.parametrize("content", [b"", b"  \r\n ", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(write, content):
    with pytest.raises(InputError, match="is empty"):
        read_delimited(write(content), delimiter=";")


def test_a_web_page_is_refused(write):
    with pytest.raises(InputError, match="web page"):
        read_delimited(write(b"\n<!DOCTYPE html><html>503</html>"), delimiter=";")


def test_another_encoding_is_refused_with_its_row(write):
    with pytest.raises(InputError, match="UTF-8") as caught:
        read_delimited(write("a;b\n1;2\ncafé;3\n".encode("latin-1")), delimiter=";")
    assert caught.value.row == 3


def test_a_file_that_breaks_off_within_a_field_is_refused(write):
    with pytest.raises(InputError, match="cut off"):
        read_delimited(write(b'"a";"b"\n"1";"2'), delimiter=";")


def test_a_row_with_fewer_cells_is_refused_with_its_row(write):
    with pytest.raises(InputError, match="1 cells below 2 headings") as caught:
        read_with_heading(write(b"a;b\n1;2\n3\n"), delimiter=";")
    assert caught.value.row == 3


def test_a_file_with_only_a_heading_is_refused(write):
    with pytest.raises(InputError, match="no rows below its heading"):
        read_with_heading(write(b"a;b\n"), delimiter=";")


def test_byte_order_mark_and_blank_lines_at_the_end_are_not_data(write):
    assert read_with_heading(write(b"\xef\xbb\xbfa;b\r\n1;2\r\n\r\n"), delimiter=";") == (["a", "b"], [["1", "2"]])


def test_what_is_no_parquet_is_refused(write):
    with pytest.raises(InputError, match="no Parquet file"):
        open_parquet(write(b"a;b\n1;2", "file.parquet"))


def test_a_parquet_file_without_the_key_is_refused(tmp_path):
    pq.write_table(pa.table({"a": [1]}), tmp_path / "file.parquet")
    with pytest.raises(InputError, match="no column WK_CODE"):
        open_parquet(tmp_path / "file.parquet", needs=("WK_CODE",))


def test_a_column_of_text_is_refused_where_numbers_are_expected(tmp_path):
    with pytest.raises(InputError, match="column a holds string"):
        float_column(pa.table({"a": ["1"]}), "a", path=tmp_path)


def test_a_name_is_found_whatever_its_position_number():
    rule = ColumnRule("density", "kwb_odata", "Bevolkingsdichtheid")
    assert find_numbered(["ID", "Bevolkingsdichtheid_33"], rule) == 1
    assert find_numbered(["Bevolkingsdichtheid_34", "ID"], rule) == 0
    assert find_numbered(["BevolkingsdichtheidTotaal_34"], rule) is None


def test_a_name_that_occurs_twice_is_told_apart_by_what_precedes_it():
    headings = ["Elektra_1", "Appartement_2", "Hoek_3", "Gas_4", "Appartement_5", "Hoek_6"]
    electricity = ColumnRule("a", "kwb_odata", "Hoek", after="Elektra")
    gas = ColumnRule("b", "kwb_odata", "Hoek", after="Gas")
    assert (find_numbered(headings, electricity), find_numbered(headings, gas)) == (2, 5)


def test_a_name_that_occurs_twice_is_never_guessed():
    with pytest.raises(CatalogueError, match="occurs 2 times"):
        find_numbered(["A_1", "B_2", "A_3"], ColumnRule("a", "kwb_odata", "A"))


def test_rules_are_chosen_by_kind_and_year():
    rules = [ColumnRule("a", "kwb_odata", "A", last=2021), ColumnRule("a", "kwb_odata", "B", first=2022),
             ColumnRule("a", "kwb_excel", "C")]  # fmt: skip
    assert [rule.column for rule in rules_for(rules, kind="kwb_odata", period="2022")] == ["B"]


def test_two_rules_for_one_indicator_in_one_year_are_refused():
    rules = [ColumnRule("a", "health", "A"), ColumnRule("a", "health", "B")]
    with pytest.raises(CatalogueError, match="more than one column rule"):
        rules_for(rules, kind="health", period="2020")


def test_a_period_without_a_year_is_refused():
    with pytest.raises(UsageError):
        rules_for([], kind="health", period="last year")
