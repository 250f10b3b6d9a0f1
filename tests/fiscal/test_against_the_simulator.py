"""Our rules and those of the SEFAZ simulator, written apart, played against each other.

What we let through must be authorised. What we refuse by SEFAZ's number is sealed all the same and
must be rejected. Rules of our own have words for names: SEFAZ may let such a note through, or find
the fault too late.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.errors import EdgeError
from edge.fiscal.sale import Sale
from edge.fiscal.tables.law import Law, law_on
from edge.fiscal.tax_profile import Icms
from sim.authority import name, root_authority, rsa_key
from sim.pki import e_cnpj
from sim.sefaz.certificates import Defect, Trust
from sim.sefaz.desk import Policy
from sim.sefaz.office import Office
from sim.sefaz.services import SERVICES
from tests.sim.sefaz.taxpayer import batch
from tests.support import sales
from tests.support.sale_cases import CASES
from tests.support.sale_mutations import MUTATIONS, Mutation
from tests.support.sale_strategies import sales as any_sales
from tests.support.sealing import Holder, sealed

#: ``make chaos`` plays longer.
ROUNDS = int(os.environ.get("SALES", "300"))

#: What we refuse by a number and the simulator takes, and why.
EXCEPTIONS = {
    "806": "the simulator has no table of the goods under substitution, which want a CEST",
}

#: Where the simulator asks something else first: our number, and its own.
PRECEDED = {
    ("266", 244),  # it asks for the kind of issuer before the kind of series
    ("273", 247),  # it asks for the UF before the municipality
    ("777", 471),  # it has a rule of its own for an NCM of services
    ("337", 386),  # it asks whether the CFOP goes with the code before whose it is
    ("1020", 1021),  # it knows CST that we do not write, and finds their group missing
}
#: Golden documents of classes of IBS and CBS that no NFC-e may have yet.
BEFORE_THEIR_TIME = {"ibs-cbs-deferred", "ibs-cbs-suspended"}
#: What the schema forbids already.
MALFORMED = 225

CRTS = st.sampled_from([1, 2, 3, 3, 4])
SALES = CRTS.flatmap(lambda crt: st.tuples(st.just(crt), any_sales(crt=crt, most=4)))


class TrustToday(Trust):
    """Certificates are of today, the sales of these tests of a day whose law is known."""

    def defect(self, der: bytes, at: datetime) -> Defect | None:
        return super().defect(der, datetime.now(UTC))


@dataclass(frozen=True, kw_only=True)
class Authority:
    """A shop's certificate, and an office of SEFAZ that trusts it."""

    owner: Holder
    trust: Trust

    def judge(self, nfe: bytes, at: datetime, policy: Policy) -> int:
        """The ``cStat`` of a note that reaches SEFAZ at that time."""
        office = Office(trust=self.trust, uf="SP", tpAmb="2", clock=lambda: at, policy=policy)
        answer = office.answer(
            SERVICES["NFeAutorizacao4"],
            batch(nfe),
            self.owner.certificate.public_bytes(Encoding.DER),
        )
        return answer.cStat


@cache
def authority() -> Authority:
    root = root_authority(name("AC Raiz de Teste", organization="ICP-Brasil"), rsa_key())
    shop = e_cnpj(root, rsa_key(), cnpj=sales.CNPJ, company="EMPRESA TESTE LTDA")
    assert isinstance(shop.key, rsa.RSAPrivateKey)
    return Authority(
        owner=Holder(key=shop.key, certificate=shop.certificate, root=root.certificate),
        trust=TrustToday([root.certificate]),
    )


def verdicts(
    sale: Sale,
    crt: int,
    mutations: Sequence[Mutation] = (),
    *,
    law: Law | None = None,
    policy: Policy = Policy(),  # noqa: B008 - it is frozen
) -> tuple[str | None, int]:
    """Our refusal (None: we let it through) and the simulator's ``cStat``."""
    arguments: dict[str, object] = {"law": law}
    now = sales.NOON
    for mutation in mutations:
        sale = mutation.sale(sale)
        arguments |= mutation.issue
        now += mutation.late
    draft = sales.draft(sale, crt=crt, **arguments)
    try:
        draft.check(now=now)
    except EdgeError as error:
        refusal: str | None = error.code.removeprefix("fiscal.")
    else:
        refusal = None
    return refusal, authority().judge(sealed(draft, authority().owner), now, policy)


def agree(refusal: str | None, cStat: int) -> bool:
    if refusal is None:
        return cStat == 100
    by_number = refusal.isdecimal() or refusal == "schema"
    return not by_number or cStat != 100 or refusal in EXCEPTIONS


@settings(max_examples=ROUNDS // 3, deadline=None, suppress_health_check=list(HealthCheck))
@given(SALES, st.sampled_from([1, 9]))
def test_every_lawful_sale_is_authorised(sold: tuple[int, Sale], tpEmis: int) -> None:
    crt, sale = sold
    offline = Mutation(name="offline", issue={"tpEmis": tpEmis, "contingency": sales.CONTINGENCY})
    assert verdicts(sale, crt, (offline,) if tpEmis == 9 else ()) == (None, 100)


@settings(max_examples=ROUNDS - ROUNDS // 3, deadline=None, suppress_health_check=list(HealthCheck))
@given(SALES, st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=2))
def test_a_spoiled_sale_is_refused_by_both_or_by_none(
    sold: tuple[int, Sale], mutations: list[Mutation]
) -> None:
    crt, sale = sold
    refusal, cStat = verdicts(sale, crt, mutations)
    assert agree(refusal, cStat), (refusal, cStat)


@pytest.mark.parametrize("crt", [1, 2, 3, 4])
@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_each_way_to_spoil_a_plain_sale_is_judged_alike(mutation: Mutation, crt: int) -> None:
    tax = sales.SIMPLES if crt in {1, 4} else sales.NORMAL
    refusal, cStat = verdicts(
        sales.sale(sales.item(tax=tax), payments=(sales.cash("34.49"),)), crt, (mutation,)
    )
    assert agree(refusal, cStat), (refusal, cStat)
    if refusal and refusal.isdecimal() and cStat != MALFORMED:
        assert str(cStat) == refusal or (refusal, cStat) in PRECEDED


@pytest.mark.parametrize("case", sorted(CASES.keys() - BEFORE_THEIR_TIME))
def test_a_golden_document_is_authorised(case: str) -> None:
    draft = CASES[case]
    shop = authority()
    if draft.note.issuer.CNPJ == sales.CNPJ and draft.note.tpAmb == 2:
        policy = Policy(other_icms=draft.note.law.other_icms)
        assert shop.judge(sealed(draft, shop.owner), sales.NOON, policy) == 100
    else:
        assert shop.judge(sealed(draft, shop.owner), sales.NOON, Policy()) in {213, 252}


@pytest.mark.parametrize("crt", [1, 3])
@pytest.mark.parametrize("cfop", ["5102", "5405", "5949"])
@pytest.mark.parametrize("code", ["40", "90", "102", "900"])
def test_a_state_that_takes_other_codes_takes_them_from_us(code: str, cfop: str, crt: int) -> None:
    law = replace(law_on(sales.NOON.date(), "SP"), other_icms=True)
    tax = replace(sales.NORMAL, icms=Icms(orig="0", code=code, pICMS=Decimal(18)))
    sold = sales.sale(sales.item(tax=tax, cfop=cfop))
    refusal, cStat = verdicts(sold, crt, law=law, policy=Policy(other_icms=True))
    of_the_regime = len(code) == (3 if crt == 1 else 2)
    assert (refusal is None) is (of_the_regime and cfop in _CFOPS[code])
    if (code, cfop) != ("102", "5949"):  # the simulator takes that CFOP with every code
        assert agree(refusal, cStat), (refusal, cStat)


_OTHER_CFOPS = {"5102", "5949"}
_CFOPS = {"40": _OTHER_CFOPS, "90": _OTHER_CFOPS, "102": {"5102"}, "900": _OTHER_CFOPS}


@pytest.mark.parametrize("number", EXCEPTIONS)
def test_an_exception_is_one_still(number: str) -> None:
    withheld = sales.item(tax=sales.SIMPLES_WITHHELD, cfop="5405")
    assert verdicts(sales.sale(withheld), 1) == (number, 100)
