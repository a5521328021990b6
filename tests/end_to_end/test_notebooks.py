"""The notebooks run from top to bottom, in both languages, and are those of their sources."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "notebooks"
NAMES = sorted(path.name for path in FOLDER.glob("*.nl.ipynb"))


def code_of(name):
    return [cell.source for cell in nbformat.read(FOLDER / name, as_version=4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_shows_something_after_each_cell_of_code(name, data_dir, monkeypatch):
    monkeypatch.setitem(os.environ, "VEERKRACHT_DATA", str(data_dir))
    notebook = nbformat.read(FOLDER / name, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    silent = [cell.source for cell in notebook.cells if cell.cell_type == "code" and not cell.outputs]
    assert all(text.startswith("assert ") for text in silent)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_hold_the_same_code(name):
    english = [text.replace('language = "en"', 'language = "nl"') for text in code_of(name.replace(".nl.", ".en."))]
    assert code_of(name) == english


def test_there_are_notebooks_of_the_city_the_country_and_the_example():
    assert NAMES == ["asem.nl.ipynb", "the-hague.nl.ipynb", "the-netherlands.nl.ipynb"]
