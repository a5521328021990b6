"""What stands on and around every paper edition: title, edition, colophon, label of generated data, sources."""

from __future__ import annotations

from veerkracht.reports.content import Edition, Language, Source
from veerkracht.reports.words import format_date, plain, translate

__all__ = ["colophon", "edition_title", "report_title", "source_facts", "synthetic_label"]


def report_title(edition: Edition, language: Language, *, unbroken_city: bool = False) -> str:
    """Return the name of the monitor with its city, which stays on one line when `unbroken_city`.

    Examples
    --------
    >>> from veerkracht.reports.content import Label
    >>> report_title(Edition(Label("Den Haag", "The Hague"), "2021", "2021-03-01", False, (), (), ()), "en")
    'Resilience monitor The Hague'
    """
    city = plain(edition.city, language)
    shown = city.replace(" ", "\N{NO-BREAK SPACE}") if unbroken_city else city
    return translate("Resilience monitor {city}", language).format(city=shown)


def edition_title(edition: Edition, language: Language) -> str:
    """Return the name of the edition, such as "Edition 2021", or what it is about with its day."""
    if about := plain(edition.about, language):
        return f"{about} · {format_date(edition.date, language)}"
    return translate("Edition {name}", language).format(name=edition.name)


def synthetic_label(language: Language) -> str:
    """Return the words that label generated data."""
    return translate("Made-up example data: these numbers say nothing about a real city.", language)


def colophon(edition: Edition, language: Language) -> tuple[str, ...]:
    """Return the lines at the foot of the cover: publisher, date, licence, version; those that are known."""
    version = translate("Made with veerkracht {version}", language).format(version=edition.version)
    lines = (
        plain(edition.publisher, language),
        format_date(edition.date, language),
        edition.licence,
        edition.version and version,
    )
    return tuple(line for line in lines if line)


def source_facts(source: Source, language: Language) -> tuple[str, ...]:
    """Return what is known of a source besides its title: publisher, edition, licence, day of retrieval."""
    retrieved = source.retrieved and translate("retrieved {date}", language).format(
        date=format_date(source.retrieved, language)
    )
    return tuple(fact for fact in (source.publisher, source.edition, source.licence, retrieved) if fact)
