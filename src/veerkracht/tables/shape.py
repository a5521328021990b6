"""What a shared table is: its columns, its key, and why a value may be absent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import ibis
from ibis.expr.types import Table
from numpy.typing import NDArray

__all__ = ["Array", "ColumnRule", "Shape", "Status", "Table"]

Array = NDArray[Any]  # Any: a column holds text, numbers or yes/no


class Status:
    """Observation status, SDMX code list CL_OBS_STATUS 2.3.

    A value is present under NORMAL, BREAK, ESTIMATED, SHARED_WITH and LOW_RELIABILITY; it is null under the
    others. `PRESENT` and `ABSENT` list them.
    """

    NORMAL: Final = "A"
    BREAK: Final = "B"  # first value after a break in the series; compare with earlier years only with care
    ESTIMATED: Final = "E"  # model-based or rounded estimate
    LOW_RELIABILITY: Final = "U"
    SHARED_WITH: Final = "W"  # includes data of another area; count it once
    MISSING: Final = "O"  # unknown reason
    NOT_ASKED: Final = "L"  # not collected in that period
    NOT_APPLICABLE: Final = "M"  # data cannot exist
    SUPPRESSED: Final = "Q"  # withheld to protect people
    SHARED_IN: Final = "K"  # included in the figure of another area (see SHARED_WITH)
    PRESENT: Final = (NORMAL, BREAK, ESTIMATED, LOW_RELIABILITY, SHARED_WITH)
    ABSENT: Final = (MISSING, NOT_ASKED, NOT_APPLICABLE, SUPPRESSED, SHARED_IN)


@dataclass(frozen=True)
class Shape:
    """Name, columns with types, and key of one shared table."""

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]

    @property
    def schema(self) -> ibis.Schema:
        """The columns as an Ibis schema."""
        return ibis.schema(self.columns)


@dataclass(frozen=True)
class ColumnRule:
    """How to find one indicator in the columns of one kind of file.

    Parameters
    ----------
    indicator : str
        Id of the indicator.
    source : str
        Kind of file the rule is for, for example ``"kwb_odata"``.
    column : str
        Name in the file; for numbered names the part before the number.
    scale : float
        Multiply the raw value by this to reach the indicator's unit (0.01, 1000, ...).
    first, last : int
        Years in which the name has this meaning.
    after : str
        Where a name occurs more than once: the name of the last distinct heading before it.
    """

    indicator: str
    source: str
    column: str
    scale: float = 1.0
    first: int = 1900
    last: int = 9999
    after: str = ""
