"""QR codes: their size on paper, and their pictures read back by somebody else's eyes."""

from __future__ import annotations

import re

import pytest
import segno
import zxingcpp
from PIL import Image

from hw_drivers.printers import qr

KEY = "35261111222333000181650010000001231000001237"
ONLINE = f"https://www.homologacao.nfce.fazenda.sp.gov.br/qrcode?p={KEY}|3|2".encode()
OFFLINE = ONLINE + b"|22|52.47|2|11144477735|" + b"mnMbSTuRUYOh0cHSUPeNZEDHZBqzhObv" * 11
REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


@pytest.mark.parametrize("version", [1, 2, 5, 6, 7, 10, 17, 20, 27, 40])
def test_the_size_of_a_symbol_is_the_one_segno_finds(version: int) -> None:
    most = qr._CAPACITY_M[version - 1]
    largest = segno.make_qr(b"\xfe" * most, error="m", mode="byte", boost_error=False)
    assert largest.version == version
    assert qr.modules(b"\xfe" * most) == largest.symbol_size(border=0)[0]
    if version < 40:
        assert qr.modules(b"\xfe" * (most + 1)) == 17 + 4 * (version + 1)


def test_more_than_a_symbol_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        qr.modules(bytes(2332))


@pytest.mark.parametrize("dots", [384, 512, 576])
@pytest.mark.parametrize("data", [ONLINE, OFFLINE], ids=["online", "offline"])
def test_a_code_is_at_least_25_mm_and_fits_the_paper_with_its_quiet_zone(
    data: bytes, dots: int
) -> None:
    side = qr.modules(data)
    size = qr.module_dots(side, dots=dots, dots_per_mm=8)
    assert size * side >= 25 * 8
    assert size * (side + 8) <= dots
    assert size >= 4


def picture(commands: bytes) -> Image.Image:
    """What a printer makes of ``GS v 0`` commands."""
    rows = b""
    while commands:
        assert commands.startswith(b"\x1dv0\x00")
        width, height = commands[4] + 256 * commands[5], commands[6] + 256 * commands[7]
        rows += commands[8 : 8 + width * height]
        commands = commands[8 + width * height :]
    image = Image.frombytes("1", (8 * width, len(rows) // width), bytes(255 - b for b in rows))
    paper = Image.new("1", (image.width, image.height + 60), 1)
    paper.paste(image, (0, 30))
    return paper


@pytest.mark.parametrize("dots", [384, 576])
@pytest.mark.parametrize("data", [ONLINE, OFFLINE], ids=["online", "offline"])
def test_the_picture_of_a_code_is_read_by_zxing(data: bytes, dots: int) -> None:
    size = qr.module_dots(qr.modules(data), dots=dots, dots_per_mm=8)
    [read] = zxingcpp.read_barcodes(picture(qr.raster(data, size, dots=dots)))
    assert read.bytes == data
    assert read.ec_level == "M"


def test_no_picture_contains_a_real_time_command() -> None:
    commands = [qr.raster(b"%044d|3|1" % n, size, dots=384) for n in range(20) for size in (2, 5)]
    assert not any(REAL_TIME.search(command) for command in commands)
