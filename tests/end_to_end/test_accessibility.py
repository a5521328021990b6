"""Every kind of page in a real browser: accessible, no wider than its screen, and nested as it is written.

The pages are those of the synthetic city, served on this machine only. The rules are those of WCAG 2.2 A and AA.
"""

import functools
import threading
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from in_browser import OPEN_ALL, RULES, TOO_WIDE

KINDS = [
    "index", "summary", "risks/index", "risks/connected", "risks/ST-LONELY", "risks/SH-CYBER", "initiatives/index",
    "initiatives/VS-01", "areas/index", "areas/gap", "areas/focus", "areas/list", "a district", "exposure/index",
    "exposure/SH-HEAT", "changes/index", "method/index", "method/indicators", "method/missing", "method/sources", "sources",
]  # fmt: skip
WIDTHS = [320, 768, 1280]

pytestmark = pytest.mark.slow


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_words):
        pass


class Tags(HTMLParser):
    """Names of the start tags of a page, in order."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)


@pytest.fixture(scope="module")
def address(voorbeeldstad):
    """Where the edition is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(voorbeeldstad)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def path(request, voorbeeldstad):
    """The file of a kind of page in a language."""
    kind, language = request.param
    district = min((voorbeeldstad / "areas").glob("WK*.html")).stem
    return ("" if language == "nl" else "en/") + kind.replace("a district", f"areas/{district}") + ".html"


@pytest.fixture
def page(browser):
    """A page of a browser that complains aloud: errors of scripts and of the content security policy."""
    context = browser.new_context()
    opened = context.new_page()
    complaints = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert complaints == []


EVERY_KIND = pytest.mark.parametrize("path", [(kind, code) for kind in KINDS for code in ("nl", "en")], indirect=True)


@EVERY_KIND
def test_a_page_has_no_accessibility_error_and_no_scroll_to_the_side(page, address, path):
    """Dutch is judged narrow and wide, English in between: the languages share their templates."""
    from axe_playwright_python.sync_playwright import Axe

    page.goto(address + path)
    page.evaluate(OPEN_ALL)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if (width == 768) == path.startswith("en/"):
            violations = Axe().run(page, options=RULES).response["violations"]
            found += [(width, one["id"], node["html"]) for one in violations for node in one["nodes"]]
        assert page.evaluate(TOO_WIDE) <= 0, f"{path} is wider than a screen of {width} pixels"
    assert found == []


@EVERY_KIND
def test_a_browser_builds_the_page_as_its_tags_are_written(browser, address, path, voorbeeldstad):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + path)
    built = page.locator("*").evaluate_all("all => all.map(one => one.tagName.toLowerCase())")
    context.close()
    assert built == Tags((voorbeeldstad / path).read_text("utf-8")).found


def test_the_filter_of_a_long_table_is_kept_in_the_address(page, address):
    page.goto(f"{address}areas/list.html")
    name = page.locator("tbody th").nth(3).inner_text()
    page.locator(".filter input").first.fill(name)
    assert page.locator("tbody tr:visible").count() < page.locator("tbody tr").count()
    page.goto(page.url)
    assert page.locator(".filter input").first.input_value() == name


def test_a_map_names_the_area_under_the_pointer(page, address):
    page.goto(f"{address}areas/index.html")
    area = page.locator("path[data-area]").first
    area.dispatch_event("pointerover", {"bubbles": True})
    words = page.locator(".pointed").first.inner_text()
    assert words and words == area.locator("title").text_content()


def test_the_foot_of_a_page_tells_its_full_address(page, address):
    page.goto(f"{address}risks/index.html")
    assert page.locator(".here").inner_text() == f"{address}risks/index.html"
