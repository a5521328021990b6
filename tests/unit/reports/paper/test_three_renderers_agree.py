"""Web, PDF and Word say the same: the same headings in the same order, and the same figures."""

import pytest

from veerkracht.reports.pdf import render_pdf
from veerkracht.reports.site import file_of
from veerkracht.reports.web import render_web
from veerkracht.reports.word import render_docx

LANGUAGES = ["nl", "en"]


@pytest.fixture(params=LANGUAGES)
def read_back(request, edition, read_web, read_pdf, read_docx):
    language = request.param
    site = render_web(edition, language)
    pages = [site[file_of(page.path, language)] for page in edition.pages]
    return read_web(pages), read_pdf(render_pdf(edition, language)), read_docx(render_docx(edition, language))


def test_headings_are_equal_and_in_the_same_order(read_back):
    web, pdf, word = read_back
    assert len(web.headings) > 10
    assert pdf.headings == web.headings
    assert word.headings == web.headings


def test_figures_are_equal(read_back):
    web, _, word = read_back
    assert web.figures.total() > 30
    assert word.figures == web.figures


def test_everything_with_a_digit_is_equal(read_back):
    web, pdf, word = read_back
    assert web.digits.total() > 30
    assert word.digits == web.digits
    assert pdf.digits == web.digits
