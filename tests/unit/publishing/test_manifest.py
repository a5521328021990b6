"""The manifest lists what an edition holds and was made from, and tells every difference."""

import json
from hashlib import sha256

import pytest

from veerkracht.errors import StoreError
from veerkracht.reports.manifest import (
    MANIFEST,
    EditionFinding,
    manifest_bytes,
    read_manifest,
    software_versions,
    verify_edition,
    verify_files,
)

FILES = {"index.html": b"home", "data/risks.csv": b"risk"}
INPUTS = ({"file": "b.csv", "source": "cbs", "sha256": "2"}, {"file": "a.csv", "source": "cbs", "sha256": "1"})
FACTS = {"inputs": INPUTS, "settings": {"trend": {"band": 0.01}}, "versions": {"numpy": "2.0"}}


@pytest.fixture
def files(edition):
    return FILES | {MANIFEST: manifest_bytes(FILES, edition=edition, **FACTS)}


@pytest.fixture
def folder(files, tmp_path):
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


def test_the_manifest_tells_edition_files_inputs_settings_and_versions(files):
    found = json.loads(files[MANIFEST])
    assert found["edition"] == {
        "city": {"nl": "Voorbeeldstad", "en": "Exampletown"}, "name": "2021", "date": "2021-03-01",
        "licence": "CC BY 4.0", "synthetic": True,
    }  # fmt: skip
    assert found["files"] == [
        {"path": path, "bytes": 4, "sha256": sha256(FILES[path]).hexdigest()} for path in sorted(FILES)
    ]
    assert [item["file"] for item in found["inputs"]] == ["a.csv", "b.csv"]
    assert (found["settings"], found["versions"]) == (FACTS["settings"], FACTS["versions"])


def test_the_order_in_which_things_are_given_does_not_matter(edition, files):
    turned = dict(reversed(FILES.items()))
    again = manifest_bytes(turned, edition=edition, **(FACTS | {"inputs": reversed(INPUTS)}))
    assert again == files[MANIFEST]


def test_a_manifest_made_again_does_not_list_itself(edition, files):
    assert manifest_bytes(files, edition=edition, **FACTS) == files[MANIFEST]


def test_a_folder_that_equals_its_manifest_has_no_findings(folder, files):
    assert verify_edition(folder) == ()
    assert verify_files(files) == ()


def test_every_difference_is_told_by_file(folder):
    (folder / "index.html").write_bytes(b"hom3")
    (folder / "data" / "risks.csv").unlink()
    (folder / "data" / "more.csv").write_bytes(b"")
    assert verify_edition(folder) == (
        EditionFinding("data/more.csv", "unlisted"), EditionFinding("data/risks.csv", "missing"),
        EditionFinding("index.html", "changed"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"files": 3, "edition": {}}', b'{"files": [{}], "edition": {}}']
)
def test_what_is_no_manifest_is_a_named_error(folder, content):
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(StoreError, match=r"manifest\.json is no manifest"):
        verify_edition(folder)


def test_a_folder_without_manifest_is_a_named_error(tmp_path):
    with pytest.raises(StoreError, match="no manifest"):
        read_manifest(tmp_path)


def test_the_versions_name_the_software_and_python_without_its_patch():
    found = software_versions()
    assert set(found) == {"veerkracht", "duckdb", "ibis", "numpy", "typst", "python"}
    assert found["python"].count(".") == 1
