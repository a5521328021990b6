"""Kernels that are compiled to machine code where a compiler is installed, and run as Python where it is not.

A kernel is a private function of numbers and arrays. It is compiled when it is first called and then kept beside the
source, so that the next process starts at once; `tests/unit/test_compiled.py` runs kernels both ways.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from types import FunctionType
from typing import Final, ParamSpec, TypeVar, cast

__all__ = ["COMPILED", "as_python", "kernel"]

P = ParamSpec("P")
R = TypeVar("R")

COMPILED: Final = find_spec("numba") is not None
"""Whether kernels run as machine code; without the compiler the answers are equal and come slower."""

if COMPILED:
    import numba

    def kernel(function: Callable[P, R]) -> Callable[P, R]:
        """Compile a function of numbers and arrays; the result is that of the plain function."""
        return cast(Callable[P, R], numba.njit(cache=True, nogil=True)(function))  # numba carries no types
else:

    def kernel(function: Callable[P, R]) -> Callable[P, R]:
        """Return the function as it is, for no compiler is installed."""
        return function


def as_python(function: Callable[P, R]) -> Callable[P, R]:
    """Return a kernel as plain Python, with the kernels that it calls.

    Notes
    -----
    The first kernel of a process waits half a second for the compiler's tables: work that takes less in Python goes
    this way.
    """
    plain = getattr(function, "py_func", None)
    if plain is None:
        return function
    known = plain.__globals__
    called = {name: as_python(known[name]) for name in plain.__code__.co_names if hasattr(known.get(name), "py_func")}
    made = FunctionType(plain.__code__, {**known, **called}, plain.__name__, plain.__defaults__)
    return cast(Callable[P, R], made)  # FunctionType carries no signature
