"""`eventual run`: results, exit codes, and one line for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Result, Shell


def test_the_result_is_the_only_output(shop: Shell) -> None:
    order = shop.write("order.json", '{"id": "o1", "amount": 5}')
    done = shop.run("run", "shop:checkout", "--input", str(order), "--id", "order-1")
    assert (done.code, done.json) == (0, {"held": "held-o1"})
    # The same id and input: the same execution, which has ended.
    again = shop.run("run", "shop:checkout", "--input", "-", "--id", "order-1", "--json", stdin='{"amount": 5, "id": "o1"}')
    assert again.json == {"id": "order-1", "workflow": "checkout", "status": "completed", "result": {"held": "held-o1"}}
    other = shop.run("run", "shop:checkout", "--input", "-", "--id", "order-1", stdin='{"id": "o1", "amount": 6}')
    assert other.code == 2
    assert other.error == "the execution 'order-1' exists with another input; use another id, or the same input"


def test_a_workflow_that_raises_exits_1(shop: Shell) -> None:
    done = shop.run("run", "shop:failing", "--input", "-", "--id", "failing-1", "--json", stdin='{"reason": "no flour"}')
    assert done.code == 1
    assert done.error == "the execution 'failing-1' failed: ValueError: no flour"
    assert done.json == {
        "id": "failing-1",
        "workflow": "failing",
        "status": "failed",
        "error": {"type": "builtins:ValueError", "message": "no flour"},
    }


def test_waiting_ends_after_the_time_asked_for(shop: Shell) -> None:
    done = shop.run("run", "shop:waiting", "--id", "waiting-1", "--timeout", "0.1", "--json")
    assert done.code == 1
    assert done.error == "the execution 'waiting-1' did not end within 0.1 s; it goes on where a worker runs"
    assert done.json["status"] in ("pending", "running")


MISTAKES: list[tuple[list[str], str, str]] = [
    (["nowhere:checkout"], "", "no module is called 'nowhere', neither in "),
    (["shop:chekout"], "", "shop has no workflow called 'chekout'; did you mean 'checkout'?"),
    (["shop:Order"], "", "shop has no workflow called 'Order'; it has baking, checkout, failing, paying, paying_twice, waiting"),
    (["shop"], "", "'shop' is no reference to a workflow; write MODULE:WORKFLOW"),
    (["broken:checkout"], "", "broken cannot be imported: SyntaxError: "),
    (["lacking:checkout"], "", "lacking cannot be imported: No module named 'a_library'"),
    (["shop:checkout", "--input", "gone.json"], "", "gone.json cannot be read: No such file or directory"),
    (["shop:checkout", "--input", "-"], "{", "standard input is not JSON: line 1, column 2: "),
    (["shop:paying", "--input", "-"], "NaN", "standard input is not JSON: NaN is not a JSON number"),
    (["shop:checkout", "--input", "-"], '{"id": "1", "amount": "much"}', "the input of checkout: "),
    (
        ["starred:named"],
        "",
        "starred cannot be imported: workflow named has keyword-only parameters (size), which an execution cannot be given; "
        "remove the * before them",
    ),
    (["plain:greet"], "", "plain cannot be imported: @workflow needs an `async def` function, which greet is not"),
    (["shop:failing", "--input", "-"], '{"why": "x"}', "failing takes reason, times, not why"),
    (["shop:failing", "--input", "-"], "[1]", "failing takes reason, times; the input has to be an object with these names"),
    (["shop:failing"], "", "the input of failing does not fit: failing(): missing a required argument: 'reason'"),
    (["shop:waiting", "--url", "mysql://x"], "", "no engine serves mysql://…; use sqlite:///path"),
    (["shop:waiting", "--url", "sqlite:///no/such/folder/x.db"], "", "no/such/folder/x.db cannot be opened as a database: "),
    (["shop:waiting", "--url", "sqlite:///shop.py"], "", "shop.py cannot be opened as a database: file is not a database"),
    (["shop:waiting", "--url", "sqlite:///:memory:"], "", "'sqlite:///:memory:' is no file: "),
    (["shop:waiting", "--id", ""], "", "an execution needs an id, such as order-123"),
    (["shop:waiting", "--id", "\udcff"], "", "the id '\\udcff' is not UTF-8 text"),
    (["shop:checkout", "--input", "-"], "[" * 100_000, "standard input is nested too deeply"),
    (["shop:waiting", "--timeout", "soon"], "", "Invalid value for '--timeout': 'soon' is not a valid"),
    ([], "", "Missing argument 'MODULE:WORKFLOW'; see `eventual run --help`"),
]


@pytest.fixture(scope="module")
def mistaken(shop: Shell) -> list[Result]:
    """What each of `MISTAKES` brings."""
    shop.write("broken.py", "def :\n")
    shop.write("lacking.py", "import a_library\n")
    shop.write("starred.py", "from eventual_connectors import workflow\n@workflow\nasync def named(*, size: int) -> int: ...\n")
    shop.write("plain.py", "from eventual_connectors import workflow\n@workflow\ndef greet() -> int: ...\n")
    return shop.run_many(*((["run", *arguments], stdin) for arguments, stdin, _ in MISTAKES))


@pytest.mark.parametrize("number", range(len(MISTAKES)), ids=lambda number: " ".join(MISTAKES[number][0]) or "nothing")
def test_a_mistake_is_one_line_and_exits_2(mistaken: list[Result], number: int) -> None:
    done = mistaken[number]
    assert (done.code, done.out) == (2, "")
    assert done.error.startswith(MISTAKES[number][2])


def test_a_value_that_cannot_be_recorded_is_refused_before_anything_starts(shop: Shell) -> None:
    shop.write(
        "odd.py",
        "from eventual_connectors import workflow\n\nclass Odd: ...\n\n"
        "@workflow()\nasync def odd(size: float) -> object:\n    return Odd()\n",
    )
    done = shop.run("run", "odd:odd", "--input", "-", "--id", "odd-1", stdin="1e999")
    assert done.code == 2
    assert done.error == "the input of odd: odd(): size: value is inf, which JSON does not have"
    assert shop.run("executions", "show", "odd-1").code == 2
    result = shop.run("run", "odd:odd", "--input", "-", "--id", "odd-2", stdin="1.5")
    assert result.code == 1
    assert "value is a odd.Odd, which cannot be recorded as JSON" in result.error


def test_the_settings_file_names_engine_and_code(tmp_path: Path, shop: Shell) -> None:
    settings = Shell(tmp_path)
    missing = settings.run("executions", "list")
    assert missing.code == 2
    assert missing.error.startswith("no engine is named; give --url sqlite:///app.db")
    settings.write("shop.py", (shop.folder / "shop.py").read_text())
    settings.write("eventual.toml", 'url = "sqlite:///mine.db"\napp = "shop:service"\n')
    assert settings.run("run", "shop:checkout", "--input", "-", stdin='{"id": "s", "amount": 1}').code == 0
    assert (tmp_path / "mine.db").exists()
    assert len(settings.run("executions", "list", "--json").json) == 1
    settings.write("eventual.toml", "url = \n")
    assert settings.run("executions", "list").error.startswith("eventual.toml cannot be read: ")


def test_decorators_work_without_parentheses(shop: Shell) -> None:
    shop.write(
        "bare.py",
        "from eventual_connectors import activity, workflow\n"
        "@activity\ndef double(n: int) -> int:\n    return 2 * n\n"
        "@activity\nasync def add(n: int) -> int:\n    return n + 1\n"
        "@workflow\nasync def count(n: int) -> int:\n    return await add(await double(n))\n",
    )
    done = shop.run("run", "bare:count", "--input", "-", stdin="20")
    assert (done.code, done.json) == (0, 41)
