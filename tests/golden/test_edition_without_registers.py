"""The pages of Voorbeeldstad without registers: each page with its number of blocks and tables, as it was before
registers could add to it. A page that changes on purpose gets its new numbers here."""

from collections import Counter

import pytest

from veerkracht.workflows.ask import find
from veerkracht.workflows.edition.compose import compose

BLOCKS = {
    "index": 15, "risks/index": 10, "risks/connected": 9, "risks/SH-HEAT": 11, "initiatives/index": 12, "initiatives/VS-01": 9,
    "areas/index": 20, "areas/gap": 8, "areas/focus": 6, "areas/list": 2, "exposure/index": 3, "changes/index": 1,
    "method/index": 11, "method/missing": 7, "method/indicators": 1, "method/sources": 5,
}  # fmt: skip
PAGES = {"index": 1, "risks": 18, "initiatives": 42, "areas": 28, "exposure": 5, "changes": 1, "method": 4}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The pages of the synthetic city."""
    findings = find("voorbeeldstad", tmp_path_factory.mktemp("empty"))
    return compose(findings, name="2022", date="2022-12-31", before=None, version="1").pages


def test_each_page_holds_what_it_held_before_registers(pages):
    assert {page.path: len(page.blocks) for page in pages if page.path in BLOCKS} == BLOCKS


def test_the_edition_has_the_pages_it_had_before_registers(pages):
    assert Counter(page.path.partition("/")[0] for page in pages) == PAGES
