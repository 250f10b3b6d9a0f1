"""Daruma DR700 and DR800. The code page is set on the printer, not by the host."""

from __future__ import annotations

from functools import partial

from hw_drivers.printers.dialects.dialect import Dialect, Language
from hw_drivers.printers.polled_talk import Bit, PolledTalk, Polling, Question
from hw_drivers.printers.status import Reason
from hw_drivers.printers.ticket import Align

_LONGEST = 700  # bytes of a QR code; one of version 17 holds 504

POLLING = Polling(
    questions=(Question(ask=b"\x05", size=1), Question(ask=b"\x1d\x05", size=1)),
    trouble=(
        (Bit(at=0, mask=0x80), Reason.COVER_OPEN),
        (Bit(at=1, mask=0x10, on=False), Reason.COVER_OPEN),
        (Bit(at=0, mask=0x20), Reason.PAPER_OUT),
        (Bit(at=1, mask=0x02), Reason.PAPER_OUT),
        (Bit(at=0, mask=0x08), Reason.ERROR),
        (Bit(at=1, mask=0x40), Reason.ERROR),
        (Bit(at=0, mask=0x10, on=False), Reason.OFFLINE),
        (Bit(at=1, mask=0x08), Reason.OFFLINE),
    ),
    near_end=Bit(at=1, mask=0x01),
    drawer_open=Bit(at=1, mask=0x80),
    printing=Bit(at=0, mask=0x01),
)


def _size(wide: bool, tall: bool) -> bytes:  # noqa: ARG001, FBT001
    """ESC W: double width. Of double height the references at hand give no bytes."""
    return b"\x1bW" + bytes((wide,))


def _symbol(data: bytes, size: int) -> bytes:
    """ESC 81h: length with the two bytes that follow it, dots a module, correction, data."""
    if len(data) > _LONGEST:
        raise ValueError(f"{len(data)} bytes do not fit a Daruma's QR code")
    return b"\x1b\x81" + (len(data) + 2).to_bytes(2, "little") + bytes((size, ord("M"))) + data


DARUMA = Dialect(
    name="daruma",
    language=Language(
        start=lambda _: b"\x1b@",
        align={
            Align.LEFT: b"\x1bj\x00",
            Align.CENTER: b"\x1bj\x01",
            Align.RIGHT: b"\x1bj\x02",
        },
        bold=(b"\x1bF", b"\x1bE"),
        small=(b"\x12", b"\x0f"),
        size=_size,
        feed=lambda lines: b"\n" * lines,
        symbol=_symbol,
        largest_module=7,
    ),
    talk=partial(PolledTalk, POLLING),
)
