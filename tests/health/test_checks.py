"""Each check finds what it is there for, and nothing where nothing is."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from edge.errors import StorageFailed
from edge.health.check import OK, Finding, Health
from edge.health.checks.clock import ClockCheck
from edge.health.checks.disk import DiskCheck
from edge.health.checks.journal import JournalCheck
from edge.health.checks.printer import PrinterCheck
from edge.health.checks.sefaz import SefazCheck
from edge.health.checks.signer import SignerCheck
from edge.health.checks.uplink import UplinkCheck
from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow
from edge.journal.states import DocumentState
from edge.journal.views import documents_in_state
from edge.sefaz.line import LineState, Mode
from edge.signer.types import CertificateInfo, SignerState, SignerStatus
from hw_drivers.printers.status import PrinterStatus
from hw_drivers.state import DeviceState
from tests.journal import story

if TYPE_CHECKING:
    from tests.health.conftest import HandClock

ROOM = Path(__file__).parents[2] / "edge"


def brief(finding: Finding) -> tuple[Health, str | None]:
    return finding.health, finding.code


@pytest.mark.parametrize(
    ("back", "health"),
    [
        (timedelta(0), Health.OK),
        (timedelta(seconds=2), Health.OK),
        (timedelta(seconds=3), Health.ATTENTION),
        (timedelta(minutes=5), Health.ATTENTION),
        (timedelta(minutes=6), Health.FAILING),
    ],
)
async def test_a_clock_may_not_be_behind_the_journal(
    journal: Journal, clock: HandClock, back: timedelta, health: Health
) -> None:
    await journal.append(Fact(kind="boot", subject="box1"))
    clock.time -= back
    finding = await ClockCheck(clock=clock, journal=journal).run()
    assert finding.health is health
    assert finding.code == (None if health is Health.OK else "health.clock_went_back")


@pytest.mark.parametrize("year", [1970, 2025, 2061])
async def test_a_clock_may_not_show_a_year_that_cannot_be(
    journal: Journal, clock: HandClock, year: int
) -> None:
    clock.time = datetime(year, 6, 1, tzinfo=UTC)
    finding = await ClockCheck(clock=clock, journal=journal).run()
    assert brief(finding) == (Health.FAILING, "health.clock_impossible")
    assert finding.params == {"year": year}


async def test_an_empty_journal_says_nothing_about_the_clock(
    journal: Journal, clock: HandClock
) -> None:
    assert await ClockCheck(clock=clock, journal=journal).run() == OK


async def test_a_disk_is_judged_by_what_is_left_of_it(tmp_path: Path) -> None:
    disk = os.statvfs(tmp_path)
    free = disk.f_bavail * disk.f_frsize // 2**20
    assert await DiskCheck(tmp_path, little=0, too_little=0).run() == OK
    low = await DiskCheck(tmp_path, little=2 * free, too_little=0).run()
    assert brief(low) == (Health.ATTENTION, "health.disk_low")
    full = await DiskCheck(tmp_path, little=2 * free, too_little=2 * free).run()
    assert brief(full) == (Health.FAILING, "health.disk_full")


async def test_a_disk_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await DiskCheck(tmp_path / "gone").run()


async def test_a_journal_is_written_to(journal: Journal) -> None:
    await journal.append(Fact(kind="boot", subject="box1"))
    assert await JournalCheck(journal).run() == OK
    assert await journal.cursor("health.journal") == 1


async def test_a_journal_that_cannot_be_written_is_an_error(journal: Journal) -> None:
    await journal._run(journal._writer, journal._ledger.close)
    with pytest.raises(StorageFailed, match="sealed"):
        await JournalCheck(journal).run()


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (None, None),
        (PrinterStatus(state=DeviceState.READY), None),
        (PrinterStatus(state=DeviceState.UNKNOWN, reason="no_answer"), None),
        (PrinterStatus(state=DeviceState.ABSENT, reason="refused"), "health.printer_absent"),
        (
            PrinterStatus(state=DeviceState.READY, paper_near_end=True),
            "health.printer_paper_near_end",
        ),
        (
            PrinterStatus(state=DeviceState.ATTENTION, reason="paper_out"),
            "health.printer_paper_out",
        ),
        (
            PrinterStatus(state=DeviceState.ATTENTION, reason="feeding"),
            "health.printer_attention",
        ),
    ],
)
async def test_a_printer_is_as_its_driver_says(
    status: PrinterStatus | None, code: str | None
) -> None:
    finding = await PrinterCheck("balcao", lambda: status).run()
    assert finding.code == code
    assert finding.health is (Health.OK if code is None else Health.ATTENTION)
    assert finding.params == ({} if code is None else {"printer": "balcao"})


def signer_status(clock: HandClock, **about: Any) -> SignerStatus:
    return SignerStatus(since=clock.now(), **about)


def certificate(not_after: datetime) -> CertificateInfo:
    return CertificateInfo(
        der=b"",
        chain_der=(),
        CNPJ="12345678000195",
        subject="MERCADO",
        not_before=datetime(2025, 1, 1, tzinfo=UTC),
        not_after=not_after,
    )


@pytest.mark.parametrize(
    ("days", "within"),
    [(61, None), (60, 60), (31, 60), (30, 30), (15, 15), (8, 15), (7, 7), (1.5, 7), (0.5, 1)],
)
async def test_a_certificate_is_announced_in_steps_before_it_ends(
    clock: HandClock, days: float, within: int | None
) -> None:
    not_after = clock.now() + timedelta(days=days)

    async def status() -> SignerStatus:
        return signer_status(clock, state=SignerState.READY, certificate=certificate(not_after))

    finding = await SignerCheck(status, clock=clock).run()
    if within is None:
        assert finding == OK
    else:
        assert brief(finding) == (Health.ATTENTION, "health.certificate_expires")
        assert finding.params["within_days"] == within


async def test_a_signer_that_cannot_sign_is_failing_for_its_own_reason(clock: HandClock) -> None:
    async def status() -> SignerStatus:
        return signer_status(
            clock, state=SignerState.ABSENT, reason="signer.no_token", params={"module": "x"}
        )

    finding = await SignerCheck(status, clock=clock).run()
    assert brief(finding) == (Health.FAILING, "signer.no_token")
    assert finding.params == {"module": "x"}


async def test_a_signer_without_a_reason_still_has_a_sentence(clock: HandClock) -> None:
    for state in (SignerState.ABSENT, SignerState.PIN_REFUSED, SignerState.FAILED):

        async def status(state: SignerState = state) -> SignerStatus:
            return signer_status(clock, state=state)

        assert (await SignerCheck(status, clock=clock).run()).code in sentences()


async def owed_by(journal: Journal, dhEmi: str) -> list[DocumentRow]:
    """A document issued offline at ``dhEmi``."""
    signed = story.signed("35" * 22, of="s1", nNF=1, tpEmis=9)
    signed.body["dhEmi"] = dhEmi
    await journal.append(story.sale("s1"), signed)
    return await journal.query(
        lambda reader: documents_in_state(reader, (DocumentState.ISSUED_OFFLINE,))
    )


async def test_contingency_is_worth_attention(clock: HandClock) -> None:
    async def nothing() -> list[DocumentRow]:
        return []

    state = LineState(mode=Mode.CONTINGENCY, reason="sefaz.unreachable", since=clock.now())
    check = SefazCheck(line=lambda: state, owed=nothing, clock=clock)
    finding = await check.run()
    assert brief(finding) == (Health.ATTENTION, "health.sefaz_contingency")
    state = LineState(mode=Mode.NORMAL)
    assert await check.run() == OK


async def test_a_document_owed_for_long_is_failing_whatever_the_mode(
    journal: Journal, clock: HandClock
) -> None:
    rows = await owed_by(journal, "2026-08-22T10:05:00-03:00")

    async def owed() -> list[DocumentRow]:
        return rows

    check = SefazCheck(line=LineState, owed=owed, clock=clock)
    clock.move(hours=20)
    assert await check.run() == OK
    clock.move(seconds=1)
    assert brief(await check.run()) == (Health.FAILING, "health.sefaz_owed")


@dataclass(frozen=True)
class Link:
    state: str
    since: datetime
    reason: str | None = None


@pytest.mark.parametrize(
    ("state", "minutes", "code"),
    [
        ("connected", 600, None),
        ("off", 600, None),
        ("connecting", 15, None),
        ("connecting", 16, "uplink.unreachable"),
    ],
)
async def test_a_cloud_that_is_away_for_long_is_worth_attention(
    clock: HandClock, state: str, minutes: int, code: str | None
) -> None:
    link = Link(state, clock.now(), "uplink.unreachable")
    clock.move(minutes=minutes)

    async def look() -> Link:
        return link

    assert (await UplinkCheck(look, clock=clock).run()).code == code


def sentences() -> dict[str, Any]:
    return tomllib.loads((ROOM / "messages" / "health.toml").read_text("utf-8"))


def test_every_code_of_the_checks_has_a_sentence_in_both_languages() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOM / "health").rglob("*.py"))
    codes = set(re.findall(r'(?:attention|failing)\(\s*"(health\.\w+)"', source))
    assert len(codes) >= 10
    assert codes <= sentences().keys()
    assert all({"pt", "en"} <= each.keys() for each in sentences().values())
