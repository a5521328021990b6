"""Which offer answers which request."""

from veerkracht.analysis.matching.requests import match_requests

__all__ = ["match_requests"]
