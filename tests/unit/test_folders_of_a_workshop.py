"""Folders of an exploration and a choice, read back for an edition: each thing that is wrong has a name and a remedy."""

import hashlib
import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from veerkracht.errors import InputError, MissingDataError, UsageError
from veerkracht.reports.content import Edition, Heading, Page, Paragraph
from veerkracht.tables import memtable
from veerkracht.version import __version__
from veerkracht.workflows.choosing.grounds import ChooseRequest
from veerkracht.workflows.choosing.homes import HomesRequest
from veerkracht.workflows.exploring.grounds import ExploreRequest
from veerkracht.workflows.together import DiscussedFolders, discussed_in
from veerkracht.workflows.workshop.kept import (
    asked_by,
    asked_of,
    check_tables,
    of_one_seed,
    read_work,
    sheets_of,
)
from veerkracht.workflows.workshop.pages import tables_written, write_findings

CITY = "voorbeeldstad"


@pytest.fixture
def folder_with(tmp_path):
    """Write a folder as `veerkracht explore` leaves it, with parts of its record changed or, where None, left out."""

    def write(name="explored", **changes):
        record = {
            "work": "explore", "city": CITY, "seed": 7, "version": __version__, "inputs": [], "settings": {},
            "tables": ["loads.csv"], "asked": asked_of(ExploreRequest(CITY, 7, shock="ES-01")), **changes,
        }  # fmt: skip
        folder = tmp_path / name
        folder.mkdir()
        kept = {key: value for key, value in record.items() if value is not None}
        (folder / "record.json").write_text(json.dumps(kept), "utf-8")
        return folder

    return write


def test_what_was_asked_for_is_asked_again(folder_with):
    kept = read_work(folder_with(), "explore", city=CITY)
    assert asked_by(kept, ExploreRequest, city=CITY, sheets=None) == ExploreRequest(CITY, 7, shock="ES-01")


def test_a_choice_is_asked_again_with_its_homes_and_its_day(folder_with):
    asked = ChooseRequest(CITY, 3, "2026-11-22", homes=HomesRequest(40, "BU99990801", 0.05))
    folder = folder_with(work="choose", seed=3, day="2026-11-22", asked=json.loads(json.dumps(asked_of(asked))))
    kept = read_work(folder, "choose", city=CITY)
    assert asked_by(kept, ChooseRequest, city=CITY, day=kept.day, sheets=None) == asked


def test_a_record_holds_no_place_of_a_file():
    asked = asked_of(ExploreRequest(CITY, 7, sheets=Path("secret"), data=Path("data"), registers=Path("bundle.json")))
    assert not {"sheets", "data", "registers", "city", "seed"} & asked.keys()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"city": "the-hague"}, "is about the-hague, and the edition is of voorbeeldstad"),
        ({"version": "0.0.1"}, "was made with version 0.0.1"),
        ({"work": "choose"}, "was written by `veerkracht choose`"),
        ({"seed": None}, "has no seed"),
        ({"seed": -1}, "has no seed"),
        ({"seed": True}, "has no seed"),
        ({"seed": "seven"}, "has no seed"),
        ({"inputs": [{"file": "a.xlsx"}]}, "is damaged"),
        ({"inputs": None}, "is damaged"),
        ({"asked": None}, "is damaged"),
        ({"asked": [1]}, "is damaged"),
        ({"version": 1}, "is damaged"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_used_says_why(folder_with, changes, told):
    with pytest.raises(InputError, match=told):
        read_work(folder_with(**changes), "explore", city=CITY)


@pytest.mark.parametrize("asked", [{"shock": 5}, {"shock": None}, {"no_such": 1}, {"relief_day": "ten"}])
def test_a_request_that_was_changed_by_hand_is_damaged(folder_with, asked):
    kept = read_work(folder_with(asked=asked), "explore", city=CITY)
    with pytest.raises(InputError, match="is damaged"):
        asked_by(kept, ExploreRequest, city=CITY, sheets=None)


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe"])
def test_a_record_that_is_no_record_is_damaged(tmp_path, content):
    (tmp_path / "record.json").write_bytes(content)
    with pytest.raises(InputError, match="is damaged"):
        read_work(tmp_path, "explore", city=CITY)


def test_a_folder_without_a_record_is_missing(tmp_path):
    with pytest.raises(MissingDataError, match=r"has no record\.json"):
        read_work(tmp_path / "nowhere", "choose", city=CITY)


def test_an_edition_has_one_seed(folder_with):
    works = tuple(read_work(folder_with(name, seed=seed), "explore", city=CITY) for name, seed in (("a", 7), ("b", 8)))
    assert of_one_seed(works[:1]) == 7
    with pytest.raises(InputError, match=r"starts from seed 7, and .*b from 8"):
        of_one_seed(works)


@pytest.fixture
def made_from_one_sheet(folder_with, tmp_path):
    """A folder that was made from one workbook, and the folder with that workbook."""
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    (sheets / "judgements.xlsx").write_bytes(b"filled in")
    digest = hashlib.sha256(b"filled in").hexdigest()
    folder = folder_with(inputs=[{"file": "judgements.xlsx", "sha256": digest, "source": "workshop"}])
    return read_work(folder, "explore", city=CITY), sheets


def test_the_same_workbooks_are_taken(made_from_one_sheet):
    kept, sheets = made_from_one_sheet
    assert sheets_of(kept, sheets) == sheets


def test_workbooks_must_be_given_where_a_folder_was_made_from_them(made_from_one_sheet):
    with pytest.raises(UsageError, match="--sheets"):
        sheets_of(made_from_one_sheet[0], None)


@pytest.mark.parametrize(("name", "content"), [("judgements.xlsx", b"other"), ("more.xlsx", b"filled in")])
def test_other_workbooks_are_refused_by_name(made_from_one_sheet, name, content):
    kept, sheets = made_from_one_sheet
    (sheets / name).write_bytes(content)
    with pytest.raises(InputError, match=f"The workbook {name}"):
        sheets_of(kept, sheets)


def test_a_workbook_that_is_gone_is_refused_by_name(made_from_one_sheet):
    kept, sheets = made_from_one_sheet
    (sheets / "judgements.xlsx").unlink()
    with pytest.raises(InputError, match=r"The workbook judgements\.xlsx"):
        sheets_of(kept, sheets)


def test_workbooks_are_left_out_where_a_folder_was_made_without(folder_with, tmp_path):
    assert sheets_of(read_work(folder_with(), "explore", city=CITY), tmp_path) is None


@pytest.mark.parametrize("day", ["banana", None, 20261122])
def test_a_choice_without_a_day_is_damaged(folder_with, day):
    with pytest.raises(InputError, match="is damaged"):
        read_work(folder_with(work="choose", day=day), "choose", city=CITY)


def test_a_whole_number_is_a_number(folder_with):
    kept = read_work(folder_with(asked={"staff": 4}), "explore", city=CITY)
    assert asked_by(kept, ExploreRequest, city=CITY).staff == 4


def test_a_table_that_is_left_over_is_refused_by_name(folder_with):
    kept = read_work(folder_with(tables=["mirror.csv"]), "explore", city=CITY)
    (kept.folder / "mirror.csv").write_bytes(b"link\nA\n")
    with pytest.raises(InputError, match=r"mirror\.csv"):
        check_tables(kept, {})


@pytest.mark.parametrize(
    ("found", "same"), [("0.30000000000000004", True), ("0.3001", False), ("", False), ("x", False)]
)
def test_numbers_may_differ_in_their_last_digits_only(folder_with, found, same):
    kept = read_work(folder_with(), "explore", city=CITY)
    (kept.folder / "loads.csv").write_text(f"area,load\nA,{found}\n", "utf-8")
    made = {"loads.csv": b"area,load\nA,0.3\n"}
    with nullcontext() if same else pytest.raises(InputError, match="is not what its record makes now"):
        check_tables(kept, made)


@pytest.mark.parametrize("found", [None, b"area\nB\n"])
def test_a_table_that_was_changed_or_is_gone_is_refused_by_name(folder_with, found):
    kept = read_work(folder_with(), "explore", city=CITY)
    if found is not None:
        (kept.folder / "loads.csv").write_bytes(found)
    with pytest.raises(InputError, match=r"loads\.csv in .* is not what its record makes now"):
        check_tables(kept, {"loads.csv": b"area\nA\n"})


def test_workbooks_alone_are_not_enough(tmp_path):
    with pytest.raises(UsageError, match="--explored or --chosen"):
        discussed_in(CITY, DiscussedFolders(sheets=tmp_path))


def test_a_folder_that_is_written_again_keeps_no_table_of_before_and_what_is_not_ours(tmp_path):
    page = Page("index", "Title", (Heading("Question?", anchor="question"), Paragraph("Answer.")), short_title="Short")
    edition = Edition(
        "Voorbeeldstad", "2026", "2026-11-22", True, (page,), (Paragraph("Answer."),), (), version=__version__
    )
    table = memtable({"area": ["A"]})
    (tmp_path / "own.csv").write_text("mine", "utf-8")
    write_findings(edition, {"loads": table, "links": table}, {"work": "explore"}, tmp_path)
    write_findings(edition, {"loads": table}, {"work": "explore"}, tmp_path)
    assert {path.name for path in tmp_path.glob("*.csv")} == {"own.csv", "loads.csv"}
    assert tables_written(tmp_path) == {"loads.csv"}


@pytest.mark.parametrize("named", ['["../loads.csv", "a/b.csv", 5, "record.json"]', "5", "{"])
def test_a_record_names_tables_of_its_own_folder_only(tmp_path, named):
    (tmp_path / "record.json").write_text(f'{{"tables": {named}}}', "utf-8")
    assert tables_written(tmp_path) == frozenset()
