"""Compile the locks in requirements/ from pyproject.toml: exact versions with hashes, and no host names.

.venv/bin/python tools/lock.py             take over what changed in pyproject.toml
.venv/bin/python tools/lock.py --upgrade   and move every version up
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GROUPS = ("core", "research", "test", "build", "installer")
"""`core` is what the package itself needs, `research` what it can do more with; the others are dependency groups."""


def lock(group: str, *, options: list[str]) -> None:
    """Write `requirements/<group>.lock`; a group never moves a version that one before it has fixed."""
    target = ROOT / "requirements" / f"{group}.lock"
    fixed = [part for name in GROUPS[: min(GROUPS.index(group), 2)] for part in ("-c", f"requirements/{name}.lock")]
    wanted = {"core": ["pyproject.toml"], "research": ["pyproject.toml", "--extra", "research"]}
    source = [*wanted.get(group, ["--group", group]), *fixed]
    settings = ["--generate-hashes", "--no-emit-index-url", "--universal", "--python-version", "3.11", "--no-header"]
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "pip", "compile", "--quiet", *settings, *options, *source, "-o", str(target.relative_to(ROOT))]
    subprocess.run(command, cwd=ROOT, check=True)


def main(options: list[str]) -> None:
    """Compile every lock, `core` first."""
    for group in GROUPS:
        lock(group, options=options)


if __name__ == "__main__":
    main(sys.argv[1:])
