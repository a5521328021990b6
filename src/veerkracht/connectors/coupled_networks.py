"""Coupled power and water networks: a pandapower file, an EPANET file, and which motor drives which pump.

What is read of power: buses, lines, transformers, closed switches between buses, motors, and the external grid as source.
What is read of water: junctions, tanks, reservoirs as sources, pipes and valves that are open, and pumps from their one end
to the other. A pump needs water, and power from its motor; pumps that stand by (closed to begin with) count as pumps. Tanks
run empty and are no sources. Loads, flows, pressures and roads are not read, and the files hold no people.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from veerkracht.connectors.files import check_is_data
from veerkracht.connectors.panel import read_csv_columns
from veerkracht.connectors.sourced_networks import Rows, feeding_rows
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import Table, table_of
from veerkracht.tables.infrastructure import ASSETS, SUPPLIES

__all__ = ["read_coupled_assets", "read_coupled_supplies"]

Frame = list[dict[str, Any]]  # Any: cells of mixed columns
_POWER, _WATER, _DEPENDENCES = "power_*.json", "water_*.inp", "dependencies.csv"
_BETWEEN_BUSES: Final = "b"
_ONE_WAY: Final = "cv"  # a pipe with a check valve
_CLOSED: Final = "closed"
_STATUS_AT: Final = 7  # column of a pipe that says open, closed or cv


def read_coupled_assets(folder: Path) -> Table:
    """Read buses, motors, nodes of water and pumps.

    Parameters
    ----------
    folder : Path
        With ``power_*.json``, ``water_*.inp`` and ``dependencies.csv``.

    Returns
    -------
    Table
        `ASSETS`, of kind power or water; areas are unknown.

    Raises
    ------
    MissingDataError
        If a file is not there.
    InputError
        If a file is not of its form.
    """
    power, water = _power(_one(folder, _POWER)), _water(_one(folder, _WATER))
    named = [*(("power", row["name"]) for part in ("bus", "motor") for row in power[part]),
             *(("water", name) for name in [*_water_nodes(water), *_first(water["PUMPS"])])]  # fmt: skip
    return table_of(ASSETS, [{"asset": name, "kind": kind, "label_nl": name, "label_en": name} for kind, name in named])


def read_coupled_supplies(folder: Path) -> Table:
    """Read who supplies whom within both networks, and which motors drive which pumps.

    Returns
    -------
    Table
        `SUPPLIES`; see `sourced_networks` for the rule within a network.

    Raises
    ------
    MissingDataError, InputError
        As `read_coupled_assets`, and if a link or dependence names what is not there or cannot be reached.
    """
    power, water = _power(_one(folder, _POWER)), _water(_one(folder, _WATER))
    return table_of(SUPPLIES, [
        *_power_rows(power, _one(folder, _POWER)), *_water_rows(water, _one(folder, _WATER)),
        *_driven(folder / _DEPENDENCES, _first(water["PUMPS"]), [row["name"] for row in power["motor"]]),
    ])  # fmt: skip


def _one(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise MissingDataError("There is no file {file}. Give another data folder or fetch it.", file=folder / pattern)
    check_is_data(found[0])
    return found[0]


def _power(path: Path) -> dict[str, Frame]:
    """Return the tables of a pandapower file; each is a table in JSON, written as text within JSON."""
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))["_object"]
        return {
            name: _frame(parts[name]["_object"]) for name in ("bus", "line", "trafo", "switch", "ext_grid", "motor")
        }
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("{file}: this is no network of pandapower ({reason}). Export it again as JSON.", file=path,
                         reason=str(error)) from error  # fmt: skip


def _frame(text: str | Mapping[str, Any]) -> Frame:  # Any: a JSON object
    table = json.loads(text) if isinstance(text, str) else text
    rows = zip(table["index"], table["data"], strict=True)
    return [{"number": number, **dict(zip(table["columns"], row, strict=True))} for number, row in rows]


def _power_rows(power: Mapping[str, Frame], path: Path) -> Rows:
    name = {row["number"]: row["name"] for row in power["bus"]}
    ends = [(row["from_bus"], row["to_bus"]) for row in power["line"] if row["in_service"]]
    ends += [(row["hv_bus"], row["lv_bus"]) for row in power["trafo"] if row["in_service"]]
    ends += [(row["bus"], row["element"]) for row in power["switch"] if row["closed"] and row["et"] == _BETWEEN_BUSES]
    unknown = [end for link in ends for end in link if end not in name]
    if unknown:
        raise InputError("{file}: a link names {node}, which is no node. Add the node, or correct the link.", file=path,
                         node=unknown[0])  # fmt: skip
    sources = [name[row["bus"]] for row in power["ext_grid"]]
    within = feeding_rows(list(name.values()), sources, [(name[start], name[end]) for start, end in ends], service="power",
                          path=path)  # fmt: skip
    return [
        *within,
        *({"asset": row["name"], "service": "power", "supplier": name[row["bus"]]} for row in power["motor"]),
    ]


def _water(path: Path) -> dict[str, list[list[str]]]:
    """Return the sections of an EPANET file, comments left out."""
    sections: dict[str, list[list[str]]] = {
        name: [] for name in ("JUNCTIONS", "RESERVOIRS", "TANKS", "PIPES", "PUMPS", "VALVES", "STATUS")
    }
    rows: list[list[str]] = []
    for line in path.read_text(encoding="latin-1").splitlines():
        text = line.split(";")[0].strip()
        if text.startswith("["):
            rows = sections.setdefault(text.strip("[]").upper(), [])
        elif text:
            rows.append(text.split())
    if not sections["RESERVOIRS"]:
        raise InputError(
            "{file}: there is no reservoir, so no water comes from anywhere. Give an EPANET file.", file=path
        )
    return sections


def _first(rows: Sequence[Sequence[str]]) -> list[str]:
    return [row[0] for row in rows]


def _water_nodes(water: Mapping[str, list[list[str]]]) -> list[str]:
    return [name for part in ("JUNCTIONS", "RESERVOIRS", "TANKS") for name in _first(water[part])]


def _water_rows(water: Mapping[str, list[list[str]]], path: Path) -> Rows:
    closed = {row[0] for row in water["STATUS"] if row[1:2] and row[1].lower() == _CLOSED}
    pipes = [row for row in (*water["PIPES"], *water["VALVES"]) if _status(row) != _CLOSED and row[0] not in closed]
    both = [(row[1], row[2]) for row in pipes if _status(row) != _ONE_WAY]
    one_way = [(row[1], row[2]) for row in pipes if _status(row) == _ONE_WAY]
    for pump, start, end, *_ in water["PUMPS"]:
        one_way += [(start, pump), (pump, end)]
    nodes = [*_water_nodes(water), *_first(water["PUMPS"])]
    return feeding_rows(nodes, _first(water["RESERVOIRS"]), both, service="water", path=path, one_way=one_way)


def _status(row: Sequence[str]) -> str:
    return row[_STATUS_AT].lower() if len(row) > _STATUS_AT else ""


def _driven(path: Path, pumps: Sequence[str], motors: Sequence[str]) -> Rows:
    columns = read_csv_columns(path, needs=("water_id", "power_id"))
    rows = list(zip(columns["water_id"], columns["power_id"], strict=True))
    for number, (pump, motor) in enumerate(rows):
        if pump not in pumps or motor not in motors:
            raise InputError("{file}, row {row}: {asset} or {supplier} is no node. Correct the row.", file=path,
                             row=number + 2, asset=pump, supplier=motor)  # fmt: skip
    return [{"asset": pump, "service": "power", "supplier": motor} for pump, motor in rows]
