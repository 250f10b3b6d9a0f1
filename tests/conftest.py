"""What holds for every test, whoever started the run."""

from __future__ import annotations

import signal

# A shell that starts a run in the background has it ignore interrupts, and all its children with
# it. Tests that interrupt a child mean it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
