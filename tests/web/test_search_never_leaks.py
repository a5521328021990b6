"""Nobody finds what they may not see: a word in every field of every register, searched for as every role."""

import itertools
import uuid

import pytest
from django.core.exceptions import EmptyResultSet

from veerkracht.catalogue import registers
from veerkracht.catalogue.registers import VISIBILITIES
from veerkracht.web.people.access import Assigned, Reader, Role
from veerkracht.web.registers.models import Face, Record, RecordArea, State
from veerkracht.web.registers.observing import is_watched
from veerkracht.web.registers.reading import readable, segments, shown
from veerkracht.web.registers.typed import segment_of
from veerkracht.web.search.indexing import index_passages
from veerkracht.web.search.models import Passage
from veerkracht.web.search.searching import search

AREAS = ("WK051801", "WK051802")
STATES = (State.WORKING, State.APPROVED, State.ARCHIVED)
TEXTS = ("text", "prose")
ROLES = [None, *(role for role in Role if role is not Role.PUBLIC)]


def word(*told):
    """A word that no language knows: one per circle, version, area and state."""
    return "qx" + "".join("bcdfghjklm"[int(digit)] for digit in f"{PLACES.index(told):03}") + "qz"


PLACES = list(itertools.product(VISIBILITIES, Face, AREAS, STATES))
WORDS = {word(*place): place for place in PLACES}


@pytest.fixture
def city(db):
    """Per register a working, a published and an archived record in each of two areas, with its words in every field."""
    made = {}
    for item, area, state in itertools.product(registers().values(), AREAS, STATES):
        parent = made.get((item.part_of, area, state))
        record = Record(register=item.id, external_id=f"{item.id}-{area}-{state}", state=state, parent=parent)
        faces = {face: _answers(item, face, area, state) for face in Face}
        record.values = faces[Face.WORKING]
        record.published = None if state == State.WORKING else faces[Face.PUBLISHED]
        made[item.id, area, state] = record
    Record.objects.bulk_create(made.values())
    RecordArea.objects.bulk_create(
        RecordArea(record=record, face=face, area=area) for (_, area, _), record in made.items() for face in Face
    )
    index_passages(list(made.values()))
    return made


def _answers(item, face, area, state):
    answers = {field.id: word(field.visibility, face, area, state) for field in item.fields if field.kind in TEXTS}
    return {name: _kept(item.field(name), found) for name, found in answers.items()}


def _kept(field, found):
    return {"nl": found} if field.languages else [found] if field.many else found


def reader_with(role, made):
    if role is None:
        return Reader()
    own = {Role.OWNER: str(made["initiatives", AREAS[0], State.APPROVED].pk)}.get(role, "")
    return Reader(1, (Assigned(role, frozenset(AREAS[:1]), own),))


def may_find(made, reader):
    """Per word the registers in which it is seen, by the functions that all pages use, one register at a time.

    Answers of which each reading is logged are not searched at all.
    """
    found = {one: set() for one in WORDS}
    for item in registers().values():
        parts = segments(reader, item)
        for record in readable(reader, item).exclude(state=State.ARCHIVED):
            segment = parts[segment_of(record)]
            for name, value in shown(record, segment).items():
                if is_watched(item, item.field(name)):
                    continue
                found[value["nl"] if isinstance(value, dict) else "".join(value)].add(item.id)
    return found


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_a_role_finds_each_word_that_it_may_read_and_no_other(city, role):
    reader = reader_with(role, city)

    assert {one: set(search(one, reader=reader, limit=0).counts) for one in WORDS} == may_find(city, reader)


def test_the_words_tried_stand_in_every_circle_and_only_some_are_for_the_public(city):
    everything = may_find(city, reader_with(Role.OFFICER, city))
    public = may_find(city, Reader())

    assert {WORDS[one][0] for one, names in everything.items() if names} == set(VISIBILITIES)
    assert {WORDS[one][:2] for one, names in public.items() if names} == {("public", Face.PUBLISHED)}


@pytest.mark.parametrize("role", [None, Role.RESIDENT, Role.AREA_WORKER, Role.REVIEWER], ids=str)
def test_what_is_shown_of_a_hit_holds_no_word_that_the_reader_may_not_read(city, role):
    reader = reader_with(role, city)
    allowed = {one for one, names in may_find(city, reader).items() if names}
    for one in sorted(allowed):
        for hit in search(one, reader=reader, limit=5).hits:
            told = [*hit.title, *(hit.passage.pieces if hit.passage else [])]
            assert {text for text, _ in told if text in WORDS} <= allowed


def test_each_record_has_one_passage_per_version_and_circle(city):
    passages = list(Passage.objects.values_list("record", "working", "published", "lowest", "highest"))
    circles = [
        (record, version, circle)
        for record, working, published, lowest, highest in passages
        for version in (Face.WORKING,) * working + (Face.PUBLISHED,) * published
        for circle in range(lowest, highest + 1)
    ]

    assert len(circles) == len(set(circles))
    assert {record for record, *_ in passages} <= {
        record.pk for record in city.values() if record.state != State.ARCHIVED
    }


@pytest.mark.parametrize("role", [None, Role.OWNER, Role.AREA_WORKER, Role.OFFICER], ids=str)
def test_registers_that_are_asked_together_are_seen_in_the_same_way(role):
    reader, kinds = Reader(1, (Assigned(role, frozenset(AREAS), str(uuid.uuid4())),) if role else ()), {}
    for item in registers().values():
        ways = [(_written(part.where), part.face, part.level) for part in segments(reader, item)]
        kinds.setdefault((item.access, bool(item.part_of)), []).append(ways)

    assert all(one == ways[0] for ways in kinds.values() for one in ways)
    assert any(len(ways) > 1 for ways in kinds.values())


def _written(where):
    try:
        return str(Record.objects.filter(where).query)
    except EmptyResultSet:
        return ""
