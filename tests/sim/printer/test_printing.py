from __future__ import annotations

import asyncio
import io
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from sim.printer import Printer, Receipt

CUT = b"\x1dVB\x03"
QR_TEXT = (
    "https://www.homologacao.nfce.fazenda.sp.gov.br/qrcode"
    "?p=35261111222333000181650010000001231000001237|3|2"
)

Print = Callable[[bytes], Awaitable[Receipt]]


def qr_commands(data: bytes, *, module: int = 5) -> bytes:
    """GS ( k by the manual: model 2, module size, correction M, store, print."""
    size = (len(data) + 3).to_bytes(2, "little")
    return (
        b"\x1d(k\x04\x001A2\x00"
        b"\x1d(k\x03\x001C" + bytes([module]) + b"\x1d(k\x03\x001E1"
        b"\x1d(k" + size + b"1P0" + data + b"\x1d(k\x03\x001Q0"
    )


@pytest.fixture
def print_(printer: Printer, connect: Any) -> Print:
    """Sends bytes and gives the receipt that comes of them."""

    async def send(data: bytes) -> Receipt:
        before = len(printer.receipts())
        async with connect() as host, asyncio.timeout(5):
            host.send(data)
            return (await printer.received(before + 1))[before]

    return send


async def test_a_receipt_is_what_was_printed_up_to_the_cut(print_: Print) -> None:
    receipt = await print_(b"\x1b@Bom dia\nVolte sempre\n" + CUT + b"\x1b@")
    assert receipt.text == "Bom dia\nVolte sempre\n"
    assert receipt.cut == "partial"
    assert receipt.unknown == ()


@pytest.mark.parametrize(
    ("page", "codec"),
    [(0, "cp437"), (2, "cp850"), (3, "cp860"), (16, "cp1252"), (19, "cp858")],
)
async def test_accents_are_read_in_the_code_page_that_was_selected(
    print_: Print, page: int, codec: str
) -> None:
    text = "AÇÚCAR, PÃO, FEIJÃO: À VISTA" if codec != "cp437" else "AÇúCAR É à VISTA"
    receipt = await print_(b"\x1b@\x1bt" + bytes([page]) + text.encode(codec) + b"\n" + CUT)
    assert receipt.text == text + "\n"


async def test_initialising_goes_back_to_the_first_code_page(print_: Print) -> None:
    receipt = await print_(b"\x1bt\x10\x1b@" + "é".encode("cp437") + b"\n" + CUT)
    assert receipt.text == "é\n"


async def test_what_is_too_long_for_the_line_goes_on_in_the_next(print_: Print) -> None:
    receipt = await print_(b"x" * 50 + b"\n\x1d!\x10" + b"y" * 25 + b"\n" + CUT)
    assert receipt.text.splitlines() == ["x" * 48, "xx", "y" * 24, "y"]


async def test_the_small_font_has_64_columns(print_: Print) -> None:
    receipt = await print_(b"\x1bM\x01" + b"x" * 65 + b"\n" + CUT)
    assert receipt.text.splitlines() == ["x" * 64, "x"]


async def test_alignment_is_seen_in_the_text(print_: Print) -> None:
    receipt = await print_(b"\x1ba\x01abcd\n\x1ba\x02abcd\n\x1ba\x00abcd\n" + CUT)
    assert receipt.text.splitlines() == [" " * 22 + "abcd", " " * 44 + "abcd", "abcd"]


async def test_a_tab_goes_to_the_next_eighth_column(print_: Print) -> None:
    receipt = await print_(b"ab\tc\n" + CUT)
    assert receipt.text == "ab      c\n"


async def test_feeding_leaves_blank_lines(print_: Print) -> None:
    receipt = await print_(b"a\x1bd\x03b\n\n\nc\n" + CUT)
    assert receipt.text == "a\nb\n\n\nc\n"
    lengths = [(await print_(b"a\n\x1bJ" + bytes([dots]) + CUT)).height for dots in (0, 80)]
    assert lengths[1] - lengths[0] == 80


async def test_the_drawer_pulse_is_counted_before_and_after_the_cut(
    printer: Printer, connect: Any
) -> None:
    async with connect() as host:
        host.send(b"\x1bp\x00\x19\xfaA\n" + CUT + b"\x1bp\x01\x19\xfa\x1dr\x01")
        assert await host.ask(b"") == b"\x00"
        assert await host.ask(b"\x10\x04\x01") == b"\x16"  # pin 3 is high: open
    assert [receipt.drawer_pulses for receipt in printer.receipts()] == [2]


async def test_what_it_cannot_do_is_reported_and_the_rest_is_printed(print_: Print) -> None:
    barcode = b"\x1dkC\x0c789100010010"
    receipt = await print_(b"a\n" + barcode + b"\x1bt\x63\x07\x1b\x80b\n" + CUT)
    assert receipt.text == "a\nb\n"
    expected = [barcode.hex(" ").upper(), "1B 74 63", "07", "1B 80"]
    assert [each.upper() for each in receipt.unknown] == expected


async def test_a_byte_the_code_page_does_not_have_is_reported(print_: Print) -> None:
    receipt = await print_(b"\x1bt\x10a\x81\n" + CUT)
    assert receipt.unknown == ("81 in cp1252",)


async def test_paper_that_nobody_cuts_is_torn_off(printer: Printer, connect: Any) -> None:
    async with connect() as host, asyncio.timeout(5):
        host.send(b"uma linha\n")
        (receipt,) = await printer.received(1)
    assert (receipt.text, receipt.cut) == ("uma linha\n", None)


async def test_the_native_qr_code_is_read_back_from_the_picture(
    print_: Print, tmp_path: Path
) -> None:
    receipt = await print_(b"\x1b@\x1ba\x01" + qr_commands(QR_TEXT.encode()) + b"\n\n" + CUT)
    assert receipt.qr == (QR_TEXT,)
    assert f"[QR] {QR_TEXT}" in receipt.text
    picture = tmp_path / "receipt.png"
    picture.write_bytes(receipt.png())
    (found,) = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    assert found.text == QR_TEXT
    command = ["zbarimg", "--quiet", "--raw", str(picture)]
    assert (
        subprocess.run(command, capture_output=True, check=True).stdout.decode() == f"{QR_TEXT}\n"
    )


async def test_a_qr_code_of_a_contingency_note_fits_58_mm_paper() -> None:
    text = QR_TEXT + "|22|1234.56||" + "A" * 344  # version 17, 85 modules
    printer = Printer(columns=32, dots=384, speed_mm_s=20_000)
    await printer.start()
    host, port = printer.url.removeprefix("tcp://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"\x1ba\x01" + qr_commands(text.encode(), module=4) + CUT)
    async with asyncio.timeout(5):
        (receipt,) = await printer.received(1)
    writer.close()
    await printer.stop()
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(receipt.png())).convert("L"))
    assert found.text == text


async def test_a_qr_code_wider_than_the_paper_is_not_printed(print_: Print) -> None:
    receipt = await print_(qr_commands(QR_TEXT.encode(), module=16) + b"x\n" + CUT)
    assert receipt.qr == ()
    assert receipt.unknown == ("1D 28 6B 03 00 31 51 30",)


async def test_a_raster_is_burnt_dot_by_dot(print_: Print) -> None:
    rows = bytes([0b10000001, 0b01000000, 0b11111111])
    receipt = await print_(b"\x1dv0\x00\x01\x00\x03\x00" + rows + CUT)
    picture = Image.open(io.BytesIO(receipt.png()))
    left, top = (picture.width - 576) // 2, 40
    black = {
        (x, y) for x in range(8) for y in range(3) if not picture.getpixel((left + x, top + y))
    }
    assert black == {(0, 0), (7, 0), (1, 1), *((x, 2) for x in range(8))}
    assert "[image 8x3]" in receipt.text


async def test_the_picture_is_as_wide_as_the_paper_and_only_black_and_white(print_: Print) -> None:
    receipt = await print_(b"\x1bE\x01TOTAL\x1bE\x00 12,34\n" + CUT)
    picture = Image.open(io.BytesIO(receipt.png()))
    assert (picture.mode, picture.width) == ("1", 640)
    assert picture.height > receipt.height


async def test_bold_burns_more_dots(print_: Print) -> None:
    def blacks(receipt: Receipt) -> int:
        return Image.open(io.BytesIO(receipt.png())).histogram()[0]

    plain = await print_(b"TOTAL R$ 12,34\n" + CUT)
    bold = await print_(b"\x1bE\x01TOTAL R$ 12,34\n" + CUT)
    assert blacks(bold) > 1.2 * blacks(plain)


async def test_receipts_are_saved_and_numbers_go_on(tmp_path: Path) -> None:
    for number in (1, 2):
        printer = Printer(directory=tmp_path, speed_mm_s=20_000)
        await printer.start()
        host, port = printer.url.removeprefix("tcp://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"recibo\n" + CUT)
        async with asyncio.timeout(5):
            (receipt,) = await printer.received(1)
        writer.close()
        await printer.stop()
        assert receipt.number == number
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "0001.png",
        "0001.txt",
        "0002.png",
        "0002.txt",
    ]
    assert (tmp_path / "0002.png").read_bytes() == receipt.png()
