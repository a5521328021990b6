"""Short answers for the command line and a notebook: the areas and the risks of a city."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from veerkracht import catalogue
from veerkracht.workflows.findings import Findings
from veerkracht.workflows.measuring import measure
from veerkracht.workflows.monitor import MonitorRequest, read

Progress = Callable[[str, str], None]
Answer = dict[str, Any]  # Any: text and numbers


def find(city: str, data: Path | None, *, progress: Progress = lambda stage, what: None) -> Findings:
    """Return all findings of a city, as the edition tells them.

    Parameters
    ----------
    city : str
        Name of the city.
    data : Path or None
        Folder with raw files; None looks in the environment, then asks live sources.
    progress : callable
        Told of each step.

    Returns
    -------
    Findings
        The same numbers as in the edition.
    """
    gathered = read(MonitorRequest(city=city, out=Path("out"), data=data), progress=progress)
    return measure(gathered, settings=catalogue.settings())


def areas(city: str, data: Path | None, *, progress: Progress = lambda stage, what: None) -> list[Answer]:
    """Return each area with its name, level, class on the map of change, and its probability."""
    findings = find(city, data, progress=progress)
    maps = findings.development.maps if findings.development else ()
    classes = next((found.classes for found in maps if found.name == "relative"), {})
    return [
        {
            "area": code, "name": row["name"], "level": row["level"], "parent": row["parent"],
            "class": classes[code]["class"] if code in classes else None,
            "probability": classes[code]["probability"] if code in classes else None,
        }
        for code, row in sorted(findings.areas.items())
    ]  # fmt: skip


def risks(city: str, data: Path | None, *, progress: Progress = lambda stage, what: None) -> list[Answer]:
    """Return each risk with its kind, direction, the probability of it, and why it is unknown."""
    findings = find(city, data, progress=progress)
    return [
        {
            "risk": risk, "name": findings.risks[risk]["label_en"], "kind": findings.risks[risk]["kind"],
            "direction": row["direction"], "probability": row.get(f"p_{row['direction']}"),
            "series": row["indicators"], "reason": row["reason"],
        }
        for risk, row in findings.risk_directions.items()
    ]  # fmt: skip
