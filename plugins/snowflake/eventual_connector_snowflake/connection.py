"""How a Snowflake account is reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from eventual_connectors import Connection, Secret


class SnowflakeConnection(Connection):
    """One user of one account.

    Attributes:
        account_identifier: such as `myorg-myaccount`.
        user: the user's name; needed with `private_key`, and for sessions.
        private_key: a PEM, for key-pair authentication.
        private_key_passphrase: of an encrypted PEM.
        token: an OAuth or a programmatic access token; the variable SNOWFLAKE_TOKEN where there is no `private_key` either.
        token_type: which of the two it is.
        base_url: where the account is, if not at `https://{account_identifier}.snowflakecomputing.com`.
        role: the role that statements run with; the user's default unless given. So are the next three.
        warehouse: what executes them.
        database: where names without a database are looked for.
        schema_name: where names without a schema are looked for.
        ledger_table: holds the keys of what was written in sessions.
        poll_seconds: between two questions how a long statement stands.
    """

    account_identifier: str = ""
    user: str = ""
    private_key: Secret | None = None
    private_key_passphrase: Secret | None = None
    token: Secret | None = None
    token_type: Literal["OAUTH", "PROGRAMMATIC_ACCESS_TOKEN"] = "PROGRAMMATIC_ACCESS_TOKEN"
    base_url: str = ""
    role: str | None = None
    warehouse: str | None = None
    database: str | None = None
    schema_name: str | None = None
    ledger_table: str = Field(default="EVENTUAL_LEDGER", pattern=r"^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*){0,2}$")
    poll_seconds: float = Field(default=10.0, gt=0)

    @model_validator(mode="before")
    @classmethod
    def _some_credential(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and not {"private_key", "token"} & given.keys():
            return {**given, "token": Secret("env:SNOWFLAKE_TOKEN")}
        return given

    def account(self) -> str | None:
        """The account, where it is set."""
        return self.account_identifier or None

    def url(self) -> str:
        """Where the account is, without a slash at the end."""
        return self.base_url.rstrip("/") or f"https://{self.account_identifier.lower().replace('_', '-')}.snowflakecomputing.com"
