"""The journal's part and the whole document path: from a sale to the durable commit."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

from bench.ours.desk import Desk, accepted
from bench.ours.signing import a1, open_signer
from bench.ours.soft_key import SoftKey
from bench.stage import Subject, Work
from edge.clock import SystemClock
from edge.config import Certificate
from edge.journal.facts import Fact, digest_name
from edge.journal.journal import Journal
from edge.sefaz.line import LineState


@asynccontextmanager
async def commit(folder: Path) -> AsyncIterator[Work]:
    """A sale's facts: accepted and signed, with the signed bytes. Numbers differ every time."""
    async with _journal(folder, "commit") as journal:
        sale, document = await issued_facts(journal, folder)
        numbers = count(2)

        async def append() -> None:
            nNF = next(numbers)
            xml = b"%b<!-- %d -->" % (document.blobs[0], nNF)
            await journal.append(
                _again(sale, f"{nNF:036}", idempotency_key=str(nNF)),
                _again(document, f"{nNF:044}", xml, nNF=nNF, xml=digest_name(xml)),
            )

        yield append


def _again(fact: Fact, subject: str, *blobs: bytes, **changes: object) -> Fact:
    return replace(fact, subject=subject, body={**fact.body, **changes}, blobs=blobs)


async def issued_facts(journal: Journal, folder: Path) -> tuple[Fact, Fact]:
    """What selling once has journaled."""
    desk = Desk(folder, "10-crt3")
    sale = desk.sale()
    first = accepted(sale)
    await desk.issuing(journal, SoftKey(folder)).issue(
        sale, sale_id=first.subject, line=LineState(), first=(first,)
    )
    kinds = frozenset({"document_signed"})
    (entry,) = await journal.read(after=journal.head - 1, kinds=kinds)
    xml = await journal.blob(entry.body["xml"])
    return first, Fact(kind=entry.kind, subject=entry.subject, body=entry.body, blobs=(xml,))


async def write_facts(folder: Path) -> None:
    """The same facts as plain data, for those who commit them without us."""
    async with _journal(folder, "facts") as journal:
        sale, document = await issued_facts(journal, folder)
    content = {"sale": sale.body, "document": document.body, "xml": document.blobs[0].decode()}
    (folder / "facts.json").write_text(json.dumps(content), "utf-8")


def document_path(baskets: str, kind: str) -> Subject:
    """From a sale to the durable commit: number, law, rules, XSD, signature, check, journal."""

    @asynccontextmanager
    async def subject(folder: Path) -> AsyncIterator[Work]:
        desk = Desk(folder, baskets)
        certificate: Certificate = a1(folder) if kind == "A1" else desk.config.signer.document
        async with AsyncExitStack() as stack:
            journal = await stack.enter_async_context(_journal(folder, f"{baskets}-{kind}"))
            signer = await stack.enter_async_context(open_signer(desk, certificate))
            issuing = desk.issuing(journal, signer)

            async def issue() -> None:
                sale = desk.sale()
                first = accepted(sale)
                await issuing.issue(sale, sale_id=first.subject, line=LineState(), first=(first,))

            yield issue

    return subject


@asynccontextmanager
async def _journal(folder: Path, name: str) -> AsyncIterator[Journal]:
    journal = await Journal.open(folder / f"journal-{name}.db", clock=SystemClock())
    try:
        yield journal
    finally:
        await journal.close()


SUBJECTS = {
    "commit": commit,
    "path A3 10-crt3": document_path("10-crt3", "A3"),
    "path A3 10-crt1": document_path("10-crt1", "A3"),
    "path A1 10-crt3": document_path("10-crt3", "A1"),
}
