"""What the registers tell together: each answer on small records worked out by hand, and only for who may see them."""

from datetime import date

import pytest
from django.test import Client

from veerkracht.web.insights.answering import Asked
from veerkracht.web.insights.pages import ALL
from veerkracht.web.people.access import Reader

TODAY = date(2027, 9, 1)


@pytest.fixture
def told(officer):
    """Ask a question as the officer: ``told("gaps")``."""
    return lambda key, reader=None: ALL[key].tell(Asked(reader or officer.reader, TODAY))


def words(sheet):
    return [[cell.words for cell in row] for row in sheet.rows]


@pytest.mark.parametrize("key", sorted(ALL))
def test_every_question_has_an_answer_when_nothing_is_recorded_yet(key, told):
    answer = told(key)

    assert answer.answer
    assert all(sheet.rows or sheet.empty or sheet.caption for sheet in answer.sheets)


def test_a_risk_that_only_an_ended_initiative_serves_has_none(make_record, told):
    flood = make_record("risks", name={"nl": "Overstroming"}, kind="shock")
    heat = make_record("risks", name={"nl": "Hitte"}, kind="shock")
    make_record("initiatives", name={"nl": "Koele plek"}, status="running", track="existing", risks=[str(heat.pk)])
    make_record("initiatives", name={"nl": "Dijk"}, status="ended", status_reason="klaar", risks=[str(flood.pk)])

    make_record("strategies", name={"nl": "Strategie"}, expected_initiatives=41)
    answer = told("gaps")
    assert words(answer.sheets[0]) == [["Overstroming", "shock"]]
    assert answer.answer.startswith("1 ")
    assert "41" in answer.answer
    assert sorted(row[0] for row in words(answer.sheets[1])) == ["Dijk", "Koele plek"]


def test_without_initiatives_nothing_is_called_filled_in(told):
    assert told("gaps").sheets[1].empty == "Er is nog geen initiatief vastgelegd."


def test_homes_that_are_taken_out_are_owed_until_they_are_put_back(make_example, told):
    owner = make_example("parties", name={"nl": "Corporatie"})
    city = make_example("parties", name={"nl": "Gemeente"})
    both = {"owed_by": str(owner.pk), "owed_to": str(city.pk), "state": "open"}
    debt = make_example("compensation_entries", name={"nl": "Sloop"}, kind="debit", date="2025-01-01", homes=120,
                       area_out="WK051801", due="2027-01-01", **both)  # fmt: skip
    make_example("compensation_entries", name={"nl": "Nieuw"}, kind="credit", date="2026-06-01", homes=50,
                area_in="WK051802", matches=str(debt.pk), **both)  # fmt: skip

    answer = told("debt")
    [row] = words(answer.sheets[0])
    assert (row[4], row[5]) == ("120", "70")
    assert "70" in answer.answer
    balance = {row[0]: row[3] for row in words(answer.sheets[2])}
    assert balance == {"WK051801": "-120", "WK051802": "50"}


def test_the_way_to_a_fund_is_told_with_its_cost(make_example, told):
    make_example("civic_initiatives", initiative_name="Buurttafel", legal_form="none", meets=["bank_account"])
    make_example("funds", name={"nl": "Fonds"}, maximum=5000, legal_forms=["foundation"], requires=["bank_account"],
                state="open")  # fmt: skip
    make_example("legal_forms", name={"nl": "Naar stichting"}, legal_form="foundation", from_forms=["none"], cost=450,
                days=30)  # fmt: skip

    [row] = words(told("funding").sheets[0])
    assert (row[4], row[5], row[7]) == ("€ 450", "30", "€ 4\u202f550")


def test_a_lesson_that_was_used_is_not_in_the_list(make_record, make_example, told):
    source = make_example("sources")
    where = make_record("initiatives", name={"nl": "Buurttafel"})
    used = make_example(
        "lessons", lesson={"nl": "Begin klein"}, state="open", from_kind="study", from_study=str(source.pk)
    )
    make_example(
        "lessons", lesson={"nl": "Vraag het de straat"}, state="open", from_kind="study", from_study=str(source.pk)
    )
    make_example("lesson_uses", parent=used, applied_as={"nl": "In de wijk"}, applied_where=str(where.pk))

    assert [row[0] for row in words(told("unused").sheets[0])] == ["Vraag het de straat"]


def test_an_assessment_is_read_on_the_matrix_it_was_made_with(make_record, make_example, told):
    matrix = make_example(
        "risk_matrices", name={"nl": "Drie"}, version="1", state="draft", grid="1,1,2;1,2,3;2,3,3",
        probability_classes={"nl": "zelden; soms; vaak"}, impact_classes={"nl": "klein; groot; zeer groot"},
        levels={"nl": "laag; midden; hoog"},
    )  # fmt: skip
    heat = make_record("risks", name={"nl": "Hitte"}, kind="shock")
    make_example("risk_assessments", parent=heat, matrix=str(matrix.pk), date="2027-01-01", inherent_probability=3,
                inherent_impact=3, current_probability=1, current_impact=3)  # fmt: skip

    [row] = words(told("levels").sheets[0])
    assert row[2:5] == ["hoog", "midden", "onbekend"]


@pytest.mark.parametrize("key", ["funding", "volunteers", "reach", "relief", "recovery"])
def test_an_answer_that_rests_on_hidden_fields_is_not_given_to_the_public(key, db):
    if key != "recovery":
        assert not ALL[key].is_for(Reader())
        assert Client().get(f"/nl/answers/{key}/").status_code == 404


def test_the_public_reads_an_answer_over_what_is_published(make_record):
    make_record("risks", name={"nl": "Hitte"}, kind="shock", published=True)
    make_record("risks", name={"nl": "Nog geheim"}, kind="shock")

    page = Client().get("/nl/answers/gaps/").content.decode()
    assert "Hitte" in page
    assert "Nog geheim" not in page
