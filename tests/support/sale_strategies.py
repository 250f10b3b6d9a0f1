"""Hypothesis strategies for sales that the law allows, of every regime (CRT)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from edge.fiscal.gtin import check_digit
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import (
    NO_GTIN,
    Carrier,
    Customer,
    Delivery,
    Fuel,
    FuelOrigin,
    Item,
    Marketplace,
    Payment,
    Pump,
    Sale,
)
from edge.fiscal.tax_profile import (
    ApproxTax,
    Effective,
    IbsCbs,
    Icms,
    Issqn,
    PisCofins,
    TaxProfile,
    Waiver,
    Withheld,
    WithheldFcp,
)
from edge.money import ZERO, apportion, cents
from tests.support.sales import ADDRESS, CARD, CNPJ, CNPJ_WITH_LETTERS, CPF, draft

#: Any text a person or another system may send; the layout has room for 120 characters of it.
TEXTS = st.text(min_size=1, max_size=60).filter(lambda text: any(c.isalnum() for c in text))
#: What surely leaves something once cleaned.
NAMES = st.builds("{}{}".format, st.sampled_from("ABCÇÉ"), TEXTS).map(lambda text: text[:40])
#: The same where the layout wants two characters.
LONG_NAMES = NAMES.map(lambda name: f"X{name}")

GTINS = st.one_of(
    st.just(NO_GTIN),
    st.integers(1, 10**12 - 1).map(lambda n: f"{n:012}{check_digit(f'{n:012}')}"),
    st.integers(1, 10**7 - 1).map(lambda n: f"{n:07}{check_digit(f'{n:07}')}"),
)
_MEI = 4
_SIMPLES = frozenset({1, _MEI})


def decimals(least: str, most: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(least, most, places=places, allow_nan=False, allow_infinity=False)


RATES = decimals("0", "99.99", 2)
AMOUNTS = decimals("0", "9999.99", 2)
PER_UNIT = decimals("0", "9.9999", 4)
ORIGINS = st.sampled_from("012345678")
BURDENS = st.none() | st.builds(ApproxTax, federal=RATES, state=RATES, municipal=RATES)
WITHHELD = st.none() | st.builds(
    Withheld,
    vBCSTRet=AMOUNTS,
    pST=decimals("0.01", "40", 2),
    vICMSSTRet=AMOUNTS,
    vICMSSubstituto=st.none() | AMOUNTS,
    fcp=st.none()
    | st.builds(
        WithheldFcp, vBCFCPSTRet=AMOUNTS, pFCPSTRet=decimals("0.01", "4", 2), vFCPSTRet=AMOUNTS
    ),
)
EFFECTIVE = st.none() | st.builds(
    Effective, pICMSEfet=decimals("0.01", "40", 2), pRedBCEfet=decimals("0", "99.99", 2)
)
CONTRIBUTIONS = st.one_of(
    st.builds(PisCofins, CST=st.sampled_from(["01", "02", "49", "99"]), pPIS=RATES, pCOFINS=RATES),
    st.builds(
        PisCofins, CST=st.sampled_from(["03", "99"]), vAliqPIS=PER_UNIT, vAliqCOFINS=PER_UNIT
    ),
    st.builds(PisCofins, CST=st.sampled_from(["04", "05", "06", "07", "08", "09", "49", "99"])),
)
REFORM = st.sampled_from(
    [
        None,
        IbsCbs(),
        IbsCbs(CST="200", cClassTrib="200003"),
        IbsCbs(CST="200", cClassTrib="200034"),
        IbsCbs(CST="200", cClassTrib="200047", pRedIBS=Decimal(40), pRedCBS=Decimal("40.00")),
        IbsCbs(CST="410", cClassTrib="410008"),
    ]
)
RESOLD = st.builds(
    IbsCbs,
    CST=st.just("620"),
    cClassTrib=st.just("620006"),
    adRemIBSRet=PER_UNIT,
    adRemCBSRet=PER_UNIT,
)
FUELS = st.builds(
    Fuel,
    cProdANP=st.just("320102001"),
    descANP=st.just("GASOLINA C COMUM"),
    pump=st.none()
    | st.just(Pump(nBico="1", nTanque="2", vEncIni=Decimal("10.5"), vEncFin=Decimal("30.125"))),
    pBio=st.none() | decimals("0", "100", 4),
    origins=st.sampled_from(
        [(), (FuelOrigin(imported=False, cUFOrig="35", pOrig=Decimal(100)),)],
    ),
)
SERVICES = st.builds(
    Issqn,
    vAliq=decimals("0", "5", 2),
    cListServ=st.sampled_from(["14.01", "17.06"]),
    indISS=st.sampled_from("12345"),
    cMunFG=st.none() | st.just("3509502"),
    cServico=st.none() | st.just("1401"),
    incentive=st.booleans(),
)


@st.composite
def icms_of_the_normal_regime(draw: st.DrawFn, code: str) -> Icms:
    waived = {"20": ["3", "9", "12"], "40": ["1", "9", "90"], "41": ["7", "8"]}
    motives = st.sampled_from(waived.get(code, ["9"]))
    waiver = st.none() | st.builds(Waiver, motDesICMS=motives, deducted=st.booleans())
    benefits = draw(waiver) if code in waived else None
    taxed = code in {"00", "20"}
    return Icms(
        orig=draw(ORIGINS),
        code=code,
        pICMS=draw(RATES) if taxed or benefits else None,
        pRedBC=draw(RATES) if code == "20" else None,
        pFCP=draw(st.none() | decimals("0.01", "4", 2)) if taxed else None,
        waiver=benefits,
        withheld=draw(WITHHELD) if code == "60" else None,
        effective=draw(EFFECTIVE) if code == "60" else None,
        adRemICMSRet=draw(PER_UNIT) if code == "61" else None,
    )


@st.composite
def icms_of_simples(draw: st.DrawFn, code: str) -> Icms:
    before = code == "500"
    return Icms(
        orig=draw(ORIGINS),
        code=code,
        withheld=draw(WITHHELD) if before else None,
        effective=draw(EFFECTIVE) if before else None,
    )


@st.composite
def goods(draw: st.DrawFn, *, crt: int) -> Icms:
    if crt == _MEI:
        return draw(icms_of_simples(draw(st.sampled_from(["102", "300"]))))
    if crt in _SIMPLES:
        return draw(icms_of_simples(draw(st.sampled_from(["102", "103", "300", "400", "500"]))))
    codes = ["00", "00", "20", "40", "41", "60", "60", "61"]
    return draw(icms_of_the_normal_regime(draw(st.sampled_from(codes))))


def cfops(crt: int, tax: TaxProfile) -> list[str]:
    if crt == _MEI:
        return ["5102"]
    if tax.icms is None:
        return ["5933"]
    if tax.icms.code in {"60", "500"}:
        return ["5405", "5656"]
    return ["5656", "5102"] if tax.icms.code == "61" else ["5102", "5101"]


@st.composite
def items(draw: st.DrawFn, *, crt: int, service: bool = False) -> Item:
    icms = None if service else draw(goods(crt=crt))
    is_fuel = icms is not None and icms.code == "61"
    tax = TaxProfile(
        icms=icms,
        issqn=draw(SERVICES) if service else None,
        pis_cofins=draw(CONTRIBUTIONS if crt == 3 else st.none() | CONTRIBUTIONS),
        ibs_cbs=draw(RESOLD) if is_fuel else draw(REFORM),
        approx=draw(BURDENS),
        cBenef=draw(st.none() | st.sampled_from(["SEM CBENEF", "SP000001"])),
    )
    # Sixty of the dearest stay under the limit above which a buyer must be identified.
    quantity = draw(decimals("0.0001", "9", 4))
    unit_price = draw(st.one_of(decimals("0.01", "15", 2), decimals("0", "15", 10)))
    worth = cents(quantity * unit_price)
    return Item(
        sku=draw(NAMES),
        description=draw(NAMES),
        gtin=draw(GTINS),
        ncm="00" if service else "22030000",
        cest="0302100" if icms and (icms.code in {"60", "500"} or draw(st.booleans())) else None,
        cfop=draw(st.sampled_from(cfops(crt, tax))),
        unit=draw(st.sampled_from(["UN", "KG", "CX", "L"])),
        quantity=quantity,
        unit_price=unit_price,
        discount=cents(worth * draw(st.sampled_from([ZERO, ZERO, Decimal("0.1"), Decimal(1)]))),
        tax=tax,
        fuel=draw(FUELS) if is_fuel else None,
        order=draw(st.none() | st.just("PEDIDO 7")),
        order_line=draw(st.none() | st.just("3")),
    )


@st.composite
def baskets(draw: st.DrawFn, *, crt: int, most: int) -> tuple[Item, ...]:
    """Goods, with a service among them at times: no note is of services alone."""
    sold = draw(st.lists(items(crt=crt), min_size=1, max_size=most))
    if crt != _MEI and draw(st.integers(0, 3)) == 0:
        place = draw(st.integers(0, len(sold)))
        sold = [*sold[:place], draw(items(crt=crt, service=True)), *sold[place:]][: most + 1]
    return tuple(sold)


CUSTOMERS = (
    st.none()
    | st.builds(Customer, cpf=st.just(CPF), name=st.none() | LONG_NAMES)
    | st.builds(Customer, cnpj=st.sampled_from(["11444777000161", CNPJ_WITH_LETTERS]))
    | st.builds(Customer, foreign_id=st.sampled_from(["AB-12345", "X(1)/2.3:4+5"]))
)
CARRIERS = st.none() | st.builds(
    Carrier,
    cnpj=st.just(CNPJ),
    name=st.none() | LONG_NAMES,
    address=st.none() | NAMES,
    xMun=st.none() | st.just("Campinas"),
    UF=st.just("SP"),
)
DELIVERIES = st.none() | st.builds(
    Delivery,
    modFrete=st.sampled_from("012349"),
    carrier=CARRIERS,
    marketplace=st.none() | st.just(Marketplace(cnpj=CNPJ_WITH_LETTERS, seller_id="loja-1")),
)
ADDED = st.just(ZERO) | decimals("0", "50", 2)


def identified(customer: Customer | None) -> Customer:
    """Somebody, somewhere: what a delivery needs."""
    return replace(customer or Customer(cpf=CPF), address=ADDRESS)


@st.composite
def payments(draw: st.DrawFn, total: Decimal) -> tuple[Payment, ...]:
    """One to four that come to ``total``, the last in cash, with change at times."""
    methods = draw(
        st.lists(
            st.sampled_from([PaymentMethod.PIX, PaymentMethod.CREDIT_CARD, PaymentMethod.CHEQUE]),
            max_size=3,
        )
    )
    rest, *amounts = apportion(total, [Decimal(1)] * (len(methods) + 1))
    card = replace(CARD, integrated=draw(st.booleans()))
    paid = [
        Payment(method=method, amount=amount, card=None if method is PaymentMethod.CHEQUE else card)
        for method, amount in zip(methods, amounts, strict=True)
    ]
    tendered = rest + draw(st.sampled_from([ZERO, Decimal("0.01"), Decimal(50)]))
    return (*paid, Payment(method=PaymentMethod.CASH, amount=tendered))


@st.composite
def sales(draw: st.DrawFn, *, crt: int, most: int = 60) -> Sale:
    """A sale of 1 to ``most`` items and perhaps a service, discounted or not, delivered or not."""
    basket = draw(baskets(crt=crt, most=most))
    worth = sum((cents(it.quantity * it.unit_price) - it.discount for it in basket), ZERO)
    delivery = draw(DELIVERIES)
    customer = draw(CUSTOMERS)
    sold = Sale(
        items=basket,
        payments=(),
        customer=identified(customer) if delivery else customer,
        discount=cents(worth * draw(st.sampled_from([ZERO, ZERO, Decimal("0.0333"), Decimal(1)]))),
        freight=draw(ADDED),
        insurance=draw(ADDED),
        surcharge=draw(ADDED),
        delivery=delivery,
        notes=draw(st.none() | NAMES),
        tax_notes=draw(st.none() | NAMES),
    )
    waivers = [it.tax.icms.waiver for it in basket if it.tax.icms and it.tax.icms.waiver]
    total = worth - sold.discount + sold.freight + sold.insurance + sold.surcharge
    if any(waiver.deducted for waiver in waivers):
        total = draft(sold, crt=crt).total  # what is waived is the core's to say
    return replace(sold, payments=draw(payments(total)))
