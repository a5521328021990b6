"""The edition after this one tells what changed, and the first one says that there is nothing to compare with."""

import shutil

import pytest

from veerkracht import catalogue
from veerkracht.connectors.initiatives_file import write_initiatives
from veerkracht.reports.manifest import verify_edition
from veerkracht.tables import INITIATIVES, pull, table_of
from veerkracht.workflows.gathering.fallback import generated
from veerkracht.workflows.monitor import MonitorRequest, monitor


@pytest.fixture(scope="module")
def editions(voorbeeldstad, tmp_path_factory):
    """Two editions of the synthetic city: in the second an initiative moved on, one came, one went, a setting changed."""
    folder = tmp_path_factory.mktemp("editions")
    shutil.copytree(voorbeeldstad.parents[1], folder / "out", symlinks=True)
    rows = pull(generated(catalogue.load_city("voorbeeldstad")).city.initiatives).to_pylist()
    moved, gone = next(row for row in rows if row["status"] == "started"), rows[-1]
    kept = [{**row, "status": "realised"} if row is moved else row for row in rows if row is not gone]
    new = {**gone, "initiative": "NEW-1", "name_nl": "Buurtmoestuin", "name_en": "Community garden"}
    write_initiatives(folder / "next.xlsx", table_of(INITIATIVES, [*kept, new]), language="nl")
    request = MonitorRequest(
        "voorbeeldstad", folder / "out", offline=True, languages=("en",), edition="2099",
        initiatives=folder / "next.xlsx", settings={"trend": {"confidence": 0.999}},
    )  # fmt: skip
    return voorbeeldstad, monitor(request, environment={}).folder, moved, gone


def changes(folder, pages_in):
    return pages_in(folder)["en/changes/index.html"].text


def test_the_first_edition_says_that_there_is_nothing_to_compare_with(editions, pages_in):
    assert "first edition" in changes(editions[0], pages_in)


def test_the_next_edition_tells_which_initiatives_moved_came_and_went(editions, pages_in):
    _, second, moved, gone = editions
    text = changes(second, pages_in)
    assert f"{moved['name_en']} started realised" in text
    assert "Community garden not in this edition" in text
    assert f"{gone['initiative']} " in text


def test_the_next_edition_tells_which_risks_changed_direction(editions, rows_in, pages_in):
    first, second, *_ = editions
    before = {row["risk"]: row["direction"] for row in rows_in(first, "risks")}
    now = {row["risk"]: row for row in rows_in(second, "risks")}
    changed = [row for risk, row in now.items() if row["direction"] != before[risk]]
    text = changes(second, pages_in)
    assert changed
    for row in changed:
        assert any(f"{row['label_en'].lower()}{end}" in text.lower() for end in (" ", "↗", "→", "↘", "?"))


def test_the_next_edition_does_not_tell_what_stayed_the_same(editions, rows_in, pages_in):
    _, second, moved, _ = editions
    text = changes(second, pages_in)
    stayed = [row for row in rows_in(second, "initiatives") if row["initiative"] not in (moved["initiative"], "NEW-1")]
    assert [row["name_en"] for row in stayed if row["name_en"] in text] == []


def test_both_editions_stay_whole(editions):
    assert [verify_edition(folder) for folder in editions[:2]] == [(), ()]
