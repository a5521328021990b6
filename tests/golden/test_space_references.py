"""Worked examples of hot spots that were published."""

from pathlib import Path

import pytest

from veerkracht.workflows.references.space import REFERENCES


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_published_hot_spots_come_out_equal(reference):
    assert reference.difference(Path()) <= reference.tolerance
