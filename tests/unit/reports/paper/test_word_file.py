"""The Word file: a sound package that stays what it is in an office, and the same for the same input."""

import re
from dataclasses import replace
from io import BytesIO
from posixpath import normpath
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from veerkracht.reports.content import Column, DataTable, Heading, Link, Page, Paragraph
from veerkracht.reports.word import render_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@pytest.fixture
def made(edition):
    return render_docx(edition, "nl")


@pytest.fixture
def body(made):
    return part(made, "word/document.xml")[0]


def part(content, path):
    with ZipFile(BytesIO(content)) as package:
        return ElementTree.fromstring(package.read(path))


def with_blocks(edition, *blocks):
    return replace(edition, pages=(Page("index", "Start", blocks),))


def test_the_same_edition_gives_the_same_bytes(edition, made):
    assert render_docx(edition, "nl") == made


def test_the_moment_of_making_is_not_in_the_file(made):
    with ZipFile(BytesIO(made)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_offers_the_styles_of_the_edition_and_a_bullet_that_can_be_read_aloud(made):
    styles = {one.get(f"{W}styleId"): one for one in part(made, "word/styles.xml").iter(f"{W}style")}
    listed = {one.get(f"{W}val") for one in part(made, "word/numbering.xml").iter(f"{W}pStyle")}
    (bullet,) = [
        level.find(f"{W}lvlText").get(f"{W}val")
        for level in part(made, "word/numbering.xml").iter(f"{W}lvl")
        if level.find(f"{W}pStyle") is not None
    ]
    assert "IntenseQuote" not in styles
    assert listed == {"ListBullet"} & set(styles)
    assert bullet == "•"


def test_every_part_that_is_referred_to_is_in_the_file(made):
    with ZipFile(BytesIO(made)) as package:
        names = set(package.namelist())
        for owner in ("document", "fontTable"):
            relations = ElementTree.fromstring(package.read(f"word/_rels/{owner}.xml.rels"))
            inside = [one.get("Target") for one in relations if one.get("TargetMode") != "External"]
            assert {normpath(f"word/{target}") for target in inside} <= names


def test_every_reference_has_its_relation(made, body):
    known = {one.get("Id") for one in part(made, "word/_rels/document.xml.rels")}
    used = {value for element in body.iter() for key, value in element.attrib.items() if key.startswith(R)}
    assert used <= known


def test_every_link_inside_has_its_place_and_every_place_is_unique(body):
    places = [one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")]
    links = {one.get(f"{W}anchor") for one in body.iter(f"{W}hyperlink")} - {None}
    assert len(places) == len(set(places))
    assert len(links) > 5
    assert links <= set(places)


def test_every_used_style_exists(made, body):
    known = {one.get(f"{W}styleId") for one in part(made, "word/styles.xml").iter(f"{W}style")}
    used = {one.get(f"{W}val") for kind in ("pStyle", "rStyle", "tblStyle") for one in body.iter(f"{W}{kind}")}
    assert used <= known


def test_every_table_repeats_its_header_and_has_a_title(body):
    tables = list(body.iter(f"{W}tbl"))
    assert len(tables) == 4
    for table in tables:
        first, *others = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
        assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")


def test_every_picture_is_told_in_words(body):
    told = [one.get("descr") for one in body.iter(f"{WP}docPr")]
    assert len(told) == 11
    assert all(told)


def test_equal_pictures_are_stored_once(made):
    with ZipFile(BytesIO(made)) as package:
        pictures = [name for name in package.namelist() if name.startswith("word/media/")]
    assert len(pictures) == 3


def test_the_file_carries_language_title_publisher_and_the_date_of_the_edition(made):
    with ZipFile(BytesIO(made)) as package:
        core, styles = package.read("docProps/core.xml").decode(), package.read("word/styles.xml").decode()
    assert 'w:lang w:val="nl-NL"' in styles
    assert "<dc:title>Veerkrachtmonitor Voorbeeldstad · Editie 2021</dc:title>" in core
    assert "<dc:creator>Gemeente Voorbeeldstad</dc:creator>" in core
    assert re.findall(r">([^<]*)</dcterms", core) == ["2021-03-01T00:00:00Z"] * 2


def test_generated_data_are_labelled_in_the_running_header(edition, made):
    def header(content):
        return "".join(part(content, "word/header1.xml").itertext())

    assert "voorbeeldgegevens" in header(made)
    assert "voorbeeldgegevens" not in header(render_docx(replace(edition, synthetic=False), "nl"))


def test_text_that_looks_like_markup_or_is_not_allowed_is_shown_as_text(edition):
    attack = '</w:t><w:br/> & "x" \x07'
    body = part(render_docx(with_blocks(edition, Heading(attack), Paragraph(attack)), "nl"), "word/document.xml")[0]
    assert "".join(body.itertext()).count('</w:t><w:br/> & "x" ') == 2


def test_a_wide_table_lies_on_its_side_between_upright_pages(edition):
    columns = tuple(Column("Verandering kwetsbaarheid", numeric=True) for _ in range(14))
    wide = DataTable("Breed", columns, (("x",) * 14,), ("kwb",))
    body = part(render_docx(with_blocks(edition, wide), "nl"), "word/document.xml")[0]
    turned = [one.get(f"{W}orient") for one in body.iter(f"{W}pgSz")]
    assert turned == [None, None, "landscape", None]


def test_an_address_outside_is_a_link(edition):
    made = render_docx(with_blocks(edition, Paragraph(Link("CBS", url="https://example.org/?a=1&b=2"))), "nl")
    targets = [one.get("Target") for one in part(made, "word/_rels/document.xml.rels")]
    assert "https://example.org/?a=1&b=2" in targets
