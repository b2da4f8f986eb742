"""A gate in front of the office file: many may be inside, and all must have left before the file is exchanged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """`through()` for everyday work, `shut()` for the moment in which nobody may be inside."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside, self._is_shut = 0, False
        self._mine = threading.local()

    @contextmanager
    def through(self) -> Iterator[None]:
        """Be inside; waits while the gate is shut. A thread that is inside already goes on."""
        depth = getattr(self._mine, "depth", 0)
        if not depth:
            with self._changed:
                self._changed.wait_for(lambda: not self._is_shut)
                self._inside += 1
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            if not depth:
                with self._changed:
                    self._inside -= 1
                    self._changed.notify_all()

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Let nobody in, and begin when the last one has left. Not to be called from inside."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_shut)
            self._is_shut = True
            self._changed.wait_for(lambda: self._inside == 0)
        try:
            yield
        finally:
            with self._changed:
                self._is_shut = False
                self._changed.notify_all()
