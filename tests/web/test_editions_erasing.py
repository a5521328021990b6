"""What is erased, or what a speaker takes back, leaves no trace in what was frozen or published."""

import json
from datetime import date

import pytest
from django.core import mail
from django.test import override_settings
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from veerkracht.connectors.register_bundle import BundleRecord, RegisterBundle, digest_of
from veerkracht.errors import UsageError
from veerkracht.web.audit.health import failing
from veerkracht.web.audit.models import Entry
from veerkracht.web.editions.asking import start_build
from veerkracht.web.editions.building import build_now
from veerkracht.web.editions.freezing import freeze, frozen_bundle
from veerkracht.web.editions.models import Build, Freeze, FrozenRecord, Redaction
from veerkracht.web.editions.taking_out import finish_taking_out, without
from veerkracht.web.editions.telling import tell_taken_down
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record

DAY = date(2025, 2, 1)
CANARY = "kanarie in de soep"


@pytest.fixture
def soup(make_record):
    """An initiative that will be erased."""
    return make_record("initiatives", external_id="soepbus", name={"nl": CANARY}, published=True)


@pytest.fixture
def frozen(draft_edition, soup, make_record, officer):
    """An edition with that initiative, what points to it, and what belongs to it."""
    make_record("initiative_years", parent=soup, year=2024, lesson={"nl": CANARY}, published=True)
    make_record(
        "lessons", external_id="les", lesson={"nl": "les"}, why={"nl": "w"}, from_kind="initiative",
        from_initiative=soup.external_id, state="open", published=True,
    )  # fmt: skip
    make_record(
        "edition_texts", parent=draft_edition, place="initiatives/soepbus.foreword", text={"nl": CANARY}, published=True
    )
    return freeze(draft_edition, actor=officer, today=DAY)


@pytest.fixture
def erase_soup(soup, officer, django_capture_on_commit_callbacks):
    """Erase the initiative, as the application does it, with what follows the transaction."""

    def erase():
        with django_capture_on_commit_callbacks(execute=True):
            records.erase(soup, actor=officer, reason="verzoek")

    return erase


def published(frozen):
    """Put a build below a freeze, as if everybody could read it."""
    build = Build.objects.create(freeze=frozen, state=Build.State.DONE, folder_name="the-hague-2024-abc")
    build.folder.mkdir(parents=True)
    (build.folder / "page.html").write_text(CANARY)
    Freeze.objects.filter(pk=frozen.pk).update(state=Freeze.State.PUBLISHED, build=build, published_at=frozen.frozen_at)
    return build


def everything_below(folder):
    return "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())


def test_an_erased_record_leaves_no_trace_in_any_file(frozen, erase_soup, edition_media):
    published(frozen)
    assert CANARY in everything_below(edition_media)
    erase_soup()
    assert CANARY not in everything_below(edition_media)
    assert "soepbus" not in everything_below(edition_media)
    assert not FrozenRecord.objects.filter(key="soepbus").exists()
    assert not Redaction.objects.exists()


def test_what_stays_of_the_bundle_is_whole_and_has_a_new_hash(frozen, erase_soup):
    old = frozen.digest
    erase_soup()
    frozen.refresh_from_db()
    bundle = frozen_bundle(frozen)
    assert digest_of(bundle) == frozen.digest != old
    assert [lesson.id for lesson in bundle.registers["lessons"]] == ["les"]
    assert "from_initiative" not in bundle.registers["lessons"][0].values
    assert bundle.texts == ()
    assert Record.objects.get(register="editions").values["fingerprint"] == frozen.digest


def test_the_old_hash_is_kept_in_the_log(frozen, erase_soup):
    old = frozen.digest
    erase_soup()
    entry = Entry.objects.get(action="edition.redacted")
    frozen.refresh_from_db()
    assert (entry.detail["old"], entry.detail["new"]) == (old, frozen.digest)
    assert CANARY not in json.dumps(entry.detail)


def test_a_published_edition_goes_down_at_once_until_it_is_made_again(frozen, erase_soup, client):
    build = published(frozen)
    erase_soup()
    assert client.get("/editions/monitor-2024/page.html").status_code == 503
    frozen.refresh_from_db()
    build.refresh_from_db()
    assert (frozen.state, build.state) == (Freeze.State.DOWN, Build.State.REMOVED)


def test_the_officer_is_told_and_reads_nothing_of_what_was_erased(frozen, person):
    reader = person("officer", email="officer@example.org")
    mail.outbox.clear()
    tell_taken_down(frozen.pk)
    told = next(one for one in mail.outbox if one.to == [reader.email])
    assert "Monitor 2024" in told.body
    assert CANARY not in told.body


def test_an_erasure_that_is_undone_by_the_database_closes_nothing(frozen, soup, officer):
    published(frozen)
    with pytest.raises(UsageError, match="Tell why"):
        records.erase(soup, actor=officer, reason=" ")
    frozen.refresh_from_db()
    assert frozen.state == Freeze.State.PUBLISHED


def test_a_disk_that_fails_is_tried_again_and_shows_in_the_health(frozen, erase_soup, edition_media, monkeypatch):
    published(frozen)
    with monkeypatch.context() as broken:
        broken.setattr("veerkracht.web.editions.taking_out.bundle_file", _no_disk)
        erase_soup()
    Redaction.objects.update(asked_at="2020-01-01T00:00Z")
    assert failing()["editions"]
    assert finish_taking_out()
    assert not failing()["editions"]
    assert CANARY not in everything_below(edition_media)


def _no_disk(*anything):
    raise OSError("no disk")


def test_nothing_is_built_while_somebody_is_being_taken_out(frozen, erase_soup, officer, monkeypatch):
    monkeypatch.setattr("veerkracht.web.editions.taking_out.bundle_file", _no_disk)
    erase_soup()
    with pytest.raises(UsageError, match="cannot be built now"):
        start_build(frozen, actor=officer)


def test_a_build_that_ran_meanwhile_keeps_no_files(frozen, erase_soup, officer, monkeypatch, edition_media):
    build = start_build(frozen, actor=officer)

    def run(found):
        folder = found.out / "editions" / "made-meanwhile"
        folder.mkdir(parents=True)
        (folder / "page.html").write_text(CANARY)
        erase_soup()
        return {"state": Build.State.DONE, "folder_name": folder.name}

    monkeypatch.setattr("veerkracht.web.editions.building._run", run)
    build_now(build.pk)
    build.refresh_from_db()
    assert build.state == Build.State.REMOVED
    assert CANARY not in everything_below(edition_media)


def test_a_speaker_who_withdraws_is_gone_from_the_edition(
    draft_edition, make_record, quote_on, officer, edition_media, django_capture_on_commit_callbacks
):
    quote = quote_on(make_record("initiatives", name={"nl": "Soep"}, published=True))
    frozen = freeze(draft_edition, actor=officer, today=DAY)
    published(frozen)
    assert "kookten" in everything_below(edition_media)
    interview = quote.parent
    interview.refresh_from_db()
    given = {"state": "withdrawn", "withdrawn_on": "2025-03-01"}
    with django_capture_on_commit_callbacks(execute=True):
        records.change(interview, given, actor=officer, version=interview.version)
    assert "kookten" not in everything_below(edition_media)
    frozen.refresh_from_db()
    assert frozen.state == Freeze.State.DOWN


def test_a_quote_by_which_somebody_can_be_recognised_is_taken_out(
    draft_edition, make_record, quote_on, officer, django_capture_on_commit_callbacks
):
    quote = quote_on(make_record("initiatives", name={"nl": "Soep"}, published=True))
    frozen = freeze(draft_edition, actor=officer, today=DAY)
    given = {"recognisable": "yes", "state": "refused", "refused_reason": "straat"}
    with django_capture_on_commit_callbacks(execute=True):
        records.change(quote, given, actor=officer, version=quote.version)
    frozen.refresh_from_db()
    assert frozen_bundle(frozen).registers["quotes"] == ()


def test_key_figures_of_the_edition_before_forget_the_record_too(frozen, erase_soup, make_record, officer):
    build = published(frozen)
    (build.folder / "data").mkdir()
    (build.folder / "data" / "key_figures.json").write_text(
        json.dumps({"initiatives": {"soepbus": "running", "x": "idea"}})
    )
    later = make_record(
        "editions",
        external_id="monitor-2025",
        name={"nl": "Monitor 2025"},
        city="the-hague",
        period="2025",
        state="draft",
    )
    second = freeze(later, actor=officer, today=DAY)
    assert frozen_bundle(second).before["initiatives"] == {"soepbus": "running", "x": "idea"}
    erase_soup()
    second.refresh_from_db()
    assert frozen_bundle(second).before["initiatives"] == {"x": "idea"}


KEYS = st.sampled_from(["a", "b", "c"])


@effort(max_examples=40, deadline=None)
@given(st.lists(KEYS, unique=True), KEYS)
def test_taking_out_twice_is_taking_out_once(present, gone):
    bundle = RegisterBundle("the-hague", {
        "risks": tuple(BundleRecord(key, {"name": {"nl": key}}) for key in present),
        "initiatives": (BundleRecord("i", {"risks": present, "goal": ["a"]}),),
    }, before={"edition": "x", "risks": dict.fromkeys(present, "steady")})  # fmt: skip
    with override_settings(CITY="the-hague"):
        once = without(bundle, {("risks", gone)})
        assert without(once, {("risks", gone)}) == once
    assert [record.id for record in once.registers["risks"]] == [key for key in present if key != gone]
    assert gone not in once.before["risks"]
    assert once.registers["initiatives"][0].values["goal"] == ["a"]


def test_a_quote_of_a_text_that_the_speaker_no_longer_says_yes_to_is_taken_out(
    draft_edition, make_record, quote_on, officer, edition_media, django_capture_on_commit_callbacks
):
    quote = quote_on(make_record("initiatives", name={"nl": "Soep"}, published=True))
    frozen = freeze(draft_edition, actor=officer, today=DAY)
    published(frozen)
    interview = quote.parent
    interview.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        given = {"state": "drafted", "draft_text": {"nl": "Anders."}}
        records.change(interview, given, actor=officer, version=interview.version)

    frozen.refresh_from_db()
    assert frozen_bundle(frozen).registers["quotes"] == ()
    assert (frozen.state, "kookten" in everything_below(edition_media)) == (Freeze.State.DOWN, False)
