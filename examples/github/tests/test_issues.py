"""Issues from a workflow: opened once, whatever goes wrong, or left to the operator."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import eventual_connector_github
from eventual_connector_github import github, issues
from eventual_connector_github.fakes import GitHubFake
from eventual_connectors import Call, Permanent, RateLimited, Unauthorized, workflow
from eventual_connectors.errors import KeyConflict
from eventual_connectors.fakes import Fault, Request
from eventual_connectors.http import HttpResponse, HttpStatusError
from eventual_connectors.testing import TestEngine

OCTO: dict[str, Any] = {"owner": "octo", "repo": "shop"}


@workflow(version="1")
async def report(title: str) -> str:
    issue = await issues.create.with_options(timeout=0.3)(**OCTO, title=title, body="It is broken.")
    await issues.create_comment.with_options(timeout=0.3)(**OCTO, issue_number=issue["number"], body="Looking into it.")
    await issues.add_labels(**OCTO, issue_number=issue["number"], labels=["bug"])
    closed = await issues.close(**OCTO, issue_number=issue["number"], reason="not_planned")
    return str(closed["state_reason"])


@workflow(version="1")
async def open_for_order(order: str, title: str) -> int:
    issue = await issues.create.with_options(key=order)(**OCTO, title=title)
    return int(issue["number"])


@workflow(version="1")
async def take_off() -> list[str]:
    return [label["name"] for label in await issues.remove_label(**OCTO, issue_number=1, name="new")]


FAULTS: dict[str, list[Fault]] = {
    "none": [],
    "dropped before": [Fault("drop_before_apply", "issues.create")],
    "dropped after": [Fault("drop_after_apply", "issues.create"), Fault("drop_after_apply", "issues.create_comment")],
    "applied late": [Fault("late_apply", "issues.create", delay=9)],
    "lost, and the look-up is limited": [Fault("timeout", "issues.create"), Fault("rate_limit", "issues.list_for_repo", after=60)],
    "a 502 after": [Fault("error_after_apply", "issues.create", status=502)],
    "limited": [Fault("rate_limit", "issues.create", after=60, times=3)],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_leaves_one_issue_and_one_comment(eventual: TestEngine, fake_github: GitHubFake, fault: str) -> None:
    for one in FAULTS[fault]:
        fake_github.faults.add(one)
    assert eventual.run(report, "broken") == "not_planned"
    fake_github.land()
    (issue,) = fake_github.issues("octo", "shop")
    assert (issue["state"], issue["comments"], [label["name"] for label in issue["labels"]]) == ("closed", 1, ["bug"])
    assert not fake_github.faults.planned


def test_the_look_up_reads_every_page(eventual: TestEngine, fake_github: GitHubFake) -> None:
    def busy(effect: Any) -> None:
        if effect.key is not None:
            for number in range(250):
                ask(fake_github, "POST", "/repos/octo/shop/issues", {"title": f"other {number}"})

    for number in range(150):
        ask(fake_github, "POST", "/repos/octo/shop/issues", {"title": f"before {number}"})
    fake_github.on_applied = busy
    fake_github.faults.drop_after_apply("issues.create")
    eventual.run(report, "broken")
    assert len([issue for issue in fake_github.issues("octo", "shop") if issue["title"] == "broken"]) == 1


def test_an_issue_that_shows_up_late_is_not_opened_again(eventual: TestEngine, fake_github: GitHubFake) -> None:
    fake_github.visible_after = timedelta(seconds=20)
    fake_github.faults.drop_after_apply("issues.create")
    eventual.run(report, "broken")
    assert len(fake_github.issues("octo", "shop")) == 1


def test_a_list_that_cannot_be_read_parks_the_call(eventual: TestEngine, fake_github: GitHubFake) -> None:
    fake_github.faults.drop_after_apply("issues.create")
    fake_github.on_applied = lambda effect: fake_github.hide("octo", "shop")
    with pytest.raises(TimeoutError, match=r"github\.issues\.create is parked"):
        eventual.run(report, "broken", timeout=5)


def test_a_business_key_opens_one_issue(eventual: TestEngine, fake_github: GitHubFake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_NAMESPACE", "shop")
    assert eventual.run(open_for_order, "order-1", "broken") == eventual.run(open_for_order, "order-1", "broken") == 1
    with pytest.raises(KeyConflict, match="issues/1"):
        eventual.run(open_for_order, "order-1", "another")
    assert eventual.run(open_for_order, "order-2", "broken") == 2


def test_a_label_that_a_lost_answer_took_off_is_off(eventual: TestEngine, fake_github: GitHubFake) -> None:
    ask(fake_github, "POST", "/repos/octo/shop/issues", {"title": "broken", "labels": ["new", "bug"]})
    fake_github.faults.drop_after_apply("issues.remove_label")
    assert eventual.run(take_off) == ["bug"]


def test_a_label_that_was_never_there_is_an_error(eventual: TestEngine, fake_github: GitHubFake) -> None:
    ask(fake_github, "POST", "/repos/octo/shop/issues", {"title": "broken"})
    with pytest.raises(Permanent, match="Label does not exist"):
        eventual.run(take_off)


def test_reading_changes_nothing(fake_github: GitHubFake) -> None:
    async def read() -> None:
        assert [issue["number"] for issue in await issues.list_for_repo(**OCTO)] == [1]
        assert (await issues.get(**OCTO, issue_number=1))["title"] == "broken"
        assert await issues.list_comments(**OCTO, issue_number=1) == []
        assert [label["name"] for label in await issues.list_labels_on_issue(**OCTO, issue_number=1)] == ["new"]

    ask(fake_github, "POST", "/repos/octo/shop/issues", {"title": "broken", "labels": ["new"]})
    asyncio.run(read())
    assert len(fake_github.effects) == 1


def test_a_refusal_has_githubs_code_and_request_id(fake_github: GitHubFake) -> None:
    with pytest.raises(Permanent, match="Validation Failed") as caught:
        asyncio.run(awaited(issues.create(**OCTO, title="")))
    assert (caught.value.code, caught.value.status, bool(caught.value.request_id)) == ("missing_field", 422, True)


def test_a_404_says_that_it_may_be_the_permission(fake_github: GitHubFake) -> None:
    fake_github.hide("octo", "shop")
    with pytest.raises(Permanent, match="may not see it"):
        asyncio.run(awaited(issues.get(**OCTO, issue_number=1)))


def test_a_mark_of_another_call_is_refused(eventual: TestEngine, fake_github: GitHubFake) -> None:
    @workflow(version="1")
    async def quote() -> None:
        issue = await issues.create(**OCTO, title="broken")
        await issues.create(**OCTO, title="again", body=issue["body"])

    with pytest.raises(Permanent, match="mark of another call"):
        eventual.run(quote)


@pytest.mark.parametrize(
    ("status", "headers", "message", "kind"),
    [
        (403, {"retry-after": "30"}, "secondary rate limit", RateLimited),
        (429, {}, "slow down", RateLimited),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9999999999"}, "API rate limit exceeded", RateLimited),
        (403, {}, "You have exceeded a secondary rate limit", RateLimited),
        (403, {"x-ratelimit-remaining": "4999"}, "Resource not accessible by integration", Permanent),
        (401, {}, "Bad credentials", Unauthorized),
        (410, {}, "Issues has been disabled in this repository.", Permanent),
    ],
)
def test_a_limit_is_told_from_a_lack_of_permission(status: int, headers: dict[str, str], message: str, kind: type[Exception]) -> None:
    assert github.classify is not None
    error = github.classify(HttpStatusError(HttpResponse(status, headers, {"message": message}), "POST"))
    assert type(error) is kind
    if isinstance(error, RateLimited):
        assert (error.after or 0) >= 30


def test_the_manifest_lists_what_there_is() -> None:
    manifest = tomllib.loads(Path(eventual_connector_github.__file__).with_name("eventual-connector.toml").read_text(encoding="utf-8"))
    assert manifest["activities"]["names"] == sorted(activity.local_name for activity in github.activities())


def test_it_uses_the_public_api_alone() -> None:
    """What a third party needs is public: the top level, and six modules."""
    public = {"eventual_connectors"} | {
        f"eventual_connectors.{name}" for name in ("errors", "fakes", "hookspecs", "http", "surface", "testing")
    }
    code = "import ast, json, pathlib, eventual_connector_github as here\n"
    code += "files = pathlib.Path(here.__file__).parent.rglob('*.py')\n"
    code += "found = [node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ImportFrom)]\n"
    code += "print(json.dumps([[node.module, [alias.name for alias in node.names]] for node in found if not node.level]))"
    imported = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    ours = [(module, names) for module, names in imported if module and module.startswith("eventual_connectors")]
    assert {module for module, _ in ours} <= public
    import eventual_connectors

    assert {name for module, names in ours if module == "eventual_connectors" for name in names} <= set(eventual_connectors.__all__)


def test_importing_it_loads_no_http_library() -> None:
    code = "import sys, eventual_connector_github.plugin, eventual_connector_github.fakes.pytest_plugin; print('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


async def awaited(call: Call[Any]) -> Any:
    return await call


def ask(fake: GitHubFake, method: str, url: str, body: Any) -> None:
    headers = {"Authorization": f"Bearer {fake.token}", "User-Agent": "test"}
    assert fake.handle(Request.to(method, url, headers, json.dumps(body).encode())).status < 300
