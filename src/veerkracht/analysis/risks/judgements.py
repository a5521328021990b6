"""A network of risks out of what respondents judged and what documents state, with the spread between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import Any, Final, Literal

import numpy as np

from veerkracht.analysis.risks._checks import check_named, check_share
from veerkracht.analysis.risks._network import check_once
from veerkracht.errors import InputError, SettingError
from veerkracht.settings import check_choice
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.risk_network import JUDGEMENTS, RISK_NETWORK

Summary = Literal["median", "mean"]
Row = Mapping[str, Any]  # Any: cells of mixed columns
Link = dict[str, Any]  # Any: cells of mixed columns

STEPS: Final = 5
"""Steps of the scale of strength, as in the register of opinions on links."""
FEWEST: Final = 3
"""With fewer respondents a weight could tell what one of them said."""
CERTAINTIES: Final = ("high", "medium", "low")
_SIGNS: Final = (-1, 0, 1)


def network_of_judgements(
    judgements: Table,
    links: Table | None = None,
    *,
    summary: Summary = "median",
    spread: float = 0.8,
    fewest: int = FEWEST,
) -> Table:
    """Summarise the judgements of respondents in one network.

    Parameters
    ----------
    judgements : Table (JUDGEMENTS)
        One row per respondent and link.
    links : Table (LINKS or RISK_NETWORK), optional
        What documents state: evidence for the same links, and links that nobody judged.
    summary : {"median", "mean"}
        How one weight is made of several.
    spread : float
        Share of the respondents between `lower` and `upper`.
    fewest : int
        With fewer judgements of strength the weight stays unknown.

    Returns
    -------
    Table (RISK_NETWORK)
        One row per link that is judged or stated.

    Raises
    ------
    InputError
        If a sign, strength, lag or certainty is not on its scale, a respondent judges a link twice, or a link has
        a sign and nobody says what it rests on.
    SettingError
        If the spread is not between 0 and 1.

    Notes
    -----
    One judgement weighs sign x strength / 5; "no link" weighs 0. Those who do not mention a link are not counted as
    zero: `named` tells what share of all respondents says that it is there. `lower` and `upper` are quantiles of the
    judgements (averaged inverse of the cumulative share), thus spread of opinion and not error of the mean.

    Examples
    --------
    >>> said = [("A", 1, 5), ("B", 1, 4), ("C", -1, 2)]
    >>> rows = [{"respondent": who, "source": "poverty", "target": "pandemic", "sign": sign, "strength": strength,
    ...          "evidence": "workshop"} for who, sign, strength in said]
    >>> network = network_of_judgements(table_of(JUDGEMENTS, rows))
    >>> network.select("weight", "lower", "upper", "opposed").to_pyarrow().to_pylist()
    [{'weight': 0.8, 'lower': -0.4, 'upper': 1.0, 'opposed': True}]
    """
    check_choice("summary", summary, Summary)
    check_share("spread", spread)
    given = pull(judgements.select(*JUDGEMENTS.columns)).to_pylist()
    check_named(JUDGEMENTS.name, **{name: [row[name] for row in given] for name in JUDGEMENTS.key})
    rows = sorted(given, key=_key)
    stated = _stated(links)
    _check(rows, stated)
    everyone = len({row["respondent"] for row in rows})
    judged = [_link(list(told), everyone, summary, spread, fewest) for _, told in groupby(rows, key=_pair)]
    return table_of(RISK_NETWORK, _together(judged, stated))


def network_of_links(links: Table) -> Table:
    """Put links that documents state into the shape of a network; a weight that is not stated stays unknown.

    Parameters
    ----------
    links : Table (LINKS or RISK_NETWORK)
        With a sign or a weight, and evidence.

    Returns
    -------
    Table (RISK_NETWORK)
        Nobody judged them: `respondents` is null.

    Raises
    ------
    InputError
        If a link has a sign and no evidence, lacks a risk or stands there twice.
    """
    stated = _stated(links)
    _check_evidence(stated.values())
    return table_of(RISK_NETWORK, _together([], stated))


def assume_strength(network: Table, *, weight: float, lower: float | None = None, upper: float | None = None) -> Table:
    """Put one strength in where only the sign of a link is known, and mark what was put in.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        Of which weights may be unknown.
    weight : float
        Strength to assume, above 0 and up to 1; the sign of the link is kept.
    lower, upper : float, optional
        Interval of that strength; the strength itself if left out.

    Returns
    -------
    Table (RISK_NETWORK)
        With `assumed` where a weight was put in. A link without a sign stays unknown.

    Raises
    ------
    SettingError
        If the strengths are not in order between 0 and 1.
    """
    least, most = (weight if limit is None else limit for limit in (lower, upper))
    if not 0 <= least <= weight <= most <= 1 or weight == 0:
        raise SettingError("The assumed strength is {weight}, between {lower} and {upper}. Choose 0 < weight <= 1 inside "
                           "its interval.", weight=weight, lower=least, upper=most)  # fmt: skip
    rows = pull(network.select(*RISK_NETWORK.columns)).to_pylist()
    return table_of(RISK_NETWORK, [_assumed(row, (least, weight, most)) for row in rows])


def _assumed(row: Row, strengths: tuple[float, float, float]) -> Link:
    sign = row["sign"]
    if row["weight"] is not None or not sign:
        return dict(row)
    lower, weight, upper = sorted(sign * strength for strength in strengths)
    return {**row, "weight": weight, "lower": lower, "upper": upper, "assumed": True}


def _key(row: Row) -> tuple[str, str, str]:
    return row["source"], row["target"], row["respondent"]


def _pair(row: Row) -> tuple[str, str]:
    return row["source"], row["target"]


def _stated(links: Table | None) -> dict[tuple[str, str], Link]:
    if links is None:
        return {}
    rows = pull(links).to_pylist()
    check_named("links", source=[row["source"] for row in rows], target=[row["target"] for row in rows])
    check_once(sorted(_pair(row) for row in rows))
    return {_pair(row): {**row, "sign": _sign_of(row), "assumed": bool(row.get("assumed"))} for row in rows}


def _sign_of(row: Row) -> int | None:
    sign, weight = row.get("sign"), row.get("weight")
    return sign if sign is not None or weight is None else int(np.sign(weight))


def _together(judged: Sequence[Link], stated: Mapping[tuple[str, str], Link]) -> list[Link]:
    found = {_pair(link): link for link in judged}
    for pair, link in stated.items():
        told = {name: link.get(name) for name in ("evidence", "reference")}
        known = found.get(pair)
        found[pair] = {**link} if known is None else {**known, **{name: told[name] or known.get(name) for name in told}}
    return [found[pair] for pair in sorted(found)]


def _link(given: Sequence[Row], everyone: int, summary: str, spread: float, fewest: int) -> Link:
    signs = [row["sign"] for row in given if row["sign"] is not None]
    named, opposed = sum(sign != 0 for sign in signs), min(signs, default=0) < 0 < max(signs, default=0)
    weight, lower, upper = _weights(given, summary, spread, fewest)
    lags = [row["lag_days"] for row in given if row["lag_days"] is not None]
    evidence = sorted({row["evidence"].strip() for row in given if row["evidence"] and row["evidence"].strip()})
    return {
        "source": given[0]["source"], "target": given[0]["target"], "weight": weight, "lower": lower, "upper": upper,
        "sign": _majority(signs) if weight is None else int(np.sign(weight)), "assumed": False,
        "lag_days": float(np.median(lags)) if lags else None, "respondents": len(signs),
        "named": named / everyone, "opposed": opposed, "evidence": "; ".join(evidence) or None,
    }  # fmt: skip


def _majority(signs: Sequence[int]) -> int | None:
    counts = [signs.count(sign) for sign in _SIGNS]
    most = [sign for sign, count in zip(_SIGNS, counts, strict=True) if count == max(counts)]
    return most[0] if signs and len(most) == 1 else None


def _weights(given: Sequence[Row], summary: str, spread: float, fewest: int) -> tuple[float | None, ...]:
    signed = [(row["sign"], row["strength"]) for row in given if row["sign"] is not None]
    known = [sign * (strength or 0) for sign, strength in signed if sign == 0 or strength is not None]
    if len(known) < fewest or not known:
        return None, None, None
    shares = ((1 - spread) / 2, (1 + spread) / 2)
    lower, upper = np.quantile(known, shares, method="averaged_inverted_cdf").tolist()
    middle = float(np.median(known) if summary == "median" else np.mean(known))
    return middle / STEPS, min(lower, middle) / STEPS, max(upper, middle) / STEPS


def _check(rows: Sequence[Row], stated: Mapping[tuple[str, str], Link]) -> None:
    for row, following in zip_longest(rows, rows[1:]):
        if following is not None and _key(row) == _key(following):
            raise _at(row, "{respondent} judges the link from {source} to {target} twice. Keep one row.")
        _check_scales(row)
    grounds: dict[tuple[str, str], list[str | None]] = {}
    for row in rows:
        if row["sign"]:
            grounds.setdefault(_pair(row), []).append(row["evidence"])
    judged = [{"source": source, "target": target, "sign": 1, "evidence": "".join(word or "" for word in told)}
              for (source, target), told in grounds.items()]  # fmt: skip
    _check_evidence([link for link in judged if not _has_evidence(stated.get(_pair(link), {}))])
    seen = {_pair(row) for row in rows}
    _check_evidence(stated[pair] for pair in stated if pair not in seen)


def _check_scales(row: Row) -> None:
    if row["sign"] is not None and row["sign"] not in _SIGNS:
        raise _at(row, "{respondent} gives the link from {source} to {target} sign {sign}. Choose 1 (worse), -1 (less "
                       "bad) or 0 (no link).")  # fmt: skip
    if row["strength"] is not None and not 1 <= row["strength"] <= STEPS:
        raise _at(row, "{respondent} gives the link from {source} to {target} strength {strength}. Choose 1 to 5, or "
                       "leave it empty.")  # fmt: skip
    if row["lag_days"] is not None and not row["lag_days"] >= 0:
        raise _at(row, "{respondent} gives the link from {source} to {target} a lag of {lag_days} days. Give 0 or more, "
                       "or leave it empty.")  # fmt: skip
    if row["certainty"] is not None and row["certainty"] not in CERTAINTIES:
        raise _at(row, "{respondent} is {certainty} certain of the link from {source} to {target}. Choose high, medium "
                       "or low.")  # fmt: skip


def _at(row: Row, template: str) -> InputError:
    return InputError(template, **{name: row[name] for name in JUDGEMENTS.columns})


def _has_evidence(link: Row) -> bool:
    return bool((link.get("evidence") or "").strip())


def _check_evidence(links: Iterable[Row]) -> None:
    for link in links:
        if link["sign"] and not _has_evidence(link):
            raise InputError("The link from {source} to {target} has a sign and no evidence. Say what it rests on.",
                             source=link["source"], target=link["target"])  # fmt: skip
