# %% nl
# # Buurten van Den Haag: een index met haar onzekerheid
#
# U maakt een index van kwetsbaarheid voor de buurten van Den Haag, uit de kerncijfers van het CBS (2019) en de
# Gezondheidsmonitor (2020). De index staat als bestand in de catalogus; u kunt een eigen versie maken.

# %% en
# # Neighbourhoods of The Hague: an index with its uncertainty
#
# You make an index of vulnerability for the neighbourhoods of The Hague, from key figures of Statistics Netherlands (2019)
# and the health monitor (2020). The index is a file in the catalogue; you can make a version of your own.

# %%
import os
from pathlib import Path

from veerkracht.workflows.indexing.make import IndexRequest, make_index

data = Path(os.environ["VEERKRACHT_DATA"])
found = make_index(IndexRequest("vulnerability", city="the-hague", data=data))
names = found.figures.areas.select("area", "name").to_pandas().set_index("area")["name"]
table = found.areas.to_pandas().assign(name=lambda rows: rows["area"].map(names)).sort_values("rank")
table[["name", "rank", "rank_lower", "rank_upper", "score", "probability_top"]].head(10)

# %%
from IPython.display import SVG

from veerkracht.reports.charts import RankPicture, RankRow
from veerkracht.reports.rank_picture import draw_ranks

language = "nl"
ranked = table.dropna(subset=["rank"])
rows = [RankRow(row.name, row.rank, row.rank_lower, row.rank_upper) for row in ranked.itertuples()]
shown = RankPicture(
    (tuple(rows[:12]), tuple(rows[-12:])), total=len(rows), x_label={"nl": "plaats", "en": "rank"}[language]
)
SVG(draw_ranks(shown, language, width=700, label="ranks"))

# %% nl
# Zeg niet: "buurt A staat boven buurt B". Zeg: "van de vijfhonderd manieren om te kiezen staat A er zo vaak boven". De
# volgende tabel geeft die kans voor drie buurten onderaan.

# %% en
# Do not say: "neighbourhood A is above B". Say: "of five hundred ways to choose, A is above it so often". The next table gives
# that probability for three neighbourhoods at the bottom.

# %%
from veerkracht.analysis.indicators.uncertainty import index_pairs
from veerkracht.workflows.indexing.choices import design_of, settings_of

lowest = table.dropna(subset=["rank"]).tail(3)["area"].tolist()
pairs = index_pairs(
    found.figures.observations,
    found.definition.framework,
    indicators=found.figures.indicators,
    areas=lowest,
    design=design_of(found.definition, found.figures.errors),
    settings=settings_of(found.definition),
    draws=500,
    seed=20,
)
pairs.to_pandas().assign(area=lambda rows: rows["area"].map(names), other=lambda rows: rows["other"].map(names))

# %% nl
# ## Liggen kwetsbare buurten bij elkaar?
#
# Moran's I is 0 als buurten los van elkaar liggen, en loopt naar 1 als buren op elkaar lijken.

# %% en
# ## Do vulnerable neighbourhoods lie together?
#
# Moran's I is 0 when neighbourhoods are unlike their neighbours as chance has it, and goes to 1 when neighbours are alike.

# %%
from veerkracht.workflows.patterns import PatternRequest, find_pattern

pattern = find_pattern(PatternRequest("low_income_households", city="the-hague", data=data))
pattern.overall.select("statistic", "expected", "p", "areas", "missing_areas").to_pandas()

# %%
clear = pattern.areas.filter(pattern.areas.q <= 0.1).select("name", "quadrant", "value", "q").to_pandas()
assert {"HH", "LL"} <= set(clear["quadrant"])
clear

# %%
from veerkracht.reports.charts import MoranPicture, MoranPoint
from veerkracht.reports.moran_picture import draw_moran

known = pattern.areas.to_pandas().dropna(subset=["z", "lag"])
rows = known.itertuples(name="Area")
points = tuple(MoranPoint(row.name, row.z, row.lag, bool(row.q <= 0.1)) for row in rows)
statistic = float(pattern.overall.to_pandas()["statistic"].iloc[0])
words = {"nl": ("eigen buurt", "buren"), "en": ("own neighbourhood", "neighbours")}[language]
SVG(draw_moran(MoranPicture(points, statistic, *words), language, width=600, label="Moran"))

# %% nl
# ## Wat verandert er?
#
# Voor elke buurt en indicator: stijgt of daalt het, en hoe zeker is dat, als u meetelt dat het er veel zijn (`p_adjusted`)?

# %% en
# ## What changes?
#
# For each neighbourhood and indicator: does it rise or fall, and how sure is that, allowing for there being many (`p_adjusted`)?

# %%
from veerkracht.workflows.trending import TrendsRequest, make_trends

trends = make_trends(TrendsRequest(city="the-hague", data=data))
clearest = trends.order_by("p_adjusted").limit(10)
clearest.select("name", "indicator", "points", "slope", "lower", "upper", "p_adjusted").to_pandas()
