"""The whole edition of The Hague says the same on the web, in the PDF and in the Word file."""

import pytest

pytestmark = pytest.mark.real_data

# The web has these two on pages of their own; paper has the one as a document and the other as its last chapter.
APART = ("summary.html", "sources.html")


@pytest.fixture(scope="module", params=["nl", "en"])
def read_back(request, hague, reading_order, read_web, read_pdf, read_docx):
    language = request.param
    paths = [path for path in reading_order(hague, language) if path.removeprefix("en/") not in APART]
    report = hague / f"report.{language}"
    return (
        read_web([(hague / path).read_bytes() for path in paths]),
        read_pdf(report.with_suffix(f".{language}.pdf").read_bytes()),
        read_docx(report.with_suffix(f".{language}.docx").read_bytes()),
    )


def test_all_headings_are_equal_and_in_the_same_order(read_back):
    web, pdf, word = read_back
    assert len(web.headings) > 300
    assert pdf.headings == web.headings
    assert word.headings == web.headings


def test_all_figures_are_equal(read_back):
    web, _, word = read_back
    assert web.figures.total() > 4000
    assert word.figures == web.figures


def test_everything_with_a_digit_is_equal_in_the_whole_edition(read_back):
    web, pdf, word = read_back
    assert web.digits.total() > 5000
    assert (web.digits - pdf.digits, pdf.digits - web.digits) == ({}, {})
    assert (web.digits - word.digits, word.digits - web.digits) == ({}, {})
