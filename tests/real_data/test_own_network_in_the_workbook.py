"""A network of one's own comes in by the workbook: four real networks that need one another (Shelby County, Tennessee)."""

from collections import Counter

import pytest

from veerkracht.connectors.forms import Choice
from veerkracht.connectors.shelby_county import read_shelby_assets, read_shelby_served, read_shelby_supplies
from veerkracht.connectors.workshop_sheets import Lists, read_folder, write_book
from veerkracht.tables import pull
from veerkracht.workflows.exploring.critical import explore_critical
from veerkracht.workflows.exploring.halved import dependence_of, explore_halved
from veerkracht.workflows.exploring.outage import explore_outage, shock_of
from veerkracht.workflows.workshop.services import services_of

pytestmark = pytest.mark.real_data

WORDS = {"power": "power", "water": "water", "gas": "other", "telecom": "data"}
CHANCE, REPAIR, BACKUP = 5.0, 12.0, 8.0  # the data hold no chances, times of repair or reserves: assumed, equal for all


@pytest.fixture(scope="module")
def county(data_dir):
    folder = data_dir / "infrastructure" / "shelby_county"
    return tuple(
        pull(read(folder)).to_pylist() for read in (read_shelby_assets, read_shelby_supplies, read_shelby_served)
    )


@pytest.fixture(scope="module")
def services(county, tmp_path_factory):
    assets, supplies, served = county
    lists = Lists((), (Choice("county", "Shelby", "Shelby"),))
    rows = {
        "assets": [{"asset": row["asset"], "name": row["asset"], "service": WORDS[row["kind"]], "area": "county",
                    "failure_chance": CHANCE, "repair_hours": REPAIR} for row in assets],
        "dependencies": [{"supplier": row["supplier"], "asset": row["asset"], "service": WORDS.get(row["service"], "other"),
                          "backup_hours": BACKUP, "time_to_fail_hours": 0.0} for row in supplies],
        "people": [{"asset": row["asset"], "area": "county", "group": "all", "people": row["people"]} for row in served],
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("county")
    write_book(folder / "services.xlsx", "services", language="en", lists=lists, rows=rows)
    found, wrong = services_of(read_folder(folder, lists))
    assert wrong == []
    return found


def test_hundreds_of_assets_go_through_the_workbook_unchanged(services, county):
    assets, supplies, _served = county
    assert len(services.names) == len(assets) > 150
    assert services.supplies.count().to_pyarrow().as_py() == len(supplies)


def test_water_hangs_on_power_as_much_as_the_published_links_say(services, county):
    """A water node with one published link to power counts whole, and one with a choice of two for a half."""
    assets, supplies, _served = county
    kinds = {row["asset"]: row["kind"] for row in assets}
    water = [name for name, kind in kinds.items() if kind == "water"]
    fed = Counter(
        row["asset"] for row in supplies if kinds[row["asset"]] == "water" and kinds[row["supplier"]] == "power"
    )
    found = {
        (row["sector"], row["depends_on"]): row["coefficient"] for row in pull(dependence_of(services)).to_pylist()
    }
    assert max(fed.values()) > 1 and found["water", "power"] == pytest.approx(
        sum(1 / suppliers for suppliers in fed.values()) / len(water)
    )


def test_an_outage_and_what_matters_most_are_told_of_a_whole_county(services):
    outage = explore_outage(
        services, shock_of(services, None, min(services.names)), seed=1, progress=lambda done, of: None
    )
    assert outage.people.hours[0] == 0.0
    part = explore_critical(services, seed=1, progress=lambda done, of: None)
    assert len(part.rows) == len(services.names)
    halved = explore_halved(services, seed=1, progress=lambda done, of: None)
    assert {one.kind for one in halved.services} == set(services.kinds.values())
