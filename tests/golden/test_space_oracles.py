"""Neighbours and spatial statistics beside those of libpysal and esda."""

import warnings

import numpy as np
import pytest
import shapely

from veerkracht.analysis.space import (
    bivariate_moran,
    contiguous_neighbours,
    geary,
    getis_ord,
    local_bivariate_moran,
    local_geary,
    local_moran,
    moran,
    nearest_neighbours,
    neighbours_within,
)
from veerkracht.analysis.space._draws import extremes
from veerkracht.analysis.space._weights import weights_of
from veerkracht.tables import memtable

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import esda
    import geopandas
    import libpysal.weights
    from esda.crand import vec_permutations

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::PendingDeprecationWarning"),
]

SIDE = 12
NAMES = [f"A{number:03}" for number in range(SIDE * SIDE)]
SAME = 1e-10  # both add up a few hundred numbers, in another order


@pytest.fixture(scope="module")
def shapes():
    """A grid of quadrilaterals whose inner nodes are moved at random."""
    rng = np.random.default_rng(3)
    x, y = np.meshgrid(np.arange(SIDE + 1) * 100.0, np.arange(SIDE + 1) * 100.0 + 400_000)
    x, y = x + rng.uniform(-30, 30, x.shape) + 80_000, y + rng.uniform(-30, 30, y.shape)
    corners = [(0, 0), (0, 1), (1, 1), (1, 0)]
    return [shapely.Polygon([(x[r + i, c + j], y[r + i, c + j]) for i, j in corners])
            for r in range(SIDE) for c in range(SIDE)]  # fmt: skip


@pytest.fixture(scope="module")
def areas(shapes):
    return memtable({"area": NAMES, "geometry": list(shapely.to_wkb(shapes))})


@pytest.fixture(scope="module")
def links(areas):
    return contiguous_neighbours(areas, weighting="binary")


@pytest.fixture
def queen(shapes):
    """The peer's weights; made anew, for the peer changes them in place."""
    return libpysal.weights.Queen.from_dataframe(
        geopandas.GeoDataFrame(geometry=shapes), use_index=False, silence_warnings=True
    )


@pytest.fixture(scope="module")
def numbers():
    rng = np.random.default_rng(5)
    smooth = np.add.outer(np.arange(SIDE), np.arange(SIDE)).ravel() / SIDE
    return {"x": smooth + rng.gamma(2, size=SIDE * SIDE), "y": smooth + rng.normal(size=SIDE * SIDE)}


@pytest.fixture(scope="module")
def values(numbers):
    rows = {
        "area": NAMES * 2,
        "period": ["2020"] * 2 * len(NAMES),
        "indicator": ["x"] * len(NAMES) + ["y"] * len(NAMES),
    }
    return memtable({**rows, "value": np.concatenate([numbers["x"], numbers["y"]])})


def pairs(table):
    rows = table.to_pyarrow().to_pylist()
    return {(row["source"], row["target"]): row["weight"] for row in rows if row["weight"] > 0}


def peer_pairs(w):
    return {(NAMES[a], NAMES[b]): weight for a, row in w for b, weight in row.items()}


def of_x(table, *names):
    rows = table.filter(table.indicator == "x").order_by("area").to_pyarrow()
    found = [rows[name].to_numpy() for name in names]
    return found if len(found) > 1 else found[0]


def rng():
    return np.random.default_rng(11)


def test_neighbours_equal_those_of_libpysal(areas, shapes):
    frame = geopandas.GeoDataFrame(geometry=shapes)
    centres = shapely.get_coordinates(shapely.centroid(shapes))
    weights = libpysal.weights
    theirs = {
        "queen": weights.Queen.from_dataframe(frame, use_index=False),
        "rook": weights.Rook.from_dataframe(frame, use_index=False),
        "nearest": weights.KNN.from_array(centres, k=4),
        "within": weights.DistanceBand.from_array(centres, 130.0),
    }
    ours = {
        "queen": contiguous_neighbours(areas, weighting="binary"),
        "rook": contiguous_neighbours(areas, method="rook", weighting="binary"),
        "nearest": nearest_neighbours(areas, count=4, weighting="binary"),
        "within": neighbours_within(areas, distance_m=130.0, weighting="binary"),
    }
    assert {name: pairs(table) for name, table in ours.items()} == {name: peer_pairs(w) for name, w in theirs.items()}


@pytest.mark.parametrize("weighting", ["row", "binary"])
def test_global_moran_and_its_moments_equal_those_of_esda(values, links, queen, numbers, weighting):
    theirs = esda.Moran(numbers["x"], queen, transformation=weighting[0], permutations=999)
    row = moran(values, links, weighting=weighting, rng=rng()).to_pyarrow().to_pylist()[0]
    expected = [
        theirs.I,
        theirs.EI,
        theirs.seI_norm,
        theirs.z_norm,
        theirs.p_norm,
        theirs.seI_rand,
        theirs.z_rand,
        theirs.p_rand,
    ]
    names = ("statistic", "expected", "sd_normal", "z_normal", "p_normal", "sd_random", "z_random", "p_random")
    assert [row[name] for name in names] == pytest.approx(expected, rel=SAME, abs=1e-15)
    assert row["p"] == pytest.approx(theirs.p_sim, abs=0.06)  # four standard errors of a difference at p = 0.1


@pytest.mark.parametrize("weighting", ["row", "binary"])
def test_geary_and_its_moments_equal_those_of_esda(values, links, queen, numbers, weighting):
    theirs = esda.Geary(numbers["x"], queen, transformation=weighting[0], permutations=0)
    row = geary(values, links, weighting=weighting, permutations=0, rng=rng()).to_pyarrow().to_pylist()[0]
    expected = [theirs.C, theirs.EC, theirs.seC_norm, theirs.z_norm, theirs.seC_rand, theirs.z_rand]
    names = ("statistic", "expected", "sd_normal", "z_normal", "sd_random", "z_random")
    assert [row[name] for name in names] == pytest.approx(expected, rel=SAME)


def test_local_moran_and_its_quadrants_equal_those_of_esda(values, links, queen, numbers):
    theirs = esda.Moran_Local(numbers["x"], queen, permutations=0)
    statistic, quadrant = of_x(local_moran(values, links, permutations=0, rng=rng()), "statistic", "quadrant")
    assert statistic == pytest.approx(theirs.Is, rel=SAME)
    assert quadrant.tolist() == [("", "HH", "LH", "LL", "HL")[q] for q in theirs.q]


@pytest.mark.slow  # the peer compiles its draws
def test_with_the_draws_of_esda_the_p_of_local_moran_is_the_same(links, queen, numbers):
    theirs = esda.Moran_Local(numbers["x"], queen, permutations=499, seed=12, n_jobs=1, keep_simulations=False)
    held = weights_of(links)
    most = int(np.diff(held.matrix.indptr).max())
    places = vec_permutations(most, len(NAMES), 499, 12).T
    z = (numbers["x"] - numbers["x"].mean()) / numbers["x"].std()
    matrix = held.among(np.ones(len(NAMES), bool), weighting="row")
    assert (extremes(z, matrix, places) + 1) / 500 == pytest.approx(theirs.p_sim, abs=1e-7)  # the peer keeps 32 bits


@pytest.mark.slow
def test_the_p_of_local_moran_comes_near_that_of_esda_with_other_draws(values, links, queen, numbers):
    theirs = esda.Moran_Local(numbers["x"], queen, permutations=9999, seed=1, n_jobs=1, keep_simulations=False)
    p = of_x(local_moran(values, links, permutations=9999, rng=rng()), "p")
    assert np.abs(p - theirs.p_sim).max() < 6 * np.sqrt(0.25 / 9999) * np.sqrt(2)  # six standard errors at p = 1/2


@pytest.mark.slow
def test_local_geary_equals_that_of_esda(values, links, queen, numbers):
    theirs = esda.Geary_Local(connectivity=queen, permutations=9, seed=1).fit(numbers["x"])
    assert of_x(local_geary(values, links, permutations=0, rng=rng()), "statistic") == pytest.approx(
        theirs.localG, rel=SAME
    )


@pytest.mark.parametrize(("method", "star"), [("gi", False), ("gi_star", True)])
def test_getis_ord_with_weights_of_one_equals_that_of_esda(values, links, queen, numbers, method, star):
    theirs = esda.G_Local(numbers["x"], queen, transform="B", star=star, permutations=0)
    found = getis_ord(values, links, method=method, weighting="binary", permutations=0, rng=rng())
    assert of_x(found, "statistic") == pytest.approx(theirs.Zs, rel=SAME)


def test_getis_ord_with_weights_of_rows_differs_from_the_short_form_of_esda(values, links, queen, numbers):
    theirs = esda.G_Local(numbers["x"], queen, transform="R", star=True, permutations=0)
    found = of_x(getis_ord(values, links, permutations=0, rng=rng()), "statistic")
    binary = of_x(getis_ord(values, links, weighting="binary", permutations=0, rng=rng()), "statistic")
    assert found == pytest.approx(binary, rel=SAME)  # a row of equal weights ranks as one of ones
    assert np.abs(found - theirs.Zs).max() > 0.5


def test_bivariate_moran_equals_that_of_esda(values, links, queen, numbers):
    whole = esda.Moran_BV(numbers["x"], numbers["y"], queen, permutations=0)
    parts = esda.Moran_Local_BV(numbers["x"], numbers["y"], queen, permutations=0)
    both = {"first": "x", "second": "y", "permutations": 0}
    found = bivariate_moran(values, links, **both, rng=rng()).to_pyarrow().to_pylist()[0]["statistic"]
    local = (
        local_bivariate_moran(values, links, **both, rng=rng()).order_by("area").to_pyarrow()["statistic"].to_numpy()
    )
    assert found == pytest.approx(whole.I, rel=SAME)
    assert local == pytest.approx(parts.Is, rel=SAME)
