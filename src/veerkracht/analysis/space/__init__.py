"""Where do like areas lie together, and how do figures pass from one division of the country into another?"""

from veerkracht.analysis.space.autocorrelation import geary, moran
from veerkracht.analysis.space.bivariate import bivariate_moran, local_bivariate_moran
from veerkracht.analysis.space.findings import shape_findings
from veerkracht.analysis.space.hotspots import getis_ord
from veerkracht.analysis.space.local import local_geary, local_moran
from veerkracht.analysis.space.neighbours import (
    contiguous_neighbours,
    nearest_neighbours,
    neighbours_within,
    row_standardise,
)

__all__ = [
    "bivariate_moran",
    "contiguous_neighbours",
    "geary",
    "getis_ord",
    "local_bivariate_moran",
    "local_geary",
    "local_moran",
    "moran",
    "nearest_neighbours",
    "neighbours_within",
    "row_standardise",
    "shape_findings",
]
