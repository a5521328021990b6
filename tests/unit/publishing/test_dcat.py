"""The catalogue for data portals has what DCAT-AP-NL 3 asks, the same in both notations."""

import json
from dataclasses import replace

import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from veerkracht.errors import PublicationError
from veerkracht.reports.content import Label
from veerkracht.reports.data_files import data_listing, data_package
from veerkracht.reports.dcat import Harvest, dcat_catalogue
from veerkracht.reports.linked_data import Iri, Literal, Node, json_ld, turtle

EU = "http://publications.europa.eu/resource/authority"
BASE = "https://example.org/monitor/2021/"
HARVEST = Harvest(BASE, "https://example.org/id/gm0001", "mailto:data@example.org", Label("Dataloket", "Data desk"))
VERSION = URIRef("http://www.w3.org/ns/dcat#version")  # newer than the library's own list
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

# DCAT-AP-NL 3.0.0 and, where it adds nothing, DCAT-AP 3.0.0: properties with a minimum of one
MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCAT.dataset),
    DCAT.Dataset: (
        DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.publisher, DCTERMS.creator,
        DCTERMS.accessRights, DCAT.contactPoint, DCAT.theme,
    ),
    DCAT.Distribution: (DCAT.accessURL, DCTERMS.license),
    FOAF.Agent: (FOAF.name,),
    VCARD.Kind: (VCARD.fn, VCARD.hasEmail),
    SPDX.Checksum: (SPDX.algorithm, SPDX.checksumValue),
}  # fmt: skip
AT_MOST_ONE = (DCTERMS.identifier, DCAT.contactPoint, DCAT.accessURL, DCAT.downloadURL, VERSION)


@pytest.fixture
def listing(edition, tables, areas, properties):
    package = data_package(edition, tables, areas=areas, properties=properties)
    return data_listing(package, tables, properties=properties)


@pytest.fixture
def made(edition, listing):
    return dcat_catalogue(edition, listing, harvest=HARVEST)


@pytest.fixture
def graph(made):
    return Graph().parse(data=made["data/catalog.ttl"], format="turtle")


@pytest.mark.parametrize("kind", MANDATORY)
def test_every_thing_has_the_mandatory_properties_of_its_kind(graph, kind):
    things = set(graph.subjects(RDF.type, kind))
    lacking = [(thing, fact) for thing in things for fact in MANDATORY[kind] if (thing, fact, None) not in graph]
    assert things and lacking == []


@pytest.mark.parametrize("fact", AT_MOST_ONE)
def test_what_may_stand_once_stands_once(graph, fact):
    subjects = list(graph.subjects(fact, None))
    assert subjects and len(subjects) == len(set(subjects))


def test_titles_and_descriptions_stand_in_both_languages(graph):
    for kind in (DCAT.Catalog, DCAT.Dataset):
        for thing in graph.subjects(RDF.type, kind):
            for fact in (DCTERMS.title, DCTERMS.description):
                assert {text.language for text in graph.objects(thing, fact)} == {"nl", "en"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # of the library's reader
def test_turtle_and_json_ld_say_the_same(made, graph):
    other = Graph().parse(data=made["data/catalog.jsonld"], format="json-ld")
    assert len(other) > 100 and isomorphic(graph, other)


def test_files_of_one_table_are_distributions_of_one_dataset(graph):
    ends: dict[str, list] = {}
    for dataset, file in sorted(graph.subject_objects(DCAT.distribution)):
        ends.setdefault(dataset.partition("#")[2], []).append(file.rpartition(".")[2])
    both = ["csv", "parquet"]
    assert ends == {"areas": ["geojson"], "edition": ["xlsx"], "observations": both, "risks": both}


def test_each_distribution_gives_address_size_and_hash_of_its_file(graph, listing):
    for file in listing:
        (thing,) = graph.subjects(DCAT.downloadURL, URIRef(BASE + file.path))
        (checksum,) = graph.objects(thing, SPDX.checksum)
        assert int(graph.value(thing, DCAT.byteSize)) == file.size
        assert str(graph.value(checksum, SPDX.checksumValue)).lower() == file.sha256


def test_codes_come_from_the_european_lists(graph):
    thing = URIRef(f"{BASE}data/catalog.ttl#data/risks.csv")
    assert graph.value(thing, DCTERMS.license) == URIRef(f"{EU}/licence/CC_BY_4_0")
    assert graph.value(thing, DCTERMS.format) == URIRef(f"{EU}/file-type/CSV")
    assert set(graph.objects(thing, DCTERMS.language)) == {URIRef(f"{EU}/language/{code}") for code in ("NLD", "ENG")}
    themes = set(graph.objects(URIRef(f"{BASE}data/catalog.ttl#risks"), DCAT.theme))
    assert themes == {URIRef(f"{EU}/data-theme/{code}") for code in ("SOCI", "REGI")}


def test_dates_are_those_of_the_edition(graph):
    found = {str(date) for fact in (DCTERMS.issued, DCTERMS.modified) for date in graph.objects(None, fact)}
    assert found == {"2021-03-01"}


def test_sources_are_named_and_their_addresses_escaped(graph):
    dataset = URIRef(f"{BASE}data/catalog.ttl#risks")
    assert list(graph.objects(dataset, DCTERMS.source)) == [URIRef("https://www.cbs.nl/kern%20cijfers")]
    told = [str(text) for node in graph.objects(dataset, DCTERMS.provenance) for text in graph.objects(node)]
    assert "Computed from: Kerncijfers; Register." in told


def test_generated_data_are_labelled_in_every_description(graph, edition, listing):
    texts = [str(text) for text in graph.objects(None, DCTERMS.description) if text.language == "en"]
    assert texts and all(text.startswith("Made-up example data") for text in texts)
    real = dcat_catalogue(replace(edition, synthetic=False), listing, harvest=HARVEST)
    assert b"Made-up" not in real["data/catalog.ttl"]


@pytest.mark.parametrize("part", ["base", "publisher", "contact"])
def test_an_address_that_is_not_absolute_stops_the_build(edition, listing, part):
    with pytest.raises(PublicationError, match=f"The {part} of the catalogue is here"):
        dcat_catalogue(edition, listing, harvest=replace(HARVEST, **{part: "here"}))


def test_a_licence_without_address_stops_the_build(edition, listing):
    with pytest.raises(PublicationError, match=r"The licence \(none\)"):
        dcat_catalogue(replace(edition, licence=""), listing, harvest=HARVEST)


def test_a_catalogue_without_files_stops_the_build(edition):
    with pytest.raises(PublicationError, match="no data files"):
        dcat_catalogue(edition, (), harvest=HARVEST)


def test_text_with_quotes_lines_and_backslashes_reads_back():
    text = 'a "quoted"\nline \\ and ’ more'
    thing = Node("dcat:Dataset", (("dct:title", Literal(text, "nl")),), Iri("https://example.org/a b"))
    graph = Graph().parse(data=turtle([thing]), format="turtle")
    assert [str(found) for found in graph.objects(URIRef("https://example.org/a%20b"), DCTERMS.title)] == [text]
    assert json.loads(json_ld([thing]))["@graph"][0]["dct:title"] == {"@value": text, "@language": "nl"}
