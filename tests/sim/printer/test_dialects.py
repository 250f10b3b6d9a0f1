"""The other languages the simulated printer speaks, told with the bytes of their manuals."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from sim.printer import Printer, Receipt


@asynccontextmanager
async def cabled(
    mode: str,
) -> AsyncIterator[tuple[Printer, asyncio.StreamReader, asyncio.StreamWriter]]:
    printer = Printer(mode=mode, speed_mm_s=20_000, idle_s=0.1)
    await printer.start()
    host, port = printer.url.removeprefix("tcp://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        async with asyncio.timeout(5):
            yield printer, reader, writer
    finally:
        writer.close()
        await printer.stop()


async def receipt(mode: str, data: bytes) -> Receipt:
    async with cabled(mode) as (printer, _, writer):
        writer.write(data)
        return (await printer.received(1))[0]


async def test_bema_text_code_cut_and_drawer() -> None:
    got = await receipt(
        "bema",
        b"\x1d\xf9\x35\x30\x1b@\x1bt\x02\x1bEP\xc7O\x1bF\n\x0fmi\xa3do\x1bH\n"
        b"\x1dkQ\x01\x08\x00\x01\x03\x00abc\x1bv\x64\x1bw",
    )
    assert got.text == "PÃO\nmiúdo\n[QR] abc\n"
    assert (got.cut, got.drawer_pulses, got.qr, got.unknown) == ("full", 1, ("abc",), ())


async def test_daruma_text_code_cut_and_drawer() -> None:
    got = await receipt(
        "daruma",
        b"\x1b@\x1bj\x01\x1bW\x01oi\x1bW\x00\n\x1bj\x00\x1b\x81\x05\x00\x04Mabc\x1bp\x1bm",
    )
    assert got.text.split() == ["oi", "[QR]", "abc"]
    assert (got.cut, got.drawer_pulses, got.unknown) == ("partial", 1, ())


async def test_vox_reports_the_codes_it_cannot_draw() -> None:
    got = await receipt("vox", b"\x1b@oi\n\x1d(k\x03\x001Q0\x1bi")
    assert (got.text, got.cut) == ("oi\n", "partial")
    assert got.unknown == ("1D 28 6B 03 00 31 51 30",)


@pytest.mark.parametrize(
    ("mode", "data"),
    [("bema", b"\x1b%"), ("daruma", b"\x1ba\x01"), ("epson", b"\x1d\xf9\x20\x00")],
)
async def test_a_command_of_another_language_is_reported(mode: str, data: bytes) -> None:
    got = await receipt(mode, data + b"x\n")
    assert got.unknown


@pytest.mark.parametrize(
    ("mode", "question", "healthy", "fault", "troubled"),
    [
        ("bema", "1d f8 31", "00 90 00 00 00", "cover_open", "08 10 00 00 00"),
        ("bema", "1d f8 31", "00 90 00 00 00", "paper_out", "08 b6 00 00 00"),
        ("bema", "1d f8 31", "00 90 00 00 00", "paper_near_end", "00 92 00 00 00"),
        ("daruma", "05", "10", "paper_out", "20"),
        ("daruma", "05", "10", "cover_open", "80"),
        ("daruma", "1d 05", "10", "cover_open", "08"),
        ("daruma", "1d 05", "10", "paper_near_end", "11"),
        ("vox", "05", "09", "cover_open", "00"),
        ("vox", "05", "09", "paper_out", "1a"),
    ],
)
async def test_its_state_is_told_in_its_own_bits(
    mode: str, question: str, healthy: str, fault: str, troubled: str
) -> None:
    asked, expected = bytes.fromhex(question), [bytes.fromhex(each) for each in (healthy, troubled)]
    async with cabled(mode) as (printer, reader, writer):
        writer.write(asked)
        assert await reader.readexactly(len(expected[0])) == expected[0]
        printer.set_fault(fault)
        writer.write(asked)
        assert await reader.readexactly(len(expected[1])) == expected[1]
