"""`eventual executions`: what an operator sees and does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from tests.cli.shell import Shell


def test_show_prints_the_timeline_of_attempts(shop: Shell) -> None:
    assert shop.run("run", "shop:checkout", "--input", "-", "--id", "order-1", stdin='{"id": "o1", "amount": 5}').code == 0
    shown = shop.run("executions", "show", "order-1", "--json").json
    assert (shown["id"], shown["status"], shown["result"], shown["parked"]) == ("order-1", "completed", {"held": "held-o1"}, [])
    rows = [(row["path"], row["attempt"], row["outcome"], row["next"]) for row in shown["timeline"]]
    assert rows == [
        ("", None, "started", ""),
        ("reserve", 1, "in doubt: ConnectionError: no route to the shop", "send in 0.01 s"),
        ("reserve", 2, "done", ""),
        ("", None, "completed", ""),
    ]
    plain = shop.run("executions", "show", "order-1").out
    assert plain.startswith("order-1: checkout (version 1), completed\n")
    assert "reserve      1        in doubt: ConnectionError: no route to the shop  send in 0.01 s" in plain


def test_a_parked_call_is_shown_with_the_command_that_settles_it(shop: Shell) -> None:
    run = ["run", "shop:paying", "--input", str(shop.write("amount.json", "5")), "--id", "paying-1"]
    resolve = ["executions", "resolve", "paying-1"]
    with shop.start(*run, until="parked: pay: sending it again could do it twice; "):
        pass
    shown, plain, listed, *refused, taken, done = shop.run_many(
        (["executions", "show", "paying-1", "--json"], ""),
        (["executions", "show", "paying-1"], ""),
        (["executions", "list", "--status", "parked", "--json"], ""),
        ([*resolve, "pay", "--attempt", "1"], ""),
        ([*resolve, "pay", "--attempt", "2", "--retry"], ""),
        ([*resolve, "buy", "--attempt", "1", "--retry"], ""),
        ([*resolve, "pay", "--attempt", "1", "--succeeded", "{"], ""),
        ([*resolve, "pay", "--attempt", "1", "--succeeded", "7", "--app", "shop"], ""),
        (["executions", "retry", "paying-1"], ""),
        ([*resolve, "pay", "--attempt", "1", "--succeeded", '"ch_1"', "--json"], ""),
        (run, ""),
    )
    assert shown.json["status"] == "parked"
    (call,) = shown.json["parked"]
    assert (call["path"], call["attempt"], call["input"]) == ("pay", 1, {"kwargs": {"amount": 5}})
    assert "eventual executions resolve paying-1 pay --attempt 1 (" in plain.out
    assert [(item["id"], item["reason"]) for item in listed.json] == [("paying-1", f"pay: {call['reason']}")]
    assert [result.code for result in refused] == [2] * 6
    assert [result.error for result in refused[:3]] == [
        "give exactly one of --retry, --succeeded and --failed",
        "'pay' is in doubt since attempt 1, not 2",
        "'buy' is not parked in 'paying-1'; pay (attempt 1) is",
    ]
    assert refused[3].error.startswith("--succeeded is not JSON: line 1, column 2: ")
    assert refused[4].error.startswith("pay cannot have this result: ")
    assert refused[5].error.startswith("the execution 'paying-1' is parked, not blocked: ")
    assert "resolve" in refused[5].error
    assert taken.json == {"id": "paying-1", "request": "resolve"}
    assert (done.code, done.json) == (0, "ch_1")


def test_several_parked_calls_are_shown_without_credentials_and_settled_one_by_one(shop: Shell) -> None:
    shop.write("card.json", '{"number": "4242", "exp": "12/30"}')
    run = ["run", "shop:paying_twice", "--input", str(shop.folder / "card.json"), "--id", "paying-2"]
    resolve = ["executions", "resolve", "paying-2"]
    with shop.start(*run, until="parked: log_in: "):
        pass
    shown, plain, listed, table, *refused, first, again, second, done = shop.run_many(
        (["executions", "show", "paying-2", "--json"], ""),
        (["executions", "show", "paying-2"], ""),
        (["executions", "list", "--json"], ""),
        (["executions", "list", "--status", "parked", "--limit", "1"], ""),
        ([*resolve, "log_in", "--retry"], ""),
        ([*resolve, "buy", "--retry"], ""),
        ([*resolve, "charge_card", "--attempt", "1", "--failed", "it was not"], ""),
        ([*resolve, "charge_card", "--attempt", "1", "--retry"], ""),
        ([*resolve, "log_in", "--attempt", "1", "--succeeded", '"in"'], ""),
        (run, ""),
    )
    assert [(call["path"], call["input"]["kwargs"], call["masked"]) for call in shown.json["parked"]] == [
        ("charge_card", {"card": {"number": "***", "exp": "12/30"}, "amount": 5}, ["/kwargs/card/number"]),
        ("log_in", {"user": "ann", "password": "***"}, ["/kwargs/password"]),
    ]
    assert "hunter2" not in plain.out
    for line in (
        "  activity:   log_in",
        '  arguments:  {"kwargs":{"password":"***","user":"ann"}} (masked: /kwargs/password)',
        "  in doubt:   attempt 1, InDoubt: the connection dropped",
        "  request id: req_7",
        f"  key:        {shown.json['parked'][1]['key']}",
        f"  sent:       {shown.json['parked'][1]['sent_at']}, parked {shown.json['parked'][1]['since']}",
    ):
        assert line in plain.out.splitlines()
    assert [item["parked_calls"] for item in listed.json if item["id"] == "paying-2"] == [2]
    assert "parked (2 calls parked)" in table.out
    assert "charge_card: sending it again could do it twice" in table.out
    assert table.err == ""
    assert [result.code for result in refused] == [2, 2]
    assert [result.error for result in refused] == [
        "say which attempt is meant; in doubt now is --attempt 1",
        "'buy' is not parked; charge_card (attempt 1), log_in (attempt 1) is",
    ]
    assert (first.code, second.code) == (0, 0)
    assert (again.code, again.error) == (
        2,
        "'charge_card' is being resolved already; the worker of 'paying-2' has yet to take that up",
    )
    assert (done.code, done.json) == (0, ["it was not", "in"])


def test_a_signal_is_checked_against_its_type_where_the_code_is_known(shop: Shell) -> None:
    run = ["run", "shop:waiting", "--id", "waiting-1", "--timeout"]
    send = ["executions", "signal", "waiting-1", "approved", "--app", "shop", "--payload"]
    _, unknown, wrong, first, second, done, closed, shown = shop.run_many(
        ([*run, "0.2"], ""),
        (["executions", "signal", "waiting-1", "aproved", "--app", "shop"], ""),
        ([*send, '{"by": 7}'], ""),
        ([*send, '{"by": "ann"}', "--signal-id", "evt_1"], ""),
        ([*send, '{"by": "ann"}', "--signal-id", "evt_1"], ""),
        ([*run, "30"], ""),
        ([*send, '{"by": "bob"}'], ""),
        (["executions", "show", "waiting-1", "--json"], ""),
    )
    assert (unknown.code, unknown.error) == (2, "shop has no signal called 'aproved'; did you mean 'approved'?")
    assert wrong.code == 2
    assert wrong.error.startswith("the payload of the signal 'approved': ")
    assert (first.code, second.code) == (0, 0)
    assert (done.code, done.json) == (0, "ann")
    assert (closed.code, closed.error) == (2, "the execution 'waiting-1' has ended (completed)")
    assert [row["outcome"] for row in shown.json["timeline"] if row["path"] == "signal:approved"] == ["received"]


def test_cancel(shop: Shell) -> None:
    run = ["run", "shop:waiting", "--id", "waiting-2", "--json", "--timeout"]
    _, asked, done, shown, late = shop.run_many(
        ([*run, "0.2"], ""),
        (["executions", "cancel", "waiting-2", "--reason", "closed today"], ""),
        ([*run, "30"], ""),
        (["executions", "show", "waiting-2", "--json"], ""),
        (["executions", "cancel", "waiting-2"], ""),
    )
    assert asked.code == 0
    assert (late.code, late.error) == (2, "the execution 'waiting-2' has ended (cancelled)")
    assert (done.code, done.error) == (1, "the execution 'waiting-2' was cancelled")
    assert done.json["status"] == "cancelled"
    assert [row["outcome"] for row in shown.json["timeline"]] == ["started", "asked to cancel: closed today", "cancelled"]


def test_the_list_says_what_was_asked_to_cancel_and_has_not_ended(shop: Shell) -> None:
    """A parked call keeps it from ending."""
    run = ["run", "shop:paying", "--input", str(shop.write("amount.json", "5")), "--id", "paying-3"]
    with shop.start(*run, until="parked: pay: "):
        asked, before = shop.run_many((["executions", "cancel", "paying-3"], ""), (["executions", "list", "--json"], ""))
        assert asked.code == 0
        listed = _until(lambda: shop.run("executions", "list", "--json").json, lambda found: _of("paying-3", found)["cancelling"])
    table, ended = shop.run_many((["executions", "list"], ""), (["executions", "list", "--status", "cancelled", "--json"], ""))
    assert isinstance(_of("paying-3", before.json)["cancelling"], bool)
    assert _of("paying-3", listed)["status"] == "parked"
    assert "parked (1 call parked, asked to cancel)" in table.out
    assert not any(item["cancelling"] for item in ended.json)


def test_a_result_that_nobody_here_can_check_is_said_to_be_unchecked_and_its_refusal_is_shown(shop: Shell) -> None:
    run = ["run", "shop:paying", "--input", str(shop.write("amount.json", "5")), "--id", "paying-4"]
    resolve = ["executions", "resolve", "paying-4", "pay", "--attempt", "1", "--succeeded"]
    with shop.start(*run, until="parked: pay: "):
        blind = shop.run(*resolve, "7", "--json")
        assert (blind.code, blind.json) == (0, {"id": "paying-4", "request": "resolve"})
        assert blind.err == "the result was not checked: no code here declares pay; --app MODULE names the code that does\n"
        show = ["executions", "show", "paying-4"]
        shown = _until(lambda: shop.run(*show, "--json").json, lambda found: found["parked"][0]["refused"])
    (call,) = shown["parked"]
    assert (shown["status"], shown["timeline"][-1]["outcome"]) == ("parked", f"what an operator said is refused: {call['refused']}")
    assert call["refused"].startswith("pay cannot have this result: ")
    assert f"  refused:    {call['refused']}" in shop.run(*show).out.splitlines()
    seeing = shop.run(*resolve, '"ch_1"', "--app", "shop")
    assert (seeing.code, "not checked" in seeing.err) == (0, False)
    assert shop.run(*run).json == "ch_1"


def _of(id: str, listed: list[dict[str, Any]]) -> dict[str, Any]:
    (found,) = (item for item in listed if item["id"] == id)
    return found


def _until(look: Callable[[], Any], enough: Callable[[Any], object]) -> Any:
    """What is seen once the worker has taken up what it was asked."""
    deadline = time.monotonic() + 60
    while not enough(found := look()):
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return found


def test_an_unknown_id_is_one_line(shop: Shell) -> None:
    commands = [["show", "none"], ["cancel", "none"], ["retry", "none"], ["signal", "none", "approved"]]
    made = (["run", "shop:waiting", "--id", "waiting-0", "--timeout", "0.1"], "")
    _, *found = shop.run_many(made, *((["executions", *command], "") for command in commands))
    for done in found:
        assert done.code == 2
        assert done.error == "no execution has the id 'none'; `eventual executions list` shows those that exist"


def test_what_is_no_text_is_one_line(shop: Shell) -> None:
    shop.run("run", "shop:waiting", "--id", "waiting-3", "--timeout", "0.2")
    commands = [["show", "\udcff"], ["signal", "waiting-3", "\udcff"], ["signal", "waiting-3", "approved", "--signal-id", "\udcff"]]
    for done in [*(shop.run("executions", *command) for command in commands), shop.run("history", "export", "\udcff")]:
        assert done.code == 2
        assert done.error.endswith("'\\udcff' is not UTF-8 text")
    deep = shop.run("executions", "signal", "waiting-3", "approved", "--payload", "[" * 100_000)
    assert (deep.code, deep.error) == (2, "--payload is nested too deeply")


def test_a_very_long_id_leaves_the_list_readable(shop: Shell) -> None:
    long = "order-" + "9" * 5000
    _, table, listed = shop.run_many(
        (["run", "shop:waiting", "--id", long, "--timeout", "0.2"], ""),
        (["executions", "list"], ""),
        (["executions", "list", "--json"], ""),
    )
    assert max(map(len, table.out.splitlines())) < 250
    assert long in [item["id"] for item in listed.json]


def test_a_list_that_ends_before_the_last_says_so(shop: Shell) -> None:
    *_, cut, whole = shop.run_many(
        (["run", "shop:waiting", "--id", "waiting-4", "--timeout", "0.1"], ""),
        (["run", "shop:waiting", "--id", "waiting-5", "--timeout", "0.1"], ""),
        (["executions", "list", "--limit", "1", "--json"], ""),
        (["executions", "list", "--limit", "1000", "--json"], ""),
    )
    assert ([item["id"] for item in cut.json], cut.err) == (["waiting-5"], "there are more than these 1; --limit shows more of them\n")
    assert len(whole.json) > 1
    assert whole.err == ""


def test_an_encoding_that_lacks_a_character_fails_no_command(shop: Shell) -> None:
    assert shop.run("run", "shop:failing", "--input", "-", "--id", "größe-→", stdin='{"reason": "zu groß → 𝄞"}').code == 1
    for encoding in ("ascii", "latin-1", "utf-8"):
        poor = Shell(shop.folder, **shop.environment | {"PYTHONIOENCODING": encoding})
        shown = poor.run("executions", "show", "größe-→", encoding=encoding)
        assert (shown.code, shown.err) == (0, "")
        assert "failed: ValueError: zu gro" in shown.out
        assert poor.run("executions", "show", "größe-→", "--json").json["reason"] == "zu groß → 𝄞"
        flow = poor.run("history", "export", "größe-→", "-o", "-")
        assert (flow.code, flow.err) == (0, "")
        assert "zu groß → 𝄞" in flow.out


def test_looking_makes_no_database(shop: Shell) -> None:
    done = shop.run("executions", "list", "--url", "sqlite:///typo.db")
    assert done.code == 2
    assert done.error.startswith("no database is at typo.db; ")
    assert not (shop.folder / "typo.db").exists()


def test_the_engine_may_be_named_before_or_after_the_command(shop: Shell) -> None:
    assert shop.run("run", "shop:checkout", "--input", "-", "--id", "order-url", stdin='{"id": "o1", "amount": 5}').code == 0
    here, gone = ["--url", "sqlite:///app.db"], ["--url", "sqlite:///gone.db"]
    good = [
        ["executions", *here, "show", "order-url"],
        ["executions", *gone, "show", "order-url", *here],
        ["history", *here, "export", "order-url"],
    ]
    wrong = [["executions", *gone, "list"], ["executions", *here, "list", *gone], ["history", *gone, "export", "order-url"]]
    done = shop.run_many(*((command, "") for command in (*good, *wrong)))
    assert [result.code for result in done] == [0, 0, 0, 2, 2, 2]
    assert all(result.error.startswith("no database is at gone.db; ") for result in done[3:])


def test_a_damaged_database_is_named_in_a_line(shop: Shell) -> None:
    url = ["--url", "sqlite:///damaged.db"]
    run = ["run", "shop:checkout", "--input", "-", *url]
    shop.run(*run, "--id", "order-1", stdin=json.dumps({"id": "o" * 20_000, "amount": 5}))  # fails: no file can have such a name
    file = shop.folder / "damaged.db"
    whole = file.read_bytes()
    inside = whole.index(b"o" * 300 + b'"') // 4096  # the last page of the id: SQLite does not miss it
    for first, last, command, said in (
        (1, len(whole) // 4096, ["executions", "list", *url], "damaged.db"),
        (1, len(whole) // 4096, [*run, "--id", "order-2"], "damaged.db"),
        (inside, inside + 1, ["executions", "show", "order-1", *url], "the history of 'order-1': event 1 is damaged"),
    ):
        file.write_bytes(whole[: first * 4096] + bytes((last - first) * 4096) + whole[last * 4096 :])
        told = shop.run(*command, stdin='{"id": "o2", "amount": 5}')
        assert (told.code, told.out) == (2, "")
        assert said in told.error
