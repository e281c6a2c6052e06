"""Effects: every change of the vendor's state that another user of it could see."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, overload


@dataclass(frozen=True)
class Effect:
    """One change of the vendor's state.

    Attributes:
        fake: the fake's name, such as `stripe`.
        activity: the operation, such as `v1.payment_intents.create`.
        object_id: the vendor's id of what was changed.
        key: the idempotency key of the request, where it had one.
        at: when (aware, UTC), by the fake's clock.
        data: the object as it was left; JSON.
    """

    fake: str
    activity: str
    object_id: str
    key: str | None
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON data; `at` in RFC 3339."""
        return {**vars(self), "at": self.at.isoformat()}


class EffectLog(Sequence[Effect]):
    """The effects of a fake in the order in which they happened."""

    def __init__(self) -> None:
        self._effects: list[Effect] = []

    def of(self, activity: str) -> list[Effect]:
        """The effects of one operation."""
        return [effect for effect in list(self._effects) if effect.activity == activity]

    def to_json(self) -> list[dict[str, Any]]:
        """As plain JSON data."""
        return [effect.to_json() for effect in list(self._effects)]

    def write(self, path: str | Path) -> None:
        """Write them to a file as JSON Lines."""
        lines = [json.dumps(effect, sort_keys=True) + "\n" for effect in self.to_json()]
        Path(path).write_text("".join(lines), encoding="utf-8")

    def add(self, effect: Effect) -> None:
        """Take in what just happened."""
        self._effects.append(effect)

    def replace(self, effects: Sequence[Effect]) -> None:
        """Forget what is there and take these instead."""
        self._effects[:] = effects

    def __iter__(self) -> Iterator[Effect]:
        return iter(list(self._effects))

    def __len__(self) -> int:
        return len(self._effects)

    @overload
    def __getitem__(self, index: int) -> Effect: ...
    @overload
    def __getitem__(self, index: slice) -> list[Effect]: ...
    def __getitem__(self, index: int | slice) -> Effect | list[Effect]:
        return self._effects[index]

    def __repr__(self) -> str:
        return f"<effects {[effect.activity for effect in self]}>"
