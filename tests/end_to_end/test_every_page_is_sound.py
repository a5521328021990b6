"""Every page and file of an edition is whole by itself: no dead link, no stranger, no hole in a text."""

import json
import os
import posixpath
import re
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import unquote, urldefrag
from zipfile import ZipFile

import pytest

EDITIONS = ["hague", "amsterdam", "voorbeeldstad"]
OUTSIDE = re.compile(r"^(https?:|mailto:)")
PLACEHOLDERS = re.compile(r"\bNone\b|\bnan\b|\bNaN\b|[{}]|Label\(|Number\(|\\u20|&amp;|<NA>|\bNaT\b")


@pytest.fixture(params=[pytest.param(name, marks=[] if name == "voorbeeldstad" else pytest.mark.real_data)
                        for name in EDITIONS])  # fmt: skip
def folder(request):
    return request.getfixturevalue(request.param)


def target_of(path, target):
    """Return the file and anchor that a link on a page leads to."""
    address, anchor = urldefrag(unquote(target))
    return posixpath.normpath(f"{posixpath.dirname(path)}/{address}".lstrip("/")) if address else path, anchor


def test_every_page_exists_in_both_languages(folder, pages_in):
    paths = pages_in(folder).keys()
    dutch = {path for path in paths if not path.startswith("en/")}
    assert {f"en/{path}" for path in dutch} == {path for path in paths if path.startswith("en/")}
    assert len(dutch) > 40


def test_next_leads_through_all_pages(folder, pages_in, reading_order):
    for language in ("nl", "en"):
        own = {path for path in pages_in(folder) if path.startswith("en/") == (language == "en")}
        assert set(reading_order(folder, language)) == own


def test_every_link_and_anchor_leads_somewhere(folder, pages_in):
    pages, dead = pages_in(folder), []
    for path, page in pages.items():
        for target in page.targets:
            if OUTSIDE.match(target) or target.startswith("data:"):
                continue
            file, anchor = target_of(path, target)
            if not (folder / file).is_file() or (anchor and file in pages and anchor not in pages[file].ids):
                dead.append((path, target))
    assert dead == []


def test_every_page_has_language_title_and_one_main_heading(folder, pages_in):
    wrong = []
    for path, page in pages_in(folder).items():
        tags = [tag for tag, _ in page.elements]
        language = next(a.get("lang") for tag, a in page.elements if tag == "html")
        if language != ("en" if path.startswith("en/") else "nl") or not tags.count("title") or tags.count("h1") != 1:
            wrong.append(path)
    assert wrong == []


def test_no_page_has_inline_script_or_style_or_asks_another_site(folder, pages_in):
    wrong = []
    for path, page in pages_in(folder).items():
        for tag, a in page.elements:
            inline = (tag == "script" and not a.get("src")) or tag == "style" or "style" in a
            handler = any(name.startswith("on") for name in a)
            asked = a.get("src") or (a.get("href") if tag in ("link", "use", "image") else None) or ""
            if inline or handler or OUTSIDE.match(asked):
                wrong.append((path, tag, sorted(a.items())))
    assert wrong == []
    assert "url(http" not in (folder / "assets" / "style.css").read_text("utf-8")


def test_no_placeholder_is_left_in_a_text(folder, pages_in):
    found = {path: PLACEHOLDERS.findall(page.text) for path, page in pages_in(folder).items()}
    assert {path: marks for path, marks in found.items() if marks} == {}


def contents(path):
    """Return the bytes of a file, and of what is packed in it."""
    packed = path.suffix in (".docx", ".xlsx")
    with ZipFile(path) if packed else nullcontext() as package:
        return [path.read_bytes(), *([package.read(name) for name in package.namelist()] if packed else [])]


def test_no_file_names_a_folder_of_the_machine_that_made_it(folder):
    places = {str(folder.parents[1]), str(Path.cwd()), os.environ.get("VEERKRACHT_DATA"), "/tmp/", "/home/", "/root/"}
    wanted = [place.encode() for place in places if place]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert [(p.name, w) for p in files for content in contents(p) for w in wanted if w in content] == []


def test_every_json_file_holds_json_without_nan(folder):
    def refuse(constant):
        raise AssertionError(constant)

    files = [path for path in folder.rglob("*") if path.suffix in (".json", ".jsonld", ".geojson")]
    assert len(files) >= 4
    for path in files:
        json.loads(path.read_text("utf-8"), parse_constant=refuse)
