"""How many respondents name a connection between two risks, each share with its number and its interval."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.analysis.risks import interconnection, named_together
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.risk_network import NAMED_PAIRS

__all__ = ["NamedPart", "explore_named"]


@dataclass(frozen=True)
class NamedPart:
    """What was found about connections that respondents name.

    Parameters
    ----------
    pairs, risks : Table
        As `named_together` and `interconnection`.
    respondents : int
        All who gave a judgement, also those who named no connection.
    """

    pairs: Table
    risks: Table
    respondents: int


def explore_named(judgements: Table | None) -> NamedPart | None:
    """Count who names which connection, in whatever direction and with whatever sign.

    Parameters
    ----------
    judgements : Table (JUDGEMENTS) or None
        Of respondents; one who says that there is no link does not name it.

    Returns
    -------
    NamedPart or None
        None where nobody named a connection.
    """
    rows = [] if judgements is None else pull(judgements).to_pylist()
    named = {(row["respondent"], *sorted((row["source"], row["target"]))) for row in rows
             if row["sign"] and row["source"] != row["target"]}  # fmt: skip
    if not named:
        return None
    pairs = table_of(NAMED_PAIRS, [dict(zip(NAMED_PAIRS.columns, one, strict=True)) for one in sorted(named)])
    asked = len({row["respondent"] for row in rows})
    return NamedPart(named_together(pairs, respondents=asked), interconnection(pairs, respondents=asked), asked)
