"""A notebook, the command line, the open data and the pages give the same number."""

import json
import os
import subprocess
import sys

import pytest

import veerkracht

pytestmark = pytest.mark.real_data

CITY = "the-hague"


@pytest.fixture(scope="module")
def of_the_library(data_dir):
    return {row["risk"]: row for row in veerkracht.risks(CITY, data_dir)}


@pytest.fixture(scope="module")
def of_the_command(data_dir):
    command = [sys.executable, "-m", "veerkracht.cli", "risks", CITY, "--data", str(data_dir), "--json"]
    told = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=True, timeout=300).stdout
    return {row["risk"]: row for row in json.loads(told)}


def shown(probability):
    """Return a probability as the pages write it."""
    return "> 99%" if probability > 0.99 else f"{100 * probability:.0f}%"


def test_the_command_gives_the_risks_of_the_library(of_the_library, of_the_command):
    assert len(of_the_library) == 28
    assert of_the_command == of_the_library


def test_the_open_data_give_the_risks_of_the_library(of_the_library, hague, rows_in):
    for row in rows_in(hague, "risks"):
        own = of_the_library[row["risk"]]
        assert (row["direction"], row["kind"], row["reason"]) == (own["direction"], own["kind"], own["reason"])
        assert row.get(f"p_{row['direction']}") == pytest.approx(own["probability"], abs=5e-4)


def test_every_page_of_a_risk_shows_the_probability_of_the_library(of_the_library, hague, pages_in):
    known = {risk: row["probability"] for risk, row in of_the_library.items() if row["direction"] != "unknown"}
    texts = {risk: pages_in(hague)[f"en/risks/{risk}.html"].text.replace("\xa0", " ") for risk in known}
    assert len(known) >= 3
    assert [risk for risk, value in known.items() if shown(value) not in texts[risk]] == []


def test_the_classes_of_the_library_are_those_of_the_open_data_and_the_key_figures(data_dir, hague, rows_in):
    told = {row["area"]: (row["class"], row["probability"]) for row in veerkracht.areas(CITY, data_dir) if row["class"]}
    written = {row["area"]: row for row in rows_in(hague, "classes") if row["map"] == "relative"}
    assert told.keys() == written.keys()
    assert {area: row["class"] for area, row in written.items()} == {area: code for area, (code, _) in told.items()}
    assert all(written[area]["probability"] == pytest.approx(p, abs=5e-4) for area, (_, p) in told.items())
    figures = json.loads((hague / "data/key_figures.json").read_text("utf-8"))
    assert figures["classes"] == {area: code for area, (code, _) in told.items()}
