"""Worked examples of appraisal and of choosing under a budget that were published."""

from pathlib import Path

import pytest

from veerkracht.workflows.references.choices import REFERENCES


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_published_choices_come_out_equal(reference):
    assert reference.difference(Path()) <= reference.tolerance
