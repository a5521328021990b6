"""Treatment, imputation and normalisation equal the published worked example, within its tolerance."""

import pytest

from veerkracht.workflows.references.asem_steps import REFERENCES


@pytest.mark.real_data
@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_the_published_step_comes_out_equal(reference, data_dir):
    assert reference.difference(data_dir) <= reference.tolerance
