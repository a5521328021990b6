"""Worked examples of recovery that were published."""

from pathlib import Path

import pytest

from veerkracht.workflows.references.restoration import REFERENCES


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_published_examples_of_recovery_come_out_equal(reference):
    assert reference.difference(Path()) <= reference.tolerance
