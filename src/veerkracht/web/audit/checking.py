"""Whether the log is whole: its chain, its cuts and the guards of the database."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from veerkracht.web.audit.guards import is_guarded
from veerkracht.web.audit.models import Cut, Entry, broken_entries

__all__ = ["SALT", "Verdict", "check_log"]

SALT = "veerkracht.web.audit.cut"


@dataclass(frozen=True)
class Verdict:
    """What a check of the log found.

    Parameters
    ----------
    entries : int
        How many entries there are.
    broken : tuple of int
        Numbers of the entries that were changed or do not follow on the one before.
    false_cuts : tuple of int
        Numbers of the cuts whose signature does not fit.
    guarded : bool
        Whether the database refuses changes of the log.
    """

    entries: int
    broken: tuple[int, ...]
    false_cuts: tuple[int, ...]
    guarded: bool

    @property
    def is_whole(self) -> bool:
        """Return whether nothing was found."""
        return not self.broken and not self.false_cuts and self.guarded


def check_log() -> Verdict:
    """Check the whole log; it takes some seconds per hundred thousand entries."""
    false = tuple(cut.number for cut in Cut.objects.all() if not _is_signed(cut))
    return Verdict(Entry.objects.count(), tuple(broken_entries()), false, is_guarded())


def _is_signed(cut: Cut) -> bool:
    try:
        return bool(Signer(salt=SALT).unsign(f"{cut.content()}:{cut.signature}"))
    except BadSignature:
        return False
