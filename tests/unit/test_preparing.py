"""Compiling before it is needed: which works are done, that they are told, and what is said without a compiler."""

from importlib import import_module

import pytest

from veerkracht.compiled import COMPILED
from veerkracht.errors import MissingDataError
from veerkracht.workflows import preparing
from veerkracht.workflows.benches.works import SUITES, works_of


def works_in(module):
    return {work.name for work in import_module(f"veerkracht.workflows.benches.{module}").WORKS}


PREPARED = {name for names in preparing.PREPARED for name in names}


def test_what_is_prepared_are_works_of_the_benchmark():
    assert {work.name for work in works_of("systems")} >= PREPARED


def test_every_room_with_kernels_of_a_meeting_has_a_work_that_is_prepared():
    prepared = {module for module in SUITES["systems"] if works_in(module) & PREPARED}
    without = {"redistribution", "first_calls"}  # homes are moved by a solver; first calls are of the other works
    assert prepared == set(SUITES["systems"]) - without


@pytest.mark.skipif(not COMPILED, reason="No compiler (numba) is installed.")
def test_each_work_is_told_when_it_is_done(monkeypatch):
    monkeypatch.setattr(preparing, "PREPARED", (("risk_loops",),))
    told = []
    assert preparing.prepare(progress=told.append) == 1
    assert told == [work.title for work in works_of("systems") if work.name == "risk_loops"]


def test_without_a_compiler_it_says_that_there_is_nothing_to_prepare(monkeypatch):
    monkeypatch.setattr(preparing, "COMPILED", False)
    with pytest.raises(MissingDataError, match="research"):
        preparing.prepare()
