from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sim.printer import Printer

CUT = b"\x1dVB\x03"
PROCESS_ID = b"\x1d(H\x06\x00000042"


async def ask_all(host: Any) -> bytes:
    return bytes([(await host.ask(b"\x10\x04" + bytes([n])))[0] for n in (1, 2, 3, 4)])


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        (None, "12 12 12 12"),
        ("paper_near_end", "12 12 12 1e"),
        ("paper_out", "1a 32 12 7e"),
        ("cover_open", "1a 16 12 12"),
        ("cutter", "1a 52 1a 12"),
    ],
)
async def test_real_time_status_tells_the_fault(
    printer: Printer, connect: Any, fault: str | None, answers: str
) -> None:
    if fault:
        printer.set_fault(fault)
    async with connect() as host:
        assert await ask_all(host) == bytes.fromhex(answers)
        printer.clear_faults()
        assert await ask_all(host) == b"\x12" * 4


async def test_real_time_status_is_answered_while_the_buffer_is_full(
    printer: Printer, connect: Any
) -> None:
    printer.set_fault("cover_open")
    async with connect() as host:
        host.send(b"linha\n" * 500)
        assert await host.ask(b"\x10\x04\x02") == b"\x16"
    assert printer.receipts() == ()


async def test_real_time_bytes_inside_an_image_are_executed_and_printed(
    printer: Printer, connect: Any
) -> None:
    async with connect() as host:
        raster = b"\x1dv0\x00\x03\x00\x01\x00" + b"\x10\x04\x01"
        assert await host.ask(raster) == b"\x12"
        host.send(CUT)
        (receipt,) = await printer.received(1)
    assert "[image 24x1]" in receipt.text
    assert receipt.unknown == ()


async def test_automatic_status_comes_at_once_and_at_each_change(
    printer: Printer, connect: Any
) -> None:
    async with connect() as host:
        assert await host.ask(b"\x1da\x0f", 4) == bytes.fromhex("10 00 00 00")
        printer.set_fault("cover_open")
        assert await host.ask(b"", 4) == bytes.fromhex("38 00 00 00")
        printer.clear_faults()
        assert await host.ask(b"", 4) == bytes.fromhex("10 00 00 00")
        printer.set_fault("paper_out")
        assert await host.ask(b"", 4) == bytes.fromhex("18 00 0f 00")


async def test_buffered_queries_are_answered(printer: Printer, connect: Any) -> None:
    async with connect() as host:
        assert await host.ask(b"\x1dr\x01") == b"\x00"
        assert await host.ask(b"\x1dI\x42", 5) == b"_SIM\x00"
        printer.set_fault("paper_near_end")
        assert await host.ask(b"\x1dr\x01") == b"\x03"


async def test_the_process_id_comes_back_when_the_paper_has_moved(connect: Any) -> None:
    slow = Printer(speed_mm_s=200)
    await slow.start()
    host, port = slow.url.removeprefix("tcp://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    loop = asyncio.get_running_loop()
    began = loop.time()
    writer.write(b"\x1bJ\xf0" + PROCESS_ID)  # 240 dots: 30 mm
    async with asyncio.timeout(5):
        assert await reader.readexactly(7) == b'7"0042\x00'
    assert loop.time() - began >= 0.15
    writer.close()
    await slow.stop()


async def test_paper_that_ends_in_the_middle_stops_the_job_and_new_paper_resumes_it(
    printer: Printer, connect: Any
) -> None:
    printer.set_fault("paper_out", after_mm=10)
    async with connect() as host:
        job = b"".join(b"linha %d\n" % n for n in range(10)) + CUT + PROCESS_ID
        assert await host.hears_nothing(job)
        assert await host.ask(b"\x10\x04\x04") == b"\x7e"
        assert printer.receipts() == ()
        printer.clear_faults()
        assert await host.ask(b"", 7) == b'7"0042\x00'
    (receipt,) = printer.receipts()
    assert receipt.text == "".join(f"linha {n}\n" for n in range(10))


async def test_a_job_left_in_the_buffer_is_printed_after_the_client_has_gone(
    printer: Printer, connect: Any
) -> None:
    printer.set_fault("cover_open")
    async with connect() as host:
        host.send(b"paciencia\n" + CUT)
        await host.ask(b"\x10\x04\x01")
    printer.clear_faults()
    async with asyncio.timeout(5):
        (receipt,) = await printer.received(1)
    assert receipt.text == "paciencia\n"


async def test_absent_refuses_connections_and_the_same_port_comes_back(
    printer: Printer, connect: Any
) -> None:
    url = printer.url
    async with connect() as host:
        host.send(b"meio ")
        await host.ask(b"\x10\x04\x01")
        printer.set_fault("absent")
        assert await host.hears_nothing()
    with pytest.raises(ConnectionRefusedError):
        async with connect():
            pass
    printer.clear_faults()
    assert printer.url == url
    async with connect() as host, asyncio.timeout(5):
        host.send(b"inteiro\n" + CUT)
        (receipt,) = await printer.received(1)
    assert receipt.text == "inteiro\n"


async def test_what_was_on_the_paper_when_the_power_went_is_a_receipt_that_was_not_cut(
    printer: Printer, connect: Any
) -> None:
    async with connect() as host:
        await host.ask(b"primeira\nsegunda\n\x1dr\x01")
        printer.set_fault("absent")
    assert [(each.text, each.cut) for each in printer.receipts()] == [("primeira\nsegunda\n", None)]


async def test_a_mute_printer_prints_and_says_nothing(printer: Printer, connect: Any) -> None:
    printer.set_fault("mute")
    async with connect() as host:
        assert await host.hears_nothing(b"\x10\x04\x01oi\n" + CUT + PROCESS_ID)
    assert [each.text for each in printer.receipts()] == ["oi\n"]


async def test_a_printer_without_process_id_ignores_the_question(
    printer: Printer, connect: Any
) -> None:
    printer.set_fault("no_process_id")
    async with connect() as host:
        assert await host.ask(b"oi\n" + CUT + PROCESS_ID + b"\x1dr\x01") == b"\x00"
    (receipt,) = printer.receipts()
    assert receipt.unknown == ()


async def test_a_second_client_waits_for_its_turn(printer: Printer, connect: Any) -> None:
    async with connect() as second, connect() as waiting:
        assert await second.ask(b"\x10\x04\x01") == b"\x12"
        assert await waiting.hears_nothing(b"\x10\x04\x01")
        second.writer.close()
        assert await waiting.ask(b"") == b"\x12"


async def test_a_second_client_is_refused_where_the_printer_is_of_that_kind() -> None:
    printer = Printer(second_client="refuse")
    await printer.start()
    host, port = printer.url.removeprefix("tcp://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"\x10\x04\x01")
    assert await reader.readexactly(1) == b"\x12"
    refused, second = await asyncio.open_connection(host, int(port))
    async with asyncio.timeout(5):
        assert await refused.read(1) == b""
    writer.close()
    second.close()
    await printer.stop()


async def test_clearing_the_buffers_drops_what_was_not_printed(
    printer: Printer, connect: Any
) -> None:
    printer.set_fault("cover_open")
    async with connect() as host:
        host.send(b"perdida\n" + CUT)
        clear = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")
        assert await host.ask(clear, 3) == bytes.fromhex("37 25 00")
        printer.clear_faults()
        assert await host.ask(b"nova\n" + CUT + PROCESS_ID, 7) == b'7"0042\x00'
    assert [each.text for each in printer.receipts()] == ["nova\n"]


async def test_hanging_up_happens_once_and_where_it_was_asked(
    printer: Printer, connect: Any
) -> None:
    printer.set_fault("hang_up", after_bytes=5)
    async with connect() as host, asyncio.timeout(5):
        host.send(b"abcdefgh\n" + CUT)
        assert await host.hears_nothing(for_s=5)
    async with connect() as host:
        assert await host.ask(b"\n" + CUT + PROCESS_ID, 7) == b'7"0042\x00'
    assert [each.text for each in printer.receipts()] == ["abcde\n"]


async def test_a_stalled_printer_reads_nothing(printer: Printer, connect: Any) -> None:
    printer.set_fault("stalled")
    async with connect() as host:
        assert await host.hears_nothing(b"\x10\x04\x01" * 2)
        printer.clear_faults()
        assert await host.ask(b"") == b"\x12"


async def test_every_named_fault_can_be_set_and_no_other(printer: Printer) -> None:
    for name in printer.FAULTS:
        printer.set_fault(name)
        printer.clear_faults()
    with pytest.raises(ValueError, match="nonsense"):
        printer.set_fault("nonsense")
