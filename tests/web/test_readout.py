"""A register reads out as a table, with only what the reader may see."""

from veerkracht.catalogue import register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.readout import read_out


def test_unknown_answers_are_null_and_hidden_fields_are_no_column(make_record, officer):
    make_record("risks", external_id="a", name={"nl": "Hitte"}, kind="shock", published=True)

    seen = read_out(officer.reader, register("risks")).to_pyarrow().to_pylist()[0]
    public = read_out(Reader(), register("risks")).to_pyarrow().to_pylist()[0]
    assert (seen["record"], seen["name_nl"], seen["name_en"], seen["review_date"]) == ("a", "Hitte", None, None)
    assert "acceptance_reason" in seen
    assert "acceptance_reason" not in public
