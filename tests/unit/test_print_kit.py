"""What lies on the table: numbered lines to write on, and the map of an edition where there is one."""

import io

import pytest
from pypdf import PdfReader

from veerkracht.workflows.print_kit import TalkSheets, figure_picture, figures_of, print_kit


def talk(**more):
    given = {
        "key": "DUI-01", "title": "Avond", "city": "Den Haag", "figure": "map-relative", "caption": "Verandering",
        "edition": "2021", "question": "Herkent u dit?", "place": "buurthuis", "date": "2027-04-14", "lines": 20,
        "positions": ("eens", "deels", "oneens"), "roles": ("bewoner", "ambtenaar"), "areas": (("WK1", "Moerwijk"),),
    }  # fmt: skip
    return TalkSheets(**(given | more))


def text_of(content):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


@pytest.fixture
def folder(tmp_path):
    for place, caption in (("", "Kaart &amp; cijfer"), ("en/", "Map")):
        (tmp_path / place / "areas").mkdir(parents=True)
        page = f'<figure id="map-relative"><svg><g/></svg><figcaption>{caption}, <b>2011</b></figcaption></figure>'
        (tmp_path / place / "areas/index.html").write_text(page, "utf-8")
    (tmp_path / "print").mkdir()
    (tmp_path / "print/map-relative.nl.pdf").write_bytes(b"%PDF-map")
    return tmp_path


def test_every_line_has_a_number_and_the_sheets_name_talk_figure_and_roles():
    pages = text_of(print_kit(talk(), "nl")["sheets.pdf"])

    assert len(pages) == 4  # 8, 8 and 4 lines, and the areas
    assert "DUI-01" in pages[0]
    assert "Wat valt u op?" in pages[0]
    assert "14 april 2027" in pages[0]
    assert "map-relative" in pages[0]
    assert "A bewoner · B ambtenaar" in pages[0]
    assert pages[2].count("oneens") == 4
    assert "Moerwijk" in pages[3]


def test_sheets_speak_english_too():
    assert "What strikes you?" in text_of(print_kit(talk(), "en")["sheets.pdf"])[0]


def test_with_a_map_the_list_of_areas_is_left_out(folder):
    kit = print_kit(talk(), "nl", folder=folder)

    assert kit["map.pdf"] == b"%PDF-map"
    assert len(text_of(kit["sheets.pdf"])) == 3


def test_figures_are_read_off_the_pages_in_the_language_that_is_asked(folder):
    dutch, english = (figures_of(folder, language) for language in ("nl", "en"))

    assert [(one.key, one.caption, one.page, one.print_map) for one in dutch] == [
        ("map-relative", "Kaart & cijfer, 2011", "areas/index.html", "print/map-relative.nl.pdf")
    ]
    assert [(one.caption, one.page, one.print_map) for one in english] == [("Map, 2011", "en/areas/index.html", "")]
    assert figure_picture(folder, dutch[0]) == "<svg><g/></svg>"


def test_the_same_talk_gives_the_same_bytes():
    assert print_kit(talk(), "nl") == print_kit(talk(), "nl")
