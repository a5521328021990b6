"""Spatial statistics of a few areas, worked out by hand or by trying every order of the values."""

from itertools import permutations

import numpy as np
import pyarrow as pa
import pytest

from veerkracht.analysis.space import (
    bivariate_moran,
    geary,
    getis_ord,
    local_bivariate_moran,
    local_geary,
    local_moran,
    moran,
    row_standardise,
)
from veerkracht.analysis.space._discovery import adjusted
from veerkracht.analysis.space._draws import SQUARED_DIFFERENCES, draw_places, extremes
from veerkracht.analysis.space._weights import weights_of
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import memtable

ROAD = {"A": "B", "B": "AC", "C": "BD", "D": "CE", "E": "D"}  # five areas in a row


def links(beside=ROAD, **weights):
    pairs = [(a, b) for a, others in beside.items() for b in others or a]
    weight = [weights.get(a + b, 0.0 if a == b else 1.0) for a, b in pairs]
    return memtable({"source": [a for a, _ in pairs], "target": [b for _, b in pairs], "weight": weight})


def values(numbers, indicator="noise", status=None, areas="ABCDEFGH"):
    n = len(numbers)
    more = {} if status is None else {"status": pa.array(status, pa.string())}
    return memtable(pa.table({
        "area": list(areas[:n]), "period": ["2020"] * n, "indicator": [indicator] * n,
        "value": pa.array(numbers, pa.float64()), **more,
    }))  # fmt: skip


def rows(table):
    return table.to_pyarrow().to_pylist()


def column(table, name):
    return table.order_by("area").to_pyarrow()[name].to_pylist()


def rng(seed=1):
    return np.random.default_rng(seed)


def test_moran_of_a_rising_road():
    # z = -2 -1 0 1 2, z'z = 10; binary: pairs 2 + 0 + 0 + 2 in both directions: z'Wz = 8, S0 = 8: I = 5/8 * 8/10
    (row,) = rows(moran(values([1, 2, 3, 4, 5]), links(), weighting="binary", rng=rng()))
    assert row["statistic"] == pytest.approx(0.5)
    assert row["expected"] == -0.25
    assert (row["areas"], row["missing_areas"], row["islands"], row["reason"]) == (5, 0, 0, "")


def test_geary_of_a_rising_road():
    # four pairs that differ by 1, in both directions: sum = 8; C = 4 / (2 * 8) * 8 / 10
    (row,) = rows(geary(values([1, 2, 3, 4, 5]), links(), weighting="binary", rng=rng()))
    assert row["statistic"] == pytest.approx(0.2)
    assert row["expected"] == 1.0


@pytest.mark.parametrize("statistic", [moran, geary])
def test_the_spread_under_randomisation_is_that_of_all_orders_of_the_values(statistic):
    table = links(AB=2.0, CB=0.5, DE=3.0)
    numbers = [1.0, 1.5, 4.0, 2.0, 9.0]
    found = [rows(statistic(values(order), table, weighting="given", permutations=0, rng=rng()))[0]
             for order in permutations(numbers)]  # fmt: skip
    every = np.array([row["statistic"] for row in found])
    assert every.mean() == pytest.approx(found[0]["expected"])
    assert every.std() == pytest.approx(found[0]["sd_random"])


def test_the_p_of_permutations_comes_near_that_of_all_orders():
    numbers = [1.0, 1.5, 4.0, 2.0, 9.0]
    every = np.array([rows(moran(values(order), links(), permutations=0, rng=rng()))[0]["statistic"]
                      for order in permutations(numbers)])  # fmt: skip
    (row,) = rows(moran(values(numbers), links(), permutations=20_000, rng=rng()))
    exact = min((every >= row["statistic"] - 1e-9).mean(), (every <= row["statistic"] + 1e-9).mean())
    assert row["p"] == pytest.approx(exact, abs=0.02)  # five standard errors of 20,000 draws


def test_local_moran_of_a_rising_road():
    # z'z = 10, n - 1 = 4; rows: B; (A + C) / 2; ...: lags -1 -1 0 1 1; I_i = 4 z lag / 10
    table = local_moran(values([1, 2, 3, 4, 5]), links(), rng=rng())
    assert column(table, "statistic") == pytest.approx([0.8, 0.4, 0.0, 0.4, 0.8])
    assert column(table, "quadrant") == ["LL", "LL", "LL", "HH", "HH"]
    assert column(table, "neighbours") == [1, 2, 2, 2, 1]


def test_local_geary_of_a_rising_road():
    # differences of 1 = 1 / sqrt 2 standard deviations: each square is 1/2
    table = local_geary(values([1, 2, 3, 4, 5]), links(), weighting="binary", rng=rng())
    assert column(table, "statistic") == pytest.approx([0.5, 1.0, 1.0, 1.0, 0.5])


@pytest.mark.parametrize("method", ["gi", "gi_star"])
def test_getis_ord_standardises_by_all_orders_of_the_values_for_any_weights(method):
    numbers = np.array([1.0, 1.5, 4.0, 2.0, 9.0])
    own = {"A": "AB", "B": "ABC", "C": "BCD", "D": "CDE", "E": "DE"}
    table = links(own, AB=2.0, BA=0.3, CB=0.5, DE=3.0, AA=1.1, BB=0.7, CC=1.0, DD=2.0, EE=1.0)
    found = column(
        getis_ord(values(numbers), table, method=method, weighting="given", permutations=0, rng=rng()), "statistic"
    )
    matrix = weights_of(table).matrix.toarray()
    for place in range(5):
        assert found[place] == pytest.approx(
            score_by_all_orders(numbers, matrix[place], place, star=method == "gi_star")
        )


def score_by_all_orders(numbers, weights, place, *, star):
    """Standardise the weighted sum by its mean and spread over all orders of the values, of the others only for Gi."""
    chosen = np.arange(5) if star else np.delete(np.arange(5), place)
    every = np.array([weights[chosen] @ order for order in permutations(numbers[chosen])])
    return (weights[chosen] @ numbers[chosen] - every.mean()) / every.std()


def test_an_area_linked_to_all_others_alike_has_no_gi():
    table = getis_ord(values([1, 2, 4, 9]), links({"A": "BCD", "B": "A", "C": "A", "D": "A"}), method="gi", rng=rng())
    assert column(table, "reason") == ["linked_to_all", "", "", ""]
    assert column(table, "statistic")[0] is None
    assert column(table, "p")[0] is None


def test_bivariate_moran_of_two_roads():
    # x rises and y falls: lag of y is 1 1 0 -1 -1 in units of z sqrt 2; I = -(2 + 1 + 0 + 1 + 2) / 2 / 5 with S0 = 5
    both = values([1, 2, 3, 4, 5], "x").union(values([5, 4, 3, 2, 1], "y"))
    (row,) = rows(bivariate_moran(both, links(), first="x", second="y", rng=rng()))
    assert row["statistic"] == pytest.approx(-0.6)
    table = local_bivariate_moran(both, links(), first="x", second="y", rng=rng())
    assert column(table, "statistic") == pytest.approx([-0.8, -0.4, 0.0, -0.4, -0.8])
    assert column(table, "quadrant") == ["LH", "LH", "LL", "HL", "HL"]


def test_bivariate_moran_leaves_out_areas_that_lack_either():
    both = values([1, 2, None, 4, 5], "x", ["A", "A", "Q", "A", "A"]).union(
        values([5, None, 3, 2, 1], "y", ["A", "M", "A", "A", "A"]))  # fmt: skip
    table = local_bivariate_moran(both, links(), first="x", second="y", rng=rng())
    assert column(table, "status") == ["A", "M", "Q", "A", "A"]
    assert column(table, "reason") == ["too_few_areas"] * 1 + ["absent", "absent"] + ["too_few_areas"] * 2


def test_bivariate_moran_of_an_unknown_indicator_is_refused():
    with pytest.raises(TableError, match=r"no values of heat\. Choose from: noise"):
        bivariate_moran(values([1, 2, 3, 4]), links(), first="noise", second="heat", rng=rng())


def test_an_absent_area_keeps_a_row_and_its_status_and_counts_nowhere():
    whole = local_moran(values([1, 2, 4, 3, None], status=["A", "A", "A", "A", "Q"]), links(), rng=rng())
    without = local_moran(values([1, 2, 4, 3]), links({"A": "B", "B": "AC", "C": "BD", "D": "C"}), rng=rng())
    assert column(whole, "statistic")[:4] == pytest.approx(column(without, "statistic"))
    last = rows(whole.order_by("area"))[-1]
    assert (last["area"], last["status"], last["statistic"], last["reason"]) == ("E", "Q", None, "absent")


def test_an_area_of_the_links_without_a_row_of_values_is_absent():
    table = local_moran(values([1, 2, 4, 3]), links(), rng=rng())
    assert column(table, "reason")[4] == "absent"


def test_an_island_keeps_a_row_and_is_not_tested():
    beside = {"A": "B", "B": "AC", "C": "BD", "D": "C", "E": ""}
    table = local_moran(values([1, 2, 4, 3, 9]), links(beside), rng=rng())
    last = rows(table.order_by("area"))[-1]
    assert (last["value"], last["statistic"], last["p"], last["q"], last["neighbours"], last["reason"]) == (
        9.0, None, None, None, 0, "island")  # fmt: skip
    (row,) = rows(moran(values([1, 2, 4, 3, 9]), links(beside), rng=rng()))
    assert (row["areas"], row["islands"]) == (5, 1)


def test_an_area_whose_only_neighbour_is_absent_is_an_island():
    table = local_moran(values([1, None, 4, 3, 9, 2], areas="ABCDEF"),
                        links({**ROAD, "E": "DF", "F": "E"}), rng=rng())  # fmt: skip
    assert column(table, "reason")[:2] == ["island", "absent"]


@pytest.mark.parametrize(("numbers", "beside", "reason"), [
    ([3, 3, 3, 3, 3], ROAD, "constant"), ([1, 2, 3, None, None], ROAD, "too_few_areas"),
    ([0.1 + 0.2, 0.3, 0.3, 0.3, 0.3], ROAD, "constant"),
    ([1, 2, 3, 4], {"A": "", "B": "", "C": "", "D": ""}, "no_links"), ([None] * 5, ROAD, "too_few_areas"),
])  # fmt: skip
def test_a_map_without_a_pattern_says_why(numbers, beside, reason):
    for statistic in (moran, geary):
        (row,) = rows(statistic(values(numbers), links(beside), rng=rng()))
        assert (row["statistic"], row["p"], row["reason"]) == (None, None, reason)
    for local in (local_moran, local_geary, getis_ord):
        found = rows(local(values(numbers), links(beside), rng=rng()))
        assert {row["reason"] for row in found if row["value"] is not None} <= {reason}
        assert {row["statistic"] for row in found} == {None}


def test_an_area_at_the_mean_is_not_significant_by_a_product_of_zero():
    table = local_moran(values([1, 2, 3, 4, 5]), links(), permutations=999, rng=rng())
    assert column(table, "p")[2] > 0.2  # the area itself is at the mean, and so are its neighbours together


def test_values_that_tie_count_on_both_sides():
    table = local_moran(values([0, 1, 0, 1, 0, 1, 0, 1]), links({**ROAD, "E": "DF", "F": "EG", "G": "FH", "H": "G"}),
                        permutations=9999, rng=rng())  # fmt: skip
    # A has the one neighbour B = 1; of the seven others four are 1: P(draw >= 1) = 4/7, P(draw <= 1) = 1
    assert column(table, "p")[0] == pytest.approx(4 / 7, abs=0.03)


def test_p_is_that_of_all_draws_of_neighbours():
    # C = 4 with B and D: lag 1.75; of the pairs of the others 1 1.5 2 9 (means 1.25 1.5 5 1.75 5.25 5.5) 3 of 6 are at most it
    numbers = [1.0, 1.5, 4.0, 2.0, 9.0]
    table = local_moran(values(numbers), links(), permutations=20_000, rng=rng())
    assert column(table, "p")[2] == pytest.approx(3 / 6, abs=0.02)


def test_the_patched_draws_equal_those_gathered_anew():
    n, k, draws = 40, 5, 200
    random = rng(4)
    chosen = [
        (a, b)
        for a in range(n)
        for b in random.choice(np.delete(np.arange(n), a), random.integers(0, k + 1), replace=False)
    ]
    names = [f"{a:02}" for a in range(n)]
    pairs = chosen + [(a, a) for a in range(n) if a not in {b for b, _ in chosen}]
    matrix = weights_of(memtable({"source": [names[a] for a, _ in pairs], "target": [names[b] for _, b in pairs],
                                  "weight": [0.0 if a == b else random.uniform(0.5, 2) for a, b in pairs]})).matrix  # fmt: skip
    z, places = random.normal(size=n), draw_places(random, areas=n, most=k, permutations=draws)
    found, apart = extremes(z, matrix, places), extremes(z, matrix, places, statistic=SQUARED_DIFFERENCES)
    for area in range(n):
        weights = matrix[[area]].data
        others = np.delete(z, area)[places[: len(weights)]]
        around = z[matrix[[area]].indices]
        for counts, drawn, seen in ((found, weights @ others, weights @ around),
                                    (apart, weights @ (others - z[area]) ** 2, weights @ (around - z[area]) ** 2)):  # fmt: skip
            assert counts[area] == min((drawn >= seen - 1e-9).sum(), (drawn <= seen + 1e-9).sum())


def test_false_discoveries_of_benjamini_and_hochberg():
    # m = 4: .01 * 4 / 1, .04 * 4 / 3, .03 * 4 / 2, .5: made monotone from above
    p = np.array([0.01, 0.04, 0.03, np.nan, 0.5])
    found = adjusted(p, correction="benjamini_hochberg")
    assert found == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, np.nan, 0.5], nan_ok=True)
    factor = 1 + 1 / 2 + 1 / 3 + 1 / 4
    dependent = adjusted(p, correction="benjamini_yekutieli")
    assert dependent == pytest.approx(np.minimum(found * factor, 1), nan_ok=True)


def test_weights_as_given_may_have_any_size():
    given = moran(values([1, 2, 4, 3, 9]), row_standardise(links()), weighting="given", permutations=0, rng=rng())
    again = moran(values([1, 2, 4, 3, 9]), links(), permutations=0, rng=rng())
    assert rows(given) == rows(again)


def test_values_of_an_area_outside_the_links_are_refused():
    with pytest.raises(TableError, match=r"1 area\(s\) have values but no row in the links, first F"):
        local_moran(values([1, 2, 3, 4, 5, 6]), links(), rng=rng())


def test_a_negative_number_of_permutations_is_refused():
    with pytest.raises(SettingError, match="permutations is -1"):
        moran(values([1, 2, 3, 4]), links(), permutations=-1, rng=rng())


def test_without_permutations_there_is_no_p_of_draws():
    table = getis_ord(values([1, 2, 4, 3, 9]), links(), permutations=0, rng=rng())
    assert column(table, "p") == [None] * 5
    assert None not in column(table, "p_normal")


def test_each_indicator_and_period_is_a_map_of_its_own():
    both = values([1, 2, 3, 4, 5], "x").union(values([5, 1, 4, 2, 3], "y"))
    table = moran(both, links(), permutations=0, rng=rng())
    alone = moran(values([5, 1, 4, 2, 3], "y"), links(), permutations=0, rng=rng())
    assert rows(table.filter(table.indicator == "y")) == rows(alone)
