"""Somebody writes a synthetic register, counts it, and meets an error in Dutch."""

import json

import pytest
from typer.testing import CliRunner

from veerkracht.cli import app


@pytest.fixture
def example(tmp_path):
    done = CliRunner().invoke(app, ["people", "example", "--out", str(tmp_path / "register"), "--households", "3000"])
    assert done.exit_code == 0, done.output
    return dict(zip(("areas", "households", "persons"), done.output.split(), strict=True))


def counted(example, out, *more, **environment):
    files = [part for name, path in example.items() for part in (f"--{name}", path)]
    return CliRunner().invoke(
        app, ["people", "count", *files, "--period", "2024", "--out", str(out), *more], env=environment
    )


def test_a_register_is_counted_and_its_tables_are_written(example, tmp_path):
    done = counted(
        example, tmp_path / "out", "--by", "age_band", "--json", VEERKRACHT_ENGINE="duckdb?threads=1&memory_mb=500"
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["engine"], told["unit"], told["unsafe"]) == ("duckdb", "person", 0)
    assert 0 < told["hidden"] < told["cells"]
    assert (tmp_path / "out" / "counts.csv").read_text().splitlines()[0] == '"area","age_band","group","value","status"'


def test_what_was_hidden_is_shown_per_group(example, tmp_path):
    done = counted(example, tmp_path / "out", "--groups", "vulnerable_households")
    assert done.exit_code == 0, done.output
    assert "somebody_in_long_term_care" in done.stdout
    assert str(tmp_path / "out" / "counts.json") in done.stdout


def test_an_engine_that_does_not_exist_is_told_in_dutch_and_nothing_is_written(example, tmp_path):
    done = counted(example, tmp_path / "out", VEERKRACHT_ENGINE="mysql://x", VEERKRACHT_LANG="nl")
    assert done.exit_code == 9
    assert "VEERKRACHT_ENGINE noemt geen rekenmachine" in done.stderr
    assert not (tmp_path / "out").exists()
