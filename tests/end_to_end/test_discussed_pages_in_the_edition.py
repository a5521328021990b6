"""What was explored and chosen together stands in the yearly edition: the same sections, one seed, one manifest."""

import hashlib
import json
import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from shutil import copytree

import docx
import pytest
from typer.testing import CliRunner

from veerkracht import cli
from veerkracht.errors import InputError
from veerkracht.reports.checks import check_sources
from veerkracht.reports.content import Answer, Figure, Heading
from veerkracht.reports.manifest import verify_edition
from veerkracht.reports.web import render_web
from veerkracht.reports.word import render_docx
from veerkracht.workflows.choosing.grounds import ChooseRequest
from veerkracht.workflows.choosing.homes import HomesRequest
from veerkracht.workflows.choosing.make import choose
from veerkracht.workflows.choosing.page import chosen_record, chosen_tables
from veerkracht.workflows.edition.compose import compose
from veerkracht.workflows.exploring.grounds import ExploreRequest
from veerkracht.workflows.exploring.make import explore
from veerkracht.workflows.exploring.page import explored_record, explored_tables
from veerkracht.workflows.measuring import measure
from veerkracht.workflows.monitor import MonitorRequest, changed_settings, read
from veerkracht.workflows.together import DiscussedFolders, discussed_in
from veerkracht.workflows.workshop.place import place_of
from veerkracht.workflows.workshop.sheets import write_example
from veerkracht.workflows.write_table import csv_bytes, json_bytes

CITY, SEED, DAY = "voorbeeldstad", 11, "2026-11-22"
PAGES = {"explored": "risks/explored", "chosen": "initiatives/chosen"}


def quiet(stage, what):
    """Tell nobody of the steps."""


def veerkracht(*arguments, language="en"):
    done = CliRunner().invoke(cli.app, [str(part) for part in arguments], env={"VEERKRACHT_LANG": language})
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture(scope="module")
def place():
    """The made-up city, read once."""
    gathered = read(MonitorRequest(CITY, None, offline=True), progress=quiet, environment={})
    return place_of(gathered.city, gathered)


@pytest.fixture(scope="module")
def workshop(place, tmp_path_factory):
    """What a workshop on links and choices leaves: its sheets, and the exploration and the choice without their pages."""
    out = tmp_path_factory.mktemp("workshop")
    made = write_example(place, out / "all", respondents=3, language="nl", seed=SEED)
    (out / "sheets").mkdir()
    for file in made:
        if file.name.startswith(("oordelen", "keuzes")):
            file.rename(out / "sheets" / file.name)
    explored = explore(ExploreRequest(CITY, SEED, sheets=out / "sheets"), place=place)
    asked = ChooseRequest(CITY, SEED, DAY, sheets=out / "sheets", homes=HomesRequest(0))
    chosen = choose(asked, place=place)
    write_folder(out / "explored", explored_record(explored), explored_tables(explored))
    write_folder(out / "chosen", chosen_record(chosen), chosen_tables(chosen))
    folders = DiscussedFolders(out / "explored", out / "chosen", out / "sheets")
    return folders, {"explored": explored.sections, "chosen": chosen.sections}


def write_folder(folder, record, tables):
    folder.mkdir()
    (folder / "record.json").write_bytes(json_bytes({**record, "tables": [f"{name}.csv" for name in tables]}))
    for name, table in tables.items():
        (folder / f"{name}.csv").write_bytes(csv_bytes(table))


@pytest.fixture(scope="module")
def folders(workshop):
    return workshop[0]


@pytest.fixture(scope="module")
def gathered(place):
    return place.gathered


@pytest.fixture(scope="module")
def measured(gathered):
    return measure(gathered, settings=changed_settings({}), year=2022)


@pytest.fixture(scope="module")
def added(folders, gathered, measured):
    return discussed_in(CITY, folders)(measured, gathered, quiet)


def composed(findings):
    return compose(findings, name="2022", date="2022-12-31", before=None, version="1")


def words(html):
    text = re.sub(r"<(svg|style|script)\b.*?</\1>", " ", html.decode(), flags=re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def test_every_question_of_the_folders_stands_in_the_edition_with_its_pictures(workshop, added):
    pages = {page.path: page for page in composed(added).pages}
    for name, path in PAGES.items():
        blocks = [block for section in workshop[1][name] for block in section.blocks]
        shown = pages[path].blocks
        for kind in (Answer, Figure, Heading):
            told = [block for block in blocks if isinstance(block, kind)]
            assert told
            assert [block for block in shown if isinstance(block, kind)][: len(told)] == told


def test_each_finding_names_its_source_and_the_pages_are_linked_in_both_languages(added):
    edition = composed(added)
    check_sources(edition)
    for language, folder, told, doubt in (
        ("nl", "", "Welke risico’s maken elkaar erger?", "Hoe ver kunnen we ernaast zitten?"),
        ("en", "en/", "Which risks make each other worse?", "How wrong may we be?"),
    ):
        files = render_web(edition, language)
        explored, chosen = (words(files[f"{folder}{path}.html"]) for path in PAGES.values())
        assert told in explored and doubt in explored and doubt in chosen
        assert b"explored.html" in files[f"{folder}risks/index.html"]
        assert b"chosen.html" in files[f"{folder}initiatives/index.html"]
        for name in PAGES:
            assert b"niet bestaat" not in files[f"{folder}{PAGES[name]}.html"], (
                "the banner of the edition tells it already"
            )
            assert b'class="synthetic"' in files[f"{folder}{PAGES[name]}.html"]


def test_the_pages_stand_in_the_document_as_text_and_tables(added):
    kept = tuple(page for page in composed(added).pages if page.path in ("index", *PAGES.values()))
    edition = replace(composed(added), pages=kept, summary=())
    pages = tuple(replace(page, blocks=() if page.path == "index" else page.blocks) for page in kept)
    document = docx.Document(BytesIO(render_docx(replace(edition, pages=pages), "nl")))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Welke risico’s maken elkaar erger?" in text and "Wat kunnen we het beste doen met het budget?" in text
    assert len(document.tables) > 10 and len(document.inline_shapes) > 3


def test_the_edition_records_seed_settings_and_workbooks(folders, measured, added):
    told = added.settings["discussed"]
    assert told["seed"] == SEED and told["explore"]["asked"]["service"] == "power"
    assert told["choose"]["asked"]["homes"]["homes"] == 0 and told["choose"]["day"] == DAY
    new = {one.file: one.sha256 for one in added.inputs[len(measured.inputs) :]}
    assert new == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folders.sheets.glob("*.xlsx")}
    assert {"workshop", "drills"} <= added.sources.keys()


def test_the_tables_of_the_edition_are_those_of_the_folders(folders, added):
    for name, content in added.discussed.files.items():
        folder, _, file = name.partition("/")
        assert (getattr(folders, folder) / file).read_bytes() == content


def test_without_folders_the_edition_has_no_trace_of_them(measured, added):
    plain, with_them = composed(measured), composed(added)
    new = {page.path for page in with_them.pages} - {page.path for page in plain.pages}
    assert new == set(PAGES.values())
    assert "discussed" not in measured.settings and "workshop" not in measured.sources


def test_a_table_that_was_changed_stops_the_edition(folders, gathered, measured, tmp_path):
    copy = tmp_path / "explored"
    copytree(folders.explored, copy)
    (copy / "chains.csv").write_text("loop\n", "utf-8")
    adding = discussed_in(CITY, DiscussedFolders(explored=copy, sheets=folders.sheets))
    with pytest.raises(InputError, match=r"chains\.csv in .* is not what its record makes now"):
        adding(measured, gathered, quiet)


def test_the_commands_publish_an_exploration_that_needed_no_sheet(tmp_path):
    veerkracht("explore", CITY, "--seed", 5, "--out", tmp_path / "explored", "--date", DAY)
    done = veerkracht("monitor", CITY, "--offline", "--lang", "en", "--out", tmp_path / "out", "--explored",
                      tmp_path / "explored", "--json")  # fmt: skip
    folder = tmp_path / "out" / "current"
    assert not verify_edition(folder)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["settings"]["discussed"]["seed"] == 5
    assert {"explored/drills.csv", "en/risks/explored.html"} <= {entry["path"] for entry in manifest["files"]}
    assert json.loads(done.stdout)["files"] == len(manifest["files"]) + 1
    assert "How wrong may we be?" in words((folder / "en/risks/explored.html").read_bytes())


def test_the_command_tells_in_dutch_that_a_folder_is_of_another_city(tmp_path):
    folder = tmp_path / "explored"
    folder.mkdir()
    record = {
        "work": "explore",
        "city": "the-hague",
        "seed": 1,
        "version": "1",
        "inputs": [],
        "settings": {},
        "asked": {},
    }
    (folder / "record.json").write_text(json.dumps(record), "utf-8")
    asked = ["monitor", CITY, "--offline", "--out", str(tmp_path / "out"), "--explored", str(folder)]
    done = CliRunner().invoke(cli.app, asked, env={"VEERKRACHT_LANG": "nl"})
    assert done.exit_code == 3 and "gaat over the-hague" in done.output and not (tmp_path / "out").exists()


@pytest.mark.real_data
def test_in_the_hague_both_pages_name_a_source_for_each_finding(tmp_path, data_dir, monkeypatch):
    monkeypatch.delenv(
        "VEERKRACHT_DATA", raising=False
    )  # the folder of the edition counts, whatever the environment says
    gathered = read(MonitorRequest("the-hague", None, data=data_dir), progress=quiet, environment={})
    place = place_of(gathered.city, gathered)
    explored = explore(ExploreRequest("the-hague", SEED, data=data_dir), place=place)
    chosen = choose(ChooseRequest("the-hague", SEED, DAY, homes=HomesRequest(120, "Schildersbuurt-Oost")), place=place)
    write_folder(tmp_path / "explored", explored_record(explored), explored_tables(explored))
    write_folder(tmp_path / "chosen", chosen_record(chosen), chosen_tables(chosen))
    adding = discussed_in("the-hague", DiscussedFolders(tmp_path / "explored", tmp_path / "chosen", data=data_dir))
    findings = adding(measure(gathered, settings=changed_settings({}), year=2024), gathered, quiet)
    edition = composed(findings)
    check_sources(edition)
    pages = {page.path: page for page in edition.pages}
    assert all(sum(isinstance(block, Answer) for block in pages[path].blocks) > 2 for path in PAGES.values())
    assert any("mirror" in name for name in findings.discussed.files)
    assert not edition.synthetic and findings.settings["discussed"]["choose"]["homes_from"] == "BU05182917"
