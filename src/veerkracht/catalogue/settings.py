"""Named settings, exposures and levels of the monitor, as data."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.catalogue.definitions import Record, Words, read_toml


@dataclass(frozen=True)
class Exposure:
    """For one shock: why, which features of a neighbourhood make it worse, and which groups are counted."""

    risk: str
    reason: Words
    features: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Levels:
    """Which indicators make the level of vulnerability and of problems per neighbourhood."""

    vulnerability: tuple[str, ...]
    problems: tuple[str, ...]


def settings() -> Record:
    """Return all named settings by room: trend, noise, resilience, level, protection, gap, exposure, publication."""
    return read_toml("settings.toml")


def exposures() -> tuple[Exposure, ...]:
    """Return the exposure of each shock that can be counted."""
    return tuple(
        Exposure(r["risk"], Words(**r["reason"]), tuple(r["features"]), tuple(r["groups"]))
        for r in read_toml("exposures.toml")["shock"]
    )


def levels() -> Levels:
    """Return what counts as vulnerable and as a problem on the focus map."""
    record = read_toml("levels.toml")
    return Levels(**{name: tuple(value) for name, value in record.items()})


def published_columns() -> tuple[dict[str, Words], dict[str, Words]]:
    """Return the titles of the open tables and the meaning of each of their columns."""
    record = read_toml("published_columns.toml")
    titles, columns = ({name: Words(**words) for name, words in record[part].items()} for part in ("tables", "columns"))
    return titles, columns
