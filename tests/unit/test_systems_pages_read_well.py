"""What people read on the pages on risks in connection: titles in their own language, and sentences that say what is so."""

import pytest

from veerkracht.reports.content import Answer, Edition, Heading, Label, Page, say
from veerkracht.reports.one_page import render_one_page
from veerkracht.workflows.workshop.pages import SHEETS, sources_named


@pytest.mark.parametrize(
    ("language", "told", "not_told"), [("nl", "Ingevulde bladen", "Sheets"), ("en", "Sheets that", "bladen")]
)
def test_the_sheets_have_a_title_in_the_language_of_the_reader(language, told, not_told):
    page = Page("index", say("Risks in connection"), (Heading(say("Which risks make each other worse?")),
                                                      Answer(say("unknown"), (SHEETS,))))  # fmt: skip
    edition = Edition(Label("Stad", "City"), "2026", "2026-11-22", False, (page,), (), tuple(sources_named([SHEETS])))
    content = render_one_page(edition, language)[f"index_{language}.html"]
    html = content if isinstance(content, str) else content.decode()
    assert told in html and not_told not in html
