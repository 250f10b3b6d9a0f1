"""A sale of the fiscal core as a till would ask for it: the body of ``POST /v1/sales``."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

import msgspec

from edge.fiscal.sale import Item, Sale
from edge.fiscal.tax_profile import Icms, PisCofins, TaxProfile


def till_request(sale: Sale) -> dict[str, Any]:
    """What is zero among the payments is left out: a till does not ask for nothing."""
    body = plain(sale)
    del body["natOp"]
    return renamed(body, notes="note", tax_notes="tax_note") | {
        "items": [_item(item) for item in sale.items],
        "payments": [plain(payment) for payment in sale.payments if payment.amount],
    }


def plain(value: Any) -> Any:
    """JSON's values: decimals as strings without an exponent, nothing where there is None."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, msgspec.Struct):
        return plain_fields(value, value.__struct_fields__)
    if is_dataclass(value):
        return plain_fields(value, [field.name for field in fields(value)])
    return value


def plain_fields(value: Any, names: list[str] | tuple[str, ...]) -> dict[str, Any]:
    return {name: plain(got) for name in names if (got := getattr(value, name)) is not None}


def renamed(body: dict[str, Any], **names: str) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in body.items()}


def _item(item: Item) -> dict[str, Any]:
    body: dict[str, Any] = plain(item) | {"tax": _tax(item.tax)}
    if item.fuel is not None and item.fuel.pump is not None:
        body["pump"] = body["fuel"].pop("pump")
    return body


def _tax(tax: TaxProfile) -> dict[str, Any]:
    body: dict[str, Any] = plain(tax)
    if tax.icms is not None:
        body["icms"] = _icms(tax.icms)
    if tax.issqn is not None:
        body["issqn"] = renamed(body["issqn"], incentive="indIncentivo")
    if "ibs_cbs" in body:
        body["ibscbs"] = renamed(body.pop("ibs_cbs"), CST="cst")
    if tax.pis_cofins is not None:
        del body["pis_cofins"]
        body |= _contributions(tax.pis_cofins)
    return body


def _icms(icms: Icms) -> dict[str, Any]:
    """What was withheld is per unit there, and for the whole item in the core: other numbers."""
    body = renamed(plain(icms), code="csosn" if len(icms.code) == 3 else "cst")
    if "waiver" in body:
        body |= renamed(body.pop("waiver"), deducted="indDeduzDeson")
    if "withheld" in body:
        body["withheld"] |= body["withheld"].pop("fcp", {})
    body |= body.pop("effective", {})
    return body


def _contributions(tax: PisCofins) -> dict[str, Any]:
    rates = {"pis": (tax.pPIS, tax.vAliqPIS), "cofins": (tax.pCOFINS, tax.vAliqCOFINS)}
    return {
        name: {"cst": tax.CST}
        | {key: plain(rate) for key, rate in zip("pv", pair, strict=True) if rate is not None}
        for name, pair in rates.items()
    }
