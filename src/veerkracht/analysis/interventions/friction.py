"""Policy aims that pull the same initiative or area in opposite directions."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
import pyarrow as pa

from veerkracht.errors import InputError
from veerkracht.tables import Table, arrays, memtable, pull

__all__ = ["policy_frictions"]


def policy_frictions(pulls: Table, known: Table | None = None) -> Table:
    """Find pairs of policy aims that work against each other.

    Parameters
    ----------
    pulls : Table (PULLS)
        Where each aim pulls the initiatives and areas that it touches: above 0 more of it, below 0 less.
    known : Table (aim_a, aim_b), optional
        Pairs of aims that are recorded as conflicts.

    Returns
    -------
    Table (aim_a, aim_b, kind, targets, strength, first_target, known)
        One row per pair of aims and kind of target (initiative or area) with at least one opposite pull, strongest
        first. `strength`: sum over those targets of the smaller of both pulls; `known`: whether the pair is recorded. A
        friction is a question to ask, no proof of a conflict: two aims may be met in one street side by side.

    Raises
    ------
    InputError
        If a pull is unknown.

    Examples
    --------
    >>> pulls = memtable({"aim": ["homes", "green"], "target": ["field", "field"], "kind": ["area"] * 2, "pull": [-1.0, 2.0]})
    >>> policy_frictions(pulls).select("aim_a", "aim_b", "strength").to_pyarrow().to_pylist()
    [{'aim_a': 'green', 'aim_b': 'homes', 'strength': 1.0}]
    """
    rows = arrays(pulls.select("kind", "target", "aim", "pull"), order=["kind", "target", "aim"])
    for row in np.flatnonzero(np.isnan(rows["pull"].astype(float)))[:1]:
        raise InputError("The pull of aim {aim} on {target} is unknown. Give it, 0 if there is none, or leave the row out.",
                         aim=rows["aim"][row], target=rows["target"][row])  # fmt: skip
    on: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for kind, target, aim, pull_of in zip(*(rows[name] for name in ("kind", "target", "aim", "pull")), strict=True):
        on[kind, target].append((aim, float(pull_of)))
    against: dict[tuple[str, str, str], list[tuple[str, float]]] = defaultdict(list)
    for (kind, target), aims in on.items():
        for (one, pull_one), (other, pull_other) in combinations(aims, 2):
            if pull_one * pull_other < 0:
                against[one, other, kind].append((target, min(abs(pull_one), abs(pull_other))))
    return _table(against, known)


def _table(against: dict[tuple[str, str, str], list[tuple[str, float]]], known: Table | None) -> Table:
    recorded = {
        frozenset((row["aim_a"], row["aim_b"])) for row in (pull(known).to_pylist() if known is not None else [])
    }
    rows = [{"aim_a": one, "aim_b": other, "kind": kind, "targets": len(hits),
             "strength": sum(strength for _, strength in hits), "first_target": hits[0][0],
             "known": frozenset((one, other)) in recorded} for (one, other, kind), hits in against.items()]  # fmt: skip
    rows.sort(key=lambda row: (-float(str(row["strength"])), str(row["aim_a"]), str(row["aim_b"]), str(row["kind"])))
    schema = pa.schema([("aim_a", pa.string()), ("aim_b", pa.string()), ("kind", pa.string()), ("targets", pa.int64()),
                        ("strength", pa.float64()), ("first_target", pa.string()), ("known", pa.bool_())])  # fmt: skip
    return memtable(pa.Table.from_pylist(rows, schema=schema))
