"""The tables of the monitor: areas, figures, scores, risks, initiatives, claims and sources."""

from __future__ import annotations

from veerkracht.tables.shape import Shape

AREAS = Shape("areas", {
    "area": "string", "level": "string", "name": "string", "parent": "string", "municipality": "string",
    "division": "int64", "geometry": "binary",
}, ("area", "division"))  # fmt: skip
"""One row per statistical area: level country, municipality, district or neighbourhood; `division` is the
year of the boundaries; `geometry` is WKB in EPSG:28992 (metres), null when no boundary is known."""

INDICATORS = Shape("indicators", {
    "indicator": "string", "label_nl": "string", "label_en": "string", "explanation_nl": "string",
    "explanation_en": "string", "unit": "string", "kind": "string", "direction": "int64", "theme": "string",
    "sensitivity": "string", "denominator": "string", "rounding": "float64", "noise": "string",
    "decimals": "int64", "worst": "float64", "best": "float64",
}, ("indicator",))  # fmt: skip
"""`kind`: count, percentage, rate, mean, index; `direction`: -1 higher is worse, 1 higher is better, 0
neither; `theme`: vulnerability, problem, capacity, exposure, context; `sensitivity`: open, limited,
forbidden (never in a score); `rounding`: base to which the source rounds, in the unit; `noise`: none,
poisson (count), binomial (share of a denominator), model (small-area estimate)."""

OBSERVATIONS = Shape("observations", {
    "area": "string", "period": "string", "indicator": "string", "value": "float64", "status": "string",
    "source": "string",
}, ("area", "period", "indicator", "source"))  # fmt: skip
"""One measured value; `period` is ISO 8601 (``2019`` or ``2016-03``)."""

SCORES = Shape("scores", {
    "area": "string", "period": "string", "indicator": "string", "score": "float64", "lower": "float64",
    "upper": "float64", "coverage": "float64", "status": "string",
}, ("area", "period", "indicator"))  # fmt: skip
"""A normalised value with its 90 % interval and the share (0-1) of its inputs that was present."""

LINKS = Shape("links", {
    "source": "string", "target": "string", "weight": "float64", "sign": "int64", "statement_nl": "string",
    "statement_en": "string", "evidence": "string", "reference": "string",
}, ("source", "target"))  # fmt: skip

CROSSWALK = Shape("crosswalk", {"source": "string", "target": "string", "share": "float64"}, ("source", "target"))

FRAMEWORK = Shape("framework", {"element": "string", "parent": "string", "weight": "float64"}, ("element",))
"""The tree of an index: each indicator or group, the group it is part of (null for the index itself) and its weight
beside the others of that group, 0 or more; the weights of a group need not add up to 1."""

RISKS = Shape("risks", {
    "risk": "string", "kind": "string", "label_nl": "string", "label_en": "string", "first_named": "string",
    "in_strategy": "string", "note_nl": "string", "note_en": "string", "reference": "string",
}, ("risk",))  # fmt: skip
"""`kind`: shock, stress, emerging, compound; `in_strategy`: yes, likely, unknown, no."""

INITIATIVES = Shape("initiatives", {
    "initiative": "string", "name_nl": "string", "name_en": "string", "track": "string", "status": "string",
    "status_reason": "string", "goal": "string", "in_strategy": "string", "lead": "string", "partners": "string",
    "municipal_role": "string", "areas": "string", "start": "string", "end": "string", "progress_nl": "string",
    "progress_en": "string", "lesson_nl": "string", "lesson_en": "string", "outlook_nl": "string",
    "outlook_en": "string", "risks": "string", "benefit_good_times_nl": "string",
    "benefit_good_times_en": "string", "benefit_bad_times_nl": "string", "benefit_bad_times_en": "string",
    "merged_into": "string", "reference": "string",
}, ("initiative",))  # fmt: skip
"""`track`: new or existing, null when unknown; lists (`partners`, `areas`, `risks`) are joined by ``; ``."""

CLAIMS = Shape("claims", {
    "claim": "string", "subject": "string", "statement_nl": "string", "statement_en": "string", "value": "string",
    "unit": "string", "year": "string", "reference": "string", "conflict_group": "string", "note_nl": "string",
    "note_en": "string",
}, ("claim",))  # fmt: skip
"""A published statement, kept as published; claims of one `conflict_group` contradict and all stay."""

SOURCES = Shape("sources", {
    "source": "string", "title": "string", "publisher": "string", "licence": "string", "url": "string",
    "edition": "string", "retrieved": "string", "sha256": "string", "file": "string",
}, ("source",))  # fmt: skip
