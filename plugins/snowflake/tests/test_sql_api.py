"""Statements over the SQL API, from workflows and by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import LiteralString

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from eventual_connector_snowflake import (
    Rows,
    SnowflakeConnection,
    copy_into,
    execute,
    fetch,
    find,
    merge_statement,
    query,
    rows,
    show,
    status,
    submit,
    unload,
)
from eventual_connector_snowflake.fakes import SnowflakeFake
from eventual_connectors import Permanent, Secret, connections, workflow
from eventual_connectors.errors import InDoubt, UsageError
from eventual_connectors.testing import TestEngine

INSERT = "insert into orders values (?, ?)"


@workflow(version="1")
async def book(number: int) -> int:
    return (await execute(INSERT, [number, Decimal("9.50")])).inserted


@workflow(version="1")
async def half_an_hour() -> Rows:
    handle = (await submit("insert into orders select 7, system$wait(30, 'MINUTES')::varchar is null::int")).handle
    await status.until(lambda one: one.done, every=timedelta(minutes=1))(handle)
    return await fetch(handle)


@workflow(version="1")
async def fails_late() -> int:
    return (await execute("insert into orders select system$wait(50)::number, 1")).inserted


@pytest.fixture(autouse=True)
def orders(fake_snowflake: SnowflakeFake) -> None:
    fake_snowflake.sql("create table orders (id number(38,0), amount number(10,2))")


def test_a_lost_answer_leads_to_one_row(eventual: TestEngine, fake_snowflake: SnowflakeFake) -> None:
    fake_snowflake.faults.drop_after_apply("statements.submit")
    assert eventual.run(book, 5) == 1
    assert fake_snowflake.sql("select * from orders") == [["5", "9.50"]]


def test_what_another_answered_is_no_answer(eventual: TestEngine, fake_snowflake: SnowflakeFake) -> None:
    fake_snowflake.faults.stranger("statements.submit")
    assert eventual.run(book, 5) == 1
    assert fake_snowflake.sql("select * from orders") == [["5", "9.50"]]


async def test_values_come_back_as_what_they_were(fake_snowflake: SnowflakeFake) -> None:
    given = [1, Decimal("1.25"), "a", True, 1.5, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, 6), b"\x01\xff", time(3, 4, 5), None]
    await execute(
        "create table v (i number, d number(10,2), t varchar, b boolean, f float, day date,"
        " moment timestamp_ntz, raw binary, tm time, n varchar)"
    )
    await execute("insert into v values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", given)
    (row,) = (await query("select * from v")).rows
    assert list(row.values()) == given


async def test_a_time_with_a_zone_is_the_same_moment(fake_snowflake: SnowflakeFake) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    await execute("create table z (moment timestamp_tz)")
    await execute("insert into z values (?)", [moment])
    assert (await query("select moment from z")).rows == [{"MOMENT": moment}]


async def test_a_large_result_comes_in_parts(fake_snowflake: SnowflakeFake) -> None:
    fake_snowflake.sql("insert into orders select range, 1 from range(2500)")
    found = await query("select id from orders order by id")
    assert (len(found.rows), found.total, found.partitions) == (1000, 2500, 3)
    assert [row["ID"] async for row in rows("select id from orders order by id")] == list(range(2500))


async def test_a_refusal_says_its_code(fake_snowflake: SnowflakeFake) -> None:
    with pytest.raises(Permanent) as caught:
        await execute("insert into nowhere values (1)")
    assert caught.value.code == "002003"


@pytest.mark.parametrize(
    ("statement", "binds", "said"),
    [
        ("select 1", [], "begins with"),
        ("insert into t values (?)", [], "1 places for values"),
        ("insert into t values (%s)", [1], "the statement has %s"),
        ("insert into t values (1); delete from t", [], "one statement"),
    ],
)
async def test_what_cannot_be_sent_once_or_is_not_bound_is_refused(
    fake_snowflake: SnowflakeFake, statement: LiteralString, binds: list[int], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        await execute(statement, binds)
    assert not fake_snowflake.statements


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("copy into @out/one from (select 1)", "is snowflake.unload"),
        ("copy into /* a table? */ 's3://bucket/one' from (select 1)", "is snowflake.unload"),
        ("copy into orders from @in FORCE /* again */ = true", "leave it out"),
    ],
)
async def test_what_would_be_done_again_is_not_taken_for_a_load(fake_snowflake: SnowflakeFake, statement: LiteralString, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        await copy_into(statement)
    assert not fake_snowflake.statements


async def test_a_load_is_no_unload_and_what_is_shown_is_a_name(fake_snowflake: SnowflakeFake) -> None:
    with pytest.raises(UsageError, match="copy_into"):
        await unload("copy into orders from @in")
    with pytest.raises(UsageError, match="from outside"):
        await show("TABLES", within="SCHEMA a'; drop table orders")
    assert not fake_snowflake.statements


async def test_a_question_mark_in_a_text_is_no_place_for_a_value(fake_snowflake: SnowflakeFake) -> None:
    assert (await query("select 'what?; now' as x -- why?")).rows == [{"X": "what?; now"}]


async def test_a_merge_can_be_repeated(fake_snowflake: SnowflakeFake) -> None:
    statement = merge_statement("orders", ["id"], ["id", "amount"], 2)
    for _ in range(2):
        await execute(statement, [1, 5, 2, 6])
    assert fake_snowflake.sql("select * from orders order by id") == [["1", "5.00"], ["2", "6.00"]]


async def test_a_statement_is_found_by_its_key(fake_snowflake: SnowflakeFake) -> None:
    fake_snowflake.faults.drop_after_apply("statements.submit", times=None)
    with pytest.raises(InDoubt) as caught:
        await execute(INSERT, [1, 1])
    fake_snowflake.faults.clear()
    (found,) = (await find(str(caught.value.key))).rows
    assert found["QUERY_TEXT"] == INSERT


async def test_a_key_pair_is_enough(fake_snowflake: SnowflakeFake) -> None:
    key = rsa.generate_private_key(65537, 2048)
    fake_snowflake.public_key = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    there = connections.get("snowflake", SnowflakeConnection)
    mine = there.model_copy(update={"token": None, "private_key": Secret(pem)})
    with connections.override("snowflake", mine):
        assert (await query("select 1 as x")).rows == [{"X": 1}]


def test_half_an_hour_is_waited_for_in_virtual_time(eventual: TestEngine, fake_snowflake: SnowflakeFake) -> None:
    eventual.run(half_an_hour)
    assert len(fake_snowflake.effects) == 1


def test_a_statement_that_fails_while_it_is_asked_for_ends_the_call_at_once(eventual: TestEngine, fake_snowflake: SnowflakeFake) -> None:
    """It was begun, and Snowflake's answer about its handle is the last word."""
    with pytest.raises(Permanent) as failed:
        eventual.run(fails_late)
    assert failed.value.code
    ends = [event for event in eventual.history() if event.type == "attempt_ended"]
    assert [event.data.get("error") for event in ends] == [None]  # the one that said that it still runs
    assert fake_snowflake.sql("select * from orders") == []
