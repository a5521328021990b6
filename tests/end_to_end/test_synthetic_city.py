"""Without data and network the edition is that of Voorbeeldstad: labelled everywhere, whole, and protected."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from veerkracht import catalogue
from veerkracht.analysis.disclosure import ProtectionSettings, audit
from veerkracht.tables import OBSERVATIONS, Status, memtable, pull, table_of
from veerkracht.workflows.gathering.fallback import generated
from veerkracht.workflows.monitor import MonitorRequest, read

ON_PAPER = {"nl": "deze cijfers zeggen niets over een echte stad", "en": "these numbers say nothing about a real city"}
ON_THE_WEB = {"nl": "Ze zeggen niets over een echte stad", "en": "They say nothing about a real city"}
CLASSES = {"under_pressure", "shows_resilience", "other_cause", "no_signal", "unknown"}


def test_without_data_and_network_any_city_becomes_the_synthetic_one(tmp_path):
    request = MonitorRequest("the-hague", tmp_path, offline=True)
    found = read(request, progress=lambda stage, what: None, environment={"VEERKRACHT_WORKSPACE": str(tmp_path)})
    assert (found.city.id, found.origin) == ("voorbeeldstad", "generator")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_web_page_says_that_the_data_are_made_up(voorbeeldstad, language):
    folder = voorbeeldstad if language == "nl" else voorbeeldstad / "en"
    pages = [path for path in folder.rglob("*.html") if language == "en" or voorbeeldstad / "en" not in path.parents]
    assert len(pages) > 40
    assert [path.name for path in pages if ON_THE_WEB[language] not in path.read_text("utf-8")] == []


def is_labelled(page, language):
    """Tell whether a page of a PDF says that its data are made up, wherever its lines break."""
    return ON_PAPER[language].replace(" ", "") in "".join(page.extract_text().split())


@pytest.mark.parametrize("name", ["report.nl", "report.en", "summary.nl", "summary.en"])
def test_every_page_of_every_pdf_says_that_the_data_are_made_up(voorbeeldstad, name):
    pages = PdfReader(BytesIO((voorbeeldstad / f"{name}.pdf").read_bytes())).pages
    assert [number for number, page in enumerate(pages, start=1) if not is_labelled(page, name[-2:])] == []


def test_every_map_for_the_table_says_that_the_data_are_made_up(voorbeeldstad):
    sheets = sorted((voorbeeldstad / "print").glob("*.pdf"))
    assert sheets
    for sheet in sheets:
        assert is_labelled(PdfReader(sheet).pages[0], sheet.name[-6:-4])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_word_file_says_in_its_running_header_that_the_data_are_made_up(voorbeeldstad, language):
    with ZipFile(voorbeeldstad / f"report.{language}.docx") as package:
        headers = [package.read(name).decode() for name in package.namelist() if re.search(r"header\d*\.xml", name)]
    assert headers and all(ON_PAPER[language] in re.sub("<[^>]+>", "", header) for header in headers)


def test_the_41_initiatives_all_have_a_page(voorbeeldstad, rows_in, pages_in):
    codes = [row["initiative"] for row in rows_in(voorbeeldstad, "initiatives")]
    assert len(codes) == 41
    assert {f"initiatives/{code}.html" for code in codes} <= pages_in(voorbeeldstad).keys()


def test_all_five_classes_occur(voorbeeldstad, rows_in):
    assert {row["class"] for row in rows_in(voorbeeldstad, "classes")} == CLASSES


def test_what_is_withheld_is_counted_on_the_page_on_method(voorbeeldstad, rows_in, pages_in):
    hidden = {}
    for row in rows_in(voorbeeldstad, "observations"):
        if row["status"] == Status.SUPPRESSED:
            assert row["value"] is None
            hidden[row["indicator"]] = hidden.get(row["indicator"], 0) + 1
    labels = {row["indicator"]: row["label_nl"] for row in rows_in(voorbeeldstad, "indicators")}
    text = pages_in(voorbeeldstad)["method/index.html"].text.lower()
    assert len(hidden) > 5
    for indicator, count in hidden.items():
        label = " ".join(labels[indicator].lower().split())
        shown = f"{count:,}".replace(",", r"\s")
        line = rf"{re.escape(label)} [\d\s.]+ {shown}\b"
        assert re.search(line, text), indicator


def test_no_withheld_figure_can_be_worked_out_from_the_open_data(voorbeeldstad, rows_in):
    areas = {
        row["area"]: row["parent"] for row in pull(generated(catalogue.load_city("voorbeeldstad")).areas).to_pylist()
    }
    limits = catalogue.settings()["protection"]
    settings = ProtectionSettings(
        limits["min_count"], limits["min_count_limited"], limits["min_denominator"], limits["min_denominator_limited"],
        limits["rounding"],
    )  # fmt: skip
    found = audit(
        table_of(OBSERVATIONS, rows_in(voorbeeldstad, "observations")),
        memtable({"area": list(areas), "parent": list(areas.values())}),
        indicators=catalogue.indicators(), settings=settings,
    )  # fmt: skip
    verdicts = pull(found)["safe"].to_pylist()
    assert verdicts.count(True) > 1000
    assert verdicts.count(False) == 0


def test_a_count_on_a_code_without_a_place_is_protected_like_any_other(voorbeeldstad, rows_in, pages_in):
    known = {row["area"] for row in rows_in(voorbeeldstad, "levels")} | {
        row["area"] for row in rows_in(voorbeeldstad, "changes")}  # fmt: skip
    told = re.findall(r"(BU9999\d{4}) [A-Z]\D+ (20\d\d) (\d+)", pages_in(voorbeeldstad)["method/missing.html"].text)
    assert told and not {code for code, *_ in told} & known
    assert [count for *_, count in told if 0 < int(count) < 5] == []
