"""The shop as a process: what it says, what it keeps, and that nothing is left of it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]
import pytest

from sim.shop import Shop, ShopFailed

ROOT = Path(__file__).resolve().parents[2]
SALE = {
    "items": [{"sku": "7891000100103", "quantity": "2"}],
    "payments": [{"method": "cash", "amount": "20.00"}],
}
TOLD = {
    "pos_url",
    "till_key",
    "control_url",
    "printer",
    "scanner",
    "sefaz_url",
    "mqtt_url",
    "config",
    "data_dir",
}


@contextmanager
def shop_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "sim", "shop", "--dir", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def announcement(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    told: dict[str, str] = json.loads(process.stdout.readline())
    return told


def everything_under(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def left_of(processes: list[psutil.Process]) -> list[psutil.Process]:
    return list(psutil.wait_procs(processes, timeout=10)[1])


def test_a_shop_says_where_it_is_and_a_killed_one_leaves_no_process(tmp_path: Path) -> None:
    with shop_process(tmp_path) as process:
        told = announcement(process)
        assert set(told) == TOLD
        headers = {"Authorization": f"Bearer {told['till_key']}"}
        assert httpx.get(f"{told['pos_url']}/v1/status", headers=headers).status_code == 200
        assert httpx.get(f"{told['control_url']}/faults").json() == {"faults": []}
        assert Path(told["data_dir"]).is_dir()
        issuer = tomllib.loads(Path(told["config"]).read_text("utf-8"))["issuer"]
        assert (issuer["CNPJ"], issuer["CRT"]) == ("11222333000181", 1)
        family = everything_under(process.pid)
        assert len(family) >= 4  # shop, broker, daemon, signer
        process.kill()
    assert left_of(family) == []


def test_a_shop_that_is_told_to_close_ends_well_with_all_its_processes(tmp_path: Path) -> None:
    with shop_process(tmp_path) as process:
        announcement(process)
        family = everything_under(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    assert left_of(family) == []


def test_a_shop_that_is_told_to_close_while_it_opens_leaves_no_process(tmp_path: Path) -> None:
    with shop_process(tmp_path) as process:
        log = tmp_path / "edge.log"
        while not log.exists():
            assert process.poll() is None
        family = everything_under(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    assert left_of(family) == []


def test_a_shop_closes_when_the_process_that_opened_it_dies(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sim", "shop", "--dir", str(tmp_path)]
    opener = f"import subprocess; subprocess.run({command!r})"
    with subprocess.Popen(
        [sys.executable, "-c", opener], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        announcement(process)
        family = everything_under(process.pid)
        process.kill()
    assert left_of(family) == []


async def test_a_shop_opened_again_is_the_same_shop(tmp_path: Path) -> None:
    async def sell(shop: Shop, key: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {shop.till_key}", "Idempotency-Key": key}
        async with httpx.AsyncClient(timeout=15) as till:
            return await till.post(f"{shop.pos_url}/v1/sales", json=SALE, headers=headers)

    async with Shop(tmp_path) as shop:
        with pytest.raises(ShopFailed, match="another shop"):
            await Shop(tmp_path).__aenter__()
        told = shop.announcement()
        first = (await sell(shop, "a")).json()
        await shop.kill_daemon()
        await shop.start_daemon()
        assert (await sell(shop, "a")).json()["access_key"] == first["access_key"]
        await shop.restart_daemon()
    async with Shop(tmp_path) as shop:
        assert shop.announcement()["pos_url"] == told["pos_url"]
        assert shop.till_key == told["till_key"]
        assert (await sell(shop, "a")).json()["access_key"] == first["access_key"]
        second = (await sell(shop, "b")).json()
        assert second["number"] == first["number"] + 1
        keys = [document["access_key"] for document in shop.sefaz.documents()]
    assert keys == [first["access_key"], second["access_key"]]


async def test_a_shop_of_the_normal_regime_with_an_a1_certificate_opens_and_sells(
    tmp_path: Path,
) -> None:
    async with Shop(tmp_path, crt=3, a1=True, cnpj="12ABC34501DE35") as shop:
        headers = {"Authorization": f"Bearer {shop.till_key}", "Idempotency-Key": "a"}
        async with httpx.AsyncClient(timeout=15) as till:
            answer = await till.post(f"{shop.pos_url}/v1/sales", json=SALE, headers=headers)
    assert answer.json()["status"] == "authorized", answer.text
    assert "12ABC34501DE35" in answer.json()["access_key"]


async def test_a_daemon_that_does_not_start_is_reported_with_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.settings.COMPANY", "X")  # too short for the layout
    with pytest.raises(ShopFailed, match=r"issuer\.xNome"):
        await Shop(tmp_path).__aenter__()
    family = psutil.Process().children(recursive=True)
    assert [each for each in family if str(tmp_path) in " ".join(each.cmdline())] == []


async def test_a_program_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ShopFailed, match="softhsm2-util"):
        await Shop(tmp_path / "shop").__aenter__()
