"""A page that only reads looks at the log once; whoever logs something on the way looks again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from veerkracht.web.audit.models import last_digest, log, one_look
from veerkracht.web.registers.loading import load_city
from veerkracht.web.registers.models import Area

pytestmark = pytest.mark.django_db


def test_one_look_does_for_all_that_is_asked_inside():
    entry = log("test", "x", actor="system")
    with one_look(), CaptureQueriesContext(connection) as asked:
        assert {last_digest(), last_digest()} == {entry.digest}
    assert len(asked) == 1


def test_what_is_logged_inside_is_seen_at_once():
    with one_look():
        before = last_digest()
        entry = log("test", "x", actor="system")
        assert before != last_digest() == entry.digest


def test_after_it_every_question_looks_again():
    with one_look():
        last_digest()
    entry = log("test", "x", actor="system")
    assert last_digest() == entry.digest


def test_new_areas_are_logged_and_known_ones_not():
    load_city("voorbeeldstad", {})
    before = last_digest()
    load_city("voorbeeldstad", {})
    assert last_digest() == before

    Area.objects.filter(pk=Area.objects.first().pk).update(name="Anders")
    load_city("voorbeeldstad", {})
    assert last_digest() != before
