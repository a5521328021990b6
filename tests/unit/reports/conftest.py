"""A small made-up edition in which every kind of block, inline and picture occurs."""

import pytest
import shapely

from veerkracht.reports.content import (
    Answer,
    Chance,
    ClassMark,
    Column,
    DataTable,
    Direction,
    Downloads,
    Edition,
    Figure,
    Flow,
    Heading,
    Items,
    Kind,
    Label,
    LegendEntry,
    Link,
    MapArea,
    MapPicture,
    Notice,
    Number,
    Page,
    Paragraph,
    Phrase,
    PlanePicture,
    PlanePoint,
    SeriesPicture,
    SeriesPoint,
    Source,
)

CLASSES = ("under_pressure", "shows_resilience", "other_cause", "no_signal", "unknown")
RISKS = (
    ("loneliness", Label("Eenzaamheid", "Loneliness"), Kind("stress"), Direction("rising"), 0.97),
    ("poverty", Label("Armoede", "Poverty"), Kind("stress"), Direction("falling"), 0.9),
    ("cyber", Label("Cyberaanval", "Cyber attack"), Kind("shock"), Direction("steady"), 0.61),
    ("fake-news", Label("Nepnieuws", "Fake news"), Kind("emerging"), Direction("unknown"), None),
    (
        "youth",
        Label("Opeenhoping bij jeugdigen", "Accumulation among youth"),
        Kind("compound"),
        Direction("rising"),
        0.8,
    ),
)


def _class_map():
    squares = [
        MapArea(
            area=f"BU{place:02d}",
            name=f"Buurt <{place}>",
            style=CLASSES[place % 5],
            certainty=(1.0, 0.7, 0.5)[place % 3],
            geometry=shapely.to_wkb(
                shapely.box(
                    80_000 + 500 * (place % 5),
                    455_000 + 500 * (place // 5),
                    80_500 + 500 * (place % 5),
                    455_500 + 500 * (place // 5),
                )
            ),
        )
        for place in range(15)
    ]
    legend = tuple(LegendEntry(code, ClassMark(code), 3) for code in CLASSES)
    return MapPicture(tuple(squares), legend, settings="Band ±0,5.")


def _series():
    points = (
        SeriesPoint(2010, 50.0, 48.0, 52.0),
        SeriesPoint(2011, None),
        SeriesPoint(2012, 51.2, 49.5, 53.0),
        SeriesPoint(2013, 53.1, 51.0, 55.0),
        SeriesPoint(2016, 55.0, 53.0, 57.0, broken=True),
        SeriesPoint(2020, 56.8, 55.0, 58.5),
    )
    compare = (SeriesPoint(2012, 42.0), SeriesPoint(2016, 43.0), SeriesPoint(2020, 47.0))
    return SeriesPicture(
        points, "percent", 1, Label("Den Haag", "The Hague"), compare, Label("Nederland", "Netherlands")
    )


def _plane():
    points = tuple(
        PlanePoint(f"Buurt {place}", x, y, CLASSES[place % 5])
        for place, (x, y) in enumerate([(1.2, 0.9), (0.8, -0.4), (-0.7, 1.1), (0.1, 0.1), (-1.0, -0.6)])
    )
    return PlanePicture(points, Label("kwetsbaarheid", "vulnerability"), Label("overlast", "nuisance"), 0.5, 0.5)


def _risk_table():
    rows = tuple(
        (Link(name, page=f"risks/{risk}"), kind, direction, Chance(chance), Number(3))
        for risk, name, kind, direction, chance in RISKS
    )
    columns = (Column("Risico"), Column("Soort"), Column("Richting"), Column("Kans"), Column("Bronnen", numeric=True))
    return DataTable(Label("Ontwikkeling van elk risico", "Development of each risk"), columns, rows, ("kwb", "health"))


def _home():
    rising = Phrase("{n} source", {"n": Number(2)}, plural="{n} sources", count=2, strong=("n",))
    gap = Phrase(
        "{value} ({lower} to {upper})",
        strong=("value",),
        values={"value": Number(0.4, "index_points", 1, 0.1, 0.7), "lower": "2011", "upper": "2016"},
    )
    flow = Flow(
        Label("Initiatieven per stand", "Initiatives by status"),
        ((Label("idee", "idea"), 3), (Label("gestart", "started"), 9)),
        ("initiatives",),
    )
    figure = Figure(
        "map-classes",
        _class_map(),
        Label("Kaart van klassen", "Map of classes"),
        Label("Buurten 2020.", "Neighbourhoods 2020."),
        ("kwb",),
        table=_class_table(),
    )
    blocks = (
        Paragraph(Label("Twee vragen, elk jaar opnieuw.", "Two questions, every year.")),
        Heading(Label("Hoe ontwikkelen de risico’s zich?", "How do the risks develop?")),
        Answer(rising, ("kwb",)),
        _risk_table(),
        Heading(Label("Hoe gaat het met de initiatieven?", "How are the initiatives doing?")),
        flow,
        Heading(Label("Waar staat de veerkracht onder druk?", "Where is resilience under pressure?"), anchor="map"),
        Answer(gap, ("kwb", "health", "police")),
        figure,
        Downloads((Link("CSV", file="data/classes.csv"), Link("GeoJSON", file="data/classes.geojson"))),
    )
    return Page("index", Label("Hoe veerkrachtig is Voorbeeldstad?", "How resilient is Exampleton?"), blocks)


def _class_table():
    rows = (
        ("Buurt 1", ClassMark("under_pressure"), Number(1234.5, decimals=1)),
        ("Buurt 2", ClassMark("unknown"), Number(None, status="Q")),
    )
    columns = (Column("Buurt"), Column("Klasse"), Column("Inwoners", numeric=True))
    return DataTable(Label("Klasse per buurt", "Class per neighbourhood"), columns, rows, ("kwb",), closed=True)


def _risk_page(risk, name):
    blocks = (
        Notice(Label("Er is een breuk in 2016.", "There is a break in 2016.")),
        Answer(
            Phrase(
                "{value} ({lower} to {upper})", {"value": Number(56.8, "percent", 1), "lower": "2010", "upper": "2020"}
            ),
            ("health",),
        ),
        Figure(f"series-{risk}", _series(), name, name, ("health",)),
        Heading("x & y", level=3),
        Items((Label("een", "one"), Number(2, sources=("kwb",)))),
        Figure(f"plane-{risk}", _plane(), name, Paragraph("").text, ("kwb",)),
    )
    return Page(f"risks/{risk}", name, blocks, section="risks", depth=2)


@pytest.fixture
def edition():
    """A made-up edition of a made-up city."""
    risks = Page(
        "risks/index",
        Label("Welke risico’s volgt de stad?", "Which risks does the city follow?"),
        (_risk_table(),),
        "risks",
    )
    pages = (_home(), risks, *(_risk_page(risk, name) for risk, name, *_ in RISKS))
    sources = (
        Source(
            "kwb", "Kerncijfers wijken en buurten", "CBS", "CC BY 4.0", "https://example.org/kwb", "2020", "2021-02-01"
        ),
        Source("health", "Gezondheidsmonitor", "RIVM"),
        Source("police", "Misdrijven"),
        Source("initiatives", "Opgave"),
    )
    return Edition(
        Label("Voorbeeldstad", "Exampleton"),
        "2021",
        "2021-03-01",
        True,
        pages,
        (Paragraph("Kort."),),
        sources,
        Label("Gemeente Voorbeeldstad", "City of Exampleton"),
        "0.1.0",
        "CC BY 4.0",
    )
