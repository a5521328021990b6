"""Computing all findings of a city: one file per question, joined in `measure`."""

from veerkracht.workflows.measuring.measure import measure

__all__ = ["measure"]
