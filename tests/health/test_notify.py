"""systemd is told what sd_notify(3) says, on a socket that a test holds."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.health.notify import Notifier, journal_alive, keep_alive
from edge.journal.journal import Journal

PID = 42


class Ear:
    """A datagram socket where systemd would have one."""

    def __init__(self, address: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.socket.bind(address)

    async def next(self) -> str:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(5):
            return (await loop.sock_recv(self.socket, 4096)).decode()

    def nothing(self) -> bool:
        try:
            self.socket.recv(4096)
        except BlockingIOError:
            return True
        return False


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    ear = Ear(str(tmp_path / "notify"))
    yield ear
    ear.socket.close()


@pytest.fixture
def environment(tmp_path: Path, ear: Ear) -> dict[str, str]:
    return {"NOTIFY_SOCKET": str(tmp_path / "notify")}


async def test_readiness_and_stopping_are_told(ear: Ear, environment: dict[str, str]) -> None:
    notifier = Notifier.from_environment(environment, pid=PID)
    notifier.ready("pronta em :8787\nWATCHDOG=1")
    assert await ear.next() == "READY=1\nSTATUS=pronta em :8787 WATCHDOG=1"
    notifier.status("em contingência")
    assert await ear.next() == "STATUS=em contingência"
    notifier.stopping()
    assert await ear.next() == "STOPPING=1"


async def test_an_abstract_socket_is_one_with_an_at_sign() -> None:
    name = secrets.token_hex(8)
    ear = Ear(f"\0{name}")
    Notifier(f"@{name}").stopping()
    assert await ear.next() == "STOPPING=1"
    ear.socket.close()


def test_without_systemd_nothing_is_said() -> None:
    notifier = Notifier.from_environment({}, pid=PID)
    notifier.ready("x")
    assert notifier.watchdog is None


def test_a_socket_that_has_gone_is_no_reason_to_stop(tmp_path: Path) -> None:
    Notifier(str(tmp_path / "gone")).ready("x")


@pytest.mark.parametrize(
    ("extra", "watchdog"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "41"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdog_is_for_the_process_it_names(
    extra: dict[str, str], watchdog: float | None
) -> None:
    assert Notifier.from_environment(extra, pid=PID).watchdog == watchdog


async def test_the_watchdog_is_patted_at_half_its_period(
    ear: Ear, environment: dict[str, str]
) -> None:
    async def alive() -> bool:
        return True

    notifier = Notifier(environment["NOTIFY_SOCKET"], watchdog=0.1)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    patting = asyncio.create_task(keep_alive(notifier, alive))
    for _ in range(4):
        assert await ear.next() == "WATCHDOG=1"
    patting.cancel()
    assert loop.time() - begun >= 3 * 0.05


@pytest.mark.parametrize("answer", [False, None])
async def test_what_is_dead_or_silent_is_not_patted_for(
    ear: Ear, environment: dict[str, str], answer: bool | None
) -> None:
    asked = 0
    again = asyncio.Event()

    async def alive() -> bool:
        nonlocal asked
        asked += 1
        if asked == 3:
            again.set()
        if answer is None:
            await asyncio.Event().wait()
        return bool(answer)

    patting = asyncio.create_task(
        keep_alive(Notifier(environment["NOTIFY_SOCKET"], watchdog=0.02), alive)
    )
    await asyncio.wait_for(again.wait(), 5)
    assert ear.nothing()
    patting.cancel()


async def test_where_nobody_watches_it_only_waits() -> None:
    async def alive() -> bool:
        raise AssertionError

    patting = asyncio.create_task(keep_alive(Notifier(), alive))
    done, _ = await asyncio.wait({patting}, timeout=0.01)
    assert not done
    patting.cancel()


async def test_a_journal_that_answers_is_alive_and_a_sealed_one_is_not(journal: Journal) -> None:
    alive = journal_alive(journal)
    assert await alive()
    await journal._run(journal._writer, journal._ledger.close)
    assert not await alive()
