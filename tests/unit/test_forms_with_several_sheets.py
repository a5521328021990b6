"""Files with several forms, and cells that hold more than text: numbers, dates, percentages, long lists."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from veerkracht.connectors import form_sheets
from veerkracht.connectors.form_answers import written_number
from veerkracht.connectors.form_rows import read_forms
from veerkracht.connectors.form_workbook import workbook_bytes
from veerkracht.connectors.forms import Choice, Column, Form
from veerkracht.errors import InputError


def column(name, kind="text", **more):
    return Column(name, kind, name.capitalize(), name.capitalize(), "help", "help", "", "", **more)


def form(name, *columns, keyless=True):
    sheet = name.capitalize()
    key = column("id", "id", required=True)
    return Form(name, name, name, sheet, sheet, "Uitleg", "Help", "intro", "intro", (key, *columns), keyless)


PLANS = form("plans", column("name"), column("cost", "number"), column("start", "time"))
STEPS = form("steps", column("plan"), column("name"))


@pytest.fixture
def book(tmp_path):
    """A function that saves a workbook of sheets with rows, after something is done with it."""

    def save(sheets, then=lambda made: None):
        made = Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            page = made.create_sheet(name)
            for row in rows:
                page.append(row)
        then(made)
        made.save(tmp_path / "file.xlsx")
        return tmp_path / "file.xlsx"

    return save


def rows(found, name):
    return [{key: value for key, value in row.items() if value is not None} for row in found[name].rows]


def test_each_sheet_is_read_as_the_form_that_its_name_tells(book):
    found = read_forms(
        book({"STEPS": [["id", "plan", "name"], ["S1", "P1", "begin"]], "Plans": [["id", "name"], ["P1", "a"]]}),
        [PLANS, STEPS],
    )
    assert rows(found, "plans") == [{"id": "P1", "name": "a"}]
    assert rows(found, "steps") == [{"id": "S1", "plan": "P1", "name": "begin"}]


def test_a_single_sheet_of_another_name_is_the_form_whose_headings_it_has(book):
    found = read_forms(book({"Blad1": [["id", "plan", "name"], ["S1", "P1", "begin"]]}), [PLANS, STEPS])
    assert rows(found, "steps") == [{"id": "S1", "plan": "P1", "name": "begin"}]


def test_an_accepted_answer_knows_its_sheet_row_and_cell(book):
    found = read_forms(book({"Plans": [["Title"], ["name", "cost", "id"], ["a", 5, "P1"]]}), [PLANS])
    place = found["plans"].places[0]
    assert (place.sheet, place.row, place.cell("cost"), place.label("cost"), place.cell("start")) == (
        "Plans",
        3,
        "B3",
        "cost",
        "",
    )


def test_a_hidden_sheet_is_left_out_and_told(book):
    def hide(made):
        made["Steps"].sheet_state = "hidden"

    found = read_forms(
        book({"Plans": [["id", "name"], ["P1", "a"]], "Steps": [["id", "name"], ["S1", "x"]]}, hide), [PLANS, STEPS]
    )
    assert "steps" not in {name for name, answers in found.items() if answers.rows}
    assert [(one.problem, one.sheet) for answers in found.values() for one in answers.rejected] == [
        ("sheet-hidden", "Steps")
    ]


def test_a_row_without_id_is_read_where_the_form_allows_it(book):
    found = read_forms(book({"Plans": [["name", "cost"], ["a", 1], ["b", 2]]}), [PLANS])
    assert rows(found, "plans") == [{"name": "a", "cost": "1"}, {"name": "b", "cost": "2"}]


@pytest.mark.parametrize(("value", "shown", "expected"), [
    (0.5, "General", "0.5"), (12.345, "General", "12.3450"), (-5, "General", "-5"), (1250.0, "0.00", "1250"),
    (0.125, "0%", "12.5%"), (1, "0%", "100%"), (1e-7, "General", "0.0000001"),
])  # fmt: skip
def test_a_number_is_read_as_text_that_means_the_same_in_both_languages(book, value, shown, expected):
    def show(made):
        made["Plans"]["C2"].number_format = shown

    found = read_forms(book({"Plans": [["id", "name", "cost"], ["P1", 12.345, value]]}, show), [PLANS])
    assert rows(found, "plans") == [{"id": "P1", "name": "12.345", "cost": expected}]


@pytest.mark.parametrize(
    "day", ["2024", "2024-03", "2024-03-15", "1900-01-01", "1900-02-28", "1900-03-01", "2100-12-31"]
)
def test_a_date_is_written_as_a_date_and_read_back_as_precise(tmp_path, day):
    (tmp_path / "a.xlsx").write_bytes(
        workbook_bytes({PLANS: [{"id": "P1", "name": None, "cost": None, "start": day}]}, language="nl")
    )
    cell = load_workbook(tmp_path / "a.xlsx").worksheets[0]["D2"]
    assert isinstance(cell.value, str if day.startswith("1900") else datetime if len(day) > 4 else int)
    assert rows(read_forms(tmp_path / "a.xlsx", [PLANS]), "plans") == [{"id": "P1", "start": day}]


@pytest.mark.parametrize("number", [5, -5, 0.5, 0.1 + 0.2, 12.345, 1234567.891, 1e-7])
def test_a_number_is_written_as_a_number_and_read_back_as_the_same(tmp_path, number):
    (tmp_path / "a.xlsx").write_bytes(
        workbook_bytes({PLANS: [{"id": "P1", "name": None, "cost": number, "start": None}]}, language="nl")
    )
    assert rows(read_forms(tmp_path / "a.xlsx", [PLANS]), "plans") == [{"id": "P1", "cost": written_number(number)}]


@pytest.mark.parametrize("words", [[f"a long word {n}" for n in range(40)], ["one, two", "three"]])
def test_a_list_that_does_not_fit_in_a_rule_stands_on_a_hidden_sheet(tmp_path, words):
    choices = tuple(Choice(str(n), word, word) for n, word in enumerate(words))
    listed = form("plans", column("kind", "choice", values=choices))
    (tmp_path / "a.xlsx").write_bytes(workbook_bytes({listed: []}, language="nl"))
    made = load_workbook(tmp_path / "a.xlsx")
    rule = made.worksheets[0].data_validations.dataValidation[0]
    assert rule.formula1 == f"Keuzelijsten!$A$1:$A${len(words)}"
    assert [cell.value for cell in made["Keuzelijsten"]["A"]] == words
    assert made["Keuzelijsten"].sheet_state == "hidden"


def test_the_help_sheet_begins_with_what_is_told_about_the_file():
    made = load_workbook(io.BytesIO(workbook_bytes({PLANS: []}, language="nl", about=[("Datum", "2026-11-22")])))
    assert made["Uitleg"]["A1"].value == "Datum: 2026-11-22"


def test_a_zip_of_text_files_is_a_sheet_per_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("plans.csv", "id;name\nP1;a\n")
        archive.writestr("steps.csv", "id;plan;name\nS1;P1;b\n")
    found = read_forms(tmp_path / "all.zip", [PLANS, STEPS])
    assert rows(found, "steps") == [{"id": "S1", "plan": "P1", "name": "b"}]


def test_a_million_blank_rows_below_the_last_answer_are_not_kept(book):
    def stretch(made):
        made["Plans"].cell(1_000_000, 1).number_format = "0.00"

    sheets = form_sheets.read_sheets(book({"Plans": [["id", "name"], ["P1", "a"]]}, stretch), headings=())
    assert [len(sheet.rows) for sheet in sheets] == [2]


def test_a_sheet_with_too_many_cells_is_refused(book, monkeypatch):
    monkeypatch.setattr(form_sheets, "MOST_CELLS", 10)
    with pytest.raises(InputError, match="Split it into smaller files"):
        read_forms(book({"Plans": [["id", "name"], *[[f"P{n}", "a"] for n in range(9)]]}), [PLANS])


def test_a_file_that_unpacks_to_far_more_than_it_is_long_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(210):
                part.write(b" " * 1_000_000)
    with pytest.raises(InputError, match="larger than 200 MB"):
        read_forms(tmp_path / "bomb.xlsx", [PLANS])
