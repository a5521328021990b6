"""A file of 5,000 rows: within its time, with progress, and the second time without a change."""

import time

import pytest

from veerkracht.web.registers.models import Record
from veerkracht.web.transfer.applying import apply_plan
from veerkracht.web.transfer.importing import plan_file
from veerkracht.web.transfer.plans import Choices

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HEADS = [
    "Nummer",
    "Naam (Nederlands)",
    "Naam (Engels)",
    "Spoor",
    "Status",
    "Begin",
    "Eind",
    "Trekker",
    "In één zin (Nederlands)",
]
MOST_SECONDS = 20.0  # of processor time, so that other work on the machine does not count


def test_5000_rows_are_looked_at_and_written_within_their_time_and_with_progress(book, officer):
    rows = [
        [
            f"I-{n}",
            f"Buurttafel {n}",
            f"Table {n}",
            "nieuw",
            "gestart",
            2020,
            "2026-12-31",
            "gemeente",
            "Buren eten samen.",
        ]
        for n in range(5000)
    ]
    path, told = book(HEADS, *rows), []
    began = time.process_time()
    plan = plan_file(path, "initiatives", Choices(), actor=officer, tick=lambda *step: told.append(step))
    apply_plan(plan, actor=officer, reason="lijst", tick=lambda *step: told.append(step))
    assert time.process_time() - began < MOST_SECONDS
    assert Record.objects.count() == 5000
    for phase in ("read", "check", "write"):
        done = [step[1] for step in told if step[0] == phase]
        assert done == sorted(done) and len(done) >= 20
    assert plan_file(path, "initiatives", Choices(), actor=officer).counts()["same"] == 5000
