"""Kernels run as machine code and as Python."""

import os
import pickle
import runpy
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np

from veerkracht import compiled


@compiled.kernel
def total(values):
    result = 0.0
    for value in values:
        result += value
    return result


@compiled.kernel
def mean(values):
    return total(values) / len(values)


@compiled.kernel
def spread(values):
    middle = mean(values)
    return total((values - middle) ** 2)


def test_a_kernel_is_compiled_and_gives_what_the_plain_function_gives():
    values = np.array([1.5, 2.5])
    assert compiled.COMPILED and total(values) == total.py_func(values) == 4.0


def test_a_kernel_as_python_calls_other_kernels_as_python():
    plain = compiled.as_python(mean)
    assert plain(np.array([1.5, 2.5])) == 2.0
    assert not hasattr(plain, "py_func") and not hasattr(plain.__globals__["total"], "py_func")
    assert compiled.as_python(plain) is plain


def test_threads_that_call_a_kernel_first_at_once_get_the_answer_of_one():
    at_once = Barrier(4)

    def ask(start):
        at_once.wait()
        return spread(np.arange(start, start + 5.0))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [10.0] * 4


def test_a_kernel_is_found_by_its_name_in_another_process():
    assert pickle.loads(pickle.dumps(mean)) is mean
    assert (mean.__name__, mean.__module__) == ("mean", __name__)


def test_without_the_compiler_a_kernel_stays_the_plain_function(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    plain = runpy.run_path(compiled.__file__)
    assert not plain["COMPILED"] and plain["kernel"](len) is len


KERNELS = """
from veerkracht.compiled import kernel

@kernel
def outer(value):
    return inner(value) + 1.0

@kernel
def inner(value):
    return 2.0 * value
"""
USE = """
import sys
import kernels
before = "numba" in sys.modules
answer = kernels.outer(3.0)
import numba
with_code = [name for name in ("outer", "inner") if numba.extending.is_jitted(getattr(kernels, name)._compiled)]
print(before, answer, with_code, sum(kernels.outer._compiled.stats.cache_hits.values()))
"""


def test_the_compiler_loads_at_the_first_call_and_its_work_is_kept_for_the_next_process(tmp_path):
    (tmp_path / "kernels.py").write_text(KERNELS)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    command = [sys.executable, "-c", USE]
    first, second = (
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout for _ in range(2)
    )
    assert first == "False 7.0 ['outer', 'inner'] 0\n"
    assert second == "False 7.0 ['outer'] 1\n"  # nothing was compiled, so nobody asked for the inner kernel
