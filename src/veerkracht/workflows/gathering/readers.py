"""Which reader of which connector takes a dataset: one line of translation each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from veerkracht import catalogue
from veerkracht.catalogue import Dataset
from veerkracht.connectors import (
    elan,
    health_monitor,
    kwb_excel,
    kwb_map,
    kwb_odata,
    leefbaarometer,
    police_haaglanden,
    registered_crime,
)
from veerkracht.tables import ColumnRule, Table

Reader = Callable[[Path, Dataset, str | None], Table]


def _rules(kind: str, *, as_kind: str | None = None) -> tuple[ColumnRule, ...]:
    rules = catalogue.column_rules(kind)
    return rules if as_kind is None else tuple(replace(rule, source=as_kind) for rule in rules)


def _kwb_odata(path: Path, dataset: Dataset, municipality: str | None) -> Table:
    return kwb_odata.read_kwb_odata(
        path, _rules("kwb_odata"), period=dataset.period, source=dataset.source, municipality=municipality
    )


def _kwb_excel(path: Path, dataset: Dataset, municipality: str | None) -> Table:
    return kwb_excel.read_kwb_excel(
        path, _rules("kwb_excel"), period=dataset.period, source=dataset.source, municipality=municipality
    )


def _kwb_map(path: Path, dataset: Dataset, municipality: str | None) -> Table:
    return kwb_map.read_kwb_map(
        path, _rules("kwb_map"), period=dataset.period, source=dataset.source, municipality=municipality
    )


def _health(path: Path, dataset: Dataset, municipality: str | None) -> Table:
    return health_monitor.read_health_monitor(path, _rules("health"), source=dataset.source, municipality=municipality)


def _elan_districts(path: Path, dataset: Dataset, municipality: str | None) -> Table:
    return elan.read_elan_districts(
        path, _rules(dataset.reader, as_kind="elan_district"), source=dataset.source, municipality=municipality
    )


def _elan_municipalities(path: Path, dataset: Dataset, municipality: str | None) -> Table:
    return elan.read_elan_municipalities(
        path, _rules(dataset.reader, as_kind="elan_municipality"), source=dataset.source, municipality=municipality
    )


def _leefbaarometer2(path: Path, dataset: Dataset, municipality: str | None) -> Table:
    return leefbaarometer.read_leefbaarometer_level(
        path, _rules("leefbaarometer2"), source=dataset.source, municipality=municipality
    )


def _leefbaarometer2_change(path: Path, dataset: Dataset, municipality: str | None) -> Table:
    return leefbaarometer.read_leefbaarometer_change(
        path, _rules(dataset.reader, as_kind="leefbaarometer2"), source=dataset.source, municipality=municipality
    )


def _police_years(path: Path, dataset: Dataset, municipality: str | None) -> Table:
    return police_haaglanden.read_police_years(
        path, delicts=catalogue.delicts(), source=dataset.source, municipality=municipality
    )


def _registered_crime(path: Path, dataset: Dataset, municipality: str | None) -> Table:
    return registered_crime.read_registered_crime(path, source=dataset.source, municipality=municipality)


READERS: dict[str, Reader] = {
    "kwb_odata": _kwb_odata,
    "kwb_excel": _kwb_excel,
    "kwb_map": _kwb_map,
    "health": _health,
    "elan_district": _elan_districts,
    "elan_district_means": _elan_districts,
    "elan_municipality": _elan_municipalities,
    "elan_municipality_means": _elan_municipalities,
    "leefbaarometer2": _leefbaarometer2,
    "leefbaarometer2_change": _leefbaarometer2_change,
    "police_years": _police_years,
    "registered_crime": _registered_crime,
}
