"""Absent values estimated, each under the name of the way it was done."""

from veerkracht.analysis.indicators.imputation.along import impute_carried_forward, impute_linear, impute_parent
from veerkracht.analysis.indicators.imputation.centres import (
    impute_group_mean,
    impute_group_median,
    impute_mean,
    impute_median,
)
from veerkracht.analysis.indicators.imputation.models import impute_em, impute_nearest, impute_regression
from veerkracht.analysis.indicators.imputation.multiple import combine_draws, impute_multiple, impute_with_draw
from veerkracht.analysis.indicators.imputation.told import imputation_told

__all__ = [
    "combine_draws",
    "imputation_told",
    "impute_carried_forward",
    "impute_em",
    "impute_group_mean",
    "impute_group_median",
    "impute_linear",
    "impute_mean",
    "impute_median",
    "impute_multiple",
    "impute_nearest",
    "impute_parent",
    "impute_regression",
    "impute_with_draw",
]
