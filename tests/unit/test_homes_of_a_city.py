"""The stock of a city and the rule of a province, on made figures."""

from dataclasses import replace

import pytest

from veerkracht.catalogue import provincial_rules as rules
from veerkracht.catalogue.provincial_rules import ProvincialRule, provincial_rule, provincial_rules
from veerkracht.errors import CatalogueError, UsageError
from veerkracht.tables import memtable, pull
from veerkracht.workflows.homes import bands_of_rule


def stock():
    """A municipality with 40 % social homes and one with 20 %."""
    return memtable({"area": ["A", "B", "C"], "region": ["R"] * 3, "municipality": ["M", "M", "N"],
                     "dwellings": [100.0, 100.0, 100.0], "social": [60.0, 20.0, 20.0], "vulnerability": [0.8, 0.2, 0.1],
                     "turnover_share": [0.1] * 3})  # fmt: skip


def bands(rule):
    return {
        row["municipality"]: (row["least_homes"], row["most_homes"])
        for row in pull(bands_of_rule(stock(), rule)).to_pylist()
    }


def test_a_municipality_may_not_fall_below_the_share_nor_farther_below_it():
    assert bands(provincial_rule("zuid-holland-2026")) == {"M": (60.0, None), "N": (20.0, None)}


def test_a_band_is_a_multiple_of_what_there_is():
    found = bands(provincial_rule("example-band"))
    assert found == {"M": (pytest.approx(78.4), pytest.approx(84.0)), "N": (pytest.approx(19.6), pytest.approx(21.0))}


def test_every_policy_names_its_source_and_date_and_an_example_its_kind():
    for rule in provincial_rules():
        assert rule.kind == "example" or (rule.url.startswith("https://") and rule.date)


def test_an_unknown_rule_is_refused_with_those_that_exist():
    with pytest.raises(UsageError, match="zuid-holland-2026"):
        provincial_rule("nowhere")


@pytest.mark.parametrize("wrong", [
    {"date": ""}, {"kind": "law"}, {"least_share_of_stock": 30.0}, {"least_ratio": 1.2}, {"least_ratio": -1.0},
    {"most_ratio": 0.0},
])  # fmt: skip
def test_a_rule_without_a_source_or_with_wrong_bounds_is_refused(wrong, monkeypatch):
    sound = provincial_rule("zuid-holland-2026")
    record = {**vars(replace(sound)), "label": sound.label._asdict(), "source": sound.source._asdict(), **wrong}
    monkeypatch.setattr(rules, "read_toml", lambda name: {"rule": [record]})
    provincial_rules.cache_clear()
    try:
        with pytest.raises(CatalogueError, match="not sound"):
            provincial_rules()
    finally:
        provincial_rules.cache_clear()


def test_a_rule_carries_what_it_asks_of_new_homes():
    assert isinstance(provincial_rule("zuid-holland-2026"), ProvincialRule)
    assert provincial_rule("zuid-holland-2026").new_build_social_share == pytest.approx(1 / 3, abs=1e-3)
