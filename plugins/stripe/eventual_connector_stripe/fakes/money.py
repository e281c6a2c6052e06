"""Amounts and currencies: smallest units, and the smallest and greatest charge."""

from __future__ import annotations

from .params import Refused, Tree, invalid


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


ZERO_DECIMAL = _codes("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf")
"""One unit is the smallest."""

THREE_DECIMAL = _codes("bhd jod kwd omr tnd")
"""A thousandth is the smallest, but cards know hundredths: the last digit is 0."""

WRITTEN_WITH_TWO = frozenset({"isk", "ugx"})
"""Without decimals in life, with two in the API: the last two digits are 0."""

TWO_DECIMAL = _codes(
    """
    aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc cve czk dkk dop dzd
    egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk
    mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd
    std szl thb tjs top try ttd twd tzs uah usd uyu uzs wst xcd yer zar zmw
    """
)

CURRENCIES = ZERO_DECIMAL | THREE_DECIMAL | WRITTEN_WITH_TWO | TWO_DECIMAL

SMALLEST = {
    "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400,
    "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50,
    "thb": 1000, "usd": 50,
}  # fmt: skip
"""The smallest charge; of other currencies it depends on the exchange rate, and the fake takes 1."""

GREATEST = 99_999_999


def currency_of(params: Tree) -> str:
    """The currency, in small letters."""
    currency = str(params.get("currency", "")).lower()
    if currency not in CURRENCIES:
        raise invalid(f"Invalid currency: {currency or '(none)'}.", "currency")
    return currency


def amount_of(params: Tree, currency: str, name: str = "amount") -> int | None:
    """An amount that can be charged in this currency."""
    amount: int | None = params.get(name)
    if amount is None:
        return None
    if amount < 1:
        raise invalid("This value must be greater than or equal to 1.", name, "parameter_invalid_integer")
    if amount > GREATEST:
        raise invalid(f"Amount must be no more than {written(GREATEST, currency)}", name, "amount_too_large")
    check_steps(amount, currency, name)
    if amount < SMALLEST.get(currency, 1):
        raise invalid(f"Amount must be at least {written(SMALLEST[currency], currency)}", name, "amount_too_small")
    return amount


def check_steps(amount: int, currency: str, name: str = "amount") -> None:
    """Refuse an amount that the currency cannot have."""
    step = 10 if currency in THREE_DECIMAL else 100 if currency in WRITTEN_WITH_TWO else 1
    if amount % step:
        raise invalid(f"Amounts in {currency} must be a multiple of {step}.", name, "parameter_invalid_integer")


def written(amount: int, currency: str) -> str:
    """An amount as people write it."""
    decimals = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    return f"{amount / 10**decimals:.{decimals}f} {currency.upper()}"


def refund_amount(params: Tree, left: int, currency: str) -> int:
    """What is to be given back; all that is left unless the request says."""
    amount: int | None = params.get("amount")
    if amount is None:
        return left
    if amount < 1:
        raise invalid("This value must be greater than or equal to 1.", "amount", "parameter_invalid_integer")
    check_steps(amount, currency)
    if amount > left:
        message = f"Refund amount ({written(amount, currency)}) is greater than unrefunded amount on charge ({written(left, currency)})"
        raise Refused(message, param="amount")
    return amount
