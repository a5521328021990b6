"""A whole synthetic city, drawn from one seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from veerkracht.connectors.generator.factors import draw_factors
from veerkracht.connectors.generator.figures import draw_observations
from veerkracht.connectors.generator.layout import areas_of, draw_layout
from veerkracht.connectors.generator.projects import draw_claims, draw_initiatives
from veerkracht.tables import Table


@dataclass(frozen=True)
class GeneratedCity:
    """All tables of the synthetic city.

    Parameters
    ----------
    areas : Table (AREAS)
        One municipality, 24 districts, 70 neighbourhoods, with boundaries.
    observations : Table (OBSERVATIONS)
        Years 2011-2022, source ``generator``.
    initiatives : Table (INITIATIVES)
        The register of 41.
    claims : Table (CLAIMS)
        Statements marked as made up.
    shared : tuple of (str, str)
        Districts without figures of their own in the panel, each with the one that carries them.
    """

    areas: Table
    observations: Table
    initiatives: Table
    claims: Table
    shared: tuple[tuple[str, str], ...]


def generate_city(*, seed: int, indicators: Table) -> GeneratedCity:
    """Draw Voorbeeldstad: a city that does not exist, with everything a real one shows.

    Parameters
    ----------
    seed : int
        At least 0. The same seed gives the same bytes; another gives another map, other figures, other statuses.
    indicators : Table (INDICATORS)
        Which indicators are wanted, and the step to which their source rounds.

    Returns
    -------
    GeneratedCity
        Tables as the readers of real sources give them, with their quirks: a break in a series, years in which
        was not asked, hidden small cells, two districts that share figures, police reports on codes that the
        division does not know.

    Notes
    -----
    Each neighbourhood has hidden factors (`factors`), traits follow from them (`figures.toml`), and counts are
    drawn from the traits (`figures`). Origin follows no factor: in this city it tells nothing.
    """
    on_map, hidden, told, stated = (np.random.default_rng([seed, part]) for part in range(4))
    layout = draw_layout(on_map)
    factors = draw_factors(layout, hidden)
    return GeneratedCity(
        areas=areas_of(layout),
        observations=draw_observations(layout, factors, indicators=indicators, seed=seed),
        initiatives=draw_initiatives(layout.district_names, told),
        claims=draw_claims(stated),
        shared=((layout.district_codes[layout.harbour], layout.district_codes[layout.partner]),),
    )
