"""Facts as the rooms make them, short enough to read in a test."""

from typing import Any

from edge.journal.facts import Fact, digest_name


def boot(number: int = 1) -> Fact:
    return Fact(kind="boot", subject="box-1", body={"version": "0.1", "boot": f"b{number}"})


def sale(name: str, *, key: str | None = None, till: str = "till-1") -> Fact:
    return Fact(
        kind="sale_accepted",
        subject=name,
        body={
            "till": till,
            "idempotency_key": key or f"key of {name}",
            "request_sha256": "00" * 32,
            "request": {"items": [{"sku": "7891000100103", "quantity": "2"}]},
        },
    )


def concluded(name: str, *, status: str, access_key: str | None = None) -> Fact:
    answer = {"sale_id": name, "status": status, "message": "obrigado, volte sempre: ação ✓"}
    body = {"status": status, "access_key": access_key, "answer": answer}
    return Fact(kind="sale_concluded", subject=name, body=body)


def signed(
    key: str, *, of: str, nNF: int, tpEmis: int = 1, replaces: str | None = None, serie: int = 1
) -> Fact:
    xml = f"<NFe>{key}</NFe>".encode()
    return Fact(
        kind="document_signed",
        subject=key,
        body={
            "sale_id": of,
            "model": 65,
            "serie": serie,
            "nNF": nNF,
            "tpEmis": tpEmis,
            "tpAmb": 2,
            "dhEmi": "2026-08-22T10:05:00-03:00",
            "vNF": "23.18",
            "digest": "yzGYhUx1/XYYzksWB+fPR3Qc50c=",
            "xml": digest_name(xml),
            "replaces": replaces,
        },
        blobs=(xml,),
    )


def document(what: str, key: str, **body: Any) -> Fact:
    """``document("sent", key)``: the other facts about a document."""
    match what:
        case "sent":
            body = {"service": "NFeAutorizacao4"}
        case "rejected":
            body = {"cStat": "225", "xMotivo": "Rejeição: falha no schema"}
        case "authorized":
            proc = f"<nfeProc>{key}</nfeProc>".encode()
            body = {
                "cStat": "100",
                "xMotivo": "Autorizado o uso da NF-e",
                "nProt": "135260000000001",
                "dhRecbto": "2026-08-22T10:05:01-03:00",
                "proc": digest_name(proc),
            }
            return Fact(kind="document_authorized", subject=key, body=body, blobs=(proc,))
        case "superseded" | "not_found":
            pass
        case "cancelled" | "substituted" | "voided":
            body = {"event": None}
        case _:
            body = {"reason": "why not"}
    return Fact(kind=f"document_{what}", subject=key, body=body)


def event_signed(name: str, *, about: str, kind: str = "cancel") -> Fact:
    xml = f"<evento>{name}</evento>".encode()
    return Fact(
        kind="event_signed",
        subject=name,
        body={
            "kind": kind,
            "access_key": about,
            "substitute": None,
            "xJust": "Cliente desistiu da compra",
            "digest": "yzGYhUx1/XYYzksWB+fPR3Qc50c=",
            "xml": digest_name(xml),
        },
        blobs=(xml,),
    )


def event(what: str, name: str) -> Fact:
    """``event("sent", id)``: the other facts about a request."""
    bodies: dict[str, dict[str, Any]] = {
        "sent": {"service": "NFeRecepcaoEvento4"},
        "not_found": {},
        "rejected": {"cStat": "501", "xMotivo": "Rejeicao: prazo superior ao previsto"},
    }
    body = bodies.get(what, {"reason": "why not"})
    if what == "registered":
        proc = f"<procEventoNFe>{name}</procEventoNFe>".encode()
        body = {
            "cStat": "135",
            "xMotivo": "Evento registrado e vinculado a NF-e",
            "nProt": "135260000000002",
            "dhRegistro": "2026-08-22T10:09:01-03:00",
            "proc": digest_name(proc),
        }
        return Fact(kind="event_registered", subject=name, body=body, blobs=(proc,))
    return Fact(kind=f"event_{what}", subject=name, body=body)


def queued(job: str, *, of: str, key: str) -> Fact:
    body = {
        "access_key": key,
        "sale_id": of,
        "copy": "consumer",
        "printer": "counter",
        "drawer": True,
        "second_copy": False,
    }
    return Fact(kind="print_queued", subject=job, body=body)


def printing(what: str, job: str) -> Fact:
    """``printing("sending", job)``: the other facts about a print job."""
    body = {
        "sending": {},
        "printed": {"evidence": "printer said so"},
    }.get(what, {"reason": "paper_out"})
    return Fact(kind=f"print_{what}", subject=job, body=body)


def task(what: str, name: str) -> Fact:
    if what == "opened":
        return Fact(
            kind="task_opened", subject=name, body={"code": "number.void", "params": {"nNF": 7}}
        )
    return Fact(kind="task_closed", subject=name, body={"by": "technician", "reason": "voided"})


def mode(name: str) -> Fact:
    reason = "sefaz.unreachable" if name == "contingency" else "sefaz.answers"
    body = {"mode": name, "reason": reason, "since": "2026-08-22T13:05:00Z"}
    return Fact(kind="sefaz_mode", subject="sefaz", body=body)
