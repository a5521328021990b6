"""The registers of interviews, lessons, streets, alliances and civic initiatives keep people safe and dates honest."""

import pytest

from veerkracht.catalogue import register
from veerkracht.errors import AnswersError
from veerkracht.web.people.access import Reader
from veerkracht.web.registers import records
from veerkracht.web.registers.checking import check_values
from veerkracht.web.registers.reading import readable, segments, shown

VARIABLES = {
    "initiative_name", "activity_type", "target_group", "initiator_type", "prior_knowledge", "prior_network", "trigger",
    "start_date", "neighbourhood", "legal_form", "funding_sources", "volunteers_count", "volunteer_observation_date",
    "partners", "partner_contribution", "relation_to_formal_care", "status", "continuity_risk",
}  # fmt: skip
KITCHEN = {"initiative_name": "Buurtkeuken", "activity_type": ["meals"], "status": "active"}
STREET = {"name": "Onze straat", "areas": ["WK051836"], "state": "preparing"}
QUESTION = {"question": "Wanneer brandt de lamp weer?", "asked_on": "2022-04-12", "state": "asked"}
ALLIANCE = {
    "name": "Samen", "shared_outcome": "Bewoners blijven", "state": "working", "horizon_year": 2040,
    "not_judged_before": "2030-01-01",
}  # fmt: skip


@pytest.fixture
def lab(make_record):
    """A street lab that was published."""
    return make_record("street_labs", **STREET, published=True)


@pytest.fixture
def interview(make_record):
    """An invited interview in a round."""
    round_ = make_record(
        "interview_rounds", name="Ronde", purpose="Horen hoe het gaat", legal_basis="consent", legal_ground="vrijwillig",
        controller="college", dpia_reference="DPIA 1", form_version="1", questions="Hoe gaat het?",
        retention_transcript_months=24, retention_key_months=6,
    )  # fmt: skip
    return make_record("interviews", parent=round_, function_role="projectleider", state="invited")


def public_view(register_id):
    """Return what somebody without an account sees of the records of a register."""
    nobody, item = Reader(), register(register_id)
    parts = segments(nobody, item)
    return [shown(record, parts[record.segment]) for record in readable(nobody, item)]


def messages(caught):
    return {finding.field for finding in caught.value.findings}


def test_all_variables_of_the_study_can_be_recorded():
    fields = register("civic_initiatives").fields
    recorded = {name.rpartition(".")[2] for field in fields for name in field.same_as if name.startswith("solidaire-")}

    assert recorded == VARIABLES


def test_a_public_contact_needs_the_day_on_which_the_initiative_agreed(make_record):
    with pytest.raises(AnswersError) as caught:
        make_record("civic_initiatives", **KITCHEN, public_contact="info@example.org")

    assert messages(caught) == {"contact_agreed_on"}
    kept = make_record(
        "civic_initiatives", **KITCHEN, public_contact="info@example.org", contact_agreed_on="2027-03-14"
    )
    assert kept.values["public_contact"] == "info@example.org"


def test_the_public_does_not_read_what_could_harm_an_initiative(make_record):
    make_record(
        "civic_initiatives", **KITCHEN, continuity_risk="high", team_contact="06", funding_sources=["donations"],
        listing_agreed_on="2027-03-14", published=True,
    )  # fmt: skip

    assert public_view("civic_initiatives") == [KITCHEN]


def test_dormant_capacity_is_never_read_by_the_public(make_record):
    make_record("dormant_capacity", what="koks", kind="people", published=True)

    assert public_view("dormant_capacity") == []


def test_a_resident_reads_the_question_without_the_contact_of_the_asker(make_record, lab):
    make_record("promises", parent=lab, **QUESTION, asker_contact="buurman@example.org", published=True)

    assert public_view("promises") == [QUESTION]


@pytest.mark.parametrize(
    ("state", "needed"),
    [
        ("promised", {"promise", "promised_by", "due"}),
        ("kept", {"answer", "answered_on"}),
        ("refused", {"refused_reason", "answered_on"}),
    ],
)
def test_a_promise_says_what_its_state_needs(make_record, lab, state, needed):
    with pytest.raises(AnswersError) as caught:
        make_record("promises", parent=lab, **{**QUESTION, "state": state})

    assert messages(caught) == needed


def test_one_kind_of_homes_cannot_outnumber_all_homes(make_record):
    with pytest.raises(AnswersError) as caught:
        make_record("street_labs", **STREET, homes_total=204, homes_social_rent=205)

    assert messages(caught) == {"homes_social_rent"}


def test_an_outcome_cannot_be_judged_before_the_agreed_day(make_record):
    with pytest.raises(AnswersError) as caught:
        make_record(
            "alliances", **ALLIANCE, judgement="not_reached", judged_on="2028-01-01", judgement_text="te weinig"
        )

    assert caught.value.findings[0].message.en.startswith("This judgement comes too early")


def test_a_sign_found_lacking_too_early_is_kept_with_a_warning(make_record):
    alliance = make_record("alliances", **ALLIANCE)
    sign = make_record(
        "interim_signs", parent=alliance, sign="een planning", expected_by="2028-01-01", seen="lacking",
        looked_on="2027-01-01", next_step="praten",
    )  # fmt: skip

    found = check_values(register("interim_signs"), sign.values, before=None, taken=lambda rule: False)
    assert [(finding.field, finding.warning) for finding in found] == [("expected_by", True)]


def test_an_answer_without_consent_is_not_kept(interview, officer):
    with pytest.raises(AnswersError) as caught:
        records.change(interview, {"state": "answered"}, actor=officer, version=1)

    assert messages(caught) == {"consent", "consent_date", "form_version", "interview_date"}


def test_a_withdrawn_interview_stays_withdrawn(interview, officer):
    gone = records.change(interview, {"state": "withdrawn", "withdrawn_on": "2027-06-02"}, actor=officer, version=1)
    with pytest.raises(AnswersError) as caught:
        records.change(gone, {"state": "invited"}, actor=officer, version=2)

    assert messages(caught) == {"state"}


def test_the_second_reader_of_a_quote_is_somebody_else(make_record, interview):
    with pytest.raises(AnswersError) as caught:
        make_record(
            "quotes", parent=interview, text="Wij kookten door.", attribution="anonymous", state="approved",
            recognisable="no", chosen_by="a@example.org", approved_by="a@example.org", approved_on="2027-04-02",
        )  # fmt: skip

    assert messages(caught) == {"chosen_by"}


def test_a_lesson_names_the_place_it_came_from(make_record):
    with pytest.raises(AnswersError) as caught:
        make_record("lessons", lesson="Regel de sleutel", why="dicht", from_kind="initiative", state="open")

    assert messages(caught) == {"from_initiative"}
