# %% nl
# # Een index van begin tot eind
#
# In deze les maakt u een index in de stappen van het handboek van de OESO en het JRC: delen, aanvullen, uitschieters
# behandelen, op één schaal brengen, wegen en samenvoegen. Daarna ziet u hoe zeker de plaatsen zijn. De cijfers zijn
# het openbare voorbeeld ASEM van het JRC: 51 landen en 49 indicatoren. Bij elke stap staat wat er veranderde.

# %% en
# # An index from start to end
#
# In this lesson you make an index in the steps of the handbook of the OECD and the JRC: divide, fill in, treat outliers,
# bring to one scale, weigh and put together. Then you see how sure the ranks are. The figures are the public example
# ASEM of the JRC: 51 countries and 49 indicators. Each step tells what it changed.

# %%
import os
from pathlib import Path

from veerkracht.analysis import indicators as step
from veerkracht.connectors import composite_example as example

data = Path(os.environ["VEERKRACHT_DATA"]) / "composite_indicator_asem"
raw = example.read_example_observations(data)
directions = example.read_example_indicators(data)
framework = example.read_example_framework(data)
raw.limit(5).to_pandas()

# %% nl
# ## Delen en aanvullen
#
# Een groot land heeft meer vluchten dan een klein land. Daarom delen we door inwoners, oppervlak of economie. Wat
# ontbreekt, vullen we met het gemiddelde van de groep (Europa of Azië). Wat is aangevuld, houdt een eigen status.

# %% en
# ## Divide and fill in
#
# A large country has more flights than a small one. So we divide by residents, area or economy. What is missing is filled
# with the mean of the group (Europe or Asia). What was filled in keeps a status of its own.

# %%
divided = step.denominate(raw, example.read_example_denominators(data), indicators=directions)
groups = example.read_example_groups(data)
filled = step.impute_group_mean(divided, groups.filter(groups.grouping == "EurAsia_group"))
step.imputation_told(filled).to_pandas().query("filled > 0")

# %% nl
# ## Uitschieters
#
# Een indicator met een scheve staart laat alle andere landen op elkaar lijken. Zulke waarden halen we naar binnen, hoogstens
# vijf per indicator; helpt dat niet, dan nemen we de logaritme van het origineel.

# %% en
# ## Outliers
#
# An indicator with a long tail makes all other countries look alike. We pull such values in, five per indicator at most; if
# that does not help, we take the logarithm of the original.

# %%
treated = step.treat_outliers(filled, most=5, transform="log_ct")
treated.told.to_pandas().query("moved > 0")

# %% nl
# ## Eén schaal, en samenvoegen
#
# Elke indicator gaat naar 0 (slechtste) tot 100 (beste). De gewichten gelden binnen elke groep; een groep met te weinig
# cijfers krijgt geen score.

# %% en
# ## One scale, and putting together
#
# Each indicator goes to 0 (worst) to 100 (best). Weights hold within each group; a group with too few figures gets no score.

# %%
scores = step.normalise_range(treated.observations, directions, lowest=0.0, highest=100.0)
parts = step.aggregate_tree(scores, framework, method="arithmetic")
index = parts.filter(parts.indicator == "Index").order_by(parts.score.desc())
index.select("area", "score", "coverage").limit(10).to_pandas()

# %% nl
# ## Hoe zeker is dit?
#
# Hadden we anders kunnen kiezen? Ja: andere gewichten, een andere schaal, een ander gemiddelde. We maken de index
# duizend keer, telkens met andere keuzes. De tabel toont de plaats zoals gepubliceerd, en tussen welke plaatsen 90 van de
# 100 uitkomsten liggen.

# %% en
# ## How sure is this?
#
# Could we have chosen otherwise? Yes: other weights, another scale, another mean. We make the index a thousand times,
# each time with other choices. The table shows the rank as published, and between which ranks 90 of 100 outcomes lie.

# %%
from veerkracht.analysis.indicators import uncertainty as doubt

design = doubt.Design(
    (
        doubt.Treatments((doubt.Treatment(), doubt.Treatment(points=5, otherwise="log_ct"))),
        doubt.Normalisers(
            (
                doubt.Normaliser("minmax", {"lowest": 1.0, "highest": 100.0}),
                doubt.Normaliser("percentile_rank", {"lowest": 1.0, "highest": 100.0}),
            )
        ),
        doubt.NoisyWeights(0.25),
        doubt.Aggregators((doubt.Aggregator((1.0,)), doubt.Aggregator((0.0,)))),
    )
)
settings = doubt.Settings(
    treatment=doubt.Treatment(points=5, otherwise="log_ct"),
    normaliser=doubt.Normaliser("minmax", {"lowest": 1.0, "highest": 100.0}),
)
sure = doubt.index_uncertainty(
    filled, framework, indicators=directions, design=design, draws=1000, seed=20, settings=settings
)
table = sure.order_by("rank").select("area", "rank", "rank_lower", "rank_upper", "probability_top").to_pandas()
table.head(10)

# %%
assert (table["rank_lower"] <= table["rank_upper"]).all() and len(table) == 51

# %% nl
# ## Welke keuze maakt het meest uit?
#
# `first` is het deel van de verschuiving dat bij één keuze hoort, `total` telt ook mee wat zij samen met andere doet.

# %% en
# ## Which choice matters most?
#
# `first` is the share of the shift that goes with one choice, `total` also counts what it does together with others.

# %%
causes = doubt.index_sensitivity(
    filled, framework, indicators=directions, design=design, base=128, seed=20, settings=settings
)
causes.filter(causes.output == "mean_rank_shift").select("factor", "first", "total").to_pandas()
