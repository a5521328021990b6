"""`veerkracht registers`: registers out as files and files in, for who works on the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext

from veerkracht.catalogue import register
from veerkracht.connectors.form_workbook import write_whole
from veerkracht.connectors.forms import Language
from veerkracht.errors import InputError, UsageError
from veerkracht.web.audit.models import log
from veerkracht.web.people.access import Assigned, Reader, Role
from veerkracht.web.registers.loading import SYSTEM
from veerkracht.web.transfer.applying import apply_plan
from veerkracht.web.transfer.gathering import gather, gather_city
from veerkracht.web.transfer.importing import export_file, plan_file, template_file
from veerkracht.web.transfer.plans import Choices, Kind, Plan, Policy
from veerkracht.web.transfer.troubles import place_words, trouble_words
from veerkracht.web.transfer.writing import File

_ENDINGS: Final = ("xlsx", "csv", "json")


class Command(BaseCommand):
    """Takes registers out and brings them in, as the application itself."""

    help = "Export, import, or write an empty workbook."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do, with which register, and how."""
        parser.add_argument("act", choices=["export", "import", "template"])
        parser.add_argument("register", nargs="?", default="")
        for name in ("out", "file", "reason"):
            parser.add_argument(f"--{name}", default="")
        parser.add_argument("--lang", choices=["nl", "en"], default="nl")
        parser.add_argument("--role", default=Role.OFFICER)
        parser.add_argument("--policy", default=Policy.UPDATE)
        for name in ("dry-run", "clear-blanks", "make-ids", "only-right", "json"):
            parser.add_argument(f"--{name}", action="store_true")

    def handle(self, *args: Any, act: str, **options: Any) -> None:  # Any: the signature of Django
        """Do one of the three."""
        if options["register"]:
            register(options["register"])
        {"export": self._export, "import": self._import, "template": self._template}[act](options)

    def _template(self, options: dict[str, Any]) -> None:  # Any: text and switches
        self._write(template_file(options["register"], options["lang"]), options)

    def _export(self, options: dict[str, Any]) -> None:  # Any: text and switches
        name, language = options["register"], options["lang"]
        ending = Path(options["out"]).suffix.removeprefix(".").casefold() or "xlsx"
        if ending not in (*_ENDINGS, "zip"):
            raise UsageError("{file} should end in .xlsx, .csv or .json.", file=options["out"])
        reader = Reader(assigned=(Assigned(_role(options["role"])),), language=language)
        leaves = gather(reader, register(name)) if name else gather_city(reader)
        with translation.override(language):
            file = export_file(leaves, ending.replace("zip", "csv"), name=name, reader=reader, language=language,
                               day=timezone.localdate())  # fmt: skip
        log("export.file", name or "city", actor=SYSTEM.label, kind=ending, n=sum(len(leaf.rows) for leaf in leaves))
        self._write(file, options, {leaf.item.id: len(leaf.rows) for leaf in leaves})

    def _write(self, file: File, options: dict[str, Any], counts: dict[str, int] | None = None) -> None:  # Any: text
        path = Path(options["out"] or file.name)
        if file.name.endswith(".zip"):
            path = path.with_suffix(".zip")
        write_whole(path, file.content)
        told = {"file": str(path), "rows": counts or {}}
        self.stdout.write(json.dumps(told) if options["json"] else str(path))

    def _import(self, options: dict[str, Any]) -> None:  # Any: text and switches
        choices = Choices(_policy(options["policy"]), options["clear_blanks"], options["make_ids"])
        plan = plan_file(Path(options["file"]), options["register"], choices, actor=SYSTEM)
        language: Language = "nl" if (translation.get_language() or "nl").startswith("nl") else "en"
        self._tell(plan, language, as_json=options["json"], dry=options["dry_run"])
        if plan.counts()[Kind.REFUSED] and not options["only_right"]:
            raise CommandError(gettext("Nothing was written."), returncode=InputError.exit_code)
        if not options["dry_run"]:
            reason = options["reason"] or gettext("import on the command line")
            apply_plan(plan, actor=SYSTEM, reason=reason, only_right=options["only_right"])

    def _tell(self, plan: Plan, language: Language, *, as_json: bool, dry: bool) -> None:
        wrong = [trouble for step in plan.steps for trouble in step.troubles]
        told = [{**asdict(one), "words": trouble_words(one, language)} for one in (*wrong, *plan.notices)]
        if as_json:
            self.stdout.write(json.dumps({"dry_run": dry, "rows": plan.counts(), "told": told}, ensure_ascii=False))
            return
        for one in (*wrong, *plan.notices):
            value = f" “{one.value}”" if one.value else ""
            self.stderr.write(f"{place_words(one, language)}{value}: {trouble_words(one, language)}")
        counts = plan.counts()
        self.stdout.write(
            gettext("{new} new, {changed} changed, {same} the same, {skipped} left, {refused} not right").format(
                **counts
            )
        )


def _role(name: str) -> Role:
    if name not in list(Role):
        raise UsageError("No role {role}. Choose one of {known}.", role=name, known=", ".join(Role))
    return Role(name)


def _policy(name: str) -> Policy:
    if name not in list(Policy):
        raise UsageError("No policy {policy}. Choose one of {known}.", policy=name, known=", ".join(Policy))
    return Policy(name)
