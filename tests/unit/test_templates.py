"""Empty workbooks to fill in."""

import pytest
from openpyxl import load_workbook

from veerkracht.connectors.forms import load_form
from veerkracht.connectors.initiatives_file import read_initiatives
from veerkracht.workflows.templates import write_templates

NAMES = {
    "nl": ["initiatieven", "risicos", "uitspraken_en_bronnen"],
    "en": ["initiatives", "risks", "claims_and_sources"],
}


@pytest.fixture(scope="module", params=["nl", "en"])
def made(request, tmp_path_factory):
    """Language and the workbooks in it."""
    return request.param, write_templates(tmp_path_factory.mktemp("templates"), language=request.param)


def test_there_is_a_workbook_for_each_register(made):
    language, paths = made
    assert [path.name for path in paths] == [f"{name}.xlsx" for name in NAMES[language]]


def test_an_empty_workbook_imports_as_nothing(made):
    found = read_initiatives(made[1][0])
    assert (found.accepted, found.rejected) == (0, ())


def test_every_column_has_a_heading_with_help_and_nothing_below_it(made):
    language, paths = made
    sheet = load_workbook(paths[0]).worksheets[0]
    columns = load_form("initiatives").columns
    assert [cell.value for cell in sheet[1]] == [column.header(language) for column in columns]
    assert all(column.help(language) in cell.comment.text for cell, column in zip(sheet[1], columns, strict=True))
    assert sheet.max_row == 1
    assert sheet.freeze_panes == "B2"


def test_status_and_track_have_a_list_to_choose_from(made):
    language, paths = made
    rules = load_workbook(paths[0]).worksheets[0].data_validations.dataValidation
    lists = {str(rule.sqref).split("2:")[0]: rule.formula1.strip('"').split(",") for rule in rules}
    columns = load_form("initiatives").columns
    expected = [list(column.words(language)) for column in columns if column.values]
    assert list(lists.values()) == expected


def test_the_help_sheet_explains_every_column_with_an_example(made):
    language, paths = made
    for path, names in zip(paths, (["initiatives"], ["risks"], ["claims", "sources"]), strict=True):
        rows = [[cell or "" for cell in row] for row in load_workbook(path).worksheets[-1].iter_rows(values_only=True)]
        explained = {(row[0], row[1]): row[4] for row in rows}
        for form in map(load_form, names):
            for column in form.columns:
                assert explained[form.sheet(language), column.header(language)] == column.example(language)


def test_a_filled_in_template_imports_as_filled_in(made):
    language, paths = made
    book = load_workbook(paths[0])
    columns = load_form("initiatives").columns
    book.worksheets[0].append([column.example(language) for column in columns])
    book.save(paths[0].with_name("filled.xlsx"))
    found = read_initiatives(paths[0].with_name("filled.xlsx"))
    row = found.table.to_pyarrow().to_pylist()[0]
    assert found.rejected == ()
    assert all(row.values())
    assert (row["track"], row["status"], row["start"]) == ("new", "started", "2024-03-15")


def test_the_same_language_gives_the_same_bytes(made, tmp_path):
    language, paths = made
    again = write_templates(tmp_path, language=language)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths]
