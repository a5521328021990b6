"""What a province asks of the social homes of its municipalities, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from veerkracht.catalogue.definitions import Record, Words, read_toml
from veerkracht.errors import CatalogueError, UsageError

__all__ = ["ProvincialRule", "provincial_rule", "provincial_rules", "rule_of_city"]

KINDS: Final = ("policy", "example")


@dataclass(frozen=True)
class ProvincialRule:
    """A rule for the social homes of each municipality.

    Parameters
    ----------
    id : str
        Name of the rule.
    kind : {"policy", "example"}
        Whether a province laid it down, or it only shows how a rule works.
    label, source : Words
        What it asks, and where that is written.
    url, date : str
        Of the source; empty for an example.
    least_share_of_stock : float or None
        A municipality may not fall below this share of all its homes, nor farther if it is below already.
    least_ratio, most_ratio : float or None
        Social homes after the moves, as a multiple of those before.
    new_build_social_share : float or None
        Share of new homes that must be social; a plan of moves adds no homes, so it is only told.
    cities : tuple of str
        Cities of the catalogue for which it holds.
    """

    id: str
    kind: str
    label: Words
    source: Words
    url: str
    date: str
    least_share_of_stock: float | None = None
    least_ratio: float | None = None
    most_ratio: float | None = None
    new_build_social_share: float | None = None
    cities: tuple[str, ...] = ()


@cache
def provincial_rules() -> tuple[ProvincialRule, ...]:
    """Return all rules.

    Raises
    ------
    CatalogueError
        If a rule has no known kind, a policy has no source with a date, or a share or ratio is out of bounds.
    """
    return tuple(_rule(record) for record in read_toml("provincial_rules.toml")["rule"])


def provincial_rule(name: str) -> ProvincialRule:
    """Return the rule of a name.

    Raises
    ------
    UsageError
        If there is no such rule.

    Examples
    --------
    >>> provincial_rule("zuid-holland-2026").least_share_of_stock
    0.3
    """
    rules = {rule.id: rule for rule in provincial_rules()}
    if name not in rules:
        raise UsageError("There is no provincial rule {rule}. Choose from: {known}.", rule=name, known=", ".join(rules))
    return rules[name]


def rule_of_city(city: str) -> ProvincialRule | None:
    """Return the rule that holds for a city, None where none is known.

    Examples
    --------
    >>> rule_of_city("the-hague").id
    'zuid-holland-2026'
    """
    return next((rule for rule in provincial_rules() if city in rule.cities), None)


def _rule(record: Record) -> ProvincialRule:
    words = {name: Words(**record[name]) for name in ("label", "source")}
    rule = ProvincialRule(**{**record, **words, "cities": tuple(record.get("cities", ()))})
    shares = (rule.least_share_of_stock, rule.new_build_social_share)
    right = (
        rule.kind in KINDS
        and (rule.kind == "example" or bool(rule.url and rule.date))
        and all(share is None or 0 <= share <= 1 for share in shares)
        and (rule.least_ratio is None or 0 <= rule.least_ratio <= 1)
        and (rule.most_ratio is None or rule.most_ratio >= 1)
    )
    if not right:
        raise CatalogueError(
            "Provincial rule {rule} is not sound. Give it a kind ({kinds}), a policy its url and date, shares from 0 to 1, "
            "and ratios around 1.", rule=rule.id, kinds=", ".join(KINDS),
        )  # fmt: skip
    return rule
