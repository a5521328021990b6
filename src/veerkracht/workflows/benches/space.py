"""Works on spatial statistics and crosswalks, beside esda and tobler, on a synthetic country."""

from __future__ import annotations

import warnings

import numpy as np
import pyarrow as pa
import shapely

from veerkracht.analysis.space import contiguous_neighbours, crosswalk_by_surface, local_moran, reallocate
from veerkracht.tables import Array, Table, memtable, pull
from veerkracht.workflows.benches.made_country import made_country, redrawn
from veerkracht.workflows.benches.work import Run, Work

_PERMUTATIONS = 999
_CHANGED = 0.05  # share of the areas that is drawn anew
_TOBLER = (
    1e-7  # the peer computes shares in 32 bits and loses 7e-9 of the total; ours is held to 1e-9 in the work itself
)


def _values(country: Table) -> Array:
    """Return a smooth value with noise for each area."""
    shapes = shapely.from_wkb(pull(country)["geometry"].to_pylist())
    x, y = shapely.get_coordinates(shapely.centroid(shapes)).T
    return np.asarray(np.sin(x / 20_000) + np.cos(y / 15_000) + np.random.default_rng(4).normal(size=len(x)))


def _local_moran() -> Run:
    country = made_country()
    links = contiguous_neighbours(country)
    names = pull(country)["area"]
    values = memtable(pa.table({
        "area": names, "period": ["2020"] * len(names), "indicator": ["noise"] * len(names), "value": _values(country),
    }))  # fmt: skip

    def run() -> float:
        found = local_moran(values, links, permutations=_PERMUTATIONS, rng=np.random.default_rng(5))
        return float(np.abs(pull(found)["statistic"].to_numpy()).sum())

    return run


def _local_moran_of_esda() -> Run:
    warnings.simplefilter("ignore")  # the peer tells of its next version at each run
    import esda
    import libpysal.weights

    country = made_country()
    links = pull(contiguous_neighbours(country)).group_by("source", use_threads=False).aggregate([("target", "list")])
    beside = dict(zip(links["source"].to_pylist(), links["target_list"].to_pylist(), strict=True))
    weights, values = libpysal.weights.W(beside, id_order=sorted(beside)), _values(country)

    def run() -> float:
        found = esda.Moran_Local(values, weights, permutations=_PERMUTATIONS, n_jobs=1, keep_simulations=False, seed=5)
        return float(np.abs(found.Is).sum())

    return run


def _amounts(count: int) -> Array:
    return np.random.default_rng(6).gamma(2, 1000, count)


def _crosswalk() -> Run:
    old = made_country()
    new = redrawn(old, share=_CHANGED)
    names = pull(old)["area"]
    values = memtable(pa.table({"area": names, "value": _amounts(len(names))}))

    def run() -> float:
        found = pull(reallocate(values, crosswalk_by_surface(old, new, sliver_share=0.0)))["value"].to_numpy()
        assert abs(found.sum() / _amounts(len(names)).sum() - 1) < 1e-9, "the total changed"
        return float(np.square(found).sum())

    return run


def _crosswalk_of_tobler() -> Run:
    warnings.simplefilter("ignore")
    import geopandas
    from tobler.area_weighted import area_interpolate

    old = made_country()
    shapes = [shapely.from_wkb(pull(table)["geometry"].to_pylist()) for table in (old, redrawn(old, share=_CHANGED))]
    before, after = (geopandas.GeoDataFrame(geometry=drawn, crs="EPSG:28992") for drawn in shapes)
    before["value"] = _amounts(len(before))

    def run() -> float:
        found = area_interpolate(before, after, extensive_variables=["value"])
        return float(np.square(found["value"].to_numpy()).sum())

    return run


WORKS: tuple[Work, ...] = (
    Work("local-moran", "local Moran of 14,000 areas, 999 permutations, warm", "times_peer", 2.5, _local_moran,
         _local_moran_of_esda, stretch=4.0),
    Work("local-moran-first", "the same, first result in a fresh process", "wall_s", 3.0, _local_moran, stretch=1.0, warm=0),
    Work("crosswalk", "crosswalk of 14,000 to 14,000 areas, 5 % drawn anew, and one total moved", "times_peer", 3.0,
         _crosswalk, _crosswalk_of_tobler, stretch=10.0, tolerance=_TOBLER),
)  # fmt: skip
