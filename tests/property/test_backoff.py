"""Laws of the wait between attempts."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.connectors.http_cache import Limits, wait_seconds

SECONDS = st.floats(0.01, 1e4)


@settings(max_examples=60)
@given(st.integers(1, 60), SECONDS, SECONDS, st.integers(0, 2**32))
def test_the_wait_is_never_negative_and_never_beyond_its_doubling_bound(attempt, first, longest, seed):
    limits = Limits(first_wait_s=first, longest_wait_s=longest)
    wait = wait_seconds(attempt, limits=limits, rng=np.random.default_rng(seed))
    assert 0 <= wait <= min(longest, first * 2.0 ** (attempt - 1))


@settings(max_examples=20)
@given(st.integers(1, 8), st.integers(0, 2**32))
def test_the_jitter_is_full_so_that_waits_spread_over_the_whole_bound(attempt, seed):
    rng, limits = np.random.default_rng(seed), Limits(first_wait_s=1.0, longest_wait_s=1e6)
    bound = 2.0 ** (attempt - 1)
    waits = np.array([wait_seconds(attempt, limits=limits, rng=rng) for _ in range(400)]) / bound
    # of 400 uniform draws, none in the lowest or none in the highest tenth has a chance below 1e-18
    assert waits.min() < 0.1 and waits.max() > 0.9
