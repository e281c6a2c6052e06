"""`eventual history sync`: a folder of flow files is brought up to date, and nothing in it is lost or mixed up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from eventual_connectors.cli.flows import file_name
from eventual_connectors.cli.times import moment
from eventual_connectors.clock import to_datetime
from eventual_connectors.errors import UsageError
from tests.cli.shell import Shell


def test_a_folder_is_brought_up_to_date(shop: Shell) -> None:
    url = ["--url", "sqlite:///synced.db"]

    def execution(id: str, workflow: str = "shop:checkout", given: str = '{"id": "o1", "amount": 5}') -> tuple[list[str], str]:
        return ["run", workflow, "--input", "-", "--id", id, *url], given

    sync = ["history", "sync", "flows", *url]
    shop.run_many(execution("a/b"), execution("a_b"), execution("..", "shop:failing", '{"reason": "no"}'))
    first, again, later, failed, none, paying, played = shop.run_many(
        ([*sync, "--json"], ""),
        ([*sync, "--json"], ""),
        ([*sync, "--since", "2999-01-01", "--json"], ""),
        ([*sync, "--status", "failed", "--anew", "--json"], ""),
        ([*sync, "--before", "7d", "--json"], ""),
        ([*sync, "--workflow", "paying", "--json"], ""),
        (["replay", "flows", "--json"], ""),
    )
    assert [result.code for result in (first, again, later, failed, none, paying, played)] == [0] * 7
    files = sorted(path.name for path in (shop.folder / "flows").iterdir())
    assert files == ["%2E..flow.jsonl", "a%2Fb.flow.jsonl", "a_b.flow.jsonl"]
    assert (first.json["executions"], len(first.json["written"])) == (3, 3)
    assert (again.json["executions"], again.json["written"]) == (3, [])
    assert [result.json["executions"] for result in (later, none, paying)] == [0, 0, 0]
    assert failed.json["written"] == ["flows/%2E..flow.jsonl"]
    assert (played.json["flows"], played.json["same"]) == (3, 3)


def test_what_had_not_ended_is_written_again(shop: Shell) -> None:
    url = ["--url", "sqlite:///waiting.db"]
    sync = ["history", "sync", "unfinished", *url]
    with shop.start("run", "shop:waiting", "--id", "w", "--timeout", "1", *url, until="error: "):
        pass
    signal = ["executions", "signal", "w", "approved", "--payload", '{"by": "ann"}', *url]
    before, _, ended, after, last = shop.run_many(
        ([*sync, "--json"], ""), (signal, ""), (["run", "shop:waiting", "--id", "w", *url], ""), ([*sync, "--json"], ""), (sync, "")
    )
    assert ended.code == 0
    assert [len(result.json["written"]) for result in (before, after)] == [1, 1]
    assert last.err.endswith("unfinished: 0 written, 1 there already, 0 left out\n")


def test_a_suspected_credential_leaves_its_execution_out_and_no_other(shop: Shell) -> None:
    url = ["--url", "sqlite:///secrets.db"]
    secret = "ghp_" + "aB3" * 14  # in pieces, so that no scanner takes this file for a leak
    run = ["run", "shop:failing", "--input", "-", *url]
    _, _, told, masked = shop.run_many(
        ([*run, "--id", "careless"], f'{{"reason": "{secret}"}}'),
        ([*run, "--id", "careful"], '{"reason": "no"}'),
        (["history", "sync", "checked", *url], ""),
        (["history", "sync", "checked", "--mask", *url], ""),
    )
    assert told.code == 1
    assert "careless: nothing is written: " in told.err
    assert told.err.endswith("checked: 1 written, 0 there already, 1 left out\n")
    assert masked.code == 0
    written = "".join(path.read_text(encoding="utf-8") for path in (shop.folder / "checked").iterdir())
    assert "careless" in written
    assert secret not in written


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-01", "2026-11-01T00:00:00+00:00"),
        ("2026-11-01T12:00:00Z", "2026-11-01T12:00:00+00:00"),
        ("2026-11-01T12:00:00+02:00", "2026-11-01T10:00:00+00:00"),
        ("36h", "2026-10-31T00:00:00+00:00"),
        ("1w", "2026-10-25T12:00:00+00:00"),
    ],
)
def test_moments(typed: str, meant: str) -> None:
    found = moment("--since", typed, now=datetime(2026, 11, 1, 12, tzinfo=UTC))
    assert found is not None
    assert to_datetime(found).isoformat() == meant


@pytest.mark.parametrize("typed", ["yesterday", "7", "7y", "", "2026-13-01", "99999999999d"])
def test_what_is_no_moment(typed: str) -> None:
    with pytest.raises(UsageError, match="--since is no time: "):
        moment("--since", typed)


def test_two_executions_have_two_files(tmp_path: Path) -> None:
    ids = ["a/b", "a_b", "a%2Fb", ".", "..", ".a", "%2E", "größe", "a\nb", "x" * 5_000, "x" * 5_001, "A", "a:b", "a?b", "a*b"]
    names = {file_name(id) for id in ids}
    assert len(names) == len(ids)
    for name in names:
        (tmp_path / name).touch()
    assert len(list(tmp_path.iterdir())) == len(ids)
