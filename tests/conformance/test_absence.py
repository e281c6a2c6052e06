"""A vendor that is away keeps its address: nobody else's requests arrive there, and its own arrive nowhere else."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from eventual_connectors.conformance.trial import Prepared, Trial

from .acme import AcmeConformance, AcmeFake, invoices_create


def test_nobody_gets_the_port_of_a_vendor_that_is_away(tmp_path: Path) -> None:
    trial = Trial(AcmeConformance, Prepared(invoices_create, AcmeFake, "invoices.create", {}, {}, {}), tmp_path, 1.0)
    try:
        port = int(trial._url.rpartition(":")[2])
        with trial.nobody_listens():
            with pytest.raises(OSError, match="in use"), socket.socket() as other:
                other.bind(("127.0.0.1", port))
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port), timeout=1)
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    finally:
        trial.close()
