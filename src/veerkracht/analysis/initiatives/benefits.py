"""What initiatives are good for: risks and goals served, in good times and in bad."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pyarrow as pa

from veerkracht.tables import Table, memtable

Record = Mapping[str, str | None]

NO_LONGER_SERVING: Final = ("ended", "merged")  # what was merged serves under the name of the other
_MATRIX: Final = pa.schema([
    ("initiative", pa.string()), ("kind", pa.string()), ("target", pa.string()),
    ("good_times", pa.bool_()), ("bad_times", pa.bool_()),
])  # fmt: skip


def benefit_matrix(initiatives: Table) -> Table:
    """Cross initiatives with the risks and goals that they serve.

    Parameters
    ----------
    initiatives : Table (INITIATIVES)
        The initiatives; `risks` and `goal` may list several, parted by ``;``.

    Returns
    -------
    Table (initiative, kind, target, good_times, bad_times)
        One row per initiative and risk (kind ``risk``) or goal (kind ``goal``). `good_times` and `bad_times`
        are true where a benefit in such times is described, and null where nothing is known of it.
    """
    rows = initiatives.order_by("initiative").to_pyarrow().to_pylist()
    return memtable(pa.Table.from_pylist([cell for row in rows for cell in _cells(row)], schema=_MATRIX))


def _cells(row: Record) -> Iterator[dict[str, str | bool | None]]:
    times = {f"{times}_times": _described(row, times) for times in ("good", "bad")}
    for kind, column in (("risk", "risks"), ("goal", "goal")):
        for target in _listed(row[column]):
            yield {"initiative": row["initiative"], "kind": kind, "target": target, **times}


def _described(row: Record, times: str) -> bool | None:
    return True if row[f"benefit_{times}_times_nl"] or row[f"benefit_{times}_times_en"] else None


def _listed(text: str | None) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in (text or "").split(";") if part.strip()))


def unserved_risks(initiatives: Table, risks: Table) -> Table:
    """Find the risks that no known initiative serves.

    Parameters
    ----------
    initiatives : Table (INITIATIVES)
        The initiatives; those that ended or were merged into another do not count.
    risks : Table (RISKS)
        The risks of the city.

    Returns
    -------
    Table (risk)
        In order of id.
    """
    rows = initiatives.select("status", "risks").to_pyarrow().to_pylist()
    served = {risk for row in rows if row["status"] not in NO_LONGER_SERVING for risk in _listed(row["risks"])}
    every = risks.select("risk").to_pyarrow()["risk"].to_pylist()
    return memtable(pa.table({"risk": pa.array(sorted(set(every) - served), pa.string())}))
