"""An edition appears whole and stays as it is; the pointer says which one is current."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from veerkracht.errors import PublicationError, StoreError
from veerkracht.reports.manifest import MANIFEST, manifest_bytes, verify_edition
from veerkracht.workflows.publish import first_page, latest_edition, previous_key_figures, publish


@pytest.fixture
def made(edition):
    """A function that makes the files of an edition."""

    def make(name="2021", date="2021-03-01", text="home", figures=True, **facts):
        files = {"index.html": text.encode(), "en/index.html": b"home"}
        if figures:
            files["data/key_figures.json"] = json.dumps({"edition": name, "text": text}).encode()
        about = replace(edition, name=name, date=date, **facts)
        return files | {MANIFEST: manifest_bytes(files, edition=about, inputs=(), settings={}, versions={})}

    return make


@pytest.fixture
def no_links(monkeypatch):
    """A file system without symbolic links."""

    def refuse(*_args, **_kwargs):
        raise OSError("no symbolic links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)


def dead_process():
    """Return the id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def stamps(out):
    """Return each path with what would change if it were written again."""
    return {path: (path.lstat().st_mtime_ns, path.lstat().st_ino) for path in out.rglob("*")}


def listed(made, kept):
    """Return what a manifest says of the files that are kept."""
    return [entry for entry in json.loads(made[MANIFEST])["files"] if entry["path"] in kept]


def asides(out):
    return [path.name for path in out.rglob(".aside-*")]


def test_an_edition_stands_whole_in_a_folder_named_by_its_manifest(made, tmp_path):
    folder = publish(made(), tmp_path / "out", edition="2021")
    assert folder.parent == tmp_path / "out" / "editions"
    assert folder.name.startswith("2021-") and len(folder.name) == len("2021-") + 12
    assert verify_edition(folder) == ()


def test_the_pointer_is_relative_and_the_start_page_leads_to_it(made, tmp_path):
    folder = publish(made(), tmp_path, edition="2021")
    assert (tmp_path / "current").readlink() == Path("editions") / folder.name
    assert (tmp_path / "current" / "index.html").read_bytes() == b"home"
    assert 'href="current/index.html"' in (tmp_path / "index.html").read_text("utf-8")
    assert latest_edition(tmp_path) == folder


def test_the_start_page_of_an_edition_in_english_alone_leads_to_its_home_page(made, tmp_path):
    files = {path: content for path, content in made().items() if path not in ("index.html", MANIFEST)}
    files[MANIFEST] = json.dumps({**json.loads(made()[MANIFEST]), "files": listed(made(), files)}).encode()
    folder = publish(files, tmp_path, edition="2021")
    assert first_page(folder) == "en/index.html"
    assert 'href="current/en/index.html"' in (tmp_path / "index.html").read_text("utf-8")


def test_the_same_content_twice_changes_nothing(made, tmp_path):
    publish(made(), tmp_path, edition="2021")
    before = stamps(tmp_path)
    publish(made(), tmp_path, edition="2021")
    assert stamps(tmp_path) == before


def test_a_new_edition_moves_the_pointer_and_keeps_the_old_one(made, tmp_path):
    old = publish(made(), tmp_path, edition="2021")
    new = publish(made(text="mended"), tmp_path, edition="2021")
    assert latest_edition(tmp_path) == new != old
    assert verify_edition(old) == () and asides(tmp_path) == []


def test_going_back_to_an_older_edition_only_moves_the_pointer(made, tmp_path):
    old = publish(made(), tmp_path, edition="2021")
    publish(made(text="worse"), tmp_path, edition="2021")
    before = stamps(tmp_path / "editions")
    assert publish(made(), tmp_path, edition="2021") == old == latest_edition(tmp_path)
    assert stamps(tmp_path / "editions") == before


def test_a_damaged_folder_is_replaced_by_the_whole_one(made, tmp_path):
    folder = publish(made(), tmp_path, edition="2021")
    (folder / "index.html").unlink()
    (folder / "stray").mkdir()
    assert publish(made(), tmp_path, edition="2021") == folder
    assert verify_edition(folder) == () and not (folder / "stray").exists()
    assert asides(tmp_path) == []


def test_without_links_a_line_of_text_is_the_pointer(made, tmp_path, no_links):
    publish(made(), tmp_path, edition="2021")
    folder = publish(made(text="mended"), tmp_path, edition="2021")
    assert not (tmp_path / "current").exists()
    assert (tmp_path / "current.txt").read_text("utf-8") == f"editions/{folder.name}\n"
    assert f'href="editions/{folder.name}/index.html"' in (tmp_path / "index.html").read_text("utf-8")
    assert latest_edition(tmp_path) == folder


def test_a_link_takes_the_place_of_a_line_of_text(made, tmp_path):
    (tmp_path / "current.txt").write_text("editions/gone\n")
    folder = publish(made(), tmp_path, edition="2021")
    assert latest_edition(tmp_path) == folder and not (tmp_path / "current.txt").exists()


def test_asides_of_dead_processes_go_and_those_of_living_ones_stay(made, tmp_path):
    dead, living = dead_process(), os.getppid()
    for process in (dead, living):
        (tmp_path / "editions" / f".aside-{process}-2021-abc").mkdir(parents=True)
        (tmp_path / f".aside-{process}-current").symlink_to("editions")
    publish(made(), tmp_path, edition="2021")
    assert sorted(asides(tmp_path)) == [f".aside-{living}-2021-abc", f".aside-{living}-current"]


def test_a_full_disk_leaves_the_edition_before_current_and_no_rest(made, tmp_path, monkeypatch):
    old = publish(made(), tmp_path, edition="2021")
    write = Path.write_bytes

    def full(path, content):
        if path.name == "key_figures.json":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        publish(made(text="mended"), tmp_path, edition="2021")
    assert latest_edition(tmp_path) == old and verify_edition(old) == ()
    assert [path.name for path in (tmp_path / "editions").iterdir()] == [old.name]


@pytest.mark.parametrize("path", ["../out.html", "/etc/x", "a/../../b", "a\\b", "c:x", ""])
def test_a_path_that_leads_outside_the_folder_is_refused(made, tmp_path, path):
    with pytest.raises(PublicationError, match="leads outside"):
        publish(made() | {path: b""}, tmp_path / "out", edition="2021")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["", "../2021", ".hidden", "a/b", "20 21"])
def test_an_edition_name_that_is_no_folder_name_is_refused(made, tmp_path, name):
    with pytest.raises(PublicationError, match="cannot be that of a folder"):
        publish(made(), tmp_path, edition=name)


def test_files_that_differ_from_their_manifest_are_refused(made, tmp_path):
    with pytest.raises(PublicationError, match=r"index\.html \(changed\)"):
        publish(made() | {"index.html": b"other"}, tmp_path, edition="2021")


def test_nothing_published_yet_gives_no_edition_and_no_figures(tmp_path):
    assert latest_edition(tmp_path) is None
    assert previous_key_figures(tmp_path, edition="2021") is None


def test_a_pointer_to_a_folder_that_is_gone_is_a_named_error(made, tmp_path):
    folder = publish(made(), tmp_path, edition="2021")
    folder.rename(tmp_path / "moved")
    with pytest.raises(StoreError, match="which is gone"):
        latest_edition(tmp_path)


def test_the_previous_figures_are_those_of_the_newest_edition_with_another_name(made, tmp_path):
    for name, date in (("2019", "2020-01-01"), ("2020", "2021-01-01"), ("2021", "2022-01-01")):
        publish(made(name, date), tmp_path, edition=name)
    assert previous_key_figures(tmp_path, edition="2021")["edition"] == "2020"
    assert previous_key_figures(tmp_path, edition="2022")["edition"] == "2021"


def test_of_two_versions_of_the_previous_edition_the_one_published_last_counts(made, tmp_path):
    for moment, text in enumerate(("first", "mended"), 1):
        folder = publish(made("2020", text=text), tmp_path, edition="2020")
        os.utime(folder / MANIFEST, (moment, moment))
    assert previous_key_figures(tmp_path, edition="2021")["text"] == "mended"


def test_editions_of_another_city_and_without_figures_are_passed_over(made, tmp_path, edition):
    publish(made("2018", "2019-01-01"), tmp_path, edition="2018")
    publish(made("2019", "2020-01-01", figures=False), tmp_path, edition="2019")
    other = replace(edition.city, nl="Elders", en="Elsewhere")
    publish(made("2020", "2021-01-01", city=other), tmp_path, edition="2020")
    assert previous_key_figures(tmp_path, edition="2021", city="Exampletown")["edition"] == "2018"
    assert previous_key_figures(tmp_path, edition="2021")["edition"] == "2020"


def test_key_figures_that_are_no_object_are_a_named_error(made, tmp_path):
    folder = publish(made("2020"), tmp_path, edition="2020")
    (folder / "data" / "key_figures.json").write_bytes(b"[")
    with pytest.raises(StoreError, match="holds no key figures"):
        previous_key_figures(tmp_path, edition="2021")
