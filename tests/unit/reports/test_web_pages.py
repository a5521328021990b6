"""The web edition: pages that find each other, say the same in both languages and need nothing from outside."""

import posixpath
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from veerkracht.errors import PublicationError
from veerkracht.reports.content import LANGUAGES, Link, Page, Paragraph
from veerkracht.reports.web import render_web


class Elements(HTMLParser):
    """Start tags with attributes, in order."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag):
        """Attributes of every element with this tag."""
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def files(edition):
    """Both languages of the edition, as written to its folder."""
    return render_web(edition, "nl") | render_web(edition, "en")


@pytest.fixture
def pages(files):
    """Elements of each page."""
    return {path: Elements(content) for path, content in files.items() if path.endswith(".html")}


def test_an_edition_in_one_language_offers_no_other(edition):
    for content in render_web(edition, "en", languages=("en",)).values():
        assert b'hreflang="nl"' not in content


def test_dutch_pages_stand_at_the_root_and_english_ones_in_their_folder(files):
    assert {"index.html", "risks/loneliness.html", "en/index.html", "en/risks/loneliness.html"} <= files.keys()


def test_the_summary_and_the_list_of_sources_are_pages(files):
    assert b"Kort." in files["summary.html"]
    assert b'<li id="health">' in files["sources.html"]


def test_every_link_leads_to_a_file_and_an_anchor_of_the_edition(files, pages):
    broken = []
    for path, page in pages.items():
        targets = [attributes.get("href") or attributes.get("src") for _tag, attributes in page.found]
        for target in filter(None, targets):
            place, _, anchor = target.partition("#")
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), place)) if place else path
            if target.startswith(("https://", "data:")) or goal.startswith("data/"):
                continue
            anchors = [attributes.get("id") for _tag, attributes in pages[goal].found] if goal in pages else []
            if goal not in files or (anchor and anchor not in anchors):
                broken.append((path, target))
    assert not broken


def test_a_link_to_a_page_that_does_not_exist_stops_the_edition(edition):
    lost = Page("risks/x", "Vraag?", (Paragraph(Link("weg", page="risks/gone")),), section="risks")
    with pytest.raises(PublicationError, match="risks/gone"):
        render_web(replace(edition, pages=(*edition.pages, lost)), "nl")


def test_pages_have_no_style_or_script_of_their_own(pages):
    for page in pages.values():
        assert not [attributes for _tag, attributes in page.found if "style" in attributes]
        assert not page.all("style")
        assert all(attributes.get("src") for attributes in page.all("script"))


def test_ids_occur_once_on_a_page(pages):
    for page in pages.values():
        ids = [attributes["id"] for _tag, attributes in page.found if "id" in attributes]
        assert len(ids) == len(set(ids))


def test_headings_start_at_one_title_and_skip_no_level(pages):
    for path, page in pages.items():
        levels = [int(tag[1]) for tag, _attributes in page.found if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1 and levels.count(1) == 1, path


def test_generated_data_are_labelled_on_every_page(edition, files):
    assert all(b'class="synthetic"' in files[path] for path in files if path.endswith(".html"))
    real = render_web(replace(edition, synthetic=False), "nl")
    assert b'class="synthetic"' not in real["index.html"]


def test_both_languages_hold_the_same_numbers(pages):
    for path, page in pages.items():
        if not path.startswith("en/"):
            assert page.all("data") == pages[f"en/{path}"].all("data")


def test_a_number_holds_no_more_decimals_than_it_shows(files):
    assert '<data class="number" value="1234.5">1\u202f234,5</data>' in files["index.html"].decode()


def test_an_absent_number_is_a_word_and_has_no_value(files):
    assert '<data class="number absent" value="">afgeschermd</data>' in files["index.html"].decode()


def test_the_menu_marks_the_page_and_its_section(pages):
    marked = {
        path: [attributes.get("aria-current") for attributes in pages[path].all("a") if attributes.get("aria-current")]
        for path in ("index.html", "risks/loneliness.html")
    }
    assert marked == {"index.html": ["page"], "risks/loneliness.html": ["true"]}


def test_each_table_can_be_scrolled_with_the_keyboard_and_names_itself(pages):
    for page in pages.values():
        regions = [attributes for attributes in page.all("div") if attributes.get("role") == "region"]
        assert len(regions) == len(page.all("table")) == len(page.all("caption"))
        assert all(region["tabindex"] == "0" and region["aria-label"] for region in regions)


def test_a_name_with_markup_stays_text(files):
    assert b"Buurt &lt;0&gt;" in files["index.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_edition_gives_the_same_bytes(edition, language):
    assert render_web(edition, language) == render_web(edition, language)


def test_the_licence_of_the_fonts_travels_with_them(files):
    assert b"SIL OPEN FONT LICENSE" in files["assets/SourceSansPro-LICENSE.txt"]
