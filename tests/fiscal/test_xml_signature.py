"""The signature: judged by the program xmlsec1 and by signxml, which share no code with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from edge.errors import BadInput, Untrusted
from edge.fiscal.document import verify
from edge.fiscal.xml_signature import digest_value, signature_element, signed_info
from tests.support import sales
from tests.support.sealing import holder, sealed, xmlsec1_says

NOTES = {
    "online, Simples": sales.draft(),
    "offline, Simples": sales.draft(tpEmis=9),
    "online, normal regime": sales.draft(sales.sale(sales.item(tax=sales.NORMAL)), crt=3),
    "text that needs escaping": sales.draft(
        sales.sale(sales.item(description="X"), sales.item(description="A&B <\"C\"> ÇÃO 'D'"))
    ),
}


def test_xmlsec1_accepts_every_kind_of_note(tmp_path: Path) -> None:
    assert all(xmlsec1_says(tmp_path, *map(sealed, NOTES.values())))


def test_xmlsec1_refuses_a_note_with_one_figure_changed(tmp_path: Path) -> None:
    document = sealed(NOTES["online, Simples"])
    changed = document.replace(b"<vNF>34.49</vNF>", b"<vNF>34.48</vNF>")
    assert changed != document
    assert xmlsec1_says(tmp_path, document, changed) == [True, False]


@pytest.mark.parametrize("kind", NOTES)
def test_signxml_accepts_it_too(kind: str) -> None:
    verifier = XMLVerifier()
    verifier.excise_empty_xmlns_declarations = True
    profile = SignatureConfiguration(
        signature_methods=frozenset({SignatureMethod.RSA_SHA1}),
        digest_algorithms=frozenset({DigestAlgorithm.SHA1}),
    )
    verified = verifier.verify(
        sealed(NOTES[kind]),
        x509_cert=holder().certificate,
        expect_config=profile,
        id_attribute="Id",
    )
    assert isinstance(verified, VerifyResult)
    assert verified.signed_xml is not None
    assert etree.QName(verified.signed_xml).localname == "infNFe"


@pytest.mark.parametrize("kind", NOTES)
def test_what_was_signed_is_in_the_document_untouched(kind: str) -> None:
    draft = NOTES[kind]
    document = sealed(draft)
    inherited = b' xmlns="http://www.portalfiscal.inf.br/nfe"'
    assert draft.infNFe.replace(inherited, b"", 1) in document
    assert b"\n" not in document
    assert digest_value(draft.infNFe) == draft.digest


@pytest.mark.parametrize("kind", NOTES)
def test_our_own_check_of_the_finished_bytes_passes(kind: str) -> None:
    verify(sealed(NOTES[kind]))


@pytest.mark.parametrize(
    ("found", "changed"),
    [
        (rb"<vNF>34.49</vNF>", rb"<vNF>34.48</vNF>"),
        (rb"<ide>", rb"<ide><!-- --> "),
        (rb'versao="4.00"', rb'versao="4.01"'),
        (rb"<DigestValue>.", rb"<DigestValue>+"),
        (rb"xmldsig#sha1", rb"xmldsig#sha256"),
        (rb"<Transform Algorithm=[^>]*c14n-20010315\"></Transform>", rb""),
    ],
)
def test_a_document_that_was_touched_after_signing_is_caught(found: bytes, changed: bytes) -> None:
    document = sealed(NOTES["online, Simples"])
    touched = re.sub(found, changed, document, count=1)
    assert touched != document
    with pytest.raises(Untrusted, match="signature_differs"):
        verify(touched)


@pytest.mark.parametrize(
    ("found", "changed"),
    [
        (rb"<Signature.*</Signature>", rb""),
        (rb"(<Signature.*</Signature>)", rb"\1\1"),
        (rb'URI="#[^"]*"', rb'URI=""'),
        (rb'Id="NFe', rb'Id="NFE'),
        (rb"<SignedInfo>.*</SignedInfo>", rb""),
    ],
)
def test_a_document_without_exactly_one_signature_over_itself_is_refused(
    found: bytes, changed: bytes
) -> None:
    with pytest.raises(Untrusted, match="not_signed"):
        verify(re.sub(found, changed, sealed(NOTES["online, Simples"]), count=1))


def test_a_signature_over_something_else_in_the_document_is_refused() -> None:
    document = sealed(NOTES["online, Simples"])
    wrapped = b"<lote>" + document + b"</lote>"
    verify(wrapped)
    moved = re.sub(rb"(<NFe .*)(<Signature .*</Signature>)(</NFe>)", rb"\1\3\2", wrapped)
    with pytest.raises(Untrusted, match="not_signed"):
        verify(moved)


def test_what_is_no_xml_is_refused() -> None:
    with pytest.raises(BadInput, match="unreadable"):
        verify(b"<NFe")


def test_the_signer_serves_events_as_well(tmp_path: Path) -> None:
    nfe = "http://www.portalfiscal.inf.br/nfe"
    body = b'<infEvento xmlns="%b" Id="ID1"><xJust>a&amp;b</xJust></infEvento>' % nfe.encode()
    info = signed_info("ID1", digest_value(body))
    signature = signature_element(info, signature=holder().sign(info), certificate=holder().der)
    inside = body.replace(b' xmlns="%b"' % nfe.encode(), b"")
    event = b'<evento xmlns="%b" versao="1.00">%b%b</evento>' % (nfe.encode(), inside, signature)
    verify(event)
    assert xmlsec1_says(tmp_path, event, signed="infEvento") == [True]


def test_the_qr_signature_verifies_under_the_certificate_in_the_note() -> None:
    draft = NOTES["offline, Simples"]
    assert draft.qr_payload is not None
    holder().signed(draft.qr_payload, holder().sign(draft.qr_payload))
