"""The shop, its certificate and the baskets that every side of the bench is given.

The demonstration shop sells the first ten products of its catalogue, in quantities that differ from
sale to sale; a hundred items are those ten over and over.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from bench.ours.desk import Desk
from bench.ours.issuing import write_facts
from bench.ours.soft_key import SoftKey
from sim import settings
from sim.pki import Pki, make_pki
from sim.token import SoftToken

#: Sales that take turns: enough that none is the same as the last, few enough to be ready soon.
_VARIANTS = 8
#: Elements that may come more than once, and are lists even when they do not.
_REPEATED = {"det", "detPag"}
NAMES = {"10-crt3": (10, 3), "10-crt1": (10, 1), "100-crt3": (100, 3)}


async def prepare(folder: Path) -> None:
    """Write everything: certificates, token, configurations, sales, documents, facts."""
    pki = make_pki(folder / "pki", cnpj=settings.CNPJ, company=settings.COMPANY)
    token = SoftToken(folder / "token")
    token.create(pki.company_key, pki.company_chain)
    for crt in (1, 3):
        _configure(folder, crt, pki, token)
    password = pki.a1_password_file.read_text()
    _write(folder, "certificate", {"file": str(pki.a1_file), "password": password})
    key = SoftKey(folder)
    for name, (items, crt) in NAMES.items():
        products = json.loads((folder / f"catalogue-{crt}.json").read_text("utf-8"))["products"]
        _write(folder, f"sales-{name}", [basket(products, items, n) for n in range(_VARIANTS)])
        desk = Desk(folder, name)
        notes = [key.seal(desk.draft()) for _ in range(_VARIANTS)]
        _write(folder, f"documents-{name}", [tree(note) for note in notes])
        _write(folder, f"signed-{name}", [note.decode() for note in notes])
    await write_facts(folder)


def basket(products: list[dict[str, Any]], items: int, variant: int) -> dict[str, Any]:
    """The body of ``POST /v1/sales``."""
    return {
        "items": [
            {"sku": products[n % 10]["sku"], "quantity": str(1 + (n + variant) % 4)}
            for n in range(items)
        ],
        "customer": {"cpf": "11144477735"},
        "payments": [{"method": "cash", "amount": "5000.00"}],
    }


def tree(note: bytes) -> dict[str, Any]:
    """A signed ``NFe`` as plain data, without its signature."""
    root = etree.fromstring(note)
    return {_tag(part): _tree(part) for part in islice(root, 2)}


def _tree(element: etree._Element) -> Any:
    if not len(element) and not element.attrib:
        return element.text
    found: dict[str, Any] = {str(name): value for name, value in element.attrib.items()}
    for child in element:
        if _tag(child) in _REPEATED:
            found.setdefault(_tag(child), []).append(_tree(child))
        else:
            found[_tag(child)] = _tree(child)
    return found


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname


def _configure(folder: Path, crt: int, pki: Pki, token: SoftToken) -> None:
    """As the simulated shop does it, but nothing is at the other end of its addresses."""
    catalogue, pin = folder / f"catalogue-{crt}.json", folder / "pin"
    settings.write_catalogue(catalogue, crt=crt)
    pin.touch(mode=0o600)
    pin.write_text(token.pin)
    around = settings.Surroundings(
        crt=crt,
        cnpj=settings.CNPJ,
        data_dir=folder / f"data-{crt}",
        catalogue=catalogue,
        port=9,
        till_key="bench",
        certificate={
            "kind": "pkcs11",
            "module": token.module,
            "pin_file": pin,
            "environment": token.environment,
        },
        sefaz_url="https://127.0.0.1:9",
        sefaz_ca=pki.sefaz_ca,
        printer_url="tcp://127.0.0.1:9",
        scanner_url="serial:///dev/null?baud=9600",
        broker=("127.0.0.1", 9),
        mqtt_ca=pki.mqtt_ca,
        box_cert=pki.box_cert,
        box_key=pki.box_key,
    )
    settings.write_config(folder / f"edge-{crt}.toml", around)


def _write(folder: Path, name: str, content: Any) -> None:
    (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")
