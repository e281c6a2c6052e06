"""An API that answers what a test says, behind a real socket, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from eventual_connectors.fakes import Fake, Request, Response

Answer = Response | Callable[[Request], Response]


class Script(Fake):
    """Answers by path; the last of several answers is repeated."""

    name: ClassVar[str] = "script"

    def __init__(self, answers: dict[str, Answer | list[Answer]]) -> None:
        super().__init__()
        self.answers: dict[str, list[Answer]] = {path: given if isinstance(given, list) else [given] for path, given in answers.items()}
        self.asked: list[Request] = []

    def operation(self, request: Request) -> str:
        return f"{request.method} {request.path}"

    def apply(self, request: Request) -> Response:
        self.asked.append(request)
        answers = self.answers.get(request.path) or [Response.json({"error": "not_found"}, status=404)]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer(request) if callable(answer) else answer

    def settings(self, url: str) -> dict[str, Any]:
        return {"base_url": url}
