"""A verdict on transfer that is never better than what is not known allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import pyarrow as pa

from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Table, memtable, pull

Row = Mapping[str, Any]  # Any: cells of mixed columns

VERDICTS: Final = ("likely", "changed", "unlikely", "unknown")
"""It can work as it is; it can work with changes; it cannot be expected to work; too much is not known."""

_ANSWERS: Final = ("same", "different", "unknown")
_SCHEMA: Final = pa.schema([
    ("subject", pa.string()), ("conditions", pa.int64()), *((f"share_{name}", pa.float64()) for name in _ANSWERS),
    ("essential_different", pa.int64()), ("essential_unknown", pa.int64()), ("verdict", pa.string()),
])  # fmt: skip


@dataclass(frozen=True)
class TransferSettings:
    """Shares of conditions that must be the same; no source sets them.

    Parameters
    ----------
    likely_from : float
        Share (0-1) from which it can work as it is.
    changed_from : float
        Share (0-1) from which it can work with changes.
    """

    likely_from: float = 0.8
    changed_from: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.changed_from <= self.likely_from <= 1:
            raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="changed_from",
                               value=self.changed_from, bounds="0 <= changed_from <= likely_from <= 1")  # fmt: skip


def transfer_check(conditions: Table, *, settings: TransferSettings | None = None) -> Table:
    """Judge whether something can be transferred, from the conditions it worked under.

    Parameters
    ----------
    conditions : Table (subject, condition, answer, essential)
        One row per condition of a subject (an initiative and the place it would go to). `answer`: same, different
        or unknown; null is unknown. `essential`: true if it cannot work without, null is false.
    settings : TransferSettings, optional
        The bounds; default the declared ones.

    Returns
    -------
    Table (subject, conditions, share_same, share_different, share_unknown, essential_different, essential_unknown,
    verdict)
        One row per subject. The shares add up to 1. `verdict` is one of `VERDICTS`.

    Raises
    ------
    SettingError
        If the bounds are not in order.
    TableError
        If a condition stands twice for a subject, or an answer is none of the three.

    Notes
    -----
    The verdict is what would hold if every unknown condition turned out to be different. Only when that would be
    ``unlikely`` and the unknown ones could still make it better it is ``unknown``. An essential condition that is
    different makes it ``unlikely``; one that is unknown leaves it ``unknown`` unless it is unlikely anyway.

    References
    ----------
    .. [1] Wang, Moss & Hiller (2006), "Applicability and transferability of interventions in evidence-based public
       health", Health Promotion International 21, 76-83.
    """
    rows = pull(conditions.select("subject", "condition", "answer", "essential")).to_pylist()
    _check(rows)
    chosen = settings or TransferSettings()
    grouped = groupby(sorted(rows, key=lambda row: str(row["subject"])), key=lambda row: row["subject"])
    found = [_judged(subject, list(given), chosen) for subject, given in grouped]
    return memtable(pa.Table.from_pylist(found, schema=_SCHEMA))


def _check(rows: Sequence[Row]) -> None:
    keys = {(row["subject"], row["condition"]) for row in rows}
    if len(keys) < len(rows):
        raise TableError("{rows} rows stand for {keys} conditions of a subject. Keep one row per condition.",
                         rows=len(rows), keys=len(keys))  # fmt: skip
    for row in rows:
        if row["answer"] not in (*_ANSWERS, None):
            raise TableError("Condition {condition} of {subject} is {answer}. Choose same, different or unknown.",
                             condition=row["condition"], subject=row["subject"], answer=row["answer"])  # fmt: skip


def _judged(subject: str, rows: Sequence[Row], settings: TransferSettings) -> dict[str, Any]:  # Any: mixed columns
    answers = [row["answer"] or "unknown" for row in rows]
    essential = [answer for answer, row in zip(answers, rows, strict=True) if row["essential"]]
    same, different, unknown = (answers.count(name) for name in _ANSWERS)
    held = {"essential_different": essential.count("different"), "essential_unknown": essential.count("unknown")}
    worst = (
        "unlikely" if held["essential_different"] + held["essential_unknown"] else _verdict(same / len(rows), settings)
    )
    best = "unlikely" if held["essential_different"] else _verdict((same + unknown) / len(rows), settings)
    shares = {
        f"share_{name}": number / len(rows) for name, number in zip(_ANSWERS, (same, different, unknown), strict=True)
    }
    verdict = "unknown" if worst == "unlikely" != best else worst
    return {"subject": subject, "conditions": len(rows), **shares, **held, "verdict": verdict}


def _verdict(same: float, settings: TransferSettings) -> str:
    if same >= settings.likely_from:
        return "likely"
    return "changed" if same >= settings.changed_from else "unlikely"
