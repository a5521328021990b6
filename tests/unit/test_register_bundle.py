"""A bundle of registers: one canonical file, refused when it is not what it should be, and a city made from it."""

import json
from dataclasses import replace

import pytest

from veerkracht import catalogue
from veerkracht.catalogue import registers
from veerkracht.connectors.register_bundle import (
    BundleRecord,
    RegisterBundle,
    bundle_bytes,
    digest_of,
    parse_bundle,
    read_bundle,
)
from veerkracht.errors import InputError, MissingDataError, UsageError
from veerkracht.workflows.measuring.followed import followed_series
from veerkracht.workflows.registers import settings_of, with_registers


def risk(key, **values):
    return BundleRecord(key, {"name": {"nl": "hitte", "en": "heat"}, "kind": "shock", **values})


def bundle(**registers):
    return RegisterBundle("the-hague", {name: tuple(records) for name, records in registers.items()})


def broken(content, **changes):
    """Change parts of a bundle and give it a right hash again, so that only the change is wrong."""
    found = {**json.loads(content), **changes}
    return json.dumps({name: part for name, part in found.items() if part is not None}).encode()


@pytest.fixture(scope="module")
def hague():
    return catalogue.load_city("the-hague")


def test_a_bundle_is_read_back_as_it_was_written(tmp_path):
    written = RegisterBundle(
        "the-hague", {"risks": (risk("SH-HEAT"),), "risk_statements": (BundleRecord("s1", {"year": 2024}, "SH-HEAT"),)},
        BundleRecord("e1", {"period": "2024"}), (BundleRecord("t1", {"place": "overview.foreword"}),), (),
        {"edition": "2023"}, "2025-02-01", {"veerkracht": "0.1.0"},
    )  # fmt: skip
    (tmp_path / "b.json").write_bytes(bundle_bytes(written))
    assert read_bundle(tmp_path / "b.json", known=registers()) == written


def test_whitespace_and_order_in_the_file_do_not_break_its_hash():
    content = bundle_bytes(bundle(risks=[risk("a"), risk("b")]))
    found = json.loads(content)
    found["registers"]["risks"].reverse()
    again = json.dumps(dict(reversed(found.items()))).encode()
    assert again != content
    assert bundle_bytes(parse_bundle(again, name="b.json", known=registers())) == content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04", "is no JSON"),
        (b"[]", "is no bundle of registers"),
        (b'{"format": "veerkracht-exchange"}', "is no bundle of registers"),
        (b'{"format": "veerkracht-bundle", "version": 2}', "is a bundle of version 2"),
        (b'{"format": "veerkracht-bundle", "version": 1, "city": "x"}', "registers is absent"),
        (broken(bundle_bytes(bundle()), city="amsterdam"), "was changed after it was written"),
    ],
)
def test_what_is_no_whole_bundle_is_refused_with_what_to_do(content, message):
    with pytest.raises(InputError, match=message):
        parse_bundle(content, name="b.json", known=registers())


def test_a_register_that_is_not_known_is_named():
    content = bundle_bytes(bundle(dragons=[BundleRecord("d", {})]))
    with pytest.raises(InputError, match="holds the register dragons"):
        parse_bundle(content, name="b.json", known=registers())


def test_a_record_that_occurs_twice_is_named():
    content = bundle_bytes(bundle(risks=[risk("a"), risk("a")]))
    with pytest.raises(InputError, match="risks: the record a occurs twice"):
        parse_bundle(content, name="b.json", known=registers())


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(MissingDataError, match=r"No bundle gone\.json"):
        read_bundle(tmp_path / "gone.json", known=registers())


def test_a_change_of_one_letter_gives_another_hash():
    assert digest_of(bundle(risks=[risk("a")])) != digest_of(bundle(risks=[risk("a", note={"nl": "x"})]))


def test_registers_of_another_city_are_refused(hague):
    with pytest.raises(UsageError, match="The registers are of amsterdam, not of the-hague"):
        with_registers(hague, RegisterBundle("amsterdam", {}))


def test_a_register_that_was_not_taken_stays_as_the_catalogue_has_it(hague):
    found = with_registers(hague, bundle(goals=[BundleRecord("G9", {"name": {"nl": "doel", "en": "goal"}})]))
    assert found.goals == (("G9", ("doel", "goal")),)
    assert found.risks is hague.risks
    assert found.wording == hague.wording


def test_known_risks_keep_their_place_and_new_ones_follow(hague):
    known = [row["risk"] for row in hague.risks.to_pyarrow().to_pylist()]
    given = [risk(key) for key in ("AA-NEW", *sorted(known))]
    found = with_registers(hague, bundle(risks=given)).risks.to_pyarrow().to_pylist()
    assert [row["risk"] for row in found] == [*known, "AA-NEW"]


def test_a_text_in_one_language_stands_in_for_the_other(hague):
    found = with_registers(hague, bundle(risks=[risk("a", name={"nl": "hitte"})])).risks.to_pyarrow().to_pylist()
    assert (found[0]["label_nl"], found[0]["label_en"]) == ("hitte", "hitte")


def test_a_record_without_a_source_has_the_register_as_its_source(hague):
    found = with_registers(hague, bundle(risks=[risk("a"), risk("b", sources=["x", "y"])])).risks
    assert [row["reference"] for row in found.to_pyarrow().to_pylist()] == ["register", "x; y"]


def test_links_and_claims_about_risks_that_are_gone_are_left_out(hague):
    link = {"target": "b", "sign": "-1", "mechanism": {"nl": "m"}}
    found = with_registers(hague, bundle(
        risks=[risk("a"), risk("b")],
        risk_links=[BundleRecord("1", {**link, "source": "a"}), BundleRecord("2", {**link, "source": "gone"})],
        claims=[BundleRecord("c", {"statement": {"nl": "s"}, "risks": ["a", "gone"]})],
    ))  # fmt: skip
    assert [(row["source"], row["sign"]) for row in found.links.to_pyarrow().to_pylist()] == [("a", -1)]
    assert found.claim_subjects == (("c", "a"),)


def test_what_was_read_out_of_public_sources_stays_marked(hague):
    values = {"name": {"nl": "tafels"}, "goal": ["G1", "G2"], "goal_certainty": "inferred", "areas": ["WK051801"]}
    found = with_registers(hague, bundle(risks=[], initiatives=[BundleRecord("i", values)]))
    row = found.initiatives.to_pyarrow().to_pylist()[0]
    assert (row["status_reason"], row["goal"], row["areas"]) == ("inferred", "G1; G2", "WK051801")


def test_the_strategy_in_force_tells_how_many_initiatives_to_expect(hague):
    old = BundleRecord("hague-strategy-2019", {"state": "replaced", "expected_initiatives": 41})
    new = BundleRecord("strategy-2027", {"state": "in_force", "expected_initiatives": 30})
    found = with_registers(hague, bundle(strategies=[old, new]))
    assert (found.strategy, found.expected_initiatives) == ("strategy-2027", 30)


def test_a_risk_follows_the_series_that_its_register_names(hague):
    given = bundle(risks=[risk("ST-POV", indicators=["welfare_share"]), risk("NEW", indicators=["good_health"])])
    rows = followed_series(with_registers(hague, given)).to_pyarrow().to_pylist()
    assert {(row["risk"], row["indicator"], row["sign"]) for row in rows} == {
        ("ST-POV", "welfare_share", 1), ("NEW", "good_health", -1),
    }  # fmt: skip


def test_settings_of_the_edition_are_numbers_or_words():
    given = (
        BundleRecord("1", {"setting": "trend.band", "value": "0,5"}),
        BundleRecord("2", {"setting": "a.b", "value": "x"}),
    )
    assert settings_of(replace(bundle(), settings=given)) == {"trend": {"band": 0.5}, "a": {"b": "x"}}


def test_a_setting_without_a_room_is_refused():
    with pytest.raises(UsageError, match="The edition sets band, which is no setting"):
        settings_of(replace(bundle(), settings=(BundleRecord("1", {"setting": "band", "value": "1"}),)))
