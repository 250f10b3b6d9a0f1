"""A ticket as a picture (PNG) or a document (PDF), made by a process that lives for this one only.

Pillow and fpdf2 take 45 MB: they never enter the daemon.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from enum import StrEnum

from edge.errors import Unavailable
from edge.printing.paper import PAPER_80, Paper
from edge.printing.picture_wire import pack
from hw_drivers.printers.ticket import Ticket


class Format(StrEnum):
    PNG = "png"
    PDF = "pdf"


async def render(
    ticket: Ticket, *, fmt: Format, paper: Paper = PAPER_80, deadline: float = 20.0
) -> bytes:
    """The file's bytes. ``ticket`` is laid out for the columns of ``paper``.

    Raises ``Unavailable``: ``picture.failed`` with what the worker said, or ``picture.too_slow``
    after ``deadline`` seconds.
    """
    command = (sys.executable, "-m", "edge.printing.picture_worker", fmt)
    worker = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(deadline):
            made, said = await worker.communicate(pack(ticket, paper))
    except TimeoutError:
        raise Unavailable("picture.too_slow", deadline=deadline) from None
    finally:
        await _end(worker)
    if worker.returncode:
        last = said.decode(errors="replace").strip().rpartition("\n")[2]
        raise Unavailable("picture.failed", why=last)
    return made


async def _end(worker: Process) -> None:
    if worker.returncode is None:
        worker.kill()
        await worker.wait()
