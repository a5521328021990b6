"""All files of an edition: pages, documents, maps for the table, open data and the manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from veerkracht.reports.content import Edition, Language
from veerkracht.reports.data_files import data_listing, data_package
from veerkracht.reports.dcat import Harvest, dcat_catalogue
from veerkracht.reports.manifest import manifest_bytes, software_versions
from veerkracht.reports.pdf import render_a3_maps, render_pdf, render_summary_pdf
from veerkracht.reports.web import render_web
from veerkracht.reports.word import render_docx
from veerkracht.workflows.edition.changes import key_figures
from veerkracht.workflows.findings import Findings
from veerkracht.workflows.open_data import area_properties, open_areas, open_tables

Files = dict[str, bytes]
Progress = Callable[[str, str], None]


def edition_files(
    edition: Edition, findings: Findings, *, languages: tuple[Language, ...], progress: Progress
) -> Files:
    """Render an edition into all its files.

    Parameters
    ----------
    edition : Edition
        The content.
    findings : Findings
        The tables behind it, already protected.
    languages : tuple of str
        Languages of the pages and documents.
    progress : callable
        Told of each kind of file.

    Returns
    -------
    dict of str to bytes
        Every file by its path, with ``manifest.json``. The same input gives the same bytes.
    """
    files: Files = {}
    with ThreadPoolExecutor(max_workers=1) as press, ThreadPoolExecutor(max_workers=1) as desk:
        printed = [(name, press.submit(job)) for name, job in _printed(edition, languages)]
        written = [(name, desk.submit(job)) for name, job in _written(edition, findings, languages)]
        for name, job in (*written, *printed):
            progress("render", name)
            files |= job.result()
    files |= findings.discussed.files if findings.discussed else {}
    files["manifest.json"] = _manifest(edition, findings, files)
    return files


Jobs = Iterable[tuple[str, Callable[[], Files]]]


def _printed(edition: Edition, languages: tuple[Language, ...]) -> Jobs:
    """Yield the long reports, which the press makes in processes of its own, one in the memory at a time."""
    for language in languages:
        yield f"pdf {language}", partial(_report, edition, language)


def _written(edition: Edition, findings: Findings, languages: tuple[Language, ...]) -> Jobs:
    """Yield what is made beside the reports."""
    yield "data", partial(_data, edition, findings)
    for language in languages:
        yield f"web {language}", partial(render_web, edition, language, languages=languages)
    for language in languages:
        yield f"word {language}", partial(_word, edition, language)
    for language in languages:
        yield f"sheets {language}", partial(_sheets, edition, language)


def _report(edition: Edition, language: Language) -> Files:
    return {f"report.{language}.pdf": render_pdf(edition, language)}


def _sheets(edition: Edition, language: Language) -> Files:
    maps = render_a3_maps(edition, language)
    sheets = {f"print/{name}.{language}.pdf": content for name, content in maps.items()}
    return {f"summary.{language}.pdf": render_summary_pdf(edition, language), **sheets}


def _word(edition: Edition, language: Language) -> Files:
    return {f"report.{language}.docx": render_docx(edition, language)}


def _data(edition: Edition, findings: Findings) -> Files:
    tables, properties = open_tables(findings), area_properties(findings)
    package = data_package(edition, tables, areas=open_areas(findings), properties=properties)
    listing = data_listing(package, tables, properties=properties)
    figures = json.dumps(dict(key_figures(findings, name=edition.name)), indent=1, sort_keys=True, ensure_ascii=False)
    catalogue = dcat_catalogue(edition, listing, harvest=_harvest(edition, findings))
    return {**package, **catalogue, "data/key_figures.json": f"{figures}\n".encode()}


def _harvest(edition: Edition, findings: Findings) -> Harvest:
    publication = findings.settings["publication"]
    base = f"{publication['base']}{findings.city.id}/{edition.name}/"
    return Harvest(base, publication["base"], publication["contact"], edition.publisher)


def _manifest(edition: Edition, findings: Findings, files: Files) -> bytes:
    inputs = [{"file": item.file, "source": item.source, "sha256": item.sha256} for item in findings.inputs]
    return manifest_bytes(
        files, edition=edition, inputs=inputs, settings=dict(findings.settings), versions=software_versions()
    )
