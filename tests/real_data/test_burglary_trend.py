"""The direction of a published series whose course is known."""

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from veerkracht.analysis.trends import TrendSettings, series_direction
from veerkracht.tables import INDICATORS, OBSERVATIONS, table_of

CATALOGUE = table_of(INDICATORS, [{"indicator": "burglaries", "kind": "count", "noise": "poisson"}])


@pytest.fixture(scope="module")
def burglaries(data_dir):
    """Burglaries in The Hague per year: codes of its neighbourhoods start with 518."""
    table = pq.read_table(data_dir / "politie_haaglanden" / "delicts_buurt_month_2011_2016.parquet")
    chosen = pc.and_(pc.equal(table["delict_code"], "104"), pc.starts_with(table["code"], "518"))
    city = table.filter(chosen).append_column("count", pc.cast(table.filter(chosen)["delicts"], "float64"))
    sums = city.group_by("year").aggregate([("count", "sum")]).to_pylist()
    return {row["year"]: row["count_sum"] for row in sums}


def _direction(counts):
    rows = [{"area": "GM0518", "period": year, "indicator": "burglaries", "value": count, "status": "A",
             "source": "police"} for year, count in counts.items()]  # fmt: skip
    table = series_direction(table_of(OBSERVATIONS, rows), CATALOGUE, settings=TrendSettings())
    return table.to_pyarrow().to_pylist()[0]


@pytest.mark.real_data
def test_burglaries_in_the_hague_fell_from_2011_to_2016(burglaries):
    assert (burglaries["2011"], burglaries["2016"]) == (3009, 1775)
    row = _direction(burglaries)
    assert (row["direction"], row["points"], row["first_period"], row["last_period"]) == ("falling", 6, "2011", "2016")
    assert row["p_falling"] > 0.95
    assert row["slope_upper"] < 0


@pytest.mark.real_data
def test_the_last_year_alone_gives_no_direction(burglaries):
    assert _direction({"2016": burglaries["2016"]})["reason"] == "too_few_points"
