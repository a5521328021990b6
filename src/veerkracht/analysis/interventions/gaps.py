"""What a portfolio leaves open: themes and areas nobody serves, and initiatives for one kind of times only."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from veerkracht.errors import InputError
from veerkracht.tables import Table, arrays, memtable, pull, run_starts, table_from_arrays

__all__ = ["good_and_bad_times", "unserved"]

_TIMES: Final = ("good", "bad")


def unserved(covers: Table, choice: Table) -> Table:
    """List the themes (or risks) and areas that no chosen initiative serves.

    Parameters
    ----------
    covers : Table (COVERS)
        Which theme and area each initiative serves; rows without an initiative name what should be served.
    choice : Table (initiative, chosen)
        From `best_portfolio`.

    Returns
    -------
    Table (kind, name, able)
        `kind`: theme or area; `able`: how many initiatives could serve it. 0 tells that nobody has thought of it yet.

    Examples
    --------
    >>> covers = memtable({"initiative": ["trees", None], "theme": ["heat", "flood"], "area": [None, None]})
    >>> unserved(covers, memtable({"initiative": ["trees"], "chosen": [True]})).to_pyarrow().to_pylist()
    [{'kind': 'theme', 'name': 'flood', 'able': 0}]
    """
    chosen = {row["initiative"] for row in pull(choice.select("initiative", "chosen")).to_pylist() if row["chosen"]}
    rows = pull(covers).to_pylist()
    found = []
    for kind in ("theme", "area"):
        for name in sorted({row[kind] for row in rows if row[kind] is not None}):
            able = {row["initiative"] for row in rows if row[kind] == name and row["initiative"] is not None}
            if not able & chosen:
                found.append({"kind": kind, "name": name, "able": len(able)})
    schema = pa.schema([("kind", pa.string()), ("name", pa.string()), ("able", pa.int64())])
    return memtable(pa.Table.from_pylist(found, schema=schema))


def good_and_bad_times(times: Table) -> Table:
    """Tell which initiatives are worth something in good times, in bad times, or in both.

    Parameters
    ----------
    times : Table (TIMES)
        Value of each initiative in ``good`` times (years without a shock) and in ``bad`` ones; null where unknown.

    Returns
    -------
    Table (initiative, good, bad, kind)
        `kind`: both, only_insurance (worth something in bad times only), only_nice (in good times only) or neither;
        null where a value that decides it is unknown. A value of 0 or less is no benefit.

    Raises
    ------
    InputError
        If `times` is neither good nor bad.

    Examples
    --------
    >>> told = memtable({"initiative": ["dike", "dike"], "times": ["bad", "good"], "value": [9.0, 0.0]})
    >>> good_and_bad_times(told).kind.to_pyarrow().to_pylist()
    ['only_insurance']
    """
    rows = arrays(times.select("initiative", "times", "value"), order=["initiative", "times"])
    for place in np.flatnonzero(~np.isin(rows["times"].astype(str), _TIMES))[:1]:
        raise InputError("Initiative {initiative} has a value in {times} times. Choose from: good, bad.",
                         initiative=rows["initiative"][place], times=rows["times"][place])  # fmt: skip
    names = rows["initiative"][run_starts(rows["initiative"])]
    value = {
        one: dict(
            zip(
                rows["initiative"][rows["times"] == one], rows["value"][rows["times"] == one].astype(float), strict=True
            )
        )
        for one in _TIMES
    }
    good, bad = (np.array([value[one].get(name, np.nan) for name in names], float) for one in _TIMES)
    return table_from_arrays({"initiative": names, "good": good, "bad": bad, "kind": _kinds(good, bad)})


def _kinds(good: np.ndarray, bad: np.ndarray) -> np.ndarray:
    kinds = np.where(good > 0, np.where(bad > 0, "both", "only_nice"), np.where(bad > 0, "only_insurance", "neither"))
    found = kinds.astype(object)
    found[np.isnan(good) | np.isnan(bad)] = None
    return found
