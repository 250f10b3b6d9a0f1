"""A sale from the till's call to the paper, SEFAZ and the hub, judged by others' programs."""

from __future__ import annotations

import io
import subprocess
import uuid
from pathlib import Path

import zxingcpp
from lxml import etree
from PIL import Image

from tests.support.shop import BASKET, ShopProcess, eventually

NFE = "{http://www.portalfiscal.inf.br/nfe}"


def test_a_sale_is_signed_transmitted_printed_and_synced(shop: ShopProcess) -> None:
    sale = shop.sell()
    assert sale["status"] == "authorized"
    assert (sale["total"], sale["change"]) == ("41.36", "8.64")
    [held] = shop.held(sale["access_key"])
    assert held["nProt"] == sale["protocol"]
    [receipt] = eventually(lambda: shop.receipts(sale["access_key"]))
    assert receipt["qr"] == [sale["qr_code"]]
    assert receipt["cut"]
    assert receipt["drawer"] == 1
    assert receipt["unknown"] == []
    printed = eventually(
        lambda: (now := shop.sale(sale["sale_id"]))["print"]["status"] == "printed" and now
    )
    assert printed["access_key"] == sale["access_key"]
    eventually(
        lambda: any(
            event["kind"] == "document_authorized" and event["subject"] == sale["access_key"]
            for event in shop.control.get("/hub/events").json()
        )
    )


def test_the_signature_of_the_stored_document_is_good_by_xmlsec1(
    shop: ShopProcess, tmp_path: Path
) -> None:
    proc = etree.fromstring(shop.document(shop.sell()))
    nfe, root, middle = (tmp_path / name for name in ("nfe.xml", "root.pem", "middle.pem"))
    document = proc.find(f"{NFE}NFe")
    assert document is not None
    nfe.write_bytes(etree.tostring(document))
    authorities = Path(shop.announced["config"]).parent / "pki" / "icp-ca.pem"
    end = "-----END CERTIFICATE-----\n"
    first, second, _ = authorities.read_text().split(end)
    root.write_text(first + end)
    middle.write_text(second + end)
    trust = ["--trusted-pem", str(root), "--untrusted-pem", str(middle)]
    command = ["xmlsec1", "--verify", "--id-attr:Id", f"{NFE[1:-1]}:infNFe", *trust, str(nfe)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stderr


def test_the_qr_code_on_the_paper_reads_as_the_xml_has_it(shop: ShopProcess) -> None:
    sale = shop.sell()
    proc = etree.fromstring(shop.document(sale))
    written = proc.findtext(f".//{NFE}qrCode")
    [receipt] = eventually(lambda: shop.receipts(sale["access_key"]))
    picture = shop.control.get(receipt["links"]["png"]).content
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert read.text == written == sale["qr_code"]


def test_the_paper_says_what_was_sold(shop: ShopProcess) -> None:
    sale = shop.sell()
    [receipt] = eventually(lambda: shop.receipts(sale["access_key"]))
    text = receipt["text"]
    for words in (
        "Documento Auxiliar da Nota Fiscal de Consumidor Eletrônica",
        "Queijo minas",
        "0,432 KG x 59,90",
        "Valor a pagar R$",
        "Troco R$",
        "CONSUMIDOR - CPF 111.444.777-35",
        "Consulte pela Chave de Acesso em",
        sale["protocol"],
    ):
        assert words in text
    key = sale["access_key"]
    assert " ".join(key[i : i + 4] for i in range(0, 44, 4)) in text


def test_bytes_at_sefaz_are_the_bytes_in_the_journal(shop: ShopProcess) -> None:
    sale = shop.sell()
    [held] = shop.held(sale["access_key"])
    assert held["xml"].encode() in shop.document(sale)


def test_a_repeated_call_prints_nothing_more(shop: ShopProcess) -> None:
    key = str(uuid.uuid4())
    first = shop.post(key=key)
    again = shop.post(key=key)
    assert again.content == first.content
    shop.settle()
    access_key = first.json()["access_key"]
    assert len(shop.receipts(access_key)) == 1
    assert [one["access_key"] for one in shop.held(access_key)] == [access_key]


def test_another_copy_is_marked_as_one(shop: ShopProcess) -> None:
    sale = shop.sell()
    eventually(lambda: shop.receipts(sale["access_key"]))
    asked = shop.till.post(f"/v1/sales/{sale['sale_id']}/print")
    assert asked.status_code == 202
    _, second = eventually(lambda: len(found := shop.receipts(sale["access_key"])) == 2 and found)
    assert "2ª VIA" in second["text"]
    assert second["drawer"] == 0


def test_each_way_of_paying_is_accepted(shop: ShopProcess) -> None:
    card = {"brand": "02", "cnpj": "01027058000191", "authorization": "123456"}
    for payments in (
        [{"method": "credit_card", "amount": "41.36", "card": {"integrated": True, **card}}],
        [{"method": "debit_card", "amount": "41.36", "card": {"integrated": False}}],
        [{"method": "pix", "amount": "41.36", "card": {"integrated": True, **card}}],
        [{"method": "pix_static", "amount": "41.36"}],
        [{"method": "food_voucher", "amount": "20.00"}, {"method": "cash", "amount": "30.00"}],
    ):
        sale = shop.sell({**BASKET, "payments": payments})
        assert sale["status"] == "authorized"


def test_a_refused_sale_reserves_prints_and_sends_nothing(shop: ShopProcess) -> None:
    shop.settle()
    before = shop.status()["journal"]["head"]
    receipts = len(shop.control.get("/printer/receipts").json())
    for basket in (
        {**BASKET, "items": [{"sku": "0000000000000", "quantity": "1"}]},
        {**BASKET, "payments": [{"method": "cash", "amount": "1.00"}]},
        {**BASKET, "customer": {"cpf": "11144477736"}},
    ):
        assert shop.post(basket).status_code == 422
    assert shop.till.post("/v1/sales", content=b"x" * 2_000_000).status_code in {400, 413}
    assert shop.status()["journal"]["head"] == before
    assert len(shop.control.get("/printer/receipts").json()) == receipts
