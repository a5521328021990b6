"""Freezing an edition: what everybody may read now, and the quotes that were released, as one bundle."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from veerkracht.catalogue import registers
from veerkracht.connectors.register_bundle import bundle_bytes, digest_of, read_bundle
from veerkracht.errors import DeniedError, ServiceError, UsageError
from veerkracht.web.audit.models import Entry
from veerkracht.web.editions.bundles import bundle_of, waiting_parts
from veerkracht.web.editions.freezing import freeze, frozen_bundle, last_before
from veerkracht.web.editions.models import Freeze, FrozenRecord
from veerkracht.web.registers import records
from veerkracht.web.registers.loading import SYSTEM
from veerkracht.web.registers.models import Record

DAY = date(2025, 2, 1)
CANARY = "zeldzame kanarie"


def texts_of(bundle):
    return bundle_bytes(bundle).decode()


def test_only_what_was_published_is_in_the_bundle(make_record):
    shown = make_record("risks", external_id="a", name={"nl": "Hitte"}, kind="shock", published=True)
    make_record("risks", external_id="b", name={"nl": CANARY}, kind="shock")
    records.change(shown, {"note": {"nl": CANARY}}, actor=SYSTEM, version=shown.version)
    bundle = bundle_of()
    assert [record.id for record in bundle.registers["risks"]] == ["a"]
    assert CANARY not in texts_of(bundle)


def test_fields_and_registers_that_are_not_public_stay_out(make_record):
    make_record(
        "risks", name={"nl": "a"}, kind="shock", sensitive_note=CANARY, acceptance_reason=CANARY, published=True
    )
    make_record("services", name={"nl": CANARY}, kind="gas", published=True)
    make_record("dormant_capacity", what={"nl": CANARY}, kind="people", published=True)
    bundle = bundle_of()
    assert CANARY not in texts_of(bundle)
    assert not {"services", "dependencies", "interviews", "editions", "dormant_capacity"} & set(bundle.registers)


def test_links_bear_keys_and_lead_only_to_what_is_in_the_bundle(make_record):
    one = make_record("risks", external_id="one", name={"nl": "a"}, kind="shock", published=True)
    two = make_record("risks", external_id="two", name={"nl": "b"}, kind="shock")
    made = make_record("initiatives", name={"nl": "i"}, risks=[str(one.pk), str(two.pk)])
    records.move(made, "approved", actor=SYSTEM)
    found = bundle_of().registers["initiatives"][0]
    assert found.values["risks"] == ["one"]
    assert str(one.pk) not in texts_of(bundle_of())


def test_a_released_quote_names_the_speaker_only_where_that_was_allowed(make_record, quote_on):
    initiative = make_record("initiatives", external_id="soep", name={"nl": "Soep"}, published=True)
    quote_on(initiative)
    quote_on(initiative, attribution="role")
    quotes = bundle_of().registers["quotes"]
    assert sorted(quote.values.get("attribution_text", {}).get("nl", "") for quote in quotes) == ["", "vrijwilliger"]
    assert {quote.values["initiative"] for quote in quotes} == {"soep"}
    assert all(
        set(quote.values) <= {"text", "attribution", "attribution_text", "approved_on", "initiative"}
        for quote in quotes
    )


def test_a_quote_that_nobody_released_stays_out(make_record, quote_on):
    initiative = make_record("initiatives", name={"nl": "Soep"}, published=True)
    quote_on(initiative, approved=False)
    assert bundle_of().registers["quotes"] == ()


def test_the_same_registers_give_the_same_hash(make_record):
    make_record("risks", name={"nl": "a"}, kind="shock", published=True)
    assert digest_of(bundle_of()) == digest_of(bundle_of())


def test_freezing_keeps_the_bundle_and_notes_it_on_the_edition(draft_edition, make_record, officer):
    risk = make_record("risks", external_id="SH-X", name={"nl": "a"}, kind="shock", published=True)
    frozen = freeze(draft_edition, actor=officer, today=DAY)
    draft_edition.refresh_from_db()
    assert read_bundle(frozen.file, known=registers()).frozen_on == "2025-02-01"
    assert draft_edition.values["state"] == "frozen"
    assert (draft_edition.values["fingerprint"], draft_edition.values["frozen_on"]) == (frozen.digest, "2025-02-01")
    assert FrozenRecord.objects.filter(freeze=frozen, record=risk.pk, key="SH-X").exists()
    assert Entry.objects.filter(action="edition.freeze", detail__hash=frozen.digest).exists()


def test_nobody_undoes_a_freeze_on_the_record_and_the_log_tells_who_did_it(draft_edition, officer):
    freeze(draft_edition, actor=officer, today=DAY)
    with pytest.raises(UsageError, match="nothing to undo"):
        records.undo(Record.objects.get(pk=draft_edition.pk), actor=officer)
    assert Entry.objects.get(action="edition.freeze").actor == officer.label


def test_what_changes_after_freezing_does_not_change_the_bundle(draft_edition, make_record, officer):
    risk = make_record("risks", name={"nl": "a"}, kind="shock", published=True)
    frozen = freeze(draft_edition, actor=officer, today=DAY)
    before = frozen.file.read_bytes()
    changed = records.change(risk, {"name": {"nl": "anders"}}, actor=officer, version=risk.version)
    records.move(changed, "approved", actor=officer)
    assert frozen.file.read_bytes() == before
    assert digest_of(frozen_bundle(frozen)) == frozen.digest


def test_only_approved_texts_and_settings_come_with_the_edition(draft_edition, make_record, officer):
    said = {"place": "overview.foreword", "text": {"nl": "Welkom"}}
    make_record("edition_texts", parent=draft_edition, published=True, **said)
    make_record("edition_texts", parent=draft_edition, place="risks.foreword", text={"nl": CANARY})
    make_record(
        "edition_settings", parent=draft_edition, setting="trend.band", value="2", reason={"nl": "w"}, published=True
    )
    assert waiting_parts(draft_edition) == 1
    bundle = frozen_bundle(freeze(draft_edition, actor=officer, today=DAY))
    assert [text.values["place"] for text in bundle.texts] == ["overview.foreword"]
    assert [one.values["setting"] for one in bundle.settings] == ["trend.band"]
    assert CANARY not in texts_of(bundle)


@pytest.mark.parametrize(
    ("register", "values", "message"),
    [
        ("edition_settings", {"setting": "trend.bend", "value": "2", "reason": {"nl": "w"}}, r"No setting trend\.bend"),
        ("edition_settings", {"setting": "band", "value": "2", "reason": {"nl": "w"}}, "no setting"),
        ("edition_texts", {"place": "somewhere", "text": {"nl": "x"}}, "no place"),
    ],
)
def test_a_text_or_setting_that_fits_nowhere_is_refused_before_anything_is_kept(
    draft_edition, make_record, officer, register, values, message
):
    make_record(register, parent=draft_edition, published=True, **values)
    with pytest.raises(UsageError, match=message):
        freeze(draft_edition, actor=officer, today=DAY)
    assert not Freeze.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"city": "amsterdam"}, "of amsterdam"),
        ({"period": "2024/25"}, "cannot be the name"),
        ({"state": "frozen"}, "Only a draft"),
    ],
)
def test_an_edition_that_does_not_fit_is_refused(draft_edition, officer, changes, message):
    changed = records.change(draft_edition, changes, actor=officer, version=draft_edition.version)
    with pytest.raises(UsageError, match=message):
        freeze(changed, actor=officer, today=DAY)


@pytest.mark.parametrize("role", ["analyst", "reviewer", "area_worker", "privacy_officer", "administrator"])
def test_only_the_officer_freezes(draft_edition, actor, role):
    with pytest.raises(DeniedError):
        freeze(draft_edition, actor=actor(role), today=DAY)


def test_the_edition_to_compare_with_is_the_one_that_is_named(draft_edition, make_record, officer):
    before = make_record(
        "editions",
        external_id="monitor-2023",
        name={"nl": "Monitor 2023"},
        city="the-hague",
        period="2023",
        state="draft",
    )
    old = freeze(before, actor=officer, today=DAY)
    assert last_before(draft_edition) is None
    named = records.change(draft_edition, {"previous": str(before.pk)}, actor=officer, version=draft_edition.version)
    assert last_before(named) == old


@pytest.mark.django_db
def test_the_command_writes_the_registers_of_now_and_prints_their_hash(make_record, tmp_path, capsys):
    make_record("risks", name={"nl": "a"}, kind="shock", published=True)
    call_command("edition_bundle", str(tmp_path / "b.json"))
    assert (
        capsys.readouterr().out.strip()
        == json.loads((tmp_path / "b.json").read_bytes())["hash"]
        == digest_of(bundle_of())
    )


def test_the_command_writes_the_bundle_of_an_edition_that_was_frozen(draft_edition, make_record, officer, tmp_path):
    frozen = freeze(draft_edition, actor=officer, today=DAY)
    make_record("risks", name={"nl": "later"}, kind="shock", published=True)
    call_command("edition_bundle", str(tmp_path / "b.json"), edition="2024")
    assert (tmp_path / "b.json").read_bytes() == frozen.file.read_bytes()


@pytest.mark.django_db
def test_the_command_refuses_empty_registers(tmp_path):
    with pytest.raises(UsageError, match="registers are empty"):
        call_command("edition_bundle", str(tmp_path / "b.json"))
    assert not Record.objects.exists()
    assert ServiceError.exit_code == 15
