"""Shares of variance: of a function whose shares are published, of constants, and of the bootstrap."""

import numpy as np
import pytest

from veerkracht.analysis.indicators.uncertainty import Design, NoisyWeights
from veerkracht.analysis.indicators.uncertainty._sampling import saltelli_points
from veerkracht.analysis.indicators.uncertainty._sobol import indices_of


def test_the_indices_of_ishigami_come_close_to_the_published_ones():
    # Ishigami & Homma (1990), a = 7, b = 0.1: S = 0.3139, 0.4424, 0; T = 0.5576, 0.4424, 0.2437
    names = Design((NoisyWeights(name="a"), NoisyWeights(name="b"), NoisyWeights(name="c")))
    x = (2.0 * saltelli_points(names, base=4096, seed=2) - 1.0) * np.pi
    output = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = indices_of(output[None], 3, resamples=200, seed=1)
    assert found.first[0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found.total[0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert (found.total_bounds[0, :, 0] < found.total[0]).all() and (found.total[0] < found.total_bounds[0, :, 1]).all()


def test_the_bootstrap_draws_the_variance_anew():
    rng = np.random.default_rng(0)
    output = rng.gamma(1.0, size=(1, 40))
    found = indices_of(output, 2, resamples=1, seed=9, centring="none")
    rows = np.random.default_rng(9).integers(10, size=(1, 10))[0]
    a, b, ab, _ = output.reshape(4, 10)[:, rows]
    variance = np.concatenate([a, b]).var(ddof=1)
    assert found.first_bounds[0, 0, 0] == pytest.approx((b * (ab - a)).mean() / variance, rel=1e-12)
    assert found.total_bounds[0, 0, 1] == pytest.approx(((a - ab) ** 2).mean() / 2 / variance, rel=1e-12)


def test_an_output_that_does_not_vary_has_no_index():
    found = indices_of(np.full((1, 40), 1 / 3), 2, resamples=5, seed=0)
    assert np.isnan(found.first).all() and np.isnan(found.total_bounds).all()
