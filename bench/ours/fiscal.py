"""The fiscal core: write, judge, sign."""

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path

from bench.ours.desk import Desk
from bench.ours.soft_key import SoftKey
from bench.stage import Subject, Work, simple
from edge.fiscal import schema
from edge.fiscal.document import verify
from edge.fiscal.xml_signature import digest_value, signed_info


def build(name: str) -> Subject:
    """From a sale to the canonical text: taxes, totals, access key and digest included."""

    def prepare(folder: Path) -> Work:
        desk = Desk(folder, name)

        def work() -> str:
            return desk.draft().infNFe.decode()

        return work

    return simple(prepare)


def judge(name: str) -> Subject:
    """Build, pre-sign rules and XSD."""

    def prepare(folder: Path) -> Work:
        desk = Desk(folder, name)
        return lambda: desk.draft().check()

    return simple(prepare)


def validate(folder: Path) -> Work:
    notes = _signed(folder)
    return lambda: schema.check(next(notes))


def sign(name: str) -> Subject:
    """Digest, ``SignedInfo``, RSA, and the finished bytes."""

    def prepare(folder: Path) -> Work:
        desk, key = Desk(folder, name), SoftKey(folder)
        drafts = cycle([desk.draft() for _ in range(8)])

        def work() -> None:
            draft = next(drafts)
            signed_info(f"NFe{draft.access_key}", digest_value(draft.infNFe))
            key.seal(draft)

        return work

    return simple(prepare)


def verify_signed(folder: Path) -> Work:
    notes = _signed(folder)
    return lambda: verify(next(notes))


def two_signatures(folder: Path) -> Work:
    key, payload = SoftKey(folder), Desk(folder, "10-crt3").draft().signed_info
    return lambda: (key.sign(payload), key.sign(payload))


def _signed(folder: Path) -> cycle[bytes]:
    notes = json.loads((folder / "signed-10-crt3.json").read_text("utf-8"))
    return cycle([note.encode() for note in notes])


SUBJECTS = {
    "build 10-crt3": build("10-crt3"),
    "build 10-crt1": build("10-crt1"),
    "judge 10-crt3": judge("10-crt3"),
    "judge 100-crt3": judge("100-crt3"),
    "validate": simple(validate),
    "sign 10-crt3": sign("10-crt3"),
    "sign 10-crt1": sign("10-crt1"),
    "verify": simple(verify_signed),
    "two signatures": simple(two_signatures),
}
