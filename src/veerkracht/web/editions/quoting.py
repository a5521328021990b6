"""The quotes of an edition: those that the interviews release, without anything that leads to an interview."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from uuid import UUID

from veerkracht.connectors.register_bundle import BundleRecord
from veerkracht.web.interviews.consent import is_approved, publishable_quotes
from veerkracht.web.registers.models import Record, Values

__all__ = ["QUOTES", "quote_key", "refused_quotes", "usable_quotes"]

QUOTES: Final = "quotes"
INTERVIEWS: Final = "interviews"
_REFUSED: Final = ("refused", "removed")


def quote_key(record: UUID) -> str:
    """Return how a bundle calls a quote: the same each time, and it tells nothing of the interview."""
    return f"quote-{hashlib.sha256(record.bytes).hexdigest()[:12]}"


def usable_quotes(external: Mapping[str, str]) -> Iterator[tuple[UUID, BundleRecord]]:
    """Yield the quotes that may be shown, each with the id of its record.

    Parameters
    ----------
    external : Mapping of str to str
        External ids of the records that stand in the bundle, by id: a quote names its initiative only if that does.
    """
    for quote in publishable_quotes():
        yield quote.pk, BundleRecord(quote_key(quote.pk), _shown(quote, external))


def _shown(quote: Record, external: Mapping[str, str]) -> Values:
    """Return what is shown of a quote: who spoke only where the speaker lets it be said."""
    said: Values = quote.published or {}
    interview: Values = quote.parent.values if quote.parent else {}
    with_role = said.get("attribution") == "role"
    names = ("text", "attribution", "area", "approved_on", *(("attribution_text",) if with_role else ()))
    found = {name: said[name] for name in names if name in said}
    initiative = external.get(str(interview.get("initiative")))
    return {**found, "initiative": initiative} if initiative else found


def refused_quotes(records: Iterable[Record]) -> list[UUID]:
    """Return the quotes among some changed records that proved not to be fit to show.

    Those are also the quotes of an interview of which the speaker no longer says yes to the text. A speaker who
    withdraws needs no place here: then the quote itself is erased.
    """
    listed = list(records)
    quotes = [record for record in listed if record.register == QUOTES]
    unfit = [one.pk for one in quotes if one.values.get("state") in _REFUSED or one.values.get("recognisable") == "yes"]
    taken_back = [record.pk for record in listed if record.register == INTERVIEWS and not is_approved(record)]
    of_these = Record.objects.filter(parent__in=taken_back, register=QUOTES).values_list("pk", flat=True)
    return [*unfit, *(of_these if taken_back else ())]
