"""How far each project is from the transformation that is wanted, part by part."""

from __future__ import annotations

from typing import Final

import numpy as np

from veerkracht.analysis.recovery.balance import AIM
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import Table, arrays, run_starts, table_from_arrays

__all__ = ["transformation_gaps"]

_SCALE: Final = (1, 5)


def transformation_gaps(scores: Table, *, aim: float = AIM) -> Table:
    """Score the gap between the increment that a project is and the transformation that is wanted.

    Parameters
    ----------
    scores : Table (project, part, score)
        One row per project and part of transformation (depth, reach, lasting, who decides, ...): from 1 (a small step) to
        5 (a transformation), null unknown.
    aim : float
        The score that is wanted, from 1 to 5.

    Returns
    -------
    Table (project, part, score, gap, project_gap, known, unknown)
        By project and part. `gap`: aim less score, above 0 where the project falls short; `project_gap`: its mean over the
        parts that are known, with how many are `known` and `unknown`; null where nothing is known.

    Raises
    ------
    SettingError
        If the aim is off the scale.
    InputError
        If a score is off the scale, or a part of a project stands twice.

    Notes
    -----
    A part above the aim makes up for one below it in the mean; the parts stay visible so that this can be seen.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"project": ["square"] * 2, "part": ["depth", "reach"], "score": [2.0, 3.0]}
    >>> transformation_gaps(memtable(rows), aim=4).to_pyarrow()["project_gap"].to_pylist()
    [1.5, 1.5]
    """
    if not _SCALE[0] <= aim <= _SCALE[1]:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="aim", value=aim, bounds="1-5")
    rows = arrays(scores.select("project", "part", "score"), order=["project", "part"])
    project, part, score = rows["project"], rows["part"], rows["score"].astype(float)
    for name, of, value in zip(project, part, score, strict=True):
        if not (np.isnan(value) or _SCALE[0] <= value <= _SCALE[1]):
            raise InputError("Project {project} has score {score} on {part}. Choose a number from 1 to 5.",
                             project=name, part=of, score=value)  # fmt: skip
    if len(run_starts(project, part)) < len(project):
        raise InputError("A part of a project stands twice. Keep one row per project and part.")
    first = run_starts(project)
    sizes, known = np.diff(np.append(first, len(score))), ~np.isnan(score)
    count, total = (
        np.add.reduceat(column, first) if len(first) else column for column in (known * 1, np.nan_to_num(score))
    )
    mean = np.divide(total, count, out=np.full(len(first), np.nan), where=count > 0)
    return table_from_arrays({
        "project": project, "part": part, "score": score, "gap": aim - score, "project_gap": np.repeat(aim - mean, sizes),
        "known": np.repeat(count, sizes), "unknown": np.repeat(sizes - count, sizes),
    })  # fmt: skip
