"""What goes out in a file comes back in as the same: every register, every kind of field, every kind of file."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_records import answers

from veerkracht.catalogue import register, registers
from veerkracht.errors import AnswersError
from veerkracht.web.people.access import Actor, Assigned, Reader, Role
from veerkracht.web.registers.answers import Places
from veerkracht.web.registers.checking import read_values
from veerkracht.web.registers.loading import load_city
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.records import create, keep
from veerkracht.web.transfer.applying import apply_plan
from veerkracht.web.transfer.gathering import gather, gather_city
from veerkracht.web.transfer.importing import export_file, plan_file
from veerkracht.web.transfer.plans import Choices

pytestmark = pytest.mark.django_db

OFFICER = Reader(assigned=(Assigned(Role.OFFICER),))
SYSTEM = Actor(OFFICER, "system")
DAY = date(2026, 11, 22)
ENDINGS = ["xlsx", "csv", "json"]
FEW = settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                                                                     HealthCheck.data_too_large])  # fmt: skip


def ids(name):
    return [str(pk) for pk in Record.objects.filter(register=name).values_list("pk", flat=True)]


def made(item, key, values, parent=None):
    """Keep a record as it was drawn: rules between fields are of no concern to a file that goes out."""
    read, findings = read_values(item, values, Places(lambda target, text: text, {}))
    assert findings == []
    record = Record(
        register=item.id, external_id=key, parent=parent, values={k: v for k, v in read.items() if v is not None}
    )
    keep([record], [], actor=SYSTEM, reason="")
    return record


def parents(item):
    """Make what a record of a register belongs to, up to the top."""
    if not item.part_of:
        return None
    above = register(item.part_of)
    found = Record.objects.filter(register=above.id).first()
    return found or made(above, f"{above.id}-1", {}, parents(above))


def targets(item):
    """Make two records of every register that a register points to."""
    for name in {field.target for field in item.link_fields} - {item.id}:
        if not ids(name):
            for number in (1, 2):
                made(register(name), f"{name}-{number}", {}, parents(register(name)))


def file_of(leaves, ending, folder, name, language):
    told = export_file(leaves, ending, name=name, reader=OFFICER, language=language, day=DAY)
    path = folder / told.name
    path.write_bytes(told.content)
    return path


def kept():
    """All that is kept, with keys for links, as a record that comes back has another id inside the house."""
    found = list(Record.objects.select_related("parent"))
    keys = {str(record.pk): record.external_id for record in found}
    return {
        (one.register, one.external_id): (keyed(one.values, keys), one.parent and one.parent.external_id)
        for one in found
    }


def keyed(value, keys):
    if isinstance(value, dict):
        return {name: keyed(part, keys) for name, part in value.items()}
    if isinstance(value, list):
        return [keyed(part, keys) for part in value]
    return keys.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("name", list(registers()))
@FEW
@given(data=st.data())
def test_importing_an_export_changes_nothing(name, tmp_path, data):
    item = register(name)
    Record.objects.all().delete()
    targets(item)
    above = parents(item)
    for number in range(data.draw(st.integers(1, 3))):
        made(item, f"{'= -'[number]}A{number}".strip(), data.draw(answers(item, ids)), above)
    language = data.draw(st.sampled_from(["nl", "en"]))
    for ending in ENDINGS:
        plan = plan_file(
            file_of(gather(OFFICER, item), ending, tmp_path, name, language), name, Choices(), actor=SYSTEM
        )
        told = [(step.key, step.changes, step.troubles) for step in plan.steps if step.kind != "same"]
        assert (ending, told, plan.notices) == (ending, [], [])


@pytest.mark.parametrize("name", list(registers()))
@FEW
@given(data=st.data())
def test_the_export_of_an_import_is_the_same_file(name, tmp_path, data):
    item = register(name)
    Record.objects.all().delete()
    targets(item)
    above = parents(item)
    for number in range(2):
        with suppress(AnswersError):  # answers that break a rule between fields cannot come in
            create(item, data.draw(answers(item, ids)), actor=SYSTEM, external_id=f"A{number}", parent=above)
    before = kept()
    for ending in ENDINGS:
        first = file_of(gather(OFFICER, item), ending, tmp_path, name, "nl")
        content = first.read_bytes()
        Record.objects.filter(register=name).exclude(pk__in=made_before(item)).delete()
        plan = plan_file(first, name, Choices(), actor=SYSTEM)
        assert [step.troubles for step in plan.steps if step.kind == "refused"] == []
        apply_plan(plan, actor=SYSTEM, reason="terug")
        assert kept() == before
        assert file_of(gather(OFFICER, item), ending, tmp_path, name, "nl").read_bytes() == content


def made_before(item):
    """The records that others point to or belong to stay; those that were drawn are called A and a number."""
    return Record.objects.filter(register=item.id).exclude(external_id__regex="^A[0-9]$").values("pk")


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_whole_city_goes_out_and_comes_back_as_the_same(ending, tmp_path):
    load_city("the-hague")
    before = kept()
    first = file_of(gather_city(OFFICER), ending, tmp_path, "", "nl")
    content = first.read_bytes()
    assert plan_file(first, "", Choices(), actor=SYSTEM).counts()["same"] == len(before)
    Record.objects.all().delete()
    plan = plan_file(first, "", Choices(), actor=SYSTEM)
    assert [(step.key, step.troubles) for step in plan.steps if step.kind == "refused"] == []
    apply_plan(plan, actor=SYSTEM, reason="terug")
    assert kept() == before
    assert file_of(gather_city(OFFICER), ending, tmp_path, "", "nl").read_bytes() == content
