"""Building, looking at, publishing, serving, comparing and withdrawing an edition."""

import hashlib
from datetime import date

import pytest
from django.urls import reverse

from veerkracht.errors import ConflictError, DeniedError, UsageError
from veerkracht.reports.content import Edition, Label
from veerkracht.reports.manifest import manifest_bytes
from veerkracht.web.editions.asking import start_build
from veerkracht.web.editions.building import build_now, stop_build
from veerkracht.web.editions.freezing import freeze
from veerkracht.web.editions.models import Build, Freeze
from veerkracht.web.editions.publishing import publish_edition, withdraw_edition
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record
from veerkracht.workflows.publish import publish

DAY = date(2025, 2, 1)
PAGES = {
    "index.html": b"<!doctype html><p>Editie</p>", "en/index.html": b"<!doctype html><p>Edition</p>",
    "data/areas.geojson": b"{}",
}  # fmt: skip


@pytest.fixture
def frozen(draft_edition, officer):
    """An edition that is frozen."""
    return freeze(draft_edition, actor=officer, today=DAY)


@pytest.fixture
def built(frozen):
    """A frozen edition with a small build of three files."""
    content = Edition(Label("Den Haag", "The Hague"), "2024", "2025-02-01", False, (), (), ())
    manifest = manifest_bytes(PAGES, edition=content, inputs=[], settings={}, versions={})
    build = Build.objects.create(
        freeze=frozen, state=Build.State.DONE, digest=hashlib.sha256(manifest).hexdigest(), files=4
    )
    folder = publish({**PAGES, "manifest.json": manifest}, build.out, edition="the-hague-2024")
    build.folder_name = folder.name
    build.save()
    return frozen


@pytest.fixture
def published(built, officer):
    """An edition that everybody can read."""
    return publish_edition(built, actor=officer, today=DAY)


@pytest.fixture
def without_data(monkeypatch, tmp_path):
    """A place without figures of the city, so that a build takes seconds."""
    monkeypatch.delenv("VEERKRACHT_DATA", raising=False)
    monkeypatch.setenv("VEERKRACHT_WORKSPACE", str(tmp_path / "workspace"))


@pytest.mark.slow
def test_building_twice_gives_the_same_manifest_and_says_what_was_not_there(
    draft_edition, make_record, officer, without_data
):
    make_record("risks", external_id="SH-HEAT", name={"nl": "hitte", "en": "heat"}, kind="shock", published=True)
    make_record(
        "edition_texts",
        parent=draft_edition,
        place="risks/SH-HEAT.foreword",
        text={"nl": "Een woord vooraf."},
        published=True,
    )
    one = freeze(draft_edition, actor=officer, today=DAY)
    for _ in range(2):
        build_now(start_build(one, actor=officer).pk)
    first, second = Build.objects.order_by("pk")
    assert (first.state, first.digest) == (Build.State.DONE, second.digest)
    assert first.gaps > 0
    page = (first.folder / "risks" / "SH-HEAT.html").read_text("utf-8")
    assert "Een woord vooraf." in page
    assert '<time datetime="2025-02-01">' in page


def test_a_build_that_goes_wrong_tells_what_to_mend(frozen, officer):
    frozen.file.unlink()
    build = start_build(frozen, actor=officer)
    build_now(build.pk)
    build.refresh_from_db()
    assert build.state == Build.State.FAILED
    assert build.problem["template"].startswith("No bundle {file}")


def test_a_build_can_be_stopped_before_and_while_it_runs(frozen, officer, without_data):
    waiting = start_build(frozen, actor=officer)
    stop_build(waiting, actor=officer)
    build_now(waiting.pk)
    running = start_build(frozen, actor=officer)
    Build.objects.filter(pk=running.pk).update(stop_asked=True)
    build_now(running.pk)
    assert {build.state for build in Build.objects.all()} == {Build.State.STOPPED}


def test_one_edition_is_built_once_at_a_time(frozen, officer):
    start_build(frozen, actor=officer)
    with pytest.raises(ConflictError, match="being built already"):
        start_build(frozen, actor=officer)


def test_a_build_waits_in_the_queue_of_the_worker(frozen, officer, django_capture_on_commit_callbacks):
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):
        build = start_build(frozen, actor=officer)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [build.pk]


def test_what_was_not_built_is_not_published(frozen, officer):
    with pytest.raises(UsageError, match="Build it first"):
        publish_edition(frozen, actor=officer, today=DAY)


def test_a_damaged_build_is_not_published(built, officer):
    (Build.objects.get().folder / "index.html").write_bytes(b"other")
    with pytest.raises(UsageError, match=r"damaged, first index\.html"):
        publish_edition(built, actor=officer, today=DAY)


@pytest.mark.parametrize(
    ("role", "may"), [("reviewer", True), ("officer", True), ("analyst", False), ("area_worker", False)]
)
def test_a_reviewer_or_the_officer_publishes(built, actor, role, may):
    if may:
        assert publish_edition(built, actor=actor(role), today=DAY).state == Freeze.State.PUBLISHED
    else:
        with pytest.raises(DeniedError):
            publish_edition(built, actor=actor(role), today=DAY)


def test_publishing_is_noted_on_the_edition_and_seen_by_everybody(published, client):
    record = Record.objects.get(register="editions")
    assert (record.state, record.published["state"], record.published["published_on"]) == (
        "approved", "published", "2025-02-01",
    )  # fmt: skip
    page = client.get(reverse("editions:index")).content.decode()
    assert "Monitor 2024" in page
    assert reverse("edition-file", args=("monitor-2024", "index.html")) in page
    english = client.get("/en/editions/").content.decode()
    assert reverse("edition-file", args=("monitor-2024", "en/index.html")) in english


def test_files_are_served_with_their_own_policy_and_asked_for_again(published, client):
    answer = client.get("/editions/monitor-2024/index.html")
    assert b"".join(answer.streaming_content) == PAGES["index.html"]
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/editions/monitor-2024/index.html", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("language", "page"), [("nl", "index.html"), ("en", "en/index.html")])
def test_an_edition_opens_in_the_language_of_the_reader(published, client, language, page):
    answer = client.get("/editions/monitor-2024/", headers={"Accept-Language": language})
    assert answer.headers["Location"] == f"/editions/monitor-2024/{page}"


def test_the_current_edition_has_an_address_that_stays(published, client):
    assert client.get("/editions/current/").headers["Location"] == "/editions/monitor-2024/"


@pytest.mark.parametrize("path", ["../../secret", "data", "nothing.html", "%2e%2e/manifest.json", "..%2f..%2fx"])
def test_only_files_of_the_manifest_are_served(published, client, path):
    assert client.get(f"/editions/monitor-2024/{path}").status_code == 404


def test_what_is_not_published_is_not_served_but_can_be_looked_at_by_the_team(built, client, person):
    build = Build.objects.get()
    address = reverse("editions:preview", args=(build.pk, "index.html"))
    assert client.get("/editions/monitor-2024/index.html").status_code == 404
    assert client.get(address).status_code == 403
    client.force_login(person("reviewer"))
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PAGES["index.html"]
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_a_withdrawn_edition_says_why_and_serves_no_file(published, officer, client):
    withdraw_edition(published, {"nl": "Een <b>cijfer</b> was fout.", "en": ""}, actor=officer, today=DAY)
    for path in ("", "index.html", "data/areas.geojson"):
        answer = client.get(f"/editions/monitor-2024/{path}")
        assert answer.status_code == 410
        assert "Een &lt;b&gt;cijfer&lt;/b&gt; was fout." in answer.content.decode()
    assert "was fout." in client.get(reverse("editions:index")).content.decode()
    assert Record.objects.get(register="editions").published["withdrawn_reason"] == {
        "nl": "Een <b>cijfer</b> was fout."
    }


def test_withdrawing_needs_a_reason(published, officer):
    with pytest.raises(UsageError, match="Tell why"):
        withdraw_edition(published, {"nl": " ", "en": ""}, actor=officer, today=DAY)


def test_a_withdrawn_edition_does_not_come_back(published, officer):
    withdraw_edition(published, {"nl": "fout"}, actor=officer, today=DAY)
    with pytest.raises(UsageError):
        publish_edition(published, actor=officer, today=DAY)


def test_the_page_of_an_edition_offers_what_can_be_done_next(draft_edition, officer, client, person):
    client.force_login(person("officer"))
    address = reverse("registers:detail", args=("editions", "monitor-2024"))
    assert reverse("editions:freeze", args=("monitor-2024",)) in client.get(address).content.decode()
    freeze(draft_edition, actor=officer, today=DAY)
    page = client.get(address).content.decode()
    assert reverse("editions:freeze", args=("monitor-2024",)) not in page
    assert reverse("editions:build", args=("monitor-2024",)) in page
    assert reverse("editions:publish", args=("monitor-2024",)) not in page


@pytest.mark.parametrize("name", ["freeze", "build", "publish", "withdraw"])
def test_nobody_without_an_account_does_anything_to_an_edition(built, client, name):
    before = Freeze.objects.values_list("state", flat=True).get(), Build.objects.count()
    assert client.post(reverse(f"editions:{name}", args=("monitor-2024",)), {"reason_nl": "x"}).status_code == 403
    assert (Freeze.objects.values_list("state", flat=True).get(), Build.objects.count()) == before


def test_the_officer_goes_all_the_way_through_the_pages(draft_edition, client, person):
    client.force_login(person("officer"))
    for name in ("freeze", "build"):
        assert client.post(reverse(f"editions:{name}", args=("monitor-2024",))).status_code == 302
    build = Build.objects.get()
    assert "build-progress" in client.get(reverse("editions:progress", args=(build.pk,))).content.decode()
    part = client.get(reverse("editions:progress", args=(build.pk,)), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="build-progress"')
    client.post(reverse("editions:stop", args=(build.pk,)))
    build.refresh_from_db()
    assert build.state == Build.State.STOPPED
    page = client.post(reverse("editions:withdraw", args=("monitor-2024",)), {"reason_nl": ""})
    assert page.status_code == 422


def test_two_editions_are_compared_over_all_registers_in_words(draft_edition, make_record, officer, client, person):
    risk = make_record("risks", external_id="SH-X", name={"nl": "hitte"}, kind="shock", published=True)
    gone = make_record("goals", name={"nl": "oud doel"}, published=True)
    before = make_record(
        "editions",
        external_id="monitor-2023",
        name={"nl": "Monitor 2023"},
        city="the-hague",
        period="2023",
        state="draft",
    )
    freeze(before, actor=officer, today=DAY)
    records.change(draft_edition, {"previous": str(before.pk)}, actor=officer, version=draft_edition.version)
    changed = records.change(risk, {"kind": "stress"}, actor=officer, version=risk.version)
    records.move(changed, "approved", actor=officer)
    records.archive(gone, actor=officer, reason="klaar")
    make_record("initiatives", name={"nl": "soepbus"}, risks=["SH-X"], published=True)
    client.force_login(person("officer"))
    page = client.get(reverse("editions:compare", args=("monitor-2024",))).content.decode()
    assert [words for words in ("soepbus", "oud doel", "Soort", "shock", "stress", "hitte") if words not in page] == []
