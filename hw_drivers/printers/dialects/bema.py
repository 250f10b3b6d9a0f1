"""Bematech's ESC/Bema (MP-4200 TH).

The printer also has an ESC/POS mode, in which it draws no QR code: each job first switches it to
this one (devices' reference 2.5; UNVERIFIED: that the switch costs nothing where it is made).
"""

from __future__ import annotations

from functools import partial

from hw_drivers.printers.dialects.dialect import Dialect, Language
from hw_drivers.printers.dialects.escpos import ALIGN
from hw_drivers.printers.polled_talk import Bit, PolledTalk, Polling, Question
from hw_drivers.printers.status import Reason

_ENTER = b"\x1d\xf9\x20\x00"
_CORRECTION_M = 1

POLLING = Polling(
    questions=(Question(ask=b"\x1d\xf81", size=5),),
    trouble=(
        (Bit(at=1, mask=0x80, on=False), Reason.COVER_OPEN),
        (Bit(at=1, mask=0x24), Reason.PAPER_OUT),
        (Bit(at=1, mask=0x40), Reason.ERROR),
        (Bit(at=0, mask=0x08), Reason.OFFLINE),
    ),
    near_end=Bit(at=1, mask=0x02),
    drawer_open=Bit(at=1, mask=0x10, on=False),
    printing=Bit(at=0, mask=0x10),
)


def _start(code_page: int | None) -> bytes:
    return _ENTER + b"\x1b@" + (b"" if code_page is None else b"\x1bt" + bytes((code_page,)))


def _size(wide: bool, tall: bool) -> bytes:  # noqa: ARG001, FBT001
    """ESC W: double width. Of double height the references at hand give no bytes."""
    return b"\x1bW" + (b"1" if wide else b"0")


def _symbol(data: bytes, size: int) -> bytes:
    """GS k Q: level, module in half dots, version 0 = as needed, mode 1 = bytes, length, data."""
    head = bytes((_CORRECTION_M, 2 * size, 0, 1))
    return b"\x1dkQ" + head + len(data).to_bytes(2, "little") + data


BEMA = Dialect(
    name="bema",
    language=Language(
        start=_start,
        align=ALIGN,
        bold=(b"\x1bF", b"\x1bE"),
        small=(b"\x1bH", b"\x0f"),
        size=_size,
        feed=lambda lines: b"\n" * lines,
        symbol=_symbol,
    ),
    talk=partial(PolledTalk, POLLING),
)
