"""By which rule a budget is divided over districts, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from veerkracht.catalogue.definitions import Record, Words, read_toml
from veerkracht.errors import CatalogueError, UsageError

__all__ = ["DivisionRule", "division_rule", "division_rules"]

KINDS: Final = ("policy", "example")


@dataclass(frozen=True)
class DivisionRule:
    """A rule for dividing a budget by need.

    Parameters
    ----------
    id : str
        Name of the rule.
    kind : {"policy", "example"}
        Whether a city or province laid it down, or it only shows how a rule works.
    label, source : Words
        What it asks, and where that is written.
    url, date : str
        Of the source; empty for an example.
    hold_harmless_share : float
        Share (0-1) of what a district has before that it keeps.
    most_share : float or None
        Most that a district may get, as a multiple of what it has before; None for no ceiling.
    """

    id: str
    kind: str
    label: Words
    source: Words
    url: str
    date: str
    hold_harmless_share: float
    most_share: float | None = None


@cache
def division_rules() -> tuple[DivisionRule, ...]:
    """Return all rules.

    Raises
    ------
    CatalogueError
        If a rule has no known kind, a policy has no source with a date, or a share is out of bounds.
    """
    return tuple(_rule(record) for record in read_toml("division_rules.toml")["rule"])


def division_rule(name: str) -> DivisionRule:
    """Return the rule of a name.

    Raises
    ------
    UsageError
        If there is no such rule.

    Examples
    --------
    >>> division_rule("floor-90").hold_harmless_share
    0.9
    """
    rules = {rule.id: rule for rule in division_rules()}
    if name not in rules:
        raise UsageError(
            "There is no rule of division {rule}. Choose from: {known}.", rule=name, known=", ".join(rules)
        )
    return rules[name]


def _rule(record: Record) -> DivisionRule:
    rule = DivisionRule(**{**record, **{name: Words(**record[name]) for name in ("label", "source")}})
    right = (
        rule.kind in KINDS
        and (rule.kind == "example" or bool(rule.url and rule.date))
        and 0 <= rule.hold_harmless_share <= 1
        and (rule.most_share is None or rule.most_share >= 1)
    )
    if not right:
        raise CatalogueError(
            "Rule of division {rule} is not sound. Give it a kind ({kinds}), a policy its url and date, a share to keep from 0 "
            "to 1, and a ceiling of 1 or more.", rule=rule.id, kinds=", ".join(KINDS),
        )  # fmt: skip
    return rule
