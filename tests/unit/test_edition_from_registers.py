"""What the registers add to the pages of an edition, and that nothing is added without them."""

from dataclasses import replace

import pytest

from veerkracht.catalogue import Kept, Recorded
from veerkracht.errors import UsageError
from veerkracht.reports.checks import check_sources
from veerkracht.reports.content import DataTable, Direction, Figure, Notice
from veerkracht.reports.web import render_web
from veerkracht.reports.words import plain
from veerkracht.workflows.ask import find
from veerkracht.workflows.edition.compose import compose
from veerkracht.workflows.edition.texts import check_place
from veerkracht.workflows.print_kit import figure_picture, figures_of

RISK = "ST-LONELY"  # its direction is known in Voorbeeldstad


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory):
    """The findings of Voorbeeldstad, without registers."""
    return find("voorbeeldstad", tmp_path_factory.mktemp("empty"))


@pytest.fixture
def edition_with(synthetic):
    """Compose an edition with records: ``edition_with(lessons=[Kept(...)])``."""

    def make(*, texts=(), settings=(), edition=None, date="2025-02-01", **registers):
        held = {name: tuple(records) for name, records in registers.items()}
        kept = Recorded(held, edition, tuple(texts), tuple(settings), None, "2025-02-01", "a" * 64)
        findings = replace(synthetic, city=replace(synthetic.city, recorded=kept))
        made = compose(findings, name="2025", date=date, before=None, version="1")
        check_sources(made)
        return made

    return make


@pytest.fixture
def page_in():
    """Return a page of an edition by its path."""
    return lambda edition, path: next(page for page in edition.pages if page.path == path)


def told(block, language="en"):
    """Return all words of a block."""
    if isinstance(block, DataTable):
        return " | ".join(plain(cell, language) for row in block.rows for cell in row)
    return plain(block.text, language) if hasattr(block, "text") else ""


def words_of(page, language="en"):
    return "\n".join(told(block, language) for block in page.blocks)


def statement(year=2024, development="falling", **values):
    return Kept(
        f"s{year}", {"year": year, "development": development, "statement": {"nl": "minder schulden"}, **values}, RISK
    )


def initiative(synthetic):
    return next(iter(synthetic.initiatives.rows))


def test_without_registers_no_page_and_no_source_is_added(synthetic):
    edition = compose(synthetic, name="x", date="2025-01-01", before=None, version="1")
    assert not [source for source in edition.sources if source.source.startswith("register.")]
    assert not {"areas/streets", "initiatives/lessons"} & {page.path for page in edition.pages}


def test_empty_registers_add_nothing(edition_with, synthetic):
    bare = compose(synthetic, name="2025", date="2025-02-01", before=None, version="1")
    assert edition_with(lessons=[], risk_statements=[], interpretation_sessions=[]).pages == bare.pages


def test_a_judgement_stands_beside_the_computed_direction(edition_with, page_in, synthetic):
    computed = synthetic.risk_directions[RISK]["direction"]
    other = "falling" if computed != "falling" else "rising"
    edition = edition_with(risk_statements=[statement(2023, "steady"), statement(2024, other, probability=80)])
    words = words_of(page_in(edition, f"risks/{RISK}"))
    said, found = (plain(Direction(one), "en") for one in (other, computed))
    assert f"Judged for 2024: {said}. The figures say: {found}." in words
    assert "80%" in words
    assert "For 1 of them the judgement differs from the figures." in words_of(page_in(edition, "risks/index"))


def test_a_difference_is_explained_or_its_lack_is_told(edition_with, page_in, synthetic):
    other = "falling" if synthetic.risk_directions[RISK]["direction"] != "falling" else "rising"
    silent = page_in(edition_with(risk_statements=[statement(2024, other)]), f"risks/{RISK}")
    assert any(isinstance(block, Notice) and "does not say why" in told(block) for block in silent.blocks)
    why = {"nl": "wijken verschillen", "en": "districts differ"}
    told_why = page_in(edition_with(risk_statements=[statement(2024, other, differs_from_data=why)]), f"risks/{RISK}")
    assert "Why the judgement differs from the figures: districts differ" in words_of(told_why)


@pytest.mark.parametrize("judged", ["unknown", "same"])
def test_a_judgement_that_is_unknown_or_the_same_is_no_difference(edition_with, page_in, synthetic, judged):
    code = synthetic.risk_directions[RISK]["direction"] if judged == "same" else judged
    page = page_in(edition_with(risk_statements=[statement(2024, code)]), "risks/index")
    assert "For 0 of them the judgement differs" in words_of(page)


def test_an_initiative_shows_its_lessons_per_year_and_words_of_people(edition_with, page_in, synthetic):
    code = initiative(synthetic)
    years = [
        Kept(f"y{year}", {"year": year, "lesson": {"nl": f"les {year}"}, "status": "running"}, code)
        for year in (2022, 2023)
    ]
    quotes = [
        Kept("q1", {"text": {"nl": "Wij kookten door."}, "attribution": "anonymous", "initiative": code}),
        Kept("q2", {"text": {"nl": "Kom eten."}, "attribution_text": {"nl": "vrijwilliger"}, "initiative": code}),
        Kept("q3", {"text": {"nl": "Over iets anders."}, "initiative": "elsewhere"}),
    ]
    edition = edition_with(initiative_years=years, quotes=quotes)
    words = words_of(page_in(edition, f"initiatives/{code}"), "nl")
    assert words.index("les 2023") < words.index("les 2022")
    assert "‘Wij kookten door.’ (de spreker is niet genoemd)" in words
    assert "‘Kom eten.’ (vrijwilliger)" in words
    assert "Over iets anders" not in words


def interpretation(key, position, area="", figure="map-relative"):
    values = {"figure": figure, "position": position, "speaker": "resident", "explanation": {"nl": f"uitleg {key}"}}
    return Kept(key, {**values, **({"area": area} if area else {})}, "s1")


def test_disagreement_stands_beside_the_map_and_the_map_stays(edition_with, page_in, synthetic):
    area = next(code for code, row in synthetic.areas.items() if row["level"] == "district")
    session = Kept("s1", {"figure": "map-relative", "edition": "2024", "state": "discussed"})
    said = [interpretation("a", "agree"), interpretation("b", "disagree", area)]
    edition = edition_with(interpretation_sessions=[session], interpretations=said)
    maps = page_in(edition, "areas/index")
    assert "They agree: 1, agree partly: 0, disagree: 1. The figure stays as it was computed." in words_of(maps)
    table = next(told(block) for block in maps.blocks if isinstance(block, DataTable) and "uitleg b" in told(block))
    assert table.index("uitleg b") < table.index("uitleg a")
    assert "uitleg b" in words_of(page_in(edition, f"areas/{area}"))


def test_what_was_not_discussed_yet_says_so_with_the_key_of_the_map(edition_with, page_in, synthetic):
    area = next(code for code, row in synthetic.areas.items() if row["level"] == "district")
    session = Kept("s1", {"figure": "elsewhere", "edition": "2024", "state": "planned"})
    edition = edition_with(interpretation_sessions=[session])
    assert "Nog niet besproken. De sleutel van deze kaart" in words_of(page_in(edition, "areas/index"), "nl")
    assert "map-relative" in words_of(page_in(edition, "areas/index"))
    assert "Not yet discussed with people" in words_of(page_in(edition, f"areas/{area}"))


def test_any_figure_can_be_talked_about_and_the_copy_on_the_first_page_stays(edition_with, page_in, synthetic):
    session = Kept("s1", {"figure": "plane-change", "edition": "2024", "state": "discussed"})
    said = [interpretation("c", "partly", figure="plane-change"), interpretation("d", "agree")]
    edition = edition_with(interpretation_sessions=[session], interpretations=said)
    assert "uitleg c" in words_of(page_in(edition, "areas/index"))
    assert "uitleg d" not in words_of(page_in(edition, "index"))
    shock = synthetic.exposures[0].exposure.risk
    more = [interpretation("e", "agree", figure=f"map-exposure-{shock}")]
    assert "uitleg e" in words_of(
        page_in(edition_with(interpretation_sessions=[session], interpretations=more), f"exposure/{shock}")
    )
    assert "The key of this map" in words_of(page_in(edition, "areas/focus"))


def test_the_figures_of_an_edition_are_found_in_its_pages_by_the_same_key(synthetic, tmp_path):
    edition = compose(synthetic, name="x", date="2025-01-01", before=None, version="1")
    for path, content in render_web(edition, "nl", languages=("nl",)).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    found = {figure.key: figure for figure in figures_of(tmp_path, "nl")}
    drawn = {block.name for page in edition.pages for block in page.blocks if isinstance(block, Figure)}
    assert {key.replace("/", "-") for key in drawn} == set(found)
    assert found["map-relative"].caption.endswith("2022")
    assert figure_picture(tmp_path, found["map-relative"]).startswith("<svg")


def promise(key, state, due=""):
    return Kept(key, {"question": "Wanneer?", "state": state, **({"due": due} if due else {})}, "lab")


def test_promises_are_counted_and_overdue_is_seen_from_the_date_of_the_edition(edition_with, page_in):
    street = Kept("lab", {"name": {"nl": "Hoefkade"}, "state": "running"})
    promises = [
        promise("1", "kept"), promise("2", "promised", "2025-01-31"), promise("3", "promised", "2025-02-01"),
        promise("4", "refused"), promise("5", "answered_no"), promise("6", "asked"),
    ]  # fmt: skip
    words = words_of(page_in(edition_with(street_labs=[street], promises=promises), "areas/streets"))
    assert (
        "Streets that take part: 1. Questions from residents: 6. Promises kept: 1; overdue: 1; answered with no: 2."
        in words
    )


def test_lessons_that_were_never_used_are_listed(edition_with, page_in, synthetic):
    code = initiative(synthetic)
    lessons = [
        Kept(key, {"lesson": {"nl": f"les {key}"}, "why": {"nl": "w"}, "state": state, "from_initiative": code})
        for key, state in (("a", "open"), ("b", "adopted"), ("c", "rejected"))
    ]
    used = [Kept("u", {"applied_where": code}, "b")]
    words = words_of(page_in(edition_with(lessons=lessons, lesson_uses=used), "initiatives/lessons"))
    assert "Lessons in the register: 3. Never used yet: 1. Adopted: 1; rejected: 1; expired: 0." in words
    assert "les a" in words
    assert "les b" not in words


def test_an_edition_holds_the_chapters_that_were_chosen(edition_with):
    street = Kept("lab", {"name": {"nl": "Hoefkade"}, "state": "running"})
    chosen = Kept("e", {"period": "2025", "chapters": ["risks", "lessons"]})
    assert "areas/streets" not in {page.path for page in edition_with(street_labs=[street], edition=chosen).pages}


def text(place, words):
    return Kept(f"t-{place}", {"place": place, "text": words, "sources": ["cbs-kwb"]})


def test_a_text_stands_at_its_place_in_both_languages_with_its_source(edition_with, page_in):
    words = {"nl": "Eerste.\n\nTweede.", "en": "First.\n\nSecond."}
    edition = edition_with(texts=[text("overview.foreword", words), text("risks.afterword", {"nl": "Slot."})])
    home = page_in(edition, "index")
    assert [told(block, "nl") for block in home.blocks[:2]] == ["Eerste.", "Tweede."]
    assert [told(block) for block in home.blocks[:2]] == ["First.", "Second."]
    assert told(page_in(edition, "risks/index").blocks[-1]) == "Slot."


def test_a_record_is_a_source_with_edition_day_and_id(edition_with):
    edition = edition_with(texts=[Kept("t1", {"place": "overview.foreword", "text": {"nl": "Welkom."}})])
    source = next(source for source in edition.sources if source.source == "register.edition_texts.t1")
    assert source.title == "Teksten in een editie: t1"
    assert (source.retrieved, source.edition) == ("2025-02-01", "sha256 aaaaaaaaaaaa")


@pytest.mark.parametrize("place", ["overview", "overview.middle", "nowhere.foreword", ".foreword"])
def test_a_place_that_is_none_is_refused(place):
    with pytest.raises(UsageError, match="no place"):
        check_place(place)


def test_a_text_on_a_page_that_is_not_there_is_refused(edition_with):
    with pytest.raises(UsageError, match="no such page"):
        edition_with(texts=[text("risks/NO-SUCH.foreword", {"nl": "x"})])


def test_settings_of_the_city_stand_on_the_page_on_method_with_their_reason(edition_with, page_in):
    given = [Kept("1", {"setting": "trend.band", "value": "2", "usual": "1", "reason": {"nl": "weinig jaren"}})]
    assert "trend.band | 2 | 1 | weinig jaren" in words_of(page_in(edition_with(settings=given), "method/index"), "nl")
