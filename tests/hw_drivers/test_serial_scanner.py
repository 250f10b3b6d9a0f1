"""A scanner on a serial line that is pulled out and put back."""

from __future__ import annotations

import asyncio
import os
import pty
from contextlib import aclosing
from pathlib import Path

import pytest

from hw_drivers.errors import DeviceMisnamed
from hw_drivers.scanners.scan import Scan
from hw_drivers.scanners.serial import SerialScanner
from hw_drivers.state import DeviceState
from tests.hw_drivers.descriptors import descriptors


class Plug:
    """A pseudo-terminal behind a name that stays the same, as udev gives one."""

    def __init__(self, folder: Path) -> None:
        self.name = folder / "scanner"
        self.url = f"serial://{self.name}?baud=9600"
        self._master = -1

    def put_in(self) -> None:
        self._master, slave = pty.openpty()
        self.name.symlink_to(os.ttyname(slave))
        os.close(slave)

    def pull_out(self) -> None:
        self.name.unlink()
        os.close(self._master)

    def send(self, data: bytes) -> None:
        os.write(self._master, data)


@pytest.fixture
def plug(tmp_path: Path) -> Plug:
    return Plug(tmp_path)


class States(asyncio.Queue[tuple[DeviceState, str | None]]):
    def __call__(self, state: DeviceState, reason: str | None) -> None:
        self.put_nowait((state, reason))


async def test_scans_come_and_go_on_after_the_plug_was_pulled(plug: Plug) -> None:
    states = States()
    scanner = SerialScanner(plug.url, on_state=states, back_off=0.01)
    async with asyncio.timeout(10), aclosing(scanner.scans()) as scans:
        first = asyncio.ensure_future(anext(scans))
        assert await states.get() == (DeviceState.ABSENT, "absent")
        plug.put_in()
        assert await states.get() == (DeviceState.READY, None)
        plug.send(b"]E07891000100103\r789100")
        assert await first == Scan(text="7891000100103", symbology="ean-13")
        second = asyncio.ensure_future(anext(scans))
        await asyncio.sleep(0)
        plug.pull_out()
        assert (await states.get())[0] is DeviceState.ABSENT
        plug.put_in()
        while await states.get() != (DeviceState.READY, None):
            pass
        plug.send(b"7896004001234\r")
        assert await second == Scan(text="7896004001234")
    plug.pull_out()


async def test_a_code_read_twice_at_once_is_one_scan(plug: Plug) -> None:
    plug.put_in()
    scanner = SerialScanner(plug.url, on_state=(states := States()))
    async with asyncio.timeout(10), aclosing(scanner.scans()) as scans:
        reading = asyncio.ensure_future(anext(scans))
        await states.get()
        plug.send(b"1\r1\r2\r")
        assert [await reading, await anext(scans)] == [Scan(text="1"), Scan(text="2")]
        assert scanner.repeats.suppressed == 1
    plug.pull_out()


async def test_a_hundred_lost_plugs_leave_no_descriptor(plug: Plug) -> None:
    states = States()
    scanner = SerialScanner(plug.url, on_state=states, back_off=0.001, longest_wait=0.002)
    plug.put_in()
    async with asyncio.timeout(30), aclosing(scanner.scans()) as scans:
        reading = asyncio.ensure_future(anext(scans))
        await states.get()
        before = descriptors()
        for _ in range(100):
            plug.pull_out()
            plug.put_in()
            while await states.get() != (DeviceState.READY, None):
                pass
        assert descriptors() == before
        plug.send(b"1\r")
        assert await reading == Scan(text="1")
    plug.pull_out()


async def test_stopping_the_scanner_closes_its_port(plug: Plug) -> None:
    states = States()
    plug.put_in()
    scans = SerialScanner(plug.url, on_state=states).scans()
    before = descriptors()
    reading = asyncio.ensure_future(anext(scans))
    await states.get()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert descriptors() == before
    plug.pull_out()


async def test_a_wrong_address_is_told_and_not_tried_for_ever() -> None:
    with pytest.raises(DeviceMisnamed):
        await anext(SerialScanner("serial:///dev/ttyUSB0?baud=1").scans())
