"""The role gets what the statements in use need, and no more."""

from __future__ import annotations

import pytest

from eventual_connector_snowflake import snowflake
from eventual_connector_snowflake.objects import grants
from eventual_connectors.requirements import Document, ManualStep, Use


@pytest.mark.parametrize(
    ("statement", "needed"),
    [
        ("select * from a.b.c join d on true", [("SELECT", "TABLE", "A.B.C"), ("SELECT", "TABLE", "D")]),
        ("insert into t select * from s where x = ?", [("INSERT", "TABLE", "T"), ("SELECT", "TABLE", "S")]),
        ('update "Mixed" set a = ?', [("SELECT", "TABLE", "Mixed"), ("UPDATE", "TABLE", "Mixed")]),
        ("delete from t where a = ?", [("DELETE", "TABLE", "T"), ("SELECT", "TABLE", "T")]),
        ("with x as (select * from s) select * from x", [("SELECT", "TABLE", "S")]),
        ("copy into t from @st/day", [("INSERT", "TABLE", "T"), ("READ", "STAGE", "ST")]),
        ("call p(?)", [("USAGE", "PROCEDURE", "P")]),
        ("create table t (a int)", None),
        ("this is nothing", None),
    ],
)
def test_what_a_statement_needs(statement: str, needed: list[tuple[str, str, str]] | None) -> None:
    assert grants(statement) == needed


def test_a_merge_inserts_and_updates() -> None:
    statement = "merge into t using s on t.a = s.a when matched then update set b = 1 when not matched then insert (a) values (s.a)"
    assert grants(statement) == [
        ("INSERT", "TABLE", "T"),
        ("SELECT", "TABLE", "S"),
        ("SELECT", "TABLE", "T"),
        ("UPDATE", "TABLE", "T"),
    ]


def test_the_documents_hold_the_grants_and_the_ledger() -> None:
    uses = [
        Use(snowflake["query"], {"statement": "select * from sales.public.orders"}),
        Use(snowflake["write_rows"], {"table": "lines"}),
        Use(snowflake["execute"], {"statement": ...}, place="app.py:7"),
    ]
    sql, terraform, step = snowflake.requirements(uses)
    assert isinstance(sql, Document)
    assert isinstance(terraform, Document)
    assert isinstance(step, ManualStep)
    for line in (
        "GRANT SELECT ON TABLE SALES.PUBLIC.ORDERS TO ROLE EVENTUAL;",
        "GRANT INSERT ON TABLE LINES TO ROLE EVENTUAL;",
        "GRANT USAGE ON DATABASE SALES TO ROLE EVENTUAL;",
        "GRANT SELECT, INSERT, UPDATE ON TABLE EVENTUAL_LEDGER TO ROLE EVENTUAL;",
    ):
        assert line in sql.content.splitlines()
    assert 'object_name = "SALES.PUBLIC.ORDERS"' in terraform.content
    assert any("app.py:7" in line for line in step.lines)


def test_without_sessions_there_is_no_ledger() -> None:
    sql, *_ = snowflake.requirements([Use(snowflake["query"], {"statement": "select 1"})])
    assert isinstance(sql, Document)
    assert "LEDGER" not in sql.content
