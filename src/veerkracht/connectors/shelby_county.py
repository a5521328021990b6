"""Power, water, gas and telecom of Shelby County (Memphis, USA), with the dependences between them.

What is read: nodes with their population and median income, links (without direction, see `sourced_networks`), and
dependences. A node of positive demand is a source of power, water or gas, as in the data. Telecom has no sources in the
data, so its cables feed nothing here: a telecom node needs only the power that the data say. Where a node depends on
several nodes of one network, one of them is enough. Capacities, lengths and costs are not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from veerkracht.connectors.panel import number_column, read_csv_columns
from veerkracht.connectors.sourced_networks import feeding_rows
from veerkracht.errors import InputError
from veerkracht.tables import Table, memtable, table_of
from veerkracht.tables.infrastructure import ASSETS, SERVED, SUPPLIES

__all__ = ["read_shelby_assets", "read_shelby_incomes", "read_shelby_served", "read_shelby_supplies"]

FILES: Final = {"power": "Power", "water": "Water", "gas": "Gas", "telecom": "Telecommunication"}
"""Network to the start of the names of its files."""
_SOURCED: Final = ("power", "water", "gas")
_EVERYBODY: Final = "all"
_ABSENT: Final = "N/A"
_MISSING: Final = "."  # how a number cell says that it is missing
_INCOME: Final = "Median income (dollars)"
_NODE_COLUMNS: Final = ("ID", "Node Type", "Demand", "population", _INCOME)
_LABELS: Final = {"power": ("stroom", "power"), "water": ("water", "water"), "gas": ("gas", "gas"),
                  "telecom": ("telecom", "telecom")}  # fmt: skip

Nodes = dict[str, list[dict[str, Any]]]  # Any: text and numbers


def read_shelby_assets(folder: Path) -> Table:
    """Read the nodes of four networks.

    Parameters
    ----------
    folder : Path
        Folder with the data.

    Returns
    -------
    Table
        `ASSETS`. A node that serves people is an area of its own; the others have none.

    Raises
    ------
    MissingDataError
        If a file is not there.
    InputError
        If a column is absent or a cell holds no number.
    """
    rows = [
        {"asset": node["asset"], "kind": network, "area": node["asset"] if node["people"] is not None else None,
         "label_nl": f"{_LABELS[network][0]} {node['ID']}", "label_en": f"{_LABELS[network][1]} {node['ID']}"}
        for network, nodes in _nodes(folder).items() for node in nodes
    ]  # fmt: skip
    return table_of(ASSETS, rows)


def read_shelby_supplies(folder: Path) -> Table:
    """Read who supplies whom.

    Returns
    -------
    Table
        `SUPPLIES`: along the links of a network from its sources on, and between networks.

    Raises
    ------
    MissingDataError, InputError
        As `read_shelby_assets`, and if a link or a dependence names a node that is not there or cannot be reached.
    """
    nodes = _nodes(folder)
    rows = [row for network in _SOURCED for row in _within(folder, network, nodes)]
    return table_of(SUPPLIES, [*rows, *_between(folder, nodes)])


def read_shelby_served(folder: Path) -> Table:
    """Read how many people live in the area of each node that serves people (`SERVED`, one group)."""
    rows = [
        {"asset": node["asset"], "area": node["asset"], "group": _EVERYBODY, "people": node["people"]}
        for nodes in _nodes(folder).values() for node in nodes if node["people"] is not None
    ]  # fmt: skip
    return table_of(SERVED, rows)


def read_shelby_incomes(folder: Path) -> Table:
    """Read the median income of each area that a node serves (area, score), in dollars per year."""
    known = [node for nodes in _nodes(folder).values() for node in nodes if node["people"] is not None]
    return memtable({"area": [node["asset"] for node in known], "score": [node["income"] for node in known]})


def _nodes(folder: Path) -> Nodes:
    return {network: _nodes_of(folder / f"{name}Nodes.csv", network) for network, name in FILES.items()}


def _nodes_of(path: Path, network: str) -> list[dict[str, Any]]:  # Any: text and numbers
    columns = read_csv_columns(path, needs=_NODE_COLUMNS)
    demand, people, income = (_numbers(path, columns, name) for name in ("Demand", "population", _INCOME))
    source = (demand > 0) & (network in _SOURCED)
    return [
        {"ID": number, "asset": f"{network} {number}", "source": bool(source[place]),
         "people": None if source[place] or np.isnan(people[place]) else float(people[place]),
         "income": None if np.isnan(income[place]) else float(income[place])}
        for place, number in enumerate(columns["ID"])
    ]  # fmt: skip


def _numbers(path: Path, columns: Mapping[str, list[str]], name: str) -> np.ndarray:
    texts = [_MISSING if text == _ABSENT else text for text in columns[name]]
    return np.asarray(number_column(texts, path=path, column=name)[0], float)


def _within(folder: Path, network: str, nodes: Nodes) -> list[dict[str, Any]]:  # Any: text and numbers
    path = folder / f"{FILES[network]}Arcs.csv"
    columns = read_csv_columns(path, needs=("Start Node", "End Node"))
    links = [(f"{network} {start}", f"{network} {end}")
             for start, end in zip(columns["Start Node"], columns["End Node"], strict=True)]  # fmt: skip
    sources = [node["asset"] for node in nodes[network] if node["source"]]
    return feeding_rows([node["asset"] for node in nodes[network]], sources, links, service=network, path=path)


def _between(folder: Path, nodes: Nodes) -> list[dict[str, Any]]:  # Any: text and numbers
    """A node depends on another network under the name of that network, apart from what its own network gives it."""
    path = folder / "Interdep.csv"
    needs = ("Depender Network", "Depender Node", "Dependee Network", "Dependee Node")
    columns = read_csv_columns(path, needs=needs)
    network_of = {name: network for network, name in FILES.items()}
    known = {node["asset"] for one in nodes.values() for node in one}
    rows = []
    for number, (network, node, other, supplier) in enumerate(zip(*(columns[name] for name in needs), strict=True)):
        names = [f"{network_of.get(kind, kind)} {place}" for kind, place in ((network, node), (other, supplier))]
        if not set(names) <= known:
            raise InputError("{file}, row {row}: {asset} or {supplier} is no node. Correct the row.", file=path,
                             row=number + 2, asset=names[0], supplier=names[1])  # fmt: skip
        rows.append({"asset": names[0], "service": network_of[other], "supplier": names[1]})
    return rows
