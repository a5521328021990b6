"""Each named setting reaches the findings, and the table of settings shows it."""

import pytest

from veerkracht.reports.content import DataTable
from veerkracht.reports.words import plain
from veerkracht.workflows.edition.method import method_page
from veerkracht.workflows.measuring import measure
from veerkracht.workflows.monitor import MonitorRequest, changed_settings, read


@pytest.fixture(scope="module")
def found_with(tmp_path_factory):
    """The findings of Voorbeeldstad with some settings changed, from few draws."""
    request = MonitorRequest(city="voorbeeldstad", out=tmp_path_factory.mktemp("out"))
    gathered = read(request, progress=lambda stage, what: None, environment={})

    def found(changes):
        few = {**changes, "resilience": {"draws": 100, **changes.get("resilience", {})}}
        return measure(gathered, settings=changed_settings(few))

    return found


@pytest.fixture(scope="module")
def unchanged(found_with):
    return _results(found_with({}))


def _results(findings):
    # settings are printed in the maps, so the classes are compared and not the maps
    classes = [found.classes for found in findings.development.maps]
    return repr((findings.development.changes, classes, findings.gap.gap, findings.exposures, findings.level.levels))


@pytest.mark.parametrize(
    ("room", "name", "value", "shown"),
    [
        ("noise", "model_relative_sd", 0.21, "21%"), ("resilience", "min_coverage", 0.94, "94%"),
        ("resilience", "very_likely", 0.93, "93%"), ("resilience", "likely", 0.77, "77%"),
        ("gap", "tail_share", 0.43, "43%"), ("exposure", "high_share", 0.11, "11%"),
    ],
)  # fmt: skip
def test_a_setting_that_is_changed_changes_the_findings_and_stands_in_the_table(
    found_with, unchanged, room, name, value, shown
):
    changed = found_with({room: {name: value}})
    assert _results(changed) != unchanged
    (table,) = [
        block for block in method_page(changed).blocks
        if isinstance(block, DataTable) and plain(block.caption, "en") == "Settings"
    ]  # fmt: skip
    assert shown in [plain(row[1], "en") for row in table.rows]
