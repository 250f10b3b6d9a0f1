"""The simulated scale, asked with the bytes of the manuals and read by pyserial."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import serial  # type: ignore[import-untyped]

from sim.scale import Scale

Make = Callable[..., Scale]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    async with AsyncExitStack() as stack:

        def set_up(protocol: str = "toledo-prt1", *, settling_s: float = 0.0) -> Scale:
            scale = Scale(tmp_path, protocol=protocol, settling_s=settling_s)
            scale.plug()
            stack.push_async_callback(scale.stop)
            return scale

        yield set_up


async def ask(scale: Scale, request: bytes, end: bytes) -> bytes:
    """What comes up to ``end``, read in a thread by code that is not ours."""

    def talk() -> bytes:
        device = scale.url.removeprefix("serial://").removesuffix("?baud=9600")
        with serial.Serial(device, 9600, timeout=1) as port:
            port.write(request)
            return bytes(port.read_until(end))

    return await asyncio.to_thread(talk)


@pytest.mark.parametrize("protocol", ["toledo-prt1", "filizola"])
async def test_enq_is_answered_with_five_digits_in_grams(make: Make, protocol: str) -> None:
    scale = make(protocol)
    scale.place(1235)
    assert await ask(scale, b"\x05", b"\x03") == b"\x0201235\x03"


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ("unstable", b"\x02IIIII\x03"),
        ("negative", b"\x02NNNNN\x03"),
        ("overload", b"\x02SSSSS\x03"),
        ("zeroing", b"\x02C0000\x03"),
        ("uncalibrated", b"\x02E0000\x03"),
        ("truncated", b"\x020000"),
        ("mute", b""),
    ],
)
async def test_what_is_wrong_is_told_in_letters(make: Make, fault: str, answer: bytes) -> None:
    scale = make()
    scale.set_fault(fault)
    assert await ask(scale, b"\x05", b"\x03") == answer


async def test_p03_comes_without_being_asked_and_its_check_sum_is_right(make: Make) -> None:
    scale = make("toledo-p03")
    scale.place(1235)
    await ask(scale, b"", b"\r")
    frame = b""
    while not frame.startswith(b"\x02"):
        frame = await ask(scale, b"", b"\r")
    assert frame == bytes.fromhex("02 3d 30 20") + b"001235000000\r"


async def test_urano_prints_the_weight_and_the_tare(make: Make) -> None:
    scale = make("urano")
    scale.place(20)
    scale.tare()
    scale.place(365)
    text = await ask(scale, b"\x05", b"kg\r\n\x1b!\x00")
    assert b"TARA:    0,020kg\r\n" in text
    assert b"PESO L:  0,345kg\r\n" in text


async def test_a_load_swings_before_it_rests_and_taken_off_a_tare_is_below_zero(make: Make) -> None:
    scale = make(settling_s=0.2)
    scale.place(1000)
    assert await ask(scale, b"\x05", b"\x03") == b"\x02IIIII\x03"
    async with asyncio.timeout(5):
        while await ask(scale, b"\x05", b"\x03") != b"\x0201000\x03":
            continue
        scale.tare()
        scale.place(0)
        while await ask(scale, b"\x05", b"\x03") != b"\x02NNNNN\x03":
            continue


async def test_more_than_it_can_bear_is_overload(make: Make) -> None:
    scale = make()
    scale.place(15_005)
    assert await ask(scale, b"\x05", b"\x03") == b"\x02SSSSS\x03"


def test_a_fault_it_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such fault"):
        Scale(tmp_path).set_fault("paper_out")
