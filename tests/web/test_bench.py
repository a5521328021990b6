"""The benchmark judges figures against their bars, and its readers see what their roles see."""

import pytest

from veerkracht.web.bench.figures import BARS, as_figures, verdicts
from veerkracht.web.bench.measuring import session_of
from veerkracht.web.bench.synthetic import fill, told_again
from veerkracht.web.bench.tasks import measure_import, measure_search
from veerkracht.web.bench.visitors import Opened
from veerkracht.web.people.access import Role

COUNTS = {"sources": 2, "parties": 2, "risks": 3, "initiatives": 4}


def test_a_figure_above_its_bar_is_missed_and_one_at_its_bar_is_met():
    found = {line["what"]: line["verdict"] for line in verdicts({**BARS, "search_p95_ms": BARS["search_p95_ms"] + 0.1})}
    assert found == {**dict.fromkeys(BARS, "met"), "search_p95_ms": "missed"}


def test_a_page_that_sends_a_reader_on_is_no_page_that_was_read():
    assert as_figures([Opened("list", 0.1, 200), Opened("list", 0.2, 302)])["list"]["failed"] == 1


@pytest.mark.django_db
def test_readers_are_signed_in_with_their_role(client):
    client.cookies.load(session_of(Role.OFFICER, 1))
    assert client.get("/nl/registers/").context["reader"].has(Role.OFFICER)


@pytest.mark.django_db
def test_synthetic_records_are_the_same_for_a_seed_and_found_again():
    made = fill(COUNTS, seed=1)
    assert {name: set(ids) for name, ids in told_again(COUNTS).items()} == {
        name: set(ids) for name, ids in made.items()
    }


@pytest.mark.django_db
def test_an_import_and_a_search_are_measured():
    pool, told = fill(COUNTS, seed=1), []
    found = measure_import(pool, rows=3, runs=2, tell=told.append)
    assert (len(told), found["rows"], found["signs"] > 0) == (2, 3, True)
    assert measure_search(runs=1)["asked"] == 24
