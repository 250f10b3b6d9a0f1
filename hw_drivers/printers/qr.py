"""QR codes on paper: how large, drawn by the printer or by us.

Error correction M, symbol at least 25 mm wide, quiet zone of four modules (manual DANFE NFC-e 6.0,
division V; ISO/IEC 18004).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator

# Bytes that versions 1 to 40 hold in byte mode at error correction M (ISO/IEC 18004, table 7).
_CAPACITY_M = (
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213,
    251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
    711, 779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370,
    1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
)  # fmt: skip

_MIN_MM = 25
_QUIET = 4  # modules of white on every side
_MIN_DOTS = 4  # 0.5 mm at 203 dpi: what a cheap telephone still reads, where the paper allows it
_MAX_DOTS = 8  # clones of Epson's take no more
_SLICE = 128  # rows a raster command: small buffers choke on whole pictures


def modules(data: bytes) -> int:
    """Modules along one side of the symbol that holds ``data``; ``ValueError`` when none does."""
    version = bisect_left(_CAPACITY_M, len(data)) + 1
    if version > len(_CAPACITY_M):
        raise ValueError(f"{len(data)} bytes do not fit a QR code")
    return 17 + 4 * version


def module_dots(side: int, *, dots: int, dots_per_mm: int, largest: int = _MAX_DOTS) -> int:
    """Dots a module: the symbol is 25 mm or more and fits ``dots`` with its quiet zone.

    ``largest`` is what the printer can draw.
    """
    fits = dots // (side + 2 * _QUIET)
    if not fits:
        raise ValueError(f"{side} modules do not fit {dots} dots")
    wanted = math.ceil(_MIN_MM * dots_per_mm / side)
    return min(max(wanted, _MIN_DOTS), fits, largest)


def symbol(data: bytes) -> list[list[bool]]:
    """The symbol itself, row by row, without its quiet zone; True is dark."""
    import segno  # 5 MB: only where nobody else draws the symbol

    code = segno.make_qr(data, error="m", mode="byte", boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix]


def native(data: bytes, size: int) -> bytes:
    """``GS ( k``: model 2, ``size`` dots a module, error correction M, store, print."""
    length = (len(data) + 3).to_bytes(2, "little")
    return b"".join(
        (
            b"\x1d(k\x04\x001A2\x00",
            b"\x1d(k\x03\x001C" + bytes((size,)),
            b"\x1d(k\x03\x001E1",
            b"\x1d(k" + length + b"1P0" + data,
            b"\x1d(k\x03\x001Q0",
        )
    )


def raster(data: bytes, size: int, *, dots: int) -> bytes:
    """The symbol as ``GS v 0`` pictures, centred on ``dots`` by white at its left.

    Clones that cannot draw a code often cannot centre a picture either. A printer obeys real-time
    commands (``10 04``…) even inside a picture; no byte here is 10h, since that would be a single
    dark dot and a module is at least two wide.
    """
    rows = symbol(data)
    return b"".join(_slices(rows, size, (dots - size * len(rows)) // 2))


def _slices(rows: list[list[bool]], size: int, margin: int) -> Iterator[bytes]:
    width = math.ceil((margin + size * len(rows)) / 8)
    lines = []
    for row in rows:
        bits = "0" * margin + "".join(("1" if dark else "0") * size for dark in row)
        lines += [int(bits.ljust(8 * width, "0"), 2).to_bytes(width, "big")] * size
    for top in range(0, len(lines), _SLICE):
        part = lines[top : top + _SLICE]
        head = b"\x1dv0\x00" + width.to_bytes(2, "little") + len(part).to_bytes(2, "little")
        yield head + b"".join(part)
