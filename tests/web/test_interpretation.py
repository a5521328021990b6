"""What people say of a figure stands beside it; the figure stays, and what was not discussed says so."""

import csv
import io
import zipfile
from datetime import date
from hashlib import sha256

import pytest

from veerkracht.errors import UsageError
from veerkracht.reports.content import Edition, Label
from veerkracht.reports.manifest import manifest_bytes
from veerkracht.web.editions.freezing import freeze
from veerkracht.web.editions.models import Build
from veerkracht.web.editions.publishing import publish_edition
from veerkracht.web.interpretation import figures
from veerkracht.web.interpretation.kit import lines_csv
from veerkracht.web.people.access import Reader
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record
from veerkracht.web.transfer.applying import apply_plan
from veerkracht.web.transfer.importing import plan_file
from veerkracht.web.transfer.plans import Choices
from veerkracht.workflows.publish import publish

AREA = "WK051836"
PAGE = """<html><body><figure id="map-relative"><div class="picture"><svg viewBox="0 0 10 10" role="img"
 aria-label="kaart"><path d="M0,0L9,9"/></svg></div><figcaption>Verandering, <data value="2011">2011</data></figcaption>
</figure><figure id="series-x"><figcaption>Reeks</figcaption></figure></body></html>"""


@pytest.fixture(autouse=True)
def one_factor(settings):
    """Let roles count without a second factor, which is tried elsewhere."""
    settings.SECOND_FACTOR_ROLES = frozenset()


@pytest.fixture
def edition(tmp_path, monkeypatch):
    """An edition with two figures, one of them with a sheet for on the table."""
    (tmp_path / "areas").mkdir()
    (tmp_path / "print").mkdir()
    (tmp_path / "areas/index.html").write_text(PAGE, "utf-8")
    (tmp_path / "print/map-relative.nl.pdf").write_bytes(b"%PDF-map")
    monkeypatch.setattr(figures, "_SOURCES", [lambda: figures.EditionShown("2021", tmp_path, "/editions/2021/")])
    return tmp_path


@pytest.fixture
def session(make_record):
    """A planned talk about the map."""
    return make_record(
        "interpretation_sessions", name={"nl": "Avond in Moerwijk", "en": "Evening in Moerwijk"}, figure="map-relative",
        edition="2021", state="planned", areas=[AREA], session_date="2027-04-14", external_id="DUI-01", published=True,
        question={"nl": "Herkent u dit?"},
    )  # fmt: skip


@pytest.fixture
def say(make_record, session):
    """Write down what somebody said: ``say("disagree", "Niet bij ons.")``."""

    def make(position, words, published=True, **values):
        given = {"figure": "map-relative", "speaker": "resident", "not_recognisable": "yes"} | values
        return make_record(
            "interpretations",
            parent=session,
            position=position,
            explanation={"nl": words},
            published=published,
            **given,
        )

    return make


def counts(key, reader=None):
    found = figures.figure_of(key, reader or Reader(language="nl"))
    return found.state, {one.code: one.count for one in found.positions}


def test_a_figure_that_nobody_talked_about_says_that_it_is_not_discussed_yet(client, db, edition):
    assert counts("series-x") == ("not_discussed", {"agree": 0, "partly": 0, "disagree": 0})
    page = client.get("/nl/interpretation/figures/series-x/").content.decode()
    assert "nog niet besproken" in page
    assert "Reeks" in page


def test_counts_and_disagreement_stand_beside_the_figure_which_stays(client, edition, say):
    say("agree", "Dat klopt.")
    say("disagree", "Bij ons is het rustig.")
    page = client.get("/nl/interpretation/figures/map-relative/").content.decode()

    assert counts("map-relative") == ("discussed", {"agree": 1, "partly": 0, "disagree": 1})
    assert page.index("Bij ons is het rustig.") < page.index("Dat klopt."), "disagreement comes first"
    assert '<path d="M0,0L9,9"/>' in page
    assert 'href="/editions/2021/areas/index.html#map-relative"' in page


def test_what_is_not_checked_and_published_is_not_read_by_residents(client, edition, say, officer):
    say("disagree", "Kanarievogel", published=False, not_recognisable="")

    assert "Kanarievogel" not in client.get("/nl/interpretation/figures/map-relative/").content.decode()
    assert counts("map-relative", officer.reader)[1]["disagree"] == 1


def test_a_statement_with_a_name_is_not_published(say, officer):
    record = say("agree", "Mevrouw De Vries zegt het ook", published=False)

    with pytest.raises(UsageError, match="De Vries"):
        records.move(record, "approved", actor=officer)


def test_a_figure_of_an_old_edition_stays_in_the_list_by_its_key(db, say):
    say("agree", "Ja.", figure="map-oud")

    assert counts("map-oud")[0] == "discussed"


def test_statements_are_written_down_at_the_table_one_after_the_other(client, person, session):
    client.force_login(person("area_worker", areas=[AREA]))
    here = "/nl/interpretation/DUI-01/table/"
    first = client.post(
        here, {"speaker": "resident", "position": "disagree", "explanation": "Niet bij ons.", "area": AREA}
    )
    with_action = {"speaker": "official", "position": "partly", "explanation": "Soms.", "action": "Lamp maken",
                   "action_owner_role": "beheer", "due": "2027-06-01"}  # fmt: skip
    client.post(here, with_action)

    said = {one.values["position"]: one.values for one in Record.objects.filter(register="interpretations")}
    assert "speaker=resident" in first["Location"], "the role stays chosen for the next"
    assert said["disagree"]["explanation"] == {"nl": "Niet bij ons."}
    assert (said["disagree"]["figure"], said["disagree"]["action_state"]) == ("map-relative", "none")
    assert (said["partly"]["action_state"], said["partly"]["due"]) == ("open", "2027-06-01")


def test_an_action_without_a_day_is_asked_for_beside_its_field(client, person, session):
    client.force_login(person("officer"))
    given = {"speaker": "resident", "position": "agree", "explanation": "Ja.", "action": "Lamp maken"}
    page = client.post("/nl/interpretation/DUI-01/table/", given)

    assert page.status_code == 422
    assert not Record.objects.filter(register="interpretations").exists()


def test_a_talk_that_is_over_names_the_roles_that_spoke(client, person, session, say):
    say("agree", "Ja.", published=False)
    client.force_login(person("officer"))
    client.post("/nl/interpretation/DUI-01/done/")

    kept = Record.objects.get(pk=session.pk).values
    assert (kept["state"], kept["participants"]) == ("discussed", ["resident"])


def test_nobody_else_writes_down_or_takes_the_kit(client, person, session):
    client.force_login(person("area_worker", areas=["WK051801"]))

    for address in ("table/", "files/kit.zip"):
        assert client.get(f"/nl/interpretation/DUI-01/{address}").status_code in (403, 404)


def test_the_kit_holds_map_sheets_and_numbered_lines(client, person, edition, session):
    client.force_login(person("officer"))
    answer = client.get("/nl/interpretation/DUI-01/files/kit.zip")
    files = zipfile.ZipFile(io.BytesIO(answer.content))

    assert set(files.namelist()) == {f"DUI-01/{name}" for name in ("map.pdf", "sheets.pdf", "lines.xlsx", "lines.csv")}
    assert files.read("DUI-01/map.pdf") == b"%PDF-map"
    rows = list(csv.DictReader(io.StringIO(files.read("DUI-01/lines.csv").decode("utf-8-sig")), delimiter=";"))
    assert [(row["Nummer"], row["Hoort bij duidingssessie"]) for row in rows[:2]] == [
        ("DUI-01-01", "DUI-01"), ("DUI-01-02", "DUI-01"),
    ]  # fmt: skip
    assert {"Rol van de spreker", "Uitleg (Nederlands)"} <= set(rows[0])


def test_the_lines_that_were_typed_in_come_back_through_the_import_of_the_register(officer, session, tmp_path):
    sheet = csv.reader(io.StringIO(lines_csv(session, "nl").decode("utf-8-sig")), delimiter=";")
    heads, *lines = sheet
    filled = {"Rol van de spreker": "bewoner", "Vindt dat de kaart klopt": "oneens", "Uitleg (Nederlands)": "Niet bij ons.",
              "Gebied": AREA}  # fmt: skip
    lines[0] = [filled.get(head, cell) for head, cell in zip(heads, lines[0], strict=True)]
    file = tmp_path / "lines.csv"
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([heads, lines[0]])
    file.write_text(text.getvalue(), "utf-8")
    apply_plan(plan_file(file, "interpretations", Choices(), actor=officer), actor=officer, reason="blad")

    said = Record.objects.get(register="interpretations")
    assert (said.external_id, said.parent_id) == ("DUI-01-01", session.pk)
    assert said.values == {"figure": "map-relative", "speaker": "resident", "position": "disagree", "area": AREA,
                           "explanation": {"nl": "Niet bij ons."}}  # fmt: skip


def test_without_an_edition_there_are_sheets_and_no_map(client, person, session):
    client.force_login(person("officer"))
    files = zipfile.ZipFile(io.BytesIO(client.get("/nl/interpretation/DUI-01/files/kit.zip").content))

    assert "DUI-01/map.pdf" not in files.namelist()
    assert files.read("DUI-01/sheets.pdf").startswith(b"%PDF")


def test_the_list_counts_how_many_figures_were_discussed(client, edition, say):
    say("agree", "Ja.")
    page = client.get("/nl/interpretation/").content.decode()

    assert "Verandering, 2011" in page
    assert page.count("besproken</td>") == 2  # one discussed, one not yet


def test_the_figures_are_those_of_the_edition_that_counts_now(client, draft_edition, officer):
    frozen = freeze(draft_edition, actor=officer, today=date(2025, 2, 1))
    pages = {"index.html": b"<!doctype html>", "areas/index.html": PAGE.encode()}
    content = Edition(Label("Den Haag", "The Hague"), "2024", "2025-02-01", False, (), (), ())
    manifest = manifest_bytes(pages, edition=content, inputs=[], settings={}, versions={})
    build = Build.objects.create(freeze=frozen, state=Build.State.DONE, digest=sha256(manifest).hexdigest(), files=3)
    build.folder_name = publish({**pages, "manifest.json": manifest}, build.out, edition="the-hague-2024").name
    build.save()
    assert "map-relative" not in client.get("/nl/interpretation/").content.decode(), "a draft is not shown"

    publish_edition(frozen, actor=officer, today=date(2025, 2, 1))
    page = client.get("/nl/interpretation/figures/map-relative/").content.decode()
    assert f"/editions/{frozen.name}/areas/index.html#map-relative" in page
