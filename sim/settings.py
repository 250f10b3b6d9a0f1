"""What the demonstration shop is called and how its daemon is configured.

The daemon is told everything by one TOML file, as it is in a real shop (``edge/config.py`` has the
schema); nothing is handed to it in any other way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import toml

TENANT, BOX, TILL = "demo", "box1", "till-1"
COMPANY = "MERCADINHO BOA VISTA LTDA"
CNPJ = "11222333000181"  # synthetic, check digits right
_PRODUCTS = Path(__file__).with_name("data") / "products.json"
_SERVICES = (
    "NFeAutorizacao4",
    "NFeConsultaProtocolo4",
    "NFeStatusServico4",
    "NFeRecepcaoEvento4",
    "NFeInutilizacao4",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """Where the daemon finds everything it talks to. ``certificate`` is ``signer.document``."""

    crt: int
    cnpj: str
    data_dir: Path
    catalogue: Path
    port: int
    till_key: str
    certificate: Mapping[str, Any]
    sefaz_url: str
    sefaz_ca: Path
    printer_url: str
    scanner_url: str
    broker: tuple[str, int]
    mqtt_ca: Path
    box_cert: Path
    box_key: Path


def write_config(file: Path, around: Surroundings) -> None:
    file.write_text(toml.document(_config(around)), "utf-8")


def write_catalogue(file: Path, *, crt: int) -> None:
    """The demonstration products with the taxes of that regime."""
    regime = "crt3" if crt == 3 else "crt1"
    products = json.loads(_PRODUCTS.read_text("utf-8"))["products"]
    for product in products:
        taxes = {name: product.pop(name) for name in ("crt1", "crt3")}
        product["tax"] = {**taxes[regime], "approx": product.pop("approx")}
    content = {"schema": "catalogue/1", "products": products}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _config(around: Surroundings) -> dict[str, Any]:
    """``sefaz.probe_s`` is far below a real shop's minute: a demonstration need not wait."""
    host, port = around.broker
    key_sha256 = hashlib.sha256(around.till_key.encode()).hexdigest()
    return {
        "box": {"tenant": TENANT, "id": BOX, "data_dir": around.data_dir},
        "issuer": {
            "CNPJ": around.cnpj,
            "xNome": COMPANY,
            "xFant": "Mercadinho Boa Vista",
            "IE": "110042490114",
            "CRT": around.crt,
            "address": {
                "xLgr": "Rua São Bento",
                "nro": "100",
                "xBairro": "Centro",
                "cMun": "3550308",
                "xMun": "São Paulo",
                "UF": "SP",
                "CEP": "01011000",
                "fone": "1133334444",
            },
        },
        "tech": {
            "CNPJ": "12345678000195",
            "xContato": "Suporte White Edge",
            "email": "suporte@example.com.br",
            "fone": "1144445555",
        },
        "fiscal": {"tpAmb": 2, "serie": 1},
        "signer": {"document": around.certificate},
        "sefaz": {
            "ca_file": around.sefaz_ca,
            "deadline_s": 2.5,
            "probe_s": 1.0,
            "void_after_s": 1.0,
            "urls": {name: f"{around.sefaz_url}/ws/{name}" for name in _SERVICES},
        },
        "lan": {
            "host": "127.0.0.1",
            "port": around.port,
            "tills": [{"id": TILL, "key_sha256": key_sha256}],
        },
        "printers": {TILL: {"url": around.printer_url, "profile": "generic-80", "till": TILL}},
        "scanners": {TILL: {"url": around.scanner_url, "till": TILL}},
        "uplink": {
            "host": host,
            "port": port,
            "ca_file": around.mqtt_ca,
            "cert_file": around.box_cert,
            "key_file": around.box_key,
        },
        "catalogue": {"file": around.catalogue},
    }
