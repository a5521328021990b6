"""Help appears at once because nothing heavy is loaded for it, and a city from files loads no network."""

import subprocess
import sys

import pytest

HEAVY = ("babel", "docx", "duckdb", "httpx", "ibis", "jinja2", "numpy", "pandas", "pyarrow", "scipy", "typst")
COMPUTING = ("numba", "scipy.optimize", "scipy.sparse", "scipy.spatial", "scipy.special", "scipy.stats")


def loaded(code, *arguments):
    told = f"import sys\n{code}\nprint(*(name for name in {HEAVY + COMPUTING} if name in sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", told, *arguments], capture_output=True, text=True, check=True)
    return done.stderr.split()


@pytest.mark.parametrize("arguments", [["--help"], ["monitor", "--help"], ["bench", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments):
    asks = "from veerkracht.cli import app\ntry: app()\nexcept SystemExit: pass"
    assert loaded(asks, *arguments) == []


def test_importing_the_library_loads_nothing_heavy():
    assert loaded("import veerkracht") == []


def test_the_main_job_loads_no_network_and_no_press_before_it_needs_them():
    assert not {"httpx", "typst"} & set(loaded("import veerkracht.workflows.monitor"))


def test_the_main_job_loads_no_compiler_and_no_statistics_before_it_computes():
    assert not set(COMPUTING) & set(loaded("import veerkracht.workflows.monitor, veerkracht.cli"))


def test_each_room_of_the_analysis_loads_no_compiler_and_no_statistics_before_it_computes():
    every = (
        "import importlib, pkgutil, veerkracht.analysis as rooms\n"
        "for one in pkgutil.walk_packages(rooms.__path__, 'veerkracht.analysis.'): importlib.import_module(one.name)"
    )
    assert not set(COMPUTING) & set(loaded(every))
