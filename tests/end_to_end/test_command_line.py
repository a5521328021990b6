"""The command line as a user meets it: help, errors with their own exit code, and a register that is brought in."""

import json
import os
import subprocess
import sys

import pytest
from openpyxl import load_workbook

COMMANDS = [
    "monitor", "fetch", "areas", "risks", "templates", "index", "trends", "space", "protect", "check", "bench", "serve",
    "backup", "restore",
]  # fmt: skip
QUICK = ["--offline", "--lang", "nl", "--set", "resilience.draws=50"]
ROWS = 41


def veerkracht(*arguments, **environment):
    """Run the command in a process of its own, without data unless they are given."""
    clean = {name: value for name, value in os.environ.items() if name not in ("VEERKRACHT_DATA", "LANG", "LC_ALL")}
    command = [sys.executable, "-m", "veerkracht.cli", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**clean, "COLUMNS": "200", **environment},
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_both_languages(command):
    english = veerkracht(command, "--help", VEERKRACHT_LANG="en")
    dutch = veerkracht(command, "--help", VEERKRACHT_LANG="nl")
    assert (english.returncode, dutch.returncode) == (0, 0)
    assert command in english.stdout and english.stdout != dutch.stdout


def test_the_help_of_the_whole_names_every_command():
    said = veerkracht("--help", VEERKRACHT_LANG="nl").stdout
    assert all(f"  {command}" in said for command in COMMANDS)
    assert "stad" in said


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["monitor", "atlantis", "--offline"], 2, "atlantis"),
        (["monitor", "voorbeeldstad", "--offline", "--set", "trend.bend=2"], 2, "trend.bend"),
        (["monitor", "voorbeeldstad", "--offline", "--set", "band"], 2, "band"),
        (["monitor", "voorbeeldstad", "--offline", "--lang", "fr"], 2, "fr"),
        (["monitor", "the-hague", "--data", "nowhere"], 4, "nowhere"),
        (["monitor", "the-hague", "--data", "."], 4, "84583NED"),
        (["monitor", "voorbeeldstad", "--offline", "--initiatives", "gone.xlsx"], 4, "gone.xlsx"),
        (["monitor", "voorbeeldstad", "--offline", "--initiatives", "broken.xlsx"], 3, "broken.xlsx"),
        (["risks", "atlantis"], 2, "atlantis"),
        (["areas", "the-hague", "--data", "nowhere"], 4, "nowhere"),
        (["templates", "--lang", "fr"], 2, "fr"),
    ],
)
def test_each_kind_of_error_has_its_exit_code_and_names_what_was_wrong(tmp_path, monkeypatch, arguments, code, named):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    found = veerkracht(*arguments)
    assert (found.returncode, named in found.stderr) == (code, True)
    assert "Traceback" not in found.stderr
    assert not (tmp_path / "out").exists()


def test_an_error_is_told_in_the_language_of_the_user(tmp_path):
    dutch = veerkracht("risks", "the-hague", "--data", tmp_path / "nergens", VEERKRACHT_LANG="nl").stderr
    assert dutch.startswith("Fout: ") and "Geef" in dutch


def test_an_error_is_json_when_json_is_asked_for(tmp_path):
    found = veerkracht("areas", "the-hague", "--data", tmp_path / "nowhere", "--json")
    told = json.loads(found.stdout)
    assert (found.returncode, told["error"]) == (4, "missing-data")
    assert "nowhere" in told["message"]


@pytest.mark.real_data
def test_areas_lists_every_area_once_with_its_class(data_dir):
    found = veerkracht("areas", "the-hague", "--data", data_dir, "--json")
    rows = json.loads(found.stdout)
    assert (found.returncode, len(rows), len({row["area"] for row in rows})) == (0, 159, 159)
    assert sum(row["class"] is not None for row in rows) == 44
    assert {row["level"] for row in rows} == {"municipality", "district", "neighbourhood"}


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """The empty workbook, filled in with 41 initiatives, three bad cells and a row without a number."""
    folder = tmp_path_factory.mktemp("register")
    assert veerkracht("templates", "--out", folder, "--lang", "nl").returncode == 0
    book = load_workbook(folder / "initiatieven.xlsx")
    sheet = book["Initiatieven"]
    place = {cell.value: cell.column for cell in sheet[1]}
    for number in range(1, ROWS + 1):
        row = {"Nummer": f"X-{number:02}", "Naam (Nederlands)": f"Initiatief {number}", "Spoor": "nieuw",
               "Naam (Engels)": f"Initiative {number}", "Status": "gestart", "Begin": 2019}  # fmt: skip
        for name, value in row.items():
            sheet.cell(number + 1, place[name], value)
    sheet.cell(3, place["Status"], "misschien")
    sheet.cell(4, place["Begin"], "ooit")
    sheet.cell(5, place["Spoor"], "zijspoor")
    sheet.cell(ROWS + 2, place["Naam (Nederlands)"], "Zonder nummer")
    book.save(folder / "filled.xlsx")
    return folder / "filled.xlsx", {name: sheet.cell(1, column).column_letter for name, column in place.items()}


@pytest.fixture(scope="module")
def brought_in(register, tmp_path_factory):
    """The edition with the filled-in register, made twice."""
    out = tmp_path_factory.mktemp("brought-in")
    options = ["monitor", "voorbeeldstad", *QUICK, "--initiatives", register[0], "--out", out]
    return out, veerkracht(*options, VEERKRACHT_LANG="nl"), veerkracht(*options, "--json")


def test_a_filled_in_workbook_becomes_the_register_of_the_edition(brought_in, rows_in):
    out, first, _ = brought_in
    assert first.returncode == 0, first.stderr
    rows = {row["initiative"]: row for row in rows_in(out / "current", "initiatives")}
    assert len(rows) == ROWS
    assert (rows["X-01"]["status"], rows["X-01"]["start"], rows["X-01"]["name_en"]) == (
        "started",
        "2019",
        "Initiative 1",
    )
    assert (rows["X-02"]["status"], rows["X-03"]["start"], rows["X-04"]["track"]) == (None, None, None)


def test_every_rejected_cell_is_named_by_sheet_row_and_column(brought_in, register):
    said = brought_in[1].stderr
    letters = register[1]
    for name, row, value in (("Status", 3, "misschien"), ("Begin", 4, "ooit"), ("Spoor", 5, "zijspoor")):
        line = next(line for line in said.splitlines() if value in line)
        assert "Initiatieven" in line and f"{letters[name]}{row}" in line and name in line
    assert f"A{ROWS + 2}" in said


def test_bringing_in_the_same_file_again_changes_nothing(brought_in):
    out, _, second = brought_in
    told = json.loads(second.stdout)
    assert second.returncode == 0
    assert len(told["rejected"]) == 4
    assert len(list((out / "editions").iterdir())) == 1
