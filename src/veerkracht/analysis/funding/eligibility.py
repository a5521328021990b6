"""What stands between a civic initiative and each fund."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from veerkracht.analysis.funding._changes import Way, best_ways, check_changes
from veerkracht.tables import Table, memtable, pull

Row = Mapping[str, Any]  # Any: cells of mixed columns

STATES: Final = ("eligible", "after_change", "unknown", "conditions_unmet", "no_path")
"""From nearest to farthest: the form fits; it fits after a change; it cannot be told; a condition is known not to
be met; no series of changes leads to a form that the fund accepts."""

_SCHEMA: Final = pa.schema([
    ("initiative", pa.string()), ("fund", pa.string()), ("state", pa.string()), ("path", pa.list_(pa.string())),
    ("cost_eur", pa.float64()), ("known_cost_eur", pa.float64()), ("days", pa.int64()),
    ("unmet", pa.list_(pa.string())), ("not_known", pa.list_(pa.string())), ("maximum_eur", pa.float64()),
    ("net_gain_eur", pa.float64()),
])  # fmt: skip


def eligibility_paths(initiatives: Table, funds: Table, *, forms: Table) -> Table:
    """Find the cheapest way of each initiative to each fund.

    Parameters
    ----------
    initiatives : Table (initiative, legal_form, met, not_met)
        `legal_form` is a code, null when unknown; having none is a code too. `met` and `not_met` are lists of
        conditions that are known to hold or not to hold; of the others it is not known.
    funds : Table (fund, legal_forms, conditions, maximum_eur)
        `legal_forms`: list of the forms that are accepted; an empty list accepts every form, null is unknown.
        `conditions`: list of what else must hold. `maximum_eur`: the most that is granted.
    forms : Table (from_form, to_form, cost_eur, days)
        Possible changes of legal form; null cost or days are unknown.

    Returns
    -------
    Table (initiative, fund, state, path, cost_eur, known_cost_eur, days, unmet, not_known, maximum_eur, net_gain_eur)
        One row per pair, per initiative the nearest first (see `STATES`), then the largest net gain, then the id of
        the fund. `path` lists the forms from the present one on, null when there is none or it cannot be told.
        `cost_eur` and `days` are null when a step is unknown; `known_cost_eur` adds up the steps that are known, so
        the cost is at least that. `net_gain_eur` is null when the cost or the maximum is.

    Raises
    ------
    TableError
        If a cost or duration is below 0.

    Notes
    -----
    The cheapest way has the fewest steps of unknown cost, then the least cost, then the fewest days. So a way of
    known cost goes before one of unknown cost, although that might turn out to be cheaper.
    net gain = maximum - cost of the changes of form; costs of the other conditions are not in it.

    References
    ----------
    .. [1] Dijkstra (1959), "A note on two problems in connexion with graphs", Numerische Mathematik 1, 269-271.
    """
    changes = pull(forms.select("from_form", "to_form", "cost_eur", "days")).to_pylist()
    check_changes(changes)
    asking = pull(initiatives.select("initiative", "legal_form", "met", "not_met")).to_pylist()
    giving = pull(funds.select("fund", "legal_forms", "conditions", "maximum_eur")).to_pylist()
    present = {row["legal_form"] for row in asking if row["legal_form"] is not None}
    ways = {form: best_ways(form, changes) for form in present}
    rows = [_pair(initiative, fund, ways.get(initiative["legal_form"])) for initiative in asking for fund in giving]
    return memtable(pa.Table.from_pylist(sorted(rows, key=_nearness), schema=_SCHEMA))


def _pair(initiative: Row, fund: Row, ways: Mapping[str, Way] | None) -> dict[str, Any]:  # Any: mixed columns
    asked = list(dict.fromkeys(fund["conditions"] or ()))
    unmet = [name for name in asked if name in (initiative["not_met"] or ())]
    not_known = [name for name in asked if name not in unmet and name not in (initiative["met"] or ())]
    way = _best(initiative["legal_form"], fund["legal_forms"], ways)
    told = fund["legal_forms"] == [] or (ways is not None and fund["legal_forms"] is not None)
    known_conditions = fund["conditions"] is not None and not not_known
    state = _state(way, told=told, unmet=bool(unmet), known_conditions=known_conditions)
    return {
        "initiative": initiative["initiative"], "fund": fund["fund"], "state": state, "unmet": unmet,
        "not_known": not_known, "maximum_eur": fund["maximum_eur"], **_costs(way, fund["maximum_eur"]),
    }  # fmt: skip


def _best(form: str | None, accepted: Sequence[str] | None, ways: Mapping[str, Way] | None) -> Way | None:
    """Return the best way to an accepted form; where every form is accepted, that of changing nothing."""
    if accepted is not None and not accepted:
        return Way(forms=(form,) if form is not None else ())
    reached = [ways[name] for name in accepted or () if name in ways] if ways is not None else []
    return min(reached, default=None)


def _state(way: Way | None, *, told: bool, unmet: bool, known_conditions: bool) -> str:
    if told and way is None:
        return "no_path"
    if unmet:
        return "conditions_unmet"
    if way is None or not known_conditions:
        return "unknown"
    return "eligible" if len(way.forms) <= 1 else "after_change"


def _costs(way: Way | None, maximum: float | None) -> dict[str, Any]:  # Any: mixed columns
    if way is None:
        return dict.fromkeys(("path", "cost_eur", "known_cost_eur", "days", "net_gain_eur"))
    cost = None if way.unknown_costs else way.cost_eur
    return {
        "path": list(way.forms) or None, "cost_eur": cost, "known_cost_eur": way.cost_eur,
        "days": None if way.unknown_days else way.days,
        "net_gain_eur": None if cost is None or maximum is None else maximum - cost,
    }  # fmt: skip


def _nearness(row: Row) -> tuple[str, int, bool, float, str]:
    gain = row["net_gain_eur"]
    return row["initiative"], STATES.index(row["state"]), gain is None, -(gain or 0.0), row["fund"]
