"""Changing one answer of many rows of a list: seen first, then kept together or not at all."""

import pytest

from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record

pytestmark = pytest.mark.django_db
LIST = "/nl/registers/risks/"


@pytest.fixture
def signed_in(client, person):
    """Sign somebody with roles in: ``signed_in("officer")``; returns the account."""

    def enter(*roles, **more):
        user = person(*roles, **more)
        client.force_login(user)
        return user

    return enter


@pytest.fixture
def risks(make_record):
    """Three risks, of which one is published."""
    return [
        make_record("risks", external_id="R-1", name={"nl": "Extreme hitte"}, kind="shock", published=True),
        make_record("risks", external_id="R-2", name={"nl": "Armoede"}, kind="stress"),
        make_record("risks", external_id="R-3", name={"nl": "Cyberaanval"}, kind="shock"),
    ]


def bulk(client, step, rows, **more):
    """Send a step of changing rows."""
    return client.post("/nl/registers/risks/bulk/", {"step": step, "row": rows, "query": "kind=shock", **more})


def test_ticked_rows_change_together_after_a_look(client, signed_in, risks):
    user = signed_in("officer")
    rows = [f"R-2@{risks[1].version}", f"R-3@{risks[2].version}"]
    assert 'name="field"' in bulk(client, "choose", rows).content.decode()
    assert 'name="answer"' in bulk(client, "fill", rows, field="treatment").content.decode()
    look = bulk(client, "look", rows, field="treatment", answer="mitigate").content.decode()
    assert look.count("<ins>") == 2
    assert Record.objects.filter(values__treatment="mitigate").count() == 0
    done = bulk(client, "keep", rows, field="treatment", value='"mitigate"', reason="besluit")
    assert (done.status_code, done["Location"]) == (302, f"{LIST}?kind=shock")
    kept = Record.objects.filter(values__treatment="mitigate")
    assert {record.external_id for record in kept} == {"R-2", "R-3"}
    last = kept[0].history.order_by("-history_id")[0]
    assert (last.history_user_id, last.history_change_reason) == (user.pk, "besluit")


def test_a_row_that_somebody_else_changed_is_told_and_left_alone(client, signed_in, officer, risks):
    signed_in("officer")
    rows = [f"R-2@{risks[1].version}", f"R-3@{risks[2].version}"]
    records.change(risks[1], {"owner_role": "een ander"}, actor=officer, version=risks[1].version)
    look = bulk(client, "look", rows, field="treatment", answer="mitigate").content.decode()
    assert look.count("<ins>") == 1
    bulk(client, "keep", rows, field="treatment", value='"mitigate"')
    found = Record.objects.get(external_id="R-2")
    assert ("treatment" in found.values, found.values["owner_role"]) == (False, "een ander")
    assert Record.objects.get(external_id="R-3").values["treatment"] == "mitigate"


def test_rows_one_may_not_change_are_told_and_left_alone(client, signed_in, make_record):
    for number, area in enumerate(("WK051801", "WK051802"), 1):
        make_record("initiatives", external_id=f"I-{number}", name={"nl": f"Tafel {number}"}, track="new", status="idea",
                    areas=[area], published=True)  # fmt: skip
    signed_in("area_worker", areas=["WK051801"])
    rows = [f"I-{number}@{Record.objects.get(external_id=f'I-{number}').version}" for number in (1, 2)]
    sent = {"row": [*rows, "I-9@1"], "field": "pace"}
    look = client.post("/nl/registers/initiatives/bulk/", {**sent, "step": "look", "answer": "year"}).content.decode()
    assert look.count("<ins>") == 1
    client.post("/nl/registers/initiatives/bulk/", {**sent, "step": "keep", "value": '"year"'})
    assert [record.external_id for record in Record.objects.filter(values__pace="year")] == ["I-1"]


def test_a_rule_that_a_row_would_break_stops_only_that_row(client, signed_in, risks):
    signed_in("officer")
    rows = [f"R-2@{risks[1].version}"]
    look = bulk(client, "look", rows, field="treatment", answer="accept").content.decode()
    assert "<ins>" not in look
    bulk(client, "keep", rows, field="treatment", value='"accept"')
    assert "treatment" not in Record.objects.get(external_id="R-2").values


@pytest.mark.parametrize("value", ['{"a": 1}', "[1, 2]", "nonsense", '"no-such-choice"', ""])
def test_an_answer_that_was_tampered_with_is_not_kept(client, signed_in, risks, value):
    signed_in("officer")
    before = list(Record.objects.order_by("pk").values_list("values", flat=True))
    assert bulk(client, "keep", [f"R-2@{risks[1].version}"], field="treatment", value=value).status_code == 200
    assert list(Record.objects.order_by("pk").values_list("values", flat=True)) == before


def test_nobody_without_the_right_can_change_rows(client, signed_in, risks):
    rows = [f"R-1@{risks[0].version}"]
    assert bulk(client, "keep", rows, field="treatment", value='"mitigate"').status_code == 403
    signed_in("reviewer")
    assert bulk(client, "keep", rows, field="treatment", value='"mitigate"').status_code == 403
    assert Record.objects.filter(values__treatment="mitigate").count() == 0


def test_without_a_tick_the_list_comes_back_with_a_word(client, signed_in, risks):
    signed_in("officer")
    answer = client.post("/nl/registers/risks/bulk/", {"step": "choose", "query": "kind=shock"}, follow=True)
    assert answer.redirect_chain == [(f"{LIST}?kind=shock", 302)]
    assert 'class="notice' in answer.content.decode()
