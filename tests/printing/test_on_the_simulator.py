"""From the document to paper: our driver and encoder before a printer that others wrote.

The simulator shares no code with the drivers; what it shows is what a real printer would.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from edge.fiscal.reading import DocumentView
from edge.printing.danfe import Copy, danfe_ticket
from hw_drivers.printers.outcome import Evidence, PrintOutcome
from hw_drivers.printers.page import encode
from hw_drivers.printers.patience import Patience
from hw_drivers.printers.printer import Printer
from hw_drivers.printers.profiles import PROFILES, Profile
from sim.printer import Printer as SimulatedPrinter
from tests.printing.documents import Make

PATIENT = Patience(answer=0.3, poll=0.1, job=4.0, settle=0.3)
MODES = {"escpos": "epson", "bema": "bema", "daruma": "daruma", "vox": "vox"}
WORDS = {
    "escpos": PrintOutcome.printed(Evidence.PROCESS_ID),
    "bema": PrintOutcome.printed(Evidence.RESTED),
    "daruma": PrintOutcome.printed(Evidence.RESTED),
    "vox": PrintOutcome.uncertain("unconfirmed"),  # it has no way to prove anything
}
profiles = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)


@pytest.fixture
async def machine(request: pytest.FixtureRequest) -> AsyncIterator[SimulatedPrinter]:
    chosen = "profile" in request.fixturenames
    profile: Profile = request.getfixturevalue("profile") if chosen else PROFILES["generic-80"]
    machine = SimulatedPrinter(
        columns=profile.columns, dots=profile.dots, mode=MODES[profile.dialect], speed_mm_s=300
    )
    await machine.start()
    yield machine
    await machine.stop()


def job(view: DocumentView, profile: Profile, *, open_drawer: bool = False) -> bytes:
    ticket = danfe_ticket(
        view,
        columns=profile.columns,
        small_columns=profile.small_columns,
        copy=Copy.CONSUMER,
        open_drawer=open_drawer,
    )
    return encode(ticket, profile)


@profiles
async def test_the_receipt_on_paper_is_the_document(
    machine: SimulatedPrinter, profile: Profile, offline: DocumentView
) -> None:
    printer = Printer(machine.url, profile, patience=PATIENT)
    outcome = await printer.print(job(offline, profile, open_drawer=True), job="a")
    assert outcome == WORDS[profile.dialect]
    [receipt] = await machine.received(1)
    assert not receipt.unknown
    assert receipt.drawer_pulses == 1
    assert receipt.cut == "partial"
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(receipt.png())))
    assert read.text == offline.qrCode
    for text in ("MERCEARIA SÃO JOÃO", "LEITE", "MOÇA", "Troco R$", "EMITIDA EM CONTINGÊNCIA"):
        assert text in receipt.text


async def test_a_printer_without_process_ids_is_found_out_and_wastes_no_paper(
    machine: SimulatedPrinter, document: Make
) -> None:
    profile = PROFILES["generic-80"]
    machine.set_fault("no_process_id")
    printer = Printer(machine.url, profile, patience=PATIENT)
    for name in ("a", "b"):
        outcome = await printer.print(job(document(), profile), job=name)
        assert outcome == PrintOutcome.printed(Evidence.PROCESSED)
    receipts = await machine.received(2)
    assert receipts[0].text == receipts[1].text
    assert "0000" not in receipts[0].text.splitlines()[0]


async def test_paper_that_ends_in_the_middle_is_noticed(
    machine: SimulatedPrinter, document: Make
) -> None:
    profile = PROFILES["generic-80"]
    machine.set_fault("paper_out", after_mm=40.0)
    printer = Printer(machine.url, profile, patience=replace(PATIENT, job=20.0))
    outcome = await printer.print(job(document(), profile), job="a")
    assert outcome == PrintOutcome.uncertain("paper_out")
    assert await printer.print(job(document(), profile), job="b") == PrintOutcome.not_printed(
        "paper_out"
    )
    machine.clear_faults()
    assert (await printer.status()).reason is None


@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "cutter"])
async def test_trouble_before_the_job_leaves_the_paper_white(
    machine: SimulatedPrinter, document: Make, fault: str
) -> None:
    profile = PROFILES["generic-80"]
    machine.set_fault(fault)
    printer = Printer(machine.url, profile, patience=PATIENT)
    outcome = await printer.print(job(document(), profile), job="a")
    assert outcome == PrintOutcome.not_printed(fault)
    machine.clear_faults()
    assert machine.last() is None


async def test_a_connection_cut_in_the_middle_is_uncertain(
    machine: SimulatedPrinter, document: Make
) -> None:
    profile = PROFILES["generic-80-raster"]
    printer = Printer(machine.url, profile, patience=PATIENT)
    machine.set_fault("hang_up", after_bytes=2000)
    outcome = await printer.print(job(document(), profile), job="a")
    assert outcome == PrintOutcome.uncertain("gone")
