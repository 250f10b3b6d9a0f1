"""What set-up says when it cannot go on; and the pins cover all that the source imports."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from shutil import copytree

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-dev.lock", "bench/peers.lock")
OURS = {"edge", "hw_drivers", "sim", "tests", "bench"}
# Spelt so that this file does not name them either.
REGISTRIES = re.compile(r"pypi[.]org|python[h]osted|deb[.]debian|npm[j]s")


def named(distribution: str) -> str:
    """PEP 503: one spelling for every spelling of a distribution's name."""
    return re.sub(r"[-_.]+", "-", distribution.partition("[")[0]).lower()


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, flags=re.MULTILINE))


def imported(folders: set[str]) -> Iterator[tuple[str, str]]:
    """Top-level modules of others that the source imports, each with one file that does."""
    for folder in sorted(folders):
        for source in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(source.read_text("utf-8"))):
                match node:
                    case ast.Import(names=names):
                        modules = [alias.name for alias in names]
                    case ast.ImportFrom(module=str(module), level=0):
                        modules = [module]
                    case _:
                        continue
                for top in {module.partition(".")[0] for module in modules}:
                    if top not in OURS and top not in sys.stdlib_module_names:
                        yield top, str(source.relative_to(ROOT))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = re.findall(
        r"^[a-z0-9.-]+==[^\n]*(?:\n    --hash=sha256:[0-9a-f]{64}[ \\]*)+", text, re.MULTILINE
    )
    assert len(entries) == len(pins(lock)) > 0
    assert "://" not in text
    assert "--index" not in text


def test_nothing_is_pinned_twice_and_all_that_is_declared_is_pinned() -> None:
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runtime.keys() & dev.keys() == set()
    assert {named(name) for name in PROJECT["dependencies"]} <= runtime.keys()
    declared = {named(name) for name in PROJECT["optional-dependencies"]["dev"]}
    assert declared <= runtime.keys() | dev.keys()


@pytest.mark.parametrize("folders", [{"edge", "hw_drivers"}, {"sim", "tests"}], ids=["box", "dev"])
def test_what_is_imported_is_declared(folders: set[str]) -> None:
    declared = {named(name) for name in PROJECT["dependencies"]}
    if "tests" in folders:
        declared |= {named(name) for name in PROJECT["optional-dependencies"]["dev"]}
    owners = packages_distributions()
    strangers = {
        module: where
        for module, where in imported(folders)
        if not declared & {named(owner) for owner in owners.get(module, [])}
    }
    assert strangers == {}


def test_no_registry_is_named_anywhere() -> None:
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        pytest.skip("this is no git checkout")
    naming = [
        name
        for name in filter(None, listing.stdout.split("\0"))
        if (ROOT / name).is_file()
        if REGISTRIES.search((ROOT / name).read_bytes().decode("utf-8", errors="replace"))
    ]
    assert naming == []


@pytest.mark.skipif("MAKELEVEL" not in os.environ, reason="only make has just set up")
def test_a_second_set_up_has_nothing_to_do() -> None:
    start = time.monotonic()
    again = subprocess.run(["tools/setup"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert time.monotonic() - start < 10


Setup = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    """Runs the set-up of a copy of the checkout, with some programs of the machine replaced."""
    checkout, programs = tmp_path / "checkout", tmp_path / "bin"
    copytree(ROOT / "tools", checkout / "tools")
    copytree(ROOT / "image", checkout / "image")
    programs.mkdir()

    def run(**scripts: str) -> subprocess.CompletedProcess[str]:
        for name, script in scripts.items():
            program = programs / name.replace("_", "-")
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(0o755)
        return subprocess.run(
            [checkout / "tools/setup"],
            env={"PATH": f"{programs}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    return run


NOTHING_INSTALLED = "exit 1"
AS_ROOT = 'while [ "$1" != env ]; do shift; done; exec "$@"'


def test_a_failing_step_says_which_shows_its_log_and_what_to_do(setup: Setup) -> None:
    failed = setup(
        dpkg_query=NOTHING_INSTALLED,
        sudo=AS_ROOT,
        apt_get="echo 'E: The mirror has burnt down' >&2; exit 100",
    )
    assert failed.returncode == 1
    assert "Set-up failed at step [2/4 Debian packages]" in failed.stderr
    assert "E: The mirror has burnt down" in failed.stderr
    assert "What to do: mend the network or the apt sources" in failed.stderr


def test_only_what_is_missing_is_installed(setup: Setup, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    failed = setup(
        dpkg_query="sed -s 's/ *#.*//; /^$/d; /xmlsec1/d; s/^/installed /' image/packages*.txt",
        sudo=AS_ROOT,
        apt_get=f'echo "$*" >> {calls}; case "$*" in *install*) echo "E: no" >&2; exit 100;; esac',
    )
    assert "[2/4 Debian packages] xmlsec1\n" in failed.stderr
    assert (
        calls.read_text("utf-8")
        .splitlines()[-1]
        .endswith("install --no-install-recommends xmlsec1")
    )


def test_a_machine_without_a_new_enough_python_is_told_so(setup: Setup) -> None:
    too_old = dict.fromkeys(("python3", "python3.11", "python3.12", "python3.13"), "exit 1")
    failed = setup(**too_old)
    assert failed.returncode == 1
    assert "Set-up failed at step [1/4 Python]: there is no Python 3.11 or newer." in failed.stderr
    assert "What to do: install one" in failed.stderr
