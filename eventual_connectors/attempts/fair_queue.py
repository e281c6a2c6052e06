"""Who waits, and whose turn it is: round-robin over the owners, first come, first served for each of them."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Generic, TypeVar

Owner = TypeVar("Owner", bound=Hashable)
Item = TypeVar("Item")


class FairQueue(Generic[Owner, Item]):
    """One queue for each owner. Whatever one of them adds, another waits for at most one item of each before its own next."""

    def __init__(self) -> None:
        self._queues: OrderedDict[Owner, deque[Item]] = OrderedDict()

    def push(self, owner: Owner, item: Item) -> None:
        """Add an item behind its owner's others; a new owner's turn comes last."""
        queue = self._queues.get(owner)
        if queue is None:
            queue = self._queues[owner] = deque()
        queue.append(item)

    def pop(self) -> Item:
        """Take the next item.

        Raises:
            LookupError: there is none.
        """
        if not self._queues:
            raise LookupError("the queue is empty")
        owner = next(iter(self._queues))
        queue = self._queues[owner]
        item = queue.popleft()
        if queue:
            self._queues.move_to_end(owner)
        else:
            del self._queues[owner]
        return item

    def owners(self) -> list[Owner]:
        """Whoever waits, next turn first."""
        return list(self._queues)

    def __contains__(self, owner: object) -> bool:
        return owner in self._queues

    def __bool__(self) -> bool:
        return bool(self._queues)
