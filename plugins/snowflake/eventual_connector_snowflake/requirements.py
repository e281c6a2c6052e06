"""What has to exist in the account: a role with the grants of exactly the statements in use, a warehouse with a limit, the ledger.

Written down as SQL, and as Terraform for the provider `snowflakedb/snowflake`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eventual_connectors.requirements import Document, ManualStep, Use

from .ledger import ledger_statements
from .objects import Grant, grants

ROLE = "EVENTUAL"
WAREHOUSE = "EVENTUAL"
CREDITS = 10
"""Of the resource monitor, each month; whoever needs more raises it."""

PROVIDER = """terraform {
  required_providers {
    snowflake = {
      source  = "snowflakedb/snowflake"
      version = ">= 2.0"
    }
  }
}"""

IN_SESSIONS = frozenset({"execute_once", "execute_many", "write_rows"})
BY_HANDLE = frozenset({"fetch", "status", "cancel", "find"})
"""These need no grant: a role may see and stop what it began."""


def needs(uses: Sequence[Use]) -> Iterator[Document | ManualStep]:
    """The files for each connection, and who runs them."""
    for connection in sorted({use.connection for use in uses}):
        its_own = [use for use in uses if use.connection == connection]
        found, unknown = _grants(its_own)
        ledger = any(use.activity.local_name in IN_SESSIONS for use in its_own)
        role = ROLE if connection == "default" else f"{ROLE}_{connection.upper().replace('-', '_')}"
        suffix = "" if connection == "default" else f"-{connection}"
        yield Document(f"snowflake{suffix}.sql", _sql(role, found, ledger))
        yield Document(f"snowflake{suffix}.tf.txt", _terraform(role, found))
        lines = [
            f"As SECURITYADMIN and SYSADMIN, run `snowflake{suffix}.sql` in the database and schema of the connection; or take"
            f" `snowflake{suffix}.tf.txt` as `main.tf` of a module of its own, and run the ledger's part of the SQL.",
            f"Give the role {role} to the connection's user.",
        ]
        lines += [
            f"Grant what `{use.activity.local_name}` needs ({use.place or 'place not known'}): it cannot be read off." for use in unknown
        ]
        yield ManualStep(f"Snowflake: a role for the connection {connection}", tuple(lines))


def _grants(uses: Sequence[Use]) -> tuple[list[Grant], list[Use]]:
    found: set[Grant] = set()
    unknown: list[Use] = []
    for use in uses:
        name = use.activity.local_name
        if name in BY_HANDLE:
            continue
        table, statement = use.arguments.get("table"), use.arguments.get("statement")
        if name == "write_rows" and isinstance(table, str):
            found.add(("INSERT", "TABLE", table.upper()))
        elif isinstance(statement, str) and (needed := grants(statement)) is not None:
            found |= set(needed)
        else:
            unknown.append(use)
    return sorted(found), unknown


def _sql(role: str, found: Sequence[Grant], ledger: bool) -> str:
    lines = [
        f"CREATE ROLE IF NOT EXISTS {role};",
        f"CREATE RESOURCE MONITOR IF NOT EXISTS {role} WITH CREDIT_QUOTA = {CREDITS} FREQUENCY = MONTHLY START_TIMESTAMP = IMMEDIATELY"
        " TRIGGERS ON 80 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND;",
        f"CREATE WAREHOUSE IF NOT EXISTS {WAREHOUSE} WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 INITIALLY_SUSPENDED = TRUE"
        f" RESOURCE_MONITOR = {role};",
        f"GRANT USAGE ON WAREHOUSE {WAREHOUSE} TO ROLE {role};",
    ]
    containers = _containers(found)
    lines += [f"GRANT USAGE ON {kind} {name} TO ROLE {role};" for kind, name in containers]
    if len(containers) < 2 and (found or ledger):
        lines.append(f"-- Names without a database or schema: GRANT USAGE on those of the connection TO ROLE {role}.")
    for privilege, kind, name in found:
        arguments = "(…)" if kind == "PROCEDURE" else ""
        comment = "-- with the types of its arguments: " if arguments else ""
        lines.append(f"{comment}GRANT {privilege} ON {kind} {name}{arguments} TO ROLE {role};")
    if ledger:
        table = "EVENTUAL_LEDGER"
        lines += [f"{statement};" for statement in ledger_statements(table)]
        lines.append(f"GRANT SELECT, INSERT, UPDATE ON TABLE {table} TO ROLE {role};")
    return "\n".join(lines) + "\n"


def _containers(found: Sequence[Grant]) -> list[tuple[str, str]]:
    parts = [name.split(".") for _, _, name in found]
    databases = {("DATABASE", one[0]) for one in parts if len(one) == 3}
    schemas = {("SCHEMA", ".".join(one[:-1])) for one in parts if len(one) > 1}
    return sorted(databases) + sorted(schemas)


def _terraform(role: str, found: Sequence[Grant]) -> str:
    blocks = [
        PROVIDER,
        f'resource "snowflake_account_role" "eventual" {{\n  name = "{role}"\n}}',
        f'resource "snowflake_resource_monitor" "eventual" {{\n  name            = "{role}"\n  credit_quota    = {CREDITS}\n'
        "  notify_triggers = [80]\n  suspend_trigger = 100\n}",
        f'resource "snowflake_warehouse" "eventual" {{\n  name                = "{WAREHOUSE}"\n  warehouse_size      = "XSMALL"\n'
        "  auto_suspend        = 60\n  initially_suspended = true\n"
        "  resource_monitor    = snowflake_resource_monitor.eventual.fully_qualified_name\n}",
        _granted("warehouse", ["USAGE"], f'on_account_object {{\n    object_type = "WAREHOUSE"\n    object_name = "{WAREHOUSE}"\n  }}'),
    ]
    for number, (kind, name) in enumerate(_containers(found)):
        where = (
            f'on_account_object {{\n    object_type = "DATABASE"\n    object_name = "{name}"\n  }}'
            if kind == "DATABASE"
            else f'on_schema {{\n    schema_name = "{name}"\n  }}'
        )
        blocks.append(_granted(f"within_{number}", ["USAGE"], where))
    by_object: dict[tuple[str, str], list[str]] = {}
    for privilege, kind, name in found:
        by_object.setdefault((kind, name), []).append(privilege)
    for number, ((kind, name), privileges) in enumerate(sorted(by_object.items())):
        where = f'on_schema_object {{\n    object_type = "{kind}"\n    object_name = "{name}"\n  }}'
        blocks.append(_granted(f"object_{number}", privileges, where))
    return "\n\n".join(blocks) + "\n"


def _granted(label: str, privileges: Sequence[str], where: str) -> str:
    listed = ", ".join(f'"{privilege}"' for privilege in privileges)
    return (
        f'resource "snowflake_grant_privileges_to_account_role" "{label}" {{\n'
        f"  account_role_name = snowflake_account_role.eventual.name\n  privileges        = [{listed}]\n  {where}\n}}"
    )
