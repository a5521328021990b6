"""Outlying values brought in before anything is put together, told per indicator."""

from veerkracht.analysis.indicators.treatment.outliers import (
    Treated,
    transform_indicators,
    treat_outliers,
    winsorise_outliers,
)
from veerkracht.analysis.indicators.treatment.statistics import indicator_statistics

__all__ = ["Treated", "indicator_statistics", "transform_indicators", "treat_outliers", "winsorise_outliers"]
