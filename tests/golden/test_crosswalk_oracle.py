"""Totals and means moved between divisions, beside tobler."""

import warnings

import numpy as np
import pytest
import shapely

from veerkracht.analysis.space import crosswalk_by_surface, reallocate, reallocate_mean
from veerkracht.tables import memtable
from veerkracht.workflows.benches.made_country import made_country, redrawn

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import geopandas
    from tobler.area_weighted import area_interpolate

SINGLE = 2e-7  # the peer computes its table of surfaces in 32 bits


@pytest.fixture(scope="module")
def divisions():
    old = made_country(columns=10, rows=8)
    return old, redrawn(old, share=0.4, columns=10)


@pytest.fixture(scope="module")
def frames(divisions):
    drawn = [shapely.from_wkb(table.order_by("area").to_pyarrow()["geometry"].to_pylist()) for table in divisions]
    old, new = (geopandas.GeoDataFrame(geometry=shapes, crs="EPSG:28992") for shapes in drawn)
    old["amount"] = np.random.default_rng(1).gamma(2, 1000, len(old))
    return old, new


def test_totals_equal_those_of_tobler(divisions, frames):
    old, new = frames
    names = divisions[0].order_by("area").to_pyarrow()["area"]
    values = memtable({"area": names, "value": old["amount"].to_numpy()})
    found = reallocate(values, crosswalk_by_surface(*divisions)).order_by("area").to_pyarrow()["value"].to_numpy()
    theirs = area_interpolate(old, new, extensive_variables=["amount"])["amount"].to_numpy()
    assert found == pytest.approx(theirs, rel=SINGLE)
    assert found.sum() == pytest.approx(old["amount"].sum(), rel=1e-12)


def test_means_over_the_surface_equal_those_of_tobler(divisions, frames):
    old, new = frames
    names = divisions[0].order_by("area").to_pyarrow()["area"]
    values = memtable({"area": names, "value": old["amount"].to_numpy()})
    surface = memtable({"area": names, "population": shapely.area(old.geometry.to_numpy())})
    moved = reallocate_mean(values, crosswalk_by_surface(*divisions), populations=surface)
    theirs = area_interpolate(old, new, intensive_variables=["amount"])["amount"].to_numpy()
    assert moved.order_by("area").to_pyarrow()["value"].to_numpy() == pytest.approx(theirs, rel=SINGLE)
