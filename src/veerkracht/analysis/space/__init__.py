"""Where do like areas lie together, and how do figures pass from one division of the country into another?"""

from veerkracht.analysis.space.autocorrelation import geary, moran
from veerkracht.analysis.space.bivariate import bivariate_moran, local_bivariate_moran
from veerkracht.analysis.space.crosswalks import crosswalk_by_points, crosswalk_by_surface
from veerkracht.analysis.space.findings import shape_findings
from veerkracht.analysis.space.hotspots import getis_ord
from veerkracht.analysis.space.lineage import chain, compose, lineage, rescale_shares, with_unchanged
from veerkracht.analysis.space.local import local_geary, local_moran
from veerkracht.analysis.space.neighbours import (
    contiguous_neighbours,
    nearest_neighbours,
    neighbours_within,
    row_standardise,
)
from veerkracht.analysis.space.reallocation import reallocate, reallocate_mean

__all__ = [
    "bivariate_moran",
    "chain",
    "compose",
    "contiguous_neighbours",
    "crosswalk_by_points",
    "crosswalk_by_surface",
    "geary",
    "getis_ord",
    "lineage",
    "local_bivariate_moran",
    "local_geary",
    "local_moran",
    "moran",
    "nearest_neighbours",
    "neighbours_within",
    "reallocate",
    "reallocate_mean",
    "rescale_shares",
    "row_standardise",
    "shape_findings",
    "with_unchanged",
]
