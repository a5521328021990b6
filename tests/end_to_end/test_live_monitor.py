"""From live services to an edition: a made-up small city, served on this machine as the real services do."""

import json
import shutil
import socket
import time
from dataclasses import replace
from itertools import chain

import pytest
import shapely
from live_service import Reply, json_reply, publish3, reply, server  # noqa: F401  # fixtures
from typer.testing import CliRunner

from veerkracht import catalogue, cli
from veerkracht.connectors.generator import generate_city
from veerkracht.connectors.http_cache import Limits
from veerkracht.engine import Workspace
from veerkracht.workflows.fetch import fetch, live_boundaries, live_datasets, snapshot_name
from veerkracht.workflows.monitor import MonitorRequest, monitor, read

CITY = "amsterdam"
CODE = "GM0363"
DISTRICTS = 5
TABLES = {"84583NED": ("2019", "kwb_odata"), "85039NED": ("2021", "kwb_odata")}
HEALTH = "50090NED"
HEALTH_YEARS = ("2012", "2016", "2020")
MAPS = {"buurt_gegeneraliseerd": ("neighbourhood", 2020), "wijk_gegeneraliseerd": ("district", 2016)}
DAY = "2025-01-06"  # of the clock of the service
ONCE = Limits(attempts=1, read_s=5.0)


def as_amsterdam(area):
    return area.replace("9999", CODE[2:])


@pytest.fixture(scope="session")
def made_up():
    """The first districts of the synthetic city under the codes of a real one: areas, and figures by cell."""
    made = generate_city(seed=1, indicators=catalogue.indicators())
    rows = [{**row, "area": as_amsterdam(row["area"]), "parent": as_amsterdam(row["parent"] or "") or None}
            for row in made.areas.to_pyarrow().to_pylist()]  # fmt: skip
    kept = sorted(row["area"] for row in rows if row["level"] == "district")[:DISTRICTS]
    areas = [row for row in rows if row["area"] == CODE or row["area"] in kept or row["parent"] in kept]
    figures = {(as_amsterdam(row["area"]), row["period"], row["indicator"]): row["value"]
               for row in made.observations.to_pyarrow().to_pylist()}  # fmt: skip
    return areas, figures


def topics(reader, period):
    """The numbered key of each indicator that a table of a year has."""
    rules = [rule for rule in catalogue.column_rules(reader) if rule.first <= int(period) <= rule.last]
    return {rule.indicator: (f"{rule.column}_{n}", rule.scale) for n, rule in enumerate(rules, start=5)}


def table_rows(made_up, reader, period, year, **dimensions):
    areas, figures = made_up
    keys = topics(reader, period)
    return [
        {"WijkenEnBuurten": row["area"].ljust(10), **dimensions,
         **{key: value if (value := figures.get((row["area"], year, name))) is None else value / scale
            for name, (key, scale) in keys.items()}}
        for row in areas
    ]  # fmt: skip


def properties(reader, period, **kinds):
    named = [{"Key": name, "Type": kind} for name, kind in {"WijkenEnBuurten": "GeoDetail", **kinds}.items()]
    return [
        *named,
        *({"Key": key, "Type": "Topic", "Datatype": "Double"} for key, _ in topics(reader, period).values()),
    ]


def features(made_up, level, year):
    return [
        {"type": "Feature", "id": row["area"], "geometry": shapely.geometry.mapping(shapely.from_wkb(row["geometry"])),
         "properties": {"statcode": row["area"], "statnaam": row["name"], "jaarcode": year}}
        for row in made_up[0] if row["level"] == level
    ]  # fmt: skip


@pytest.fixture
def services(server, publish3, json_reply, made_up, monkeypatch):  # noqa: F811  # fixtures
    """Publish all tables and maps of the small city."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for table, (period, reader) in TABLES.items():
        publish3(table, table_rows(made_up, reader, period, period), properties(reader, period), page_rows=20)
    health = [
        table_rows(made_up, "health", year, year, Leeftijd="20300   ", Marges="MW00000 ", Perioden=f"{year}JJ00")
        for year in HEALTH_YEARS
    ]
    kinds = {"Leeftijd": "Dimension", "Marges": "Dimension", "Perioden": "TimeDimension"}
    publish3(HEALTH, list(chain(*health)), properties("health", "2020", **kinds))
    for collection, (level, year) in MAPS.items():
        document = {"type": "FeatureCollection", "links": [], "features": features(made_up, level, year)}
        server.tell(f"/ogc/collections/{collection}/items", json_reply(document, type="application/geo+json"))
    return server


@pytest.fixture
def environment(services, tmp_path):
    return {
        "VEERKRACHT_ODATA3_URL": f"{services.url}/odata", "VEERKRACHT_PDOK_URL": f"{services.url}/ogc",
        "VEERKRACHT_WORKSPACE": str(tmp_path / "workspace"),
    }  # fmt: skip


@pytest.fixture
def workspace(tmp_path):
    return tmp_path / "workspace"


def fetch_all(workspace, environment, **others):
    return fetch(catalogue.load_city(CITY), workspace, environment=environment, limits=ONCE, **others)


def gathered(environment, told=None, **others):
    steps = [] if told is None else told
    request = MonitorRequest(CITY, out=None, **others)
    return read(request, progress=lambda stage, what: steps.append(what), environment=environment)


def figures_of(found):
    return sorted(map(str, found.observations.to_pyarrow().to_pylist()))


NAMES = [source.id for source in (*live_datasets(), *live_boundaries())]


def test_every_live_source_becomes_a_snapshot_that_says_where_it_comes_from(workspace, environment):
    told, received = [], []
    found = fetch_all(workspace, environment, progress=told.append, on_bytes=lambda got, of: received.append((got, of)))
    assert [(item.dataset, item.error) for item in found] == [(name, None) for name in NAMES]
    assert told == NAMES
    assert received and all(0 < got <= of for got, of in received)
    store = Workspace(workspace / "snapshots")
    origins = {name: store.provenance(f"{CODE}/{name}") for name in NAMES}
    assert {origin.retrieved for origin in origins.values()} == {DAY}
    assert {origin.licence for origin in origins.values()} == {"CC BY 4.0"}
    assert origins["health-2016"].url == f"{environment['VEERKRACHT_ODATA3_URL']}/50090NED"
    assert origins["kwb-2019"].source == "cbs-kwb"
    assert all(len(store.digest(f"{CODE}/{name}")) == 64 for name in NAMES)


def test_the_figures_are_those_that_were_published(environment, made_up):
    found = gathered(environment)
    cells = {(r["area"], r["period"], r["indicator"]): (r["value"], r["status"])
             for r in found.observations.to_pyarrow().to_pylist()}  # fmt: skip
    areas, figures = made_up
    district = next(row["area"] for row in areas if row["level"] == "district")
    for period, indicator, status in (("2019", "population", "A"), ("2020", "lonely", "E")):
        assert cells[district, period, indicator] == (pytest.approx(figures[district, period, indicator]), status)
    told = {
        row["area"]: (row["name"], row["level"], row["geometry"] is not None)
        for row in found.areas.to_pyarrow().to_pylist()
    }
    drawn = {row["area"]: (row["name"], row["level"], True) for row in areas if row["area"] != CODE}
    assert told == {**drawn, CODE: ("Amsterdam", "municipality", False)}


def test_what_has_no_live_service_is_told(environment):
    found = gathered(environment)
    assert found.origin == "live"
    reasons = {gap.dataset: gap.reason for gap in found.gaps}
    assert reasons["leefbaarometer2-district"] == "no_service"
    assert reasons["police-haaglanden"] == "other_area"
    assert not set(reasons) & set(NAMES)
    assert {item.file for item in found.inputs if item.dataset == "kwb-2021"} == {
        f"{environment['VEERKRACHT_ODATA3_URL']}/85039NED"
    }


def test_a_second_run_needs_no_network_and_changes_nothing(environment, services):
    first = gathered(environment)
    asked = len(services.asked)
    second = gathered(environment, offline=True)
    assert len(services.asked) == asked
    assert (second.origin, second.inputs, second.gaps) == (first.origin, first.inputs, first.gaps)
    assert figures_of(second) == figures_of(first)


def test_boundaries_of_a_past_year_are_fetched_once(environment, services):
    for _ in range(2):
        gathered(environment)
    assert services.paths().count("/ogc/collections/buurt_gegeneraliseerd/items") == 1


def test_when_the_services_have_gone_the_last_good_answers_are_used(environment, services):
    first = gathered(environment)
    services.close()
    told = []
    second = gathered(environment, told)
    assert (second.origin, second.inputs) == ("live", first.inputs)
    assert "generator" not in told


def test_a_service_that_dies_half_way_leaves_what_was_fetched_and_is_asked_no_more(workspace, environment, services):
    def die(_asked):
        services.close()
        return Reply(b'{"value": [', cut=5)

    services.compute("/odata/50090NED/TypedDataSet", die)
    told = []
    found = {item.dataset: item.error for item in fetch_all(workspace, environment, progress=told.append)}
    assert [name for name, error in found.items() if error is None] == ["kwb-2019", "kwb-2021"]
    assert found["health-2012"].reason == "broken-off"
    assert found["health-2020"].reason == "no-connection"
    assert told == ["kwb-2019", "kwb-2021", "health-2012", "health-2016", "neighbourhoods-2020"]
    after = gathered(environment, offline=True)
    no_answer = {gap.dataset for gap in after.gaps if gap.reason == "no_answer"}
    assert no_answer == set(NAMES) - {"kwb-2019", "kwb-2021"}
    assert {row["period"] for row in after.observations.to_pyarrow().to_pylist()} == {"2019", "2021"}


def test_without_boundaries_the_areas_of_the_tables_stay(workspace, environment, services, made_up):
    for collection in MAPS:
        services.tell(f"/ogc/collections/{collection}/items", Reply(b"<html>", type="text/html"))
    found = gathered(environment)
    assert set(found.areas.area.to_pyarrow().to_pylist()) == {row["area"] for row in made_up[0]}
    assert {gap.dataset for gap in found.gaps if gap.reason == "no_answer"} == {b.id for b in live_boundaries()}


def test_a_damaged_snapshot_is_fetched_anew_and_never_read(workspace, environment):
    whole = figures_of(gathered(environment))
    store = Workspace(workspace / "snapshots")
    name = snapshot_name(catalogue.load_city(CITY), "kwb-2019")
    path = store.root / name / f"{store.digest(name)[:16]}.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    assert figures_of(gathered(environment)) == whole


@pytest.fixture
def nobody(tmp_path):
    """An environment in which the services take a connection and never answer."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield {
            "VEERKRACHT_ODATA3_URL": address, "VEERKRACHT_PDOK_URL": f"{address}/ogc",
            "VEERKRACHT_WORKSPACE": str(tmp_path / "empty"), "NO_PROXY": "127.0.0.1",
        }  # fmt: skip


def test_with_nothing_fetched_and_no_answer_the_made_up_city_comes_within_six_seconds(nobody, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    told, moments = [], []

    def tell(stage, what):
        told.append(what)
        moments.append(time.monotonic())

    began = time.monotonic()
    found = read(MonitorRequest(CITY, out=None), progress=tell, environment=nobody)
    assert (found.origin, found.city.id, told) == ("generator", "voorbeeldstad", ["generator"])
    assert moments[0] - began < 6.0


def pages(folder):
    return {path.name: path.read_text("utf-8") for path in folder.rglob("*.html")}


@pytest.mark.slow
def test_the_edition_of_live_sources_tells_what_is_missing_and_is_the_same_offline(environment, services, tmp_path):
    request = MonitorRequest(CITY, out=tmp_path / "out", languages=("en",))
    first = monitor(request, environment=environment)
    assert (first.origin, first.city) == ("live", CITY)
    missing = next(text for name, text in pages(first.folder).items() if name == "missing.html")
    assert "The source has no live service; give its file in a data folder." in missing
    assert "leefbaarometer2/dimensiescore_wijk_stand_2012_2014.parquet" in first.gaps
    sources = next(text for name, text in pages(first.folder).items() if name == "sources.html" and "84583NED" in text)
    assert f"{environment['VEERKRACHT_ODATA3_URL']}/84583NED" in sources
    manifest = json.loads((first.folder / "manifest.json").read_bytes())
    assert {item["file"] for item in manifest["inputs"]} >= {f"{environment['VEERKRACHT_ODATA3_URL']}/50090NED"}
    services.close()
    second = monitor(replace(request, offline=True), environment=environment)
    assert second.folder == first.folder  # the name of the folder holds the hash of the edition


def run(environment, monkeypatch, *arguments):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(cli.app, ["fetch", CITY, *arguments])


def test_the_command_ends_well_when_all_sources_answer(environment, workspace, monkeypatch):
    result = run(environment, monkeypatch)
    assert result.exit_code == 0, result.output
    assert "fetching: kwb-2019" in result.stderr
    assert "kwb-2019: " in result.stdout and str(workspace) in result.stdout


def test_the_command_tells_each_source_that_failed_and_ends_with_the_code_of_the_network(
    environment, workspace, services, monkeypatch
):
    services.tell("/odata/85039NED/TypedDataSet", Reply(b"<html>", type="text/html"))
    result = run(environment, monkeypatch, "--json")
    assert result.exit_code == 5
    told = {row["source"]: row for row in json.loads(result.stdout)}
    assert "text/html" in told["kwb-2021"]["error"]
    assert [name for name, row in told.items() if row["error"] is None] == [
        name for name in NAMES if name != "kwb-2021"
    ]


def test_the_command_ends_with_the_code_of_the_network_when_nobody_answers(environment, services, monkeypatch):
    services.close()
    result = run(environment, monkeypatch)
    assert result.exit_code == 5
    assert "cannot be reached" in result.stderr


def test_the_command_ends_with_the_code_of_a_wrong_request_for_a_city_that_is_not_there(environment, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert CliRunner().invoke(cli.app, ["fetch", "atlantis"]).exit_code == 2


def test_a_workspace_that_was_moved_still_holds_all(environment, workspace, tmp_path):
    whole = figures_of(gathered(environment))
    shutil.move(workspace, tmp_path / "elsewhere")
    moved = {**environment, "VEERKRACHT_WORKSPACE": str(tmp_path / "elsewhere")}
    assert figures_of(gathered(moved, offline=True)) == whole
