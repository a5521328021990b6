"""Pages that are made are fresh, links lead somewhere, rules have tests, commands exist."""

import ast
import re

import pytest

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def markdown(kept_files):
    return [path for path in kept_files if path.suffix == ".md"]


def anchors(text):
    """Return the anchors of the headings of a page."""
    heads = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_made_page_is_fresh(load_tool, root):
    made = load_tool("reference").made_pages()
    stale = [path for path, text in made.items() if not path.is_file() or path.read_text("utf-8") != text]
    gone = [path for path in (root / "docs/reference/library").glob("*.md") if path not in made]
    assert [str(path.relative_to(root)) for path in stale + gone] == [], "Run tools/reference.py"


def test_the_changelog_is_built_of_the_fragments(load_tool, root):
    built = load_tool("changelog").changelog(root / "changes")
    assert (root / "CHANGELOG.md").read_text("utf-8") == built, "Run tools/changelog.py"


def test_every_notebook_is_that_of_its_source(load_tool, root):
    made = load_tool("notebooks").made_notebooks()
    stale = [path.name for path, text in made.items() if not path.is_file() or path.read_text("utf-8") != text]
    gone = [path.name for path in (root / "docs/notebooks").glob("*.ipynb") if path not in made]
    assert stale + gone == [], "Run tools/notebooks.py"


def test_links_between_pages_lead_somewhere(kept_files, root):
    broken = []
    for page in markdown(kept_files):
        for link in LINK.findall(re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)):
            place, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            target = (page.parent / place).resolve() if place else page
            exists = target.exists() and (not anchor or anchor in anchors(target.read_text("utf-8")))
            if not exists:
                broken.append(f"{page.relative_to(root)}: {link}")
    assert broken == []


def test_every_page_of_the_docs_is_reached_from_the_readme(kept_files, root):
    seen, todo = set(), [root / "README.md"]
    while todo:
        page = todo.pop()
        seen.add(page)
        found = [(page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(page.read_text("utf-8"))]
        todo += [path for path in found if path.suffix == ".md" and path.is_file() and path not in seen]
    docs = {path for path in markdown(kept_files) if path.is_relative_to(root / "docs")}
    assert sorted(str(path.relative_to(root)) for path in docs - seen) == []


def test_every_rule_has_a_test_with_its_number_and_the_other_way_round(root):
    rules = re.findall(r"^(\d+)\. \*\*", (root / "docs/reference/conventions.md").read_text("utf-8"), re.MULTILINE)
    tree = ast.parse((root / "tests/unit/test_conventions.py").read_text("utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    tested = [match[1].lstrip("0") for name in names if (match := re.match(r"test_rule_(\d+)_", name))]
    assert rules == [str(number) for number in range(1, len(rules) + 1)]
    assert sorted(tested, key=int) == rules


def test_decisions_are_numbered_in_turn_and_state_all_parts(root):
    records = sorted(path for path in (root / "docs/decisions").glob("*.md") if path.name != "index.md")
    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    parts = ("**Status:**", "## Context", "## Decision", "## Alternatives weighed", "## Consequences")
    lacking = [f"{path.name}: {part}" for path in records for part in parts if part not in path.read_text("utf-8")]
    assert lacking == []


def console_lines(kept_files):
    """Return page and line of each command in a block marked console."""
    found = []
    for page in markdown(kept_files):
        for block in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), flags=re.DOTALL):
            found += [(page.name, line.strip().removeprefix("$ ")) for line in block.splitlines() if line.strip()]
    return found


@pytest.fixture
def commands():
    """The options of each command of the command line, by its name; of a group also its commands as `group command`."""
    import typer.main

    from veerkracht import cli

    group = typer.main.get_command(cli.app)
    inner = {
        f"{name} {sub}": part
        for name, one in group.commands.items()
        for sub, part in getattr(one, "commands", {}).items()
    }
    parts = {**group.commands, **inner, "": group}
    options = {name: {text for option in part.params for text in option.opts} for name, part in parts.items()}
    return {name: known | {"--help"} for name, known in options.items()}


def exists(line, commands):
    """Tell whether a line of a console block names a job or command that exists, with options that exist."""
    words = line.split()
    if "run.py" in words:
        words = ["veerkracht", *words[words.index("run.py") + 1 :]]
        if words[1] == "test":
            return True
    if not words[0].endswith("veerkracht"):
        return True
    name = words[1] if len(words) > 1 and not words[1].startswith("-") else ""
    if name == "manage":  # its options are those of Django
        return True
    if " ".join(words[1:3]) in commands:
        name = " ".join(words[1:3])
    given = {word.partition("=")[0] for word in words if word.startswith("--")}
    return name in commands and given <= commands[name]


def test_commands_in_the_docs_exist(kept_files, commands):
    assert [line for line in console_lines(kept_files) if not exists(line[1], commands)] == []
