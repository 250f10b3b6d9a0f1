"""A machine that runs systemd: this one's /usr in a container, with an empty /etc, /var and /home.

systemd-nspawn with ``--volatile=yes`` needs no image: what the host has installed is what runs. The
network is a loopback of its own. What happens inside leaves no trace outside.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# A /run of its own: nspawn wants a tmpfs there, which not every container of ours has. The kernel
# ends all of it when whoever started it dies (setpriv, --kill-child).
_START = """
mount --make-rprivate / && mount -t tmpfs tmpfs /run && exec systemd-nspawn --quiet \
    --register=no --keep-unit --private-network --volatile=yes --directory=/ --console=pipe \
    --boot "$@" -- --unit=basic.target
"""


def why_not() -> str | None:
    """What keeps this machine from running another; None: nothing."""
    if os.geteuid() != 0:
        return "only root can boot a container"
    if shutil.which("systemd-nspawn") is None or not Path("/usr/lib/systemd/systemd").exists():
        return "systemd-nspawn or systemd is not on this machine"
    allowed = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return None if allowed.returncode == 0 else "namespaces are not allowed here"


class Machine:
    """A booted container. ``files``: what of the host's is seen inside (read-only), and where."""

    def __init__(self, files: Mapping[str, Path], *, log: Path) -> None:
        binds = [f"--bind-ro={source}:{place}" for place, source in files.items()]
        tied = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--mount-proc"]
        self._log = log
        with log.open("wb") as output:
            self._nspawn = subprocess.Popen(
                [*tied, "--fork", "--kill-child", "bash", "-c", _START, "bash", *binds],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        wait_for(self._has_booted, within_s=20, told=self.log)

    def run(self, *command: str) -> str:
        """What ``command`` writes to standard output, run inside; it has to succeed."""
        return self._enter(["-m", "-u", "-i", "-n", "-p", "-C"], command)

    def run_on_its_network(self, *command: str) -> str:
        """The same for a program of this machine's, which sees only the other's network."""
        return self._enter(["-n"], command)

    def journal(self, unit: str) -> str:
        return self.run("journalctl", "--no-pager", "--output=cat", f"--unit={unit}")

    def log(self) -> str:
        return self._log.read_text("utf-8", errors="replace")

    def stop(self) -> None:
        for nspawn in children(self._nspawn.pid):
            os.kill(nspawn, signal.SIGTERM)  # it tells its systemd to power off
        try:
            self._nspawn.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()

    def _enter(self, namespaces: Sequence[str], command: Sequence[str]) -> str:
        answer = subprocess.run(
            ["nsenter", "-t", str(self._init()), *namespaces, "--", *command],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert answer.returncode == 0, f"{command}: {answer.stdout}{answer.stderr}"
        return answer.stdout.strip()

    def _init(self) -> int:
        """The container's process 1: unshare's grandchild."""
        return children(children(self._nspawn.pid)[0])[0]

    def _has_booted(self) -> bool:
        assert self._nspawn.poll() is None, self.log()
        try:
            init = str(self._init())
        except IndexError:
            return False
        command = ["nsenter", "-t", init, "-m", "-p", "--", "systemctl", "is-system-running"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        # degraded: a unit of the host's that wants what an empty /etc has not
        return answer.stdout.strip() in {"running", "degraded"}


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(
    condition: Callable[[], bool], *, within_s: float, told: Callable[[], str] = str
) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "\n".join(told().splitlines()[-30:])
        time.sleep(0.05)
