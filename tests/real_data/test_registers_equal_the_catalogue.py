"""A city out of registers that were just loaded is the city of the catalogue: the same figures, the same pages."""

from dataclasses import replace

import pytest

from veerkracht import catalogue
from veerkracht.connectors.register_bundle import bundle_bytes, parse_bundle
from veerkracht.reports.content import DataTable
from veerkracht.reports.words import plain
from veerkracht.web.editions.bundles import bundle_of
from veerkracht.web.registers.loading import load_city
from veerkracht.workflows.edition.changes import key_figures
from veerkracht.workflows.edition.compose import compose
from veerkracht.workflows.gathering.fallback import generated
from veerkracht.workflows.gathering.gather import gather
from veerkracht.workflows.measuring import measure
from veerkracht.workflows.registers import as_input, with_registers

pytestmark = pytest.mark.django_db


@pytest.fixture
def gathered(request, data_dir):
    """What is read of a city, by its name."""
    city = catalogue.load_city(request.param)
    return generated(city) if city.id == catalogue.SYNTHETIC else gather(city, data_dir)


@pytest.fixture
def bundle(settings, gathered, data_dir):
    """The bundle of registers that were just loaded, written and read back."""
    settings.CITY = gathered.city.id
    load_city(gathered.city.id, {"VEERKRACHT_DATA": str(data_dir)})
    return parse_bundle(bundle_bytes(bundle_of()), name="b", known=catalogue.registers())


def edition_of(findings):
    return compose(findings, name="2024", date="2024-12-31", before=None, version="1")


def without_the_bundle(blocks):
    """Leave out of the list of files that were read the bundle itself, and the list when it holds nothing else."""
    for block in blocks:
        if isinstance(block, DataTable) and plain(block.caption, "en") == "Files that were read":
            rows = tuple(row for row in block.rows if row[0] != "registers.json")
            if rows:
                yield replace(block, rows=rows)
        else:
            yield block


@pytest.mark.real_data
@pytest.mark.parametrize("gathered", ["the-hague", "amsterdam", "voorbeeldstad"], indirect=True)
def test_registers_that_were_just_loaded_give_the_edition_of_the_catalogue(gathered, bundle):
    changed = replace(gathered, city=with_registers(gathered.city, bundle), inputs=(*gathered.inputs, as_input(bundle)))
    for table in ("risks", "links", "initiatives", "claims"):
        pair = (getattr(one.city, table).to_pyarrow() for one in (gathered, changed))
        assert len({str(one.to_pylist()) for one in pair}) == 1, table
    before, after = (measure(one, settings=catalogue.settings()) for one in (gathered, changed))
    assert key_figures(before, name="2024") == key_figures(after, name="2024")
    first, second = edition_of(before), edition_of(after)
    assert [page.path for page in first.pages] == [page.path for page in second.pages]
    for one, other in zip(first.pages, second.pages, strict=True):
        assert list(one.blocks) == list(without_the_bundle(other.blocks)), one.path
    assert (first.summary, first.sources) == (second.summary, second.sources)
