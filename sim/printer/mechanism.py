"""Executes buffered commands, in the order they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.printer.condition import Condition, automatic_status, queried_status
from sim.printer.head import Head
from sim.printer.stream import Characters, Command, Piece, Stray
from sim.printer.style import Style, restyle
from sim.printer.symbols import QrStore

if TYPE_CHECKING:
    from sim.printer.dialect import Dialect

_KNIFE = 96  # dots from the head to the knife: what a cut with feed adds (12 mm)
_CUTS = {0: "full", 48: "full", 65: "full", 1: "partial", 49: "partial", 66: "partial"}
_IDS = {1: b"\x20", 2: b"\x02", 3: b"\x00", 49: b"\x20", 50: b"\x02", 51: b"\x00"}
_NAMES = {65: b"1.00", 66: b"SIM", 67: b"RECEIPT", 68: b"0001"}


class Mechanism:
    """What the parts can do; which bytes make them do it is the dialect's.

    ``answer`` sends bytes to the host, ``pulse`` kicks the drawer.

    ``process_id``: whether the printer knows GS ( H.
    """

    def __init__(
        self,
        dialect: Dialect,
        *,
        head: Head,
        condition: Condition,
        font_a: tuple[int, int],
        answer: Callable[[bytes], None],
        pulse: Callable[[], None],
    ) -> None:
        self.process_id = True
        self.automatic_status = 0
        self.qr = QrStore()
        self._dialect = dialect
        self._head = head
        self._condition = condition
        self._style = Style(font_a=font_a, codec=dialect.codec)
        self.answer = answer
        self._pulse = pulse

    def reset(self) -> None:
        """As after power-on: print modes, print buffer and stored symbol."""
        self._style = Style(font_a=self._style.font_a, codec=self._dialect.codec)
        self.qr = QrStore()
        self._head.reset()

    async def execute(self, piece: Piece) -> None:
        await self._condition.until_online()
        match piece:
            case Characters(data=data):
                await self._characters(data)
            case Stray():
                self._head.strip.unknown.append(str(piece))
            case Command():
                await self._command(piece)

    async def _characters(self, data: bytes) -> None:
        for byte in data:
            try:
                character = bytes([byte]).decode(self._style.codec)
            except UnicodeDecodeError:
                self._head.strip.unknown.append(f"{byte:02X} in {self._style.codec}")
                character = " "
            if not self._head.line.fits(self._style):
                await self._head.print_line(self._style)
            self._head.line.put(character, self._style)

    async def _command(self, command: Command) -> None:
        style = restyle(self._dialect.setters, self._style, command.code, command.args)
        if style is not None:
            if command.code == b"\x1b@":
                self.reset()
            self._style = style
            return
        action = self._dialect.actions.get(command.code)
        if action is None or not await action(self, command.args):
            self._head.strip.unknown.append(str(command))

    # Each action returns False when the arguments are none it knows.

    async def line_feed(self, _: bytes) -> bool:
        await self._head.print_line(self._style)
        return True

    async def tab(self, _: bytes) -> bool:
        self._head.line.tab(self._style)
        return True

    async def position(self, args: bytes) -> bool:
        self._head.line.move_to(int.from_bytes(args, "little"))
        return True

    async def feed_lines(self, args: bytes) -> bool:
        await self._head.print_line(self._style, lines=args[0])
        return True

    async def feed(self, args: bytes) -> bool:
        await self._head.feed(self._style, args[0])
        return True

    async def raster(self, args: bytes) -> bool:
        """GS v 0 m xL xH yL yH data; m doubles width (1), height (2) or both (3)."""
        if args[0] % 48 > 3:
            return False
        width, height = 8 * (args[1] + 256 * args[2]), args[3] + 256 * args[4]
        scale = (1 + (args[0] & 1), 1 + (args[0] >> 1 & 1))
        await self._head.stamp(self._style, size=(width, height), scale=scale, data=args[5:])
        self._head.strip.write(f"[image {width}x{height}]")
        return True

    async def symbol(self, args: bytes) -> bool:
        """GS ( k pL pH cn fn …: QR codes only; one that is wider than the paper is not printed."""
        if len(args) < 5 or args[2] != 49:
            return False
        if args[3] != 81:
            return self.qr.set(args[3], args[4:])
        return await self.draw_symbol()

    async def draw_symbol(self) -> bool:
        """The stored QR code, where the paper is."""
        symbol = self.qr.symbol()
        if symbol is None or symbol.size * symbol.module > self._head.line.area(self._style):
            return False
        size, scale = (symbol.size, symbol.size), (symbol.module, symbol.module)
        await self._head.stamp(self._style, size=size, scale=scale, data=symbol.rows)
        self._head.strip.add_qr(self.qr.data.decode("utf-8", errors="replace"))
        return True

    async def cut(self, args: bytes) -> bool:
        """GS V m: 0 and 1 cut where the paper is, 65 and 66 feed to the knife and n further."""
        if args[0] not in _CUTS:
            return False
        await self._head.feed(self._style, _KNIFE + args[1] if len(args) > 1 else 0)
        await self._head.settle()
        self._head.eject(_CUTS[args[0]])
        return True

    async def cut_here(self, _: bytes) -> bool:
        """ESC i and ESC m, the older commands, leave one point uncut."""
        return await self.cut(b"\x01")

    async def kick(self, _: bytes) -> bool:
        self._pulse()
        return True

    async def report_printed(self, args: bytes) -> bool:
        """GS ( H fn 48: the process id comes back when all before it is on paper."""
        if len(args) != 8 or args[2:4] != b"00":
            return False
        await self._head.settle()
        if self.process_id:
            self.answer(b'7"' + args[4:] + b"\0")
        return True

    async def switch_status_back(self, args: bytes) -> bool:
        self.automatic_status = args[0]
        if args[0]:
            self.answer(automatic_status(self._condition.state))
        return True

    async def query(self, args: bytes) -> bool:
        await self._head.settle()
        status = queried_status(self._condition.state, args[0])
        self.answer(status)
        return bool(status)

    async def identify(self, args: bytes) -> bool:
        name = _NAMES.get(args[0])
        answer = b"_" + name + b"\0" if name else _IDS.get(args[0], b"")
        self.answer(answer)
        return bool(answer)
