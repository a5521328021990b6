"""The tables of risks in connection: links and judgements, loops, cross-impacts, cognitive maps, surveys and loads."""

from __future__ import annotations

from veerkracht.tables.shape import Shape

JUDGEMENTS = Shape("judgements", {
    "respondent": "string", "source": "string", "target": "string", "sign": "int64", "strength": "int64",
    "lag_days": "float64", "certainty": "string", "evidence": "string",
}, ("respondent", "source", "target"))  # fmt: skip
"""What one respondent says of one link between risks.

`sign`: 1 the source makes the target worse, -1 less bad, 0 there is no link. `strength`: 1 (almost nothing) to 5
(very strong), null unknown. `lag_days`: days before it is noticed. `certainty`: high, medium, low. `evidence`: what
the judgement rests on. A link that a respondent has no row for was not named by them."""

RISK_NETWORK = Shape("risk_network", {
    "source": "string", "target": "string", "sign": "int64", "weight": "float64", "lower": "float64",
    "upper": "float64", "assumed": "boolean", "lag_days": "float64", "respondents": "int64", "named": "float64",
    "opposed": "boolean", "evidence": "string", "reference": "string",
}, ("source", "target"))  # fmt: skip
"""A link between risks: how far one unit more of the source changes the target.

`sign`: that of the weight, or the one that was stated where the weight is unknown; null where as many say worse as say
less bad. `weight`: -1 to 1, null unknown, with the interval `lower` to `upper`. `assumed`: the weight was put in by
`assume_strength`. `lag_days`: null unknown. `respondents`: how many judged the link, null where nobody was asked;
`named`: share (0-1) of all respondents who said there is a link. `opposed`: some say worse and some say less bad.
`evidence` and `reference`: what the sign rests on and where it stands."""

LOOPS = Shape("loops", {
    "loop": "string", "rank": "int64", "length": "int64", "kind": "string", "gain": "float64", "lower": "float64",
    "upper": "float64", "probability_reinforcing": "float64", "lag_days": "float64", "unknown_links": "int64",
}, ("loop",))  # fmt: skip
"""A chain of links that comes back where it began.

`loop`: its risks in order, joined by `` > ``, from the one whose name comes first. `kind`: reinforcing, balancing, or
unknown where a sign is. `gain`: product of the weights, null where one is unknown, with the interval over the draws
and the share of draws in which it is above 0. `lag_days`: once round, null where one is unknown. `rank`: 1 for the
largest absolute gain; loops of unknown gain come last and have none."""

LOOP_LINKS = Shape("loop_links", {
    "loop": "string", "position": "int64", "source": "string", "target": "string",
}, ("loop", "position"))  # fmt: skip
"""The links of each loop; `position` counts from 1."""

LINK_EFFECTS = Shape("link_effects", {
    "initiative": "string", "source": "string", "target": "string", "lower": "float64", "upper": "float64",
}, ("initiative", "source", "target"))  # fmt: skip
"""By what share (0-1) an initiative makes a link weaker: at least `lower`, at most `upper`."""

CROSS_IMPACTS = Shape("cross_impacts", {
    "respondent": "string", "descriptor": "string", "state": "string", "target": "string", "target_state": "string",
    "judgement": "float64",
}, ("respondent", "descriptor", "state", "target", "target_state"))  # fmt: skip
"""How a state of one descriptor promotes (3) or hampers (-3) a state of another; 0 is no influence. `respondent` is
null where there is one set of judgements."""

SCENARIO_STATES = Shape("scenario_states", {
    "scenario": "string", "descriptor": "string", "state": "string", "impact": "float64", "inconsistency": "float64",
    "total_impact": "float64",
}, ("scenario", "descriptor"))  # fmt: skip
"""The state of each descriptor in a scenario (``S1``, ``S2``, ...; the highest total impact first).

`impact`: sum of the judgements on that state; `inconsistency`: how much more the best other state has (0 where
none has); `total_impact`: sum of `impact` over the scenario."""

CONCEPTS = Shape("concepts", {"concept": "string", "start": "float64", "clamp": "float64"}, ("concept",))
"""A concept of a cognitive map: its value at the start, and the value at which it is held (null: it moves freely)."""

NAMED_PAIRS = Shape("named_pairs", {"respondent": "string", "first": "string", "second": "string"},
                    ("respondent", "first", "second"))  # fmt: skip
"""A pair of risks that a respondent says are connected, in whatever order."""

BURDENS = Shape("burdens", {
    "bearer": "string", "risk": "string", "load": "float64", "lower": "float64", "upper": "float64",
    "reference": "string",
}, ("bearer", "risk"))  # fmt: skip
"""How heavily a risk weighs on a group or area: 0 (not) to 1 (fully), null unknown, with its interval."""

ASSOCIATIONS = Shape("associations", {
    "first": "string", "second": "string", "weight": "float64", "reference": "string",
}, ("first", "second"))  # fmt: skip
"""Two risks that are told of together, in alphabetical order: how much, without saying which works on which. A pair
without a row is unknown."""
