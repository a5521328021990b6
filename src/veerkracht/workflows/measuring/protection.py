"""Protection of people before figures leave the house, and the attack on what is about to leave."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.analysis.disclosure import ProtectionSettings, audit, protect, suppressed_share
from veerkracht.errors import PublicationError
from veerkracht.tables import OBSERVATIONS, Table, memtable, pull, stack
from veerkracht.workflows.findings import Row, rows_of

OWN_SOURCES = ("register", "generator")
"""Sources that nobody protected before: their figures pass our own protection. The others were published."""


def protected(observations: Table, indicators: Table, *, areas: Table, limits: Row) -> Table:
    """Withhold what tells of few people; figures that were public before stay as published.

    Parameters
    ----------
    observations : Table (OBSERVATIONS)
        Figures as computed.
    indicators : Table (INDICATORS)
        The catalogue.
    areas : Table (AREAS)
        Which area is part of which.
    limits : Row
        The settings of the room "protection".

    Returns
    -------
    Table (OBSERVATIONS)
        Without forbidden indicators; hidden figures are null and say so.

    Raises
    ------
    PublicationError
        If a hidden figure can be worked out from what would be published.
    """
    own, public = _own(observations), _public(observations, indicators)
    if not own.num_rows:
        return public
    parents, settings = areas.select("area", "parent"), _settings(limits)
    hidden = protect(memtable(own), indicators, parents=parents, settings=settings)
    refuse_unsafe(audit(hidden, parents, indicators=indicators, settings=settings))
    return stack([public, hidden], OBSERVATIONS)


def _own(observations: Table) -> pa.Table:
    return pull(observations.filter(observations.source.isin(OWN_SOURCES)))


def _public(observations: Table, indicators: Table) -> Table:
    forbidden = [row["indicator"] for row in rows_of(indicators) if row["sensitivity"] == "forbidden"]
    held = pull(observations)
    kept_back = pc.or_(
        pc.is_in(held["source"], pa.array(OWN_SOURCES)), pc.is_in(held["indicator"], pa.array(forbidden, pa.string()))
    )
    return memtable(held.filter(pc.invert(kept_back)))


def _settings(limits: Row) -> ProtectionSettings:
    return ProtectionSettings(
        min_count_open=limits["min_count"], min_count_limited=limits["min_count_limited"],
        min_denominator_open=limits["min_denominator"], min_denominator_limited=limits["min_denominator_limited"],
        rounding_base=limits["rounding"],
    )  # fmt: skip


def refuse_unsafe(audited: Table) -> None:
    """Stop the build when a hidden figure can be worked out.

    Parameters
    ----------
    audited : Table (area, period, indicator, source, lower, upper, safe)
        What an attack on the figures found.

    Raises
    ------
    PublicationError
        Naming how many figures are not safe, and the first of them.
    """
    unsafe = rows_of(audited.filter(audited.safe == False), "area", "period", "indicator")  # noqa: E712  # an expression
    if unsafe:
        raise PublicationError(
            "{n} withheld figures can be worked out from the others, first {indicator} of {area} in {period}. "
            "Raise the limits of protection, or leave the indicator out.", n=len(unsafe),
            **{name: unsafe[0][name] for name in ("indicator", "area", "period")},
        )  # fmt: skip


def withheld(observations: Table) -> tuple[Row, ...]:
    """Return per indicator how many figures were withheld here; what the sources withheld is not in it."""
    own = _own(observations)
    shares = rows_of(suppressed_share(memtable(own))) if own.num_rows else ()
    return tuple(row for row in shares if row["suppressed"])
