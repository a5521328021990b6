"""Definitions as data: indicators, sources, settings and cities. A second city costs a file, not a function."""

from veerkracht.catalogue.cities import (
    SYNTHETIC,
    City,
    Development,
    city_names,
    claim_values,
    evidence_words,
    first_named_words,
    load_city,
    risk_indicators,
)
from veerkracht.catalogue.datasets import Boundary, Dataset, boundaries, datasets, name_lists, sources
from veerkracht.catalogue.definitions import (
    Computation,
    Derivation,
    Words,
    breaks,
    column_rules,
    computations,
    delicts,
    derivations,
    indicators,
    trend_bands,
)
from veerkracht.catalogue.families import Family, families, menu_registers
from veerkracht.catalogue.registers import Choice, Field, Register, children_of, register, registers
from veerkracht.catalogue.settings import Exposure, Levels, exposures, levels, published_columns, settings

__all__ = [
    "SYNTHETIC", "Boundary", "Choice", "City", "Computation", "Dataset", "Derivation", "Development", "Exposure",
    "Family", "Field", "Levels", "Register", "Words", "boundaries", "breaks", "children_of", "city_names", "claim_values",
    "column_rules", "computations", "datasets", "delicts", "derivations", "evidence_words", "exposures", "families",
    "first_named_words", "indicators", "levels", "load_city", "menu_registers", "name_lists", "published_columns", "register",
    "registers", "risk_indicators", "settings", "sources", "trend_bands",
]  # fmt: skip
