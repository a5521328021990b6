"""Which neighbourhoods the addresses of a six-character postcode lie in."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.connectors.panel import area_codes, check_unique, number_column, read_csv_columns
from veerkracht.errors import InputError
from veerkracht.tables import CROSSWALK, Table, table_of

__all__ = ["read_postcodes"]

_POSTCODE: Final = re.compile(r"[1-9]\d{3}[A-Z]{2}")


def read_postcodes(path: Path) -> Table:
    """Read the crosswalk from postcodes to neighbourhoods.

    Parameters
    ----------
    path : Path
        Comma-separated file with ``PC6``, ``neighb_code`` and ``freq``, the number of addresses.

    Returns
    -------
    Table (CROSSWALK)
        `source` is a postcode such as ``2531AA``, `target` a neighbourhood, `share` that part of the addresses
        of the postcode which lies in it; the shares of a postcode add up to 1.

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If the file is empty or lacks a column, a postcode, code or number is none, or a pair is repeated.
    """
    columns = read_csv_columns(path, needs=["PC6", "neighb_code", "freq"])
    areas = area_codes(columns["neighb_code"], path=path, column="neighb_code")
    postcodes = [text.replace(" ", "").upper() for text in columns["PC6"]]
    addresses, _ = number_column(columns["freq"], path=path, column="freq")
    _check(path, postcodes, addresses)
    check_unique(list(zip(postcodes, areas, strict=True)), path=path, column="PC6, neighb_code")
    totals: dict[str, float] = defaultdict(float)
    for postcode, count in zip(postcodes, addresses.tolist(), strict=True):
        totals[postcode] += count
    return table_of(CROSSWALK, [
        {"source": postcode, "target": area, "share": count / totals[postcode]}
        for postcode, area, count in sorted(zip(postcodes, areas, addresses.tolist(), strict=True))
    ])  # fmt: skip


def _check(path: Path, postcodes: list[str], addresses: NDArray[np.float64]) -> None:
    for place, (postcode, count) in enumerate(zip(postcodes, addresses, strict=True)):
        if not _POSTCODE.fullmatch(postcode) or not count > 0:
            raise InputError(
                "{file}, row {row}: {postcode} is no postcode such as 2531AA, or {count} no number of addresses. "
                "Correct the row.", file=path, row=place + 2, postcode=postcode, count=count,
            )  # fmt: skip
