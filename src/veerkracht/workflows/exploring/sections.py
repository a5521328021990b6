"""The questions of an exploration in the order of its page; a new question is a module of its own and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.helpers import explore_helpers
from veerkracht.workflows.exploring.mending import MENDING_CREWS, explore_mending
from veerkracht.workflows.exploring.network import ASSUMED, DRAWS, LONGEST_LOOP, has_strengths
from veerkracht.workflows.exploring.page_at_once import at_once_section
from veerkracht.workflows.exploring.page_compound import compound_section
from veerkracht.workflows.exploring.page_critical import critical_section
from veerkracht.workflows.exploring.page_drills import DRILL_SOURCE, drill_blocks
from veerkracht.workflows.exploring.page_drivers import driver_section
from veerkracht.workflows.exploring.page_futures import future_answer, future_blocks
from veerkracht.workflows.exploring.page_halved import halved_section
from veerkracht.workflows.exploring.page_helpers import helper_blocks
from veerkracht.workflows.exploring.page_holding import holding_section
from veerkracht.workflows.exploring.page_hours import hour_section
from veerkracht.workflows.exploring.page_mending import mending_blocks, told_losses
from veerkracht.workflows.exploring.page_mirror import mirror_section
from veerkracht.workflows.exploring.page_named import named_section
from veerkracht.workflows.exploring.page_outage import curve_section, restart_blocks
from veerkracht.workflows.exploring.page_pull import pull_section
from veerkracht.workflows.exploring.page_pushes import push_blocks
from veerkracht.workflows.exploring.page_relief import relief_section
from veerkracht.workflows.exploring.page_risks import (
    disagreement_blocks,
    loop_answer,
    loop_blocks,
    sources_of,
    weaken_blocks,
)
from veerkracht.workflows.exploring.pushes import PUSH, explore_push
from veerkracht.workflows.workshop.pages import SHEETS
from veerkracht.workflows.workshop.place import Progress, counted
from veerkracht.workflows.workshop.section import Section, made_sections
from veerkracht.workflows.workshop.told_by import with_source

__all__ = ["explored_sections"]


def _chains(grounds: Grounds, progress: Progress) -> Section | None:
    part, place = grounds.risks, grounds.place
    if part is None:
        return None
    return Section(
        loop_blocks(part, place), loop_answer(part, place),
        tables={"network": part.network, "chains": part.loops, "chain_links": part.links},
        settings={"draws": DRAWS, "longest_loop": LONGEST_LOOP, "assumed_strength": list(ASSUMED)}, sources=sources_of(part),
    )  # fmt: skip


def _weaken(grounds: Grounds, progress: Progress) -> Section | None:
    if grounds.risks is None:
        return None
    return Section(weaken_blocks(grounds.risks, grounds.place), tables={"leverage": grounds.risks.leverage},
                   on_one_page=has_strengths(grounds.risks))  # fmt: skip


def _push(grounds: Grounds, progress: Progress) -> Section | None:
    part = None if grounds.risks is None else explore_push(grounds.risks, seed=grounds.request.seed)
    if grounds.risks is None or part is None:
        return None
    return Section(
        push_blocks(part, grounds.risks, grounds.place), tables={"push": part.compared, "push_in_draws": part.doubted},
        settings={"pushed": part.pushed, "push": PUSH}, on_one_page=False,
    )  # fmt: skip


def _disagreement(grounds: Grounds, progress: Progress) -> Section | None:
    if grounds.risks is None:
        return None
    return Section(disagreement_blocks(grounds.risks, grounds.place), on_one_page=False)


def _futures(grounds: Grounds, progress: Progress) -> Section | None:
    part = grounds.futures
    if part is None:
        return None
    return Section(
        future_blocks(part), future_answer(part), sources=(SHEETS,),
        tables={"futures": part.scenarios, "futures_in_draws": part.support},
    )  # fmt: skip


def _mending(grounds: Grounds, progress: Progress) -> Section | None:
    outage = grounds.outage
    part = (
        None
        if outage is None
        else explore_mending(outage, seed=grounds.request.seed, progress=counted(progress, "order"))
    )
    if outage is None or part is None:
        return None
    return Section(
        mending_blocks(part, outage, grounds.place), on_one_page=False,
        tables={"repair_orders": told_losses(part.compared), "repair_best": part.best.order, "repair_fair": part.fair.order},
        settings={"repair_order_crews": MENDING_CREWS, "repair_order_damaged": list(part.damaged)},
    )  # fmt: skip


def _restart(grounds: Grounds, progress: Progress) -> Section | None:
    part = grounds.outage
    return None if part is None else Section(restart_blocks(part), tables={"restart": part.trapped})


def _drills(grounds: Grounds, progress: Progress) -> Section | None:
    return Section(drill_blocks(grounds.drills), tables={"drills": grounds.drills}, sources=(DRILL_SOURCE,))


def _helpers(grounds: Grounds, progress: Progress) -> Section | None:
    part = explore_helpers(grounds.place, grounds.drills)
    if part is None:
        return None
    return Section(helper_blocks(part, grounds.drills), on_one_page=False,
                   tables={"drill_scores": part.scores, "drill_helpers": part.fitting})  # fmt: skip


Maker = Callable[[Grounds, Progress], Section | None]

RISKS: Final[tuple[Maker, ...]] = (
    _chains,
    _weaken,
    holding_section,
    driver_section,
    _push,
    _disagreement,
    named_section,
    mirror_section,
    compound_section,
)
FUTURES: Final[tuple[Maker, ...]] = (_futures, pull_section)
OUTAGE: Final[tuple[Maker, ...]] = (
    hour_section,
    curve_section,
    relief_section,
    _mending,
    at_once_section,
    _restart,
    critical_section,
    halved_section,
)
PRACTICE: Final[tuple[Maker, ...]] = (_drills, _helpers)


def explored_sections(grounds: Grounds, progress: Progress) -> tuple[Section, ...]:
    """Return all that could be answered, each section with the source that it has."""
    risks, futures, outage, practice = (
        made_sections(makers, grounds, progress) for makers in (RISKS, FUTURES, OUTAGE, PRACTICE)
    )
    return (
        *(with_source(section, SHEETS, (grounds.judged_by,)) for section in risks), *futures,
        *(with_source(section, SHEETS, (grounds.served_by,)) for section in outage), *practice,
    )  # fmt: skip
