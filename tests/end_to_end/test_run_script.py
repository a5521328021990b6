"""run.py: what it sets up, what it leaves alone, and what it says when something is wrong.

The installers are replaced by scripts that write down how they are called: they are the network.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")


def script(path, body):
    """Write a shell script that first writes down how it was called."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\necho "$(basename "$0") $*" >> "{path.parents[2]}/calls"\n{body}\n', encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def checkout(tmp_path):
    """A checkout with run.py, its locks, and an environment that works but holds nothing yet."""
    home = tmp_path / "checkout"
    shutil.copytree(ROOT / "requirements", home / "requirements")
    for name in ("run.py", "pyproject.toml"):
        shutil.copy(ROOT / name, home)
    version = ".".join(map(str, sys.version_info[:3]))
    for name in ("python", "uv"):
        script(home / ".venv" / "bin" / name, "exit 0")
    (home / ".venv" / "pyvenv.cfg").write_text(f"version = {version}\n", encoding="utf-8")
    script(home / ".venv" / "bin" / "veerkracht", 'echo "data: $VEERKRACHT_DATA"; exit 7')
    return home


def run(home, *arguments, **environment):
    """Run the script of a checkout and return the finished process."""
    clean = {name: value for name, value in os.environ.items() if name != "VEERKRACHT_DATA"}
    command = [sys.executable, str(home / "run.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**clean, **environment}, timeout=60)


def calls(home):
    """Return how the stand-ins were called since the last time, without the check of pip."""
    log = home / "calls"
    lines = log.read_text("utf-8").splitlines() if log.is_file() else []
    log.unlink(missing_ok=True)
    return [line for line in lines if line != "python -m pip --version"]


def stamp(home):
    """Return the record of what was set up."""
    return json.loads((home / ".venv" / "set-up.json").read_text("utf-8"))


def test_help_names_every_job_and_sets_up_nothing(checkout):
    result = run(checkout, "--help")
    assert result.returncode == 0
    assert "monitor" in result.stdout and "test" in result.stdout
    assert calls(checkout) == []


def test_without_a_job_the_help_is_shown_as_an_error_of_use(checkout):
    result = run(checkout)
    assert result.returncode == 2 and "python3 run.py monitor" in result.stdout


def test_an_unknown_job_is_refused_with_the_jobs_that_exist(checkout):
    result = run(checkout, "monitr")
    assert result.returncode == 2
    assert "'monitr'" in result.stderr and "monitor, serve, test" in result.stderr
    assert calls(checkout) == []


def test_the_first_run_installs_what_is_locked_and_then_the_package(checkout):
    result = run(checkout, "monitor")
    libraries, package, job = calls(checkout)
    assert "--require-hashes -r" in libraries and "core.lock" in libraries and "test.lock" not in libraries
    assert "--no-deps" in package and package.endswith(f"-e {checkout}")
    assert job == "veerkracht monitor"
    assert "Libraries" in result.stdout and "Ready in" in result.stdout


def test_once_set_up_nothing_is_installed_and_nothing_is_said_of_it(checkout):
    run(checkout, "monitor")
    calls(checkout)
    result = run(checkout, "monitor", "--city", "amsterdam", "--lang=nl")
    assert calls(checkout) == ["veerkracht monitor --city amsterdam --lang=nl"]
    assert "Setting up" not in result.stdout


def test_the_exit_code_of_the_job_is_passed_on(checkout):
    assert run(checkout, "monitor").returncode == 7


def test_a_changed_lock_is_installed_again(checkout):
    run(checkout, "monitor")
    calls(checkout)
    with (checkout / "requirements" / "core.lock").open("a", encoding="utf-8") as lock:
        lock.write("# newer\n")
    run(checkout, "monitor")
    assert any("core.lock" in call and "--reinstall" not in call for call in calls(checkout))


def test_the_test_job_installs_its_tools_beside_what_is_there(checkout):
    run(checkout, "monitor")
    calls(checkout)
    for tool in ("ruff", "mypy", "lint-imports"):
        script(checkout / ".venv" / "bin" / tool, "exit 0")
    run(checkout, "test", "-k", "rounding")
    tools, *checks = calls(checkout)
    assert "test.lock" in tools
    assert checks[:2] == ["ruff check", "ruff format --check"]
    assert checks[-1] == "python -m pytest -n 2 -k rounding"


@pytest.fixture
def with_kernel(checkout):
    """Return a checkout whose source holds a kernel that was compiled, and tools that find nothing wrong."""
    for tool in ("ruff", "mypy", "lint-imports", "veerkracht"):
        script(checkout / ".venv" / "bin" / tool, "exit 0")
    room = checkout / "src" / "veerkracht"
    (room / "__pycache__").mkdir(parents=True)
    (room / "_sums.py").write_text("from veerkracht.compiled import kernel\n", encoding="utf-8")
    (room / "words.py").write_text("ONE = 1\n", encoding="utf-8")
    (room / "__pycache__" / "_sums.add-1.py311.nbi").write_bytes(b"older")
    return checkout


def prepared(home):
    """Run the test job and tell how often kernels were compiled in it."""
    result = run(home, "test", "-k", "rounding")
    assert result.returncode == 0, result.stderr
    return calls(home).count("veerkracht prepare")


def test_the_test_job_compiles_kernels_once_and_takes_older_machine_code_away(with_kernel):
    assert prepared(with_kernel) == 1
    assert not list(with_kernel.rglob("*.nbi"))
    assert prepared(with_kernel) == 0


def test_kernels_are_compiled_again_when_a_source_with_kernels_changes(with_kernel):
    prepared(with_kernel)
    (with_kernel / "src" / "veerkracht" / "words.py").write_text("ONE = 2\n", encoding="utf-8")
    assert prepared(with_kernel) == 0
    (with_kernel / "src" / "veerkracht" / "_sums.py").write_text(
        "from veerkracht.compiled import kernel\n\n", encoding="utf-8"
    )
    assert prepared(with_kernel) == 1


def test_kernels_that_cannot_be_compiled_do_not_stop_the_tests_and_are_tried_again(with_kernel):
    script(with_kernel / ".venv" / "bin" / "veerkracht", "echo broken; exit 1")
    result = run(with_kernel, "test")
    assert result.returncode == 0 and "The first answers will take longer" in result.stdout
    calls(with_kernel)
    assert prepared(with_kernel) == 1


def test_without_the_tools_of_tests_nothing_is_compiled(with_kernel):
    run(with_kernel, "monitor")
    assert "veerkracht prepare" not in calls(with_kernel)


def test_a_failed_check_fails_the_test_job_after_all_tests_ran(checkout):
    for tool, code in (("ruff", 0), ("mypy", 1), ("lint-imports", 0)):
        script(checkout / ".venv" / "bin" / tool, f"exit {code}")
    result = run(checkout, "test")
    assert result.returncode == 1 and "FAILED: mypy" in result.stdout
    assert calls(checkout)[-1].startswith("python -m pytest")


@pytest.mark.parametrize("damage", ["{", "[]", '{"core": "unfinished"}'])
def test_a_damaged_or_unfinished_record_leads_to_a_new_installation(checkout, damage):
    (checkout / ".venv" / "set-up.json").write_text(damage, encoding="utf-8")
    run(checkout, "monitor")
    libraries = next(call for call in calls(checkout) if "core.lock" in call)
    assert ("--reinstall" in libraries) == ("unfinished" in damage)
    assert len(stamp(checkout)["core"]) == 64


def _hear_interrupts():
    """Undo that a shell lets what it starts in the background ignore the interrupt."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupted_installation_says_so_and_is_done_wholly_again(checkout):
    script(checkout / ".venv" / "bin" / "uv", "exec sleep 30")
    command = [sys.executable, str(checkout / "run.py"), "monitor"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, preexec_fn=_hear_interrupts
    )
    while process.poll() is None and not any("core.lock" in call for call in calls(checkout)):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert "Run the same command again" in process.communicate(timeout=120)[1]
    assert process.returncode == 130 and stamp(checkout) == {"core": "unfinished"}
    script(checkout / ".venv" / "bin" / "uv", "exit 0")
    run(checkout, "monitor")
    assert any("--reinstall" in call for call in calls(checkout))


def test_without_network_the_error_says_what_to_do(checkout):
    (checkout / ".venv" / "bin" / "uv").unlink()
    refusal = 'case "$*" in *install*) echo "NewConnectionError: name resolution" >&2; exit 1;; esac'
    script(checkout / ".venv" / "bin" / "python", refusal)
    result = run(checkout, "monitor")
    assert result.returncode == 1
    assert "cannot be reached" in result.stderr and "Traceback" not in result.stderr


def test_a_full_disk_is_told_and_not_tried_again(checkout):
    script(checkout / ".venv" / "bin" / "uv", "echo 'No space left on device' >&2; exit 2")
    result = run(checkout, "monitor")
    assert result.returncode == 1 and "disk is full" in result.stderr
    assert not any("pip install" in call for call in calls(checkout) if call.startswith("python"))


def test_where_the_fast_installer_fails_pip_installs_the_same_lock(checkout):
    script(checkout / ".venv" / "bin" / "uv", "exit 2")
    result = run(checkout, "monitor")
    slow = next(call for call in calls(checkout) if call.startswith("python") and "core.lock" in call)
    assert "--require-hashes" in slow and result.returncode == 7


def test_the_folder_beside_the_checkout_is_used_unless_another_is_given(checkout):
    beside = checkout.parent / "shared" / "data"
    assert run(checkout, "monitor").stdout.splitlines()[-1] == "data: "
    beside.mkdir(parents=True)
    assert run(checkout, "monitor").stdout.splitlines()[-1] == f"data: {beside}"
    assert run(checkout, "monitor", VEERKRACHT_DATA="mine").stdout.splitlines()[-1] == "data: mine"
    for option in (["--data", "own"], ["--data=own"]):
        assert run(checkout, "monitor", *option).stdout.splitlines()[-1] == "data: "


def test_a_python_that_is_too_old_is_refused_before_anything_is_made(checkout):
    (checkout / ".venv" / "pyvenv.cfg").unlink()
    code = "import sys; sys.version_info = (3, 10, 2); import run; sys.exit(run.main(['monitor']))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=checkout)
    assert result.returncode == 1 and "Python 3.10.2 is too old" in result.stderr
    assert calls(checkout) == [] and not (checkout / ".venv" / "set-up.json").exists()
