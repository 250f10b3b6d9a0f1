"""Elgin Vox: written to as an Epson, asked by ENQ. It has no word for "printing" or "done".

So nothing proves a job: one that met no trouble ends ``uncertain``, ``unconfirmed``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from hw_drivers.printers.dialects.dialect import Dialect
from hw_drivers.printers.dialects.escpos import LANGUAGE
from hw_drivers.printers.polled_talk import Bit, PolledTalk, Polling, Question
from hw_drivers.printers.status import Reason

POLLING = Polling(
    questions=(Question(ask=b"\x05", size=1),),
    trouble=(
        (Bit(at=0, mask=0x08, on=False), Reason.COVER_OPEN),
        (Bit(at=0, mask=0x02), Reason.PAPER_OUT),
        (Bit(at=0, mask=0x01, on=False), Reason.OFFLINE),
    ),
    near_end=Bit(at=0, mask=0x10),
    drawer_open=Bit(at=0, mask=0x04),
)
VOX = Dialect(
    name="vox",
    language=replace(LANGUAGE, symbol=None),
    talk=partial(PolledTalk, POLLING),
)
