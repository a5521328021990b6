"""What the command line shows: progress, results and errors."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from veerkracht.cli.language import _
from veerkracht.errors import VeerkrachtError

if TYPE_CHECKING:
    from veerkracht.workflows.initiatives import Refused

__all__ = ["Steps", "downloads", "fail", "print_json", "print_table", "shown_steps", "told_errors", "words_of"]


HUNDREDTH = 0.01
"""Smaller numbers, such as probabilities, are shown as below it: 0.00 would say that they are none."""

WITHOUT_TERMINAL = 1000
"""Characters to a line in a file or pipe."""


class Steps:
    """Progress on the terminal and the seconds of each stage."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._began: list[tuple[str, float]] = []

    def tell(self, stage: str, what: str) -> None:
        """Show a step, and remember when its stage began."""
        if not self._began or self._began[-1][0] != stage:
            self._began.append((stage, time.perf_counter()))
        self._show(f"{STAGES.get(stage, stage)}: {what}")

    def seconds(self) -> dict[str, float]:
        """Return the seconds of each stage so far."""
        ends = [moment for _stage, moment in self._began[1:]] + [time.perf_counter()]
        found: dict[str, float] = {}
        for (stage, began), ended in zip(self._began, ends, strict=True):
            found[stage] = round(found.get(stage, 0.0) + ended - began, 3)
        return found


STAGES = {
    "read": _("reading"), "compute": _("computing"), "write": _("writing"), "render": _("rendering"),
    "publish": _("publishing"), "fetch": _("fetching"),
}  # fmt: skip


@contextmanager
def shown_steps(*, quiet: bool) -> Iterator[Steps]:
    """Show progress on one line of the terminal, or a line per step where there is no terminal."""
    if quiet:
        yield Steps(lambda text: None)
        return
    if not sys.stderr.isatty():
        yield Steps(lambda text: typer.echo(text, err=True))
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield Steps(status.update)


Told = Callable[[str], None]
Counted = Callable[[int, int | None], None]


@contextmanager
def downloads(*, quiet: bool) -> Iterator[tuple[Told, Counted | None]]:
    """Show what is fetched: a bar of bytes on a terminal, or a line per source where there is none."""
    if quiet or not sys.stderr.isatty():
        yield (lambda name: None if quiet else typer.echo(f"{STAGES['fetch']}: {name}", err=True)), None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("", total=None)
        yield (
            lambda name: bars.reset(bar, total=None, description=f"{STAGES['fetch']}: {name}"),
            lambda received, promised: bars.update(bar, completed=received, total=promised),
        )


@contextmanager
def told_errors(as_json: bool) -> Iterator[None]:
    """Turn an error into a message in the language of the user and the exit code of its kind."""
    try:
        yield
    except VeerkrachtError as error:
        fail(error, as_json=as_json)


def fail(error: VeerkrachtError, *, as_json: bool) -> NoReturn:
    """Tell an error and stop with its exit code."""
    if as_json:
        print_json({"error": error.code, "message": str(error)})
    typer.echo(f"{_('Error')}: {words_of(error)}", err=True)
    raise typer.Exit(error.exit_code)


def words_of(error: VeerkrachtError | Refused) -> str:
    """Return what an error says, in the language of the user."""
    return _(error.template).format(**error.facts) if error.facts else _(error.template)


def print_json(value: Any) -> None:  # Any: what JSON can hold
    """Print a result for scripts."""
    typer.echo(json.dumps(value, indent=1, ensure_ascii=False, default=str))


def print_table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:  # Any: cells of mixed types
    """Print rows for people: names are folded and never cut off, and where there is no terminal each row is one line."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in columns))
    Console(width=None if sys.stdout.isatty() else WITHOUT_TERMINAL).print(table)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return "<0.01" if 0 < value < HUNDREDTH else f"{value:.2f}"
    return str(value)
