"""Crosswalks read from files: boundary changes and postcodes."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from veerkracht.connectors.boundary_changes import read_boundary_changes
from veerkracht.connectors.postcodes import read_postcodes
from veerkracht.errors import InputError, UsageError

PAIR = {"model": "m", "level": "district", "from_year": 2016, "to_year": 2019}


def changes(folder, pairs, niveau="wijk"):
    """Write pairs as they are published: the code of the later year stands under `van_code`."""
    path = folder / "changes.parquet"
    rows = [("m", niveau, 2016, 2019, target, source, count) for source, target, count in pairs]
    names = ("model", "niveau", "van_jaar", "naar_jaar", "van_code", "naar_code", "waarde")
    pq.write_table(pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)}), path)
    return path


def pairs_of(table):
    return [(row["source"], row["target"], row["share"]) for row in table.to_pyarrow().to_pylist()]


def test_addresses_become_shares_of_each_source(tmp_path):
    path = changes(tmp_path, [("051808", "051807", 1), ("051808", "051808", 3), ("051807", "051807", 9)])
    assert pairs_of(read_boundary_changes(path, **PAIR)) == [
        ("WK051807", "WK051807", 1.0), ("WK051808", "WK051807", 0.25), ("WK051808", "WK051808", 0.75),
    ]  # fmt: skip


def test_municipalities_have_their_own_letters(tmp_path):
    path = changes(tmp_path, [("0022", "1969", 5)], niveau="gemeente")
    assert pairs_of(read_boundary_changes(path, **{**PAIR, "level": "municipality"})) == [("GM0022", "GM1969", 1.0)]


def test_an_unknown_pair_of_years_is_told_with_the_models_there_are(tmp_path):
    with pytest.raises(UsageError, match="Models: m"):
        read_boundary_changes(changes(tmp_path, [("051808", "051807", 1)]), **{**PAIR, "to_year": 2030})


@pytest.mark.parametrize("pairs", [[("051808", "051807", 1)] * 2, [("051808", "051807", 0), ("051808", "051808", 4)]])
def test_repeated_pairs_and_pairs_without_addresses_are_refused(tmp_path, pairs):
    with pytest.raises(InputError):
        read_boundary_changes(changes(tmp_path, pairs), **PAIR)


def test_a_postcode_is_divided_by_its_addresses(tmp_path):
    path = tmp_path / "pc6.csv"
    path.write_text('"neighb_code","PC6","freq"\n"BU05183638","2531 ab",30\n"BU05183620","2531AB",10\n')
    assert pairs_of(read_postcodes(path)) == [("2531AB", "BU05183620", 0.25), ("2531AB", "BU05183638", 0.75)]


@pytest.mark.parametrize("row", ["BU05183638,2531A,1", "BU05183638,2531AB,0", "BU05183638,2531AB,", "XX,2531AB,1",
                                 "BU05183638,2531AB,1\nBU05183638,2531AB,2"])  # fmt: skip
def test_a_damaged_row_of_postcodes_is_refused(tmp_path, row):
    path = tmp_path / "pc6.csv"
    path.write_text(f"neighb_code,PC6,freq\n{row}\n")
    with pytest.raises(InputError):
        read_postcodes(path)
