"""The table that knows which calls were carried out."""

from __future__ import annotations

LOCK = "eventual:lock"
"""The key of the one row that every transaction updates first: that locks the table, since its keys are not enforced."""


def ledger_statements(table: str) -> list[str]:
    """The SQL that makes the ledger, and changes nothing where it is there.

    Args:
        table: its name.
    """
    return [
        f"CREATE TABLE IF NOT EXISTS {table} (call_key VARCHAR NOT NULL, digest VARCHAR NOT NULL, activity VARCHAR NOT NULL,"
        " result VARCHAR, applied_at TIMESTAMP_LTZ DEFAULT CURRENT_TIMESTAMP())",
        f"INSERT INTO {table} (call_key, digest, activity) SELECT '{LOCK}', '', ''"
        f" WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE call_key = '{LOCK}')",
    ]
