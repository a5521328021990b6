"""The order of a web page: what stands beside a figure, and where sources are named."""

from veerkracht.reports.content import Answer, Figure, Heading, Paragraph, SeriesPicture
from veerkracht.reports.web_order import sections_of

CHART = Figure("chart", SeriesPicture((), "", 0, "x"), "alt", "caption", ("kwb",))


def test_each_second_level_heading_opens_a_section_and_the_first_part_has_none():
    first, second = sections_of([Paragraph("a"), Heading("B"), Heading("c", level=3), Paragraph("d")])
    assert first.heading is None and second.heading.text == "B"
    assert [type(part.block) for part in second.parts] == [Heading, Paragraph]


def test_a_paragraph_right_before_a_figure_stands_beside_it():
    (section,) = sections_of([Paragraph("far"), Paragraph("near"), CHART, Paragraph("after")])
    assert [part.story.text if part.story else "" for part in section.parts] == ["", "near", ""]
    assert [getattr(part.block, "text", "") for part in section.parts] == ["far", "", "after"]


def test_an_answer_stays_above_its_figure():
    (section,) = sections_of([Answer("a", ("kwb",)), CHART])
    assert [part.story for part in section.parts] == [None, None]


def test_neighbours_name_the_sources_they_share_once_and_a_figure_always_its_own():
    (section,) = sections_of([Answer("a", ("kwb",)), Paragraph("b", ("kwb",)), Paragraph("c", ("health",)), CHART])
    assert [part.sources for part in section.parts] == [("kwb",), (), ("kwb",)]
    assert section.parts[-1].story.sources == ("health",)


def test_sources_are_named_again_in_the_next_section():
    sections = sections_of([Answer("a", ("kwb",)), Heading("B"), Answer("b", ("kwb",))])
    assert [part.sources for section in sections for part in section.parts] == [("kwb",), ("kwb",)]
