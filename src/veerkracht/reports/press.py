"""The press itself, run as a process of its own: a job on standard input, its pages on standard output.

A long document takes the press hundreds of megabytes, which it keeps for a next time. They go back to the system
when its process ends, and other threads run on meanwhile.
"""

from __future__ import annotations

import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, run
from typing import Any

__all__ = ["PressError", "press"]


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
    job = pickle.dumps((sheets, fonts, options))
    done = run([sys.executable, "-P", str(Path(__file__))], input=job, stdout=PIPE, check=True)
    made: list[bytes] | tuple[str, str] = pickle.loads(done.stdout)  # both ends are this file
    if isinstance(made, tuple):
        raise PressError(*made)
    return made


def _compile(
    sheets: dict[str, bytes],
    folder: str,
    options: dict[str, Any],  # Any: texts, numbers and lists
) -> list[bytes] | tuple[str, str]:
    import typst  # the process that asks has no use for it

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
    try:
        made = typst.Compiler(sheets, font_paths=fonts).compile(**options)  # type: ignore[type-var]  # its stubs lack dict
    except typst.TypstError as error:
        return error.message, error.diagnostic
    return made if isinstance(made, list) else [made] if made else []


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(_compile(*pickle.load(sys.stdin.buffer))))
