"""The daemon's configuration: one TOML file, checked whole before anything starts.

Relative paths are taken from the folder the file is in. Secrets are never in this file: it names
files that hold them (``pin_file``, ``password_file``), which must not be readable by others.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from edge.errors import ConfigProblem

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Sha256Hex = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Port = Annotated[int, Meta(ge=1, le=65535)]


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Box(_Section, frozen=True, kw_only=True):
    """Who this box is: ids minted at enrolment, never a host name or a MAC."""

    tenant: Id
    id: Id
    data_dir: Path


class Address(_Section, frozen=True, kw_only=True):
    """``enderEmit`` of the layout."""

    xLgr: Annotated[str, Meta(min_length=2, max_length=60)]
    nro: Annotated[str, Meta(min_length=1, max_length=60)]
    xBairro: Annotated[str, Meta(min_length=2, max_length=60)]
    cMun: Annotated[str, Meta(pattern=r"^[0-9]{7}$")]
    xMun: Annotated[str, Meta(min_length=2, max_length=60)]
    UF: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
    CEP: Annotated[str, Meta(pattern=r"^[0-9]{8}$")]
    xCpl: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    fone: Annotated[str, Meta(pattern=r"^[0-9]{6,14}$")] | None = None


class Issuer(_Section, frozen=True, kw_only=True):
    """The shop (``emit``). ``CNPJ`` is 14 characters, letters allowed in the first 12."""

    CNPJ: Annotated[str, Meta(pattern=r"^[0-9A-Z]{12}[0-9]{2}$")]
    xNome: Annotated[str, Meta(min_length=2, max_length=60)]
    IE: Annotated[str, Meta(pattern=r"^[0-9]{2,14}$")]
    CRT: Literal[1, 2, 3, 4]
    address: Address
    xFant: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    IM: Annotated[str, Meta(min_length=1, max_length=15)] | None = None


class TechResponsible(_Section, frozen=True, kw_only=True):
    """``infRespTec``: who answers for the software. ``csrt_file`` holds the UF's code, if any."""

    CNPJ: Annotated[str, Meta(pattern=r"^[0-9A-Z]{12}[0-9]{2}$")]
    xContato: Annotated[str, Meta(min_length=2, max_length=60)]
    email: Annotated[str, Meta(min_length=6, max_length=60)]
    fone: Annotated[str, Meta(pattern=r"^[0-9]{6,14}$")]
    idCSRT: Annotated[str, Meta(pattern=r"^[0-9]{2}$")] | None = None
    csrt_file: Path | None = None


class Fiscal(_Section, frozen=True, kw_only=True):
    """How documents are issued. ``tpAmb`` 1 production, 2 homologation.

    ``ibs_cbs``: None follows the law for the CRT (CRT 3 sends the groups, the others do not yet).
    """

    tpAmb: Literal[1, 2]
    serie: Annotated[int, Meta(ge=0, le=889)]
    first_number: Annotated[int, Meta(ge=1, le=999_999_999)] = 1
    utc_offset: Annotated[str, Meta(pattern=r"^-0[1-4]:00$")] = "-03:00"
    ibs_cbs: bool | None = None
    xJust: Annotated[str, Meta(min_length=15, max_length=256)] = (
        "Falha de comunicacao com a SEFAZ autorizadora"
    )


class Pkcs11(_Section, frozen=True, kw_only=True, tag_field="kind", tag="pkcs11"):
    """An A3 certificate in a PKCS#11 token, found by its CNPJ, never by label or slot.

    ``environment`` is given to the process that loads the module (``SOFTHSM2_CONF`` and the like).
    ``provider`` is OpenSSL's pkcs11-provider; None finds the Debian one.
    """

    module: Path
    pin_file: Path
    cka_id: Annotated[str, Meta(pattern=r"^([0-9a-f]{2})+$")] | None = None
    environment: dict[str, str] = {}
    provider: Path | None = None
    quirks: tuple[str, ...] = ()


class Pkcs12(_Section, frozen=True, kw_only=True, tag_field="kind", tag="pkcs12"):
    """An A1 certificate: a PKCS#12 file."""

    file: Path
    password_file: Path


Certificate = Pkcs11 | Pkcs12


class SignerConfig(_Section, frozen=True, kw_only=True):
    """``document`` signs; ``transport`` is the TLS client certificate, the same one when absent."""

    document: Certificate
    transport: Certificate | None = None


class Sefaz(_Section, frozen=True, kw_only=True):
    """``urls`` replace the addresses of the dated table, by service name (``NFeAutorizacao4``).

    ``deadline_s``: how long a till waits before the sale goes on in contingency.
    ``probe_s``: how often a service that is away is asked for its status.
    ``void_after_s``: how long a number that no document can use waits before it is voided, for
    SEFAZ may still find the document that it did not hold at first.
    """

    ca_file: Path | None = None
    urls: dict[str, str] = {}
    qrcode_url: str | None = None
    urlChave: str | None = None
    deadline_s: Annotated[float, Meta(gt=0, le=30)] = 2.5
    probe_s: Annotated[float, Meta(gt=0)] = 60.0
    void_after_s: Annotated[float, Meta(ge=0)] = 600.0


class Till(_Section, frozen=True, kw_only=True):
    """``key_sha256`` is the SHA-256 of the till's key, in hex (``edge till-key`` makes one)."""

    id: Id
    key_sha256: Sha256Hex


class Lan(_Section, frozen=True, kw_only=True):
    tills: tuple[Till, ...]
    host: str = "0.0.0.0"  # noqa: S104 - tills reach the box over the shop's network
    port: Port = 8787


class Printer(_Section, frozen=True, kw_only=True):
    """``url`` as the drivers read it (``tcp://192.168.0.50:9100``); ``profile`` names a model."""

    url: str
    profile: str = "generic-80"
    till: Id | None = None


class Scanner(_Section, frozen=True, kw_only=True):
    """``till`` gets the scans; None means all."""

    url: str
    till: Id | None = None


class Uplink(_Section, frozen=True, kw_only=True):
    """The broker. All three files are PEM."""

    host: str
    port: Port = 8883
    ca_file: Path
    cert_file: Path
    key_file: Path


class Catalogue(_Section, frozen=True, kw_only=True):
    file: Path


class Config(_Section, frozen=True, kw_only=True):
    """The whole file."""

    box: Box
    issuer: Issuer
    fiscal: Fiscal
    signer: SignerConfig
    lan: Lan
    sefaz: Sefaz = Sefaz()
    tech: TechResponsible | None = None
    printers: dict[Id, Printer] = {}
    scanners: dict[Id, Scanner] = {}
    uplink: Uplink | None = None
    catalogue: Catalogue | None = None


_MISPLACED = re.compile(r"^(?P<why>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)


def load(path: Path) -> Config:
    """The configuration in ``path``; raises ``ConfigProblem`` naming the file or the field."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigProblem("config.unreadable", file=str(path), why=error.strerror) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigProblem("config.not_toml", file=str(path), why=str(error)) from None
    base = path.resolve().parent

    def hook(kind: type, value: Any) -> Any:
        if kind is Path and isinstance(value, str):
            return base / value
        raise TypeError

    try:
        return msgspec.convert(document, Config, dec_hook=hook)
    except msgspec.ValidationError as error:
        found = _MISPLACED.match(str(error))
        where = (found["path"] or "").lstrip(".") if found else ""
        why = found["why"] if found else str(error)
        raise ConfigProblem("config.invalid", file=str(path), field=where, why=why) from None
