"""The search finds what is recorded, in Dutch and English, best first, and keeps in step with every change."""

import pytest

from veerkracht.catalogue import register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Area, Record
from veerkracht.web.registers.observing import is_watched
from veerkracht.web.search.indexing import index_passages, reindex
from veerkracht.web.search.models import Indexed, Passage
from veerkracht.web.search.searching import search


def names(found):
    return [hit.external_id for hit in found.hits]


@pytest.fixture
def heat(make_record):
    return make_record(
        "risks", external_id="R-1", name={"nl": "Hitte in de stad", "en": "Heat in the city"}, kind="shock",
        description={"nl": "Oudere huurders in kleine woningen hebben last van oververhitting."},
    )  # fmt: skip


@pytest.fixture
def cold(make_record):
    return make_record(
        "risks", external_id="R-2", name={"nl": "Energiearmoede", "en": "Energy poverty"}, kind="stress",
        description={"nl": "Koude huizen. In de zomer ook hitte.", "en": "Cold houses."},
    )  # fmt: skip


@pytest.mark.parametrize("text", ["huurder", "HUURDERS", "huur", "woning", "hitte huurders", '"kleine woningen"'])
def test_dutch_words_are_found_in_all_their_forms(heat, cold, officer, text):
    assert names(search(text, reader=officer.reader)) == ["R-1"]


@pytest.mark.parametrize(
    ("text", "expected"), [("armoede", ["R-2"]), ("poverty", ["R-2"]), ("house", ["R-2"]), ("city", ["R-1"])]
)
def test_parts_of_compounds_and_english_words_are_found(heat, cold, officer, text, expected):
    assert names(search(text, reader=officer.reader)) == expected


def test_a_word_in_the_name_ranks_above_one_in_the_text(cold, heat, officer):
    assert names(search("hitte", reader=officer.reader)) == ["R-1", "R-2"]


def test_all_words_must_be_there_and_words_between_quotes_together(heat, cold, officer):
    reader = officer.reader

    assert search("huurders energiearmoede", reader=reader).total == 0
    assert search('"woningen kleine"', reader=reader).total == 0
    assert search('"stad oudere"', reader=reader).total == 0


@pytest.mark.parametrize(
    "text", ["", "   ", "de het een", "***", '"', "' OR 9=9 --", "a\x00b", "(", ":*", "NEAR(a b)", "☃" * 500]
)
def test_what_asks_nothing_finds_nothing_and_breaks_nothing(heat, officer, text):
    assert search(text, reader=officer.reader).total == 0


def test_a_hit_shows_where_the_word_stands(heat, officer):
    (hit,) = search("huurder", reader=officer.reader).hits

    assert ("huurders", True) in hit.passage.pieces
    assert "".join(text for text, _ in hit.passage.pieces).startswith("Oudere huurders")
    assert hit.passage.field.id == "description"
    assert "".join(text for text, _ in hit.title) == "Hitte in de stad"


def test_a_record_is_found_by_its_key_and_by_the_name_of_its_area(make_record, officer):
    Area.objects.create(code="WK051801", name="Archipelbuurt", level="district")
    make_record("initiatives", external_id="INI-7", name={"nl": "Buurtkamer"}, areas=["WK051801"])

    assert names(search("INI-7", reader=officer.reader)) == ["INI-7"]
    assert names(search("archipelbuurt", reader=officer.reader)) == ["INI-7"]


def test_a_part_shows_the_record_it_belongs_to(make_record, officer):
    initiative = make_record("initiatives", external_id="I-1", name={"nl": "Koele plekken"})
    more = {"kind": "milestone", "state": "in_progress"}
    make_record("milestones", parent=initiative, external_id="M-1", name={"nl": "Schaduwdoek hangt"}, **more)

    (hit,) = search("schaduwdoek", reader=officer.reader).hits
    assert (hit.register.id, hit.parent.title) == ("milestones", "Koele plekken")


def test_counts_per_register_hold_for_all_and_hits_for_the_one_that_is_chosen(heat, make_record, officer):
    make_record("initiatives", external_id="I-1", name={"nl": "Hitteplan"})
    make_record("initiatives", external_id="I-2", name={"nl": "Tegen de hitte"})
    found = search("hitte", reader=officer.reader, register="risks")

    assert (names(found), found.total) == (["R-1"], 1)
    assert dict(found.counts) == {"initiatives": 2, "risks": 1}


def test_pages_hold_each_record_once(make_record, officer):
    for number in range(5):
        make_record("risks", external_id=f"R-{number}", name={"nl": f"Storm {number}"}, kind="shock")
    pages = [names(search("storm", reader=officer.reader, limit=2, offset=offset)) for offset in (0, 2, 4)]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({name for page in pages for name in page}) == 5


def test_a_change_is_found_at_once_and_the_old_words_no_more(heat, officer):
    records.change(heat, {"name": {"nl": "Wateroverlast"}, "description": None}, actor=officer, version=1)

    assert search("huurders", reader=officer.reader).total == 0
    assert names(search("wateroverlast", reader=officer.reader)) == ["R-1"]


def test_an_erased_record_is_gone_at_once_from_search_and_index(heat, officer):
    assert Indexed.objects.exists()
    records.erase(heat, actor=officer, reason="op verzoek")

    assert search("hitte", reader=officer.reader).total == 0
    assert not Passage.objects.exists()
    assert not Indexed.objects.exists()


def test_an_archived_record_is_not_found_until_it_is_taken_back(heat, officer):
    archived = records.archive(heat, actor=officer, reason="oud")
    assert search("hitte", reader=officer.reader).total == 0

    records.move(archived, "working", actor=officer)
    assert search("hitte", reader=officer.reader).total == 1


def test_a_failed_save_leaves_the_index_as_it_was(heat, officer, monkeypatch):
    with pytest.raises(RuntimeError), pytest.MonkeyPatch.context() as patch:
        patch.setattr("veerkracht.web.search.indexing.passages_of", _fails)
        records.change(heat, {"name": {"nl": "Storm"}}, actor=officer, version=1)

    assert names(search("hitte", reader=officer.reader)) == ["R-1"]
    assert Record.objects.get().title_nl == "Hitte in de stad"


def _fails(*given):
    raise RuntimeError


def test_making_the_index_anew_finds_the_same(heat, cold, officer):
    before = names(search("hitte", reader=officer.reader))
    Passage.objects.all().delete()
    assert search("hitte", reader=officer.reader).total == 0

    assert list(reindex()) == [2]
    assert names(search("hitte", reader=officer.reader)) == before


def test_measurements_without_text_are_not_in_the_index(make_record, officer):
    indicator = make_record("indicators", external_id="X", name={"nl": "Eenzaamheid"}, unit="percentage")
    make_record("measurements", parent=indicator, area="GM0518", period="2024", status="A", value=1)

    assert Passage.objects.filter(record__register="measurements").count() == 0


def test_the_public_finds_the_published_text_and_not_the_newer_one(make_record, officer):
    record = make_record("risks", external_id="R-1", name={"nl": "Hitte"}, kind="shock", published=True)
    records.change(record, {"name": {"nl": "Storm"}}, actor=officer, version=record.version)

    assert names(search("hitte", reader=Reader())) == ["R-1"]
    assert search("storm", reader=Reader()).total == 0
    assert search("hitte", reader=officer.reader).total == 0
    assert names(search("storm", reader=officer.reader)) == ["R-1"]


def test_answers_of_which_each_reading_is_logged_are_not_searched(officer):
    item = register("interviews")
    watched = [field for field in item.fields if is_watched(item, field) and field.kind in ("text", "prose")]
    values = {field.id: {"nl": "zeegezicht"} if field.languages else "zeegezicht" for field in watched}
    record = Record.objects.create(register="interviews", external_id="IV-1", values=values)
    index_passages([record])

    assert watched
    assert search("zeegezicht", reader=officer.reader).total == 0
