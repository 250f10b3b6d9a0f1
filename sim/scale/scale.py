"""The scale as a whole: what is put on it, what it says, what goes wrong."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from sim.scale.platform import Condition, Platform
from sim.scale.protocols import PROTOCOLS
from sim.serial_port import SerialPort

_EVERY_S = 0.05  # between two frames of a scale that sends without being asked
_ONCE = {"truncated_once", "wrong_digit"}


class Scale:
    """``directory`` gets the link ``name``; ``protocol`` is one of ``PROTOCOLS``."""

    FAULTS: ClassVar = {
        "absent": "unplugged: the device is gone",
        "mute": "no answer",
        "noise": "random bytes before each answer",
        "garbage": "random bytes instead of each answer",
        "truncated": "each answer loses its last two bytes",
        "truncated_once": "the next answer loses its second half",
        "joined": "each answer comes twice, without a pause",
        "wrong_digit": "one bit of the next answer is turned over on its way",
        "slow": "each byte comes seconds_per_byte after the last, 0.002 when none is given",
        "overload": "more on it than it can bear",
        "negative": "less than nothing on it",
        "unstable": "never at rest",
        "zeroing": "catching zero after power-on",
        "uncalibrated": "calibration error",
    }
    _FORCED: ClassVar = {
        "overload": Condition.OVERLOAD,
        "negative": Condition.NEGATIVE,
        "unstable": Condition.MOVING,
        "zeroing": Condition.ZEROING,
        "uncalibrated": Condition.UNCALIBRATED,
    }

    def __init__(
        self,
        directory: Path,
        *,
        protocol: str = "toledo-prt1",
        name: str = "scale",
        settling_s: float = 0.0,
        seed: int = 0,
    ) -> None:
        self._port = SerialPort(directory.resolve() / name)
        self._protocol = PROTOCOLS[protocol]
        self._platform = Platform(settling_s=settling_s, seed=seed)
        self._random = random.Random(seed)
        self._fault: str | None = None
        self._pause_s = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"serial://{self._port.device}?baud=9600"

    async def start(self) -> None:
        self.plug()

    async def stop(self) -> None:
        self.unplug()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def set_fault(self, name: str, *, seconds_per_byte: float = 0.002) -> None:
        """Raises ``ValueError`` for a name that is not in ``FAULTS``."""
        if name not in self.FAULTS:
            raise ValueError(f"no such fault: {name}")
        if name == "absent":
            self.unplug()
        elif name == "slow":
            self._pause_s = float(seconds_per_byte)
        elif name in self._FORCED:
            self._platform.forced = self._FORCED[name]
        else:
            self._fault = name

    def clear_faults(self) -> None:
        self._fault = None
        self._pause_s = 0.0
        self._platform.forced = None
        self.plug()

    def place(self, grams: int) -> None:
        self._platform.place(grams, asyncio.get_running_loop().time())

    def tare(self) -> None:
        self._platform.tare()

    def plug(self) -> None:
        if self._port.plugged:
            return
        end = self._port.plug()
        if self._protocol.request:
            asyncio.get_running_loop().add_reader(end, self._hear, end)
        else:
            self._do(self._send_without_end())

    def unplug(self) -> None:
        self._port.unplug(asyncio.get_running_loop().remove_reader)
        for task in self._tasks:
            task.cancel()

    def _hear(self, end: int) -> None:
        with suppress(BlockingIOError, OSError):
            for byte in os.read(end, 4096):
                if bytes((byte,)) == self._protocol.request:
                    self._do(self._send())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_without_end(self) -> None:
        while True:
            await self._send()
            await asyncio.sleep(_EVERY_S)

    async def _send(self) -> None:
        weight = self._platform.read(asyncio.get_running_loop().time())
        data = self._spoilt(self._protocol.frame(weight))
        with suppress(ConnectionError):  # nobody reads it, or it was unplugged meanwhile
            if not self._pause_s:
                self._port.send(data)
                return
            for byte in data:
                self._port.send(bytes((byte,)))
                await asyncio.sleep(self._pause_s)

    def _spoilt(self, frame: bytes) -> bytes:
        fault, chance = self._fault, self._random
        if fault in _ONCE:
            self._fault = None
        spoilt: dict[str, Callable[[], bytes]] = {
            "mute": lambda: b"",
            "noise": lambda: chance.randbytes(chance.randrange(1, 9)) + frame,
            "garbage": lambda: chance.randbytes(len(frame)),
            "truncated": lambda: frame[:-2],
            "truncated_once": lambda: frame[: len(frame) // 2],
            "joined": lambda: 2 * frame,
            "wrong_digit": lambda: _with_a_bit_turned(frame, chance.randrange(len(frame))),
        }
        return spoilt[fault]() if fault else frame


def _with_a_bit_turned(frame: bytes, at: int) -> bytes:
    return frame[:at] + bytes((frame[at] ^ 0x04,)) + frame[at + 1 :]
