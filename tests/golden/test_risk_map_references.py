from pathlib import Path

import pytest

from veerkracht.workflows.references.risk_maps import REFERENCES


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_published_risk_maps_come_out_equal(reference):
    assert reference.difference(Path()) <= reference.tolerance
