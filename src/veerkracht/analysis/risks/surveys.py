"""Which risks respondents name together: a network out of pairs, with n and the error of each share."""

from __future__ import annotations

from typing import Final

import numpy as np

from veerkracht.analysis.risks._checks import check_share
from veerkracht.analysis.risks._intervals import wilson
from veerkracht.errors import InputError
from veerkracht.tables import Table, pull, table_from_arrays

CONFIDENCE: Final = 0.95


def named_together(pairs: Table, *, respondents: int | None = None, confidence: float = CONFIDENCE) -> Table:
    """Tell what share of the respondents names each pair of risks as connected.

    Parameters
    ----------
    pairs : Table (NAMED_PAIRS)
        A pair counts once per respondent, in whatever order its risks stand.
    respondents : int, optional
        How many were asked, with those who named nothing; by default those who named a pair.
    confidence : float
        Of the interval.

    Returns
    -------
    Table (first, second, count, respondents, share, lower, upper)
        The pair named most first; its risks in alphabetical order. The interval is Wilson's, for respondents drawn at
        random: of a group that chose itself it tells the least that is unsure.

    Raises
    ------
    InputError
        If a risk is paired with itself or has no name, or fewer were asked than answered.
    SettingError
        If the confidence is not between 0 and 1.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"respondent": ["A", "B"], "first": ["flood", "power"], "second": ["power", "flood"]}
    >>> named_together(memtable(rows), respondents=4).select("first", "count", "share").to_pyarrow().to_pylist()
    [{'first': 'flood', 'count': 2, 'share': 0.5}]
    """
    check_share("confidence", confidence)
    named, asked = _named(pairs, respondents)
    counts: dict[tuple[str, str], int] = {}
    for _, pair in named:
        counts[pair] = counts.get(pair, 0) + 1
    order = sorted(counts, key=lambda pair: (-counts[pair], pair))
    count = np.array([counts[pair] for pair in order], np.int64)
    lower, upper = wilson(count, max(asked, 1), confidence=confidence)
    return table_from_arrays({
        "first": np.array([pair[0] for pair in order], object), "second": np.array([pair[1] for pair in order], object),
        "count": count, "respondents": np.full(len(order), asked), "share": count / max(asked, 1), "lower": lower,
        "upper": upper,
    })  # fmt: skip


def interconnection(pairs: Table, *, respondents: int | None = None, confidence: float = CONFIDENCE) -> Table:
    """Tell how connected each risk is in the eyes of the respondents.

    Parameters
    ----------
    pairs, respondents, confidence
        As for `named_together`.

    Returns
    -------
    Table (risk, strength, pairs, count, respondents, share, lower, upper)
        The strongest first. `strength`: sum of the shares of its pairs; `pairs`: how many they are; `count`: respondents who
        named the risk in any pair, with their share and its interval.

    Raises
    ------
    InputError, SettingError
        As `named_together`.

    Notes
    -----
    Strength adds shares as in the Global Risks Interconnections Map [1]_; one respondent can count in several pairs,
    so that the interval is given for the share of respondents and not for the strength.

    References
    ----------
    .. [1] World Economic Forum (2018), "The Global Risks Report 2018", 13th edition, appendix B.
    """
    check_share("confidence", confidence)
    named, asked = _named(pairs, respondents)
    risks = sorted({risk for _, pair in named for risk in pair})
    strength = np.array([sum(risk in pair for _, pair in named) for risk in risks]) / max(asked, 1)
    degree = np.array([len({pair for _, pair in named if risk in pair}) for risk in risks], np.int64)
    count = np.array([len({who for who, pair in named if risk in pair}) for risk in risks], np.int64)
    lower, upper = wilson(count, max(asked, 1), confidence=confidence)
    order = np.lexsort((np.arange(len(risks)), -strength.round(12)))
    columns = {"risk": np.array(risks, object), "strength": strength, "pairs": degree, "count": count,
               "respondents": np.full(len(risks), asked), "share": count / max(asked, 1), "lower": lower,
               "upper": upper}  # fmt: skip
    return table_from_arrays({name: column[order] for name, column in columns.items()})


def _named(pairs: Table, respondents: int | None) -> tuple[list[tuple[str, tuple[str, str]]], int]:
    rows = pull(pairs.select("respondent", "first", "second")).to_pylist()
    for row in rows:
        if not (row["respondent"] and row["first"] and row["second"]) or row["first"] == row["second"]:
            raise InputError("{respondent} pairs {first} with {second}. Name two different risks.", **row)
    named = sorted({(row["respondent"], (min(row["first"], row["second"]), max(row["first"], row["second"])))
                    for row in rows})  # fmt: skip
    answered = len({who for who, _ in named})
    if respondents is not None and respondents < answered:
        raise InputError("{answered} respondents named pairs, and {respondents} are said to have been asked. Count all who "
                         "were asked.", answered=answered, respondents=respondents)  # fmt: skip
    return named, answered if respondents is None else respondents
