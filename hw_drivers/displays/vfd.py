"""Two lines of a pole display, in ESC/POS as Epson's DM-D and most others obey it (pure).

The commands that begin with 1Fh: UNVERIFIED against a manual (devices' reference, 6.1).
"""

from __future__ import annotations

from dataclasses import dataclass

from hw_drivers.printers.text import printable

_CLEAR = b"\x0c"
_OVERWRITE = b"\x1f\x01"
_CURSOR_OFF = b"\x1fC\x00"
_DISPLAY, _PRINTER = b"\x1b=\x02", b"\x1b=\x01"


@dataclass(frozen=True, kw_only=True, slots=True)
class Vfd:
    """``code_page`` is the ``n`` of ``ESC t n`` that selects Python's ``codec``.

    ``behind_printer``: it hangs on the printer's line and is selected for each text; the printer
    is selected again after it.
    """

    columns: int = 20
    code_page: int = 2
    codec: str = "cp850"
    behind_printer: bool = False

    def encode(self, upper: str, lower: str) -> bytes:
        """Both lines whole, so that nothing of an earlier text stays; what is too long is cut."""
        shown = b"".join(
            b"\x1f$" + bytes((1, row)) + self._line(text) for row, text in ((1, upper), (2, lower))
        )
        page = b"\x1bt" + bytes((self.code_page,))
        text = _CLEAR + page + _OVERWRITE + _CURSOR_OFF + shown
        return _DISPLAY + text + _PRINTER if self.behind_printer else text

    def spread(self, left: str, right: str) -> str:
        """``left`` at the left, cut to leave room, and ``right`` at the right: a name, a price."""
        room = max(self.columns - len(right) - 1, 0)
        return f"{left[:room]:<{room}} {right}"[-self.columns :]

    def _line(self, text: str) -> bytes:
        said = printable(text, self.codec)[: self.columns]
        return f"{said:<{self.columns}}".encode(self.codec)
