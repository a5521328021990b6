"""Whole editions, each made once for all tests of a run, and what a reader takes out of their files."""

import fcntl
import os
import posixpath
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser

import pyarrow.parquet as pq
import pytest
from in_browser import application, browser

from veerkracht.workflows.monitor import MonitorRequest, monitor
from veerkracht.workflows.publish import latest_edition

__all__ = ["application", "browser"]


@contextmanager
def one_at_a_time(path):
    """Let one process in; the others wait until it is done or gone."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def edition_of(tmp_path_factory):
    """Publish an edition when no process of this run has done it yet, and return its folder."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def publish(city, **request):
        out = shared / f"edition-of-{city}"
        with one_at_a_time(shared / f"{city}.lock"):
            return latest_edition(out) or monitor(MonitorRequest(city, out, **request), environment={}).folder

    return publish


@pytest.fixture(scope="session")
def hague(edition_of, data_dir):
    """The edition of The Hague from the public data."""
    return edition_of("the-hague", data=data_dir)


@pytest.fixture(scope="session")
def amsterdam(edition_of, data_dir):
    """The edition of Amsterdam from the public data."""
    return edition_of("amsterdam", data=data_dir)


@pytest.fixture(scope="session")
def voorbeeldstad(edition_of):
    """The edition of the synthetic city, made without data or network."""
    return edition_of("voorbeeldstad", offline=True)


@pytest.fixture(scope="session")
def rows_in():
    """Read the rows of an open data table of an edition."""
    return cache(lambda folder, table: pq.read_table(folder / "data" / f"{table}.parquet").to_pylist())


class Seen(HTMLParser):
    """What a page holds: its elements, the text of its main part, and what it refers to."""

    HIDDEN = ("svg", "script", "style")
    VOID = ("br", "hr", "img", "input", "meta", "link", "path", "rect", "circle", "line", "polygon", "use")

    def __init__(self, html):
        super().__init__()
        self.elements, self.ids, self.targets, self._open, self._text = [], set(), [], [], []
        self.feed(html)
        self.text = " ".join("".join(self._text).split())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        self.ids |= {attributes["id"]} if "id" in attributes else set()
        self.targets += [attributes[name] for name in ("href", "src") if attributes.get(name)]
        if tag not in self.VOID:
            self._open.append(tag)
        if tag in ("p", "td", "th", "li", "h1", "h2", "h3", "div", "dt", "dd", "caption", "figcaption"):
            self._text.append(" ")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            while self._open and self._open.pop() != tag:
                pass

    def handle_data(self, data):
        if "main" in self._open and not set(self.HIDDEN) & set(self._open):
            self._text.append(data)


@pytest.fixture(scope="session")
def pages_in():
    """Read every page of an edition, by its path."""
    read = cache(lambda path: Seen(path.read_text("utf-8")))
    return lambda folder: {path.relative_to(folder).as_posix(): read(path) for path in sorted(folder.rglob("*.html"))}


@pytest.fixture(scope="session")
def reading_order(pages_in):
    """Follow "next" from the home page of a language, and return the files of the pages."""

    def follow(folder, language):
        pages, path, found = pages_in(folder), "index.html" if language == "nl" else f"{language}/index.html", []
        while path and path not in found:
            found.append(path)
            after = [a["href"] for _, a in pages[path].elements if a.get("rel") == "next"]
            path = posixpath.normpath(f"{posixpath.dirname(path)}/{after[0]}".lstrip("/")) if after else ""
        return found

    return follow
