"""What a restricted API key has to allow: Stripe's words for an operation's resource, and whether it is read or written."""

from __future__ import annotations

from collections.abc import Sequence

from .operations import Operation

_SHARED = {
    "refunds": "charge",
    "prices": "plan",
    "disputes": "dispute",
    "webhook_endpoints": "webhook",
    "checkout/sessions": "checkout_session",
    "billing_portal/sessions": "customer_portal",
    "balance_transactions": "balance_transaction_source",
    "setup_attempts": "setup_intent",
    "subscription_items": "subscription",
    "subscription_schedules": "subscription",
    "invoiceitems": "invoice",
    "invoice_payments": "invoice",
    "tax_ids": "customer",
}
"""Resources that are governed by another one's permission, or by one of another name."""

_AREAS = frozenset(
    [
        "apps",
        "billing",
        "billing_portal",
        "climate",
        "entitlements",
        "financial_connections",
        "forwarding",
        "identity",
        "issuing",
        "radar",
        "reporting",
        "sigma",
        "tax",
        "terminal",
        "test_helpers",
        "treasury",
        "checkout",
        "commerce",
        "core",
        "money_management",
    ]
)


def permission(operation: Operation) -> Sequence[str]:
    """The permission that this operation needs, such as `rak_customer_write`."""
    _, _, path = operation.path.strip("/").partition("/")
    parts = [part for part in path.split("/") if not part.startswith("{")]
    area = "/".join(parts[: 2 if parts[0] in _AREAS and len(parts) > 1 else 1])
    resource = _SHARED.get(area) or _singular(area.replace("/", "_"))
    return (f"rak_{resource}_{'read' if operation.effect == 'read' else 'write'}",)


def _singular(name: str) -> str:
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    if name.endswith(("ses", "xes", "shes")):
        return name[:-2]
    return name.removesuffix("s") if not name.endswith("ss") else name
