"""One link weaker at a time: what it takes off the spectral radius, by hand."""

import numpy as np
import pytest

from veerkracht.analysis.risks import link_elasticity, weaken_links
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, pull


def network(*links, spread=0.0):
    """Links as (source, target, weight), each with the same width on both sides."""
    source, target, weight = zip(*links, strict=True)
    limits = {"lower": [w - spread for w in weight], "upper": [w + spread for w in weight]}
    return memtable({"source": source, "target": target, "weight": weight, **limits})


def told(found):
    return {(row["source"], row["target"]): row for row in pull(found).to_pylist()}


TWO_CHAINS = (("A", "B", 0.5), ("B", "A", 0.5), ("B", "C", 0.4), ("C", "A", 0.3))


def test_a_tenth_off_a_link_takes_off_what_the_polynomial_says():
    """For A-B-A and A-B-C-A the radius r solves r^3 = ab ba r + ab bc ca."""

    def radius(ab=0.5, ba=0.5, bc=0.4, ca=0.3):
        return max(np.roots([1, 0, -ab * ba, -ab * bc * ca]).real)

    found = told(weaken_links(network(*TWO_CHAINS), seed=1))
    assert found["A", "B"]["drop"] == pytest.approx(1 - radius(ab=0.45) / radius())
    assert found["C", "A"]["drop"] == pytest.approx(1 - radius(ca=0.27) / radius())


def test_a_very_small_step_is_the_elasticity():
    step = 1e-6
    drops = told(weaken_links(network(*TWO_CHAINS), seed=1, by=step))
    slopes = told(link_elasticity(network(*TWO_CHAINS)))
    assert {pair: row["drop"] / step for pair, row in drops.items()} == pytest.approx(
        {pair: row["elasticity"] for pair, row in slopes.items()}, rel=1e-4
    )  # the step itself and twelve decimals


def test_where_weights_are_sure_the_limits_are_the_drop():
    rows = told(weaken_links(network(*TWO_CHAINS), seed=1)).values()
    assert all(row["lower"] == pytest.approx(row["drop"]) == row["upper"] for row in rows)


def test_the_shares_of_the_first_place_add_up_to_one():
    rows = told(weaken_links(network(*TWO_CHAINS, spread=0.2), seed=1)).values()
    assert sum(row["first"] for row in rows) == pytest.approx(1)


def test_links_behind_the_first_are_not_followed_over_the_draws():
    rows = pull(weaken_links(network(*TWO_CHAINS), seed=1, most=1)).to_pylist()
    assert [row["first"] for row in rows] == [1.0, None, None, None]
    assert all(row["drop"] is not None and row["lower"] is None for row in rows[1:])


def test_without_a_loop_no_drop_is_known():
    (row,) = pull(weaken_links(network(("A", "B", 0.5)), seed=1)).to_pylist()
    assert [row[name] for name in ("drop", "lower", "upper", "first")] == [None] * 4


def test_a_weaker_brake_can_make_the_pull_stronger():
    """x' = 0.5 x - 0.2 y, y' = 0.2 x + 0.1 y: r = 0.3, and a weaker brake raises it."""
    links = network(("A", "A", 0.5), ("B", "A", -0.2), ("A", "B", 0.2), ("B", "B", 0.1))
    assert told(weaken_links(links, seed=1))["B", "A"]["drop"] < 0


@pytest.mark.parametrize("asked", [{"draws": 0}, {"by": 0.0}, {"by": 1.5}])
def test_a_setting_outside_its_bounds_is_refused(asked):
    with pytest.raises(SettingError):
        weaken_links(network(*TWO_CHAINS), seed=1, **asked)


def test_an_unknown_weight_is_refused():
    links = memtable({"source": ["A", "B"], "target": ["B", "A"], "sign": [1, 1], "weight": [0.5, None]})
    with pytest.raises(InputError, match="from B to A is unknown"):
        weaken_links(links, seed=1)
