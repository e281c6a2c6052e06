"""GitHub's REST API for issues, as its documentation describes it: https://docs.github.com/rest/issues.

It recognises no repeated request, as GitHub does not: two equal requests open two issues.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from eventual_connectors.fakes import Fake, Request, Response

from .. import marks

Json = dict[str, Any]

MAX_PAGE = 100
MAX_BODY = 65_536
"""Characters of a body; GitHub refuses a longer one."""

USER = {"login": "octo-app[bot]", "id": 1, "type": "Bot"}


class GitHubError(Exception):
    """GitHub refuses."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.answer = {"message": message, **more, "documentation_url": "https://docs.github.com/rest", "status": str(status)}


class GitHubFake(Fake):
    """One account's repositories. A repository exists as soon as it is named, unless `hide` says otherwise.

    Args:
        seed: of the ids.
        start: freezes the clock at this time (aware); the machine's time unless given.
        token: the token that is accepted.
    """

    name: ClassVar[str] = "github"
    operations: ClassVar[frozenset[str]] = frozenset(
        {
            "issues.add_labels",
            "issues.create",
            "issues.create_comment",
            "issues.get",
            "issues.list_comments",
            "issues.list_for_repo",
            "issues.list_labels_on_issue",
            "issues.remove_label",
            "issues.set_labels",
            "issues.update",
        }
    )

    def __init__(self, seed: int = 0, *, start: datetime | None = None, token: str = "ghp_fake") -> None:
        super().__init__(seed, start=start)
        self.token = token
        self.visible_after: timedelta = timedelta()
        """How long after its creation an issue or a comment shows up in lists."""

    # What tests set and see.

    def hide(self, owner: str, repo: str) -> None:
        """Have the token not see a repository: all that is asked of it is a 404."""
        self._repository(owner, repo)["hidden"] = True

    def issues(self, owner: str, repo: str) -> list[Json]:
        """The issues of a repository, oldest first."""
        return [_shown(issue) for issue in self._repository(owner, repo)["issues"].values()]

    def comments(self, owner: str, repo: str, issue_number: int) -> list[Json]:
        """The comments of an issue, oldest first."""
        return [_shown(comment) for comment in self._repository(owner, repo)["issues"][str(issue_number)]["_comments"]]

    # The wire.

    def new_state(self) -> Json:
        """No repository yet."""
        return {"repositories": {}, "last_id": 0}

    def operation(self, request: Request) -> str:
        """`POST /repos/octo/shop/issues` is `issues.create`, the operation's name in GitHub's own clients."""
        match (request.method, *request.path.strip("/").split("/")[3:]):
            case ("POST", "issues"):
                return "issues.create"
            case ("GET", "issues"):
                return "issues.list_for_repo"
            case ("GET", "issues", _):
                return "issues.get"
            case ("PATCH", "issues", _):
                return "issues.update"
            case ("POST", "issues", _, "comments"):
                return "issues.create_comment"
            case ("GET", "issues", _, "comments"):
                return "issues.list_comments"
            case ("GET", "issues", _, "labels"):
                return "issues.list_labels_on_issue"
            case ("POST", "issues", _, "labels"):
                return "issues.add_labels"
            case ("PUT", "issues", _, "labels"):
                return "issues.set_labels"
            case ("DELETE", "issues", _, "labels", _):
                return "issues.remove_label"
        return f"{request.method} {request.path}"

    def key_of(self, request: Request) -> str | None:
        """The mark in the body's text."""
        return _key(_content(request)) if request.body else None

    def settings(self, url: str) -> dict[str, Any]:
        """A connection's settings."""
        return {"base_url": url, "token": self.token}

    def apply(self, request: Request) -> Response:
        """Answer as GitHub does."""
        try:
            if request.headers.get("Authorization") != f"Bearer {self.token}":
                raise GitHubError(401, "Bad credentials")
            if not request.headers.get("User-Agent"):
                raise GitHubError(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header")
            handler = self._handlers().get(self.operation(request))
            if handler is None:
                raise GitHubError(404, "Not Found")
            return handler(request, *self._repository_of(request))
        except GitHubError as error:
            return self._respond(error.answer, status=error.status)

    def refusal(self, request: Request, status: int, *, after: float | None = None) -> Response:
        """A secondary rate limit is a 403 at GitHub, too; something in front of GitHub answers in HTML."""
        if status == 429:
            message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
            return self._respond(GitHubError(403, message).answer, status=403, headers={"Retry-After": f"{after or 1:g}"})
        if status == 401:
            return self._respond(GitHubError(401, "Bad credentials").answer, status=401)
        return Response(status=status, body=b"<html>Unicorn!</html>")

    def _respond(self, answer: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        return Response.json(answer, status=status, headers={"X-GitHub-Request-Id": self.id("", "request"), **(headers or {})})

    def _handlers(self) -> Mapping[str, Callable[[Request, str, Json], Response]]:
        return {
            "issues.create": self._create,
            "issues.list_for_repo": self._list,
            "issues.get": self._get,
            "issues.update": self._update,
            "issues.create_comment": self._comment,
            "issues.list_comments": self._list_comments,
            "issues.list_labels_on_issue": self._list_labels,
            "issues.add_labels": self._add_labels,
            "issues.set_labels": self._set_labels,
            "issues.remove_label": self._remove_label,
        }

    # Operations.

    def _create(self, request: Request, name: str, repository: Json) -> Response:
        content = _content(request)
        _check(content, needed="title")
        number = len(repository["issues"]) + 1
        issue: Json = {
            "id": self._next_id(),
            "number": number,
            "html_url": f"https://github.com/{name}/issues/{number}",
            "title": content["title"],
            "body": content.get("body"),
            "user": USER,
            "state": "open",
            "state_reason": None,
            "labels": _labels(content.get("labels") or []),
            "assignees": [{"login": login} for login in content.get("assignees") or []],
            "comments": 0,
            **self._times(),
            "_comments": [],
        }
        repository["issues"][str(number)] = issue
        self.effect("issues.create", f"{name}#{number}", _shown(issue), key=_key(content))
        return self._respond(_shown(issue), status=201)

    def _update(self, request: Request, name: str, repository: Json) -> Response:
        issue, content = self._issue(request, repository), _content(request)
        _check(content)
        fields = ("title", "body", "state", "state_reason", "milestone")
        changed = {field: content[field] for field in fields if field in content and content[field] != issue.get(field)}
        if "labels" in content:
            changed |= _different(issue, labels=_labels(content["labels"]))
        if "assignees" in content:
            changed |= _different(issue, assignees=[{"login": login} for login in content["assignees"]])
        return self._respond(self._changed("issues.update", name, issue, changed))

    def _comment(self, request: Request, name: str, repository: Json) -> Response:
        issue, content = self._issue(request, repository), _content(request)
        _check(content, needed="body")
        id = self._next_id()
        comment = {"id": id, "html_url": f"{issue['html_url']}#issuecomment-{id}", "body": content["body"], "user": USER, **self._times()}
        issue["_comments"].append(comment)
        issue["comments"] += 1
        self.effect("issues.create_comment", str(id), _shown(comment), key=_key(content))
        return self._respond(_shown(comment), status=201)

    def _add_labels(self, request: Request, name: str, repository: Json) -> Response:
        issue = self._issue(request, repository)
        there = [label["name"] for label in issue["labels"]]
        added = [label for label in _content(request).get("labels", []) if label not in there]
        return self._labelled("issues.add_labels", name, issue, [*there, *added])

    def _set_labels(self, request: Request, name: str, repository: Json) -> Response:
        return self._labelled("issues.set_labels", name, self._issue(request, repository), _content(request).get("labels", []))

    def _remove_label(self, request: Request, name: str, repository: Json) -> Response:
        issue, label = self._issue(request, repository), request.path.rpartition("/")[2]
        there = [each["name"] for each in issue["labels"]]
        if label not in there:
            raise GitHubError(404, "Label does not exist")
        return self._labelled("issues.remove_label", name, issue, [each for each in there if each != label])

    def _get(self, request: Request, name: str, repository: Json) -> Response:
        return self._respond(_shown(self._issue(request, repository)))

    def _list(self, request: Request, name: str, repository: Json) -> Response:
        asked = dict(request.query_pairs())
        found = [issue for issue in repository["issues"].values() if asked.get("state", "open") in ("all", issue["state"])]
        return self._page(request, asked, found if asked.get("direction", "desc") == "asc" else found[::-1])

    def _list_comments(self, request: Request, name: str, repository: Json) -> Response:
        return self._page(request, dict(request.query_pairs()), self._issue(request, repository)["_comments"])

    def _list_labels(self, request: Request, name: str, repository: Json) -> Response:
        return self._respond(self._issue(request, repository)["labels"])

    # State.

    def _repository(self, owner: str, repo: str) -> Json:
        found: Json = self.state["repositories"].setdefault(f"{owner}/{repo}", {"issues": {}, "hidden": False})
        return found

    def _repository_of(self, request: Request) -> tuple[str, Json]:
        segments = request.path.strip("/").split("/")
        repository = self._repository(segments[1], segments[2])
        if repository["hidden"]:
            raise GitHubError(404, "Not Found")
        return f"{segments[1]}/{segments[2]}", repository

    def _issue(self, request: Request, repository: Json) -> Json:
        issue: Json | None = repository["issues"].get(request.path.strip("/").split("/")[4])
        if issue is None:
            raise GitHubError(404, "Not Found")
        return issue

    def _changed(self, activity: str, name: str, issue: Json, changed: Json) -> Json:
        if changed:
            issue.update(changed, updated_at=self._now())
            self.effect(activity, f"{name}#{issue['number']}", _shown(issue))
        return _shown(issue)

    def _labelled(self, activity: str, name: str, issue: Json, labels: list[str]) -> Response:
        return self._respond(self._changed(activity, name, issue, _different(issue, labels=_labels(labels)))["labels"])

    def _page(self, request: Request, asked: Mapping[str, str], items: list[Json]) -> Response:
        since, now = asked.get("since", ""), self.clock.timestamp()
        found = [item for item in items if item["updated_at"] >= since and item["_visible_from"] <= now]
        size, page = min(int(asked.get("per_page", 30)), MAX_PAGE), int(asked.get("page", 1))
        links = {}
        if page * size < len(found):
            links = {"Link": f'<{request.path}?{urlencode({**asked, "page": page + 1})}>; rel="next"'}
        return self._respond([_shown(item) for item in found[(page - 1) * size : page * size]], headers=links)

    def _next_id(self) -> int:
        self.state["last_id"] += 1
        return int(self.state["last_id"])

    def _now(self) -> str:
        return self.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def _times(self) -> Json:
        visible = self.clock.timestamp() + self.visible_after.total_seconds()
        return {"created_at": self._now(), "updated_at": self._now(), "_visible_from": visible}


def _content(request: Request) -> Json:
    try:
        content = request.json() if request.body else {}
    except ValueError:
        raise GitHubError(400, "Problems parsing JSON") from None
    if not isinstance(content, dict):
        raise GitHubError(400, "Body should be a JSON object")
    return content


def _check(content: Json, needed: str = "") -> None:
    if needed and not content.get(needed):
        raise GitHubError(422, "Validation Failed", errors=[{"resource": "Issue", "field": needed, "code": "missing_field"}])
    if len(content.get("body") or "") > MAX_BODY:
        problem = f"body is too long (maximum is {MAX_BODY} characters)"
        raise GitHubError(422, "Validation Failed", errors=[{"resource": "Issue", "field": "body", "code": "custom", "message": problem}])


def _labels(names: list[str]) -> list[Json]:
    return [{"name": name, "color": "ededed"} for name in names]


def _different(issue: Json, **fields: Any) -> Json:
    return {name: value for name, value in fields.items() if issue.get(name) != value}


def _shown(item: Json) -> Json:
    return {name: value for name, value in item.items() if not name.startswith("_")}


def _key(content: Json) -> str | None:
    mark = marks.read(content.get("body"))
    return mark[0] if mark else None
