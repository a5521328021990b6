"""Laws of all readers of tables with one row per area."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veerkracht.connectors.kwb_odata import read_kwb_odata
from veerkracht.tables import ColumnRule, Status

CELLS = st.one_of(st.just("."), st.just(""), st.integers(-999, 10**6).map(str), st.decimals(0, 99, places=1).map(str))
AREAS = st.lists(st.integers(0, 99).map(lambda n: f"BU000100{n:02d}"), unique=True, min_size=1, max_size=8)
RULES = [ColumnRule("a", "kwb_odata", "A"), ColumnRule("b", "kwb_odata", "B", scale=0.01)]
TMP_IS_OVERWRITTEN = [HealthCheck.function_scoped_fixture]


@st.composite
def tables(draw):
    return [(area, draw(CELLS), draw(CELLS)) for area in draw(AREAS)]


def read(folder, lines):
    path = folder / "kwb.csv"
    body = "".join(f'"{area}";"{a:>8}";"{b:>8}"\n' for area, a, b in lines)
    path.write_text('"Codering_3";"A_4";"B_5"\n' + body)
    return read_kwb_odata(path, RULES, period="2019", source="kwb").to_pyarrow()


@settings(max_examples=25, deadline=None, suppress_health_check=TMP_IS_OVERWRITTEN)
@given(lines=tables())
def test_absent_cells_stay_absent_and_present_ones_present(tmp_path, lines):
    found = {(row["area"], row["indicator"]): row for row in read(tmp_path, lines).to_pylist()}
    assert len(found) == 2 * len(lines)
    for area, *texts in lines:
        for indicator, text in zip("ab", texts, strict=True):
            row = found[area, indicator]
            assert (row["value"] is None) == (text in ("", ".")) == (row["status"] in Status.ABSENT)


@settings(max_examples=25, deadline=None, suppress_health_check=TMP_IS_OVERWRITTEN)
@given(lines=tables(), data=st.data())
def test_the_order_of_rows_in_the_file_does_not_matter(tmp_path, lines, data):
    shuffled = data.draw(st.permutations(lines))
    assert read(tmp_path, lines).equals(read(tmp_path, shuffled))
