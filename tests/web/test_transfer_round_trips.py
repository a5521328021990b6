"""What goes out in a file comes back in as the same: every register, every kind of field, every kind of file."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_records import answers

from veerkracht.catalogue import register, registers
from veerkracht.web.people.access import Actor, Assigned, Reader, Role
from veerkracht.web.registers.answers import Places
from veerkracht.web.registers.checking import read_values
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.records import keep
from veerkracht.web.transfer.gathering import gather
from veerkracht.web.transfer.importing import export_file, plan_file
from veerkracht.web.transfer.plans import Choices

pytestmark = pytest.mark.django_db

OFFICER = Reader(assigned=(Assigned(Role.OFFICER),))
SYSTEM = Actor(OFFICER, "system")
DAY = date(2026, 11, 22)
FEW = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
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
    return {
        (record.register, record.external_id): (record.values, record.parent and record.parent.external_id)
        for record in Record.objects.select_related("parent")
    }


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("name", list(registers()))
@FEW
@given(data=st.data())
def test_importing_an_export_changes_nothing(name, ending, tmp_path, data):
    item = register(name)
    Record.objects.all().delete()
    targets(item)
    above = parents(item)
    for number in range(data.draw(st.integers(1, 3))):
        made(item, f"{'= -'[number]}A{number}".strip(), data.draw(answers(item, ids)), above)
    language = data.draw(st.sampled_from(["nl", "en"]))
    plan = plan_file(file_of(gather(OFFICER, item), ending, tmp_path, name, language), name, Choices(), actor=SYSTEM)
    told = [(step.key, step.changes, step.troubles) for step in plan.steps if step.kind != "same"]
    assert (told, plan.notices) == ([], [])
