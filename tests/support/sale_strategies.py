"""Hypothesis strategies for sales that the law allows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from edge.fiscal.gtin import check_digit
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import NO_GTIN, Customer, Item, Payment, Sale
from edge.fiscal.tax_profile import ApproxTax, IbsCbs, Icms, PisCofins, TaxProfile, Withheld
from edge.money import ZERO, apportion, cents
from tests.support.sales import CARD, CNPJ, CNPJ_WITH_LETTERS, CPF

#: Any text a person or another system may send; the layout has room for 120 characters of it.
TEXTS = st.text(min_size=1, max_size=60).filter(lambda text: any(c.isalnum() for c in text))
#: What surely leaves something once cleaned.
NAMES = st.builds("{}{}".format, st.sampled_from("ABCÇÉ"), TEXTS).map(lambda text: text[:40])

GTINS = st.one_of(
    st.just(NO_GTIN),
    st.integers(1, 10**12 - 1).map(lambda n: f"{n:012}{check_digit(f'{n:012}')}"),
    st.integers(1, 10**7 - 1).map(lambda n: f"{n:07}{check_digit(f'{n:07}')}"),
)


def decimals(least: str, most: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(least, most, places=places, allow_nan=False, allow_infinity=False)


RATES = decimals("0", "99.99", 2)
ORIGINS = st.sampled_from("012345678")
BURDENS = st.none() | st.builds(ApproxTax, federal=RATES, state=RATES, municipal=RATES)
WITHHELD = st.none() | st.builds(
    Withheld,
    vBCSTRet=decimals("0", "9999.99", 2),
    pST=decimals("0.01", "40", 2),
    vICMSSTRet=decimals("0", "9999.99", 2),
    vICMSSubstituto=st.none() | decimals("0", "9999.99", 2),
)
CONTRIBUTIONS = st.one_of(
    st.builds(PisCofins, CST=st.sampled_from(["01", "02"]), pPIS=RATES, pCOFINS=RATES),
    st.builds(PisCofins, CST=st.sampled_from(["04", "05", "06", "07", "08", "09", "49", "99"])),
)
REFORM = st.sampled_from(
    [
        None,
        IbsCbs(),
        IbsCbs(CST="200", cClassTrib="200003"),
        IbsCbs(CST="200", cClassTrib="200034"),
        IbsCbs(CST="200", cClassTrib="200047", pRedIBS=Decimal(40), pRedCBS=Decimal("12.5")),
        IbsCbs(CST="410", cClassTrib="410008"),
    ]
)


@st.composite
def tax_profiles(draw: st.DrawFn, *, crt: int) -> tuple[TaxProfile, bool]:
    """A profile, and whether its tax was withheld before."""
    withheld = draw(st.booleans())
    orig, before = draw(ORIGINS), draw(WITHHELD)
    if crt == 1:
        code = "500" if withheld else draw(st.sampled_from(["102", "103", "300", "400"]))
        return TaxProfile(
            icms=Icms(orig=orig, code=code, withheld=before if withheld else None),
            pis_cofins=draw(st.none() | CONTRIBUTIONS),
            approx=draw(BURDENS),
        ), withheld
    code = "60" if withheld else draw(st.sampled_from(["00", "20", "40", "41"]))
    return TaxProfile(
        icms=Icms(
            orig=orig,
            code=code,
            pICMS=draw(RATES) if code in {"00", "20"} else None,
            pRedBC=draw(RATES) if code == "20" else None,
            withheld=before if withheld else None,
        ),
        pis_cofins=draw(CONTRIBUTIONS),
        ibs_cbs=draw(REFORM),
        approx=draw(BURDENS),
    ), withheld


@st.composite
def items(draw: st.DrawFn, *, crt: int) -> Item:
    tax, withheld = draw(tax_profiles(crt=crt))
    # Sixty of the dearest stay under the limit above which a buyer must be identified.
    quantity = draw(decimals("0.0001", "9", 4))
    unit_price = draw(st.one_of(decimals("0.01", "15", 2), decimals("0", "15", 10)))
    worth = cents(quantity * unit_price)
    return Item(
        sku=draw(NAMES),
        description=draw(NAMES),
        gtin=draw(GTINS),
        ncm="22030000",
        cest="0302100" if withheld or draw(st.booleans()) else None,
        cfop=draw(st.sampled_from(["5405", "5656"] if withheld else ["5102", "5101"])),
        unit=draw(st.sampled_from(["UN", "KG", "CX", "L"])),
        quantity=quantity,
        unit_price=unit_price,
        discount=cents(worth * draw(st.sampled_from([ZERO, ZERO, Decimal("0.1"), Decimal(1)]))),
        tax=tax,
    )


CUSTOMERS = (
    st.none()
    | st.builds(Customer, cpf=st.just(CPF), name=st.none() | NAMES.map(lambda name: f"X{name}"))
    | st.builds(Customer, cnpj=st.sampled_from([CNPJ, CNPJ_WITH_LETTERS]))
)


@st.composite
def sales(draw: st.DrawFn, *, crt: int, most: int = 60) -> Sale:
    """A sale of 1 to ``most`` items, discounted or not, paid in one to four parts."""
    basket = tuple(draw(st.lists(items(crt=crt), min_size=1, max_size=most)))
    worth = sum((cents(it.quantity * it.unit_price) - it.discount for it in basket), ZERO)
    discount = cents(worth * draw(st.sampled_from([ZERO, ZERO, Decimal("0.0333"), Decimal(1)])))
    total = worth - discount
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
    return Sale(
        items=basket,
        payments=(*paid, Payment(method=PaymentMethod.CASH, amount=tendered)),
        customer=draw(CUSTOMERS),
        discount=discount,
        notes=draw(st.none() | NAMES),
    )
