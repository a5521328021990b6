"""What people read on the pages on risks in connection: titles in their own language, and sentences that say what is so."""

from dataclasses import replace

import pytest

from veerkracht.reports.content import Answer, Edition, Heading, Label, Page, say
from veerkracht.reports.imprint import edition_title
from veerkracht.reports.one_page import render_one_page
from veerkracht.reports.systems_charts import FanPoint
from veerkracht.workflows.exploring.page_outage import told_moments
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


def test_paper_tells_what_it_is_about_and_not_the_edition_of_a_year():
    made = Edition(Label("Stad", "City"), "2026", "2026-11-22", False, (), (), (), about=say("Risks in connection"))
    assert edition_title(made, "nl") == "Risico’s in samenhang · 22 november 2026"
    assert edition_title(replace(made, about=""), "en") == "Edition 2026"


def test_the_table_beside_a_curve_tells_its_dip():
    flat = [FanPoint(float(hour), 1.0, 0.5, 1.0, 0.9, 1.0) for hour in range(169)]
    dip = [replace(one, middle=0.6) if 8 <= one.hour < 11 else one for one in flat]
    told = told_moments(dip)
    assert [(one.hour, one.middle) for one in told] == [(0.0, 1.0), (8.0, 0.6), (11.0, 1.0), (168.0, 1.0)]


def test_a_table_beside_a_long_curve_stays_short_and_keeps_its_lowest_point():
    slow = [FanPoint(float(hour), 0.2 + abs(hour - 77) / 200, 0.1, 1.0, 0.2, 1.0) for hour in range(169)]
    told = told_moments(slow)
    assert len(told) <= 16 and min(one.middle for one in told) == 0.2
