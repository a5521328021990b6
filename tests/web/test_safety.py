"""What every answer carries, what is refused before a view sees it, and what the application says of its health."""

import json
import logging
import os
import re
import stat
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache, caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from veerkracht.errors import AnswersError, ConflictError, DeniedError, UsageError
from veerkracht.web.audit.health import add_check, failing
from veerkracht.web.audit.models import Entry, log
from veerkracht.web.site import environment, limits, security, uploads
from veerkracht.web.site import urls as site_urls
from veerkracht.web.site.logs import JsonFormatter
from veerkracht.web.site.urls import handler400, handler403, handler404, handler500  # noqa: F401  # of the addresses below

ERRORS = {
    "denied": (DeniedError("Your role does not allow this ({action}, {what}).", action="change", what="risks"), 403),
    "conflict": (ConflictError("{title} was changed in the meantime (version {version}). Look at both and save again.",
                               title="Hitte", version=3), 409),
    "usage": (UsageError("Tell why. The reason is kept in the history."), 400),
    "answers": (AnswersError("{register}: {n} answers are not right, first {field} ({problem}). Mend them and save again.",
                             register="risks", n=1, field="name", problem="required"), 422),
}  # fmt: skip


def packed(files, size=10):
    """An archive with files of a size that packs to next to nothing."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for number in range(files):
            archive.writestr(f"{number}.xml", b"0" * size)
    return whole.getvalue()


def raise_one(request, name):
    raise ERRORS[name][0] if name in ERRORS else RuntimeError("secret of the inside")


def take(request):
    return HttpResponse(",".join(file.name for file in request.FILES.values()) or "no file")


urlpatterns = [
    path("nl/raise/<str:name>/", raise_one),
    path("en/raise/<str:name>/", raise_one),
    path("nl/take/import/", take),
    path("nl/account/try/", take),
    *site_urls.urlpatterns,
]


@pytest.fixture
def root_of_package():
    return Path(environment.__file__).parents[1]


@pytest.fixture
def secure(settings):
    """The settings of a site that is reached by https."""
    for name, value in security.transport(insecure=False, behind_proxy=False).items():
        setattr(settings, name, value)
    return settings


@pytest.fixture
def odd_addresses(settings, db):
    """A site with views that fail and views that take files."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]


def directives(response):
    parts = response.headers["Content-Security-Policy"].split(";")
    return {part.split()[0]: part.split()[1:] for part in parts}


@pytest.mark.parametrize("address", ["/nl/", "/en/registers/", "/nl/not-here/", "/health", "/robots.txt",
                                     "/.well-known/security.txt", "/static/site/veerkracht.css",
                                     "/nl/account/login/", "/nl/people/"])  # fmt: skip
def test_every_kind_of_answer_carries_the_headers_of_safety(secure, db, address):
    response = Client().get(address, secure=True)
    response.close()
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "access-control-allow-origin" not in response.headers
    assert directives(response)["default-src"] == ["'self'"]
    assert directives(response)["frame-ancestors"] == ["'none'"]


@pytest.mark.parametrize("address", ["/nl/", "/nl/account/login/", "/nl/not-here/", "/health"])
def test_the_policy_of_pages_allows_nothing_inline_and_nothing_from_elsewhere(secure, db, address):
    allowed = {source for sources in directives(Client().get(address, secure=True)).values() for source in sources}
    assert allowed == {"'self'", "'none'"}


@pytest.mark.parametrize("address", ["/nl/", "/en/", "/nl/registers/", "/nl/account/login/", "/nl/not-here/"])
def test_pages_hold_no_script_style_or_address_of_elsewhere(client, db, address):
    page = client.get(address).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//(?!testserver)", page)


def test_http_is_sent_on_to_https_and_cookies_stay_with_the_host(secure, db):
    assert Client().get("/nl/").headers["Location"] == "https://testserver/nl/"
    assert Client().get("/health").status_code == 200, "a probe on the machine itself asks by http"
    cookies = Client().get("/nl/account/login/", secure=True).cookies
    assert cookies["__Host-csrf"]["secure"] and cookies["__Host-csrf"]["httponly"]
    assert cookies["__Host-csrf"]["samesite"] == "Strict" and cookies["__Host-csrf"]["path"] == "/"


def test_pages_are_not_kept_and_files_of_pages_are(client, db):
    assert client.get("/nl/").headers["Cache-Control"] == "no-store"
    file = client.get("/static/site/veerkracht.css")
    file.close()
    assert "max-age" in file.headers["Cache-Control"]


@pytest.mark.parametrize(("name", "status"), [(name, status) for name, (_, status) in ERRORS.items()])
def test_an_error_raised_on_purpose_is_told_in_the_language_of_the_reader(client, odd_addresses, name, status):
    dutch, english = (client.get(f"/{language}/raise/{name}/") for language in ("nl", "en"))
    assert (dutch.status_code, english.status_code) == (status, status)
    assert str(ERRORS[name][0])[:20] in english.content.decode()
    assert '<html lang="nl"' in dutch.content.decode() and str(ERRORS[name][0])[:20] not in dutch.content.decode()


def test_a_failure_says_what_to_do_and_tells_nothing_of_the_inside(odd_addresses, caplog):
    response = Client(raise_request_exception=False).get("/nl/raise/other/")
    page = response.content.decode()
    assert response.status_code == 500 and "secret of the inside" not in page and "Traceback" not in page
    assert "Probeer het over een paar minuten opnieuw" in page
    assert directives(response)["default-src"] == ["'self'"]


def test_a_form_without_its_token_is_refused_with_what_to_do(db):
    response = Client(enforce_csrf_checks=True).post("/en/account/login/", {"login": "a@example.org"})
    assert response.status_code == 403 and "load the page again" in response.content.decode()


def test_a_page_that_is_not_there_says_so_in_both_languages(client, db):
    pages = [client.get(f"/{language}/nowhere/") for language in ("nl", "en")]
    assert [page.status_code for page in pages] == [404, 404]
    assert "Deze pagina is er niet" in pages[0].content.decode()
    assert "This page is not here" in pages[1].content.decode()


@pytest.mark.parametrize(("name", "content", "taken"), [
    ("rows.xlsx", packed(1), True), ("rows.xlsx", b"PK\x03\x04damaged", False), ("rows.csv", "id;naam\n1;Ñ".encode(), True),
    ("rows.csv", "id;naam".encode("utf-16"), True), ("rows.json", b"{}", True), ("map.png", b"\x89PNG\r\n\x1a\n", True),
    ("rows.xlsx", b"MZ\x90\x00 a program", False), ("map.png", b"<svg onload=alert(1)>", False),
    ("rows.csv", b"\x7fELF\x00\x01", False), ("page.html", b"<script>", False), ("rows.svg", b"<svg/>", False),
    ("macro.xlsm", b"PK\x03\x04", False),
])  # fmt: skip
def test_a_file_is_taken_by_its_content_and_not_by_its_name(client, odd_addresses, name, content, taken):
    response = client.post("/nl/take/import/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == (200 if taken else 400)
    assert name in response.content.decode()


@pytest.mark.parametrize("name", ["rows.xlsx", "rows.csv"])
def test_an_empty_file_is_called_empty_and_leads_back_to_the_form(client, odd_addresses, name):
    page = client.post("/nl/take/import/", {"file": SimpleUploadedFile(name, b"")}).content.decode()
    assert f"{name} is leeg" in page
    assert 'href="/nl/take/import/"' in page


def test_a_file_that_is_too_large_is_refused_before_and_while_it_comes(client, odd_addresses, settings):
    settings.UPLOAD_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000, 1000
    while_it_comes = client.post("/nl/take/import/", {"file": SimpleUploadedFile("rows.csv", b"a" * 100_500)})
    before = client.post("/nl/take/import/", {"file": SimpleUploadedFile("rows.csv", b"a" * 200_000)})
    assert (while_it_comes.status_code, before.status_code) == (400, 413)
    assert "rows.csv" in while_it_comes.content.decode()


@pytest.mark.parametrize(("files", "size"), [(2, 800), (12, 1)])
def test_an_archive_that_unpacks_to_too_much_is_refused(client, odd_addresses, monkeypatch, files, size):
    monkeypatch.setattr(uploads, "UNPACKED_BYTES", 1000)
    monkeypatch.setattr(uploads, "UNPACKED_FILES", 10)
    fits, bursts = (
        client.post("/nl/take/import/", {"file": SimpleUploadedFile("rows.xlsx", content)})
        for content in (packed(10, 100), packed(files, size))
    )
    assert (fits.status_code, bursts.status_code) == (200, 400)
    assert "uitgepakt" in bursts.content.decode()


def test_every_name_that_is_read_from_the_environment_is_told(root_of_package):
    read = {
        name for path in root_of_package.rglob("*.py") for name in re.findall(r'"(VEERKRACHT_\w+)"', path.read_text())
    }
    assert read <= set(environment.KNOWN)


def test_what_is_asked_too_often_is_refused_for_a_while(client, odd_addresses, settings):
    settings.RATES = {**security.RATES, "sign-in": "3/h"}
    answers = [client.post("/nl/account/try/") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert client.post("/nl/account/try/", REMOTE_ADDR="192.0.2.7").status_code == 200, "another address may still"
    cache.clear()


def test_each_class_of_requests_has_a_rate():
    assert {name for name, _, _ in limits.CLASSES} == set(security.RATES)
    assert limits.class_of("GET", "/nl/registers/risks/export.csv") == "export"
    assert limits.class_of("POST", "/nl/registers/risks/import/") == "upload"
    assert limits.class_of("GET", "/nl/i/abc/") == "link" and limits.class_of("GET", "/nl/") == ""


def test_the_address_of_a_visitor_is_believed_from_a_proxy_only(rf, settings):
    request = rf.get("/", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.4", REMOTE_ADDR="192.0.2.1")
    assert limits.address_of(request) == "192.0.2.1"
    settings.BEHIND_PROXY = True
    assert limits.address_of(request) == "198.51.100.4"


def test_health_names_each_check_and_fails_when_one_does(client, db):
    caches["memory"].clear()
    call_command("migrate", verbosity=0)
    well = client.get("/health")
    assert well.status_code == 200 and set(well.json()["checks"]) >= {"database", "migrations", "log", "work"}
    add_check("on-fire", lambda: False)
    try:
        caches["memory"].clear()
        failed = client.get("/health")
    finally:
        add_check("on-fire", lambda: True)
        caches["memory"].clear()
    assert failed.status_code == 503 and failed.json()["checks"]["on-fire"] == "failing"
    assert "secret" not in json.dumps(failed.json())


def test_a_check_that_raises_counts_as_failing():
    add_check("broken", lambda: 1 / 0 > 0)
    assert failing()["broken"]
    add_check("broken", lambda: True)
    assert not failing()["broken"]


def test_health_sees_work_that_nobody_does(db):
    from datetime import timedelta

    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    task = DBTaskResult.objects.create(task_path="x", args_kwargs={}, backend_name="default", run_after=timezone.now())
    assert not failing()["work"]
    late = timezone.now() - timedelta(minutes=10)
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=late, run_after=late)
    assert failing()["work"]


def test_health_sees_a_change_in_the_last_entries_of_the_log(db):
    from veerkracht.web.site import health

    for number in range(3):
        log("test", f"a/{number}", actor="system")
    assert health.log()
    entries = list(Entry.objects.order_by("number"))
    entries[1].subject = "b"
    assert [entry.number for entry in entries if entry.digest != entry.expected_digest()] == [entries[1].number]


def test_security_txt_names_a_contact_and_a_day_within_a_year(client, settings):
    settings.SECURITY_CONTACT = "mailto:cvd@example.org"
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:cvd@example.org" in text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", text, re.MULTILINE)
    assert "Canonical: http://testserver/.well-known/security.txt" in text
    settings.SECURITY_CONTACT = ""
    assert "Contact: mailto:security@testserver" in client.get("/.well-known/security.txt").content.decode()


def test_search_engines_are_kept_out_of_what_is_personal(client):
    text = client.get("/robots.txt").content.decode()
    assert {"Disallow: /*/account/", "Disallow: /*/i/", "Disallow: /api/"} <= set(text.splitlines())


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first, second = environment.secret_key({}, tmp_path), environment.secret_key({}, tmp_path)
    assert first == second and len(first) >= 50 and len(set(first)) >= 5
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert environment.secret_key({"VEERKRACHT_SECRET_KEY": " given "}, tmp_path) == "given"
    assert os.listdir(tmp_path) == ["secret_key"]  # noqa: PTH208  # only the names


@override_settings()
def test_the_check_of_django_on_a_deployment_finds_nothing(place):
    made = place("sqlite")
    made.environment.pop("VEERKRACHT_INSECURE")
    said = made.manage("check", "--deploy", "--fail-level", "INFO", VEERKRACHT_HOSTS="monitor.example.org")
    assert "no issues (0 silenced)" in said


def test_a_log_line_of_a_request_holds_its_route_and_not_its_address():
    told = ("Not Found", "/nl/i/token/")
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "%s: %s", told, None)
    line = json.loads(JsonFormatter().format(record))
    assert "token" not in json.dumps(line) and line["level"] == "warning"
    assert line["message"] == "Not Found: …"


def test_a_log_line_of_a_failure_holds_the_place_and_not_the_values():
    try:
        raise_one(None, "other")
    except RuntimeError:
        record = logging.LogRecord("veerkracht.web", logging.ERROR, __file__, 1, "failed\nforged", (), sys.exc_info())
    text = JsonFormatter().format(record)
    line = json.loads(text)
    assert line["error"] == "RuntimeError" and "raise_one" in line["where"][-1]
    assert "secret of the inside" not in text and "\n" not in text


def test_what_is_refused_is_written_down_with_who_asked(client, person, odd_addresses, caplog):
    user = person("analyst")
    client.force_login(user)
    with caplog.at_level(logging.INFO, logger="veerkracht.web"):
        logging.getLogger("veerkracht.web").addHandler(caplog.handler)
        client.get("/nl/raise/denied/")
        logging.getLogger("veerkracht.web").removeHandler(caplog.handler)
    found = [(record.message, record.status, record.actor) for record in caplog.records if record.message == "refused"]
    assert found[0] == ("refused", 403, f"user:{user.pk}")


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "DEBUG"])
def test_methods_that_nothing_uses_are_refused(client, db, method):
    assert client.generic(method, "/nl/").status_code == 405


def test_a_machine_that_asks_by_http_is_refused_and_not_sent_on(secure, db):
    response = Client().get("/api/v1/anything")
    assert response.status_code == 403 and response.headers["Content-Type"] == "application/problem+json"


def test_the_script_of_htmx_is_that_of_the_package_and_adds_no_style(client, db):
    page = client.get("/nl/").content.decode()
    assert finders.find("django_htmx/htmx-2.min.js") and "django_htmx/htmx-2.min.js" in page
    assert '"includeIndicatorStyles":false' in page and '"allowEval":false' in page


def test_kinds_of_files_are_few_and_hold_nothing_that_runs_in_a_page():
    assert not {".html", ".svg", ".js", ".xlsm", ".exe", ".xml"} & set(uploads.KINDS)
