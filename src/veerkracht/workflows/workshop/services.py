"""Critical services that were filled in, as tables of a network: assets, who supplies whom, and who is served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from veerkracht.connectors.form_rows import Rejection
from veerkracht.connectors.workshop_sheets import Filled, Line
from veerkracht.reports.translation import mark as _
from veerkracht.tables import Table, table_of
from veerkracht.tables.infrastructure import ASSETS, FAILURES, REPAIRS, SERVED, SUPPLIES
from veerkracht.workflows.workshop.answers import refused_by, repeated

__all__ = ["Services", "services_of"]

NO_SERVICE: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: it is not filled in what is supplied. Choose from the list."
)
NO_AREA: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: the district is not filled in. Choose one from the list."
)
NO_REPAIR: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: the time of repair is not filled in. Make an estimate; unknown is not zero."
)
NO_CHANCE: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: the chance is not filled in. Make an estimate; unknown is not zero."
)
UNKNOWN_ASSET: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: “{value}” does not stand on the sheet with assets. Add it there, or mend it."
)
NO_PEOPLE: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: the number of people is not filled in. Unknown is not zero."
)
DIFFERENT: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: the suppliers of one service differ here. Fill in the same for each of them."
)
_GROUP: Final = ("threshold", "time_to_fail_hours", "backup_hours")
EVERYBODY: Final = "all"
REPAIR_SPREAD: Final = 0.5
"""Assumed standard deviation of the logarithm of a repair time: two thirds of repairs take 0.6 to 1.6 times the median."""


@dataclass(frozen=True)
class Services:
    """A network of critical services.

    Parameters
    ----------
    assets, supplies, failures, repairs, served : Table
        Each of the shape of its name; `failures` is None where no chance of failure is known.
    names : mapping of asset to name
        As filled in.
    kinds : mapping of asset to kind
        What it supplies.
    areas : mapping of asset to area
        Where it stands.
    sure : mapping of str to int
        How many statements are high, medium or low in confidence.
    """

    assets: Table
    supplies: Table
    failures: Table | None
    repairs: Table
    served: Table
    names: Mapping[str, str]
    kinds: Mapping[str, str]
    areas: Mapping[str, str]
    sure: Mapping[str, int]


def services_of(filled: Filled) -> tuple[Services | None, list[Rejection]]:
    """Return the network of critical services, None where no sheet has assets."""
    assets, needs, people = (filled.of(name) for name in ("assets", "dependencies", "people"))
    wrong = _wrong(assets, needs, people)
    if wrong or not assets:
        return None, wrong
    of = {line.text("asset"): line for line in assets}
    return Services(
        table_of(ASSETS, [_asset(line) for line in assets]), table_of(SUPPLIES, [_supply(line) for line in needs]),
        table_of(FAILURES, [_failure(line) for line in assets]), table_of(REPAIRS, [_repair(line) for line in assets]),
        table_of(SERVED, [_served(line) for line in people] or _served_at_home(assets)),
        {name: line.text("name") or name for name, line in of.items()},
        {name: line.text("service") for name, line in of.items()}, {name: line.text("area") for name, line in of.items()},
        Counter(line.text("confidence") or "unknown" for line in needs),
    ), wrong  # fmt: skip


def _wrong(assets: Sequence[Line], needs: Sequence[Line], people: Sequence[Line]) -> list[Rejection]:
    known = frozenset(line.text("asset") for line in assets)
    return [
        *refused_by(_asset_is_wrong, assets),
        *refused_by(lambda line: _need_is_wrong(line, known), needs),
        *refused_by(lambda line: _people_are_wrong(line, known), people),
        *repeated(needs, lambda line: tuple(line.text(name) for name in ("supplier", "asset", "service")), "asset"),
        *repeated(people, lambda line: tuple(line.text(name) for name in ("asset", "area", "group")), "group"),
        *_differing(needs),
    ]


def _asset_is_wrong(line: Line) -> tuple[str, str] | None:
    for column, words in (("service", NO_SERVICE), ("area", NO_AREA)):
        if not line.text(column):
            return column, words
    for column, words in (("failure_chance", NO_CHANCE), ("repair_hours", NO_REPAIR)):
        if line.number(column) is None:
            return column, words
    return None


def _need_is_wrong(line: Line, known: frozenset[str]) -> tuple[str, str] | None:
    for column in ("supplier", "asset"):
        if line.text(column) not in known:
            return column, UNKNOWN_ASSET
    if line.text("supplier") == line.text("asset"):
        return "asset", ITSELF_ASSET
    return None if line.text("service") else ("service", NO_SERVICE)


ITSELF_ASSET: Final = _("Sheet {sheet}, cell {cell}, column {column}: an asset cannot supply itself. Name its source.")


def _people_are_wrong(line: Line, known: frozenset[str]) -> tuple[str, str] | None:
    if line.text("asset") not in known:
        return "asset", UNKNOWN_ASSET
    if not line.text("area"):
        return "area", NO_AREA
    return ("people", NO_PEOPLE) if line.number("people") is None else None


def _differing(needs: Sequence[Line]) -> list[Rejection]:
    first: dict[tuple[str, str], Line] = {}
    for line in needs:
        first.setdefault((line.text("asset"), line.text("service")), line)

    def differs(line: Line) -> tuple[str, str] | None:
        other = first[line.text("asset"), line.text("service")]
        unlike = [name for name in _GROUP if line.number(name) != other.number(name)]
        return (unlike[0], DIFFERENT) if unlike else None

    return refused_by(differs, needs)


def _asset(line: Line) -> dict[str, object]:
    name = line.text("name") or line.text("asset")
    return {"asset": line.text("asset"), "kind": line.text("service"), "area": line.text("area") or None,
            "label_nl": name, "label_en": name}  # fmt: skip


def _supply(line: Line) -> dict[str, object]:
    threshold = line.number("threshold")
    return {"asset": line.text("asset"), "service": line.text("service"), "supplier": line.text("supplier"),
            "threshold": None if threshold is None else threshold / 100, "backup_hours": line.number("backup_hours"),
            "time_to_fail_hours": line.number("time_to_fail_hours"), "confidence": line.text("confidence") or None}  # fmt: skip


def _failure(line: Line) -> dict[str, object]:
    return {"asset": line.text("asset"), "probability": (line.number("failure_chance") or 0.0) / 100,
            "factor": line.text("area") or None}  # fmt: skip


def _repair(line: Line) -> dict[str, object]:
    return {
        "asset": line.text("asset"),
        "median_hours": line.number("repair_hours"),
        "log_sd": REPAIR_SPREAD,
        "crews": 1,
    }


def _served(line: Line) -> dict[str, object]:
    return {"asset": line.text("asset"), "area": line.text("area"), "group": line.text("group") or EVERYBODY,
            "people": line.number("people")}  # fmt: skip


def _served_at_home(assets: Sequence[Line]) -> list[dict[str, object]]:
    """Without a sheet on people, all whom an asset serves live in its district."""
    return [{"asset": line.text("asset"), "area": line.text("area"), "group": EVERYBODY, "people": line.number("people")}
            for line in assets if line.number("people") is not None]  # fmt: skip
