"""Who may do what, cell by cell: each cell is tried on records, against a table written down here."""

import sys
from types import MappingProxyType

import pytest
from django.db import transaction
from expected_roles import CELLS, SEEN_CELLS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veerkracht.catalogue import Field, Register, Words
from veerkracht.catalogue import registers as catalogued
from veerkracht.catalogue.registers import ACCESS
from veerkracht.errors import DeniedError
from veerkracht.web.people.access import GRANTS, Action, Actor, Assigned, Reader, Role, Scope, scope_of
from veerkracht.web.people.models import Assignment, reader_of
from veerkracht.web.registers import records
from veerkracht.web.registers.indexing import index_records
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import allowed, readable, segments, shown

MINE, ELSEWHERE = "WK051801", "WK051899"
SCOPES = {
    "E": {"own", "in_area", "other", "published", "published_in_area"},
    "A": {"in_area", "published_in_area"},
    "O": {"own"},
    "P": {"published", "published_in_area"},
    "p": {"published_in_area"},
    ".": set(),
}
FIELDS = ("name", "contact", "note", "secret")


CASES = [(access, role) for access in ACCESS for role in Role]


def _made_up(access, part_of=""):
    words = Words("woord", "word")
    fields = (
        Field("name", "text", words, words, words, visibility="public"),
        Field("contact", "text", words, words, words, visibility="signed_in"),
        Field("note", "text", words, words, words, visibility="team"),
        Field("secret", "text", words, words, words, visibility="confidential"),
        Field("area", "area", words, words, words, visibility="public"),
    )
    return Register(
        id=f"made_up_{access}{'_part' if part_of else ''}", number=1, label=words, one=words, several=words, question=words,
        empty=words, fields=fields, title="name", columns=("name",), filters=(), sort="name", access=access,
        part_of=part_of,
    )  # fmt: skip


@pytest.fixture
def made_up(monkeypatch):
    """Two registers per class of access: one that stands by itself and one that is a part of it."""
    whole = {access: _made_up(access) for access in ACCESS}
    parts = {access: _made_up(access, item.id) for access, item in whole.items()}
    known = MappingProxyType({item.id: item for item in (*whole.values(), *parts.values())})
    monkeypatch.setattr(sys.modules["veerkracht.catalogue.registers"], "registers", lambda: known)
    return {"whole": whole, "part": parts}


@pytest.fixture
def shelf(made_up, db):
    """Five records of a class: the own one, in the own area, elsewhere, and two that are published."""

    def fill(access):
        item = made_up["whole"][access]
        return {name: _record(item, name) for name in sorted(SCOPES["E"])}

    return fill


def _record(item, name):
    values = {"name": name, "contact": "c", "note": "n", "secret": "s",
              "area": MINE if name.endswith("in_area") else ELSEWHERE}  # fmt: skip
    made = Record.objects.create(
        register=item.id, external_id=f"{item.id}-{name}", title_nl=name, values=values,
        published=values if name.startswith("published") else None,
    )  # fmt: skip
    index_records([made])
    return made


@pytest.fixture
def reader_with(person):
    """A reader with some roles, for the area and the record that they are for."""

    def make(own, *roles):
        if not roles or roles == (Role.PUBLIC,):
            return Reader()
        user = person(email=f"{'-'.join(roles)}@example.org")
        for role in roles:
            if role is not Role.PUBLIC:
                Assignment.objects.create(
                    user=user, role=role, areas=[MINE] if role is Role.AREA_WORKER else [],
                    record=own.pk if role is Role.OWNER else None,
                )  # fmt: skip
        return reader_of(user)

    return make


def _works(attempt):
    """Tell whether an attempt is allowed, and take back what it did."""
    try:
        with transaction.atomic():
            attempt()
            transaction.set_rollback(True)
    except DeniedError:
        return False
    return True


ATTEMPTS = {
    Action.CHANGE: lambda record, actor: records.change(record, {"name": "x"}, actor=actor, version=record.version),
    Action.SUBMIT: lambda record, actor: records.move(record, "submitted", actor=actor),
    Action.REVIEW: lambda record, actor: records.move(record, "approved", actor=actor),
    Action.ARCHIVE: lambda record, actor: records.archive(record, actor=actor, reason="why"),
    Action.ERASE: lambda record, actor: records.erase(record, actor=actor, reason="why"),
}


def _done_on(action, reader, shelf, made_up, access):
    actor, item = Actor(reader, "test"), made_up["whole"][access]
    if action in (Action.READ, Action.EXPORT):
        return {record.title_nl for record in readable(reader, item, action=action)}
    if action is Action.CREATE:
        return _created(actor, shelf, made_up, access)
    if action in ATTEMPTS:
        return {name for name, record in shelf.items() if _works(lambda: ATTEMPTS[action](record, actor))}  # noqa: B023
    return {name for name, record in shelf.items() if allowed(reader, action, record)}


def _created(actor, shelf, made_up, access):
    """Try to make a record: by itself in each place, and as a part of the own record."""
    whole, part = made_up["whole"][access], made_up["part"][access]
    found = set()
    if _works(lambda: records.create(whole, {"name": "new", "area": MINE}, actor=actor)):
        found |= SCOPES["A"]
    if _works(lambda: records.create(whole, {"name": "new", "area": ELSEWHERE}, actor=actor)):
        found |= SCOPES["E"]
    if _works(lambda: records.create(part, {"name": "new"}, actor=actor, parent=shelf["own"])):
        found |= SCOPES["O"]
    return found


def test_every_role_class_and_action_has_a_cell():
    assert set(CELLS) == {(access, str(role), str(action)) for access in ACCESS for role in Role for action in Action}
    assert set(GRANTS) == set(ACCESS)


@pytest.mark.parametrize(("access", "role"), CASES)
def test_a_role_does_what_its_row_says_and_nothing_else(access, role, shelf, made_up, reader_with):
    kept = shelf(access)
    reader = reader_with(kept["own"], role)

    for action in Action:
        expected = set().union(*(SCOPES[letter] for letter in CELLS[access, role, action]))
        assert _done_on(action, reader, kept, made_up, access) == expected, f"{access} {role} {action}"


@pytest.mark.parametrize(("access", "role"), CASES)
def test_a_role_sees_the_fields_of_its_level_and_no_more(access, role, shelf, made_up, reader_with):
    kept = shelf(access)
    seen = _seen(reader_with(kept["own"], role), made_up["whole"][access])
    inside, outside = SEEN_CELLS[access, role]

    names = {name: set(values) - {"area"} for name, values in seen.items()}
    own = {"owner": "own", "area_worker": "published_in_area"}.get(role, "other")
    assert names.get("other" if inside == "." else own, set()) == _fields(inside)
    assert names.get("published", set()) == _fields(outside)


def _fields(level):
    return set(FIELDS[: ".pstc".index(level)])


def _seen(reader, item):
    parts = segments(reader, item)
    return {record.title_nl: shown(record, parts[record.segment]) for record in readable(reader, item)}


@pytest.mark.parametrize("access", ACCESS)
def test_one_role_more_never_shows_less(access, shelf, made_up, reader_with):
    kept, item = shelf(access), made_up["whole"][access]
    alone = {role: reader_with(kept["own"], role).assigned for role in Role}

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(roles=st.sets(st.sampled_from(sorted(Role))), more=st.sampled_from(sorted(Role)))
    def holds(roles, more):
        few = tuple(given for role in sorted(roles) for given in alone[role])
        less, greater = Reader(1, few), Reader(1, (*few, *alone[more]))
        before, after = _seen(less, item), _seen(greater, item)
        assert all(set(values) <= set(after.get(name, ())) for name, values in before.items())
        for action in Action:
            for record in kept.values():
                assert allowed(greater, action, record) or not allowed(less, action, record)

    holds()


def test_an_unknown_class_and_an_unknown_role_give_nothing(person, shelf):
    assert all(scope_of(role, "nobody-knows", action) is Scope.NONE for role in Role for action in Action)
    user = person()
    Assignment.objects.create(user=user, role="king")
    assert reader_of(user).assigned == ()


def test_a_role_without_its_area_or_record_reaches_nothing_more_than_a_resident(shelf, made_up):
    kept, item = shelf("open"), made_up["whole"]["open"]
    empty = Reader(1, (Assigned(Role.AREA_WORKER), Assigned(Role.OWNER)))

    assert {record.title_nl for record in readable(empty, item)} == SCOPES["P"]
    assert not any(allowed(empty, Action.CHANGE, record) for record in kept.values())


def test_an_ended_role_and_a_closed_account_reveal_nothing(person, made_up, shelf):
    kept, item = shelf("team"), made_up["whole"]["team"]
    user = person("officer")
    assert len(_seen(reader_of(user), item)) == len(kept)
    user.is_active = False
    user.save()
    assert _seen(reader_of(user), item) == {}
    user.is_active = True
    user.save()
    Assignment.objects.update(ended_at="2027-01-01T00:00Z")
    assert _seen(reader_of(user), item) == {}


def test_a_part_is_never_more_open_than_what_it_belongs_to():
    known = catalogued()
    wider = {
        item.id
        for item in known.values()
        if item.part_of
        and any(_reads(role, item.access) and not _reads(role, known[item.part_of].access) for role in Role)
    }
    assert wider == {"quotes"}  # an area worker reads what was said, and not the interview


def _reads(role, access):
    return scope_of(role, access, Action.READ) is not Scope.NONE
