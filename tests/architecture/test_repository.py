"""What may stand in the repository, and what must be in step with what."""

import re
import tomllib

import pytest

TEXT = {".py", ".toml", ".md", ".yml", ".lock", ".txt", ".html", ".css", ".js", ".typ", ".po", ".pot", ".jinja", ""}
HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "deb" + ".debian.org")
MACHINE_PATH = re.compile(r"(?<![\w.~/])/(work|home|root|Users|opt)/\w")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
SIZE_LIMIT = 1_000_000


def lines_with(pattern, files, root):
    """Return file, line number and line of each hit."""
    hits = []
    for path in files:
        if path.suffix in TEXT:
            lines = path.read_text("utf-8").splitlines()
            hits += [f"{path.relative_to(root)}:{n}: {line.strip()[:80]}" for n, line in enumerate(lines, 1)
                     if pattern.search(line)]  # fmt: skip
    return hits


def declared(root, *, group=None):
    """Return the names that pyproject.toml declares, for the package or for a group."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    wanted = project["dependency-groups"][group] if group else project["project"]["dependencies"]
    return {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in wanted}


def locked(root, name):
    """Return the names with versions in a lock."""
    text = (root / "requirements" / f"{name}.lock").read_text("utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, flags=re.MULTILINE))


def test_no_file_names_a_registry(kept_files, root):
    assert lines_with(re.compile("|".join(map(re.escape, HOSTS))), kept_files, root) == []


def test_no_file_names_a_path_of_one_machine(kept_files, root):
    assert lines_with(MACHINE_PATH, kept_files, root) == []


def test_no_file_is_left_unfinished(kept_files, root):
    assert lines_with(UNFINISHED, kept_files, root) == []


def test_every_any_cast_and_ignore_has_a_reason_on_its_line(kept_files, root, package):
    ignore = r"# type: ignore(\[[\w, -]+\])?\s*$|# noqa(: ?[\w, ]+)?\s*$"
    loose = r"^[^#]*((\[|, |: |-> |\| )Any\b|(?<![.\w])cast\()[^#]*$"
    bare = re.compile(f"{ignore}|{loose}")
    files = [path for path in kept_files if path.is_relative_to(package) and path.suffix == ".py"]
    hits = [hit for hit in lines_with(bare, files, root) if "import" not in hit]
    assert hits == []


def test_no_third_party_assets_or_large_files_are_kept(kept_files, root):
    assets = {".woff", ".woff2", ".ttf", ".otf", ".jar", ".whl", ".gz", ".zip", ".exe", ".so"}
    third = [path for path in kept_files if path.suffix in assets or path.name.endswith((".min.js", ".min.css"))]
    large = [path for path in kept_files if path.stat().st_size > SIZE_LIMIT]
    assert [str(path.relative_to(root)) for path in third + large] == []


@pytest.mark.parametrize(("lock", "group"), [("core", None), ("test", "test"), ("build", "build"),
                                             ("installer", "installer")])  # fmt: skip
def test_every_declared_dependency_is_locked(root, lock, group):
    found = {name.lower().replace("_", "-") for name in locked(root, lock)}
    assert declared(root, group=group) <= found, "Run tools/lock.py"


@pytest.mark.parametrize("lock", ["core", "test", "build", "installer"])
def test_a_lock_has_hashes_and_no_hosts(root, lock):
    text = (root / "requirements" / f"{lock}.lock").read_text("utf-8")
    pins = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert pins and all("--hash=sha256:" in pin for pin in pins)
    assert "://" not in text and "--index-url" not in text and " @ " not in text


@pytest.mark.parametrize("lock", ["test", "build", "installer"])
def test_the_locks_agree_on_versions(root, lock):
    core = locked(root, "core")
    other = {name: version for name, version in locked(root, lock).items() if name in core}
    assert other == {name: core[name] for name in other}


def test_every_dependency_gives_its_reason(root):
    text = (root / "pyproject.toml").read_text("utf-8")
    block = re.search(r"^dependencies = \[(.*?)^\]", text, flags=re.DOTALL | re.MULTILINE)[1]
    groups = re.search(r"^\[dependency-groups\](.*?)^\[project", text, flags=re.DOTALL | re.MULTILINE)[1]
    entries = [line for line in (block + groups).splitlines() if re.search(r'"[\w.-]+', line)]
    assert entries and [line.strip() for line in entries if "# " not in line] == []


def test_the_version_is_the_same_everywhere(root):
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f'softwareVersion: "{version}"' in (root / "publiccode.yml").read_text("utf-8")


def test_the_licence_is_the_whole_text_of_the_eupl(root):
    text = (root / "LICENSE").read_text("utf-8")
    articles = re.findall(r"^(\d+)\.\s*[A-Z]", text, flags=re.MULTILINE)
    assert articles == [str(number) for number in range(1, 16)]
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2") and "LiLiQ-R+" in text


def test_the_public_code_file_keeps_to_the_lengths_of_its_standard(root):
    text = (root / "publiccode.yml").read_text("utf-8")
    limits = {"genericName": 35, "shortDescription": 150}  # publiccode.yml 0.4
    for key, limit in limits.items():
        found = re.findall(rf"^    {key}: (.+)$", text, flags=re.MULTILINE)
        assert len(found) == 2 and max(map(len, found)) <= limit
