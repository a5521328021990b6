"""Whatever people do one after another, in whatever room: the same laws hold after each step, also after a backup."""

from copy import deepcopy
from datetime import timedelta
from itertools import product
from shutil import rmtree
from string import ascii_lowercase
from uuid import uuid4

import pytest
from city_laws import (
    AREA,
    ASKED,
    DAY,
    ELSEWHERE,
    EXAMPLES,
    FIXED,
    NUMBERS,
    TODAY,
    Laws,
    Thing,
    build_of,
    file_of,
    words_in,
)  # fmt: skip
from django.conf import settings as web
from django.db import transaction
from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from veerkracht.catalogue import register
from veerkracht.errors import VeerkrachtError
from veerkracht.web.conversation.comments import say
from veerkracht.web.editions.freezing import freeze
from veerkracht.web.editions.models import Freeze
from veerkracht.web.editions.publishing import publish_edition, withdraw_edition
from veerkracht.web.interviews import answering, consent, links
from veerkracht.web.interviews.models import InterviewLink
from veerkracht.web.people.access import Actor, Role
from veerkracht.web.people.models import Assignment, User, reader_of
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Area, Draft, Record
from veerkracht.web.site.backup import backup
from veerkracht.web.site.forgetting import erase_again, take_back_again
from veerkracht.web.site.restore import restore
from veerkracht.web.transfer.applying import apply_plan
from veerkracht.web.transfer.gathering import gather
from veerkracht.web.transfer.importing import export_file, plan_file
from veerkracht.web.transfer.plans import Choices


class City(Laws, RuleBasedStateMachine):
    """People who record, review, undo, erase, interview and publish."""

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.letters = ("".join(each) for each in product(ascii_lowercase, repeat=3))
        self.things: dict[object, Thing] = {}
        self.gone: set[str] = set()
        self.kept: dict[int, set[str]] = {}
        self.allowed: dict[object, set[str]] = {}
        self.last = None
        self.backup, self.was_put_back = None, False
        self.step = 0

    @initialize()
    def move_in(self):
        for code in (AREA, ELSEWHERE):
            Area.objects.create(code=code, name=code, level="district")
        self.officer, self.second, self.worker = (self.person(*role) for role in (
            (Role.OFFICER,), (Role.REVIEWER,), (Role.AREA_WORKER, AREA)))  # fmt: skip
        given = {
            "name": {"nl": "Gesprekken"}, "purpose": {"nl": "Horen"}, "state": "open", "starts": "2026-01-01",
            "ends": "2099-12-31", "legal_basis": "consent", "legal_ground": {"nl": "vrij"}, "controller": "stad",
            "dpia_reference": "1", "form_version": "1", "questions": {"nl": "Hoe gaat het?"},
            "consent_text": {"nl": "Kies zelf."},
            "retention_transcript_months": 24, "retention_key_months": 6,
        }  # fmt: skip
        self.round = records.create(register("interview_rounds"), given, actor=self.officer)

    def person(self, role, *areas):
        number = User.objects.count() + 1
        user = User.objects.create_user(
            f"law{number}@example.org", "a long password 4711", function="tester",
            joined_at=timezone.now() - timedelta(days=365),
        )  # fmt: skip
        Assignment.objects.create(user=user, role=role, areas=list(areas))
        return Actor(reader_of(user), f"user:{user.pk}")

    def teardown(self):
        try:
            self.put_backup_back() if self.backup else None
            self.leaves_no_trace()
        finally:
            transaction.set_rollback(True)
            rmtree(web.MEDIA_ROOT, ignore_errors=True)  # the next city uses the same words
            self.outer.__exit__(None, None, None)

    # what people do

    def word(self):
        return f"zq{next(self.letters)}v"

    def attempt(self, act, *, undoable=None):
        """Do something as the application does it, with what follows the transaction; None if it is refused."""
        before = deepcopy(self.things), self.stands(undoable)
        try:
            with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
                done = act()
        except VeerkrachtError:
            return None
        self.last = (undoable, *before) if undoable else None
        return done or True

    def stands(self, key):
        return [(one.pk, one.values, one.published, one.state) for one in self.family(key)] if key else []

    def family(self, key):
        return Record.objects.filter(pk=key).union(Record.objects.filter(parent=key)).order_by("pk")

    def pick(self, number, *names):
        keys = [key for key, thing in self.things.items() if not names or thing.register in names]
        return keys[number % len(keys)] if keys else None

    def record(self, key):
        return Record.objects.get(pk=key)

    def answers(self, name, fields):
        texts = {one: self.word() for one in fields}
        item = register(name)
        return texts, {one: {"nl": text} if item.field(one).languages else text for one, text in texts.items()}

    @rule(name=st.sampled_from(list(ASKED)), number=NUMBERS, here=st.booleans())
    def create(self, name, number, here):
        texts, given = self.answers(name, ASKED[name])
        key = self.pick(number, "initiatives")
        above = None
        given |= FIXED.get(name, {})
        if name in ("initiative_years", "lessons") and key is None:
            return
        if name == "initiative_years":
            above, given["year"] = self.record(key), 1990 + len(self.things)
        if name == "lessons":
            given["from_initiative"] = str(key)
        if name == "initiatives":
            given |= {"areas": [AREA if here else ELSEWHERE], "related": [str(key)] if key else []}
        made = self.attempt(lambda: records.create(register(name), given, actor=self.officer, parent=above))
        if made:
            self.things[made.pk] = Thing(name, above and above.pk, texts, ever=set(texts.values()))

    @rule(number=NUMBERS, which=NUMBERS, worker=st.booleans())
    def change(self, number, which, worker):
        key = self.pick(number, *ASKED)
        if key is None:
            return
        thing = self.things[key]
        fields = list(ASKED[thing.register])
        texts, given = self.answers(thing.register, [fields[which % len(fields)]])
        why = self.word()
        by = self.worker if worker else self.officer
        record = self.record(key)
        if self.attempt(
            lambda: records.change(record, given, actor=by, version=record.version, reason=why),
            undoable=None if worker else key,
        ):
            thing = self.things[key]
            thing.words |= texts
            thing.ever |= {why, *texts.values()}
            thing.state = "archived" if thing.state == "archived" else "working"

    @rule(number=NUMBERS, to=st.sampled_from(["submitted", "approved", "approved", "returned", "archived", "working"]))
    def move(self, number, to):
        key = self.pick(number, *ASKED)
        if key is None:
            return
        if not self.attempt(
            lambda: records.move(self.record(key), to, actor=self.officer, reason="omdat"), undoable=key
        ):
            return
        parts = [one for one in self.things.values() if one.parent == key and one.state not in ("archived", "approved")]
        for thing in (self.things[key], *(parts if to == "approved" else ())):
            thing.state = to
            thing.public = dict(thing.words) if to == "approved" else thing.public

    @rule(number=NUMBERS, which=NUMBERS)
    def restore(self, number, which):
        key = self.pick(number)
        if key is None:
            return
        record = self.record(key)
        versions = list(record.history.order_by("history_id"))
        earlier = versions[which % len(versions)]
        if not self.attempt(lambda: records.restore(record, earlier.history_id, actor=self.officer), undoable=key):
            return
        thing = self.things[key]
        if thing.register in ASKED:
            thing.words = {name: words_in(earlier.values.get(name)).pop() for name in thing.words}
            thing.state = "archived" if thing.state == "archived" else "working"

    @precondition(lambda self: self.last)
    @rule()
    def undo(self):
        key, things, stood = self.last
        records.undo(self.record(key), actor=self.officer)
        ever = {one: thing.ever for one, thing in self.things.items()}
        self.things, self.last = things, None
        for one, thing in self.things.items():
            thing.ever |= ever[one]
        assert self.stands(key) == stood, "undo brings back exactly what was"

    @rule(number=NUMBERS)
    def erase(self, number):
        key = self.pick(number, *ASKED)
        if key is None or not self.attempt(
            lambda: records.erase(self.record(key), actor=self.officer, reason="verzoek")
        ):
            return
        for one in [key, *(one for one, thing in self.things.items() if thing.parent == key)]:
            self.gone |= self.things.pop(one).ever
        self.leaves_no_trace()

    @rule(number=NUMBERS)
    def draft_and_say(self, number):
        key = self.pick(number, *ASKED)
        if key is None:
            return
        written, said = self.word(), self.word()
        Draft.objects.update_or_create(
            user_id=self.officer.user_id,
            record_id=key,
            register=self.things[key].register,
            defaults={"values": {"name": [written]}},
        )
        say(self.record(key), said, actor=self.officer)
        self.things[key].ever |= {written, said}

    @rule(quoted=st.sampled_from(["anonymous", "role"]), levels=st.sampled_from([
        ("analysis",), ("analysis", "anonymous_quote"), ("analysis", "anonymous_quote", "quote_with_role")]))  # fmt: skip
    def interview(self, quoted, levels):
        answer, text, said = self.word(), self.word(), self.word()
        link, _ = links.invite(self.round, function_role="kok", by=self.officer)
        answering.choose(link, levels, language="nl", today=TODAY())
        answering.send(link, {1: answer}, language="nl", today=TODAY())
        record = self.record(link.record_id)
        given = {"draft_text": {"nl": f"{text} {said}"}, "state": "drafted"}
        record = records.change(record, given, actor=self.officer, version=record.version)
        answering.approve(link, version=record.version, language="nl", today=TODAY())
        quote = records.create(register("quotes"), {
            "text": {"nl": said}, "attribution": quoted, "attribution_text": {"nl": "kok"}, "state": "approved",
            "recognisable": "no", "chosen_by": "a@example.org", "approved_by": "b@example.org", "area": AREA,
            "approved_on": TODAY().isoformat()}, actor=self.officer, parent=record)  # fmt: skip
        self.attempt(lambda: records.move(quote, "approved", actor=self.second))
        self.things[record.pk] = Thing("interviews", self.round.pk, {}, ever={answer, text, said})
        self.allowed[record.pk] = set(levels)
        self.last = None

    @rule(
        number=NUMBERS,
        levels=st.sampled_from([(), ("analysis",), ("anonymous_quote",), ("analysis", "quote_with_role")]),
    )
    def choose_again(self, number, levels):
        key = self.pick(number, "interviews")
        link = InterviewLink.objects.filter(record=key).first()
        if link is None:
            return
        spoken = words_in(list(self.record(key).parts.filter(register="interview_answers").values_list("values")))
        if self.attempt(lambda: answering.choose(link, levels, language="nl", today=TODAY())):
            self.allowed[key] = set(levels)
            self.gone |= spoken if "analysis" not in levels else set()
            self.gone |= self.things.pop(key).ever if not levels else set()
            self.leaves_no_trace()

    @rule(number=NUMBERS)
    def take_all_back(self, number):
        key = self.pick(number, "interviews")
        if key and self.attempt(lambda: consent.withdraw(self.record(key), label="link:interview")):
            self.gone |= self.things.pop(key).ever
            self.allowed.pop(key)
            self.leaves_no_trace()

    @precondition(lambda self: len(self.kept) < 2)
    @rule(publish=st.booleans())
    def freeze_edition(self, publish):
        number = Freeze.objects.count() + 1
        given = {
            "name": {"nl": f"Monitor {number}"},
            "city": "the-hague",
            "period": f"20{number:02d}",
            "state": "draft",
        }
        edition = records.create(register("editions"), given, actor=self.officer, external_id=f"monitor-{number}")
        frozen = self.attempt(lambda: freeze(edition, actor=self.officer, today=DAY))
        self.kept[frozen.pk] = words_in(frozen.file.read_text("utf-8"))
        assert self.kept[frozen.pk] == self.public_words() | self.quotable(), "only what everybody may read, and quotes"
        if publish:
            self.publish(frozen.pk)

    @precondition(lambda self: self.kept)
    @rule(number=NUMBERS)
    def publish_again(self, number):
        self.publish(sorted(self.kept)[number % len(self.kept)])

    def publish(self, key):
        """Build a frozen edition as it is now, and publish it."""
        frozen = Freeze.objects.get(pk=key)
        left, misses = words_in(frozen.file.read_bytes()), frozen.redactions.exists()
        build_of(frozen)
        done = self.attempt(lambda: publish_edition(frozen, actor=self.second, today=DAY))
        assert bool(done) == (frozen.state != "withdrawn" and not misses), "what misses something is not published"
        if done:
            assert words_in((done.build.folder / "index.html").read_bytes()) == left
            self.kept[key] = left

    @rule(number=NUMBERS)
    def withdraw_edition(self, number):
        found = Freeze.objects.filter(state__in=("published", "down")).order_by("pk").first()
        if found:
            self.attempt(lambda: withdraw_edition(found, {"nl": "fout"}, actor=self.second, today=DAY))

    @rule(name=st.sampled_from(list(ASKED)), ending=st.sampled_from(["json", "csv"]))
    def out_and_in(self, name, ending):
        item = register(name)
        told = export_file(
            gather(self.officer.reader, item), ending, name=name, reader=self.officer.reader, language="nl", day=DAY
        )
        path = web.STATE / told.name
        path.write_bytes(told.content)
        plan = plan_file(path, name, Choices(), actor=self.officer)
        path.unlink()
        assert [(one.key, one.changes, one.troubles) for one in plan.steps if one.kind != "same"] == []

    @rule(number=NUMBERS, new=st.booleans())
    def bring_in(self, number, new):
        """Import one record with other words, over itself or as another."""
        key = self.pick(number, "risks", "services", "lessons", "initiatives")
        if key is None or self.things[key].state == "archived":
            return
        thing, old = self.things[key], self.record(key)
        swapped = {word: self.word() for word in sorted(thing.words.values())}
        name = f"in-{next(self.letters)}" if new else old.external_id
        path = file_of(old, self.officer.reader, swapped, name)
        plan = plan_file(path, thing.register, Choices(), actor=self.officer)
        if not self.attempt(lambda: apply_plan(plan, actor=self.officer, reason="lijst")):
            return
        texts = {name: swapped[word] for name, word in thing.words.items()}
        if new:
            made = Record.objects.get(register=thing.register, external_id=name)
            self.things[made.pk] = Thing(thing.register, None, texts, ever=set(texts.values()))
        else:
            thing = self.things[key]
            thing.words, thing.state = texts, "working"
            thing.ever |= set(texts.values())

    @precondition(lambda self: self.things and self.backup is None and not self.was_put_back)
    @rule()
    def make_backup(self):
        path = web.STATE / f"{uuid4()}.zip"
        backup(path)
        self.backup = path, deepcopy(self.things), dict(self.kept)

    @precondition(lambda self: self.backup)
    @rule()
    def put_backup_back(self):
        path, things, kept = self.backup
        with TestCase.captureOnCommitCallbacks(execute=True):
            restore(path, replace=True)
            take_back_again()
            erase_again()
        self.things = {key: thing for key, thing in deepcopy(things).items() if not thing.ever <= self.gone}
        self.kept, self.last, self.backup, self.was_put_back = kept, None, None, True
        assert {key for key in self.things if not Record.objects.filter(pk=key).exists()} == set()
        self.leaves_no_trace()


@pytest.mark.django_db
def test_the_laws_hold_whatever_people_do(settings, edition_media, tmp_path):
    settings.STATE = tmp_path
    run_state_machine_as_test(City, settings=_EFFORT)


_EFFORT = settings(
    max_examples=EXAMPLES,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.generate],  # to make a failing run of people shorter takes longer than to read it
)
