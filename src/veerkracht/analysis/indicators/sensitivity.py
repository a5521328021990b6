"""Some indicators may be described, and never judged by."""

from __future__ import annotations

from collections.abc import Iterable

from veerkracht.errors import CatalogueError
from veerkracht.tables import Table, pull

FORBIDDEN = "forbidden"


def refuse_forbidden(indicators: Table, used: Iterable[str]) -> None:
    """Stop when a score would use an indicator that may never enter one, such as origin.

    Parameters
    ----------
    indicators : Table (indicator, sensitivity)
        The catalogue.
    used : iterable of str
        Ids of the indicators that a score is to be made of.

    Raises
    ------
    CatalogueError
        If one of them has sensitivity ``forbidden``, or is not in the catalogue.

    Notes
    -----
    Leefbaarometer 3.0 dropped every indicator of origin after criticism that the instrument adds to stigma [1]_.

    References
    ----------
    .. [1] Platform31 (March 2022), on the indicators of Leefbaarometer 3.0.
    """
    names = sorted(set(used))
    pulled = pull(indicators.select("indicator", "sensitivity"))
    known = dict(zip(pulled["indicator"].to_pylist(), pulled["sensitivity"].to_pylist(), strict=True))
    forbidden = [name for name in names if known.get(name) == FORBIDDEN]
    unknown = [name for name in names if name not in known]
    if forbidden:
        raise CatalogueError("Indicator(s) {indicators} may never enter a score (sensitivity forbidden). "
                             "Take them out of it.", indicators=", ".join(forbidden))  # fmt: skip
    if unknown:
        raise CatalogueError("Indicator(s) {indicators} are not in the catalogue. "
                             "Define them before a score uses them.", indicators=", ".join(unknown))  # fmt: skip
