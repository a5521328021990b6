"""Which column of a file holds an indicator, in the year that the file is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from veerkracht.errors import CatalogueError, UsageError
from veerkracht.tables import ColumnRule

__all__ = ["find_numbered", "name_before_number", "rules_for"]

_NUMBER_AT_END: Final = re.compile(r"_\d+$")


def rules_for(rules: Iterable[ColumnRule], *, kind: str, period: str) -> list[ColumnRule]:
    """Return the rules for one kind of file that hold in the year of a period.

    Raises
    ------
    UsageError
        If the period does not start with a year.
    CatalogueError
        If two rules give the same indicator in that year.
    """
    if not re.match(r"\d{4}", period):
        raise UsageError("Period {period} does not start with a year. Give it as 2019 or 2019-03.", period=period)
    year = int(period[:4])
    found = [rule for rule in rules if rule.source == kind and rule.first <= year <= rule.last]
    twice = [name for name, count in Counter(rule.indicator for rule in found).items() if count > 1]
    if twice:
        raise CatalogueError(
            "Indicator {indicator} has more than one column rule for {kind} in {year}. Let their years not overlap.",
            indicator=twice[0], kind=kind, year=year,
        )  # fmt: skip
    return found


def name_before_number(heading: str) -> str:
    """Return a heading without its position number, which moves between years.

    Examples
    --------
    >>> name_before_number("k_0Tot15Jaar_8")
    'k_0Tot15Jaar'
    """
    return _NUMBER_AT_END.sub("", heading.strip())


def find_numbered(headings: Sequence[str], rule: ColumnRule) -> int | None:
    """Return the place of the heading that a rule names, whatever its position number; None when it is not there.

    A name that occurs more than once is told apart by `rule.after`: the closest earlier heading whose own name
    occurs once.

    Raises
    ------
    CatalogueError
        If more than one heading fits the rule.

    Examples
    --------
    >>> headings = ["Electricity_1", "Flat_2", "Gas_3", "Flat_4"]
    >>> find_numbered(headings, ColumnRule("gas_flat", "kwb_odata", "Flat", after="Gas"))
    3
    """
    names = [name_before_number(heading) for heading in headings]
    found = [place for place, name in enumerate(names) if name == rule.column]
    if rule.after:
        found = [place for place in found if _distinct_before(names, place) == rule.after]
    if len(found) > 1:
        raise CatalogueError(
            "Column name {column} of indicator {indicator} occurs {count} times. State in `after` which is meant.",
            column=rule.column, indicator=rule.indicator, count=len(found),
        )  # fmt: skip
    return found[0] if found else None


def _distinct_before(names: Sequence[str], place: int) -> str:
    counts = Counter(names)
    return next((name for name in reversed(names[:place]) if counts[name] == 1), "")
