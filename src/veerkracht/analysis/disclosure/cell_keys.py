"""The cell key method: noise that belongs to the people in a cell, so that the same cell always gets the same noise."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.disclosure.rounding import with_values
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Array, Table, arrays, memtable, pull

KEY_RANGE: Final = 2**32
"""Record keys are whole numbers below this; a cell key is their sum, kept below it too. Whole numbers add up the same in
any order, which fractions do not."""

LARGEST_SHARE: Final = 0.5
"""Where a count is so small that noise can hardly go down, the variance is at most this share of the largest possible."""

Zeros = Literal["kept", "may_arise"]
Floats = NDArray[np.float64]


def record_keys(records: Table, *, secret: str) -> Table:
    """Give each record a key that is the same whenever and wherever it is computed.

    Parameters
    ----------
    records : Table (record, ...)
        One row per person, household or company; `record` names it for good.
    secret : str
        Kept by the house; who knows it can undo the noise. Another secret gives other noise.

    Returns
    -------
    Table
        The same rows with `record_key`, a whole number from 0 to 2^32 - 1.

    Raises
    ------
    SettingError
        If the secret is empty.
    """
    if not secret:
        raise SettingError("Setting {setting} is empty. Give a secret that only the house knows.", setting="secret")
    rows = pull(records)
    names = (str(name).encode() for name in rows["record"].to_pylist())
    keyed = secret.encode()[:64]  # the longest key that the hash takes
    found = [int.from_bytes(blake2b(name, digest_size=4, key=keyed).digest(), "big") for name in names]
    return memtable(rows.append_column("record_key", pa.array(found, pa.int64())))


def cell_keys(records: Table, *, by: Sequence[str]) -> Table:
    """Count the records of each cell and add up their keys.

    Parameters
    ----------
    records : Table (record_key, area, ...)
        One row per record and cell; for totals give each record with the code of the total too.
    by : sequence of str
        Columns that make a cell, such as area, period and category.

    Returns
    -------
    Table (the columns of `by`, value, cell_key)
        The count, and the sum of the keys modulo 2^32.
    """
    counted = records.group_by(list(by)).agg(value=records.count().cast("float64"), total=records.record_key.sum())
    keyed = counted.mutate(cell_key=(counted.total.cast("int64") % KEY_RANGE).cast("int64"))
    return keyed.select(*by, "value", "cell_key").order_by(list(by))


def perturbation_table(*, variance: float, bound: int, zeros: Zeros = "kept") -> Table:
    """Make the table of noise: how likely each change of each count is.

    Parameters
    ----------
    variance : float
        Variance of the noise, in people squared; above 0 and below the square of the bound.
    bound : int
        Largest change up or down, in people; 1 or more.
    zeros : {"kept", "may_arise"}
        "kept": no count becomes zero and no zero becomes a count. "may_arise": a small count may become zero; zeros stay.

    Returns
    -------
    Table (count, noise, probability)
        For each count from 0 to the bound plus one; larger counts are treated as the last. No noise makes a count
        negative, and the mean of the noise of each count is 0.

    Raises
    ------
    SettingError
        If variance and bound cannot go together.

    Notes
    -----
    Of all noise with mean 0, the variance asked and no change beyond the bound, the one with the largest entropy is
    taken: p(j) is proportional to exp(a j + b j^2). For counts below the bound, changes are limited on the lower side;
    the variance is then at most half of the largest one that the limits allow. A count of 1 cannot change without bias
    if zeros are kept: it stays 1.

    References
    ----------
    .. [1] Giessing (2016), "Computational issues in the design of transition probabilities and disclosure risk
       estimation for additive noise", in Privacy in Statistical Databases, 237-251.
    .. [2] Thompson, Broadfoot & Elazar (2013), "Methodology for the automatic confidentialisation of statistical
       outputs from remote servers at the Australian Bureau of Statistics", UNECE work session on confidentiality.

    Examples
    --------
    >>> noise = perturbation_table(variance=2.0, bound=4)
    >>> noise.filter(noise["count"] == 0).to_pyarrow().to_pylist()
    [{'count': 0, 'noise': 0, 'probability': 1.0}]
    """
    _check_noise(variance, bound, zeros)
    rows = [
        {"count": count, "noise": noise, "probability": share}
        for count in range(bound + 2)
        for noise, share in _noise(count, variance, bound, zeros)
    ]
    return memtable(pa.Table.from_pylist(rows))


def _check_noise(variance: float, bound: int, zeros: Zeros) -> None:
    if bound < 1:
        raise SettingError(
            "Setting {setting} is {found}; it must be {low} or more.", setting="bound", found=bound, low=1
        )
    if not 0 < variance < bound**2:
        raise SettingError("Setting {setting} is {found}; it must lie between {low} and {high}.", setting="variance",
                           found=variance, low=0, high=bound**2)  # fmt: skip
    if zeros not in ("kept", "may_arise"):
        raise SettingError("Setting {setting} is {found}. Choose from: {known}.", setting="zeros", found=zeros,
                           known="kept, may_arise")  # fmt: skip


def _noise(count: int, variance: float, bound: int, zeros: Zeros) -> list[tuple[int, float]]:
    lowest = min(bound, count - 1 if zeros == "kept" else count) if count else 0
    if lowest <= 0:
        return [(0, 1.0)]
    changes = np.arange(-lowest, bound + 1)
    target = variance if lowest == bound else min(variance, LARGEST_SHARE * lowest * bound)
    shares = _most_even(changes, target)
    return list(zip(changes.tolist(), shares.tolist(), strict=True))


def _most_even(changes: NDArray[np.int64], variance: float) -> Floats:
    """Return the probabilities of the largest entropy with mean 0 and a variance."""
    scale = float(np.abs(changes).max())

    def shares(slopes: Floats) -> Floats:
        power = slopes[0] * changes / scale + slopes[1] * (changes / scale) ** 2
        weight = np.exp(power - power.max())
        return np.asarray(weight / weight.sum())

    def off(slopes: Floats) -> Floats:
        p = shares(slopes)
        return np.array([p @ changes, (p @ changes**2 - variance) / scale])

    start = np.array([0.0, -(scale**2) / (2 * variance)])
    solved = scipy.optimize.root(off, start, tol=1e-13)
    if np.abs(off(solved.x)).max() > 1e-8:
        raise SettingError("No noise between {low} and {high} has variance {variance}. Choose a smaller variance.",
                           low=int(changes[0]), high=int(changes[-1]), variance=variance)  # fmt: skip
    return shares(solved.x)


def perturb_by_cell_key(cells: Table, noise: Table) -> Table:
    """Add to each count the noise that its cell key points at.

    Parameters
    ----------
    cells : Table (value, cell_key, ...)
        Counts of records with their keys, as `cell_keys` makes them.
    noise : Table (count, noise, probability)
        As `perturbation_table` makes it.

    Returns
    -------
    Table
        The same rows without the key, with other values; totals are changed by themselves and need not add up.

    Raises
    ------
    TableError
        If a count is negative or not whole, or a key lies outside its range.

    Notes
    -----
    The key, as a share of its range, is looked up in the cumulated probabilities of the count. The same people in
    another table of the same secret have the same key, and so the same noise: asking again gives nothing away.
    """
    rows = pull(cells)
    value, key = rows["value"].to_numpy().astype(float), rows["cell_key"].to_numpy()
    _check_keyed(value, key)
    known = ~np.isnan(value)
    drawn = np.full(len(value), np.nan)
    drawn[known] = value[known] + _looked_up(value[known].astype(np.int64), key[known] / KEY_RANGE, noise)
    return with_values(rows.drop_columns(["cell_key"]), drawn)


def _check_keyed(value: Floats, key: Array) -> None:
    wrong = (value < 0) | ~np.isnan(value) & ((value != np.floor(value)) | ~((key >= 0) & (key < KEY_RANGE)))
    if wrong.any():
        raise TableError("{count} cell(s) are no count with a key, first value {value} with key {key}. Make them by "
                         "`cell_keys`.", count=int(wrong.sum()), value=float(value[wrong][0]),
                         key=key[wrong][0])  # fmt: skip


def _looked_up(count: NDArray[np.int64], share: Floats, noise: Table) -> NDArray[np.int64]:
    held = arrays(noise, order=["count", "noise"])
    last = int(held["count"].max())
    found = np.zeros(len(count), np.int64)
    for one in range(last + 1):
        here, row = np.minimum(count, last) == one, held["count"] == one
        edges = np.cumsum(held["probability"][row])[:-1]
        found[here] = held["noise"][row][np.searchsorted(edges, share[here], side="right")]
    return found
