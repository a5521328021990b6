"""The questions of a choice in the order of its page; a new question is a module of its own and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from veerkracht.workflows.choosing.business import AVOIDED_RANGE, COST_RANGE, HORIZON_YEARS
from veerkracht.workflows.choosing.failing import RESAMPLES, WORLDS
from veerkracht.workflows.choosing.fairness import weigh_fairly
from veerkracht.workflows.choosing.grounds import Grounds
from veerkracht.workflows.choosing.homes import YEARS
from veerkracht.workflows.choosing.learning import DRAWS as LEARNING_DRAWS
from veerkracht.workflows.choosing.learning import value_learning
from veerkracht.workflows.choosing.money_model import RANGES
from veerkracht.workflows.choosing.page_fails import fail_blocks
from veerkracht.workflows.choosing.page_homes import homes_answer, homes_blocks, plan_blocks
from veerkracht.workflows.choosing.page_learning import fair_blocks, learning_blocks
from veerkracht.workflows.choosing.page_portfolio import portfolio_answer, portfolio_blocks, served_blocks
from veerkracht.workflows.choosing.page_stress import stress_blocks, tipping_blocks
from veerkracht.workflows.choosing.page_worlds import business_answer, business_blocks, regret_answer, regret_blocks
from veerkracht.workflows.choosing.portfolio import DRAWS, FRONTIER
from veerkracht.workflows.choosing.worlds import WEIGHT_OF_STATE
from veerkracht.workflows.workshop.pages import SHEETS
from veerkracht.workflows.workshop.place import Progress
from veerkracht.workflows.workshop.section import Section

__all__ = ["SECTIONS"]


def _portfolio(grounds: Grounds, progress: Progress) -> Section | None:
    if grounds.portfolio is None:
        return None
    part = grounds.portfolio.part
    return Section(
        portfolio_blocks(part), portfolio_answer(part), sources=(SHEETS,),
        tables={"choice": part.choice, "proof": part.proof, "core": part.core},
        settings={"draws": DRAWS, "frontier": list(FRONTIER)},
    )  # fmt: skip


def _served(grounds: Grounds, progress: Progress) -> Section | None:
    return None if grounds.portfolio is None else Section(served_blocks(grounds.portfolio.part, grounds.place))


def _regret(grounds: Grounds, progress: Progress) -> Section | None:
    if grounds.portfolio is None:
        return None
    part = grounds.portfolio.regret
    return Section(
        regret_blocks(part), regret_answer(part), sources=(SHEETS,),
        tables={"regret": part.regrets, "robustness": part.measured}, settings={"weight_of_state": dict(WEIGHT_OF_STATE)},
    )  # fmt: skip


def _fails(grounds: Grounds, progress: Progress) -> Section | None:
    if grounds.portfolio is None or grounds.portfolio.doubt is None:
        return None
    part = grounds.portfolio.doubt.fails
    return Section(
        fail_blocks(part, grounds.portfolio.part, grounds.place),
        tables={} if part.rule is None else {"fails_rule": part.rule.limits},
        settings={"worlds": WORLDS, "resamples": RESAMPLES},
    )  # fmt: skip


def _tipping(grounds: Grounds, progress: Progress) -> Section | None:
    if grounds.portfolio is None or grounds.portfolio.doubt is None:
        return None
    fails, stress = grounds.portfolio.doubt.fails, grounds.portfolio.doubt.stress
    money = {} if stress.tipping is None else {"tipping_money": stress.tipping}
    return Section(tipping_blocks(fails, stress, grounds.portfolio.part), on_one_page=False,
                   tables={"tipping_value": fails.tipping, **money})  # fmt: skip


def _stress(grounds: Grounds, progress: Progress) -> Section | None:
    if grounds.portfolio is None or grounds.portfolio.doubt is None:
        return None
    part = grounds.portfolio.doubt.stress
    return Section(stress_blocks(part), tables={"stress": part.stressed, "breaks": part.breaks},
                   settings={"ranges": {name: list(found) for name, found in RANGES.items()}})  # fmt: skip


def _learning(grounds: Grounds, progress: Progress) -> Section | None:
    if grounds.portfolio is None or grounds.portfolio.doubt is None:
        return None
    part = value_learning(grounds.portfolio.part, seed=grounds.request.seed)
    return Section(learning_blocks(part, grounds.portfolio.part), tables={"information": part.information},
                   settings={"learning_draws": LEARNING_DRAWS}, on_one_page=False)  # fmt: skip


def _business(grounds: Grounds, progress: Progress) -> Section | None:
    doubt = None if grounds.portfolio is None else grounds.portfolio.doubt
    if doubt is None or doubt.business is None:
        return None
    part = doubt.business
    return Section(
        business_blocks(part), business_answer(part), sources=(SHEETS,),
        tables={"dividend": part.dividend, "worth": part.worth, "chance": part.chance},
        settings={"horizon_years": HORIZON_YEARS, "cost_range": list(COST_RANGE), "avoided_range": list(AVOIDED_RANGE)},
    )  # fmt: skip


def _fair(grounds: Grounds, progress: Progress) -> Section | None:
    chosen = grounds.portfolio
    if chosen is None or chosen.doubt is None:
        return None
    part = weigh_fairly(
        chosen.part, chosen.regret.packages, chosen.doubt.business, grounds.place, day=grounds.request.day
    )
    if part is None:
        return None
    return Section(fair_blocks(part, grounds.city_sources), tables={"gains": part.split}, sources=grounds.city_sources,
                   on_one_page=False)  # fmt: skip


def _homes(grounds: Grounds, progress: Progress) -> Section | None:
    part, sources = grounds.homes, grounds.city_sources
    if part is None:
        return None
    asked = grounds.request.homes
    return Section(
        homes_blocks(part, sources), homes_answer(part), sources=sources,
        tables={"homes_areas": part.moved.gains, "homes_measures": part.moved.measured, "homes_certificate": part.moved.proof,
                "homes": part.places.places, "homes_left_out": part.stock.left_out},
        settings={"homes": asked.homes, "homes_from": part.area, "turnover_share": asked.turnover_share},
    )  # fmt: skip


def _plan(grounds: Grounds, progress: Progress) -> Section | None:
    part = grounds.homes
    if part is None:
        return None
    return Section(
        plan_blocks(part, grounds.city_sources), settings={"plan_years": YEARS},
        tables={"plan": part.plan.moves, "plan_areas": part.gains, "plan_limits": part.blocks, "plan_certificate": part.proof},
    )  # fmt: skip


SECTIONS: Final[tuple[Callable[[Grounds, Progress], Section | None], ...]] = (
    _portfolio,
    _served,
    _regret,
    _fails,
    _tipping,
    _stress,
    _learning,
    _business,
    _fair,
    _homes,
    _plan,
)
