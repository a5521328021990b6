"""The page of a choice: a summary for the council first, then a section per question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from veerkracht.reports.content import Block, Edition, Heading, Inline, Items, Paragraph, say
from veerkracht.tables import Table
from veerkracht.version import __version__
from veerkracht.workflows.choosing.business import AVOIDED_RANGE, COST_RANGE, HORIZON_YEARS
from veerkracht.workflows.choosing.failing import RESAMPLES, WORLDS
from veerkracht.workflows.choosing.homes import YEARS
from veerkracht.workflows.choosing.learning import DRAWS as LEARNING_DRAWS
from veerkracht.workflows.choosing.make import Choice
from veerkracht.workflows.choosing.money_model import RANGES
from veerkracht.workflows.choosing.page_fails import fail_blocks
from veerkracht.workflows.choosing.page_homes import homes_answer, homes_blocks, plan_blocks
from veerkracht.workflows.choosing.page_learning import fair_blocks, learning_blocks
from veerkracht.workflows.choosing.page_portfolio import portfolio_answer, portfolio_blocks, served_blocks
from veerkracht.workflows.choosing.page_stress import stress_blocks, tipping_blocks
from veerkracht.workflows.choosing.page_worlds import business_answer, business_blocks, regret_answer, regret_blocks
from veerkracht.workflows.choosing.portfolio import DRAWS, FRONTIER, PortfolioPart
from veerkracht.workflows.choosing.worlds import WEIGHT_OF_STATE
from veerkracht.workflows.workshop.pages import SHEETS, edition_of, input_record, made_blocks

__all__ = ["chosen_edition", "chosen_record", "chosen_tables"]

Record = dict[str, Any]  # Any: a JSON object of numbers and texts


def chosen_edition(found: Choice) -> Edition:
    """Return a choice as the content that every renderer of the house knows."""
    title = say("{city}: what can we do about it, and what do we choose?", city=found.place.name)
    sources = (*((SHEETS,) if found.portfolio else ()), *_homes_sources(found))
    sections = (*_portfolio_sections(found), *_homes_sections(found), *made_blocks(found.request.seed))
    whole = edition_of(found.place, title, say("Choosing together"), summary=_summary(found), sections=sections,
                       date=found.request.day, sources=sources)  # fmt: skip
    return replace(whole, summary=_for_the_council(whole.summary))


_NOT_ON_ONE_PAGE: Final = frozenset(("tipping", "learning", "gains"))
"""Questions that stand on the page only: on one A4 all eleven would not be legible."""


def _for_the_council(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Leave out what would make the one page too full, each question with its answer."""
    pairs = zip((None, *blocks), blocks, strict=False)
    return tuple(block for before, block in pairs if not (_is_left_out(block) or _is_left_out(before)))


def _is_left_out(block: Block | None) -> bool:
    return isinstance(block, Heading) and block.anchor in _NOT_ON_ONE_PAGE


def _homes_sources(found: Choice) -> tuple[str, ...]:
    """Return the sources of the figures on homes, vulnerability and income, as the files of the city name them."""
    return () if found.homes is None and found.fair is None else _city_sources(found)


def _city_sources(found: Choice) -> tuple[str, ...]:
    read = sorted({one.source for one in found.place.gathered.inputs})
    return tuple(read) or ("generator",)


def _portfolio_sections(found: Choice) -> tuple[Block, ...]:
    if found.portfolio is None or found.regret is None:
        return ()
    money = () if found.business is None else business_blocks(found.business)
    fair = () if found.fair is None else fair_blocks(found.fair, _city_sources(found))
    return (*portfolio_blocks(found.portfolio), *served_blocks(found.portfolio, found.place), *regret_blocks(found.regret),
            *_doubt_sections(found, found.portfolio), *money, *fair)  # fmt: skip


def _doubt_sections(found: Choice, portfolio: PortfolioPart) -> tuple[Block, ...]:
    """Return what may make the choice wrong: worlds, assumptions, combinations, and what is not known yet."""
    if found.fails is None or found.stress is None or found.learn is None:
        return ()
    return (*fail_blocks(found.fails, portfolio, found.place), *tipping_blocks(found.fails, found.stress, portfolio),
            *stress_blocks(found.stress), *learning_blocks(found.learn, portfolio))  # fmt: skip


def _homes_sections(found: Choice) -> tuple[Block, ...]:
    if found.homes is None:
        return ()
    sources = _homes_sources(found)
    return (*homes_blocks(found.homes, sources), *plan_blocks(found.homes, sources))


def _summary(found: Choice) -> tuple[Block, ...]:
    """Return the answers in short; what could not be answered is said with what it takes."""
    items: list[Inline] = []
    if found.portfolio is not None and found.regret is not None:
        items += [portfolio_answer(found.portfolio), regret_answer(found.regret)]
    else:
        items.append(say("What to choose was not computed: there is no filled-in sheet on choices."))
    if found.business is not None:
        items.append(business_answer(found.business))
    if found.homes is not None:
        items.append(homes_answer(found.homes))
    sources = (*((SHEETS,) if found.portfolio else ()), *_homes_sources(found))
    return (Items(tuple(items), sources), Paragraph(say("This page helps to choose. It does not choose.")))


def chosen_tables(found: Choice) -> dict[str, Table]:
    """Return the tables that are published."""
    tables: dict[str, Table] = {}
    if found.portfolio is not None:
        tables |= {"choice": found.portfolio.choice, "proof": found.portfolio.proof, "core": found.portfolio.core}
    if found.regret is not None:
        tables |= {"regret": found.regret.regrets, "robustness": found.regret.measured}
    if found.business is not None:
        tables |= {"dividend": found.business.dividend, "worth": found.business.worth, "chance": found.business.chance}
    tables |= _doubt_tables(found)
    if found.homes is not None:
        part = found.homes
        tables |= {
            "homes_areas": part.moved.gains,
            "homes_measures": part.moved.measured,
            "homes_certificate": part.moved.proof,
        }
        tables |= {"homes": part.places.places, "plan": part.plan.moves, "plan_areas": part.gains, "plan_limits": part.blocks,
                   "plan_certificate": part.proof, "homes_left_out": part.stock.left_out}  # fmt: skip
    return tables


def _doubt_tables(found: Choice) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    if found.fails is not None:
        tables["tipping_value"] = found.fails.tipping
        tables |= {} if found.fails.rule is None else {"fails_rule": found.fails.rule.limits}
    if found.stress is not None:
        tables |= {"stress": found.stress.stressed, "breaks": found.stress.breaks}
        tables |= {} if found.stress.tipping is None else {"tipping_money": found.stress.tipping}
    if found.learn is not None:
        tables["information"] = found.learn.information
    if found.fair is not None:
        tables["gains"] = found.fair.split
    return tables


def chosen_record(found: Choice) -> Record:
    """Return all that is needed to make the choice again."""
    homes = found.homes
    return {
        "work": "choose", "city": found.place.city.id, "synthetic": found.place.synthetic, "seed": found.request.seed,
        "day": found.request.day, "version": __version__, "inputs": input_record(found.place, found.files),
        "settings": {
            "draws": DRAWS, "frontier": list(FRONTIER), "weight_of_state": dict(WEIGHT_OF_STATE), "horizon_years": HORIZON_YEARS,
            "cost_range": list(COST_RANGE), "avoided_range": list(AVOIDED_RANGE), "homes": found.request.homes.homes,
            "homes_from": homes.area if homes else None, "turnover_share": found.request.homes.turnover_share,
            "plan_years": YEARS, "worlds": WORLDS, "resamples": RESAMPLES, "learning_draws": LEARNING_DRAWS,
            "ranges": {name: list(found) for name, found in RANGES.items()},
        },
    }  # fmt: skip
