"""The QR code says what the document says (MOC Anexo I, group ZX; NT 2025.001, NT 2026.002)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sim.sefaz.certificates import read_certificate
from sim.sefaz.desk import Desk
from sim.sefaz.note import Note
from sim.sefaz.places import addresses, comparable
from sim.sefaz.rules.rule import Found, Rule, rejection
from sim.sefaz.signature import rsa_sha1_holds

_OFFLINE = "9"
_COMMON = ("chave", "versao", "tpAmb")
_OFFLINE_2 = (*_COMMON, "dd", "vNF", "digVal", "idCSC", "hash")
_OFFLINE_3 = (*_COMMON, "dd", "vNF", "tp_idDest", "idDest", "assinatura")
_MAY_BE_EMPTY = {"tp_idDest", "idDest"}  # nobody was identified


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """``parameters`` by their names in the manual (DANFE NFC-e and QR Code 6.0)."""

    address: str
    parameters: dict[str, str]
    texts: tuple[str, ...]
    offline: bool

    @classmethod
    def of(cls, note: Note) -> Code:
        address, _, query = note.supplement.text("qrCode").partition("?p=")
        texts = tuple(query.split("|"))
        offline = note.text("ide/tpEmis") == _OFFLINE
        version = texts[1] if len(texts) > 1 else ""
        names: tuple[str, ...] = (*_COMMON, "idCSC", "hash") if version == "2" else _COMMON
        if offline:
            names = _OFFLINE_2 if version == "2" else _OFFLINE_3
        elif version == "3":
            names = (*_COMMON, "assinatura")
        given = dict(zip(names, texts, strict=False))
        return cls(address=address, parameters=given, texts=texts, offline=offline)

    @property
    def version(self) -> str:
        return self.parameters.get("versao", "")

    def get(self, name: str) -> str:
        return self.parameters.get(name, "")


@rejection(394, "ZX02-10", "Nota Fiscal sem a informação do QR-Code")
def r394(note: Note, _: Desk) -> Found:
    return not note.supplement.text("qrCode")


@rejection(
    903,
    "ZX02-15",
    "Versão informada no QR-Code (100) não é mais válida para a data de emissão",
)
def r903(note: Note, _: Desk) -> Found:
    return "nVersao=100" in note.supplement.text("qrCode")


@rejection(395, "ZX02-20", "Endereço do site da UF da Consulta via QR-Code diverge do previsto")
def r395(note: Note, desk: Desk) -> Found:
    return comparable(Code.of(note).address) not in addresses(desk.uf, desk.tpAmb, "qrCode")


@rejection(
    396,
    "ZX02-224, 232, 240, 260, 272, 324, 326",
    "Parâmetro do QR-Code inexistente:",
)
def r396(note: Note, _: Desk) -> Found:
    code = Code.of(note)
    offline = {"2": _OFFLINE_2, "3": _OFFLINE_3[:-1]}.get(code.version, _COMMON)
    missing = (
        name
        for name in (offline if code.offline else _COMMON)
        if name not in code.parameters or not (code.get(name) or name in _MAY_BE_EMPTY)
    )
    return next((f"[Param: {name}]" for name in missing), None)


@rejection(398, "ZX02-236", "Parâmetro Versão informada no QR-Code diverge do previsto")
def r398(note: Note, _: Desk) -> Found:
    return Code.of(note).version not in {"2", "3"}


@rejection(397, "ZX02-228, 244, 268, 276, 328", "Parâmetro do QR-Code divergente da Nota Fiscal:")
def r397(note: Note, _: Desk) -> Found:
    code = Code.of(note)
    expected = {"chave": note.key, "tpAmb": note.text("ide/tpAmb")}
    if code.offline:
        expected |= {"dd": note.text("ide/dhEmi")[8:10], "vNF": note.text("total/ICMSTot/vNF")}
        if code.version == "3":
            kind, number = _buyer(note)
            expected |= {"tp_idDest": kind, "idDest": number}
        else:
            expected |= {"digVal": note.digest.encode().hex()}
    differing = (name for name, value in expected.items() if not _same(code.get(name), value))
    return next((f"[Param: {name}]" for name in differing), None)


@rejection(445, "ZX02-330", "Parâmetro assinatura não deve ser informado no qrCode")
def r445(note: Note, _: Desk) -> Found:
    code = Code.of(note)
    return code.version == "3" and not code.offline and len(code.texts) > len(_COMMON)


@rejection(474, "ZX02-334", "Parâmetro assinatura deve ser informado no qrCode")
def r474(note: Note, _: Desk) -> Found:
    code = Code.of(note)
    return code.version == "3" and code.offline and not code.get("assinatura")


@rejection(583, "ZX02-338", "Valor da assinatura do qrCode difere do valor calculado")
def r583(note: Note, _: Desk) -> Found:
    code = Code.of(note)
    if code.version != "3" or not code.offline:
        return False
    holder = read_certificate(note.certificate)
    signed = "|".join(code.texts[:7])
    return (
        holder is None
        or holder.key is None
        or not rsa_sha1_holds(holder.key, signed, code.get("assinatura"))
    )


@rejection(462, "ZX02-304", "Código Identificador do CSC no QR-Code não cadastrado na SEFAZ")
def r462(note: Note, desk: Desk) -> Found:
    code = Code.of(note)
    return code.version == "2" and code.get("idCSC") not in desk.policy.csc


@rejection(464, "ZX02-320", "Parâmetro Hash no QR-Code diverge do calculado")
def r464(note: Note, desk: Desk) -> Found:
    code = Code.of(note)
    if code.version != "2":
        return False
    signed = "|".join(code.texts[:-1]) + desk.policy.csc.get(code.get("idCSC"), "")
    # The manual of version 2 asks for SHA-1.
    return code.get("hash").upper() != hashlib.sha1(signed.encode()).hexdigest().upper()  # noqa: S324


@rejection(
    878,
    "ZX03-20",
    "Endereço do site da UF da Consulta por chave de acesso diverge do previsto",
)
def r878(note: Note, desk: Desk) -> Found:
    given = comparable(note.supplement.text("urlChave"))
    return given not in addresses(desk.uf, desk.tpAmb, "urlChave")


RULES: tuple[Rule, ...] = (
    *(r394, r903, r395, r396, r398, r397, r445, r474, r583, r462, r464, r878),
)


def _buyer(note: Note) -> tuple[str, str]:
    """``tp_idDest`` and ``idDest``: a foreigner's number is not told."""
    if note.text("dest/CNPJ"):
        return "1", note.text("dest/CNPJ")
    if note.text("dest/CPF"):
        return "2", note.text("dest/CPF")
    return ("3", "") if note.text("dest/idEstrangeiro") else ("", "")


def _same(given: str, expected: str) -> bool:
    """Hexadecimal digits come in either case."""
    return given.lower() == expected.lower()
