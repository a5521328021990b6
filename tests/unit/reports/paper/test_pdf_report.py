"""The PDF report: archival, accessible, the same for the same input, and deaf to markup in data."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from veerkracht.errors import PublicationError
from veerkracht.reports.content import Column, DataTable, Figure, Heading, Items, Link, Page, Paragraph
from veerkracht.reports.pdf import render_a3_maps, render_pdf, render_summary_pdf


@pytest.fixture
def report(edition):
    return render_pdf(edition, "nl")


def with_blocks(edition, *blocks):
    return replace(edition, pages=(Page("index", "Start", blocks),))


def text_of(content):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_the_report_claims_the_archival_and_the_accessible_standard(report):
    claims = PdfReader(BytesIO(report)).trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert re.search(r"<pdfaid:part>2<.*<pdfaid:conformance>A<", claims, re.S)
    assert "<pdfuaid:part>1<" in claims


def test_the_report_carries_its_language_title_and_the_date_of_the_edition(report):
    reader = PdfReader(BytesIO(report))
    assert reader.trailer["/Root"]["/Lang"] == "nl-NL"
    assert reader.metadata.title == "Veerkrachtmonitor Voorbeeldstad"
    assert reader.metadata.creation_date.isoformat() == "2021-03-01T00:00:00+00:00"


def test_the_same_edition_gives_the_same_bytes(edition, report):
    assert render_pdf(edition, "nl") == report


def test_every_picture_is_told_in_words(report, pdf_elements):
    told = [element.get("/Alt") for role, element, _ in pdf_elements(report) if role == "Figure"]
    assert len(told) == 11
    assert all(told)


def test_every_table_has_header_cells(edition, report, pdf_elements):
    headers = [text.strip() for role, _, text in pdf_elements(report) if role == "TH"]
    assert headers.count("Risico") == 2
    assert headers.count("Inwoners") == 1


def test_generated_data_are_labelled_on_every_page(report):
    pages = PdfReader(BytesIO(report)).pages
    assert all("voorbeeldgegevens" in page.extract_text() for page in pages)


def test_text_that_looks_like_markup_is_shown_as_text(edition):
    attack = '#panic("x") *bold* $x$ <b> @kwb \\ [x](y) "quoted"'
    shown = render_pdf(with_blocks(edition, Heading(attack), Paragraph(attack)), "en")
    assert text_of(shown).count('#panic("x") *bold* $x$ <b> @kwb') >= 2


def test_a_character_without_a_glyph_becomes_an_open_square(edition):
    assert "Rust □ in de wijk" in text_of(render_pdf(with_blocks(edition, Paragraph("Rust 🌳 in de wijk")), "nl"))


def test_a_table_without_rows_says_so(edition):
    empty = DataTable("Niets", (Column("Buurt"),), (), ("kwb",))
    assert "Niets te melden." in text_of(render_pdf(with_blocks(edition, empty), "nl"))


def test_a_wide_table_lies_on_its_side(edition):
    columns = tuple(Column("Verandering kwetsbaarheid", numeric=True) for _ in range(14))
    wide = DataTable("Breed", columns, (("x",) * 14,), ("kwb",))
    boxes = [page.mediabox for page in PdfReader(BytesIO(render_pdf(with_blocks(edition, wide), "nl"))).pages]
    assert sum(box.width > box.height for box in boxes) == 1


def test_a_link_leads_to_the_place_on_its_page_or_else_to_the_page(edition):
    links = Items((Link("hier", page="index#kaart"), Link("daar", page="index#none")))
    page = Page("index", "Start", (links, Heading("Kaart", anchor="kaart")))
    reader = PdfReader(BytesIO(render_pdf(replace(edition, pages=(page,)), "nl")))
    (place, start) = [link.get_object() for link in reader.pages[2]["/Annots"]]
    chapter, heading = reader.outline[0], reader.outline[1][0]
    assert destination_height(place, reader) == pytest.approx(heading.top)
    assert destination_height(start, reader) == pytest.approx(chapter.top)


def destination_height(link, reader):
    found = link["/Dest"] if "/Dest" in link else link["/A"]["/D"]
    return reader.named_destinations[found].top if isinstance(found, str) else found[3]


def test_the_summary_takes_one_page(edition):
    assert len(PdfReader(BytesIO(render_summary_pdf(edition, "nl"))).pages) == 1


def test_a_summary_that_fits_only_in_smaller_type_still_takes_one_page(edition):
    sentences = "Een zin van gewone lengte over de veerkracht. " * 6
    long = replace(edition, summary=(Paragraph(sentences),) * 17)
    assert len(PdfReader(BytesIO(render_summary_pdf(long, "nl"))).pages) == 1


def test_a_summary_that_does_not_fit_is_refused(edition):
    long = replace(edition, summary=(Paragraph("Een lange zin. " * 1500),))
    with pytest.raises(PublicationError, match="does not fit on one page"):
        render_summary_pdf(long, "nl")


def test_a_map_for_on_the_table_is_one_sheet_of_a3_with_a_question(edition):
    home, *rest = edition.pages
    blocks = tuple(replace(block, print_map=True) if isinstance(block, Figure) else block for block in home.blocks)
    sheets = render_a3_maps(replace(edition, pages=(replace(home, blocks=blocks), *rest)), "nl")
    (sheet,) = PdfReader(BytesIO(sheets["map-classes"])).pages
    text = sheet.extract_text()
    assert (round(sheet.mediabox.width * 25.4 / 72), round(sheet.mediabox.height * 25.4 / 72)) == (420, 297)
    assert all(words in text for words in ("Wat valt u op?", "Editie 2021", "2021/index.html", "veerkracht onder druk"))


def test_a_map_whose_caption_cannot_be_printed_does_not_hold_up_the_others(edition):
    home, *rest = edition.pages
    (figure,) = [block for block in home.blocks if isinstance(block, Figure)]
    maps = [replace(figure, print_map=True), replace(figure, name="tree", caption="Rust 🌳 in de wijk", print_map=True)]
    sheets = render_a3_maps(replace(edition, pages=(replace(home, blocks=(*home.blocks, *maps)), *rest)), "nl")
    assert list(sheets) == ["map-classes", "tree"]
    assert "Rust □ in de wijk" in text_of(sheets["tree"])


def test_no_sheet_is_made_when_no_map_asks_for_it(edition):
    assert render_a3_maps(edition, "nl") == {}
