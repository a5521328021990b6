"""Where plans work against each other: aims that pull apart, initiatives that harm a risk another serves, pairs that clash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from veerkracht.analysis.interventions import policy_frictions
from veerkracht.catalogue import Recorded
from veerkracht.connectors.workshop_sheets import Filled
from veerkracht.reports.content import Inline, Label
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.choices import PULLS
from veerkracht.tables.shape import Shape
from veerkracht.workflows.choosing.options import CLOSED, Options
from veerkracht.workflows.choosing.portfolio import Row
from veerkracht.workflows.workshop.answers import judgements_of
from veerkracht.workflows.workshop.choices import Choices
from veerkracht.workflows.workshop.place import CityPlace
from veerkracht.workflows.workshop.registers import register_judgements

__all__ = ["Clash", "FrictionPart", "find_frictions"]

CLASHES: Final = Shape("clashes", {"kind": "string", "one": "string", "other": "string", "points": "float64"},
                       ("kind", "one", "other"))  # fmt: skip
_DIRECTIONS: Final[Mapping[str, float]] = {"more": 1.0, "less": -1.0}
"""Directions of an aim that pull; to keep, spread or move something is neither more nor less of it."""
_LOWERS: Final = -1.0


@dataclass(frozen=True)
class Clash:
    """Two initiatives that the sheet names as in each other's way, and the points that they cost each other.

    `kind`: excludes (never both; no points) or weakens (a synergy below 0).
    """

    kind: str
    one: str
    other: str
    points: float | None


@dataclass(frozen=True)
class FrictionPart:
    """What was found about plans that work against each other.

    Parameters
    ----------
    found : Table
        As `policy_frictions`, over risks and over areas.
    clashes : tuple of Clash
        Pairs of initiatives, the worst first.
    aims : int
        How many policy aims the registers hold.
    marked : int
        How many marks there are of an initiative for a risk, for better or worse.
    opposing : int
        Links between risks that most call negative: less of one is more of the other.
    names : mapping of aim or initiative to name
        Of all that is named.
    """

    found: Table
    clashes: tuple[Clash, ...]
    aims: int
    marked: int
    opposing: int
    names: Mapping[str, Inline]

    @property
    def clash_table(self) -> Table:
        """The pairs as a table."""
        return table_of(CLASHES, [vars(one) for one in self.clashes])


def find_frictions(place: CityPlace, filled: Filled, options: Options) -> FrictionPart:
    """Look for plans that work against each other.

    Parameters
    ----------
    place : CityPlace
        With its initiatives, and policy aims and benefits of a bundle.
    filled : Filled
        With judgements on links between risks.
    options : Options
        With the pairs of the sheet.

    Notes
    -----
    An initiative pulls a risk that it is about down, by 1 or by its marks in good and bad times; with a negative link A to
    B, one that lowers A pulls B up by 1. An aim pulls its theme up (more) or down (less) in each area that it names.
    """
    kept = place.city.recorded or Recorded()
    aims = kept.of("policy_aims")
    negative = _negative_links(place, filled)
    marks = _marks(kept)
    pulls = [*_on_risks(place, marks, negative), *_on_areas(kept)]
    known = table_of(_KNOWN, [{"aim_a": str(one.values["aim_a"]), "aim_b": str(one.values["aim_b"])}
                              for one in kept.of("policy_conflicts")])  # fmt: skip
    words = {one.id: Label(*_both(one.words("name").nl, one.words("name").en, one.id)) for one in aims}
    names = {**words, **{one.initiative: one.name for one in options.known}}
    found = policy_frictions(table_of(PULLS, pulls), known)
    return FrictionPart(found, _clashes(options.choices), len(aims), len(marks), len(negative), names)


_KNOWN: Final = Shape("known", {"aim_a": "string", "aim_b": "string"}, ())


def _both(nl: str, en: str, code: str) -> tuple[str, str]:
    return nl or en or code, en or nl or code


def _negative_links(place: CityPlace, filled: Filled) -> tuple[tuple[str, str], ...]:
    """Return the pairs of risks of which most who judged them say that less of one is more of the other."""
    told = judgements_of(filled)[0]
    told = register_judgements(place) if told is None else told
    rows = [*pull(place.city.links.select("source", "target", "sign")).to_pylist()]
    rows += [] if told is None else pull(told.select("source", "target", "sign")).to_pylist()
    signs: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        signs.setdefault((row["source"], row["target"]), []).append(row["sign"] or 0)
    return tuple(pair for pair, given in sorted(signs.items()) if sum(given) < 0)


def _marks(kept: Recorded) -> dict[tuple[str, str], float]:
    """Return the marks of initiatives for risks, of good and bad times together; both must be given."""
    found: dict[tuple[str, str], float] = {}
    for one in kept.of("benefits"):
        given = [one.values.get(name) for name in ("good_times", "bad_times")]
        if None not in given:
            pair = one.parent, str(one.values["risk"])
            found[pair] = found.get(pair, 0.0) + sum(float(str(mark)) for mark in given)
    return found


def _on_risks(
    place: CityPlace, marks: Mapping[tuple[str, str], float], negative: Sequence[tuple[str, str]]
) -> Iterator[Row]:
    """Return how initiatives pull risks: down by what they do, up by the other side of a negative link."""
    running = {str(row["initiative"]): row["risks"] for row in place.initiatives if row["status"] not in CLOSED}
    told = {(name, risk): _LOWERS for name, risks in running.items() for risk in _listed(risks, place)}
    told |= {pair: -mark for pair, mark in marks.items() if pair[0] in running}
    for name, risk in sorted(told):
        yield {"aim": name, "target": risk, "kind": "risk", "pull": told[name, risk]}
    side = {(name, end) for name, risk in told if told[name, risk] < 0 for start, end in negative if start == risk}
    for name, risk in sorted(side - told.keys()):
        yield {"aim": name, "target": risk, "kind": "risk", "pull": -_LOWERS}


def _listed(risks: str | None, place: CityPlace) -> list[str]:
    return [risk for one in (risks or "").split(";") if (risk := one.strip()) in place.risks]


def _on_areas(kept: Recorded) -> Iterator[Row]:
    for aim in kept.of("policy_aims"):
        pull_of = _DIRECTIONS.get(str(aim.values.get("direction")))
        for area in aim.listed("areas") if pull_of is not None else ():
            yield {"aim": aim.id, "target": f"{aim.values['theme']} {area}", "kind": "area", "pull": pull_of}


def _clashes(choices: Choices | None) -> tuple[Clash, ...]:
    if choices is None:
        return ()
    pairs = [Clash("weakens", row["source"], row["target"], row["value"])
             for row in pull(choices.synergies).to_pylist() if row["value"] < 0]  # fmt: skip
    never = {tuple(sorted((row["source"], row["target"]))) for row in pull(choices.rules).to_pylist()
             if row["kind"] == "excludes"}  # fmt: skip
    excluded = [Clash("excludes", one, other, None) for one, other in sorted(never)]
    return (*excluded, *sorted(pairs, key=lambda one: (one.points or 0.0, one.one, one.other)))
