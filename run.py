"""Set everything up on a fresh machine and run one job.

    python3 run.py monitor [--city NAME] [--data DIR] [--out DIR] [--lang nl|en] [--edition NAME]
    python3 run.py serve [--port NUMBER] [--city NAME] [--database URL] [--open]
    python3 run.py test [options of pytest]

Needs Python 3.11 or newer with pip, and nothing else. The first time it downloads what is listed, with
hashes, in requirements/; after that it needs no network. Options after the job are passed on to it.
The environment is made in .venv, so .venv/bin/veerkracht works afterwards.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCKS = ROOT / "requirements"
STAMP = VENV / "set-up.json"
SOURCE = ROOT / "src"
COMPILING = "from veerkracht.compiled import"  # what a file with kernels holds
UNFINISHED = "unfinished"
PYTHON_NEEDED = (3, 11)
DISK_NEEDED_BYTES = 1_500_000_000  # the environment, and the download cache beside it
INTERRUPTED = 130  # what a shell reports after Ctrl-C


class SetUpError(Exception):
    """The environment could not be made; the text says why and what to do.

    `final` tells that another installer would meet the same.
    """

    def __init__(self, text: str, *, final: bool = True) -> None:
        super().__init__(text)
        self.final = final


FULL = "The disk is full. Free at least 1.5 GB and run the same command again."
CHANGED = (
    "A download is not the file that was checked. Do not use it; look at the proxy or mirror between this machine "
    "and the package index."
)
UNTRUSTED = (
    "The certificate of the package index, or of the proxy before it, is not trusted by this machine. Ask the keeper of "
    "the network for its certificate, or run: pip config set global.cert FILE"
)
OFFLINE = "The package index cannot be reached. Only the first set-up needs network; run the same command again then."
CAUSES = (  # what an installer prints, what it means, and whether another installer would meet the same
    ("No space left on device", FULL, True),
    ("DO NOT MATCH THE HASHES", CHANGED, True),
    ("Hash mismatch", CHANGED, True),
    ("CERTIFICATE_VERIFY_FAILED", UNTRUSTED, True),
    ("NewConnectionError", OFFLINE, True),
    ("ConnectTimeoutError", OFFLINE, True),
    ("ProxyError", OFFLINE, True),
    ("error sending request", OFFLINE, False),  # uv does not know the mirror that pip may have been given
)


# --- progress ------------------------------------------------------------------------------------------


def tell(line: str, end: str = "\n") -> None:
    """Print at once, also into a pipe."""
    print(line, end=end, flush=True)


@contextmanager
def step(label: str) -> Iterator[None]:
    """Print a label before, and the time or the word failed after, what happens inside."""
    tell(f"  {label + ' ':.<40} ", end="")
    start = time.monotonic()
    try:
        yield
    except BaseException:
        tell("failed")
        raise
    tell(f"{time.monotonic() - start:5.1f} s")


def run_quietly(label: str, command: Sequence[str | Path]) -> None:
    """Run a command under a line with its time; when it fails, raise `SetUpError` with its last words."""
    with step(label), tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace") as log:
        code = subprocess.run([str(part) for part in command], cwd=ROOT, stdout=log, stderr=log).returncode
        log.seek(0)
        if code:
            raise failure(label, log.read())


def failure(label: str, output: str) -> SetUpError:
    """Turn the output of an installer that failed into what happened and how to mend it."""
    unknown = ("", "The last lines tell why.", False)
    _, cause, final = next((row for row in CAUSES if row[0] in output), unknown)
    last = "\n".join("    " + line for line in output.strip().splitlines()[-6:])
    return SetUpError(f"{label}: {cause}\n{last}", final=final)


# --- what has been done --------------------------------------------------------------------------------


def read_stamp() -> dict[str, str]:
    """Return what has been set up, step by step; nothing when the record is absent or damaged."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(step: str, state: str) -> None:
    """Record the state of one step: written aside and renamed, so that it is never half."""
    stamp = {**read_stamp(), step: state}
    aside = STAMP.with_suffix(".part")
    aside.write_text(json.dumps(stamp, indent=1, sort_keys=True), encoding="utf-8")
    aside.replace(STAMP)


def digest(files: Iterable[Path]) -> str:
    """Return one hash over files, this Python and the place of the environment, which its scripts carry."""
    total = hashlib.sha256(f"{VENV} {sys.base_prefix} {sys.version}".encode())
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


# --- set-up --------------------------------------------------------------------------------------------


def check_machine() -> None:
    """Refuse a Python that is too old, before anything is made."""
    if sys.version_info < PYTHON_NEEDED:
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise SetUpError(f"Python {found} is too old. Install Python 3.11 or newer and run: python3.11 run.py")


def check_disk() -> None:
    """Refuse to start an installation that the disk cannot hold."""
    free = shutil.disk_usage(ROOT).free
    if free < DISK_NEEDED_BYTES:
        raise SetUpError(f"Only {free / 1e9:.1f} GB is free in {ROOT}. Free at least 1.5 GB and run the same command.")


def environment_works() -> bool:
    """Tell whether .venv belongs to this Python and can install."""
    config = VENV / "pyvenv.cfg"
    version = ".".join(str(part) for part in sys.version_info[:2])
    if not config.is_file() or f"version = {version}." not in config.read_text(encoding="utf-8"):
        return False
    return subprocess.run([BIN / "python", "-m", "pip", "--version"], capture_output=True).returncode == 0


def make_environment() -> None:
    """Make .venv anew, unless the one that is there works."""
    if environment_works():
        return
    try:
        with step("Python environment in .venv"):
            venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(VENV)
    except (OSError, subprocess.CalledProcessError) as error:
        hint = "On Debian and Ubuntu: apt install python3-venv"
        raise SetUpError(f"No environment could be made in {VENV}: {error}. {hint}") from error


def pip_install(*arguments: str | Path) -> list[str | Path]:
    """Return the command that installs with pip, which every Python has."""
    quiet = ("--quiet", "--no-input", "--disable-pip-version-check")
    return [BIN / "python", "-m", "pip", "install", *quiet, *arguments]


def install(label: str, arguments: Sequence[str | Path], *, again: bool) -> None:
    """Install with uv, which takes seconds, or with pip, which takes minutes, when uv will not do."""
    uv = BIN / ("uv.exe" if os.name == "nt" else "uv")
    # --system-certs: behind the proxy of a city only the certificates of the machine are right
    settings = ("--quiet", "--system-certs", "--compile-bytecode", "--python", BIN / "python")
    fast: list[str | Path] = [uv, "pip", "install", *settings]
    try:
        if not uv.is_file():
            run_quietly("Installer", pip_install("--require-hashes", "-r", LOCKS / "installer.lock"))
        run_quietly(label, [*fast, *(["--reinstall"] if again else []), *arguments])
    except SetUpError as error:
        if error.final:
            raise
        tell("  The fast installer did not manage; trying pip, which takes a few minutes.")
        run_quietly(label, pip_install(*(["--force-reinstall"] if again else []), *arguments))


def locked(*names: str) -> list[str | Path]:
    """Return the arguments that install lock files, each download checked by its hash."""
    return ["--require-hashes", *(part for name in names for part in ("-r", LOCKS / f"{name}.lock"))]


@dataclass(frozen=True)
class Part:
    """One part of the environment: the files that decide on it, and what is installed."""

    name: str
    label: str
    files: tuple[Path, ...]
    arguments: tuple[str | Path, ...]


def parts(*, tests: bool) -> list[Part]:
    """Return the parts that a job needs, in the order in which they are installed."""
    base = tuple(LOCKS / f"{name}.lock" for name in ("installer", "core", "build"))
    libraries = Part("core", "Libraries", base, tuple(locked("core", "build")))
    more = tuple(LOCKS / f"{name}.lock" for name in ("research", "test"))
    tools = Part("test", "Test tools", (*base, *more), tuple(locked("core", "research", "test")))
    editable = ("--no-deps", "--no-build-isolation", "-e", ROOT)
    package = Part("package", "Command veerkracht", (*base, ROOT / "pyproject.toml"), editable)
    return [libraries, *([tools] if tests else []), package]


def install_part(part: Part) -> None:
    """Install one part; one that was cut off is wholly done again. Its stamp is written last."""
    again = read_stamp().get(part.name) == UNFINISHED
    write_stamp(part.name, UNFINISHED)
    install(part.label, part.arguments, again=again)
    write_stamp(part.name, digest(part.files))


def with_kernels() -> list[Path]:
    """Return the source files that the compiler works on."""
    return [file for file in sorted(SOURCE.rglob("*.py")) if COMPILING in file.read_text(encoding="utf-8")]


def compile_kernels(state: str) -> None:
    """Compile what is computed often, anew where a source changed; without it the first answers come later.

    The compiler looks whether the file of a kernel changed, not whether the kernels that it calls did: what was
    compiled before is taken away.
    """
    for kept in SOURCE.rglob("__pycache__/*.nb[ci]"):
        kept.unlink()
    try:
        run_quietly("Compiled kernels", [BIN / "veerkracht", "prepare"])
    except SetUpError as error:
        tell(f"  The first answers will take longer: {error}")
        return
    write_stamp("kernels", state)


def set_up(*, tests: bool) -> None:
    """Bring .venv in step with the lock files and the kernels; does nothing, and needs no network, when it is."""
    check_machine()
    stamp, start = read_stamp(), time.monotonic()
    todo = [part for part in parts(tests=tests) if stamp.get(part.name) != digest(part.files)]
    kernels = with_kernels() if tests else []  # the compiler is one of the tools of tests
    state = digest([LOCKS / "research.lock", *kernels])
    compiled = not kernels or stamp.get("kernels") == state
    if not todo and compiled:
        return
    tell("Setting up .venv")
    if todo:
        check_disk()
        make_environment()
    for part in todo:
        install_part(part)
    if not compiled:
        compile_kernels(state)
    tell(f"  Ready in {time.monotonic() - start:.0f} s")


# --- jobs ----------------------------------------------------------------------------------------------


def surroundings(options: Sequence[str]) -> dict[str, str]:
    """Return the environment of the job: the shared data folder, where it stands and nothing else is given."""
    given = {**os.environ}
    beside = ROOT.parent / "shared" / "data"
    named = any(option == "--data" or option.startswith("--data=") for option in options)
    if not named and not given.get("VEERKRACHT_DATA") and beside.is_dir():
        given["VEERKRACHT_DATA"] = str(beside)
    return given


def call(command: Sequence[str | Path], options: Sequence[str], *, folder: Path | None = None) -> int:
    """Run a command of the environment in the open and return its exit code."""
    name, *rest = (str(part) for part in command)
    return subprocess.run([str(BIN / name), *rest], cwd=folder, env=surroundings(options)).returncode


def monitor(options: Sequence[str]) -> int:
    """Make the edition of a city; the last line says where it stands."""
    set_up(tests=False)
    return call(["veerkracht", "monitor", *options], options)


def serve(options: Sequence[str]) -> int:
    """Serve the web application until Ctrl-C; this process becomes the server, so that a signal reaches it."""
    set_up(tests=False)
    command = ["veerkracht", "serve", *options]
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(BIN / command[0], command, surroundings(options))
    return call(command, options)


def test(options: Sequence[str]) -> int:
    """Run every check and then every test; the last line is the summary of the tests.

    Without options the tests of the web application also run on PostgreSQL, before the rest.
    """
    set_up(tests=True)
    checks = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["lint-imports", "--no-logo"]]
    if not options:
        checks.append(["python", "-m", "pytest", "-n", "2", "tests/web", "--database", "postgres"])
    failed = [" ".join(check) for check in checks if timed(check)]
    for check in failed:
        tell(f"FAILED: {check} (see above)")
    tests = call(["python", "-m", "pytest", "-n", "2", *options], options, folder=ROOT)
    return tests or int(bool(failed))


def timed(check: Sequence[str]) -> int:
    """Run one check under a line that names it, and tell its time."""
    tell(f"== {' '.join(check)}")
    start = time.monotonic()
    code = call(check, (), folder=ROOT)
    tell(f"   {time.monotonic() - start:.1f} s")
    return code


@dataclass(frozen=True)
class Job:
    """A word on the command line, what it does, and in one line why."""

    run: Callable[[Sequence[str]], int]
    purpose: str


JOBS = {
    "monitor": Job(monitor, "make the yearly edition of a city: pages, PDF, Word and open data"),
    "serve": Job(serve, "start the web application with the registers of a city"),
    "test": Job(test, "run all checks and tests"),
}


def usage() -> str:
    """Return the help text."""
    jobs = "\n".join(f"    {name:<9} {job.purpose}" for name, job in JOBS.items())
    return f"{(__doc__ or '').strip()}\n\nJobs:\n{jobs}\n\nAll options of the edition: python3 run.py monitor --help"


def main(arguments: Sequence[str]) -> int:
    """Run the job that is asked for and return its exit code."""
    if not arguments or arguments[0] in ("-h", "--help"):
        tell(usage())
        return 0 if arguments else 2
    name, *options = arguments
    if name not in JOBS:
        print(f"There is no job {name!r}. Choose from: {', '.join(JOBS)}.", file=sys.stderr)
        return 2
    try:
        return JOBS[name].run(options)
    except SetUpError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again: it goes on where it stopped.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
