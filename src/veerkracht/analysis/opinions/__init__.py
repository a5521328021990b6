"""How far those who were asked agree on a link between risks."""

from veerkracht.analysis.opinions.agreement import agreement
from veerkracht.analysis.opinions.spread import FEWEST_RESPONDENTS, link_spread

__all__ = ["FEWEST_RESPONDENTS", "agreement", "link_spread"]
