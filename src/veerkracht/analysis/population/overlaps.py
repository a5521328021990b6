"""How groups of people overlap, so that one person is counted once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from itertools import combinations_with_replacement
from operator import add

import ibis
import pyarrow as pa

from veerkracht.analysis.population._conditions import Condition, holds, number_of
from veerkracht.analysis.population.counts import check_groups
from veerkracht.tables import Table, memtable, pull


def together(groups: Mapping[str, Condition]) -> Condition:
    """Return the condition of belonging to one group or more: who is in two of them is counted once.

    Examples
    --------
    >>> together({"old": {"column": "old", "value": True}, "ill": {"column": "ill", "value": True}})
    {'any': [{'column': 'old', 'value': True}, {'column': 'ill', 'value': True}]}
    """
    check_groups(groups)
    return {"any": list(groups.values())}


def overlap_of_groups(people: Table, *, groups: Mapping[str, Condition]) -> Table:
    """Count the people who belong to two groups at once, for each pair.

    Parameters
    ----------
    people : Table
        One row per person or household.
    groups : mapping of str to condition
        Who belongs to each group.

    Returns
    -------
    Table (group, other, count)
        A group with itself is the whole group; each pair stands once, in the order given.

    Raises
    ------
    SettingError, TableError
        As `count_groups`.

    Examples
    --------
    >>> people = memtable({"age": [80, 81, 30], "ill": [True, False, True]})
    >>> groups = {"old": {"column": "age", "is": ">=", "value": 75}, "ill": {"column": "ill", "value": True}}
    >>> overlap_of_groups(people, groups=groups)["count"].to_pyarrow().to_pylist()
    [2, 1, 2]
    """
    check_groups(groups)
    told = {name: holds(people, condition) for name, condition in groups.items()}
    pairs = list(combinations_with_replacement(told, 2))
    asked = {f"count_{n}": number_of(people, told[one] & told[other]) for n, (one, other) in enumerate(pairs)}
    found = pull(people.aggregate(**asked))
    counts = [found[name][0].as_py() for name in asked]
    columns = {"group": [one for one, _ in pairs], "other": [other for _, other in pairs]}
    return memtable(pa.table({**columns, "count": pa.array(counts, pa.int64())}))


def count_memberships(people: Table, *, groups: Mapping[str, Condition]) -> Table:
    """Count how many people belong to none, one, two ... of the groups.

    Parameters
    ----------
    people, groups
        As for `overlap_of_groups`.

    Returns
    -------
    Table (groups, count)
        `groups` is the number of groups, from 0; the counts add up to everybody.

    Raises
    ------
    SettingError, TableError
        As `count_groups`.

    Examples
    --------
    >>> people = memtable({"age": [80, 81, 30], "ill": [True, False, True]})
    >>> groups = {"old": {"column": "age", "is": ">=", "value": 75}, "ill": {"column": "ill", "value": True}}
    >>> count_memberships(people, groups=groups)["count"].to_pyarrow().to_pylist()
    [0, 2, 1]
    """
    check_groups(groups)
    certain = (ibis.ifelse(holds(people, condition), 1, 0) for condition in groups.values())
    memberships = people.select(memberships=reduce(add, certain))
    found = pull(memberships.group_by("memberships").agg(count=memberships.count())).to_pydict()
    held = dict(zip(found["memberships"], found["count"], strict=True))
    numbers = range(len(groups) + 1)
    return memtable({"groups": list(numbers), "count": [held.get(number, 0) for number in numbers]})
