"""Pages opened as each role: what opens is what the table says, and no word shows that the role may not read."""

import pytest
from django.urls import reverse
from expected_roles import CELLS, SEEN_CELLS

from veerkracht.catalogue import registers as catalogued
from veerkracht.web.people.access import Role
from veerkracht.web.registers.models import Record

MINE = "WK051801"
REAL = {"open": "risks", "team": "policy_conflicts", "street": "street_labs", "spoken": "interviews", "quote": "quotes",
        "critical": "services", "exchange": "partner_cities"}  # fmt: skip


@pytest.fixture
def canaries(db):
    """A published and a working record of a register, with a word in each text field that tells where it is from."""

    def fill(name):
        item = catalogued()[name]
        parent = _line_of(catalogued()[item.part_of]) if item.part_of else None
        return {
            face: Record.objects.create(
                register=name, external_id=f"bird-{face}", parent=parent, values=_words_of(item, face),
                published=_words_of(item, face) if face == "published" else None,
            )
            for face in ("published", "working")
        }  # fmt: skip

    return fill


def _line_of(item):
    parent = _line_of(catalogued()[item.part_of]) if item.part_of else None
    return Record.objects.create(register=item.id, external_id="above", parent=parent, values={}, published={})


def _words_of(item, face):
    texts = [field for field in item.fields if field.kind in ("text", "prose") and not field.many]
    return {
        field.id: {"nl": word, "en": word} if field.languages else word
        for field in texts
        for word in [f"kanarie{face}{field.visibility.replace('_', '')}"]
    }


def _birds(face, level):
    ladder = ("public", "signed_in", "team", "confidential")
    count = ".pstc".index(level)
    return {f"kanarie{face}{name.replace('_', '')}" for name in ladder[:count]}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("access", list(REAL))
def test_pages_show_no_word_that_the_role_may_not_read(access, role, canaries, person, client):
    kept = canaries(REAL[access])
    if role is not Role.PUBLIC:
        client.force_login(person(role, areas=[MINE] if role is Role.AREA_WORKER else []))
    answers = [client.get(reverse("registers:list", args=[REAL[access]]))]
    answers += [client.get(reverse("registers:detail", args=[REAL[access], one.external_id])) for one in kept.values()]
    pages = "".join(answer.content.decode() for answer in answers)

    reads, (inside, outside) = CELLS[access, role, "read"], SEEN_CELLS[access, role]
    allowed_words = _birds("working", inside) if "E" in reads else set()
    allowed_words |= _birds("published", outside)
    found = {word for face in kept for word in _birds(face, "c") if word in pages}
    assert found <= allowed_words
    opened = [answer.status_code == 200 for answer in answers]
    assert opened == [reads != ".", "E" in reads or "P" in reads, "E" in reads]
    assert found or "E" not in reads
