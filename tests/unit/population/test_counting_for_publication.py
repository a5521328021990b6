"""What leaves the house is protected, and what does not fit is named before anything is written."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from veerkracht.catalogue import group_set, group_set_names
from veerkracht.connectors.generator import generate_people
from veerkracht.engine import open_engine
from veerkracht.errors import InputError, MissingDataError, SettingError, TableError, UsageError
from veerkracht.workflows.counting.count import CountRequest, count_people
from veerkracht.workflows.counting.example import write_example
from veerkracht.workflows.counting.write import hidden_per_group, write_counts

LIMIT = 10  # of limited counts, in ProtectionSettings


@pytest.fixture(scope="module")
def engine():
    with open_engine("duckdb?threads=1&memory_mb=500") as opened:
        yield opened


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return write_example(tmp_path_factory.mktemp("example"), households=6_000, seed=4)


def asked(example, **changes):
    areas, households, persons = example
    return CountRequest(
        **{"areas": areas, "period": "2024", "persons": str(persons), "households": str(households)} | changes
    )


def published(finding):
    rows = finding.counts.to_pyarrow().to_pylist()
    return {(row["area"], row["group"]): row for row in rows}


@pytest.fixture(scope="module")
def finding(engine, example):
    return count_people(asked(example), engine)


def test_no_count_below_the_limit_is_shown(finding):
    rows = [row for row in published(finding).values() if row["group"] != "people"]
    shown = [row["value"] for row in rows if row["value"] is not None]
    assert min(shown) >= LIMIT
    assert {
        value % 5 for (area, group), row in published(finding).items() if (value := row["value"]) and area != "city"
    } == {0}
    assert any(row["status"] == "Q" for row in rows)


def test_hidden_counts_cannot_be_worked_out_from_district_and_city(finding):
    assert finding.hidden == sum(row["value"] is None for row in published(finding).values())
    assert finding.unsafe == 0


def test_all_groups_together_are_hidden_where_one_of_them_is(finding):
    rows = published(finding)
    names = [group.id for group in finding.definition.groups]
    areas = {area for area, _ in rows}
    hidden = {area for area in areas if any(rows[area, name]["status"] == "Q" for name in names)}
    assert hidden
    assert all(rows[area, finding.definition.id]["status"] == "Q" for area in hidden)
    assert any(rows[area, finding.definition.id]["status"] != "Q" for area in areas)


def test_every_level_is_told(finding):
    areas = {area for area, _ in published(finding)}
    assert len(areas) == 70 + 14 + 1
    assert hidden_per_group(finding)[-1]["group"] == "people"
    assert {row["areas"] for row in hidden_per_group(finding)} == {85}


def test_a_count_of_nearly_everybody_is_hidden(engine, tmp_path):
    rows = {
        "person": list(range(60)),
        "area": ["A"] * 30 + ["B"] * 30,
        "ill": [True] * 28 + [False] * 2 + [True, False] * 15,
    }
    finding = count_people(small(tmp_path, rows), engine)
    assert [published(finding)[area, "ill"]["status"] for area in "AB"] == ["Q", "Q"]  # B as the complement of A


def small(folder, rows, *, areas="area,parent\nA,C\nB,C\nC,\n", extra=""):
    """Return the request for a register of a few rows with one group."""
    pq.write_table(pa.table(rows), folder / "persons.parquet")
    (folder / "areas.csv").write_text(areas)
    (folder / "groups.toml").write_text(f"""
        id = "all"
        unit = "person"
        label_nl = "Allen"
        label_en = "All"
        {extra}
        [[groups]]
        id = "ill"
        label_nl = "Ziek"
        label_en = "Ill"
        counts_nl = "Wie ziek is."
        counts_en = "Who is ill."
        source = "test"
        where = {{ column = "ill", value = true }}
    """)
    return CountRequest(
        folder / "areas.csv", "2024", persons=str(folder / "persons.parquet"), groups=str(folder / "groups.toml")
    )


def test_columns_of_another_name_are_read(engine, tmp_path):
    rows = {"nummer": list(range(40)), "buurt": ["A"] * 20 + ["B"] * 20, "ziek": [True, False] * 20}
    names = 'columns = { person = "nummer", area = "buurt", ill = "ziek" }\nsensitivity = "open"'
    finding = count_people(small(tmp_path, rows, extra=names), engine)
    assert published(finding)["C", "ill"]["value"] == 20


def test_rows_without_area_are_refused_or_left_out_by_choice(engine, tmp_path):
    from dataclasses import replace

    rows = {"person": list(range(40)), "area": ["A"] * 19 + ["B"] * 19 + [None] * 2, "ill": [True, False] * 20}
    request = small(tmp_path, rows)
    with pytest.raises(TableError, match="2 rows have no area"):
        count_people(request, engine)
    finding = count_people(replace(request, leave_out_unplaced=True), engine)
    assert (finding.rows, finding.unplaced) == (40, 5)  # to the next multiple of the base
    assert published(finding)["C", "people"]["value"] == 38


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"person": [1, 1], "area": ["A", "B"], "ill": [True, False]}, "1 of 2 rows repeat a person"),
        ({"person": [1, 2], "area": ["A", "X"], "ill": [True, False]}, "not in the list of areas, first X"),
        ({"person": [1, 2], "area": ["A", "C"], "ill": [True, False]}, "not in the list of areas, first C"),
        ({"person": [1, 2], "area": [1, 2], "ill": [True, False]}, "area is of type int64"),
        ({"person": [1, 2], "area": ["A", "B"], "ill": ["yes", "no"]}, "column ill of type string"),
        ({"person": [1, 2], "area": ["A", "B"]}, "asks for column ill; there are person, area"),
        ({"person": [1, 2], "ill": [True, False]}, "There is no column area"),
        ({"area": ["A", "B"], "ill": [True, False]}, "There is no column person"),
    ],
)
def test_rows_that_do_not_fit_are_named(engine, tmp_path, rows, said):
    with pytest.raises(TableError, match=said):
        count_people(small(tmp_path, rows), engine)


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        ("area,parent\nA,C\n", r"1 parent\(s\) have no row of their own, first C"),
        ("area,parent\nA,\nA,\n", "row 3 repeats the key A"),
        ("area,parent\n,A\n", "row 2 has no area"),
        ("code,parent\nA,\n", r"column\(s\) area are absent"),
    ],
)
def test_a_list_of_areas_that_does_not_fit_is_named(engine, tmp_path, areas, said):
    rows = {"person": [1], "area": ["A"], "ill": [True]}
    with pytest.raises(InputError, match=said):
        count_people(small(tmp_path, rows, areas=areas), engine)


def test_other_requests_that_cannot_be_met_are_named(engine, example, tmp_path):
    with pytest.raises(UsageError, match="There is no set of groups vulnerable"):
        count_people(asked(example, groups="vulnerable"), engine)
    with pytest.raises(UsageError, match="counts each household, so it needs their file"):
        count_people(asked(example, groups="vulnerable_households", households=""), engine)
    with pytest.raises(MissingDataError, match=r"duckdb cannot read nothing.parquet as Parquet"):
        count_people(asked(example, persons="nothing.parquet"), engine)
    with pytest.raises(TableError, match="no column street"):
        count_people(asked(example, by=("street",)), engine)
    with pytest.raises(TableError, match="asks for the persons of each household"):
        count_people(asked(example, groups="vulnerable_households", persons=""), engine)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = ", "is no TOML"),
        ('id = "a"\nunit = "person"', "lacks or does not know: label_nl, label_en, groups"),
        ('id = "a"\nunit = "street"\nlabel_nl = ""\nlabel_en = ""\ngroups = []', "does not know street"),
        (
            'id = "a"\nunit = "person"\nlabel_nl = ""\nlabel_en = ""\ngroups = []\nbands = [{ name = "b" }]',
            "column, bounds",
        ),
    ],
)
def test_a_definition_that_does_not_fit_is_named(tmp_path, text, said):
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(InputError, match=said):
        group_set(str(tmp_path / "own.toml"))


def test_two_groups_of_one_name_are_refused(engine, tmp_path):
    request = small(tmp_path, {"person": [1], "area": ["A"], "ill": [True]})
    path = tmp_path / "groups.toml"
    path.write_text(path.read_text().replace('id = "all"', 'id = "ill"'))
    with pytest.raises(InputError, match="gives two groups the name ill"):
        count_people(request, engine)


@pytest.mark.parametrize("name", group_set_names())
def test_every_set_of_the_catalogue_tells_who_counts_in_both_languages(name):
    for group in group_set(name).groups:
        assert group.counts_nl != group.counts_en
        assert all((group.label_nl, group.label_en, group.counts_nl, group.counts_en, group.source))


def test_files_hold_protected_counts_and_who_counted_as_what(finding, tmp_path):
    counts, whole, made = write_counts(finding, tmp_path)
    record = json.loads(made.read_text())
    assert [group["id"] for group in record["definitions"]] == [group.id for group in finding.definition.groups]
    assert (record["hidden"], record["unsafe"]) == (finding.hidden, 0)
    assert counts.read_text().count(',"Q"') == finding.hidden
    assert whole.read_text().splitlines()[0] == '"kind","group","other","value","status"'


def test_memberships_that_are_hidden_are_hidden_two_at_a_time(finding):
    rows = [row for row in finding.whole.to_pyarrow().to_pylist() if row["kind"] == "memberships"]
    hidden = [row for row in rows if row["value"] is None]
    assert len(hidden) != 1
    assert next(row["value"] for row in rows if row["group"] == "everybody") == finding.rows


def test_a_synthetic_register_repeats_with_its_seed(tmp_path):
    made = [generate_people(tmp_path / name, households=500, areas=["A", "B"], seed=seed)
            for name, seed in (("one", 1), ("two", 1), ("three", 2))]  # fmt: skip
    persons = [pq.read_table(paths.persons) for paths in made]
    homes = [pq.read_table(paths.households) for paths in made]
    assert persons[0].equals(persons[1]) and homes[0].equals(homes[1])
    assert not persons[0].equals(persons[2])
    assert sum(homes[0]["household_size"].to_pylist()) == persons[0].num_rows
    with pytest.raises(SettingError, match="one household and one area"):
        generate_people(tmp_path, households=0, areas=["A"], seed=1)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgres://host", "does not name an engine"),
        ("sc://", "does not name an engine"),
        ("duckdb?threads=0", "threads=0 is no limit"),
        ("duckdb?memory=4", "memory=4 is no limit"),
    ],
)
def test_an_address_that_names_no_engine_is_refused(address, said):
    with pytest.raises(SettingError, match=said), open_engine(address):
        pass
