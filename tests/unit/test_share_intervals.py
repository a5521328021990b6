"""Wilson's interval against its tables, and how often it holds."""

import numpy as np
import pytest
from scipy import stats

from veerkracht.analysis.risks._intervals import wilson


@pytest.mark.parametrize(("count", "total", "expected"), [
    (81, 263, (0.2553, 0.3662)),  # Newcombe (1998), Statistics in Medicine 17, 857-872, table I
    (15, 148, (0.0624, 0.1605)), (0, 20, (0.0, 0.1611)), (1, 29, (0.0061, 0.1718)),
])  # fmt: skip
def test_published_intervals_come_out_equal(count, total, expected):
    lower, upper = wilson(np.array([count]), total, confidence=0.95)
    assert (lower[0], upper[0]) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("total", [20, 50, 200])
def test_over_all_shares_the_interval_holds_in_about_19_of_20_samples(total):
    lower, upper = wilson(np.arange(total + 1), total, confidence=0.95)
    shares = np.linspace(0.05, 0.95, 181)[:, None]
    inside = (lower <= shares) & (shares <= upper)
    held = (stats.binom.pmf(np.arange(total + 1), total, shares) * inside).sum(axis=1)
    assert 0.93 <= held.mean() <= 0.97
