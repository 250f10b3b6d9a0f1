"""Reaching devices by address: TCP and serial, and every way of not reaching them."""

from __future__ import annotations

import asyncio
import os
import pty
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial  # type: ignore[import-untyped]

from hw_drivers.errors import DeviceAbsent, DeviceBusy, DeviceGone, DeviceMisnamed
from hw_drivers.transports.line import LineSettings
from hw_drivers.transports.open import open_transport
from tests.hw_drivers.descriptors import descriptors
from tests.hw_drivers.fake_printer import FakePrinter


@pytest.fixture
def wire() -> Iterator[tuple[int, str]]:
    """The far end of a serial line, and the address of the near end."""
    master, slave = pty.openpty()
    path = os.ttyname(slave)
    os.close(slave)
    os.set_blocking(master, False)
    ends = [master]
    yield master, f"serial://{path}"
    for fd in ends:
        try:
            os.close(fd)
        except OSError:
            continue


async def far_end(master: int, expected: int) -> bytes:
    """Reads what came out of the line at the far end."""
    data = b""
    while len(data) < expected:
        try:
            data += os.read(master, 65536)
        except BlockingIOError:
            await asyncio.sleep(0.005)
    return data


@pytest.mark.parametrize(
    "url",
    [
        "usb://0471:0055",
        "tcp://printer",
        "tcp://:9100",
        "tcp://printer:99999",
        "serial://ttyUSB0",
        "serial:///dev/ttyUSB0?baud=9601",
        "serial:///dev/ttyUSB0?parity=X",
        "serial:///dev/ttyUSB0?speed=9600",
        "",
    ],
)
async def test_an_address_that_means_nothing_is_refused_by_name(url: str) -> None:
    with pytest.raises(DeviceMisnamed) as caught:
        await open_transport(url)
    assert caught.value.code == "device.bad_url"
    assert caught.value.params["url"] == url


async def test_tcp_carries_bytes_both_ways(fake: FakePrinter) -> None:
    transport = await open_transport(fake.url)
    await transport.write(b"\x10\x04\x01")
    assert await transport.read() == b"\x12"
    await transport.close()


async def test_a_refused_connection_is_absent(unused_tcp_port: int) -> None:
    with pytest.raises(DeviceAbsent) as caught:
        await open_transport(f"tcp://127.0.0.1:{unused_tcp_port}")
    assert caught.value.reason == "refused"


async def test_a_host_that_has_no_address_is_absent() -> None:
    with pytest.raises(DeviceAbsent) as caught:
        await open_transport("tcp://printer.invalid:9100")
    assert caught.value.reason == "unreachable"


async def test_a_port_that_does_not_exist_is_absent() -> None:
    with pytest.raises(DeviceAbsent) as caught:
        await open_transport("serial:///dev/ttyNOTHERE")
    assert caught.value.reason == "absent"


async def test_a_file_is_no_serial_port_and_leaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    before = descriptors()
    with pytest.raises(DeviceAbsent):
        await open_transport(f"serial://{tmp_path}/file")
    assert descriptors() == before


async def test_a_serial_port_belongs_to_one_owner_at_a_time(wire: tuple[int, str]) -> None:
    _, url = wire
    first = await open_transport(url)
    with pytest.raises(DeviceBusy):
        await open_transport(url)
    await first.close()
    await (await open_transport(url)).close()


async def test_serial_carries_every_byte_unchanged_both_ways(wire: tuple[int, str]) -> None:
    master, url = wire
    transport = await open_transport(url)
    everything = bytes(range(256))
    await transport.write(everything)
    assert await far_end(master, 256) == everything
    os.write(master, everything)
    heard = b""
    while len(heard) < 256:
        heard += await transport.read()
    assert heard == everything
    await transport.close()


async def test_serial_writes_more_than_the_line_takes_at_once(wire: tuple[int, str]) -> None:
    master, url = wire
    transport = await open_transport(url)
    data = os.urandom(100_000)
    _, heard = await asyncio.gather(transport.write(data), far_end(master, len(data)))
    assert heard == data
    await transport.close()


async def test_what_arrived_before_the_port_was_opened_is_thrown_away() -> None:
    master, slave = pty.openpty()
    try:
        os.write(master, b"old\n")
        transport = await open_transport(f"serial://{os.ttyname(slave)}")
        os.write(master, b"new")
        assert await transport.read() == b"new"
        await transport.close()
    finally:
        os.close(master)
        os.close(slave)


async def test_a_port_pulled_out_while_reading_is_gone_at_once(wire: tuple[int, str]) -> None:
    master, url = wire
    transport = await open_transport(url)
    reading = asyncio.create_task(transport.read())
    await asyncio.sleep(0)
    os.close(master)
    with pytest.raises(DeviceGone):
        await reading
    with pytest.raises(DeviceGone):
        await transport.write(b"x")
    await transport.close()


@pytest.mark.parametrize("kind", ["serial", "tcp"])
async def test_closing_ends_a_pending_read_and_closes_once(
    kind: str, wire: tuple[int, str], fake: FakePrinter
) -> None:
    transport = await open_transport(wire[1] if kind == "serial" else fake.url)
    reading = asyncio.create_task(transport.read())
    await asyncio.sleep(0)
    await transport.close()
    await transport.close()
    with pytest.raises(DeviceGone):
        await reading
    with pytest.raises(DeviceGone):
        await transport.write(b"x")


async def test_closing_a_line_that_nobody_reads_ends_in_bounded_time(wire: tuple[int, str]) -> None:
    _, url = wire
    transport = await open_transport(url)
    writing = asyncio.create_task(transport.write(bytes(1_000_000)))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(3):
        await transport.close()
        with pytest.raises(DeviceGone):
            await writing


async def test_reading_can_be_given_up_and_taken_up_again(wire: tuple[int, str]) -> None:
    master, url = wire
    transport = await open_transport(url)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await transport.read()
    os.write(master, b"late")
    assert await transport.read() == b"late"
    await transport.close()


async def test_opening_and_closing_leaves_no_descriptor(
    wire: tuple[int, str], fake: FakePrinter
) -> None:
    for url in (wire[1], fake.url):
        await (await open_transport(url)).close()
    await asyncio.sleep(0)
    before = descriptors()
    for _ in range(30):
        for url in (wire[1], fake.url):
            await (await open_transport(url)).close()
    await asyncio.sleep(0)
    assert descriptors() <= before + 1


@pytest.mark.parametrize("baud", [1200, 9600, 115200])
@pytest.mark.parametrize("flow", ["none", "rtscts", "xonxoff"])
@pytest.mark.parametrize(("parity", "bits", "stop"), [("N", 8, 1), ("E", 7, 1), ("O", 8, 2)])
def test_a_line_is_set_as_pyserial_sets_it(
    baud: int, flow: str, parity: str, bits: int, stop: int
) -> None:
    ours, theirs = pty.openpty(), pty.openpty()
    try:
        settings = LineSettings(baud=baud, bits=bits, parity=parity, stop=stop, flow=flow)
        settings.apply(ours[1])
        peer = serial.Serial(
            os.ttyname(theirs[1]),
            baud,
            bytesize=bits,
            parity=parity,
            stopbits=stop,
            rtscts=flow == "rtscts",
            xonxoff=flow == "xonxoff",
        )
        assert meaning(ours[1]) == meaning(theirs[1])
        peer.close()
    finally:
        for fd in (*ours, *theirs):
            os.close(fd)


def meaning(fd: int) -> tuple[int, ...]:
    """The terminal settings that change bytes or timing."""
    iflag, oflag, cflag, lflag, ispeed, ospeed, _ = termios.tcgetattr(fd)
    return (
        iflag & (termios.INLCR | termios.IGNCR | termios.ICRNL | termios.ISTRIP),
        iflag & (termios.IXON | termios.IXOFF),
        oflag & termios.OPOST,
        cflag & (termios.CSIZE | termios.CSTOPB | termios.PARENB | termios.PARODD),
        cflag & (termios.CRTSCTS | termios.CLOCAL | termios.CREAD),
        lflag & (termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN),
        ispeed,
        ospeed,
    )
