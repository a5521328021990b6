"""The published draws of the worked example of a composite index, and variance shared out as another package does."""

import numpy as np
import pytest
from SALib.analyze import sobol

from veerkracht.analysis.indicators.uncertainty._sobol import indices_of
from veerkracht.workflows.references.asem_uncertainty import REFERENCES
from veerkracht.workflows.references.simulated_country import simulated_coverage


@pytest.mark.real_data
@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_every_published_draw_is_found_again(reference, data_dir):
    assert reference.difference(data_dir) <= reference.tolerance


def _in_their_order(blocks):
    """Rows of A, then A with each factor from B, then B, for each point in turn."""
    return np.concatenate([blocks[:1], blocks[2:], blocks[1:2]]).T.ravel()


def test_the_indices_of_many_outputs_are_those_of_another_package_one_by_one():
    factors, base = 3, 64
    problem = {"num_vars": factors, "names": list("abc"), "bounds": [[0.0, 1.0]] * factors}
    outputs = np.random.default_rng(5).gamma(2.0, size=(9, base * (factors + 2))) + 40.0
    found = indices_of(outputs, factors, resamples=0, seed=0)
    to_ours = (2 * base - 1) / (2 * base)  # they divide by n, we by n - 1
    for row, output in enumerate(outputs.reshape(9, factors + 2, base)):
        theirs = sobol.analyze(problem, _in_their_order(output), calc_second_order=False, seed=1)
        np.testing.assert_allclose(found.first[row], theirs["S1"] * to_ours, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(found.total[row], theirs["ST"] * to_ours, rtol=1e-12, atol=1e-12)


def test_nine_in_ten_intervals_hold_the_truth_of_a_made_country():
    found = simulated_coverage(countries=8, areas=60, draws=256)
    assert 0.87 <= found["score"] <= 0.93
