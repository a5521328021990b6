"""Which asset matters most: three orders on networks to follow by hand, and what is told without chances of failure."""

from types import SimpleNamespace

import pytest

from veerkracht.reports.content import Answer, DataTable, Paragraph
from veerkracht.reports.words import plain
from veerkracht.tables import pull, table_of
from veerkracht.tables.infrastructure import ASSETS, FAILURES, REPAIRS, SERVED, SUPPLIES
from veerkracht.workflows.exploring.critical import explore_critical
from veerkracht.workflows.exploring.page_critical import critical_section
from veerkracht.workflows.workshop.services import Services

KINDS = {"grid": "power", "north": "power", "south": "power", "pump": "water"}
CHANCES = {"grid": 0.01, "north": 0.5, "south": 0.5, "pump": 0.2}


def services(chances=CHANCES):
    """Two stations fed by a grid, one of which is enough for a pump for 1000 people; each alone in its district."""
    supplies = [{"asset": name, "service": "power", "supplier": "grid"} for name in ("north", "south")]
    supplies += [
        {"asset": "pump", "service": "power", "supplier": name, "needed": 1, "backup_hours": 0.0}
        for name in ("north", "south")
    ]
    failures = [{"asset": name, "probability": share, "factor": name} for name, share in (chances or {}).items()]
    return Services(
        table_of(ASSETS, [{"asset": name, "kind": kind, "area": name} for name, kind in KINDS.items()]),
        table_of(SUPPLIES, supplies), table_of(FAILURES, failures) if chances else None,
        table_of(REPAIRS, [{"asset": name, "median_hours": 5.0, "log_sd": 0.0, "crews": 1} for name in KINDS]),
        table_of(SERVED, [{"asset": "pump", "area": "X", "group": "all", "people": 1000.0}]),
        {name: name for name in KINDS}, KINDS, dict.fromkeys(KINDS, "X"), {},
    )  # fmt: skip


@pytest.fixture(scope="module")
def part():
    return explore_critical(services(), seed=1, progress=lambda done, of: None)


def section_of(network):
    grounds = SimpleNamespace(outage=SimpleNamespace(services=network), request=SimpleNamespace(seed=1))
    return critical_section(grounds, lambda stage, what: None)


def blocks_of(section, kind):
    return [block for block in section.blocks if isinstance(block, kind)]


def test_the_shares_of_all_assets_add_up_to_the_mean_of_all_events(part):
    total = sum(row["shapley"] for row in part.rows.values())
    assert total == pytest.approx(part.rows["pump"]["expected"], abs=1e-6)


def test_two_stations_that_can_replace_each_other_share_what_neither_loses_alone(part):
    """Own failures: 0.5 each, so both 0.25; with the pump up and the grid up, 0.25 x 0.8 x 0.99 x 1000 / 2 each at least."""
    for name in ("north", "south"):
        assert part.rows[name]["shapley"] == pytest.approx(125, abs=40)
    assert part.rows["north"]["leave_one_out"] == pytest.approx(0.99 * 0.8 * 0.25 * 1000, abs=40)


def test_what_seldom_fails_stands_high_by_its_loss_and_low_by_what_protecting_brings(part):
    assert part.ranked("birnbaum")[:2] == ["grid", "pump"] or part.ranked("birnbaum")[:2] == ["pump", "grid"]
    assert part.ranked("leave_one_out")[-1] == "grid"
    apart = part.most_apart()
    assert apart.asset == "grid" and apart.high_way == "birnbaum" and apart.low == 4


def test_the_page_holds_three_orders_and_says_where_they_differ():
    section = section_of(services())
    (listed,) = blocks_of(section, DataTable)
    assert len(listed.columns) == 4
    agreement = plain(blocks_of(section, Paragraph)[0].text, "en")
    assert agreement.startswith("4 of the first 4 assets are the same") and "differ most on grid" in agreement


def test_work_on_all_three_orders_is_told_of_to_the_end_and_never_goes_back():
    told = []
    explore_critical(services(), seed=1, progress=lambda done, of: told.append(done / of))
    assert told == sorted(told) and told[-1] == 1.0 and 0.5 in told


def test_without_chances_the_page_says_what_lacks_and_ranks_by_the_loss():
    section = section_of(services(None))
    (answer,) = blocks_of(section, Answer)
    words = plain(answer.text, "en")
    assert "the registers hold no chance of failure" in words and "If grid stops, 1,000 people lose a service." in words
    (listed,) = blocks_of(section, DataTable)
    assert [row[0] for row in listed.rows] == ["grid", "pump"]  # one station can be missed
    assert {row["shapley"] for row in pull(section.tables["critical"]).to_pylist()} == {0.0}


def test_the_published_numbers_are_rounded_to_ten():
    for row in pull(section_of(services()).tables["critical"]).to_pylist():
        assert all(row[name] % 10 == 0 for name in ("leave_one_out", "birnbaum", "shapley", "expected"))
