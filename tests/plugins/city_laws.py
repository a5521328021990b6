"""The laws that hold over all rooms of the application, and ways to look at everything that is kept."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings as web
from django.db import connection
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
)

from veerkracht.catalogue import register
from veerkracht.catalogue.registers import VISIBILITIES
from veerkracht.reports.content import Edition, Label
from veerkracht.reports.manifest import manifest_bytes
from veerkracht.web.audit.models import Entry, broken_entries
from veerkracht.web.editions.models import Build, Freeze
from veerkracht.web.interviews import consent
from veerkracht.web.people.access import Action, Assigned, Reader, Role, level_of
from veerkracht.web.registers import counting, lists, offers
from veerkracht.web.registers.models import Face, Record, Reference
from veerkracht.web.registers.reading import labels, readable, segments, shown
from veerkracht.web.registers.typed import listed, segment_of
from veerkracht.web.search.searching import search
from veerkracht.web.site import overview
from veerkracht.web.transfer.gathering import gather
from veerkracht.web.transfer.importing import export_file
from veerkracht.workflows.publish import publish

DAY = date(2026, 11, 22)
TODAY = timezone.localdate
AREA, ELSEWHERE = "WK051801", "WK051802"
WORD = re.compile("zq[a-z]{3}v")
ASKED = {
    "initiatives": {"name": "public", "summary": "public", "team_note": "team", "sensitive_note": "confidential"},
    "initiative_years": {"lesson": "public", "outlook": "public"},
    "lessons": {"lesson": "public", "why": "public"},
    "risks": {"name": "public", "description": "public", "sensitive_note": "confidential"},
    "services": {"name": "team", "location": "confidential"},
}
FIXED = {
    "risks": {"kind": "shock"},
    "services": {"kind": "electricity"},
    "lessons": {"from_kind": "initiative", "state": "open"},
}
SPOKEN = ("interview_rounds", "interviews", "interview_answers", "quotes")
USED = (*ASKED, *SPOKEN)
PUBLIC = Reader()
EXAMPLES = 10
NUMBERS = st.integers(0, 40)


@dataclass
class Thing:
    """What a record should be: its words per field, what everybody may read of it, and every word it ever held."""

    register: str
    parent: object
    words: dict[str, str]
    public: dict[str, str] | None = None
    state: str = "working"
    ever: set[str] = field(default_factory=set)


def words_in(text: object) -> set[str]:
    return set(WORD.findall(str(text)))


def seen_by(reader: Reader, names: Iterable[str] = USED) -> set[str]:
    """The words that a reader is shown, over everything that is readable."""
    told = []
    for item in map(register, names):
        parts = segments(reader, item)
        told += [shown(record, parts[segment_of(record)]) for record in readable(reader, item)]
    return words_in(told)


def tables_with(words: set[str]) -> dict[str, set[str]]:
    """The tables that hold some of the words."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = words_in(cursor.fetchall()) & words
    return {table: held for table, held in found.items() if held}


def below(folder) -> set[str]:
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    return set().union(*(words_in(path.read_bytes()) for path in files)) if files else set()


def build_of(frozen):
    """Make the build of a frozen edition: one page, with what the bundle holds."""
    pages = {"index.html": frozen.file.read_bytes()}
    about = Edition(Label("Den Haag", "The Hague"), "2026", DAY.isoformat(), False, (), (), ())
    pages["manifest.json"] = manifest_bytes(pages, edition=about, inputs=[], settings={}, versions={})
    build = Build.objects.create(freeze=frozen, state=Build.State.DONE, digest=frozen.digest, files=len(pages))
    build.folder_name = publish(pages, build.out, edition=f"the-hague-{frozen.pk}").name
    build.save(update_fields=["folder_name"])


def file_of(record, reader, swapped, external_id):
    """Export one record, write other words in it, perhaps under another key, and return the file."""
    item = record.definition
    told = export_file(gather(reader, item), "json", name=item.id, reader=reader, language="nl", day=DAY)
    content = json.loads(told.content)
    rows = [row for row in content["registers"][item.id] if row["id"] == record.external_id]
    text = json.dumps({**content, "registers": {item.id: [{**rows[0], "id": external_id}]}})
    path = web.STATE / "in.json"
    path.write_text(WORD.sub(lambda word: swapped[word[0]], text))
    return path


class Laws:
    """What holds after each step of whoever records, reviews and publishes."""

    def public_words(self):
        def is_public(key):
            thing = self.things[key]
            return (
                thing.public is not None
                and thing.state != "archived"
                and (thing.parent not in self.things or is_public(thing.parent))
            )

        levels = {key: ASKED[thing.register] for key, thing in self.things.items() if thing.register in ASKED}
        return {
            word
            for key, named in levels.items()
            if is_public(key)
            for name, word in self.things[key].public.items()
            if named[name] == "public"
        }

    def quotable(self):
        return words_in([quote.published for quote in consent.publishable_quotes()])

    @invariant()
    def everybody_reads_only_what_was_approved(self):
        assert seen_by(PUBLIC, ASKED) == self.public_words()

    @invariant()
    def the_log_is_whole_and_tells_no_content(self):
        assert broken_entries() == []
        assert words_in(list(Entry.objects.values_list("subject", "detail"))) == set()

    @invariant()
    def nothing_points_to_what_is_not_there(self):
        connection.check_constraints()
        found = {(one.source_id, one.face, one.field, one.target_id) for one in Reference.objects.all()}
        told = {
            (one.pk, face, link.id, key)
            for one in Record.objects.all()
            for face in Face
            for link in one.definition.link_fields
            for key in listed(one.face(face).get(link.id))
        }
        assert {(str(a), b, c, str(d)) for a, b, c, d in found} == {(str(a), str(b), c, d) for a, b, c, d in told}

    @invariant()
    def nobody_may_do_more_with_words_than_was_said(self):
        for key, levels in self.allowed.items():
            record = Record.objects.filter(pk=key).first()
            assert set(record.values.get("consent", ()) if record else ()) <= levels
        for quote in consent.publishable_quotes():
            assert consent.LEVEL_OF[quote.published["attribution"]] in self.allowed[quote.parent_id]

    def readers(self):
        first = str(next(iter(self.things), ""))
        roles = [
            Assigned(role)
            for role in (Role.ANALYST, Role.RESIDENT, Role.REVIEWER, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
        ]
        given = [*roles, Assigned(Role.OWNER, record=first), Assigned(Role.AREA_WORKER, frozenset({AREA}))]
        return [PUBLIC, self.officer.reader, *(Reader(99, (one,)) for one in given)]

    @invariant()
    def each_way_out_shows_no_more_than_is_readable_also_when_it_is_remembered(self):
        self.step += 1
        among = self.readers()
        self.holds_for(among[self.step % len(among)])

    def holds_for(self, reader):
        seen = seen_by(reader)
        self.no_deeper_than_the_role(reader, seen)
        pages = [(name, "", DAY) for name in ASKED]
        asked = [(counting._remembered, (Action.READ,)), (overview._alike_for_all, (DAY,))]
        asked += [(lists._asked_for, page) for page in pages] + [(offers._listed, (name,)) for name in ASKED]
        for remembered, rest in asked[self.step % 3 :: 3]:
            assert remembered(reader, *rest) == remembered.__wrapped__(reader, *rest), "a cold memory tells the same"
        for word in sorted(set().union(*(thing.ever for thing in self.things.values())))[-4:] if self.things else ():
            assert bool(search(word, reader=reader).hits) <= (word in seen)
        keys = [str(key) for key in Record.objects.values_list("pk", flat=True)]
        assert words_in(labels(keys, reader)) <= seen

    def no_deeper_than_the_role(self, reader, seen):
        for thing in self.things.values():
            if thing.register not in ASKED:
                continue
            item = register(thing.register)
            granted = [one for one in reader.roles if Reader(1, (one,)).may(Action.READ, item.access)]
            reach = max((VISIBILITIES.index(level_of(one.role, item.access)) for one in granted), default=-1)
            for name, word in thing.words.items():
                assert word not in seen or VISIBILITIES.index(ASKED[thing.register][name]) <= reach

    @invariant()
    def frozen_editions_lose_what_is_gone_and_gain_nothing(self):
        for frozen in Freeze.objects.filter(pk__in=self.kept):
            left = words_in(frozen.file.read_text("utf-8"))
            assert left <= self.kept[frozen.pk] - self.gone
            assert left == self.kept[frozen.pk] or frozen.state != "published", "what misses something is not read"

    def leaves_no_trace(self):
        assert tables_with(self.gone) == {}
        assert below(web.MEDIA_ROOT) & self.gone == set()
