"""QR codes drawn by the printer itself: ``GS ( k`` with cn 31h."""

from __future__ import annotations

from dataclasses import dataclass

import segno

_LEVELS = {48: "L", 49: "M", 50: "Q", 51: "H"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Symbol:
    """A QR code as packed rows of modules, and the dots a module takes.

    There is no quiet zone: the firmware adds none.
    """

    size: int
    module: int
    rows: bytes


class QrStore:
    """The settings and the data, which stay until ESC @ or the next store."""

    def __init__(self) -> None:
        self._module = 3
        self._level = "L"
        self.data = b""

    def set(self, function: int, args: bytes) -> bool:
        """Functions 65 model, 67 module size, 69 error correction, 80 store. False: refused."""
        match (function, *args):
            case (65, 50, 0):
                return True
            case (67, n) if 1 <= n <= 16:
                self._module = n
            case (69, n) if n in _LEVELS:
                self._level = _LEVELS[n]
            case (80, 48, _, *_):
                self.data = args[1:]
            case _:
                return False
        return True

    def symbol(self) -> Symbol | None:
        """What function 81 prints; None when there is no data or it does not fit a QR code."""
        if not self.data:
            return None
        try:
            text = self.data.decode("latin-1")
            code = segno.make_qr(text, error=self._level, mode="byte", boost_error=False)
        except segno.DataOverflowError:
            return None
        rows = b"".join(_packed(row) for row in code.matrix)
        return Symbol(size=len(code.matrix), module=self._module, rows=rows)


def _packed(row: bytearray) -> bytes:
    bits = "".join("1" if module else "0" for module in row)
    width = (len(bits) + 7) // 8
    return int(bits.ljust(width * 8, "0"), 2).to_bytes(width, "big")
