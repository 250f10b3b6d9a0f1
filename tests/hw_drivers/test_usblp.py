"""A printer of the USB printer class.

The host has none; what the kernel's ``usblp`` does besides carrying bytes is put in its place: a
pseudo-terminal carries them, and where it behaves otherwise the system call is stood in for.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import pty
import struct
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from hw_drivers.errors import DeviceAbsent, DeviceBusy, DeviceGone, DeviceMisnamed
from hw_drivers.printers.patience import Patience
from hw_drivers.printers.printer import Printer
from hw_drivers.printers.profiles import PROFILES
from hw_drivers.state import DeviceState
from hw_drivers.transports.open import open_transport
from tests.hw_drivers.descriptors import descriptors

QUICK = Patience(answer=0.1, poll=0.05, job=0.5)


@pytest.fixture
def cable() -> Iterator[tuple[int, str]]:
    """The printer's end, and the address of ours."""
    printer, ours = pty.openpty()
    tty.setraw(ours)
    os.set_blocking(printer, False)
    yield printer, f"usblp://{os.ttyname(ours)}"
    for fd in (printer, ours):
        try:
            os.close(fd)
        except OSError:
            continue


@pytest.mark.parametrize("url", ["usblp://lp0", "usblp:///dev/usb/lp0?baud=9600", "usblp:lp0"])
async def test_an_address_that_means_nothing_is_refused(url: str) -> None:
    with pytest.raises(DeviceMisnamed):
        await open_transport(url)


async def test_a_printer_that_is_not_there_is_absent() -> None:
    with pytest.raises(DeviceAbsent) as caught:
        await open_transport("usblp:///dev/usb/lp99")
    assert caught.value.reason == "absent"


async def test_a_printer_that_another_program_holds_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> int:
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr(os, "open", held)
    with pytest.raises(DeviceBusy):
        await open_transport(f"usblp://{tmp_path}/lp0")


async def test_bytes_go_both_ways_unchanged(cable: tuple[int, str]) -> None:
    printer, url = cable
    transport = await open_transport(url)
    await transport.write(bytes(range(256)))
    assert os.read(printer, 4096) == bytes(range(256))
    os.write(printer, b"\x12")
    assert await transport.read() == b"\x12"
    await transport.close()


async def test_a_printer_that_takes_nothing_holds_up_nobody_else(cable: tuple[int, str]) -> None:
    _, url = cable
    transport = await open_transport(url)
    writing = asyncio.create_task(transport.write(bytes(1_000_000)))
    async with asyncio.timeout(3):
        await asyncio.sleep(0.05)
        await transport.close()
        with pytest.raises(DeviceGone):
            await writing


async def test_empty_packets_are_not_the_end(
    cable: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, url = cable
    transport = await open_transport(url)
    packets = iter([b"", b"", b"\x12"])
    monkeypatch.setattr(os, "read", lambda *_: next(packets))
    async with asyncio.timeout(2):
        assert await transport.read() == b"\x12"
    monkeypatch.undo()
    await transport.close()


async def test_a_cable_pulled_while_reading_is_gone_at_once(
    cable: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unplugged(*_: object) -> bytes:
        raise OSError(errno.ENODEV, "no such device")

    printer, url = cable
    transport = await open_transport(url)
    reading = asyncio.create_task(transport.read())
    await asyncio.sleep(0)
    monkeypatch.setattr(os, "read", unplugged)
    os.close(printer)  # wakes the reader, as the hang-up of the device does
    async with asyncio.timeout(2):
        with pytest.raises(DeviceGone):
            await reading
    await transport.close()


@pytest.mark.parametrize(
    ("bits", "state", "reason"),
    [
        (0x38, DeviceState.ATTENTION, "paper_out"),
        (0x18, DeviceState.UNKNOWN, "no_answer"),
        (0x00, DeviceState.UNKNOWN, "no_answer"),
    ],
)
async def test_a_mute_printer_is_known_by_its_port_where_that_can_be_believed(
    cable: tuple[int, str],
    monkeypatch: pytest.MonkeyPatch,
    bits: int,
    state: DeviceState,
    reason: str,
) -> None:
    asked = []

    def port(_: int, request: int, __: bytes) -> bytes:
        asked.append(request)
        return struct.pack("i", bits)

    monkeypatch.setattr(fcntl, "ioctl", port)
    status = await Printer(cable[1], PROFILES["generic-80"], patience=QUICK).status()
    assert (status.state, status.reason) == (state, reason)
    assert asked == [0x060B]


async def test_a_port_that_tells_nothing_is_not_taken_for_trouble(cable: tuple[int, str]) -> None:
    """A pseudo-terminal refuses the question, as old printers do."""
    status = await Printer(cable[1], PROFILES["generic-80"], patience=QUICK).status()
    assert (status.state, status.reason) == (DeviceState.UNKNOWN, "no_answer")


async def test_opening_and_closing_leaves_no_descriptor(cable: tuple[int, str]) -> None:
    await (await open_transport(cable[1])).close()
    before = descriptors()
    for _ in range(30):
        await (await open_transport(cable[1])).close()
    assert descriptors() == before
