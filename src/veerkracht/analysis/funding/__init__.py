"""Which funds a civic initiative can reach, by which legal form, and at what cost."""

from veerkracht.analysis.funding.eligibility import STATES, eligibility_paths

__all__ = ["STATES", "eligibility_paths"]
