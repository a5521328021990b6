"""One page of every kind of the web application: for everybody, no wider than its screen, sound, and by keyboard.

Every address of the application is visited here, or stands in a table with the reason why it is no page.
"""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.urls import Resolver404, URLResolver, get_resolver, resolve
from django.utils.translation import override
from in_browser import OPEN_ALL, RULES, TOO_WIDE
from web_pages import BY_ANOTHER_WAY, NO_PAGE, place_of, visits
from whole_city import make_city

from veerkracht.web.interpretation import figures

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WIDTHS = (320, 768, 1280)
JUDGED = {"nl": lambda turn: (320, 1280), "en": lambda turn: WIDTHS[turn % 3 :][:1]}
"""At which widths axe judges a page. Both languages have the same templates and Dutch words are the longest: English
pages take the widths in turn, so that pages of one kind that stand beside each other are judged at all of them."""

JUDGE = """async rules => (await axe.run(rules)).violations
  .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`))"""
LISTEN = """() => {
  window.seen = []
  document.addEventListener('focusin', event => {
    const style = getComputedStyle(event.target)
    window.seen.push({ part: event.target, shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 })
  })
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  window.wanted = all.filter(one => !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0 && one.checkVisibility()
    && !one.closest('[aria-hidden=true]'))
  window.wanted[0].focus()
  return window.wanted.length + 3 * document.querySelectorAll('[type=date]').length
}"""
REACHED = """() => {
  const told = one => one.outerHTML.slice(0, 120), focused = window.seen.map(one => one.part)
  const grouped = one => one.type === 'radio' && focused.some(other => other.name === one.name)
  const lost = window.wanted.filter(one => !focused.includes(one) && !grouped(one)).map(one => `not reached: ${told(one)}`)
  const unseen = window.seen.slice(1).filter(one => !one.shown).map(one => `focus not seen: ${told(one.part)}`)
  const places = new Map([...document.querySelectorAll('*')].map((one, place) => [one, place]))
  const order = focused.slice(0, focused.indexOf(focused[0], 1) < 0 ? undefined : focused.indexOf(focused[0], 1))
  const back = order.findIndex((one, index) => index > 0 && places.get(one) < places.get(order[index - 1]))
  const jumps = back > 0 ? [`goes back: ${told(order[back])}`] : []
  const skips = !document.querySelector('nav') || focused[0].classList.contains('skip')
  const first = skips ? [] : ['the first stop is not the way to the content']
  return [...lost, ...unseen, ...jumps, ...first]
}"""
AS_BUILT = """source => [...new DOMParser().parseFromString(source, 'text/html').querySelectorAll('*')]
  .map(one => one.localName)"""

FIGURES = """<html><body><figure id="map-relative"><div class="picture"><svg viewBox="0 0 10 10" role="img"
 aria-label="kaart"><path d="M0,0L9,9"/></svg></div><figcaption>Verandering sinds 2011</figcaption></figure>
<figure id="series-x"><figcaption>Reeks</figcaption></figure></body></html>"""


class Source(HTMLParser):
    """What stands in the source of a page: its tags in order, its ids, the ids it speaks of, and where it leads."""

    SPEAKS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form", "headers")

    def __init__(self, html):
        super().__init__()
        self.tags, self.ids, self.named, self.leads = [], [], set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag.lower())
        self.ids += [value for name, value in attrs if name == "id"]
        self.leads |= {urlsplit(value).path for name, value in attrs if name in ("href", "action") and value}
        self.named |= {one for name, value in attrs if name in self.SPEAKS for one in value.split()}

    def problems(self, built):
        """Return what is wrong, given the tags that a browser makes of the source."""
        twice = sorted({one for one in self.ids if self.ids.count(one) > 1})
        lost = sorted(self.named - set(self.ids))
        nested = [] if [tag.lower() for tag in built] == self.tags else ["not built as written"]
        return [*nested, *[f"twice: {one}" for one in twice], *[f"named but not there: {one}" for one in lost]]


class Visitor:
    """Looks at one page after the other as one person, and keeps what is wrong with each."""

    def __init__(self, context, site, language, names):
        axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="Install requirements/test.lock.")
        self.axe = axe.Axe().axe_script
        self.page, self.site, self.language, self.names = context.new_page(), site, language, names
        self.complaints, self.answer, self.leads = [], None, set()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda told: self.complaints.append(told.text) if told.type in ("error", "warning") else None
        )
        self.page.on("response", self._keep)

    def _keep(self, answer):
        if answer.request.is_navigation_request():
            self.answer = answer

    def open(self, path, then=None):
        """Open a page, and do there what is to be done."""
        self.page.goto(self.site + place_of(path, self.language, self.names))
        if then:
            then(self.page)

    def problems(self, route, status, turn):
        """Return what is wrong with the page that is open, the one of that number."""
        path = urlsplit(self.page.url).path
        source = self.answer.text()
        read = Source(source)
        self.leads |= {name_of(lead, self.language) for lead in read.leads if lead.startswith("/")} - {route}
        found = [*self._lost(path, route, status), *read.problems(self.page.evaluate(AS_BUILT, source))]
        self.page.evaluate(OPEN_ALL)
        self.page.evaluate(self.axe)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            if width in JUDGED[self.language](turn):
                found += [f"{width}: {told}" for told in self.page.evaluate(JUDGE, RULES)]
            wide = self.page.evaluate(TOO_WIDE)
            found += [f"{width}: {wide} pixels too wide"] if wide > 0 else []
        told = [one for one in self.complaints if f"the server responded with a status of {status}" not in one]
        self.complaints.clear()
        return found + told

    def _lost(self, path, route, status):
        """Return in what another page than the one that was meant is open."""
        here = name_of(path, self.language)
        wrong = [] if here == route else [f"this is {here}, not {route}"]
        return wrong + ([] if self.answer.status == status else [f"answers {self.answer.status}, not {status}"])

    def keys(self):
        """Go through the page by keyboard, and return what is wrong with that."""
        for _ in range(self.page.evaluate(LISTEN) + 1):
            self.page.keyboard.press("Tab")
        return self.page.evaluate(REACHED)


def name_of(path, language):
    """Return the name of an address in a language; nothing where there is none."""
    try:
        with override(language):
            return resolve(path).view_name
    except Resolver404:
        return ""


def routes(patterns, space=""):
    """Return the name of every address of the application."""
    found = set()
    for one in patterns:
        if isinstance(one, URLResolver):
            found |= routes(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            found.add(f"{space}{one.name or '-'}")
    return found


@pytest.fixture
def site(live_server, settings):
    """The address of the application, where roles need no second factor and nothing goes too fast."""
    settings.SECOND_FACTOR_ROLES = frozenset()
    settings.RATES = dict.fromkeys(settings.RATES, "10000/m") | {"export": "0/m"}
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 7200  # nobody is asked again who they are on the way
    cache.clear()
    return live_server.url


@pytest.fixture
def whole_city(db, settings, tmp_path, monkeypatch):
    """A city with something of every kind in it."""
    settings.CITY = "voorbeeldstad"
    settings.MEDIA_ROOT, shown = tmp_path / "media", tmp_path / "figures"
    (shown / "areas").mkdir(parents=True)
    (shown / "areas/index.html").write_text(FIGURES, "utf-8")
    monkeypatch.setattr(figures, "_SOURCES", [lambda: figures.EditionShown("2021", shown, "/editions/2021/")])
    return make_city()


@pytest.mark.parametrize("language", JUDGED)
def test_every_page_is_for_everybody_sound_and_fits_its_screen(site, whole_city, browser, language):
    found, visitors, walked = {}, {}, set()
    pages = visits(whole_city.names, language)
    for turn, (route, who, path, then, status) in enumerate(pages):
        if who not in visitors:
            context = browser.new_context(locale="nl-NL")
            if who != "nobody":
                context.add_cookies([{"name": "session", "value": whole_city.cookie(who), "url": site}])
            visitors[who] = Visitor(context, site, language, whole_city.names)
        visitors[who].open(path, then)
        problems = visitors[who].problems(route, status, turn)
        problems += visitors[who].keys() if language == "nl" and route not in walked else []
        walked.add(route)
        found |= {f"{who} {path} {then.__name__ if then else ''}": problems} if problems else {}
    for visitor in visitors.values():
        visitor.page.context.close()
    assert found == {}
    led = set().union(*(visitor.leads for visitor in visitors.values()))
    assert sorted({route for route, *_ in pages} - led - BY_ANOTHER_WAY) == []


def test_every_address_is_visited_here_or_is_no_page(whole_city):
    visited = {route for route, *_ in visits(whole_city.names, "nl")}
    without = {name for names in NO_PAGE.values() for name in names}
    known = {name for name in routes(get_resolver().url_patterns) if not name.startswith("api-1:")}
    assert sorted(known - visited - without) == []
    assert sorted(without - known) == []
    assert sorted(visited & without) == []
