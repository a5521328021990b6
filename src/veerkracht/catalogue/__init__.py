"""Definitions as data: indicators, sources, settings and cities. A second city costs a file, not a function."""

from veerkracht.catalogue.cities import (
    SYNTHETIC,
    City,
    Development,
    Wording,
    city_names,
    load_city,
    risk_indicators,
)
from veerkracht.catalogue.datasets import (
    Boundary,
    Dataset,
    boundaries,
    country_boundaries,
    datasets,
    name_lists,
    sources,
)
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
from veerkracht.catalogue.drills import (
    adverse_combinations,
    combination_words,
    drill_asks,
    drill_elements,
    known_events,
)
from veerkracht.catalogue.families import Family, Question, families, first_questions, menu_registers
from veerkracht.catalogue.indices import Element, IndexDefinition, index_definition, index_names
from veerkracht.catalogue.population import Band, Group, GroupSet, group_set, group_set_names
from veerkracht.catalogue.recorded import Kept, Recorded
from veerkracht.catalogue.registers import Choice, Field, Register, children_of, register, registers
from veerkracht.catalogue.settings import Exposure, Levels, exposures, levels, published_columns, settings

__all__ = [
    "SYNTHETIC", "Band", "Boundary", "Choice", "City", "Computation", "Dataset", "Derivation", "Development", "Element",
    "Exposure", "Family", "Field", "Group", "GroupSet", "IndexDefinition", "Kept", "Levels", "Question", "Recorded",
    "Register", "Wording", "Words", "adverse_combinations", "boundaries",
    "breaks", "children_of", "city_names", "column_rules", "combination_words", "computations",
    "country_boundaries", "datasets", "delicts", "derivations", "drill_asks", "drill_elements",
    "exposures", "families", "first_questions", "group_set", "group_set_names", "index_definition", "index_names",
    "indicators", "known_events", "levels", "load_city", "menu_registers", "name_lists",
    "published_columns", "register", "registers", "risk_indicators", "settings", "sources", "trend_bands",
]  # fmt: skip
