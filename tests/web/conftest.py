"""People with roles, and short ways to make records, for all tests of the web application."""

import pytest

from veerkracht.catalogue import register
from veerkracht.web.people.access import Actor, Role
from veerkracht.web.people.models import Assignment, User, reader_of
from veerkracht.web.registers import records


@pytest.fixture
def person(db):
    """Make an account with roles: ``person("officer")``, ``person("area_worker", areas=["WK051801"])``."""

    def make(*roles, areas=(), record=None, email=""):
        number = User.objects.count() + 1
        user = User.objects.create_user(
            email or f"person{number}@example.org", "a long password 4711", function="tester"
        )
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
