"""The register of The Hague says what its sources say, and no more."""

import pytest

from veerkracht import catalogue


@pytest.fixture(scope="module")
def city():
    return catalogue.load_city("the-hague")


@pytest.mark.parametrize(
    ("claim", "source"),
    [("F01", "rigo-maps"), ("F02", "aedes-magazine"), ("F06", "nu-nl"), ("F09", "nul20"), ("F15", "den-haag-fm"),
     ("F16", "aedes-pages")],
)  # fmt: skip
def test_a_published_number_names_who_published_it(city, claim, source):
    references = {row["claim"]: row["reference"] for row in city.claims.to_pyarrow().to_pylist()}
    assert references[claim] == source


def test_a_number_on_all_of_the_netherlands_is_not_laid_at_a_risk_of_the_city(city):
    national = {"F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "F16"}
    assert not national & {claim for claim, _ in city.claim_subjects}


def test_every_statement_can_be_read_by_itself(city):
    statements = [row["statement_en"] for row in city.claims.to_pyarrow().to_pylist()]
    assert not [text for text in statements if "such areas" in text]


def test_poverty_amplifies_the_pandemic_or_is_caused_by_it(city):
    notes = {row["risk"]: row["note_en"] for row in city.risks.to_pyarrow().to_pylist()}
    for risk in ("ST-POV", "ST-LONELY", "ST-OPPORT"):
        assert notes[risk] == "amplifies the effects of the pandemic, or is caused by it"
