from __future__ import annotations

import socket
import stat
from pathlib import Path

from sim.keeping import Kept, lock


def test_the_key_and_the_port_stay_the_same(tmp_path: Path) -> None:
    first, again = Kept(tmp_path / "till.json"), Kept(tmp_path / "till.json")
    assert (first.till_key, first.port) == (again.till_key, again.port)
    assert stat.S_IMODE((tmp_path / "till.json").stat().st_mode) == 0o600


def test_a_port_that_somebody_took_is_changed_and_the_key_is_not(tmp_path: Path) -> None:
    first = Kept(tmp_path / "till.json")
    with socket.create_server(("127.0.0.1", first.port)):
        again = Kept(tmp_path / "till.json")
    assert again.port != first.port
    assert again.till_key == first.till_key


def test_a_directory_holds_one_shop(tmp_path: Path) -> None:
    held = lock(tmp_path)
    assert held is not None
    assert lock(tmp_path) is None
    held.close()
    again = lock(tmp_path)
    assert again is not None
    again.close()
