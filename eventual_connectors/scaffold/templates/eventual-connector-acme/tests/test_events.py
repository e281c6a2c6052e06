"""What Acme sends is believed only when it is signed."""

from __future__ import annotations

import pytest
from eventual_connectors import Secret

from eventual_connector_acme.events import SIGNATURE, InvoicePaid, verify_signature
from eventual_connector_acme.fakes import AcmeFake

SECRET = Secret("whsec_test")


def test_a_signed_event_is_taken() -> None:
    body, headers = AcmeFake().invoice_paid("in_1", 4200, SECRET)
    verify_signature(body, headers, SECRET)
    assert InvoicePaid.model_validate_json(body) == InvoicePaid(invoice="in_1", amount=4200)


@pytest.mark.parametrize("headers", [{}, {SIGNATURE: "0" * 64}, {SIGNATURE: "é"}])
def test_any_other_is_refused(headers: dict[str, str]) -> None:
    body, _ = AcmeFake().invoice_paid("in_1", 4200, SECRET)
    with pytest.raises(ValueError, match="does not fit"):
        verify_signature(body, headers, SECRET)
