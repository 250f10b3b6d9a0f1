"""What SEFAZ holds, and the numbers it gives to protocols."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.sefaz.note import Note
from sim.sefaz.records import Authorization, Record, Registration, Voided, number_of
from sim.sefaz.verdict import Verdict

_TP_EMIS = 34
#: Lines of the file that are no documents say what they are.
_KINDS: dict[str, Callable[..., Record]] = {"event": Registration, "voided": Voided}


class Register:
    """Documents by access key; with ``file``, kept as JSON lines and read back from it."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._by_key: dict[str, Authorization] = {}
        self._by_number: dict[str, list[Authorization]] = {}
        self._events: dict[str, list[Registration]] = {}
        self._voided: list[Voided] = []
        if file is not None and file.exists():
            for line in _whole_lines(file):
                self._remember(_record(json.loads(line)))

    def __iter__(self) -> Iterator[Authorization]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    @property
    def voided(self) -> tuple[Voided, ...]:
        return tuple(self._voided)

    def find(self, access_key: str) -> Authorization | None:
        return self._by_key.get(access_key)

    def namesakes(self, access_key: str, *, per_emission: bool) -> list[Authorization]:
        """Documents with the same issuer, model, series and number, under another key."""
        return [
            each
            for each in self._by_number.get(number_of(access_key), [])
            if each.access_key != access_key
            and not (per_emission and each.access_key[_TP_EMIS] != access_key[_TP_EMIS])
        ]

    def events(self, access_key: str) -> tuple[Registration, ...]:
        return tuple(self._events.get(access_key, ()))

    def cancellation(self, access_key: str) -> Registration | None:
        """The event that cancelled the document."""
        return next((each for each in self.events(access_key) if each.cancels), None)

    def authorize(
        self, note: Note, verdict: Verdict, *, cUF: str, dhRecbto: str, alert: tuple[str, str]
    ) -> Authorization:
        """Keep a document under a new protocol. ``alert``: ``cMsg`` and ``xMsg``, or empty."""
        entry = Authorization(
            access_key=note.key,
            cStat=verdict.cStat,
            xMotivo=verdict.xMotivo,
            nProt=self.next_protocol(cUF, dhRecbto),
            nRec=f"{cUF}1{self._sequence:012d}",
            dhRecbto=dhRecbto,
            digVal=note.digest,
            vNF=note.text("total/ICMSTot/vNF"),
            tpEmis=note.text("ide/tpEmis"),
            xml=note.xml.decode(),
            cMsg=alert[0],
            xMsg=alert[1],
        )
        self._keep(entry, asdict(entry))
        return entry

    def register(self, entry: Registration) -> None:
        self._keep(entry, {"event": asdict(entry)})

    def void(self, entry: Voided) -> None:
        self._keep(entry, {"voided": asdict(entry)})

    def next_protocol(self, cUF: str, dhRecbto: str) -> str:
        """1 + cUF + year + 10 digits, one series for all kinds (MOC 4.3.5)."""
        return f"1{cUF}{dhRecbto[2:4]}{self._sequence:010d}"

    @property
    def _sequence(self) -> int:
        return len(self) + sum(map(len, self._events.values())) + len(self._voided) + 1

    def _keep(self, entry: Record, line: dict[str, Any]) -> None:
        self._remember(entry)
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")

    def _remember(self, entry: Record) -> None:
        match entry:
            case Authorization():
                self._by_key[entry.access_key] = entry
                self._by_number.setdefault(entry.number, []).append(entry)
            case Registration():
                self._events.setdefault(entry.access_key, []).append(entry)
            case Voided():
                self._voided.append(entry)


def _record(line: dict[str, Any]) -> Record:
    for kind, make in _KINDS.items():
        if kind in line:
            return make(**line[kind])
    return Authorization(**line)


def _whole_lines(file: Path) -> list[str]:
    """The lines of ``file``. One that was cut short when the process was killed is cut away."""
    data = file.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        file.write_bytes(whole)
    return whole.decode().splitlines()
