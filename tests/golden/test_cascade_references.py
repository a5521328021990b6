"""Inoperability and a k-out-of-n system come out as published."""

from pathlib import Path

import pytest

from veerkracht.workflows.references.cascades import REFERENCES


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_published_cascades_and_inoperability_come_out_equal(reference):
    assert reference.difference(Path()) <= reference.tolerance
