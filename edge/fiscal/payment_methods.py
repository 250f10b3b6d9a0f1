"""Means of payment (*meios de pagamento*, ``tPag``) and card brands (``tBand``).

Source: IT 2024.002. Codes are two digits in the layout; tills use the English names.
"""

from __future__ import annotations

from enum import StrEnum


class PaymentMethod(StrEnum):
    """How the customer pays, as a till says it."""

    CASH = "cash"
    CHEQUE = "cheque"
    CREDIT_CARD = "credit_card"
    DEBIT_CARD = "debit_card"
    STORE_CARD = "store_card"
    FOOD_VOUCHER = "food_voucher"
    MEAL_VOUCHER = "meal_voucher"
    GIFT_CARD = "gift_card"
    FUEL_VOUCHER = "fuel_voucher"
    TRADE_BILL = "trade_bill"
    BANK_SLIP = "bank_slip"
    BANK_DEPOSIT = "bank_deposit"
    PIX = "pix"
    TRANSFER = "transfer"
    LOYALTY = "loyalty"
    PIX_STATIC = "pix_static"
    STORE_CREDIT = "store_credit"
    UNIDENTIFIED = "unidentified"
    PIX_AUTOMATIC = "pix_automatic"
    BOOK_TRANSFER = "book_transfer"
    NONE = "none"
    LATER = "later"
    OTHER = "other"

    @property
    def tPag(self) -> str:
        """The layout's two digits."""
        return _LAYOUT[self][0]


_LAYOUT: dict[PaymentMethod, tuple[str, str]] = {
    PaymentMethod.CASH: ("01", "Dinheiro"),
    PaymentMethod.CHEQUE: ("02", "Cheque"),
    PaymentMethod.CREDIT_CARD: ("03", "Cartão de Crédito"),
    PaymentMethod.DEBIT_CARD: ("04", "Cartão de Débito"),
    PaymentMethod.STORE_CARD: ("05", "Cartão da Loja"),
    PaymentMethod.FOOD_VOUCHER: ("10", "Vale Alimentação"),
    PaymentMethod.MEAL_VOUCHER: ("11", "Vale Refeição"),
    PaymentMethod.GIFT_CARD: ("12", "Vale Presente"),
    PaymentMethod.FUEL_VOUCHER: ("13", "Vale Combustível"),
    PaymentMethod.TRADE_BILL: ("14", "Duplicata Mercantil"),
    PaymentMethod.BANK_SLIP: ("15", "Boleto Bancário"),
    PaymentMethod.BANK_DEPOSIT: ("16", "Depósito Bancário"),
    PaymentMethod.PIX: ("17", "Pix"),
    PaymentMethod.TRANSFER: ("18", "Transferência"),
    PaymentMethod.LOYALTY: ("19", "Programa de Fidelidade"),
    PaymentMethod.PIX_STATIC: ("20", "Pix"),
    PaymentMethod.STORE_CREDIT: ("21", "Crédito em Loja"),
    PaymentMethod.UNIDENTIFIED: ("22", "Pagamento Eletrônico"),
    PaymentMethod.PIX_AUTOMATIC: ("23", "Pix Automático"),
    PaymentMethod.BOOK_TRANSFER: ("24", "Transferência"),
    PaymentMethod.NONE: ("90", "Sem Pagamento"),
    PaymentMethod.LATER: ("91", "Pagamento Posterior"),
    PaymentMethod.OTHER: ("99", "Outros"),
}

#: ``tPag`` to the words printed on the DANFE.
PAYMENT_NAMES: dict[str, str] = dict(_LAYOUT.values())

#: Card brands by the name a till uses; the value is ``tBand``.
CARD_BRANDS: dict[str, str] = {
    "visa": "01",
    "mastercard": "02",
    "amex": "03",
    "sorocred": "04",
    "diners": "05",
    "elo": "06",
    "hipercard": "07",
    "aura": "08",
    "cabal": "09",
    "alelo": "10",
    "banescard": "11",
    "calcard": "12",
    "credz": "13",
    "discover": "14",
    "goodcard": "15",
    "greencard": "16",
    "hiper": "17",
    "jcb": "18",
    "mais": "19",
    "maxvan": "20",
    "policard": "21",
    "redecompras": "22",
    "sodexo": "23",
    "valecard": "24",
    "verocheque": "25",
    "vr": "26",
    "ticket": "27",
    "other": "99",
}
