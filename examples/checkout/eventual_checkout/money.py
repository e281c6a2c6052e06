"""Amounts in a currency's smallest unit, shown as people write them."""

from __future__ import annotations

ZERO_DECIMAL = frozenset(["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"])
THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])


def decimals(currency: str) -> int:
    """How many decimal places amounts of this currency have (ISO 4217)."""
    code = currency.lower()
    return 0 if code in ZERO_DECIMAL else 3 if code in THREE_DECIMAL else 2


def shown(amount: int, currency: str) -> str:
    """`1250, "eur"` as `12.50 EUR`; `1250, "jpy"` as `1,250 JPY`; `1250, "kwd"` as `1.250 KWD`."""
    places = decimals(currency)
    whole, rest = divmod(amount, 10**places)
    fraction = f".{rest:0{places}d}" if places else ""
    return f"{whole:,}{fraction} {currency.upper()}"
