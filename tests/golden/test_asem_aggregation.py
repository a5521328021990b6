"""Groups, index, places and outranking equal the published worked example, within its tolerance."""

import pytest

from veerkracht.workflows.references.asem_aggregation import REFERENCES


@pytest.mark.real_data
@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_the_published_example_comes_out_equal(reference, data_dir):
    assert reference.difference(data_dir) <= reference.tolerance
