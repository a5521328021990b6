"""What stands in a file that comes in: headings, dates, numbers, formulas, encodings; and what is told of the wrong ones."""

import json
from datetime import datetime

import pytest
from openpyxl.comments import Comment
from told_plans import HEADS, kinds, told, values

from veerkracht.catalogue import register
from veerkracht.errors import InputError
from veerkracht.web.transfer.troubles import place_words, trouble_words

pytestmark = pytest.mark.django_db


def test_the_word_unknown_makes_an_answer_unknown(book, bring):
    bring(book(HEADS, ["A1", "Tafels", "nieuw", "gestart", "2024"]))
    bring(book(HEADS, ["A1", "Tafels", "nieuw", "gestart", "onbekend"]))
    assert "start" not in values("A1")


def test_a_text_in_one_language_leaves_the_other(book, bring):
    bring(book(["Id", "Name (Dutch)", "Name (English)", "Track"], ["A1", "Tafels", "Tables", "new"]))
    bring(book(["Id", "Name (English)"], ["A1", "Long tables"]))
    assert values("A1")["name"] == {"nl": "Tafels", "en": "Long tables"}


def test_columns_are_found_in_any_order_and_either_language(book, bring):
    bring(book(["status", "TRACK", "naam", "id"], ["Started", "New", "Tafels", "A1"]))
    assert values("A1") == {"name": {"nl": "Tafels"}, "track": "new", "status": "started"}


def test_headings_in_merged_cells_and_below_a_title_are_found(book, bring):
    def merge(made):
        for cells in ("A2:A3", "B2:C2"):
            made.active.merge_cells(cells)

    rows = [
        ["Register 2024"],
        ["Nummer", "Naam", None, "Spoor"],
        [None, "nl", "en"],
        ["A1", "Tafels", "Tables", "nieuw"],
    ]
    bring(book(*rows, then=merge))
    assert values("A1")["name"] == {"nl": "Tafels", "en": "Tables"}


@pytest.mark.parametrize(("cell", "kept"), [
    (datetime(2024, 3, 15), "2024-03-15"), ("15-3-2024", "2024-03-15"), (2024, "2024"), ("2024", "2024"), ("3-2024", "2024-03"),
    ("2024-03-15 00:00:00", "2024-03-15"), ("\u00a015-03-2024\u00a0", "2024-03-15"),
])  # fmt: skip
def test_dates_are_taken_as_people_write_them(book, bring, cell, kept):
    bring(book(HEADS, ["A1", "Tafels", "nieuw", None, cell]))
    assert values("A1")["start"] == kept


@pytest.mark.parametrize(("cell", "kept"), [
    ("1.250,50", 1250.5), ("1250,5", 1250.5), ("€ 1 250", 1250), ("1\u00a0250", 1250), (1250.5, 1250.5), (-12.345, -12.345),
    ("12,5%", 12.5), ("-12,5", -12.5),
])  # fmt: skip
def test_numbers_are_taken_with_decimal_commas_and_hard_spaces(book, bring, cell, kept):
    target = register("indicators").field("target").label.nl
    heads = ["Nummer", *(field.label.nl for field in register("indicators").fields if field.required)]
    bring(book([*heads, target], ["I1", *_least("indicators"), cell]), "indicators")
    assert values("I1", "indicators")["target"] == kept


def test_a_number_that_can_mean_two_things_is_refused(book, look):
    target = register("indicators").field("target").label.nl
    heads = ["Nummer", *(field.label.nl for field in register("indicators").fields if field.required)]
    plan = look(book([*heads, target], ["I1", *_least("indicators"), "1.234"]), "indicators")
    assert [(one[0], one[3], one[5]) for one in told(plan)] == [("ambiguous-number", target, "1.234")]


def _least(name):
    """Answers to the required fields of a register, as somebody would type them."""
    needed = [field for field in register(name).fields if field.required]
    return [field.choices[0].label.nl if field.choices else "2024" for field in needed]


def test_wrong_cells_are_told_with_sheet_row_column_and_how_to_mend_them(book, look):
    plan = look(
        book(HEADS, ["A1", "Tafels", "nieuw", "vliegt", "voorjaar"], ["A2", "Stoelen", "nieuw", "gestart", "2024"])
    )
    assert told(plan) == [
        ("unknown-word", "Initiatieven", 2, "Status", "D2", "vliegt"),
        ("unreadable-date", "Initiatieven", 2, "Begin", "E2", "voorjaar"),
    ]
    assert kinds(plan) == [("A1", "refused"), ("A2", "new")]
    assert all(trouble_words(one, language) for one in plan.steps[0].troubles for language in ("nl", "en"))


def test_the_second_row_with_an_id_is_refused(book, look):
    plan = look(book(HEADS, ["A1", "Tafels", "nieuw", None, None], ["A1", "Stoelen", "nieuw", None, None]))
    assert told(plan) == [("id-repeated", "Initiatieven", 3, "Nummer", "A3", "A1")]
    assert [kind for _, kind in kinds(plan)] == ["new", "refused"]


@pytest.mark.parametrize(("key", "code"), [("a/b", "key-sign"), ("x" * 121, "key-too-long"), ("new", "key-taken")])
def test_an_id_that_cannot_be_is_refused(book, look, key, code):
    assert [one[0] for one in told(look(book(HEADS, [key, "Tafels", "nieuw", None, None])))] == [code]


def test_a_formula_counts_by_its_result_and_without_one_is_refused(tmp_path, look, book):
    from xlsxwriter import Workbook as FormulaBook

    with FormulaBook(tmp_path / "formula.xlsx") as made:
        sheet = made.add_worksheet("Initiatieven")
        sheet.write_row(0, 0, HEADS)
        sheet.write_row(1, 0, ["A1", None, "nieuw"])
        sheet.write_formula(1, 1, '="Lange"&" tafels"', None, "Lange tafels")
    plan = look(tmp_path / "formula.xlsx")
    assert plan.steps[0].record.values["name"] == {"nl": "Lange tafels"}
    lost = look(book(HEADS, ["A1", "=1+1", "nieuw", None, None]))
    assert ("formula-without-value", "Initiatieven", 2, "Naam (Nederlands)", "B2", "=1+1") in told(lost)


def test_hidden_sheets_and_unknown_columns_are_left_out_and_told(book, look):
    def hide(made):
        made["Oud"].sheet_state = "hidden"
        made.active["A1"].comment = Comment("a note", "somebody")

    plan = look(
        book(
            [*HEADS, "Kleur"],
            ["A1", "Tafels", "nieuw", None, None, "rood"],
            sheets={"Oud": [HEADS, ["A9", "x"]]},
            then=hide,
        )
    )
    assert sorted(one.code for one in plan.notices) == ["sheet-hidden", "unknown-column"]
    assert kinds(plan) == [("A1", "new")]


def test_blank_rows_at_the_end_are_nothing(book, look):
    def stretch(made):
        made.active.cell(900_000, 3).number_format = "0.00"

    assert kinds(look(book(HEADS, ["A1", "Tafels", "nieuw", None, None], [None, " ", None], then=stretch))) == [
        ("A1", "new")
    ]


@pytest.mark.parametrize(("content", "message"), [
    (b"", "is empty"), (b"%PDF-1.7", "neither a workbook"), (b"PK\x03\x04broken", "damaged"),
    (b"\xd0\xcf\x11\xe0old", r"old Excel file \(\.xls\) or has a password"),
    (b"a;b\n1;2\n", "no row with the headings"), (b'{"format": "other"}', "no export of registers"),
    (b'{"format"', "no JSON"), (b'{"format":"veerkracht-registers","version":9,"registers":{}}', "version 9"),
    (b'{"a": NaN}', "no JSON"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(text, look, content, message):
    with pytest.raises(InputError, match=message):
        look(text(content))


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_files_are_taken_whatever_their_marks_and_encoding(text, bring, mark, encoding):
    bring(
        text(
            "\r\n".join(mark.join(line) for line in [["Nummer", "Naam", "Spoor"], ["A1", "Café Zoë", "nieuw"]]),
            encoding,
        )
    )
    assert values("A1")["name"] == {"nl": "Café Zoë"}


def test_a_needed_answer_without_a_column_is_told_by_its_name(book, look):
    plan = look(book(["Nummer", "Naam"], ["R1", "Hitte"]), "risks")
    assert [one.code for one in plan.steps[0].troubles] == ["required"]
    assert place_words(plan.steps[0].troubles[0], "nl").endswith(register("risks").field("kind").label.nl)


def test_json_rows_are_told_by_their_address(text, look):
    wrong = {"id": "A1", "fields": {"name": {"nl": "x"}, "track": "flying", "colour": "red"}}
    records = {"initiatives": [wrong, {"id": "A1", "fields": {}}, 5], "nothing": []}
    document = {"format": "veerkracht-registers", "version": 1, "registers": records}
    plan = look(text(json.dumps(document), name="file.json"))
    assert [(one.code, one.cell) for step in plan.steps for one in step.troubles] == [
        ("unknown-word", "/registers/initiatives/0/fields/track"),
        ("id-repeated", "/registers/initiatives/1/id"),
        ("not-a-record", "/registers/initiatives/2"),
    ]
    assert sorted(one.code for one in plan.notices) == ["unknown-column", "unknown-register"]
