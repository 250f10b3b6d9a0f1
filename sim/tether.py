"""Runs a command that dies with whoever started it: ``python -IS tether.py PARENT_PID COMMAND…``.

The kernel kills this process when its parent ends, however the parent ends (``prctl(2)``,
PR_SET_PDEATHSIG), and the setting survives ``execve``. The parent may already be gone when the
setting is made; then nobody is left to kill for, and the process ends by itself.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, *command = sys.argv[1:]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != int(parent):
        sys.exit("the parent has gone")
    os.execvp(command[0], command)  # noqa: S606 - that is what this program is for


if __name__ == "__main__":
    main()
