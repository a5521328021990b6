"""Laws of neighbours, spatial statistics and crosswalks for any small country."""

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.space import (
    chain,
    compose,
    contiguous_neighbours,
    crosswalk_by_surface,
    geary,
    getis_ord,
    lineage,
    local_geary,
    local_moran,
    moran,
    nearest_neighbours,
    neighbours_within,
    reallocate,
    reallocate_mean,
)
from veerkracht.tables import memtable

FEW = settings(max_examples=12, deadline=None)
SEEDS = st.integers(0, 2**32 - 1)
CLOSE = 1e-9  # relative: sums of a few numbers in another order
LOCAL = (local_moran, local_geary, getis_ord)


def board(seed, columns=4, rows=4):
    """A board of quadrilaterals whose corners are moved at random, in the Dutch grid."""
    corners = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0)), axis=2)
    corners += np.random.default_rng(seed).uniform(-0.3, 0.3, corners.shape)
    points = np.round(corners * 100 + (100_000, 400_000), 1)
    rings = [points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]]
    return shapely.polygons(np.stack(rings, axis=2).reshape(rows * columns, 4, 2))


def areas(shapes, names=None):
    names = names or [f"A{number:02}" for number in range(len(shapes))]
    return memtable({"area": names, "geometry": list(shapely.to_wkb(shapes))})


def values(numbers, names=None):
    n = len(numbers)
    names = names or [f"A{number:02}" for number in range(n)]
    return memtable(pa.table({"area": names, "period": ["2020"] * n, "indicator": ["x"] * n,
                              "value": pa.array(numbers, pa.float64(), from_pandas=True)}))  # fmt: skip


def drawn(seed, n=16, absent=0):
    numbers = np.random.default_rng(seed).gamma(2, size=n)
    numbers[:absent] = np.nan
    return numbers


def links(table):
    return {(row["source"], row["target"]): row["weight"] for row in table.to_pyarrow().to_pylist()}


def ordered(table):
    return table.order_by("area").to_pyarrow()


def rng():
    return np.random.default_rng(3)


@FEW
@given(SEEDS, st.permutations(range(16)), st.sampled_from(["queen", "rook"]))
def test_neighbours_do_not_depend_on_the_order_of_rows_or_on_names(seed, order, method):
    shapes = board(seed)
    plain = links(contiguous_neighbours(areas(shapes), method=method))
    names = [f"A{number:02}" for number in range(16)]
    mixed = links(contiguous_neighbours(areas(shapes[order], [names[place] for place in order]), method=method))
    renamed = links(contiguous_neighbours(areas(shapes, [f"B{place:02}" for place in order]), method=method))
    new = {name: f"B{place:02}" for name, place in zip(names, order, strict=True)}
    assert mixed == plain
    assert renamed == {(new[a], new[b]): weight for (a, b), weight in plain.items()}


@FEW
@given(SEEDS, st.floats(20, 300), st.integers(1, 20))
def test_each_area_has_a_row_and_its_weights_add_up_to_one_or_nothing(seed, distance, count):
    table = areas(board(seed))
    for found in (
        contiguous_neighbours(table),
        nearest_neighbours(table, count=count),
        neighbours_within(table, distance_m=distance),
    ):
        sums = {}
        for (source, _), weight in links(found).items():
            sums[source] = sums.get(source, 0.0) + weight
        assert len(sums) == 16
        assert all(total == 0 or total == pytest.approx(1) for total in sums.values())


@FEW
@given(SEEDS)
def test_who_shares_an_edge_shares_a_node_and_each_link_goes_both_ways(seed):
    queen, rook = (links(contiguous_neighbours(areas(board(seed)), method=method)) for method in ("queen", "rook"))
    assert set(rook) <= set(queen)
    assert all((b, a) in queen for a, b in queen)


@FEW
@given(SEEDS, st.floats(-1e4, 1e4), st.floats(0.01, 1e3), st.sampled_from([-1, 1]), st.integers(0, 5))
def test_another_unit_of_the_values_changes_no_statistic(seed, shift, scale, sign, absent):
    near, numbers = contiguous_neighbours(areas(board(seed))), drawn(seed, absent=absent)
    other = numbers * scale * sign + shift
    for statistic in (moran, geary):
        first, second = (
            statistic(values(x), near, permutations=49, rng=rng()).to_pyarrow().to_pylist()[0] for x in (numbers, other)
        )
        assert second["statistic"] == pytest.approx(first["statistic"], rel=1e-6)
        assert second["p"] == first["p"]
    for local in LOCAL:
        first, second = (ordered(local(values(x), near, permutations=49, rng=rng())) for x in (numbers, other))
        turned = sign if local is getis_ord else 1
        assert second["statistic"].to_numpy() == pytest.approx(
            turned * first["statistic"].to_numpy(), rel=1e-6, abs=1e-8, nan_ok=True
        )
        assert second["p"].to_pylist() == first["p"].to_pylist()


@FEW
@given(SEEDS, st.permutations(range(16)), st.integers(0, 5))
def test_the_order_of_rows_changes_nothing_and_a_seed_repeats_the_draws(seed, order, absent):
    near, numbers = contiguous_neighbours(areas(board(seed))), drawn(seed, absent=absent)
    names = [f"A{place:02}" for place in order]
    for local in LOCAL:
        plain = local(values(numbers), near, permutations=49, rng=rng())
        mixed = local(values(numbers[order], names), near.order_by(near.target.desc()), permutations=49, rng=rng())
        assert ordered(plain).equals(ordered(mixed))


@FEW
@given(SEEDS, st.permutations(range(16)))
def test_names_of_areas_change_no_statistic(seed, order):
    shapes, numbers = board(seed), drawn(seed)
    names = [f"A{place:02}" for place in order]
    for local in LOCAL:
        plain = ordered(local(values(numbers), contiguous_neighbours(areas(shapes)), permutations=0, rng=rng()))
        other = ordered(
            local(values(numbers, names), contiguous_neighbours(areas(shapes, names)), permutations=0, rng=rng())
        )
        assert other["statistic"].to_numpy()[order] == pytest.approx(
            plain["statistic"].to_numpy(), rel=CLOSE, abs=CLOSE
        )


@FEW
@given(SEEDS, st.integers(0, 11))
def test_local_moran_adds_up_to_moran(seed, absent):
    near, numbers = contiguous_neighbours(areas(board(seed)), weighting="binary"), drawn(seed, absent=absent)
    (whole,) = moran(values(numbers), near, permutations=0, weighting="binary", rng=rng()).to_pyarrow().to_pylist()
    parts = ordered(local_moran(values(numbers), near, permutations=0, weighting="binary", rng=rng()))
    neighbours, statistic = (parts[name].to_numpy() for name in ("neighbours", "statistic"))
    n, links_in_all = whole["areas"], np.nansum(neighbours)
    assert np.nansum(statistic) * n / ((n - 1) * links_in_all) == pytest.approx(whole["statistic"], rel=1e-6, abs=1e-12)


@FEW
@given(SEEDS, st.integers(0, 15))
def test_probabilities_lie_within_their_bounds_and_every_area_has_a_row(seed, absent):
    near, numbers = contiguous_neighbours(areas(board(seed))), drawn(seed, absent=absent)
    for local in LOCAL:
        found = ordered(local(values(numbers), near, permutations=99, rng=rng()))
        assert found["area"].to_pylist() == [f"A{number:02}" for number in range(16)]
        assert found["status"].to_pylist() == ["O"] * absent + ["A"] * (16 - absent)
        p, q = (np.array(found[name].to_pylist(), float) for name in ("p", "q"))
        tested = ~np.isnan(p)
        assert (p[tested] >= 0.01).all()
        assert (q[tested] >= np.minimum(2 * p[tested], 1) - CLOSE).all()
        assert (q[tested] <= 1).all()


def parted(shapes, seed):
    """Join neighbouring areas of a board and part some anew, so that the ground stays the same."""
    random = np.random.default_rng(seed)
    found = []
    for left, right in zip(shapes[::2], shapes[1::2], strict=True):
        whole = shapely.union(left, right)
        west, south, east, north = shapely.bounds(whole)
        line = south + random.uniform(0.2, 0.8) * (north - south)
        cut = [
            shapely.intersection(whole, box)
            for box in (shapely.box(west, south, east, line), shapely.box(west, line, east, north))
        ]
        found += [[left, right], [whole], cut][random.integers(3)]
    return np.array(found)


@FEW
@given(SEEDS)
def test_shares_add_up_to_one_and_totals_are_kept(seed):
    old = board(seed)
    new = parted(old, seed)
    crosswalk = crosswalk_by_surface(areas(old), areas(new, [f"N{number}" for number in range(len(new))]))
    sums = crosswalk.group_by("source").agg(sum=crosswalk.share.sum()).to_pyarrow()["sum"].to_pylist()
    assert sums == pytest.approx([1.0] * 16, rel=CLOSE)
    amounts = drawn(seed)
    moved = reallocate(values(amounts), crosswalk).to_pyarrow()["value"].to_numpy()
    assert moved.sum() == pytest.approx(amounts.sum(), rel=CLOSE)
    assert moved.min() >= 0


@FEW
@given(SEEDS)
def test_surface_itself_moves_onto_the_surface_of_the_new_areas(seed):
    old = board(seed)
    new = parted(old, seed)
    names = [f"N{number:02}" for number in range(len(new))]
    moved = ordered(
        reallocate(values(shapely.area(old)), crosswalk_by_surface(areas(old), areas(new, names), sliver_share=0.0))
    )
    assert moved["value"].to_numpy() == pytest.approx(shapely.area(new), rel=1e-9)


@FEW
@given(SEEDS, st.floats(-1e3, 1e3))
def test_a_mean_that_is_the_same_everywhere_stays_the_same_and_others_stay_within_bounds(seed, level):
    old = board(seed)
    new = parted(old, seed)
    crosswalk = crosswalk_by_surface(areas(old), areas(new))
    people = memtable({"area": [f"A{number:02}" for number in range(16)], "population": drawn(seed + 1)})
    flat = reallocate_mean(values(np.full(16, level)), crosswalk, populations=people).to_pyarrow()["value"].to_numpy()
    assert flat == pytest.approx(np.full(len(new), level), rel=CLOSE)
    numbers = drawn(seed)
    moved = reallocate_mean(values(numbers), crosswalk, populations=people).to_pyarrow()["value"].to_numpy()
    assert moved.min() >= numbers.min() - CLOSE
    assert moved.max() <= numbers.max() + CLOSE


def random_walk(random, sources, count):
    shares = random.dirichlet(np.full(count, 0.3), size=len(sources))
    shares[shares < 0.05] = 0
    shares /= shares.sum(axis=1, keepdims=True)
    at, to = np.nonzero(shares)
    return {
        "source": [sources[place] for place in at],
        "target": [f"T{place}" for place in to],
        "share": shares[at, to],
    }


@FEW
@given(SEEDS, st.integers(2, 20))
def test_twenty_years_in_one_chain_move_totals_as_year_by_year(seed, years):
    random = np.random.default_rng(seed)
    names = [f"A{number}" for number in range(6)]
    walks, sources = [], names
    for _ in range(years):
        walks.append(random_walk(random, sources, int(random.integers(2, 9))))
        sources = sorted(set(walks[-1]["target"]))
    stepwise = amounts = memtable({"area": names, "value": random.gamma(2, size=6)})
    for walk in walks:
        stepwise = reallocate(stepwise.select("area", "value"), memtable(walk))
    steps = memtable({"period": [f"{2000 + year}" for year, walk in enumerate(walks) for _ in walk["source"]],
                      **{name: [x for walk in walks for x in walk[name]] for name in ("source", "target", "share")}})  # fmt: skip
    at_once = reallocate(amounts, chain(steps))
    assert ordered(at_once)["value"].to_numpy() == pytest.approx(
        ordered(stepwise)["value"].to_numpy(), rel=CLOSE, abs=1e-12
    )
    told = lineage(steps)
    sums = told.group_by("origin", "period").agg(sum=told.share.sum()).to_pyarrow()["sum"].to_pylist()
    assert sums == pytest.approx([1.0] * (6 * years), rel=CLOSE)


@FEW
@given(SEEDS)
def test_joining_crosswalks_does_not_depend_on_where_one_begins(seed):
    random = np.random.default_rng(seed)
    first = random_walk(random, ["A", "B", "C"], 4)
    second = random_walk(random, sorted(set(first["target"])), 5)
    third = random_walk(random, sorted(set(second["target"])), 3)
    a, b, c = (memtable(walk) for walk in (first, second, third))
    left, right = (compose(compose(a, b), c), compose(a, compose(b, c)))
    found, other = ({(r["source"], r["target"]): r["share"] for r in x.to_pyarrow().to_pylist()} for x in (left, right))
    assert found == pytest.approx(other, rel=CLOSE)
