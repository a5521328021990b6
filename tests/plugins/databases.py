"""On which database tests run: SQLite, or with `--database postgres` a PostgreSQL that is thrown away afterwards."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

NO_SERVER = "No PostgreSQL: install it (apt install postgresql), or set DATABASE_URL to one that may be used for tests."
SERVER = pytest.StashKey()
URL = "VEERKRACHT_TEST_SERVER"


@dataclass
class Cluster:
    """A PostgreSQL of our own in a temporary folder, reached by a socket in it."""

    folder: Path
    programs: Path
    as_user: dict

    @property
    def url(self):
        return f"postgres://postgres@{quote(str(self.folder), safe='')}"

    def run(self, program, *arguments):
        command = [self.programs / program, *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self.as_user)

    def stop(self):
        self.run("pg_ctl", "stop", "-D", self.folder / "data", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


def programs_folder():
    """Return the folder with initdb, or None where there is no PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    path = shutil.which("initdb")
    return found[-1].parent if found else Path(path).parent if path else None


def start_cluster():
    """Start a PostgreSQL that loses everything when the power fails, which makes it fast; None where there is none."""
    programs = programs_folder()
    if programs is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="veerkracht-pg-"))
    root = hasattr(os, "geteuid") and os.geteuid() == 0  # PostgreSQL refuses to run as root
    if root:
        shutil.chown(folder, "postgres", "postgres")
    cluster = Cluster(folder, programs, {"user": "postgres", "group": "postgres", "extra_groups": []} if root else {})
    cluster.run(
        "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
    )
    settings = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=''"
    cluster.run("pg_ctl", "start", "-w", "-D", folder / "data", "-l", folder / "log", "-o", f"{settings} -k {folder}")
    return cluster


def pytest_addoption(parser):
    chosen = os.environ.get("VEERKRACHT_TEST_DATABASE", "sqlite")
    parser.addoption("--database", choices=("sqlite", "postgres"), default=chosen, help="database of tests/web")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Choose the database before the settings are read; processes of xdist are given that of the first."""
    if early_config.known_args_namespace.database == "postgres" and not os.environ.get("DATABASE_URL"):
        url = server_url(early_config)
        if url:
            os.environ["DATABASE_URL"] = f"{url}/veerkracht"
        elif os.environ.get("CI"):
            raise pytest.UsageError(NO_SERVER)
    return (yield)


def server_url(config):
    """Return the address of the PostgreSQL for tests, started when first asked for; nothing where there is none."""
    if URL not in os.environ:
        cluster = start_cluster()
        if cluster:
            config.stash[SERVER] = cluster
        os.environ[URL] = cluster.url if cluster else ""
    return os.environ[URL]


def pytest_unconfigure(config):
    cluster = config.stash.get(SERVER, None)
    if cluster:
        cluster.stop()
        os.environ.pop(URL)


def pytest_collection_modifyitems(config, items):
    if config.option.database == "postgres" and not os.environ.get("DATABASE_URL"):
        for item in items:
            item.add_marker(pytest.mark.skip(reason=NO_SERVER))


@dataclass
class Place:
    """A state folder and a database of its own, as a process of the application finds them."""

    environment: dict

    def manage(self, *arguments, code=0, **more):
        """Run a command of Django in a process of its own, and return what it printed."""
        return self.run("-m", "django", *arguments, code=code, **more)

    def run(self, *arguments, code=0, **more):
        command = [sys.executable, *map(str, arguments)]
        done = subprocess.run(
            command, env={**self.environment, **more}, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="session")
def place(request, tmp_path_factory):
    """Make a place of the application with a database of its own.

    ``place()`` has an empty one of the kind of this run, ``place("postgres", tables=True)`` one with all its tables.
    """
    places = Places(request.config, tmp_path_factory)
    yield places.make
    places.drop()


class Places:
    """The places of a run; tables are made once per kind of database, and copied."""

    def __init__(self, config, folders):
        self.config, self.folders, self.templates, self.databases = config, folders, {}, []

    def make(self, kind=None, *, tables=False):
        kind = kind or self.config.option.database
        if tables and kind not in self.templates:
            self.templates[kind] = self.make(kind)
            self.templates[kind].manage("migrate", "-v0")
            self.templates[kind].manage("createcachetable")
        state, template = self.folders.mktemp("state"), self.templates.get(kind) if tables else None
        return place_at(state, (self.sqlite if kind == "sqlite" else self.postgres)(state, template))

    def sqlite(self, state, template):
        file = state / "veerkracht.sqlite3"
        if template:
            shutil.copy(template.environment["DATABASE_URL"].removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}"

    def postgres(self, state, template):
        server = server_url(self.config)
        if not server:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_SERVER)
        name, source = f"place_{uuid.uuid4().hex[:12]}", (template or place_at(state, "/template1")).environment
        on_server(server, f'CREATE DATABASE "{name}" TEMPLATE "{source["DATABASE_URL"].rpartition("/")[2]}"')
        self.databases.append((server, name))
        return f"{server}/{name}"

    def drop(self):
        for server, name in self.databases:
            on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def place_at(state, url):
    """Return a place with a state folder and the address of its database, without settings of the machine."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("VEERKRACHT_", "DJANGO_", "PYTEST_"))}  # fmt: skip
    return Place({**kept, "VEERKRACHT_STATE": str(state), "DATABASE_URL": url, "VEERKRACHT_LANG": "en",
                  "DJANGO_SETTINGS_MODULE": "veerkracht.web.site.settings", "VEERKRACHT_INSECURE": "1"})  # fmt: skip


def on_server(server, statement):
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def free_port():
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
