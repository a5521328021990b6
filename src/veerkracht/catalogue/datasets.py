"""Sources, and which file of which source is read by which reader."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.catalogue.definitions import read_toml
from veerkracht.tables import SOURCES, Table, table_of


@dataclass(frozen=True)
class Dataset:
    """One file that the monitor reads.

    `path` may hold ``{municipality}``; `covers` is empty for a national file; `regional` tells that its
    other municipalities are compared with; `service` and `table` name the live
    source of the same figures, when there is one, `address` where it is when it is not the usual one, `where` the
    items of its other dimensions, and `status` how sure its figures are.
    """

    id: str
    source: str
    reader: str
    path: str
    period: str
    covers: tuple[str, ...] = ()
    optional: bool = False
    regional: bool = False
    service: str = ""
    table: str = ""
    address: str = ""
    where: tuple[tuple[str, str], ...] = ()
    status: str = "A"

    def serves(self, municipality: str) -> bool:
        """Tell whether the file can hold a municipality."""
        return not self.covers or municipality in self.covers


@dataclass(frozen=True)
class Boundary:
    """One file of boundaries of a level and year."""

    id: str
    source: str
    level: str
    division: int
    path: str
    collection: str = ""


def datasets() -> tuple[Dataset, ...]:
    """Return the files with figures, in the order in which they are read."""
    return tuple(
        Dataset(
            id=r["id"], source=r["source"], reader=r["reader"], path=r["path"], period=r["period"],
            covers=tuple(r.get("covers", ())), optional=r.get("optional", False), regional=r.get("regional", False),
            service=r.get("live", {}).get("service", ""), table=r.get("live", {}).get("table", ""),
            address=r.get("live", {}).get("address", ""), status=r.get("live", {}).get("status", "A"),
            where=tuple(r.get("live", {}).get("where", {}).items()),
        )
        for r in read_toml("datasets.toml")["dataset"]
    )  # fmt: skip


def boundaries() -> tuple[Boundary, ...]:
    """Return the files with boundaries; for one level the first that is there is used."""
    return _boundaries("boundary")


def country_boundaries() -> tuple[Boundary, ...]:
    """Return the files with the boundaries of the whole country, for maps only."""
    return _boundaries("country_boundary")


def _boundaries(section: str) -> tuple[Boundary, ...]:
    return tuple(
        Boundary(r["id"], r["source"], r["level"], r["division"], r["path"], r.get("live", {}).get("collection", ""))
        for r in read_toml("datasets.toml")[section]
    )


def sources() -> Table:
    """Return all sources as the shared table `SOURCES`, without hashes."""
    return table_of(SOURCES, [{**r, "source": r["id"]} for r in read_toml("sources.toml")["source"]])


def name_lists() -> dict[str, str]:
    """Return the files with names of areas, by level."""
    return dict(read_toml("datasets.toml")["names"])
