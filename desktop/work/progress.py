"""Progress and cancel for long work. Knows no Qt, so that the work can be tested without a window."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event

from desktop.work.problem import Cancelled

TEN_A_SECOND = 0.1


class Progress:
    """Handed to the work, which calls `step` once per item."""

    def __init__(self, say: Callable[[int, int, str], None] = lambda *_: None) -> None:
        self._say, self._cancelled, self._said_at = say, Event(), 0.0

    def step(self, done: int, of: int, what: str = "") -> None:
        """Tell how far the work is. Raises Cancelled if the person has pressed 取消."""
        if self._cancelled.is_set():
            raise Cancelled
        now = time.monotonic()
        if done in (0, of) or now - self._said_at > TEN_A_SECOND:
            self._said_at = now
            self._say(done, of, what)

    def cancel(self) -> None:
        """Ask the work to stop at its next step. May be called from any thread."""
        self._cancelled.set()
