"""Build the notebooks in docs/notebooks/ out of their sources, one per language.

    .venv/bin/python tools/notebooks.py

A source is a Python file with cells: `# %%` begins code, `# %% nl` and `# %% en` begin text in one language. Code is the
same in both notebooks, but for the line `language = "nl"`. Notebooks are kept without results; a test runs each from
top to bottom.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "notebooks"
LANGUAGES = ("nl", "en")
MARK = re.compile(r"^# %%(?: (nl|en))?$", flags=re.MULTILINE)

Cell = dict[str, Any]  # Any: the parts of a cell, as the format of notebooks has them


def cells_of(source: str) -> list[tuple[str, str]]:
    """Return the cells of a source: the language (empty for code) and the text."""
    parts = MARK.split(source)[1:]
    return [(language or "", text.strip("\n")) for language, text in zip(parts[::2], parts[1::2], strict=True)]


def notebook(source: str, language: str) -> str:
    """Return one notebook as text: its code and the words of one language."""
    own = source.replace(f'language = "{LANGUAGES[0]}"', f'language = "{language}"')
    chosen = [(kind, text) for kind, text in cells_of(own) if kind in ("", language)]
    cells = [_words(text, n) if kind else _code(text, n) for n, (kind, text) in enumerate(chosen)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    content = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _words(text: str, number: int) -> Cell:
    plain = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())
    return {"cell_type": "markdown", "id": f"cell-{number}", "metadata": {}, "source": plain.splitlines(keepends=True)}


def _code(text: str, number: int) -> Cell:
    return {"cell_type": "code", "execution_count": None, "id": f"cell-{number}", "metadata": {}, "outputs": [],
            "source": text.splitlines(keepends=True)}  # fmt: skip


def made_notebooks() -> dict[Path, str]:
    """Return every notebook by its place."""
    sources = sorted((FOLDER / "source").glob("*.py"))
    return {FOLDER / f"{source.stem}.{language}.ipynb": notebook(source.read_text("utf-8"), language)
            for source in sources for language in LANGUAGES}  # fmt: skip


def main() -> None:
    """Write the notebooks, and remove those without a source."""
    made = made_notebooks()
    for path in set(FOLDER.glob("*.ipynb")) - made.keys():
        path.unlink()
    for path, text in made.items():
        path.write_text(text, "utf-8")
    sys.stdout.write(f"{len(made)} notebooks\n")


if __name__ == "__main__":
    main()
