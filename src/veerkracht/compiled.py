"""Kernels that are compiled to machine code where a compiler is installed, and run as Python where it is not.

A kernel is a private function of numbers and arrays. It is compiled when it is first called, and only then is the
compiler loaded; the machine code is kept beside the source for the next process. `tests/unit/test_compiled.py` runs
kernels both ways.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from importlib.util import find_spec
from threading import Lock
from types import FunctionType
from typing import Any, Final, Generic, ParamSpec, TypeVar, cast

__all__ = ["COMPILED", "as_python", "kernel"]

P = ParamSpec("P")
R = TypeVar("R")

COMPILED: Final = find_spec("numba") is not None
"""Whether kernels run as machine code; without the compiler the answers are equal and come slower."""
_FIRST_CALL: Final = Lock()


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of numbers and arrays at its first call; the result is that of the plain function.

    Notes
    -----
    Without the compiler the function is returned as it is.
    """
    return _Kernel(function) if COMPILED else function


class _Kernel(Generic[P, R]):
    """A function that the compiler takes over at the first call, by Python or by another kernel."""

    def __init__(self, function: Callable[P, R]) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self._compiled: Callable[P, R] | None = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return (self._compiled or self._compile())(*args, **kwargs)

    def __reduce__(self) -> str:
        return self.py_func.__qualname__  # another process finds it by its name, as it finds a function

    def _compile(self) -> Callable[P, R]:
        import numba  # loads for a second, and only those who compute wait for it

        with _FIRST_CALL:  # threads that call at once share one result
            self._compiled = self._compiled or numba.njit(cache=True, nogil=True)(self.py_func)
        return self._compiled

    @property
    def _numba_type_(self) -> object:
        """What the compiler asks of a kernel that another kernel calls."""
        compiled: Any = self._compiled or self._compile()  # the compiler carries no types
        return compiled._numba_type_


def as_python(function: Callable[P, R]) -> Callable[P, R]:
    """Return a kernel as plain Python, with the kernels that it calls.

    Notes
    -----
    The first kernel of a process waits about a second for the compiler: work that takes less in Python goes this way.
    """
    plain = getattr(function, "py_func", None)
    if plain is None:
        return function
    known = plain.__globals__
    called = {name: as_python(known[name]) for name in plain.__code__.co_names if hasattr(known.get(name), "py_func")}
    made = FunctionType(plain.__code__, {**known, **called}, plain.__name__, plain.__defaults__)
    return cast(Callable[P, R], made)  # FunctionType carries no signature
