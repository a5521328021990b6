"""The questions of a choice in the order of its page; a new question is a module of its own and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from veerkracht.workflows.choosing.business import AVOIDED_RANGE, COST_RANGE, HORIZON_YEARS
from veerkracht.workflows.choosing.division import divide_over_districts
from veerkracht.workflows.choosing.failing import RESAMPLES, WORLDS
from veerkracht.workflows.choosing.fairness import weigh_fairly
from veerkracht.workflows.choosing.frictions import find_frictions
from veerkracht.workflows.choosing.grounds import Grounds
from veerkracht.workflows.choosing.homes import YEARS
from veerkracht.workflows.choosing.learning import DRAWS as LEARNING_DRAWS
from veerkracht.workflows.choosing.learning import value_learning
from veerkracht.workflows.choosing.money_model import RANGES
from veerkracht.workflows.choosing.options import lacking_table
from veerkracht.workflows.choosing.page_coverage import covered_table, year_table
from veerkracht.workflows.choosing.page_division import division_answer, division_blocks
from veerkracht.workflows.choosing.page_fails import fail_blocks
from veerkracht.workflows.choosing.page_frictions import friction_answer, friction_blocks
from veerkracht.workflows.choosing.page_homes import homes_answer, homes_blocks
from veerkracht.workflows.choosing.page_learning import fair_blocks, learning_blocks
from veerkracht.workflows.choosing.page_options import option_blocks, options_answer
from veerkracht.workflows.choosing.page_plan import plan_blocks
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
        tables={"choice": part.choice, "proof": part.proof, "core": part.core, "budget": year_table(part)},
        settings={"draws": DRAWS, "frontier": list(FRONTIER)},
    )  # fmt: skip


def _served(grounds: Grounds, progress: Progress) -> Section | None:
    if grounds.portfolio is None:
        return None
    part = grounds.portfolio.part
    return Section(served_blocks(part, grounds.place), tables={"not_served": covered_table(part)})


def _options(grounds: Grounds, progress: Progress) -> Section | None:
    options = grounds.options
    if not options.known:
        return None
    sources, first_year = grounds.option_sources, int(grounds.request.day[:4])
    return Section(option_blocks(options, sources, first_year=first_year), options_answer(options), sources=sources,
                   tables={"initiatives": lacking_table(options)}, on_one_page=grounds.portfolio is None,
                   settings={"from_registers": options.from_registers, "budget_eur": grounds.request.budget_eur})  # fmt: skip


def _frictions(grounds: Grounds, progress: Progress) -> Section | None:
    part = find_frictions(grounds.place, grounds.filled, grounds.options)
    portfolio = None if grounds.portfolio is None else grounds.portfolio.part
    sources = grounds.option_sources
    if not sources:
        return None
    return Section(
        friction_blocks(part, grounds.place, portfolio, sources), friction_answer(part), sources=sources,
        tables={"frictions": part.found, "clashes": part.clash_table}, on_one_page=False,
    )  # fmt: skip


def _division(grounds: Grounds, progress: Progress) -> Section | None:
    progress("compute", "division")
    portfolio = None if grounds.portfolio is None else grounds.portfolio.part
    part = divide_over_districts(grounds.place, portfolio, rule=grounds.request.division)
    if part is None:
        return None
    sources = grounds.city_sources
    other = {} if part.other is None else {"division_by_low_income": part.other}
    return Section(division_blocks(part, sources), division_answer(part), sources=sources, on_one_page=False,
                   tables={"division": part.divided, **other}, settings={"division_rule": part.rule.id})  # fmt: skip


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
        settings={"rates": grounds.request.rates, "horizon_years": HORIZON_YEARS,
                  "cost_range": list(COST_RANGE), "avoided_range": list(AVOIDED_RANGE)},
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
        tables={"plan": part.plan.moves, "plan_areas": part.gains, "plan_limits": part.blocks, "plan_certificate": part.proof,
                "plan_checks": part.checked},
    )  # fmt: skip


SECTIONS: Final[tuple[Callable[[Grounds, Progress], Section | None], ...]] = (
    _portfolio,
    _options,
    _served,
    _frictions,
    _regret,
    _fails,
    _tipping,
    _stress,
    _learning,
    _business,
    _fair,
    _division,
    _homes,
    _plan,
)
