"""What SEFAZ holds: the authorised documents and their protocols."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sim.sefaz.note import Note
from sim.sefaz.verdict import Verdict

#: Issuer, model, series and number within an access key: what one document alone may have.
_NUMBER = slice(6, 34)
_TP_EMIS = 34


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorization:
    """An authorised document. ``xml`` is what was received, byte for byte (as text, UTF-8)."""

    access_key: str
    cStat: int
    xMotivo: str
    nProt: str
    nRec: str
    dhRecbto: str
    digVal: str
    vNF: str
    tpEmis: str
    xml: str


class Register:
    """By access key; with ``file``, kept as JSON lines and read back from it."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._by_key: dict[str, Authorization] = {}
        self._by_number: dict[str, list[Authorization]] = {}
        if file is not None and file.exists():
            for line in _whole_lines(file):
                self._remember(Authorization(**json.loads(line)))

    def __iter__(self) -> Iterator[Authorization]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def find(self, access_key: str) -> Authorization | None:
        return self._by_key.get(access_key)

    def namesakes(self, access_key: str, *, per_emission: bool) -> list[Authorization]:
        """Documents with the same issuer, model, series and number, under another key."""
        return [
            each
            for each in self._by_number.get(access_key[_NUMBER], [])
            if each.access_key != access_key
            and not (per_emission and each.access_key[_TP_EMIS] != access_key[_TP_EMIS])
        ]

    def authorize(self, note: Note, verdict: Verdict, *, cUF: str, dhRecbto: str) -> Authorization:
        """Number the protocol (1 + cUF + year + 10 digits) and keep the document."""
        sequence = len(self) + 1
        entry = Authorization(
            access_key=note.key,
            cStat=verdict.cStat,
            xMotivo=verdict.xMotivo,
            nProt=f"1{cUF}{dhRecbto[2:4]}{sequence:010d}",
            nRec=f"{cUF}1{sequence:012d}",
            dhRecbto=dhRecbto,
            digVal=note.digest,
            vNF=note.text("total/ICMSTot/vNF"),
            tpEmis=note.text("ide/tpEmis"),
            xml=note.xml.decode(),
        )
        self._remember(entry)
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
        return entry

    def _remember(self, entry: Authorization) -> None:
        self._by_key[entry.access_key] = entry
        self._by_number.setdefault(entry.access_key[_NUMBER], []).append(entry)


def _whole_lines(file: Path) -> list[str]:
    """The lines of ``file``. One that was cut short when the process was killed is cut away."""
    data = file.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        file.write_bytes(whole)
    return whole.decode().splitlines()
