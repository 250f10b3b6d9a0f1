"""The display driver before a display that shares no code with it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hw_drivers.displays.display import Display
from hw_drivers.displays.vfd import Vfd
from hw_drivers.errors import DeviceMisnamed
from sim.display import Display as Machine
from tests.hw_drivers.descriptors import descriptors

pytestmark = pytest.mark.timeout(10)


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    machine = Machine(tmp_path)
    await machine.start()
    yield machine
    await machine.stop()


@pytest.mark.parametrize(
    "vfd", [Vfd(), Vfd(code_page=16, codec="cp1252"), Vfd(code_page=3, codec="cp860")]
)
async def test_the_customer_reads_what_was_meant(machine: Machine, vfd: Vfd) -> None:
    display = Display(machine.url, vfd)
    assert await display.show("PÃO FRANCÊS", vfd.spread("TOTAL", "R$ 9,76")) is None
    await machine.until_shows("PÃO FRANCÊS", "TOTAL        R$ 9,76")
    assert await display.show("OBRIGADO", "") is None
    await machine.until_shows("OBRIGADO", "")
    assert machine.unknown == []


async def test_a_long_text_does_not_run_into_the_other_line(machine: Machine) -> None:
    await Display(machine.url, Vfd()).show("x" * 50, "y")
    await machine.until_shows("x" * 20, "y")


async def test_behind_a_printer_it_is_selected_and_let_go(tmp_path: Path) -> None:
    machine = Machine(tmp_path, printer=True)
    await machine.start()
    async with asyncio.timeout(10):
        await Display(machine.url, Vfd()).show("nobody", "listens")
        await Display(machine.url, Vfd(behind_printer=True)).show("a", "b")
        await machine.until_shows("a", "b")
        receipt = os.open(machine.url.removeprefix("serial://").split("?")[0], os.O_WRONLY)
        os.write(receipt, b"a receipt\n")
        os.close(receipt)
        await Display(machine.url, Vfd(behind_printer=True)).show("c", "d")
        await machine.until_shows("c", "d")
    assert machine.unknown == []
    await machine.stop()


async def test_an_unplugged_display_is_told_and_comes_back(machine: Machine) -> None:
    display = Display(machine.url, Vfd())
    machine.set_fault("absent")
    before = descriptors()
    assert [await display.show("a", "b") for _ in range(20)] == ["absent"] * 20
    assert descriptors() == before
    machine.clear_faults()
    assert await display.show("a", "b") is None
    await machine.until_shows("a", "b")


async def test_a_wrong_address_is_told() -> None:
    with pytest.raises(DeviceMisnamed):
        await Display("usb://1", Vfd()).show("a", "b")


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_can_smuggle_a_command_to_the_display(upper: str, lower: str) -> None:
    said, nothing = Vfd().encode(upper, lower), Vfd().encode("", "")
    assert [byte for byte in said if byte < 0x20] == [byte for byte in nothing if byte < 0x20]


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_spread_line_is_as_wide_as_the_display(left: str, right: str) -> None:
    assert len(Vfd().spread(left, right)) == 20
