"""A finding without a source may not appear."""

from dataclasses import replace

import pytest

from veerkracht.errors import PublicationError
from veerkracht.reports.checks import check_sources
from veerkracht.reports.content import (
    Answer,
    Direction,
    Figure,
    Flow,
    Heading,
    Items,
    Link,
    Number,
    Page,
    Paragraph,
    Phrase,
)


def _with(edition, *blocks):
    return replace(edition, pages=(Page("risks/x", "Vraag?", blocks),))


def test_an_edition_with_all_sources_may_appear(edition):
    check_sources(edition)


@pytest.mark.parametrize(
    "block",
    [
        Answer("Ja.", ()),
        Flow("Stand", (("idee", 1),), ()),
        Items((Number(1),)),
        Paragraph(Phrase("{n} of", {"n": Number(1)})),
        Paragraph(Link(Phrase("{n} of", {"n": Direction("rising")}), page="index")),
    ],
    ids=["answer", "flow", "items", "paragraph", "link in paragraph"],
)
def test_a_finding_without_source_is_named_with_page_and_block(edition, block):
    with pytest.raises(PublicationError, match=r"Page risks/x, block 2 \(\w+\) names no source"):
        check_sources(_with(edition, Heading("Kop"), block))


def test_a_figure_without_source_stops_the_edition(edition):
    figure = next(block for block in edition.pages[0].blocks if isinstance(block, Figure))
    with pytest.raises(PublicationError, match="names no source"):
        check_sources(_with(edition, replace(figure, sources=(), table=None)))


@pytest.mark.parametrize("block", [Answer("Ja.", ("lost",)), Paragraph(Number(1, sources=("lost",)))])
def test_a_source_that_is_not_listed_stops_the_edition(edition, block):
    with pytest.raises(PublicationError, match="lost"):
        check_sources(_with(edition, block))


def test_the_summary_is_checked_like_a_page(edition):
    with pytest.raises(PublicationError, match="Page summary"):
        check_sources(replace(edition, summary=(Answer("Ja.", ()),)))


def test_words_without_findings_need_no_source(edition):
    check_sources(_with(edition, Paragraph("Uitleg."), Items(("een", "twee")), Paragraph(Number(1, sources=("kwb",)))))
