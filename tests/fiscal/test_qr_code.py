"""QR codes: the published vectors of versions 2 and 3, and the software house's hash."""

from __future__ import annotations

from edge.fiscal import qr_code
from edge.fiscal.csrt import hash_csrt
from tests.support.sales import CNPJ_WITH_LETTERS, KEY
from tests.support.sealing import holder

CSC = "SEU-CODIGO-CSC-CONTRIBUINTE-36-CARACTERES"
ONLINE_KEY = "28170800156225000131650110000151341562040824"
OFFLINE_KEY = "28170800156225000131650110000151349562040824"
JAVA_KEY = "41180678393592000146558900000006041028190697"


def test_version_2_online_as_published() -> None:
    assert qr_code.online_v2("", ONLINE_KEY, 1, idCSC=1, CSC=CSC) == (
        f"?p={ONLINE_KEY}|2|1|1|DC6AE2C2B9A992BE59679AC365E29922DE6B7511"
    )


def test_version_2_offline_as_published() -> None:
    text = qr_code.offline_v2(
        "",
        OFFLINE_KEY,
        1,
        day=2,
        vNF="60.90",
        digest="yzGYhUx1/XYYzksWB+fPR3Qc50c=",
        idCSC=1,
        CSC=CSC,
    )
    assert text == (
        f"?p={OFFLINE_KEY}|2|1|02|60.90|797a4759685578312f5859597a6b7357422b6650523351633530633d|1"
        "|4615A93BB0D7C4E780F8D30EE77EDD5BA55C7D66"
    )


def test_version_3_online_is_the_key_alone() -> None:
    assert qr_code.online("https://uf/qrcode", KEY, 2) == f"https://uf/qrcode?p={KEY}|3|2"


def test_version_3_offline_signs_seven_parameters_with_a_cpf() -> None:
    payload = qr_code.offline_payload(
        access_key=JAVA_KEY, tpAmb=2, day=1, vNF="12.34", document="11111111111"
    )
    assert payload == f"{JAVA_KEY}|3|2|01|12.34|2|11111111111".encode()


def test_version_3_offline_leaves_an_unknown_buyer_empty() -> None:
    payload = qr_code.offline_payload(
        access_key=JAVA_KEY, tpAmb=2, day=1, vNF="12.34", document=None
    )
    assert payload == f"{JAVA_KEY}|3|2|01|12.34||".encode()


def test_version_3_offline_says_of_a_foreigner_that_there_is_one_and_not_who() -> None:
    payload = qr_code.offline_payload(
        access_key=JAVA_KEY, tpAmb=2, day=1, vNF="12.34", document=None, foreign=True
    )
    assert payload == f"{JAVA_KEY}|3|2|01|12.34|3|".encode()


def test_version_3_offline_takes_a_cnpj_with_letters() -> None:
    key = "35261112ABC34501DE35650010000000049482917365"
    payload = qr_code.offline_payload(
        access_key=key, tpAmb=2, day=22, vNF="52.47", document=CNPJ_WITH_LETTERS
    )
    assert payload == f"{key}|3|2|22|52.47|1|12ABC34501DE35".encode()


def test_version_3_offline_carries_the_signature_in_plain_base64() -> None:
    payload = qr_code.offline_payload(
        access_key=JAVA_KEY, tpAmb=2, day=1, vNF="12.34", document=None
    )
    signature = holder().sign(payload)
    text = qr_code.offline("https://uf/qrcode", payload, signature)
    stem, _, written = text.rpartition("|")
    assert stem == f"https://uf/qrcode?p={payload.decode()}"
    assert len(written) == 344
    assert "\n" not in text


def test_the_software_house_proves_itself_as_published() -> None:
    assert hash_csrt("G8063VRTNDMO886SFNK5LDUDEI24XJ22YIPO", JAVA_KEY) == (
        "aWv6LeEM4X6u4+qBI2OYZ8grigw="
    )
