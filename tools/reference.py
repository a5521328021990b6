"""Write the pages of docs/ that can be read off the code and the catalogue.

    .venv/bin/python tools/reference.py

Made are the reference of the library (out of the docstrings), the command line (out of its help), the glossary
and the data files (out of the catalogue), the roles (out of their table) and the index of each folder of docs/
(out of the titles of its pages). A test fails when one of them is stale.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any  # a TOML table holds values of mixed types

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "veerkracht"
DOCS = ROOT / "docs"
KINDS = {
    "tutorials": ("Tutorials", "Learn by doing. Follow one from the first line to the last."),
    "how-to": ("How to", "One goal, one recipe, for who knows roughly how things work."),
    "reference": ("Reference", "What each thing is, exactly. To look things up in."),
    "explanation": ("Explanation", "Why things are as they are; methods with formula, assumptions and limits."),
    "decisions": (
        "Decisions",
        "One page per decision. Once accepted only its status changes; a newer record supersedes it.",
    ),
}
LISTED = ("Parameters", "Returns", "Yields", "Raises", "Attributes", "Warns")  # sections made of names with text
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


# --- docstrings ----------------------------------------------------------------------------------------


def sections(docstring: str) -> Iterator[tuple[str, list[str]]]:
    """Split a NumPy docstring into its opening text (named "") and its sections."""
    title, body = "", list[str]()
    lines = docstring.splitlines()
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line and below and set(below) == {"-"}:
            yield title, body
            title, body = line, []
        elif not (line and set(line) == {"-"}):
            body.append(line)
    yield title, body


def listed(body: list[str]) -> Iterator[str]:
    """Turn names with indented text into a Markdown list."""
    for block in re.split(r"\n(?=\S)", "\n".join(body).strip()):
        head, *rest = block.splitlines()
        name, _, kind = head.partition(" : ")
        text = " ".join(line.strip() for line in rest if line.strip())
        yield f"- `{name}`{f' (`{kind}`)' if kind else ''}{f': {text}' if text else ''}"


def section_markdown(title: str, body: list[str]) -> str:
    """Turn one section into Markdown."""
    text = "\n".join(body).strip()
    if title in LISTED:
        text = "\n".join(listed(body))
    elif title == "Examples":
        text = f"```python\n{text}\n```"
    return f"**{title}**\n\n{text}" if title else text


def docstring_markdown(docstring: str) -> str:
    """Turn a whole NumPy docstring into Markdown."""
    text = "\n\n".join(section_markdown(title, body) for title, body in sections(docstring))
    text = re.sub(r"(?<!`)``(?!`)", "`", text)
    return re.sub(r"^\.\. \[(\d+)\]", r"\\[\1]", text, flags=re.MULTILINE)


# --- library -------------------------------------------------------------------------------------------


def public(body: list[ast.stmt]) -> Iterator[Definition]:
    """Yield the public functions and classes of a module or class, as written."""
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_") and ast.get_docstring(node):
            yield node


def constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the public constants that have a text below them, with that text."""
    for node, below in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            for name in names(node):
                yield name, str(below.value.value)


def names(node: ast.stmt) -> list[str]:
    """Return the public name that a statement gives a value, if it does."""
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return [target.id] if isinstance(target, ast.Name) and not target.id.startswith("_") else []


def signature(node: Definition) -> str:
    """Return how a function is called, or which class a class extends."""
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(ast.unparse(base) for base in node.bases)
        return f"class {node.name}({bases})" if bases else f"class {node.name}"
    arguments = ast.unparse(node.args).removeprefix("self, ").removeprefix("self")
    return f"{node.name}({arguments}) -> {ast.unparse(node.returns) if node.returns else 'None'}"


def definition_markdown(node: Definition, *, within: str = "") -> Iterator[str]:
    """Yield the Markdown of a function, or of a class and its public methods."""
    yield f"{'####' if within else '###'} {within}{node.name}"
    yield f"```python\n{signature(node)}\n```"
    yield docstring_markdown(ast.get_docstring(node) or "")
    if isinstance(node, ast.ClassDef):
        for method in public(node.body):
            yield from definition_markdown(method, within=f"{node.name}.")


def module_markdown(name: str, source: str) -> Iterator[str]:
    """Yield the Markdown of one module: what it is for, its constants, its functions and classes."""
    tree = ast.parse(source)
    yield f"## {name}"
    yield docstring_markdown(ast.get_docstring(tree) or "")
    for constant, text in constants(tree):
        yield f"### {constant}"
        yield docstring_markdown(text.strip())
    for node in public(tree.body):
        yield from definition_markdown(node)


def rooms() -> dict[str, list[Path]]:
    """Return the modules of each room of the package; a module at the top is a room by itself.

    Rooms of the web application have a page each. Migrations are left out: Django writes them.
    """
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        first, *more = path.relative_to(PACKAGE).with_suffix("").parts
        if path.name != "__init__.py" and path.parent.name != "migrations":
            found.setdefault(f"web.{more[0]}" if first == "web" else first, []).append(path)
    return found


def library_page(room: str, modules: list[Path]) -> str:
    """Return the reference page of one room."""
    parts = [f"# Library: {room}", f"Every public function and class of `veerkracht.{room}`, out of its docstrings."]
    for path in modules:
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        parts.extend(module_markdown(name, path.read_text(encoding="utf-8")))
    return "\n\n".join(part for part in parts if part) + "\n"


# --- command line --------------------------------------------------------------------------------------

ASK_HELP = """
import json, click, typer.main
from veerkracht import cli

def told(command, name):
    context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
    yield name, command.get_help(context)
    for part, below in getattr(command, "commands", {}).items():
        yield from told(below, f"{name} {part}")

print(json.dumps(dict(told(typer.main.get_command(cli.app), "veerkracht"))))
"""


def help_texts() -> dict[str, str]:
    """Return the English help of every command, by its name, as a user sees it."""
    environment = {**os.environ, "VEERKRACHT_LANG": "en"}
    command = [sys.executable, "-c", ASK_HELP]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    texts: dict[str, str] = json.loads(told)
    return texts


def exit_codes() -> Iterator[str]:
    """Yield a row of Markdown per kind of error: exit code, code, and what to do."""
    for node in ast.parse((PACKAGE / "errors.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            values = {name: ast.literal_eval(part.value) for part in node.body
                      if isinstance(part, ast.Assign) for name in names(part)}  # fmt: skip
            told = (ast.get_docstring(node) or "").splitlines()[0]
            yield f"| {values['exit_code']} | `{values['code']}` | {told} |"


def command_line_page() -> str:
    """Return the page of the command line: the help of each command, and the exit codes."""
    parts = ["# Command line", "What `veerkracht` and each of its commands say of themselves with `--help`."]
    for name, text in help_texts().items():
        parts += [f"## {name}", f"```text\n{text.rstrip()}\n```"]
    table = ["| exit code | kind | meaning |", "| --- | --- | --- |", "| 0 | | All went well. |", *exit_codes()]
    return "\n\n".join([*parts, "## Exit codes", "\n".join(table)]) + "\n"


# --- data files ----------------------------------------------------------------------------------------


def live_of(record: dict[str, Any]) -> str:
    """Return the live table or collection of a file, if there is one."""
    live = record.get("live", {})
    return f"`{live.get('table') or live.get('collection')}`" if live else "no"


def data_files_page() -> str:
    """Return which files of which source the monitor looks for in the data folder, and their live source."""
    catalogue = PACKAGE / "catalogue"
    files = tomllib.loads((catalogue / "datasets.toml").read_text(encoding="utf-8"))
    sources = tomllib.loads((catalogue / "sources.toml").read_text(encoding="utf-8"))["source"]
    parts = ["# Data files", "Which files the monitor looks for in the data folder, per source, out of the catalogue. "
             "`{municipality}` stands for the code of the city, such as GM0518."]  # fmt: skip
    for source in sources:
        own = [r for r in (*files["dataset"], *files["boundary"]) if r["source"] == source["id"]]
        if own:
            rows = [f"| `{r['path']}` | {r.get('period') or r['division']} | {live_of(r)} |" for r in own]
            facts = f"{source['publisher']}. Licence: {source['licence'] or 'not stated'}. <{source['url']}>"
            table = "\n".join(["| file | period | live |", "| --- | --- | --- |", *rows])
            parts += [f"## {source['title']}", facts, table]
    return "\n\n".join(parts) + "\n"


# --- roles ---------------------------------------------------------------------------------------------

ASK_ROLES = """
import json
from django.conf import settings
settings.configure(USE_I18N=False)
from veerkracht.web.people.access import DUTIES
from veerkracht.web.people.matrix import role_matrix
from veerkracht.web.people.words import ACTIONS, CLASSES, ROLES, SCOPES

def row(cell):
    scopes = [str(SCOPES[scope]) if scope != "none" else "–" for _action, scope in cell.scopes]
    return [str(ROLES[cell.role][0]), *scopes, cell.level.replace("_", " ") or "–"]

print(json.dumps({
    "roles": [[str(name), str(what), sorted(DUTIES.get(role, ()))] for role, (name, what) in ROLES.items()],
    "actions": [str(words) for words in ACTIONS.values()],
    "tables": [[str(CLASSES[t.access]), [i.label.en for i in t.registers], [row(c) for c in t.rows]] for t in role_matrix()],
}))
"""


def roles_page() -> str:
    """Return who may do what: the roles, and a table per class of registers."""
    command = [sys.executable, "-c", ASK_ROLES]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    head = ["role", *found["actions"], "sees fields that are"]
    parts = ["# Roles", "Who may do what, out of the one table in the code. What is not in it is not allowed. "
             "`veerkracht roles` prints the same."]  # fmt: skip
    duties = [
        f"| {name} | {what} | {', '.join(done).replace('_', ' ') or '–'} |" for name, what, done in found["roles"]
    ]
    parts.append("\n".join(["| role | what for | also |", "| --- | --- | --- |", *duties]))
    for words, registers, rows in found["tables"]:
        lines = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
        parts += [
            f"## {words[0].upper()}{words[1:]}",
            f"Registers: {', '.join(registers) or 'none yet'}.",
            "\n".join(lines),
        ]
    return "\n\n".join(parts) + "\n"


# --- schema of files -----------------------------------------------------------------------------------

ASK_SCHEMA = """
import json
from django.conf import settings
settings.configure(USE_I18N=False)
from veerkracht.catalogue import registers
from veerkracht.web.transfer.schema import schema_of
print(json.dumps(schema_of(tuple(registers().values())), indent=1, ensure_ascii=False))
"""


def schema_text() -> str:
    """Return the description of an import or export in JSON, as JSON Schema."""
    command = [sys.executable, "-c", ASK_SCHEMA]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


# --- glossary and indexes ------------------------------------------------------------------------------


def glossary_page() -> str:
    """Return the glossary: Dutch term, English term, and what is meant here."""
    terms = tomllib.loads((PACKAGE / "catalogue" / "glossary.toml").read_text(encoding="utf-8"))["term"]
    rows = [f"| {term['nl']} | {term['en']} | {term.get('note', '')} |" for term in terms]
    intro = "Words of the field, Dutch and English, and what is meant by them here. One word has one meaning."
    return "\n".join(["# Glossary", "", intro, "", "| Dutch | English | meaning |", "| --- | --- | --- |", *rows, ""])


def title_and_gist(text: str) -> tuple[str, str]:
    """Return the title of a page and its first sentence of running text."""
    title = next((line for line in text.splitlines() if line.startswith("# ")), "# ").removeprefix("# ")
    told = text.partition("\n## Decision\n")[2] or text
    prose = next((part for part in re.split(r"\n\s*\n", told.strip()) if re.match(r"[A-Z`]", part)), "")
    return title, re.split(r"(?<=[.:])\s", " ".join(prose.split()), maxsplit=1)[0].rstrip(":.")


def index_page(kind: str, pages: dict[Path, str]) -> str:
    """Return the index of one folder of docs/, out of the titles of its pages."""
    title, intro = KINDS[kind]
    lines = [f"# {title}", "", intro, ""]
    for path, text in sorted(pages.items()):
        name, gist = title_and_gist(text)
        lines.append(f"- [{name}]({path.relative_to(DOCS / kind).as_posix()}): {gist}.")
    return "\n".join([*lines, ""])


def made_pages() -> dict[Path, str]:
    """Return every page that is made, by its path."""
    made = {DOCS / "reference" / "library" / f"{room}.md": library_page(room, files) for room, files in rooms().items()}
    made[DOCS / "reference" / "glossary.md"] = glossary_page()
    made[DOCS / "reference" / "command-line.md"] = command_line_page()
    made[DOCS / "reference" / "data-files.md"] = data_files_page()
    made[DOCS / "reference" / "roles.md"] = roles_page()
    made[DOCS / "reference" / "registers.schema.json"] = schema_text()
    for kind in KINDS:
        written = {path: path.read_text(encoding="utf-8") for path in (DOCS / kind).rglob("*.md")}
        current = {path: text for path, text in {**written, **made}.items() if path.is_relative_to(DOCS / kind)}
        pages = {path: text for path, text in current.items() if path in made or "library" not in path.parts}
        pages = {path: text for path, text in pages.items() if path.suffix == ".md"}
        pages.pop(DOCS / kind / "index.md", None)
        made[DOCS / kind / "index.md"] = index_page(kind, pages)
    return made


def main() -> None:
    """Write every made page, and remove library pages of rooms that are gone."""
    made = made_pages()
    for old in (DOCS / "reference" / "library").glob("*.md"):
        if old not in made:
            old.unlink()
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
