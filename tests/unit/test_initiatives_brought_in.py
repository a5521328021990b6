"""What the user is told when a filled-in file of initiatives contradicts itself."""

from veerkracht import load_city
from veerkracht.workflows.initiatives import with_initiatives


def test_a_status_of_the_other_track_is_told_and_kept(tmp_path):
    path = tmp_path / "initiatives.csv"
    path.write_text("id;name;track;status\nA1;Garden;existing;idea\n", "utf-8")
    city, told = with_initiatives(load_city("the-hague"), path)
    row = city.initiatives.to_pyarrow().to_pylist()[0]
    assert (row["track"], row["status"]) == ("existing", "idea")
    assert [str(item) for item in told] == [
        "Initiative A1: this status belongs to the other track. Choose one that fits."
    ]


def test_without_a_file_the_city_stays_as_it_is():
    city = load_city("the-hague")
    assert with_initiatives(city, None) == (city, ())
