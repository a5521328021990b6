"""A backup of one database is put back on the other, equal to the last byte, or not at all."""

import hashlib
import json
from functools import cache
from zipfile import ZipFile

import pytest

FILL = """
import django; django.setup()
from pathlib import Path
from django.conf import settings
from veerkracht.catalogue import register
from veerkracht.web.people.access import Actor, Role
from veerkracht.web.people.models import Assignment, User, reader_of
from veerkracht.web.registers import records
user = User.objects.create_user("officer@example.org", "a long password 4711", function="tester")
Assignment.objects.create(user=user, role=Role.OFFICER)
actor = Actor(reader_of(user), f"user:{user.pk}")
for number in range(40):
    answers = {"name": {"nl": f"Stichting ’t Trefpunt {number}"}, "kind": "department"}
    made = records.create(register("parties"), answers, actor=actor)
    records.change(made, {"name": {"nl": f"Ñew {number}"}}, actor=actor, version=made.version, reason="spelling")
folder = Path(settings.MEDIA_ROOT) / "maps"
folder.mkdir(parents=True)
(folder / "wijk.png").write_bytes(b"\\x89PNG" + bytes(range(256)) * 100)
"""


def digest_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def filled(place):
    """A place per kind of database with an account, records with history, a log and a file; filled once."""

    @cache
    def make(kind):
        made = place(kind, tables=True)
        made.run("-c", FILL)
        return made

    return make


@pytest.fixture(scope="module")
def backup_of(filled, tmp_path_factory):
    """The backup of the place of a kind of database; made once."""

    @cache
    def make(kind):
        file = tmp_path_factory.mktemp("backup") / "first.zip"
        filled(kind).manage("backup", file)
        return file

    return make


@pytest.mark.parametrize(("first", "second"), [("sqlite", "postgres"), ("postgres", "sqlite")])
def test_a_backup_comes_back_equal_by_hash_on_the_other_database(backup_of, place, tmp_path, first, second):
    copy = place(second)
    copy.manage("restore", backup_of(first))
    copy.manage("backup", tmp_path / "second.zip")
    assert digest_of(backup_of(first)) == digest_of(tmp_path / "second.zip")
    copy.run("-c", FILL.replace("officer@", "second@").replace("folder.mkdir(parents=True)", ""))
    told = copy.run("-c", "import django; django.setup()\n"
                          "from veerkracht.web.audit.models import Entry, broken_entries\n"
                          "from veerkracht.web.audit.guards import is_guarded\n"
                          "print(broken_entries(), is_guarded(), Entry.objects.count() > 150)")  # fmt: skip
    assert told.split() == ["[]", "True", "True"], "New numbers follow on the old, and the log is whole and guarded."


def test_a_restore_needs_empty_tables_unless_they_may_be_replaced(filled, backup_of, tmp_path):
    made, file = filled("sqlite"), backup_of("sqlite")
    assert "--replace" in made.run("-m", "veerkracht.cli", "restore", file, code=2)
    assert "Everything is back" in made.run("-m", "veerkracht.cli", "restore", file, "--replace", "--yes")
    made.manage("backup", tmp_path / "again.zip")
    assert digest_of(file) == digest_of(tmp_path / "again.zip")


def test_a_damaged_backup_changes_nothing(backup_of, place, tmp_path):
    with ZipFile(backup_of("sqlite")) as whole, ZipFile(tmp_path / "damaged.zip", "w") as damaged:
        for name in whole.namelist():
            content = whole.read(name)
            damaged.writestr(name, content.replace(b"Trefpunt 7", b"Trefpunt 8") if "record" in name else content)
    copy = place("sqlite")
    said = copy.run("-m", "veerkracht.cli", "restore", tmp_path / "damaged.zip", code=11)
    assert "registers." in said and "damaged" in said
    assert copy.run("-c", "import django; django.setup()\nfrom veerkracht.web.registers.models import Record\n"
                          "print(Record.objects.count())").strip() == "0"  # fmt: skip


def test_a_backup_of_other_tables_is_refused_with_the_version_that_made_it(backup_of, place, tmp_path):
    with ZipFile(backup_of("sqlite")) as whole, ZipFile(tmp_path / "other.zip", "w") as other:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                manifest["migrations"].append("registers.9999_later")
                content = json.dumps({**manifest, "software": "9.1.0"})
            other.writestr(name, content)
    assert "9.1.0" in place("sqlite").run("-m", "veerkracht.cli", "restore", tmp_path / "other.zip", code=15)


@pytest.mark.parametrize("name", ["text.zip", "sly.zip", "absent.zip"])
def test_a_file_that_is_no_backup_or_leads_out_of_its_folder_is_refused(filled, tmp_path, name):
    (tmp_path / "text.zip").write_text("no backup")
    with ZipFile(tmp_path / "sly.zip", "w") as sly:
        part = {"name": "../../secret_key", "size": 1, "sha256": "0" * 64}
        sly.writestr("manifest.json", json.dumps({"format": 1, "tables": [], "files": [part]}))
    assert name in filled("sqlite").run("-m", "veerkracht.cli", "restore", tmp_path / name, code=3)


def test_a_backup_keeps_no_sessions_and_is_for_its_owner_only(backup_of):
    names = ZipFile(backup_of("sqlite")).namelist()
    assert "tables/registers.record.jsonl" in names and "files/maps/wijk.png" in names
    assert not [name for name in names if "session" in name]
    assert backup_of("sqlite").stat().st_mode & 0o077 == 0
