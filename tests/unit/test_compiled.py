"""Kernels run as machine code and as Python."""

import runpy
import sys

import numpy as np

from veerkracht import compiled


@compiled.kernel
def total(values):
    result = 0.0
    for value in values:
        result += value
    return result


def test_a_kernel_is_compiled_and_gives_what_the_plain_function_gives():
    values = np.array([1.5, 2.5])
    assert compiled.COMPILED and total(values) == total.py_func(values) == 4.0


@compiled.kernel
def mean(values):
    return total(values) / len(values)


def test_a_kernel_as_python_calls_other_kernels_as_python():
    plain = compiled.as_python(mean)
    assert plain(np.array([1.5, 2.5])) == 2.0
    assert not hasattr(plain, "py_func") and not hasattr(plain.__globals__["total"], "py_func")
    assert compiled.as_python(plain) is plain


def test_without_the_compiler_a_kernel_stays_the_plain_function(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    plain = runpy.run_path(compiled.__file__)
    assert not plain["COMPILED"] and plain["kernel"](len) is len
