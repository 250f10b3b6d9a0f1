"""Signatures by the token: through the signer's process, and for comparison in this one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.ours.desk import Desk
from bench.stage import Work
from edge.clock import SystemClock
from edge.config import Certificate, Pkcs11, Pkcs12, SignerConfig
from edge.signer import Signer
from edge.signer.a3 import A3
from hw_drivers.tokens.pins import PinMemory
from hw_drivers.tokens.pkcs11 import Pkcs11Module


@asynccontextmanager
async def open_signer(desk: Desk, document: Certificate) -> AsyncIterator[Signer]:
    data_dir = desk.config.box.data_dir
    data_dir.mkdir(exist_ok=True)
    signer = Signer(
        SignerConfig(document=document),
        issuer_cnpj=desk.config.issuer.CNPJ,
        data_dir=data_dir,
        ca_file=desk.config.sefaz.ca_file,
        clock=SystemClock(),
    )
    await signer.start()
    try:
        yield signer
    finally:
        await signer.close()


def a1(folder: Path) -> Pkcs12:
    pki = folder / "pki"
    return Pkcs12(file=pki / "company.p12", password_file=pki / "company.p12.password")


@asynccontextmanager
async def through_the_process(folder: Path) -> AsyncIterator[Work]:
    """One signature, checked by the signer against the certificate."""
    desk = Desk(folder, "10-crt3")
    payload = desk.draft().signed_info
    async with open_signer(desk, desk.config.signer.document) as signer:

        async def sign() -> None:
            await signer.sign_sha1([payload])

        yield sign


@asynccontextmanager
async def in_process(folder: Path) -> AsyncIterator[Work]:
    """The same driver and module, loaded here: nothing checked, nobody protected."""
    desk = Desk(folder, "10-crt3")
    payload, config = desk.draft().signed_info, desk.config.signer.document
    assert isinstance(config, Pkcs11)
    os.environ.update(config.environment)
    token = A3.open(
        config,
        Pkcs11Module(config.module),
        issuer_cnpj=desk.config.issuer.CNPJ,
        memory=PinMemory(folder / "pins.json"),
    )
    try:
        yield lambda: token.sign_sha1(payload)
    finally:
        token.close()


SUBJECTS = {"signer process": through_the_process, "pkcs11 in process": in_process}
