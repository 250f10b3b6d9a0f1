"""Pictures of receipts, read back by eyes that are not ours: zxing, Tesseract, Poppler."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import subprocess
import sys
from asyncio.subprocess import Process
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from edge.errors import Unavailable
from edge.fiscal.reading import DocumentView
from edge.printing.danfe import Copy, danfe_ticket
from edge.printing.paper import PAPER_58, PAPER_80, Paper
from edge.printing.picture import Format, render
from edge.printing.picture_wire import pack, unpack
from hw_drivers.printers.ticket import Align, Cut, Feed, OpenDrawer, Qr, Rule, Text, Ticket
from tests.printing.documents import Make

PAPERS = [PAPER_80, PAPER_58]
needs = {
    program: pytest.mark.skipif(not shutil.which(program), reason=f"no {program} on this machine")
    for program in ("tesseract", "pdftoppm", "pdftotext")
}


def ticket_of(view: DocumentView, paper: Paper = PAPER_80) -> Ticket:
    return danfe_ticket(
        view, columns=paper.columns, small_columns=paper.small_columns, copy=Copy.CONSUMER
    )


def run(*command: str, data: bytes) -> bytes:
    quiet = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # Tesseract's threads cost more than they give
    return subprocess.run(command, input=data, capture_output=True, check=True, env=quiet).stdout


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: f"{paper.width_mm}mm")
async def test_the_code_in_the_png_is_the_one_in_the_document(
    offline: DocumentView, paper: Paper
) -> None:
    png = await render(ticket_of(offline, paper), fmt=Format.PNG, paper=paper)
    image = Image.open(io.BytesIO(png))
    [read] = zxingcpp.read_barcodes(image)
    assert read.text == offline.qrCode
    assert image.info["dpi"] == pytest.approx((406.4, 406.4), abs=0.1)
    assert image.width / 406.4 * 25.4 == pytest.approx(paper.width_mm, abs=0.1)


@needs["pdftoppm"]
async def test_the_code_in_the_pdf_is_the_one_in_the_document(offline: DocumentView) -> None:
    pdf = await render(ticket_of(offline), fmt=Format.PDF)
    png = await asyncio.to_thread(run, "pdftoppm", "-r", "200", "-png", "-", data=pdf)
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert read.text == offline.qrCode


@needs["tesseract"]
async def test_the_letters_in_the_png_can_be_read_with_their_accents() -> None:
    lines = ("AÇÚCAR CRISTAL E PÃO DE QUEIJO", "Café à vácuo, três limões", "R$ 1.234,56")
    ticket = Ticket(elements=tuple(Text(text=line) for line in lines))
    png = await render(ticket, fmt=Format.PNG)
    command = ("tesseract", "-", "-", "-l", "por", "--psm", "6")
    text = (await asyncio.to_thread(run, *command, data=png)).decode()
    assert tuple(text.split("\n")[:3]) == lines


@needs["pdftotext"]
async def test_the_text_of_the_pdf_is_text(discounted: DocumentView) -> None:
    pdf = await render(ticket_of(discounted), fmt=Format.PDF)
    text = (await asyncio.to_thread(run, "pdftotext", "-layout", "-", "-", data=pdf)).decode()
    lines = [" ".join(line.split()) for line in text.splitlines()]
    for line in (
        "MERCEARIA SÃO JOÃO",
        "0,432 KG x 59,90 25,88",
        "Valor a pagar R$ 71,32",
        "3526 1111 2223 3300 0181 6500 1000 0001 2310 0000 1237",
        "CONSUMIDOR - CPF 111.444.777-35",
    ):
        assert line in lines


async def test_the_sheet_is_as_long_as_what_is_on_it(document: Make) -> None:
    short = await render(Ticket(elements=(Text(text="um"),)), fmt=Format.PNG)
    long = await render(ticket_of(document()), fmt=Format.PNG)
    assert Image.open(io.BytesIO(short)).height < 250
    assert Image.open(io.BytesIO(long)).height > 2000


def test_a_ticket_travels_to_the_worker_and_arrives_whole() -> None:
    ticket = Ticket(
        elements=(
            OpenDrawer(),
            Text(text="ção “x”", align=Align.CENTER, bold=True, wide=True, tall=True, small=True),
            Rule(character="="),
            Qr(data="https://x.y/?p=1|3|2"),
            Feed(lines=3),
            Cut(),
        )
    )
    assert unpack(pack(ticket, PAPER_58)) == (ticket, PAPER_58)


async def test_what_went_wrong_in_the_worker_is_told() -> None:
    with pytest.raises(Unavailable) as caught:
        await render(Ticket(elements=(Qr(data="x" * 3000),)), fmt=Format.PNG)
    assert caught.value.code == "picture.failed"
    assert "No QR Code can handle the provided data" in str(caught.value.params["why"])


async def test_a_worker_that_takes_too_long_is_ended(document: Make) -> None:
    with pytest.raises(Unavailable) as caught:
        await render(ticket_of(document()), fmt=Format.PDF, deadline=0.001)
    assert caught.value.code == "picture.too_slow"


async def test_giving_up_on_a_picture_ends_its_worker(
    document: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Process] = []
    start = asyncio.create_subprocess_exec

    async def noting(*command: str, **pipes: Any) -> Process:
        started.append(await start(*command, **pipes))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noting)
    drawing = asyncio.create_task(render(ticket_of(document()), fmt=Format.PDF))
    while not started:
        await asyncio.sleep(0)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert started[0].returncode is not None


def test_the_daemon_draws_without_importing_what_draws() -> None:
    script = (
        "import asyncio, sys\n"
        "from edge.printing.picture import Format, render\n"
        "from hw_drivers.printers.ticket import Qr, Text, Ticket\n"
        "ticket = Ticket(elements=(Text(text='um'), Qr(data='x')))\n"
        "asyncio.run(render(ticket, fmt=Format.PDF))\n"
        "print(sorted({'PIL', 'fpdf', 'fontTools', 'segno'} & set(sys.modules)))\n"
    )
    assert run(sys.executable, "-c", script, data=b"") == b"[]\n"
