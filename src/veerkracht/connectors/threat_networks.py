"""Two published networks of risks: threats to the Netherlands (DenkWerk), and global risks in the news of a week (WEF).

DenkWerk: causes and effects as Dutch government documents tell of them. The `weight` of a link is always 1 and counts
nothing, and how often a link is cited is no strength: only that the cause makes the effect worse is read. Impact is told
of more threats than the network holds.

WEF: how much two global risks are told of together. Each risk lists the eight others it is told of most with, so that a
pair can stand there twice, with one weight; which risk works on which is not told, and a pair that is not listed is
unknown.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from veerkracht.connectors.files import check_is_data
from veerkracht.errors import InputError
from veerkracht.tables import Table, memtable, table_of
from veerkracht.tables.risk_network import ASSOCIATIONS, RISK_NETWORK

__all__ = ["read_denkwerk_links", "read_denkwerk_threats", "read_wef_pairs", "read_wef_risks"]

Record = dict[str, Any]  # Any: a JSON object

IMPACTS: Final = {"Beperkt": "limited", "Aanzienlijk": "considerable", "Ernstig": "serious",
                  "Zeer ernstig": "very_serious", "Catastrofaal": "catastrophic"}  # fmt: skip
"""How DenkWerk tells the impact of a threat, from least to most."""
_CITATIONS: Final = "citaat_relaties"


def read_denkwerk_links(folder: Path) -> Table:
    """Read which threat leads to which.

    Parameters
    ----------
    folder : Path
        Folder with `nodes.json` and `edges.json`.

    Returns
    -------
    Table (RISK_NETWORK)
        Every link with sign 1 and an unknown weight; `evidence` holds the titles of the documents that are quoted, and
        `reference` their addresses.

    Raises
    ------
    MissingDataError
        If a file is not there.
    InputError
        If a file is no whole JSON, a field lacks, or a link names a threat that is not among the nodes.
    """
    path = folder / "edges.json"
    known = {_field(node, "id", folder / "nodes.json") for node in _list(folder / "nodes.json")}
    rows = [_link(edge, known, path) for edge in _list(path)]
    return table_of(RISK_NETWORK, sorted(rows, key=lambda row: (row["source"], row["target"])))


def _link(edge: Record, known: set[str], path: Path) -> Record:
    quoted = _field(edge, _CITATIONS, path)
    ends = {end: _field(edge, end, path) for end in ("source", "target")}
    _check_known(ends.values(), known, path)
    titles, addresses = ("; ".join(sorted({" ".join(str(quote.get(name) or "").split()) for quote in quoted} - {""}))
                         for name in ("title", "document_link"))  # fmt: skip
    return {**ends, "sign": 1, "assumed": False, "evidence": titles or None, "reference": addresses or None}


def read_denkwerk_threats(folder: Path) -> Table:
    """Read the threats with their category and impact.

    Parameters
    ----------
    folder : Path
        Folder with `nodes.json` and `threat_impact.json`.

    Returns
    -------
    Table (risk, category, impact, citations)
        One row per threat that has an impact, also those that the network does not hold (then `category` and `citations` are
        null). `impact`: limited, considerable, serious, very_serious or catastrophic, in that order; null unknown.

    Raises
    ------
    MissingDataError, InputError
        As `read_denkwerk_links`; also for a word of impact that is not known.
    """
    path = folder / "threat_impact.json"
    told = {str(risk): _impact(word, path) for risk, word in _object(path).items()}
    nodes = {_field(node, "id", folder / "nodes.json"): node for node in _list(folder / "nodes.json")}
    risks = sorted({*told, *nodes})
    return memtable({
        "risk": risks, "category": [nodes.get(risk, {}).get("category") for risk in risks],
        "impact": [told.get(risk) for risk in risks],
        "citations": [nodes.get(risk, {}).get("nr_citations") for risk in risks],
    })  # fmt: skip


def _impact(word: object, path: Path) -> str:
    if word not in IMPACTS:
        raise InputError("{file}: impact {word} is not known. Use one of {known}.", file=path, word=word,
                         known=", ".join(IMPACTS))  # fmt: skip
    return IMPACTS[str(word)]


def read_wef_pairs(path: Path) -> Table:
    """Read how much pairs of global risks are told of together in a week.

    Parameters
    ----------
    path : Path
        A file `…_graph_data.json`.

    Returns
    -------
    Table (ASSOCIATIONS)
        One row per pair that is among the eight strongest of one of its risks.

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If it is no whole JSON, a field lacks, a link names an unknown risk, or a pair has two weights or one that is no
        number.
    """
    document = _object(path)
    known, pairs = set(_field(document, "nodes", path)), dict[tuple[str, str], float]()
    for link in _field(document, "links", path):
        ends = sorted(_field(link, end, path) for end in ("source", "target"))
        _check_known(ends, known, path)
        weight = _weight(link, path)
        if pairs.setdefault((ends[0], ends[1]), weight) != weight:
            raise InputError("{file}: {first} and {second} have two weights. Fetch the file again, or keep one.", file=path,
                             first=ends[0], second=ends[1])  # fmt: skip
    rows = [{"first": first, "second": second, "weight": weight, "reference": path.name}
            for (first, second), weight in sorted(pairs.items())]  # fmt: skip
    return table_of(ASSOCIATIONS, rows)


def read_wef_risks(path: Path) -> Table:
    """Read the global risks of a week.

    Parameters
    ----------
    path : Path
        A file `…_graph_data.json`.

    Returns
    -------
    Table (risk, label_en, category, description_en)
        One row per risk.

    Raises
    ------
    MissingDataError, InputError
        As `read_wef_pairs`.
    """
    nodes = sorted(_field(_object(path), "nodes", path).items())
    fields = {"label_en": "label", "category": "category", "description_en": "description"}
    columns = {name: [_field(node, field, path) for _, node in nodes] for name, field in fields.items()}
    return memtable({"risk": [risk for risk, _ in nodes], **columns})


def _weight(link: Record, path: Path) -> float:
    weight = _field(link, "weight", path)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not math.isfinite(weight):
        raise InputError("{file}: weight {weight} is no number. Fetch the file again.", file=path, weight=weight)
    return float(weight)


def _check_known(ends: Iterable[str], known: set[str], path: Path) -> None:
    for end in ends:
        if end not in known:
            raise InputError("{file}: a link names {risk}, which is not among the nodes. Fetch both files again.", file=path,
                             risk=end)  # fmt: skip


def _document(path: Path) -> Any:  # Any: a JSON document
    check_is_data(path)
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise InputError(
            "{file} is no whole JSON document: {reason}. Fetch it again.", file=path, reason=error
        ) from error


def _list(path: Path) -> list[Record]:
    found = _document(path)
    if not isinstance(found, list):
        raise InputError("{file} holds no list. Fetch it again.", file=path)
    return found


def _object(path: Path) -> Record:
    found = _document(path)
    if not isinstance(found, dict):
        raise InputError("{file} holds no object. Fetch it again.", file=path)
    return found


def _field(record: Record, name: str, path: Path) -> Any:  # Any: what the field holds
    if not isinstance(record, dict) or name not in record:
        raise InputError("{file}: a record has no {field}. Fetch it again.", file=path, field=name)
    return record[name]
