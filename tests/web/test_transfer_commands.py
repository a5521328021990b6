"""Registers out and in on the command line."""

import json

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from veerkracht.errors import UsageError
from veerkracht.web.audit.models import Entry
from veerkracht.web.registers.models import Record

pytestmark = pytest.mark.django_db
HEADS = ["Nummer", "Naam (Nederlands)", "Spoor", "Status"]


def told(capsys):
    return json.loads(capsys.readouterr().out)


def test_a_try_tells_and_keeps_nothing_and_then_it_is_kept(book, capsys):
    path = book(HEADS, ["A1", "Tafels", "nieuw", "gestart"])
    call_command("registers", "import", "initiatives", file=str(path), dry_run=True, json=True)
    assert (told(capsys)["rows"]["new"], Record.objects.count()) == (1, 0)
    call_command("registers", "import", "initiatives", file=str(path), json=True, reason="lijst")
    assert Record.objects.get().history.get().history_change_reason == "lijst"
    assert Entry.objects.get(action="import.apply").actor == "system"


def test_wrong_rows_are_told_and_nothing_is_written(book, capsys):
    path = book(HEADS, ["A1", "Tafels", "nieuw", "vliegt"], ["A2", "Stoelen", "nieuw", None])
    with pytest.raises(CommandError) as refused:
        call_command("registers", "import", "initiatives", file=str(path))
    shown = capsys.readouterr()
    assert refused.value.returncode == 3
    assert "D2" in shown.err and "“vliegt”" in shown.err and not Record.objects.exists()
    call_command("registers", "import", "initiatives", file=str(path), only_right=True)
    assert [record.external_id for record in Record.objects.all()] == ["A2"]


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_an_export_comes_back_as_the_same(make_record, tmp_path, capsys, ending):
    make_record("legal_forms", external_id="L1", name={"nl": "Naar stichting"}, legal_form="foundation")
    call_command("registers", "export", "legal_forms", out=str(tmp_path / f"f.{ending}"), json=True)
    assert told(capsys)["rows"] == {"legal_forms": 1}
    call_command("registers", "import", "legal_forms", file=str(tmp_path / f"f.{ending}"), json=True)
    assert told(capsys)["rows"]["same"] == 1


def test_a_role_gets_what_it_may_take_along(make_record, tmp_path):
    make_record("risks", external_id="R1", name={"nl": "Hitte"}, kind="shock", sensitive_note="kanarie", published=True)
    make_record("risks", external_id="R2", name={"nl": "Kou"}, kind="shock")
    for role in ("officer", "public"):
        call_command("registers", "export", "risks", out=str(tmp_path / f"{role}.json"), role=role)
    assert "kanarie" in (tmp_path / "officer.json").read_text("utf-8")
    public = (tmp_path / "public.json").read_text("utf-8")
    assert "kanarie" not in public and "R2" not in public and "R1" in public


def test_the_whole_city_as_text_becomes_an_archive(make_record, tmp_path, capsys):
    make_record("risks", external_id="R1", name={"nl": "Hitte"}, kind="shock")
    call_command("registers", "export", out=str(tmp_path / "city.csv"), json=True)
    assert told(capsys)["file"].endswith("city.zip")
    call_command("registers", "import", file=str(tmp_path / "city.zip"), json=True)
    assert told(capsys)["rows"]["same"] == 1


def test_there_is_an_empty_workbook_for_each_register_and_for_all(tmp_path):
    call_command("registers", "template", "risks", out=str(tmp_path / "risks.xlsx"), lang="en")
    assert load_workbook(tmp_path / "risks.xlsx").worksheets[0]["B1"].value == "Name (Dutch)"
    call_command("registers", "template", out=str(tmp_path / "all.xlsx"))
    assert "Initiatieven" in load_workbook(tmp_path / "all.xlsx", read_only=True).sheetnames


@pytest.mark.parametrize("wrong", [
    {"register": "nothing"}, {"role": "king"}, {"out": "file.pdf"},
])  # fmt: skip
def test_a_name_that_is_not_there_is_told(wrong):
    with pytest.raises(UsageError):
        call_command("registers", "export", wrong.pop("register", "risks"), **wrong)
