"""How much a map depends on the choices behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from veerkracht.analysis.resilience._municipality import rows_of
from veerkracht.analysis.resilience.classify import UNKNOWN, judge
from veerkracht.analysis.resilience.settings import ResilienceSettings
from veerkracht.errors import SettingError
from veerkracht.tables import Array, Table, table_from_arrays

_COLUMNS = ("area", "vulnerability_change", "problem_change", "population")
_ERRORS = ("vulnerability_se", "problem_se")


def settings_sensitivity(
    changes: Table, *, settings: ResilienceSettings, alternatives: Mapping[str, Sequence[float | str]]
) -> Table:
    """Count the areas that change class when one setting takes another value.

    Parameters
    ----------
    changes : Table
        As for `classify_change`.
    settings : ResilienceSettings
        The settings of the map.
    alternatives : mapping of str to sequence
        Other values per setting, for example ``{"band_problems": [0.5, 2.0], "reference": ["mean"]}``.

    Returns
    -------
    Table (setting, value, areas_changed, of)
        `value` as text; `of` counts the areas with a class under either choice.

    Raises
    ------
    SettingError
        If a setting does not exist, or a value is outside its bounds.
    """
    rows = rows_of(changes, columns=_COLUMNS, optional=_ERRORS)
    shown = judge(rows, settings)[0]
    moves = [(name, value, *_moved(shown, judge(rows, _with(settings, name, value))[0]))
             for name, values in alternatives.items() for value in values]  # fmt: skip
    return table_from_arrays({
        "setting": np.array([move[0] for move in moves], dtype=object),
        "value": np.array([str(move[1]) for move in moves], dtype=object),
        "areas_changed": np.array([move[2] for move in moves], dtype=np.int64),
        "of": np.array([move[3] for move in moves], dtype=np.int64),
    })  # fmt: skip


def _with(settings: ResilienceSettings, name: str, value: float | str) -> ResilienceSettings:
    if name not in ResilienceSettings.__dataclass_fields__:
        raise SettingError("There is no setting {setting}. Choose one of {known}.", setting=name,
                           known=", ".join(ResilienceSettings.__dataclass_fields__))  # fmt: skip
    return ResilienceSettings(**{**asdict(settings), name: value})


def _moved(shown: Array, other: Array) -> tuple[int, int]:
    classified = (shown != UNKNOWN) | (other != UNKNOWN)
    return int((shown != other).sum()), int(classified.sum())
