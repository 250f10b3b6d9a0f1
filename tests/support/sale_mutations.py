"""Ways to spoil a sale, or what is issued with it. Some leave it lawful: who judges has to tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec

from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import Carrier, Customer, Delivery, Fuel, Marketplace, Payment, Sale
from edge.fiscal.tax_profile import IbsCbs, Icms, Issqn, PisCofins, TaxProfile, Waiver
from tests.support import sales
from tests.support.sales import CARD, CNPJ, CPF

WRONG_CNPJ = "11222333000182"
WRONG_CPF = "11144477736"
ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """``sale`` changes what is sold, ``issue`` are arguments of ``sales.draft``.

    ``late``: how long after its issue the note is judged.
    """

    name: str
    sale: Callable[[Sale], Sale] = lambda sold: sold
    issue: dict[str, Any] = field(default_factory=dict)
    late: timedelta = timedelta()

    def __repr__(self) -> str:
        return self.name


def of_item(name: str, **changes: Any) -> Mutation:
    """Changes to the last item."""

    def change(sold: Sale) -> Sale:
        return replace(sold, items=(*sold.items[:-1], replace(sold.items[-1], **changes)))

    return Mutation(name=name, sale=change)


def of_tax(name: str, change: Callable[[TaxProfile], TaxProfile]) -> Mutation:
    """Changes to how the last item is taxed."""

    def changed(sold: Sale) -> Sale:
        last = sold.items[-1]
        return replace(sold, items=(*sold.items[:-1], replace(last, tax=change(last.tax))))

    return Mutation(name=name, sale=changed)


def of_icms(name: str, **changes: Any) -> Mutation:
    plain = Icms(orig="0", code="102")
    return of_tax(name, lambda tax: replace(tax, icms=replace(tax.icms or plain, **changes)))


def of_reform(name: str, **changes: Any) -> Mutation:
    return of_tax(
        name, lambda tax: replace(tax, ibs_cbs=replace(tax.ibs_cbs or IbsCbs(), **changes))
    )


def of_federal(name: str, **changes: Any) -> Mutation:
    return of_tax(name, lambda tax: replace(tax, pis_cofins=PisCofins(**changes)))


def of_sale(name: str, **changes: Any) -> Mutation:
    return Mutation(name=name, sale=lambda sold: replace(sold, **changes))


def of_payments(name: str, change: Callable[[Sequence[Payment]], Sequence[Payment]]) -> Mutation:
    return Mutation(
        name=name, sale=lambda sold: replace(sold, payments=tuple(change(sold.payments)))
    )


def paid_by(method: PaymentMethod, **changes: Any) -> Mutation:
    """The last payment by other means."""
    return of_payments(
        f"paid by {method} {changes or ''}",
        lambda paid: [
            *paid[:-1],
            *(replace(last, method=method, **changes) for last in paid[-1:]),
        ],
    )


def to(name: str, **who: Any) -> Mutation:
    return of_sale(name, customer=Customer(**who))


def brought(name: str, **how: Any) -> Mutation:
    return of_sale(
        name, delivery=Delivery(**how), customer=Customer(cpf=CPF, address=sales.ADDRESS)
    )


def issued(name: str, **arguments: Any) -> Mutation:
    return Mutation(name=name, issue=arguments)


def _doubled(sold: Sale) -> Sale:
    return replace(sold, items=(*sold.items, *sold.items))


def _cheque(amount: str) -> Payment:
    return Payment(method=PaymentMethod.CHEQUE, amount=Decimal(amount))


_IN_RJ = msgspec.structs.replace(sales.ADDRESS, UF="RJ")
_OLD = msgspec.structs.replace(sales.CONTINGENCY, dhCont=sales.NOON - timedelta(days=31))
_LATER = msgspec.structs.replace(sales.CONTINGENCY, dhCont=sales.NOON + timedelta(minutes=1))
_SERVICE = TaxProfile(issqn=Issqn(vAliq=Decimal(5), cListServ="14.09"))
_PETROL = Fuel(cProdANP="320102001", descANP="GASOLINA C COMUM")

MUTATIONS: tuple[Mutation, ...] = (
    Mutation(name="untouched"),
    Mutation(name="everything twice", sale=_doubled),
    *(of_item(f"gtin {code}", gtin=code) for code in ("7891000100104", "789", "7891000100103")),
    *(of_item(f"ncm {ncm}", ncm=ncm) for ncm in ("1006302", "00", "99999999")),
    *(
        of_item(f"cfop {cfop}", cfop=cfop)
        for cfop in ("5101", "5102", "5405", "5656", "5910", "5933", "5949", "6102", "1102")
    ),
    *(of_item(f"cest {cest}", cest=cest) for cest in (None, "123", "0302100")),
    of_item("unit too long", unit="UNIDADE"),
    of_item("sku too long", sku="x" * 61),
    of_item("nothing sold", quantity=ZERO),
    of_item("less than nothing sold", quantity=Decimal(-1)),
    of_item("price below zero", unit_price=Decimal(-1)),
    of_item("dear", quantity=Decimal(1), unit_price=Decimal("10000.01"), discount=ZERO),
    of_item("very dear", quantity=Decimal(1), unit_price=Decimal("200000.01"), discount=ZERO),
    of_item("discount above the price", quantity=Decimal(1), discount=Decimal(999999)),
    of_item("order too long", order="x" * 16),
    of_item("no fuel", fuel=None),
    of_item("fuel", fuel=_PETROL),
    of_item("fuel without a code", fuel=replace(_PETROL, cProdANP="1")),
    of_item("a service", tax=_SERVICE, ncm="00", cfop="5933", cest=None, fuel=None),
    of_tax("neither ICMS nor ISSQN", lambda tax: replace(tax, icms=None, issqn=None)),
    *(
        of_icms(f"icms {code}", code=code)
        for code in ("00", "10", "20", "40", "41", "51", "60", "61", "70", "90")
    ),
    *(
        of_icms(f"icms {code}", code=code)
        for code in ("101", "102", "103", "201", "300", "400", "500", "900")
    ),
    of_icms("origin 9", orig="9"),
    of_icms("no FCP at zero", pFCP=ZERO),
    of_icms("FCP", pFCP=Decimal(2)),
    of_icms("rate", pICMS=Decimal(18)),
    of_icms("waiver for no known motive", pICMS=Decimal(18), waiver=Waiver(motDesICMS="2")),
    of_icms("waiver", pICMS=Decimal(18), waiver=Waiver(motDesICMS="9", deducted=True)),
    *(
        of_federal(f"PIS {CST}", CST=CST)
        for CST in ("01", "03", "04", "06", "10", "49", "75", "98", "99", "1")
    ),
    of_federal("PIS by rate", CST="01", pPIS=Decimal("1.65"), pCOFINS=Decimal("7.6")),
    of_federal("PIS by unit", CST="03", vAliqPIS=Decimal("0.1"), vAliqCOFINS=Decimal("0.2")),
    *(
        of_reform(f"class {code}", CST=code[:3], cClassTrib=code, pRedIBS=None, pRedCBS=None)
        for code in ("000001", "200003", "200034", "200047", "410008", "510001", "550001")
    ),
    *(
        of_reform(f"class {code}", CST=code[:3], cClassTrib=code, pRedIBS=None, pRedCBS=None)
        for code in ("200999", "620001", "620006", "800001", "999999")
    ),
    of_reform("class of another CST", CST="000", cClassTrib="200003"),
    of_reform("reduced too much", CST="200", cClassTrib="200034", pRedIBS=Decimal(61)),
    of_reform("reduced too little", CST="200", cClassTrib="200034", pRedCBS=Decimal("12.5")),
    of_reform("reduced for no reason", CST="000", cClassTrib="000001", pRedCBS=Decimal(40)),
    of_reform("deferred for no reason", CST="000", cClassTrib="000001", pDif=Decimal(10)),
    to("to a CPF", cpf=CPF),
    to("to a wrong CPF", cpf=WRONG_CPF),
    to("to a wrong CNPJ", cnpj=WRONG_CNPJ),
    to("to itself", cnpj=CNPJ),
    to("to a foreigner", foreign_id="AB123456"),
    to("to a foreigner with odd marks", foreign_id="AB#123456"),
    to("to an address elsewhere", cpf=CPF, address=_IN_RJ),
    of_sale("to nobody", customer=None),
    of_sale("carried away", delivery=None),
    of_sale("delivered", delivery=Delivery()),
    brought("brought", carrier=Carrier(cnpj=CNPJ, name="Entregas", UF="SP")),
    brought("brought for a site", marketplace=Marketplace(cnpj=CNPJ, seller_id="loja")),
    brought("brought in no known way", modFrete="7"),
    of_sale("freight", freight=Decimal("9.99")),
    of_sale("freight below zero", freight=Decimal("-0.01")),
    of_sale("surcharge", surcharge=Decimal("1.01"), insurance=Decimal("0.02")),
    of_sale("discount above all", discount=Decimal(999999)),
    of_sale("notes too long", notes="x" * 5001),
    of_sale("tax notes too long", tax_notes="x" * 2001),
    of_sale("no nature", natOp=""),
    of_payments("unpaid", lambda paid: []),
    of_payments("nothing in cash", lambda paid: [*paid[:-1], sales.cash("0")]),
    of_payments("paid once more", lambda paid: [*paid, sales.cash("7.77")]),
    of_payments("a cheque more", lambda paid: [*paid, _cheque("7.77")]),
    *(paid_by(method) for method in PaymentMethod),
    paid_by(PaymentMethod.LATER, amount=ZERO),
    *(
        paid_by(PaymentMethod.CREDIT_CARD, card=replace(CARD, **changes))
        for changes in (
            {},
            {"cnpj": None},
            {"authorization": None},
            {"cnpj": WRONG_CNPJ},
            {"brand": "77"},
            {"integrated": False, "cnpj": None, "authorization": None},
        )
    ),
    issued("a guessable code", cNF="12345678"),
    issued("the number as its code", cNF="00000001"),
    issued("a series of others", serie=890),
    issued("a series of the state", serie=915),
    issued("a wrong issuer", issuer=sales.issuer(CNPJ=WRONG_CNPJ)),
    issued("an issuer elsewhere", issuer=sales.issuer(address=_IN_RJ)),
    issued("another house's software", tech=msgspec.structs.replace(sales.TECH, CNPJ=WRONG_CNPJ)),
    issued("nobody's software", tech=None),
    issued("offline", tpEmis=9, contingency=sales.CONTINGENCY),
    issued("offline for no reason", tpEmis=9, contingency=None),
    issued("online for a reason", tpEmis=1, contingency=sales.CONTINGENCY),
    issued("offline for ever", tpEmis=9, contingency=_OLD),
    issued("offline in a while", tpEmis=9, contingency=_LATER),
    issued("offline briefly", tpEmis=9, contingency=msgspec.structs.replace(_LATER, xJust="pane")),
    Mutation(name="six minutes late", late=timedelta(minutes=6)),
    Mutation(name="four minutes late", late=timedelta(minutes=4)),
    Mutation(name="six minutes early", late=timedelta(minutes=-6)),
)
