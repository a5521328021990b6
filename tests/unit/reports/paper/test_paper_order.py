"""The reading order on paper, and the widths of tables."""

from dataclasses import replace
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from veerkracht.reports.content import (
    Answer,
    Column,
    DataTable,
    Downloads,
    Figure,
    Heading,
    Label,
    Link,
    Page,
    Paragraph,
)
from veerkracht.reports.paper_order import place_edition, place_summary, targets
from veerkracht.reports.pictures import draw
from veerkracht.reports.table_widths import shape_table
from veerkracht.reports.typeset import Typesetter
from veerkracht.reports.word_inline import bookmark_name


def placed(edition, *pages):
    return place_edition(replace(edition, pages=pages))


def test_no_heading_skips_a_level(edition):
    pages = Page("a", "A", (Heading("b", level=3),), depth=2), Page("c", "C", (Heading("d", level=3),), depth=2)
    assert [item.level for item in placed(edition, *pages)] == [1, 2, 2, 3]


def test_sources_stand_once_below_a_run_of_blocks_that_share_them(edition):
    blocks = Answer("a", ("kwb",)), Paragraph("b", ("kwb",)), Paragraph("c", ("health",))
    assert [item.sources for item in placed(edition, Page("a", "A", blocks))] == [(), (), ("kwb",), ("health",)]


def test_the_table_of_a_figure_follows_it_and_downloads_stay_on_the_web(edition):
    kinds = [type(item.block) for item in place_edition(edition)]
    figure = kinds.index(Figure)
    assert kinds[figure + 1] is DataTable
    assert Downloads not in kinds


def test_a_part_with_a_map_starts_on_a_new_sheet_and_a_short_part_follows_on(edition):
    figure = next(block for page in edition.pages for block in page.blocks if isinstance(block, Figure))
    pages = Page("a", "A", ()), Page("b", "B", (Paragraph("x"),), depth=2), Page("c", "C", (figure,), depth=2)
    assert [item.fresh for item in placed(edition, *pages) if item.level] == [True, False, True]


def test_the_parts_of_a_very_long_chapter_are_not_listed_in_the_contents(edition):
    few = tuple(Page(f"a{n}", "A", (), depth=2) for n in range(3))
    many = tuple(Page(f"b{n}", "B", (), depth=2) for n in range(40))
    items = placed(edition, Page("a", "A", ()), *few, Page("b", "B", ()), *many)
    assert [item.listed for item in items] == [True] * 5 + [False] * 40


def test_a_line_that_only_leads_on_stays_on_the_web_unless_it_is_all_that_a_heading_has(edition):
    link = Paragraph(Link("Verder", page="a"))
    blocks = Paragraph("x"), link, Heading("y"), link
    assert [type(item.block) for item in placed(edition, Page("a", "A", blocks))] == [
        Heading, Paragraph, Heading, Paragraph,
    ]  # fmt: skip


def test_a_chart_and_its_small_table_stand_side_by_side_and_a_long_table_below(edition):
    page = next(page for page in edition.pages if page.path == "risks/poverty")
    chart = next(block for block in page.blocks if isinstance(block, Figure))
    columns = Column("Jaar"), Column("Aandeel", numeric=True)

    def kinds(rows):
        table = DataTable("Aandeel", columns, tuple((str(2000 + n), "1") for n in range(rows)), chart.sources)
        setter = Typesetter("nl", partial(draw, language="nl"))
        return [
            block["kind"]
            for block in setter.blocks(placed(edition, replace(page, blocks=(replace(chart, table=table),))))
        ]

    assert kinds(6) == ["heading", "pair"]
    assert kinds(30) == ["heading", "figure", "table"]


def test_an_anchor_given_twice_counts_at_its_first_place(edition):
    page = Page("a", "A", (Heading("x", anchor="same"), Heading("y", anchor="same")))
    assert [item.anchor for item in placed(edition, page)] == ["page-1", "page-1-same", ""]


def test_every_target_of_a_link_has_its_place(edition):
    anchors = {item.anchor for item in place_edition(edition)}
    assert set(targets(edition).values()) <= anchors


def test_the_summary_leaves_the_tables_of_its_figures_to_the_report(edition):
    summary = replace(edition, summary=edition.pages[0].blocks)
    figures = [item.block for item in place_summary(summary) if isinstance(item.block, Figure)]
    assert len(figures) == 1
    assert figures[0].table is None


words = st.text(alphabet="abcdefgh ij", max_size=60)


@given(st.integers(1, 9).flatmap(lambda n: st.lists(st.lists(words, min_size=n, max_size=n), min_size=1, max_size=5)))
@settings(max_examples=40, deadline=None)
def test_column_widths_share_out_the_whole_table_and_none_is_empty(rows):
    table = DataTable("", tuple(Column(Label("Kop", "Head")) for _ in rows[0]), tuple(map(tuple, rows)), ())
    shape = shape_table(table, "nl")
    assert sum(shape.widths) == approx(1)
    assert all(width > 0 for width in shape.widths)
    assert 0 < shape.width <= 1


@given(st.text(min_size=1))
@settings(max_examples=40, deadline=None)
def test_a_bookmark_has_only_what_word_allows(anchor):
    name = bookmark_name(f"page-{anchor}")
    assert len(name) <= 40
    assert name.replace("_", "a").isalnum()
    assert name.isascii()
