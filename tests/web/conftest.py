"""People with roles, and short ways to make records, for all tests of the web application."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone
from openpyxl import Workbook

from veerkracht.catalogue import register
from veerkracht.web.people.access import Actor, Role
from veerkracht.web.people.models import Assignment, User, reader_of
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record
from veerkracht.web.transfer.applying import apply_plan
from veerkracht.web.transfer.importing import plan_file
from veerkracht.web.transfer.plans import Choices


@pytest.fixture(autouse=True)
def nothing_is_ready():
    """Let no page of one test be ready for the next, whose log begins in the same way."""
    caches["pages"].clear()


@pytest.fixture
def person(db):
    """Make an account with roles: ``person("officer")``, ``person("area_worker", areas=["WK051801"])``."""

    def make(*roles, areas=(), record=None, email=""):
        number = User.objects.count() + 1
        user = User.objects.create_user(
            email or f"person{number}@example.org", "a long password 4711", function="tester",
            joined_at=timezone.now() - timedelta(days=365),
        )  # fmt: skip
        for role in roles:
            Assignment.objects.create(user=user, role=Role(role), areas=list(areas), record=record)
        return user

    return make


@pytest.fixture
def actor(person):
    """Make somebody who acts: ``actor("officer")``."""

    def make(*roles, **more):
        user = person(*roles, **more)
        return Actor(reader_of(user), f"user:{user.pk}")

    return make


@pytest.fixture
def officer(actor):
    """Somebody with the role of resilience officer."""
    return actor("officer")


@pytest.fixture
def make_record(officer):
    """Make a record as the officer: ``make_record("risks", name={"nl": "Hitte"}, kind="shock")``."""

    def make(register_id, *, by=None, parent=None, external_id="", published=False, **values):
        made = records.create(
            register(register_id), values, actor=by or officer, parent=parent, external_id=external_id
        )
        return records.move(made, "approved", actor=by or officer) if published else made

    return make


@pytest.fixture
def make_example(make_record):
    """Make a record of which the required answers are those of the examples, unless given otherwise."""

    def make(register_id, **more):
        item = register(register_id)
        needed = {f.id: f.example.nl for f in item.fields if f.required and f.kind != "link"}
        return make_record(register_id, **{**needed, **more})

    return make


@pytest.fixture
def edition_media(settings, tmp_path):
    """A media folder that is thrown away."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def draft_edition(make_record, edition_media):
    """A draft of the edition of 2024."""
    return make_record(
        "editions",
        external_id="monitor-2024",
        name={"nl": "Monitor 2024"},
        city="the-hague",
        period="2024",
        state="draft",
    )


@pytest.fixture
def quote_on(make_record, actor):
    """Make a quote as the interviews release it: ``quote_on(initiative, attribution="role")``."""

    def make(initiative, *, attribution="anonymous", approved=True, **values):
        level = {"anonymous": "anonymous_quote", "role": "quote_with_role"}[attribution]
        round_ = make_record(
            "interview_rounds", name={"nl": f"ronde {Record.objects.count()}"}, purpose={"nl": "weten"}, legal_basis="consent",
            legal_ground={"nl": "toestemming"}, controller="stad", dpia_reference="1", form_version="1",
            questions={"nl": "Hoe gaat het?"}, retention_transcript_months=3, retention_key_months=6,
        )  # fmt: skip
        words = {"nl": "Na de sluiting kookten wij gewoon door."}
        interview = make_record(
            "interviews", parent=round_, function_role="vrijwilliger", state="approved", initiative=initiative.external_id,
            consent=["analysis", level], approved_text=words, approved_on="2025-01-01", consent_date="2025-01-01",
            form_version="1", interview_date="2025-01-01",
        )  # fmt: skip
        quote = make_record(
            "quotes", parent=interview, text=words, attribution=attribution, attribution_text={"nl": "vrijwilliger"},
            state="approved", recognisable="no", chosen_by="a@example.org", approved_by="b@example.org",
            approved_on="2025-01-02", **values,
        )  # fmt: skip
        return records.move(quote, "approved", actor=actor("reviewer")) if approved else quote

    return make


@pytest.fixture
def book(tmp_path):
    """Write rows to a workbook: ``book(heads, ["A1", …])``; more sheets by name, and something to do with it."""

    def write(*rows, sheets=None, then=lambda made: None, name="file.xlsx"):
        made = Workbook()
        made.active.title = "Initiatieven"
        for line in rows:
            made.active.append(line)
        for title, lines in (sheets or {}).items():
            page = made.create_sheet(title)
            for line in lines:
                page.append(line)
        then(made)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def text(tmp_path):
    """Write a text file."""

    def write(content, encoding="utf-8", name="file.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return tmp_path / name

    return write


@pytest.fixture
def look(officer):
    """Make the plan of a file for the initiatives."""

    def plan(path, name="initiatives", actor=None, **choices):
        return plan_file(path, name, Choices(**choices), actor=actor or officer)

    return plan


@pytest.fixture
def bring(officer, look):
    """Look at a file and keep it."""

    def keep(path, name="initiatives", only_right=False, **choices):
        return apply_plan(look(path, name, **choices), actor=officer, reason="jaarlijkse lijst", only_right=only_right)

    return keep
