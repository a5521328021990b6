"""The open data of an edition as a catalogue that data portals harvest: DCAT-AP-NL 3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from veerkracht.errors import PublicationError
from veerkracht.reports.content import LANGUAGES, Edition, Label, Language
from veerkracht.reports.data_tables import MEDIA_TYPES, DataFile
from veerkracht.reports.imprint import edition_title, report_title, synthetic_label
from veerkracht.reports.linked_data import Iri, Literal, Node, Value, json_ld, turtle
from veerkracht.reports.translation import mark as _
from veerkracht.reports.translation import translate

__all__ = ["Harvest", "dcat_catalogue"]

_EU: Final = "http://publications.europa.eu/resource/authority"
_LICENCES: Final = {"CC BY 4.0": f"{_EU}/licence/CC_BY_4_0", "CC0 1.0": f"{_EU}/licence/CC0"}
_THEMES: Final = ("SOCI", "REGI")  # population and society; regions and cities
_LANGUAGES: Final = {"nl": "NLD", "en": "ENG"}
_PUBLIC: Final = Iri(f"{_EU}/access-right/PUBLIC")
_YEARLY: Final = Iri(f"{_EU}/frequency/ANNUAL")
_LOCAL_AUTHORITY: Final = Iri("http://purl.org/adms/publishertype/LocalAuthority")
_SHA256: Final = Iri("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")
_MEDIA: Final = "https://www.iana.org/assignments/media-types"

_CATALOGUE: Final = _("Open data of the resilience monitor: what the pages show, as tables to work with.")
_DATASET: Final = _("{table}, of the {monitor}, {edition}. An absent value is empty and never zero.")
_MADE_FROM: Final = _("Computed from: {sources}.")

_Facts = Iterator[tuple[str, Value]]


@dataclass(frozen=True)
class Harvest:
    """Where the edition will stand and who answers for it; what no table knows.

    Parameters
    ----------
    base : str
        Address of the folder of the edition, for example ``https://example.org/monitor/2021/``.
    publisher : str
        Address that stands for the publisher, for example its entry in a government register.
    contact : str
        Address for questions: ``mailto:`` or a page.
    contact_name : Label
        Who answers.
    """

    base: str
    publisher: str
    contact: str
    contact_name: Label


def dcat_catalogue(edition: Edition, files: Sequence[DataFile], *, harvest: Harvest) -> dict[str, bytes]:
    """Return the catalogue of the data files of an edition.

    Parameters
    ----------
    edition : Edition
        For city, name, date, publisher, licence and sources.
    files : sequence of DataFile
        As `data_listing` gives them; files of one table become one dataset with a distribution each.
    harvest : Harvest
        Addresses of the edition, the publisher and the contact.

    Returns
    -------
    dict of str to bytes
        ``data/catalog.ttl`` and ``data/catalog.jsonld``, which say the same.

    Raises
    ------
    PublicationError
        If the licence has no address in the European list, an address is missing or not absolute, or there
        are no files.

    References
    ----------
    .. [1] Geonovum (2024), "DCAT-AP-NL 3.0", https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/.
    .. [2] Publications Office of the EU, authority tables licence, data-theme, file-type, access-right.
    """
    _check(edition, files, harvest)
    nodes = tuple(_nodes(edition, files, harvest))
    return {"data/catalog.jsonld": json_ld(nodes), "data/catalog.ttl": turtle(nodes)}


def _check(edition: Edition, files: Sequence[DataFile], harvest: Harvest) -> None:
    if edition.licence not in _LICENCES:
        raise PublicationError(
            "The licence {licence} of edition {edition} has no address in the catalogue. Use one of {known}.",
            licence=edition.licence or "(none)", edition=edition.name, known=", ".join(_LICENCES),
        )  # fmt: skip
    for name, address in (("base", harvest.base), ("publisher", harvest.publisher), ("contact", harvest.contact)):
        if not address.startswith(("http://", "https://", "mailto:")[: 3 if name == "contact" else 2]):
            raise PublicationError(
                "The {part} of the catalogue is {address}, which is no absolute address. Start it with https://.",
                part=name, address=address or "(empty)",
            )  # fmt: skip
    if not files:
        raise PublicationError("The catalogue of edition {edition} has no data files. Make those first.",
                               edition=edition.name)  # fmt: skip


def _nodes(edition: Edition, files: Sequence[DataFile], harvest: Harvest) -> Iterator[Node]:
    by_table = sorted(files, key=lambda file: (file.table, file.path))
    groups = [(table, tuple(found)) for table, found in groupby(by_table, key=lambda file: file.table)]
    yield _catalogue(edition, [table for table, _files in groups], harvest)
    yield _publisher(edition, harvest)
    for table, found in groups:
        yield _dataset(edition, table, found, harvest)
        yield from (_distribution(edition, file, harvest) for file in found)


def _catalogue(edition: Edition, tables: Sequence[str], harvest: Harvest) -> Node:
    titles = Label(report_title(edition, "nl"), report_title(edition, "en"))
    about = Label(*(_warned(edition, translate(_CATALOGUE, language), language) for language in LANGUAGES))
    facts = (
        *_named(titles, about),
        *_answerable(harvest),
        *_dated(edition),
        ("dct:license", Iri(_LICENCES[edition.licence])),
        ("foaf:homepage", _at(harvest, "index.html")),
        *(("dcat:dataset", _dataset_at(harvest, table)) for table in tables),
    )
    return Node("dcat:Catalog", facts, _at(harvest, "data/catalog.ttl"))


def _publisher(edition: Edition, harvest: Harvest) -> Node:
    names = (("foaf:name", text) for text in _texts(edition.publisher))
    return Node("foaf:Agent", (*names, ("dct:type", _LOCAL_AUTHORITY)), Iri(harvest.publisher))


def _dataset(edition: Edition, table: str, files: Sequence[DataFile], harvest: Harvest) -> Node:
    title = files[0].title
    about = Label(*(_description(edition, title, language) for language in LANGUAGES))
    address = _dataset_at(harvest, table)
    facts = (
        *_named(title, about),
        ("dct:identifier", Literal(str(address))),
        *_answerable(harvest),
        ("dct:creator", Iri(harvest.publisher)),
        *_dated(edition),
        ("dcat:version", Literal(edition.name)),
        ("dct:accessRights", _PUBLIC),
        ("dct:accrualPeriodicity", _YEARLY),
        *(("dcat:theme", Iri(f"{_EU}/data-theme/{theme}")) for theme in _THEMES),
        ("dcat:landingPage", _at(harvest, "index.html")),
        *_origins(edition),
        *(("dcat:distribution", _at(harvest, f"data/catalog.ttl#{file.path}")) for file in files),
    )
    return Node("dcat:Dataset", facts, address)


def _description(edition: Edition, title: Label, language: Language) -> str:
    told = translate(_DATASET, language).format(
        table=title.nl if language == "nl" else title.en,
        monitor=report_title(edition, language), edition=edition_title(edition, language),
    )  # fmt: skip
    return _warned(edition, told, language)


def _warned(edition: Edition, text: str, language: Language) -> str:
    return f"{synthetic_label(language)} {text}" if edition.synthetic else text


def _titles(edition: Edition, language: Language) -> str:
    return "; ".join(source.titled(language) for source in edition.sources)


def _origins(edition: Edition) -> _Facts:
    if edition.sources:
        told = Label(
            *(translate(_MADE_FROM, language).format(sources=_titles(edition, language)) for language in LANGUAGES)
        )
        yield "dct:provenance", Node("dct:ProvenanceStatement", tuple(("rdfs:label", text) for text in _texts(told)))
    addresses = sorted({source.url for source in edition.sources if source.url.startswith(("http://", "https://"))})
    yield from (("dct:source", Iri(address)) for address in addresses)


def _distribution(edition: Edition, file: DataFile, harvest: Harvest) -> Node:
    hashed = (
        ("spdx:algorithm", _SHA256),
        ("spdx:checksumValue", Literal(file.sha256, kind="xsd:hexBinary")),
    )
    facts: tuple[tuple[str, Value], ...] = (
        *(("dct:title", text) for text in _texts(file.title)),
        ("dcat:accessURL", _at(harvest, file.path)),
        ("dcat:downloadURL", _at(harvest, file.path)),
        ("dct:license", Iri(_LICENCES[edition.licence])),
        *_dated(edition),
        ("dct:format", Iri(f"{_EU}/file-type/{file.format.upper()}")),
        ("dcat:mediaType", Iri(f"{_MEDIA}/{MEDIA_TYPES[file.format]}")),
        ("dcat:byteSize", Literal(str(file.size), kind="xsd:nonNegativeInteger")),
        ("spdx:checksum", Node("spdx:Checksum", hashed)),
    )
    return Node("dcat:Distribution", facts, _at(harvest, f"data/catalog.ttl#{file.path}"))


def _named(title: Label, about: Label) -> _Facts:
    yield from (("dct:title", text) for text in _texts(title))
    yield from (("dct:description", text) for text in _texts(about))


def _texts(label: Label) -> tuple[Literal, Literal]:
    return Literal(label.nl, "nl"), Literal(label.en, "en")


def _answerable(harvest: Harvest) -> _Facts:
    reach = "vcard:hasEmail" if harvest.contact.startswith("mailto:") else "vcard:hasURL"
    yield "dct:publisher", Iri(harvest.publisher)
    names = (("vcard:fn", text) for text in _texts(harvest.contact_name))
    yield "dcat:contactPoint", Node("vcard:Kind", (*names, (reach, Iri(harvest.contact))))


def _dated(edition: Edition) -> _Facts:
    yield "dct:issued", Literal(edition.date, kind="xsd:date")
    yield "dct:modified", Literal(edition.date, kind="xsd:date")
    yield from (("dct:language", Iri(f"{_EU}/language/{_LANGUAGES[language]}")) for language in LANGUAGES)


def _dataset_at(harvest: Harvest, table: str) -> Iri:
    return _at(harvest, f"data/catalog.ttl#{table}")


def _at(harvest: Harvest, path: str) -> Iri:
    return Iri(f"{harvest.base.rstrip('/')}/{path}")
