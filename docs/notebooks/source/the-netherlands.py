# %% nl
# # Heel Nederland: wijken en buurten
#
# U leest de wijken van heel Nederland (kerncijfers 2016, Leefbaarometer) en de buurten (Gezondheidsmonitor 2020). U ziet hoe
# ongelijk de wijken zijn, en u maakt een index van ruim 12.000 buurten met de onzekerheid erbij. In de bestanden ontbreken
# Groningen en Eindhoven: dat staat zo in hun beschrijving.

# %% en
# # All of the Netherlands: districts and neighbourhoods
#
# You read the districts of the whole country (key figures 2016, liveability) and its neighbourhoods (health monitor 2020). You
# see how uneven districts are, and you make an index of over 12,000 neighbourhoods with its uncertainty. Groningen and
# Eindhoven are not in the files: their description says so.

# %%
import os
from pathlib import Path

from veerkracht import catalogue
from veerkracht.tables import OBSERVATIONS, stack
from veerkracht.workflows.gathering.readers import READERS

data = Path(os.environ["VEERKRACHT_DATA"])
sets = {item.id: item for item in catalogue.datasets()}
wanted = ["kwb-map-district-2016", "leefbaarometer2-district"]
tables = [READERS[sets[name].reader](data / sets[name].path, sets[name], None) for name in wanted]
figures = stack(tables, OBSERVATIONS)
counted = figures.group_by("indicator", "period").agg(districts=figures.value.count())
counted.order_by("indicator", "period").to_pandas()

# %% nl
# ## Wonen ouderen gespreid, binnen en tussen gemeenten?
#
# De maat van Theil is op te delen: een deel tussen gemeenten, een deel binnen gemeenten.

# %% en
# ## Do older people live evenly, within and between municipalities?
#
# Theil's measure can be split: a part between municipalities, a part within them.

# %%
from veerkracht.analysis.trends import theil

people = figures.filter((figures.indicator == "population") & (figures.period == "2016"))
areas = people.select("area", group="GM" + people.area.substr(2, 4), population=people.value)
older = figures.filter((figures.indicator == "older_share") & (figures.period == "2016"))
uneven = theil(older.select("area", "period", "indicator", "value"), areas).to_pandas()
assert abs(uneven["total"] - uneven["within"] - uneven["between"]).max() < 1e-12
uneven

# %% nl
# ## Een index van alle buurten
#
# Dezelfde opdracht als voor één stad. Dit duurt een halve minuut tot een minuut: de index wordt honderden keren gemaakt.

# %% en
# ## An index of all neighbourhoods
#
# The same request as for one city. It takes half a minute to a minute: the index is made hundreds of times.

# %%
from veerkracht.workflows.indexing.make import IndexRequest, make_index

found = make_index(IndexRequest("wellbeing", data=data, draws=200, sensitivity=False))
table = found.areas.to_pandas().dropna(subset=["rank"])
table.assign(width=table["rank_upper"] - table["rank_lower"])[["rank", "width", "probability_top"]].describe()

# %% nl
# Het interval van een plaats beslaat al snel tweeduizend plaatsen. Wie buurten op volgorde zet, moet dat erbij zeggen. Wel zeker:
# een buurt met kans 1 hoort bij de beste tien procent, hoe u ook kiest.

# %% en
# The interval of a rank soon spans two thousand places. Whoever puts neighbourhoods in order must say so. What is sure: a
# neighbourhood with probability 1 belongs to the best tenth, however you choose.

# %%
print(f"{(table['probability_top'] > 0.99).sum()} / {len(table)}")
assert table["probability_top"].between(0, 1).all() and len(table) > 12_000

# %% nl
# ## Leefbaarheid: hoe ver liggen wijken uiteen?
#
# De score van de Leefbaarometer kan onder nul liggen. Dan past geen verhouding zoals die van Theil, wel de spreiding,
# gewogen naar inwoners.

# %% en
# ## Liveability: how far apart are districts?
#
# The liveability score can lie below zero. A ratio such as Theil's does not fit then; the spread, weighted by residents, does.

# %%
from veerkracht.analysis.trends import spread

liveable = figures.filter(figures.indicator == "liveability_total")
spread(liveable.select("area", "period", "indicator", "value"), areas).to_pandas()
