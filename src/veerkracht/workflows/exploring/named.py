"""How many respondents name a connection between two risks, each share with its number and its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from veerkracht.analysis.risks import interconnection, named_together
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.risk_network import NAMED_PAIRS

__all__ = ["NamedPart", "explore_named"]

FEWEST: Final = 3
"""As for the strength of a link: with fewer respondents a share could tell what one of them said."""


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
        None where nobody named a connection, or fewer than three gave a judgement: then a share says nothing.
    """
    rows = [] if judgements is None else pull(judgements).to_pylist()
    named = {(row["respondent"], *sorted((row["source"], row["target"]))) for row in rows
             if row["sign"] and row["source"] != row["target"]}  # fmt: skip
    asked = len({row["respondent"] for row in rows})
    if not named or asked < FEWEST:
        return None
    pairs = table_of(NAMED_PAIRS, [dict(zip(NAMED_PAIRS.columns, one, strict=True)) for one in sorted(named)])
    return NamedPart(named_together(pairs, respondents=asked), interconnection(pairs, respondents=asked), asked)
