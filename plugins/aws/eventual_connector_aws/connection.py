"""How an AWS account is reached."""

from __future__ import annotations

from pydantic import Field

from eventual_connectors import Connection, Secret

LEDGER_TABLE = "eventual-ledger"
MAX_RESULT_BYTES = 1_000_000


class AwsConnection(Connection):
    """One account, as one identity, in one region. Fields that boto3 has too have boto3's names.

    Whatever is not given boto3 finds as it always does: `AWS_PROFILE`, `AWS_REGION`, the shared files, the role of the machine.

    Attributes:
        profile_name: a profile of the shared configuration files.
        region_name: the region, such as `eu-central-1`.
        endpoint_url: where all services are, for emulators and fakes; AWS's own endpoints unless given.
        aws_access_key_id: a static access key, where the identity is one; with `aws_secret_access_key`.
        aws_secret_access_key: its secret.
        aws_session_token: of temporary credentials.
        role_arn: a role to assume with that identity; its credentials are renewed before they expire.
        external_id: what the role's trust policy asks for, where it does.
        role_session_name: how the role's session shows in CloudTrail.
        account_id: the account's twelve digits; part of business keys.
        ledger_table: the DynamoDB table in which `aws.once.dynamodb` keeps what was applied. Its partition key is the text `pk`.
        max_result_bytes: the longest stream (an S3 object, the payload of a function) that may come back as a result. Results are
            recorded, so larger data is better left where it is.
    """

    profile_name: str | None = None
    region_name: str | None = None
    endpoint_url: str | None = None
    aws_access_key_id: Secret | None = None
    aws_secret_access_key: Secret | None = None
    aws_session_token: Secret | None = None
    role_arn: str | None = None
    external_id: str | None = None
    role_session_name: str = "eventual-connectors"
    account_id: str | None = Field(default=None, pattern=r"^\d{12}$")
    ledger_table: str = LEDGER_TABLE
    max_result_bytes: int = Field(default=MAX_RESULT_BYTES, ge=0)

    def account(self) -> str | None:
        """The account, where it is set."""
        return self.account_id
