"""How sure it is that one area scores higher than another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.uncertainty._model import model_of
from veerkracht.analysis.indicators.uncertainty._running import chunks_of
from veerkracht.analysis.indicators.uncertainty._sampling import points_of
from veerkracht.analysis.indicators.uncertainty.designs import Design
from veerkracht.analysis.indicators.uncertainty.factors import Settings
from veerkracht.errors import TableError
from veerkracht.tables import Table, table_from_arrays

__all__ = ["index_pairs"]

Counts = NDArray[np.int64]


def index_pairs(
    observations: Table, framework: Table, *, indicators: Table, design: Design, draws: int, seed: int,
    areas: Sequence[str], settings: Settings | None = None,
) -> Table:  # fmt: skip
    """Tell for each pair of chosen areas how likely it is that the first scores higher.

    Parameters
    ----------
    observations, framework, indicators, design, draws, seed, settings
        As for `index_uncertainty`; all areas enter, for scores may depend on the others.
    areas : sequence of str
        The areas to compare.

    Returns
    -------
    Table (period, area, other, probability, tied, draws)
        Share of the draws in which `area` scores higher than `other`, and in which both score the same; of the
        draws in which both have a score, which `draws` counts. One row per ordered pair.

    Raises
    ------
    TableError
        If an area has no observations, or as `index_uncertainty` does.
    CatalogueError, SettingError
        As `index_uncertainty` does.
    """
    model = model_of(
        observations, framework, indicators=indicators, settings=settings or Settings(), design=design, seed=seed
    )
    places = _places(areas, model.areas)
    shape = (len(model.periods), len(places), len(places))
    higher, tied, both = (np.zeros(shape, np.int64) for _ in range(3))
    for chunk in chunks_of(model.runs(points_of(design, draws=draws, seed=seed))):
        one, other = chunk.scores[places][:, None], chunk.scores[places][None]
        higher[chunk.period] += (one > other).sum(axis=2)
        tied[chunk.period] += (one == other).sum(axis=2)
        both[chunk.period] += (~np.isnan(one) & ~np.isnan(other)).sum(axis=2)
    return _table(model.periods, areas, higher, tied, both)


def _places(areas: Sequence[str], known: tuple[str, ...]) -> NDArray[np.int64]:
    place = {name: number for number, name in enumerate(known)}
    strange = [name for name in areas if name not in place]
    if strange:
        raise TableError("Area(s) {areas} have no observations. Choose areas that have.", areas=", ".join(strange[:5]))
    return np.array([place[name] for name in areas], np.int64)


def _table(periods: tuple[str, ...], areas: Sequence[str], higher: Counts, tied: Counts, both: Counts) -> Table:
    names = np.array(areas, object)
    keys = np.meshgrid(np.array(periods, object), names, names, indexing="ij")
    apart = np.broadcast_to(~np.eye(len(names), dtype=bool), both.shape)
    columns = {name: key[apart] for name, key in zip(("period", "area", "other"), keys, strict=True)}
    draws = both[apart]
    chances = {name: np.divide(count[apart], draws, out=np.full(draws.shape, np.nan), where=draws > 0)
               for name, count in (("probability", higher), ("tied", tied))}  # fmt: skip
    return table_from_arrays({**columns, **chances, "draws": draws})
