"""Reading registers of initiatives as people fill them in."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from xlsxwriter import Workbook as FormulaBook

from veerkracht.analysis.initiatives import STATUSES, TRACKS, changes_between
from veerkracht.connectors.forms import fold, load_form
from veerkracht.connectors.initiatives_file import read_initiatives, write_initiatives
from veerkracht.errors import InputError, MissingDataError, UsageError
from veerkracht.tables import INITIATIVES, table_of

HEADINGS = ["Nummer", "Naam (Nederlands)", "Spoor", "Status", "Begin"]


@pytest.fixture
def workbook(tmp_path):
    """A function that writes rows to a workbook."""

    def write(*rows, merge=(), sheet="Initiatieven", more=()):
        book = Workbook()
        book.active.title = sheet
        for name, lines in ((sheet, rows), *more):
            page = book[name] if name in book.sheetnames else book.create_sheet(name)
            for line in lines:
                page.append(line)
        for cells in merge:
            book.active.merge_cells(cells)
        book.save(tmp_path / "register.xlsx")
        return tmp_path / "register.xlsx"

    return write


@pytest.fixture
def text_file(tmp_path):
    """A function that writes a text file."""

    def write(text, encoding="utf-8"):
        (tmp_path / "register.csv").write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return tmp_path / "register.csv"

    return write


def first(result):
    return {name: cell for name, cell in result.table.to_pyarrow().to_pylist()[0].items() if cell is not None}


def told(result):
    return [(one.problem, one.sheet, one.row, one.column, one.cell, one.value) for one in result.rejected]


def test_columns_are_found_by_name_in_any_order_and_either_language(workbook):
    found = read_initiatives(workbook(["status", "NAME (dutch)", "Spoor", "id"], ["Gestart", "Tafels", "NEW", "A1"]))
    assert first(found) == {"initiative": "A1", "name_nl": "Tafels", "track": "new", "status": "started"}
    assert (found.accepted, found.rejected) == (1, ())


def test_case_spaces_and_accents_do_not_matter_in_words(workbook):
    found = read_initiatives(workbook(HEADINGS, ["A1", None, " bestaand\u00a0", "BEEINDIGD", None]))
    assert first(found) == {"initiative": "A1", "track": "existing", "status": "ended"}


def test_an_unknown_word_is_rejected_with_its_place_and_the_row_stays(workbook):
    found = read_initiatives(workbook(HEADINGS, ["A1", "x", "nieuw", "bijna klaar", None]))
    assert told(found) == [("unknown-word", "Initiatieven", 2, "Status", "D2", "bijna klaar")]
    assert first(found) == {"initiative": "A1", "name_nl": "x", "track": "new"}


def test_blank_and_unknown_are_absent_and_not_rejected(workbook):
    found = read_initiatives(workbook(HEADINGS, ["A1", "  ", "\u00a0", "onbekend", ""]))
    assert first(found) == {"initiative": "A1"}
    assert found.rejected == ()


@pytest.mark.parametrize(("cell", "expected"), [
    ("2024-03-15", "2024-03-15"), ("15-3-2024", "2024-03-15"), ("15/03/2024", "2024-03-15"), ("15.3.2024", "2024-03-15"),
    ("2024-03", "2024-03"), ("3-2024", "2024-03"), ("2024", "2024"), (2024, "2024"), (2024.0, "2024"),
    ("2024,0", "2024"), (datetime(2024, 3, 15), "2024-03-15"), (date(2024, 3, 15), "2024-03-15"),
    ("2024-03-15 00:00:00", "2024-03-15"), ("onbekend", None),
])  # fmt: skip
def test_dates_are_read_as_people_write_them(workbook, cell, expected):
    found = read_initiatives(workbook(HEADINGS, ["A1", None, None, None, cell]))
    assert first(found).get("start") == expected
    assert found.rejected == ()


@pytest.mark.parametrize("cell", ["31-2-2024", "3/13/2024", "1824", "15-3-24", "voorjaar 2024", 45366])
def test_a_date_that_cannot_be_is_rejected(workbook, cell):
    found = read_initiatives(workbook(HEADINGS, ["A1", None, None, None, cell]))
    assert told(found) == [("unreadable-date", "Initiatieven", 2, "Begin", "E2", str(cell))]
    assert "start" not in first(found)


@pytest.mark.parametrize(("shown_as", "expected"), [("yyyy", "2024"), ("mmm yyyy", "2024-03")])
def test_an_excel_date_is_as_precise_as_it_is_shown(tmp_path, shown_as, expected):
    book = Workbook()
    book.active.append(["id", "start"])
    book.active.append(["A1", datetime(2024, 3, 1)])
    book.active["B2"].number_format = shown_as
    book.save(tmp_path / "dates.xlsx")
    assert first(read_initiatives(tmp_path / "dates.xlsx"))["start"] == expected


def test_the_second_of_two_rows_with_one_id_is_rejected(workbook):
    found = read_initiatives(workbook(HEADINGS, ["A1", "first"], ["A1", "second"]))
    assert told(found) == [("id-repeated", "Initiatieven", 3, "Nummer", "A3", "A1")]
    assert (found.accepted, first(found)["name_nl"]) == (1, "first")


def test_a_row_without_id_is_rejected_and_a_blank_row_is_not(workbook):
    found = read_initiatives(workbook(HEADINGS, [None, None, " "], [None, "no id"], [7, "number"]))
    assert told(found) == [("id-missing", "Initiatieven", 3, "Nummer", "A3", "")]
    assert first(found)["initiative"] == "7"


def test_unknown_and_repeated_columns_and_loose_cells_are_told(workbook):
    found = read_initiatives(workbook(["id", "naam", "Kleur", "Naam NL"], ["A1", "x", "red", "y", "loose"]))
    assert told(found) == [
        ("unknown-column", "Initiatieven", 1, "Kleur", "C1", "Kleur"),
        ("column-repeated", "Initiatieven", 1, "Naam NL", "D1", "Naam NL"),
        ("cell-without-heading", "Initiatieven", 2, "", "E2", "loose"),
    ]
    assert first(found)["name_nl"] == "x"


def test_headings_below_a_title_and_in_merged_cells_are_found(workbook):
    found = read_initiatives(workbook(
        ["Register 2024"], ["Nummer", "Voortgang", None, "Les", None], [None, "nl", "en", "nl", "en"],
        ["A1", "loopt goed", "goes well", "een les", "a lesson"],
        merge=["A2:A3", "B2:C2", "D2:E2"],
    ))  # fmt: skip
    assert first(found) == {"initiative": "A1", "progress_nl": "loopt goed", "progress_en": "goes well",
                            "lesson_nl": "een les", "lesson_en": "a lesson"}  # fmt: skip
    assert found.rejected == ()


def test_a_formula_counts_by_its_result_also_when_that_is_empty(tmp_path):
    stream = io.BytesIO()
    with FormulaBook(stream) as book:
        sheet = book.add_worksheet("Blad1")
        sheet.write_row(0, 0, ["id", "naam", "trekker"])
        sheet.write_string(1, 0, "A1")
        sheet.write_formula(1, 1, '="Buurt"&"tafel"', None, "Buurttafel")
        sheet.write_formula(1, 2, '=IF(1=2,"x","")', None, "")
    # Excel marks an empty result as text; the writer does not.
    with zipfile.ZipFile(stream) as plain, zipfile.ZipFile(tmp_path / "formula.xlsx", "w") as marked:
        for name in plain.namelist():
            marked.writestr(name, plain.read(name).replace(b'<c r="C2"><f>', b'<c r="C2" t="str"><f>'))
    found = read_initiatives(tmp_path / "formula.xlsx")
    assert first(found) == {"initiative": "A1", "name_nl": "Buurttafel"}
    assert found.rejected == ()


def test_a_formula_that_was_never_computed_is_rejected(workbook):
    found = read_initiatives(workbook(HEADINGS, ["A1", "=1+1"]))
    assert told(found) == [("formula-without-value", "Initiatieven", 2, "Naam (Nederlands)", "B2", "=1+1")]


def test_a_cell_with_an_error_is_rejected(workbook):
    found = read_initiatives(workbook(HEADINGS, ["A1", "#REF!"]))
    assert told(found) == [("cell-shows-an-error", "Initiatieven", 2, "Naam (Nederlands)", "B2", "#REF!")]


def test_a_second_sheet_is_read_too_and_one_without_headings_is_told(workbook):
    more = [("Meer", [["id", "naam"], ["A2", "y"]]), ("Kladblok", [["bel Anna"]]), ("Uitleg", [["Vul in"]])]
    found = read_initiatives(workbook(HEADINGS, ["A1", "x"], more=more))
    assert found.accepted == 2
    assert told(found) == [("sheet-without-heading", "Kladblok", 0, "", "", "")]


def test_lists_are_parted_by_semicolons_and_lines(workbook):
    found = read_initiatives(workbook(["id", "partners"], ["A1", "police;fire brigade ;\nschool;"]))
    assert first(found)["partners"] == "police; fire brigade; school"


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_files_are_read_whatever_their_delimiter_and_encoding(text_file, mark, encoding):
    lines = [["Nummer", "Naam", "Spoor"], ["A1", f'"Café{mark} Zoë"', "nieuw"]]
    found = read_initiatives(text_file("\r\n".join(mark.join(line) for line in lines), encoding))
    assert first(found) == {"initiative": "A1", "name_nl": f"Café{mark} Zoë".strip(), "track": "new"}


def test_rows_of_a_text_file_count_blank_lines_as_a_spreadsheet_does(text_file):
    found = read_initiatives(text_file("id;naam\n\nA1;x\n;y\n"))
    assert told(found) == [("id-missing", "register", 4, "id", "A4", "")]


@pytest.mark.parametrize(("content", "message"), [
    (b"", "is empty"), (b" \n", "is empty"), (b"%PDF-1.7", "neither a workbook"), (b"<html>", "neither a workbook"),
    (b"\xd0\xcf\x11\xe0old", "old Excel"), (b"PK\x03\x04broken", "damaged"), (b"a;b\n1;2\n", "no row with the headings"),
    (b'id;naam\nA1;"open', "quotes are broken"), (b"id;naam\nA1;\x81\n", "letters that cannot be read"),
    (b"id\x00naam", "neither a workbook"),
])  # fmt: skip
def test_a_file_that_cannot_be_a_register_says_why(text_file, content, message):
    with pytest.raises(InputError, match=message):
        read_initiatives(text_file(content))


def test_an_absent_file_is_told(tmp_path):
    with pytest.raises(MissingDataError, match=r"no file gone\.xlsx"):
        read_initiatives(tmp_path / "gone.xlsx")


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "photos.xlsx", "w") as archive:
        archive.writestr("photo.txt", "x")
    with pytest.raises(InputError, match="neither a workbook"):
        read_initiatives(tmp_path / "photos.xlsx")


def test_a_rejection_can_be_told_as_a_sentence(workbook):
    one = read_initiatives(workbook(HEADINGS, ["A1", None, "oud"])).rejected[0]
    assert one.template.format(**vars(one)) == (
        "Sheet Initiatieven, cell C2, column Spoor: “oud” is not in the list. Choose a word from the list."
    )


@pytest.mark.parametrize("name", ["again.xlsx", "again.csv"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_second_import_changes_nothing(tmp_path, workbook, name, language):
    row = ["A1", "=1+1\n@x", "nieuw", "opgeschaald", "15-3-2024"]
    once = read_initiatives(workbook(HEADINGS, row, ["A2", "-5", None, "loopt", "2020"])).table
    write_initiatives(tmp_path / name, once, language=language)
    twice = read_initiatives(tmp_path / name)
    assert changes_between(once, twice.table).count().to_pyarrow().as_py() == 0
    assert twice.rejected == ()


def test_what_a_spreadsheet_would_run_is_written_as_text(tmp_path):
    table = table_of(INITIATIVES, [{"initiative": "A1", "name_nl": "=cmd|calc", "lead": "@x", "goal": "+1"}])
    write_initiatives(tmp_path / "safe.csv", table, language="nl")
    cells = (tmp_path / "safe.csv").read_text("utf-8-sig").splitlines()[1].split(";")
    assert [cell for cell in cells if cell] == ["A1", "'=cmd|calc", "'+1", "'@x"]


def test_the_same_register_gives_the_same_bytes(tmp_path):
    table = table_of(INITIATIVES, [{"initiative": "A1", "name_nl": "x"}])
    for name in ("one.xlsx", "two.xlsx"):
        write_initiatives(tmp_path / name, table, language="nl")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_text_too_long_for_a_workbook_is_not_cut(tmp_path):
    table = table_of(INITIATIVES, [{"initiative": "A1", "lesson_nl": "x" * 32_768}])
    with pytest.raises(InputError, match="Row 2, column Les"):
        write_initiatives(tmp_path / "long.xlsx", table, language="nl")


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"\.xlsx or \.csv"):
        write_initiatives(tmp_path / "register.ods", table_of(INITIATIVES, []), language="nl")


def test_the_form_has_every_column_of_the_register():
    assert [column.id for column in load_form("initiatives").columns] == sorted(
        INITIATIVES.columns, key=[column.id for column in load_form("initiatives").columns].index
    )
    assert {column.id for column in load_form("initiatives").columns} == set(INITIATIVES.columns)


def test_the_form_offers_exactly_the_statuses_and_tracks_that_are_judged():
    columns = {column.id: column for column in load_form("initiatives").columns}
    assert [choice.code for choice in columns["status"].values] == [rule.status for rule in STATUSES]
    assert [choice.code for choice in columns["track"].values] == list(TRACKS)


@pytest.mark.parametrize("name", ["initiatives", "risks", "claims", "sources"])
def test_one_word_never_means_two_things(name):
    for column in load_form(name).columns:
        words = [fold(w) for choice in column.values for w in {choice.code, choice.nl, choice.en, *choice.aliases}]
        meanings = {word: column.code_of(word) for word in words}
        for choice in column.values:
            for word in (choice.code, choice.nl, choice.en, *choice.aliases):
                assert meanings[fold(word)] == choice.code
