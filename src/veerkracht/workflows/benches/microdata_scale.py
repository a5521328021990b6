"""The same counts in registers of other sizes, to see how time and memory grow: each runs alone, by its name.

The largest takes 2 GB on disk, and minutes to draw.
"""

from __future__ import annotations

from veerkracht.workflows.benches.microdata import BAR, scaling

WORKS = tuple(scaling(millions, bar=BAR) for millions in (2, 60, 200))
