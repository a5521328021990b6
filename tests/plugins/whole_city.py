"""A city with something of every kind in it, and the addresses of one page of every kind."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from veerkracht.catalogue import register, registers
from veerkracht.errors import AnswersError
from veerkracht.reports.content import Edition, Label
from veerkracht.reports.manifest import manifest_bytes
from veerkracht.web.api.models import Scope
from veerkracht.web.api.tokens import make_token
from veerkracht.web.conversation.comments import say
from veerkracht.web.editions.freezing import freeze
from veerkracht.web.editions.models import Build
from veerkracht.web.editions.publishing import publish_edition, withdraw_edition
from veerkracht.web.interviews import links
from veerkracht.web.people.access import Actor, Role
from veerkracht.web.people.invitations import invite
from veerkracht.web.people.models import Assignment, User, reader_of
from veerkracht.web.registers import records
from veerkracht.web.registers.loading import load_city
from veerkracht.web.registers.models import Area, Draft, Record
from veerkracht.web.saved.models import SavedView
from veerkracht.web.transfer import running
from veerkracht.web.transfer.models import Job
from veerkracht.workflows.publish import publish

PASSWORD = "a long password 4711"
HEADS = "id;naam;spoor;status\n"
TODAY = date(2027, 6, 1)
EDITION = {name: f'<!doctype html><html lang="{name[:2] if "/" in name else "nl"}"><title>Editie</title><h1>Editie'.encode()
           for name in ("index.html", "en/index.html")}  # fmt: skip


@dataclass
class City:
    """Who is there, and what stands in the place of a name in an address."""

    people: dict[str, User] = field(default_factory=dict)
    names: dict[str, object] = field(default_factory=dict)

    def cookie(self, name):
        """Return the cookie of a session in which somebody just signed in; ``half`` did not show a code yet."""
        client, user = Client(), self.people["factor" if name == "half" else name]
        if name == "half":
            client.post("/nl/account/login/", {"login": user.email, "password": PASSWORD})
        else:
            client.force_login(user)
            client.post("/nl/account/again/", {"password": PASSWORD})
        return client.cookies["session"].value


def make_city():
    """Fill an empty database."""
    load_city("voorbeeldstad", {})
    made = City()
    for role in ("officer", "administrator", "privacy_officer", "analyst"):
        made.people[role] = _person(f"{role}@example.org", role)
    for name in ("closed", "bare", "factor"):
        made.people[name] = _person(f"{name}@example.org")
    officer = _actor(made.people["officer"])
    area = Area.objects.filter(level="district").order_by("code").values_list("code", flat=True)[0]
    made.names |= {"area": area, "risk": Record.objects.filter(register="risks").order_by("external_id")[0].external_id}
    made.names["full"] = _one_of_each(officer, area)
    for part in (_states, _street, _interviews, _talk, _editions, _files, _around):
        made.names |= part(made, officer)
    return made


def _person(email, *roles):
    user = User.objects.create_user(email, PASSWORD, function=f"functie {email.partition('@')[0]}")
    for role in roles:
        Assignment.objects.create(user=user, role=Role(role))
    return user


def _actor(user):
    return Actor(reader_of(user), f"user:{user.pk}")


def _one_of_each(officer, area):
    """Make two records of every register with its examples as answers; return the registers in the order of making."""
    made, left = {}, dict(registers())
    while left:
        ready = [one for one in left.values() if not _needs(one) - set(made)]
        assert ready, list(left)
        for item in ready:
            parent, given = made.get(item.part_of, [None])[0], _examples(item, made, area)
            pair = [_create(item, given, officer, parent=parent, external_id=key) for key in ("full", "other")]
            assert pair[0], item.id
            made[item.id] = [one for one in pair if one]
            del left[item.id]
    return list(made)


def _needs(item):
    return {item.part_of, *(one.target for one in item.link_fields if one.required)} - {None, "", item.id}


def _examples(item, made, area):
    given = {one.id: one.example.nl for one in item.fields if one.kind not in ("link", "area", "person")}
    given = {key: {"nl": text, "en": item.field(key).example.en} if item.field(key).languages else text
             for key, text in given.items() if text}  # fmt: skip
    given |= {one.id: area for one in item.fields if one.kind == "area"}
    for number, one in enumerate(item.link_fields):
        found = made.get(one.target, [])
        given |= {one.id: str(found[number % len(found)].pk)} if found else {}
    return given


def _create(item, given, officer, **more):
    """Make a record without the answers that do not go together; nothing when it cannot be."""
    while True:
        try:
            return records.create(item, given, actor=officer, **more)
        except AnswersError as problem:
            wrong = {one.field for one in problem.findings}
            if not wrong & set(given):
                return None
            given = {name: answer for name, answer in given.items() if name not in wrong}


def _states(city, officer):
    """Make records in every state of review, with versions, a draft and remarks."""
    item = register("initiatives")
    for state in ("working", "submitted", "returned", "approved", "archived"):
        values = {"name": {"nl": f"Buurttafel {state}", "en": f"Table {state}"}, "track": "new", "status": "running",
                  "next_review": "2020-01-01"}  # fmt: skip
        made = records.create(item, values, actor=officer, external_id=f"table-{state}")
        for step in {"working": (), "returned": ("submitted", "returned")}.get(state, (state,)):
            made = records.move(made, step, actor=officer, reason="dit is de reden")
        if state == "approved":
            values = {"name": {"nl": "Buurttafel Oost", "en": "Table East"}, "status": "completed"}
            made = records.change(made, values, actor=officer, version=made.version, reason="afgerond")
    Draft.objects.create(user=city.people["officer"], register="initiatives", values={"answer-track": ["new"]},
                         record=Record.objects.get(register="initiatives", external_id="table-working"))  # fmt: skip
    say(made, "Klopt dit nog?", actor=_actor(city.people["analyst"]), ask=[city.people["officer"].pk])
    changed = Record.objects.get(register="initiatives", external_id="table-approved")
    say(changed, "Klopt dit nog?", actor=_actor(city.people["analyst"]), ask=[city.people["officer"].pk])
    return {"history": changed.history.order_by("history_id").first().history_id}


def _street(city, officer):
    """Make two published streets, with questions in every state."""
    for name in ("laakweg", "zuidlaan"):
        values = {"name": {"nl": name.title()}, "areas": [city.names["area"]], "state": "running", "starts": "2026",
                  "goal": {"nl": "Een straat zonder plassen op de stoep."}, "homes_total": 200,
                  "contact_steps": {"nl": "Wij bellen aan."}, "walk_in": {"nl": "dinsdag van 10 tot 12 uur"}}  # fmt: skip
        lab = records.create(register("street_labs"), values, actor=officer, external_id=name)
        for number, more in enumerate((
            {"state": "asked"},
            {"state": "promised", "promise": {"nl": "De bank komt terug"}, "promised_by": "stadsdeelbeheer", "due": "2026-04-01"},
            {"state": "kept", "answer": {"nl": "De lamp brandt weer."}, "answered_on": "2026-03-09"},
            {"state": "refused", "refused_reason": {"nl": "De straat is te smal. Vraag het bij parkeren."},
             "answered_on": "2026-03-09"},
        )):  # fmt: skip
            values = {"question": f"Vraag {number} van de straat?", "asked_on": "2026-03-01", **more}
            records.create(register("promises"), values, actor=officer, parent=lab, external_id=f"{name}-{number}")
        for part, values in (
            ("participation", {"activity": {"nl": "Soep"}, "held_on": "2026-03-01", "channel": "meeting", "reached": 31}),
            ("street_themes", {"theme": "health", "street_question": {"nl": "Bellen mensen bij elkaar aan?"},
                               "trend_wanted": "up", "baseline_value": 4.2, "later_value": 5.5, "answers_count": 40}),
        ):  # fmt: skip
            records.create(register(part), values, actor=officer, parent=lab)
        records.move(lab, "approved", actor=officer)
    asked = {"question": "Belt u mevrouw De Vries op 06 12345678?", "asked_on": "2026-04-01", "state": "asked"}
    records.create(register("promises"), asked, actor=officer, parent=lab, external_id="checked")
    return {}


def _interviews(city, officer):
    """Make a round with interviews that wait, were answered, and have a text to read."""
    values = {
        "name": {"nl": "Gesprekken 2027", "en": "Interviews 2027"}, "state": "open", "starts": "2026-01-01",
        "ends": "2099-12-31", "legal_basis": "consent", "controller": "college van burgemeester en wethouders",
        "purpose": {"nl": "Horen hoe het met elk initiatief gaat.", "en": "Hear how each is doing."},
        "legal_ground": {"nl": "U doet vrijwillig mee.", "en": "You take part freely."},
        "dpia_reference": "DPIA 2027-014", "privacy_contact": "functionaris gegevensbescherming", "form_version": "2027-1",
        "introduction": {"nl": "Wij horen graag hoe het gaat.", "en": "We like to hear from you."},
        "questions": {"nl": "Wat is er gebeurd?\nWat leerde u?", "en": "What happened?\nWhat did you learn?"},
        "consent_text": {"nl": "Kies zelf wat wij mogen doen."}, "retention_transcript_months": 24,
        "retention_key_months": 6,
    }  # fmt: skip
    round_ = records.create(register("interview_rounds"), values, actor=officer, external_id="R1")
    found = {}
    for name in ("token", "answering", "drafted"):
        link, found[name] = links.invite(round_, function_role=f"trekker {name}", by=officer)
        found[f"{name}_record"] = link.record.external_id
        if name != "token":
            Client().post(f"/nl/i/{found[name]}/choose/", {"level": ["analysis"]})
        if name == "drafted":
            Client().post(f"/nl/i/{found[name]}/answer/", {"answer-1": "Wij koken nog.", "act": "send"})
            record = Record.objects.get(pk=link.record.pk)
            text = {"nl": "De keuken kookt nog.", "en": "The kitchen still cooks."}
            records.change(record, {"draft_text": text, "state": "drafted"}, actor=officer, version=record.version)
    return found


def _talk(city, officer):
    """Make a talk about a figure, with what was said."""
    values = {"name": {"nl": "Avond", "en": "Evening"}, "figure": "map-relative", "edition": "2021", "state": "planned",
              "areas": [city.names["area"]], "session_date": "2026-04-14"}  # fmt: skip
    talk = records.create(register("interpretation_sessions"), values, actor=officer, external_id="DUI-01")
    said = {"figure": "map-relative", "speaker": "resident", "position": "disagree", "not_recognisable": "yes",
            "explanation": {"nl": "Niet bij ons."}}  # fmt: skip
    records.create(register("interpretations"), said, actor=officer, parent=talk)
    records.move(talk, "approved", actor=officer)
    return {}


def _editions(city, officer):
    """Make editions that are drafted, being built, failed, published and withdrawn."""
    found = {}
    for name in ("draft", "waiting", "failed", "published", "withdrawn"):
        values = {"name": {"nl": f"Monitor {name}"}, "city": "voorbeeldstad", "period": "2024", "state": "draft"}
        record = records.create(register("editions"), values, actor=officer, external_id=name)
        if name == "draft":
            continue
        frozen = freeze(record, actor=officer, today=TODAY)
        if name in ("published", "withdrawn"):
            found[name] = _built(frozen).pk
            publish_edition(frozen, actor=officer, today=TODAY)
        else:
            found[name] = Build.objects.create(freeze=frozen, state=name).pk
        if name == "withdrawn":
            withdraw_edition(frozen, {"nl": "Een cijfer was fout."}, actor=officer, today=TODAY)
    return {f"build_{name}": key for name, key in found.items()}


def _built(frozen):
    content = Edition(Label("Voorbeeldstad", "Exampletown"), "2024", "2025-02-01", False, (), (), ())
    manifest = manifest_bytes(EDITION, edition=content, inputs=[], settings={}, versions={})
    digest = hashlib.sha256(manifest).hexdigest()
    build = Build.objects.create(freeze=frozen, state=Build.State.DONE, digest=digest, files=3, gaps=2,
                                 ended_at=timezone.now())  # fmt: skip
    build.folder_name = publish({**EDITION, "manifest.json": manifest}, build.out, edition="voorbeeldstad-2024").name
    build.save()
    return build


def _files(city, officer):
    """Make imports that wait, can be written, are done and went wrong."""
    found = {}
    for name, text in (
        ("ready", f"{HEADS}N1;Nieuw;nieuw;idee\ntable-working;Anders;nieuw;vliegt\ntable-approved;Nog;bestaand;idee\n"),
        ("empty", HEADS),
        ("broken", "wat;is;dit\n1;2;3\n"),
    ):  # fmt: skip
        digest = hashlib.sha256(text.encode()).hexdigest()
        job = Job(owner=city.people["officer"], register="initiatives", file_name=f"{name}.csv", file_digest=digest)
        job.file.save(f"{name}.csv", ContentFile(text.encode()), save=False)
        job.save()
        running.run_job.func(str(job.pk))
        found[f"job_{name}"] = job.pk
    for state in ("waiting", "looking", "writing", "done", "stopped"):
        job = Job.objects.create(owner=city.people["officer"], register="initiatives", file_name=f"{state}.csv",
                                 file_digest="0" * 64, state=state, done=3, total=9,
                                 result={"new": 2, "changed": 1, "same": 6})  # fmt: skip
        found[f"job_{state}"] = job.pk
    return found


def _around(city, officer):
    """Make what belongs to accounts: a view that is kept, a token, invitations, a closed account."""
    user, links_sent = city.people["officer"], []

    def link(token):
        links_sent.append(token)
        return f"http://testserver/nl/invitation/{token}/"

    view = SavedView.objects.create(owner=user, register="initiatives", name="te laat", query="late=1", shared=True)
    make_token(user, "kaart", scope=Scope.READ, days=30)
    invite("new@example.org", Role.ANALYST, by=_actor(city.people["administrator"]), link=link)
    User.objects.filter(email="closed@example.org").update(is_active=False)
    Assignment.objects.create(user=city.people["bare"], role=Role.AREA_WORKER, areas=[city.names["area"]],
                              ended_at=timezone.now())  # fmt: skip
    TOTP.activate(city.people["factor"], generate_totp_secret())
    RecoveryCodes.activate(city.people["factor"])
    bare = city.people["bare"]
    return {"view": view.pk, "reset": f"{user_pk_to_url_str(bare)}-{default_token_generator.make_token(bare)}",
 "invitation": links_sent[0], "person": city.people["bare"].pk,
            "closed": city.people["closed"].pk, "own": city.people["administrator"].pk}  # fmt: skip
