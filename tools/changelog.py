"""Build CHANGELOG.md out of the fragments in changes/.

    .venv/bin/python tools/changelog.py

A fragment is one Markdown file for one change that a user can notice, written for that user. Its name starts
with its kind: `added-a3-maps.md`. Fragments of a release are moved to a folder with version and date:
`changes/0.2.0_2027-03-01/`.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = {
    "numbers": "Published figures change",
    "added": "Added",
    "changed": "Changed",
    "fixed": "Fixed",
    "removed": "Removed",
    "security": "Security",
}
HEAD = "# Changes\n\nWhat users of veerkracht can notice, newest first. Versions follow semantic versioning.\n"


def kind_of(fragment: Path) -> str:
    """Return the kind that the name of a fragment starts with; an unknown one stops the build."""
    kind = fragment.name.partition("-")[0]
    if kind not in KINDS:
        sys.exit(f"{fragment}: the name must start with one of {', '.join(KINDS)} and a dash.")
    return kind


def bullet(fragment: Path) -> str:
    """Return a fragment as an item of a list."""
    first, *rest = fragment.read_text(encoding="utf-8").strip().splitlines()
    return "\n".join([f"- {first}", *(f"  {line}".rstrip() for line in rest)])


def section(title: str, folder: Path) -> str:
    """Return the changes in one folder under a title, by kind; nothing when there are none."""
    fragments = sorted(folder.glob("*.md"))
    found = {kind: [path for path in fragments if kind_of(path) == kind] for kind in KINDS}
    parts = [f"### {KINDS[kind]}\n\n" + "\n".join(map(bullet, paths)) for kind, paths in found.items() if paths]
    return "\n\n".join([f"## {title}", *parts]) + "\n" if parts else ""


def version_key(folder: Path) -> tuple[int, ...]:
    """Return the version of a release folder, for sorting."""
    return tuple(int(part) for part in folder.name.partition("_")[0].split("."))


def changelog(changes: Path) -> str:
    """Return the whole text: what is not released yet, then each release."""
    releases = sorted((path for path in changes.iterdir() if path.is_dir()), key=version_key, reverse=True)
    titles = [("{} ({})".format(*path.name.split("_")), path) for path in releases]
    sections = [section(title, folder) for title, folder in [("Not released yet", changes), *titles]]
    return "\n".join([HEAD, *(text for text in sections if text)])


if __name__ == "__main__":
    (ROOT / "CHANGELOG.md").write_text(changelog(ROOT / "changes"), encoding="utf-8")
