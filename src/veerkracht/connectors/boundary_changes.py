"""How areas of one year passed into areas of another, by the addresses that moved between them.

The file is made by VNG under CC BY-NC-SA 4.0: it serves to test a crosswalk against, and is never shipped nor
used for a published figure.

Its columns are named the wrong way round: ``van_code`` holds the code in ``naar_jaar``, and ``naar_code`` that in ``van_jaar``.
Of every list from 2016 all codes under ``naar_code`` are areas of 2016, and of that to 2024 all under ``van_code`` of 2024; the
other way only those are that exist in both years.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import duckdb
import pyarrow as pa

from veerkracht.connectors.files import open_parquet
from veerkracht.errors import InputError, UsageError
from veerkracht.tables import CROSSWALK, Table, memtable

__all__ = ["read_boundary_changes"]

_COLUMNS: Final = ("model", "niveau", "van_jaar", "naar_jaar", "van_code", "naar_code", "waarde")
_LEVELS: Final = {"municipality": ("gemeente", "GM"), "district": ("wijk", "WK")}
_QUERY: Final = """
    select $prefix || naar_code as source, $prefix || van_code as target, waarde::double as addresses,
           waarde / sum(waarde) over (partition by naar_code) as share
    from read_parquet($file)
    where model = $model and niveau = $level and van_jaar = $from_year and naar_jaar = $to_year
    order by source, target
"""


def read_boundary_changes(
    path: Path, *, model: str, level: Literal["municipality", "district"], from_year: int, to_year: int
) -> Table:
    """Read the crosswalk between the divisions of two years.

    Only areas that changed are listed: an area that is absent here passes wholly into the area with its own
    code. Some listed areas lost a single address, which is a correction of the register rather than a change.

    Parameters
    ----------
    path : Path
        Parquet file with one row per model, level, pair of years and pair of areas.
    model : str
        How addresses were counted, for example ``"postcode_huisnummer"``.
    level : {"municipality", "district"}
        Kind of area.
    from_year, to_year : int
        Years of the two divisions.

    Returns
    -------
    Table (CROSSWALK)
        The shares of each source are its addresses over their sum, so they add up to 1.

    Raises
    ------
    MissingDataError
        If the file is not there.
    UsageError
        If the file has no such model, level or pair of years.
    InputError
        If the file is no Parquet, lacks a column, repeats a pair, or counts fewer than one address.
    """
    open_parquet(path, needs=_COLUMNS).close()
    name, prefix = _LEVELS[level]
    facts = {"file": str(path), "model": model, "level": name, "from_year": from_year, "to_year": to_year,
             "prefix": prefix}  # fmt: skip
    with duckdb.connect() as engine:
        found = engine.execute(_QUERY, facts).to_arrow_table()
        known = engine.execute("select distinct model from read_parquet($file) order by all", {"file": str(path)})
        models = [row[0] for row in known.fetchall()]
    if not found.num_rows:
        raise UsageError(
            "{file} has no {level} changes from {from_year} to {to_year} under model {model}. Models: {models}.",
            file=path, level=level, from_year=from_year, to_year=to_year, model=model, models=", ".join(models),
        )  # fmt: skip
    _check(found, path)
    return memtable(found.select(list(CROSSWALK.columns)).cast(CROSSWALK.schema.to_pyarrow()))


def _check(found: pa.Table, path: Path) -> None:
    pairs = list(zip(found["source"].to_pylist(), found["target"].to_pylist(), strict=True))
    for place, (pair, addresses) in enumerate(zip(pairs, found["addresses"].to_pylist(), strict=True)):
        # the rows are ordered, so a repeated pair stands next to itself
        repeated = place > 0 and pairs[place - 1] == pair
        if repeated or addresses is None or addresses < 1:
            raise InputError(
                "{file}: from {source} to {target} there is a second row or no address ({addresses}). Correct it.",
                file=path, source=pair[0], target=pair[1], addresses=addresses,
            )  # fmt: skip
