"""How the initiatives are doing: status, gaps, changes and what they are good for."""

from veerkracht.analysis.initiatives.benefits import benefit_matrix, unserved_risks
from veerkracht.analysis.initiatives.changes import changes_between
from veerkracht.analysis.initiatives.gaps import initiative_gaps
from veerkracht.analysis.initiatives.statuses import STATUSES, TRACKS, check_status, status_counts

__all__ = [
    "STATUSES", "TRACKS", "benefit_matrix", "changes_between", "check_status", "initiative_gaps", "status_counts",
    "unserved_risks",
]  # fmt: skip
