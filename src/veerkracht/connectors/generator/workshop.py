"""A workshop in Voorbeeldstad that never was: judgements, futures, critical services and choices, drawn from one seed.

All of it is made up, and the workbooks that it is written into say so. The texts stand in `workshop.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, Final

import numpy as np

__all__ = ["Rows", "draw_futures", "draw_judgements", "respondents"]

Record = dict[str, Any]  # Any: a TOML table, or a row of a sheet, holds values of mixed types
Rows = dict[str, list[Record]]

_KNOWS: Final = 0.8  # made up: share of the links that a respondent has a view on
_FLIPS: Final = 0.4  # made up: share of the respondents who see a contested link the other way round
_WEAKEST, _STRONGEST = 1, 5
_DAYS_PER_YEAR: Final = 365
_STATES: Final = ("rising", "steady", "falling")


@cache
def texts() -> Record:
    """Return what is made up: links, names and damages."""
    return tomllib.loads(files("veerkracht.connectors.generator").joinpath("workshop.toml").read_text("utf-8"))


def respondents() -> int:
    """Return how many different functions are made up."""
    return len(texts()["respondent"])


def draw_judgements(number: int, *, language: str, seed: int) -> Rows:
    """Draw what one respondent fills in.

    Parameters
    ----------
    number : int
        Of the respondent, from 0.
    language : {"nl", "en"}
        Of the words.
    seed : int
        The same seed gives the same answers, however many others are drawn.

    Returns
    -------
    dict of sheet to rows
        The sheets `respondent` and `judgements`.
    """
    rng = np.random.default_rng([seed, 1, number])
    roles = texts()["respondent"]
    role = roles[number % len(roles)][language]
    extra = f" {number // len(roles) + 1}" if number >= len(roles) else ""
    drawn = [_judgement(link, rng) for link in texts()["link"]]
    known = [row for row in drawn if row]
    return {
        "respondent": [{"function": f"{role}{extra}", "round": "Voorbeeldstad"}],
        "judgements": [{"number": str(place), **row} for place, row in enumerate(known, start=1)],
    }


def _judgement(link: Record, rng: np.random.Generator) -> Record | None:
    known, flipped = rng.random() < _KNOWS, rng.random() < _FLIPS
    strength = int(np.clip(link["strength"] + rng.integers(-1, 2), _WEAKEST, _STRONGEST))
    certainty = str(rng.choice(["low", "medium", "high"]))
    evidence = str(rng.choice(["data", "research", "expert", "workshop"]))
    if not known:
        return None
    lag, unit = _lag(link["days"])
    sign = -link["sign"] if link.get("contested") and flipped else link["sign"]
    return {"source": link["source"], "target": link["target"], "sign": str(sign), "strength": str(strength),
            "lag": lag, "lag_unit": unit, "certainty": certainty, "evidence": evidence}  # fmt: skip


def _lag(days: int) -> tuple[float, str]:
    return (days / _DAYS_PER_YEAR, "years") if days >= _DAYS_PER_YEAR else (float(days), "days")


def draw_futures(*, language: str, seed: int) -> Rows:
    """Draw the sheet on uncertain futures: states and what each does to the others.

    Returns
    -------
    dict of sheet to rows
        The sheets `descriptors` and `cross_impacts`.
    """
    rng = np.random.default_rng([seed, 2])
    named, states = texts()["uncertainty"], texts()["state"]
    descriptors = [{"descriptor": one[language], "state": states[state][language], "risk": one["risk"], "direction": state}
                   for one, state in product(named, _STATES)]  # fmt: skip
    pairs = [pair for pair in product(named, named) if pair[0] is not pair[1]]
    impacts = [row for pair in pairs for row in _influences(pair, language, rng)]
    return {"descriptors": _numbered(descriptors), "cross_impacts": _numbered(impacts)}


def _influences(pair: tuple[Record, Record], language: str, rng: np.random.Generator) -> list[Record]:
    """Return the influences of one uncertainty on another: like states help each other, opposite ones hold back."""
    source, target = pair
    known = {(row["source"], row["target"]): row["strength"] for row in texts()["influence"]}
    strength = known.get((source["risk"], target["risk"]), 0)
    states, level = texts()["state"], dict(zip(_STATES, (1, 0, -1), strict=True))
    wobble = int(rng.integers(0, 2)) if strength else 0
    return [
        {"source": source[language], "source_state": states[one][language], "target": target[language],
         "target_state": states[other][language], "judgement": float(level[one] * level[other] * max(strength - wobble, 0))}
        for one, other in product(_STATES, _STATES)
    ]  # fmt: skip


def _numbered(rows: Sequence[Mapping[str, Any]]) -> list[Record]:  # Any: cells of mixed types
    return [{"number": str(place), **row} for place, row in enumerate(rows, start=1)]
