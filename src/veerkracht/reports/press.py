"""The press itself, run as a process of its own: a job on standard input, its pages on standard output.

A long document takes the press hundreds of megabytes, which it keeps for a next time. They go back to the system
when its process ends, and other threads run on meanwhile.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, run
from typing import Any

__all__ = ["PressError", "press", "press_each"]


@dataclass
class PressError(Exception):
    """The press refused a document: what it says in short, and at length with the places."""

    message: str
    diagnostic: str


def press(sheets: dict[str, bytes], fonts: str, **options: object) -> list[bytes]:
    """Compile files that exist in memory only.

    Parameters
    ----------
    sheets : dict of str to bytes
        Files by name; the one to compile is ``main.typ``.
    fonts : str
        Folder with the fonts, beside those that the press carries.
    **options
        As `typst.Compiler.compile` takes them.

    Returns
    -------
    list of bytes
        The document, or one picture per page. The same input gives the same bytes.

    Raises
    ------
    PressError
        If the files hold an error.
    """
    return press_each([sheets], fonts, **options)[0]


def press_each(documents: Sequence[dict[str, bytes]], fonts: str, **options: object) -> list[list[bytes]]:
    """Compile several small documents in one process, which reads the fonts once.

    Parameters
    ----------
    documents : sequence of dict of str to bytes
        As `press` takes one.
    fonts, **options
        The same for all of them.

    Returns
    -------
    list of list of bytes
        What `press` returns of each, in the same order.

    Raises
    ------
    PressError
        If the files of one hold an error; nothing of the others is returned.
    """
    job = pickle.dumps((documents, fonts, options))
    done = run([sys.executable, "-P", str(Path(__file__))], input=job, stdout=PIPE, check=True)
    made: list[list[bytes]] | tuple[str, str] = pickle.loads(done.stdout)  # both ends are this file
    if isinstance(made, tuple):
        raise PressError(*made)
    return made


def _compile(
    documents: Sequence[dict[str, bytes]],
    folder: str,
    options: dict[str, Any],  # Any: texts, numbers and lists
) -> list[list[bytes]] | tuple[str, str]:
    import typst  # the process that asks has no use for it

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
    try:
        made = [typst.Compiler(sheets, font_paths=fonts).compile(**options) for sheets in documents]  # type: ignore[type-var]  # its stubs lack dict
    except typst.TypstError as error:
        return error.message, error.diagnostic
    return [pages if isinstance(pages, list) else [pages] if pages else [] for pages in made]


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(_compile(*pickle.load(sys.stdin.buffer))))
