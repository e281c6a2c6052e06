"""What can be asked of GitHub about issues: https://docs.github.com/rest/issues.

Results are GitHub's own objects. GitHub has no idempotency keys, so what creates something marks it with the call's key and looks for the
mark before it sends again; what sets a state to a value can be repeated.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

from eventual_connectors import Attempt, Call, InDoubt
from eventual_connectors.errors import KeyConflict
from eventual_connectors.http import HttpClient, HttpStatusError

from . import marks
from .connection import GitHubConnection
from .connector import github

Json = dict[str, Any]
Path = Mapping[str, str | int]
State = Literal["open", "closed"]
Reason = Literal["completed", "not_planned", "duplicate", "reopened"]

WRITE = ("issues:write",)
READ = ("issues:read",)
PAGE = 100
"""Items on a page of a look-up; GitHub gives no more."""

_REPO = "/repos/{owner}/{repo}"
_ISSUE = f"{_REPO}/issues/{{issue_number}}"


def _settle(connection: GitHubConnection) -> timedelta:
    return timedelta(seconds=connection.settle_seconds)


@github.activity("issues.create", effect="lookup", mechanism="a mark in the body, looked up in the list of issues", permissions=WRITE)
async def create(
    client: HttpClient,
    attempt: Attempt,
    *,
    owner: str,
    repo: str,
    title: str,
    body: str | None = None,
    assignees: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    milestone: int | None = None,
) -> Json:
    """Open an issue, once.

    The call's key goes with it, in an HTML comment at the end of its body. Until the call has its answer, nobody may take the mark out or
    delete the issue: then it could not be found. Two calls with the same business key that are made at the same time may both open one.

    Returns:
        The issue.
    """
    given = {"title": title, "body": body, "assignees": assignees, "labels": labels, "milestone": milestone}
    content = {**_given(given), "body": marks.marked(body, attempt, marks.digest(_given(given)))}
    answer = await client.request("POST", f"{_REPO}/issues", attempt, path={"owner": owner, "repo": repo}, json=content)
    return _object(answer.body)


@create.lookup(settle=_settle)
async def find_issue(client: HttpClient, attempt: Attempt, *, owner: str, repo: str, **given: Any) -> Json | None:
    """Look for the issue that an earlier attempt may have opened, in all that changed since before the first one."""
    path: Path = {"owner": owner, "repo": repo}
    # In the order of their creation, so that what is changed meanwhile does not move to a page that was read.
    asked = {"state": "all", "sort": "created", "direction": "asc"}
    return await _marked_with(_items(client, attempt, f"{_REPO}/issues", path, asked), attempt, marks.digest(_given(given)))


@github.activity("issues.create_comment", effect="lookup", mechanism="a mark in the body, looked up in the comments", permissions=WRITE)
async def create_comment(client: HttpClient, attempt: Attempt, *, owner: str, repo: str, issue_number: int, body: str) -> Json:
    """Comment on an issue, once; marked and found as an issue is.

    Returns:
        The comment.
    """
    path = _of(owner, repo, issue_number)
    content = {"body": marks.marked(body, attempt, marks.digest({"body": body}))}
    return _object((await client.request("POST", f"{_ISSUE}/comments", attempt, path=path, json=content)).body)


@create_comment.lookup(settle=_settle)
async def find_comment(client: HttpClient, attempt: Attempt, *, owner: str, repo: str, issue_number: int, body: str) -> Json | None:
    """Look for the comment that an earlier attempt may have left."""
    path = _of(owner, repo, issue_number)
    return await _marked_with(_items(client, attempt, f"{_ISSUE}/comments", path, {}), attempt, marks.digest({"body": body}))


@github.activity("issues.update", effect="natural", mechanism="each field is set to a value", permissions=WRITE)
async def update(
    client: HttpClient,
    attempt: Attempt,
    *,
    owner: str,
    repo: str,
    issue_number: int,
    title: str | None = None,
    body: str | None = None,
    state: State | None = None,
    state_reason: Reason | None = None,
    assignees: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    milestone: int | None = None,
) -> Json:
    """Change an issue: what is given replaces what is there, labels and assignees as a whole.

    Returns:
        The issue.
    """
    fields = {"title": title, "body": body, "state": state, "state_reason": state_reason}
    content = _given({**fields, "assignees": assignees, "labels": labels, "milestone": milestone})
    path = _of(owner, repo, issue_number)
    return _object((await client.request("PATCH", _ISSUE, attempt, path=path, json=content)).body)


def close(*, owner: str, repo: str, issue_number: int, reason: Reason = "completed") -> Call[Json]:
    """Close an issue: an `update` of its state."""
    return update(owner=owner, repo=repo, issue_number=issue_number, state="closed", state_reason=reason)


@github.activity("issues.add_labels", effect="natural", mechanism="a label that is there is not added again", permissions=WRITE)
async def add_labels(
    client: HttpClient, attempt: Attempt, *, owner: str, repo: str, issue_number: int, labels: Sequence[str]
) -> list[Json]:
    """Add labels to an issue.

    Returns:
        All labels of the issue.
    """
    path = _of(owner, repo, issue_number)
    return _list((await client.request("POST", f"{_ISSUE}/labels", attempt, path=path, json={"labels": list(labels)})).body)


@github.activity("issues.set_labels", effect="natural", mechanism="the labels are replaced as a whole", permissions=WRITE)
async def set_labels(
    client: HttpClient, attempt: Attempt, *, owner: str, repo: str, issue_number: int, labels: Sequence[str]
) -> list[Json]:
    """Replace the labels of an issue.

    Returns:
        All labels of the issue.
    """
    path = _of(owner, repo, issue_number)
    return _list((await client.request("PUT", f"{_ISSUE}/labels", attempt, path=path, json={"labels": list(labels)})).body)


@github.activity("issues.remove_label", effect="natural", mechanism="a label that is not there stays away", permissions=WRITE)
async def remove_label(client: HttpClient, attempt: Attempt, *, owner: str, repo: str, issue_number: int, name: str) -> list[Json]:
    """Take a label off an issue.

    That the issue has no such label is an error, unless an earlier attempt of this call, whose answer was lost, may have taken it off.

    Returns:
        The labels that are left.
    """
    path = _of(owner, repo, issue_number)
    try:
        return _list((await client.request("DELETE", f"{_ISSUE}/labels/{{name}}", attempt, path={**path, "name": name})).body)
    except HttpStatusError as error:
        if not attempt.in_doubt or error.response.status != 404:
            raise
        # A 404 is also the answer to who may not see the issue; its labels can be read by who may.
        left = _list((await client.request("GET", f"{_ISSUE}/labels", attempt, path=path, params={"per_page": PAGE})).body)
        if any(label["name"].lower() == name.lower() for label in left):
            raise
        return left


@github.activity("issues.get", effect="read", permissions=READ)
async def get(client: HttpClient, attempt: Attempt, *, owner: str, repo: str, issue_number: int) -> Json:
    """Read an issue."""
    path = _of(owner, repo, issue_number)
    return _object((await client.request("GET", _ISSUE, attempt, path=path)).body)


@github.activity("issues.list_for_repo", effect="read", permissions=READ)
async def list_for_repo(
    client: HttpClient,
    attempt: Attempt,
    *,
    owner: str,
    repo: str,
    state: Literal["open", "closed", "all"] = "open",
    labels: str | None = None,
    assignee: str | None = None,
    creator: str | None = None,
    since: str | None = None,
    sort: Literal["created", "updated", "comments"] = "created",
    direction: Literal["asc", "desc"] = "desc",
    per_page: int = 30,
    page: int = 1,
) -> list[Json]:
    """Read a page of a repository's issues; GitHub lists pull requests among them."""
    asked = {"state": state, "labels": labels, "assignee": assignee, "creator": creator, "since": since}
    asked |= {"sort": sort, "direction": direction}
    params: dict[str, Any] = {**asked, "per_page": per_page, "page": page}
    return _list((await client.request("GET", f"{_REPO}/issues", attempt, path={"owner": owner, "repo": repo}, params=params)).body)


@github.activity("issues.list_comments", effect="read", permissions=READ)
async def list_comments(
    client: HttpClient,
    attempt: Attempt,
    *,
    owner: str,
    repo: str,
    issue_number: int,
    since: str | None = None,
    per_page: int = 30,
    page: int = 1,
) -> list[Json]:
    """Read a page of an issue's comments, oldest first."""
    path = _of(owner, repo, issue_number)
    params = {"since": since, "per_page": per_page, "page": page}
    return _list((await client.request("GET", f"{_ISSUE}/comments", attempt, path=path, params=params)).body)


@github.activity("issues.list_labels_on_issue", effect="read", permissions=READ)
async def list_labels_on_issue(client: HttpClient, attempt: Attempt, *, owner: str, repo: str, issue_number: int) -> list[Json]:
    """Read the labels of an issue."""
    path = _of(owner, repo, issue_number)
    return _list((await client.request("GET", f"{_ISSUE}/labels", attempt, path=path, params={"per_page": PAGE})).body)


def _of(owner: str, repo: str, issue_number: int) -> Path:
    return {"owner": owner, "repo": repo, "issue_number": issue_number}


async def _items(client: HttpClient, attempt: Attempt, url: str, path: Path, asked: Mapping[str, Any]) -> AsyncIterator[Json]:
    """Everything that changed since before the call's first attempt, page after page; what was created has changed."""
    connection = client.connection
    assert isinstance(connection, GitHubConnection)
    since = (attempt.first_started_at - timedelta(seconds=connection.lookback_seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    params: dict[str, Any] = {**asked, "since": since, "per_page": PAGE}
    answer = await client.request("GET", url, attempt, path=path, params=params)
    while True:
        for item in _list(answer.body):
            yield item
        if "next" not in answer.links:
            return
        answer = await client.request("GET", answer.links["next"], attempt)


async def _marked_with(items: AsyncIterator[Json], attempt: Attempt, content: str) -> Json | None:
    """The item with this call's mark; None when all were read and none has it.

    Raises:
        KeyConflict: the key was used for something else.
    """
    conflict = None
    async for item in items:
        key, digest = marks.read(item.get("body")) or ("", "")
        if key == str(attempt.key):
            if digest == content:
                return item
            conflict = item.get("html_url")
    if conflict is not None:
        # All were read, so this also proves that no attempt of this call was applied.
        raise KeyConflict(f"the key {attempt.key} was used for {conflict}, which is of other content", settles=True, code="key_conflict")
    return None


def _given(names: Mapping[str, Any]) -> Json:
    """None is "not given"."""
    return {name: value for name, value in names.items() if value is not None}


def _object(body: Any) -> Json:
    if not isinstance(body, dict):
        raise _not_of_github("object")
    return body


def _list(body: Any) -> list[Json]:
    if not isinstance(body, list):
        raise _not_of_github("list")
    return body


def _not_of_github(wanted: str) -> InDoubt:
    """A proxy's page, most likely; GitHub may have done what was asked."""
    return InDoubt(f"something answered that is no {wanted} of GitHub's", code="unreadable_response")
