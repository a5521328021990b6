"""Consistency, correlations, components and weights equal the published worked example."""

import pytest

from veerkracht.workflows.references.asem_multivariate import REFERENCES


@pytest.mark.real_data
@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_the_published_look_comes_out_equal(reference, data_dir):
    assert reference.difference(data_dir) <= reference.tolerance
