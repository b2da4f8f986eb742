"""Long work off the GUI thread: one worker, one bar, one way to cancel."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.work.problem import Cancelled
from desktop.work.progress import Progress

T = TypeVar("T")


@dataclass(slots=True)
class Job:
    """One piece of long work, from the moment it is asked for until its answer is delivered."""

    owner: QObject
    what: str
    writes: bool
    progress: Progress
    done: Callable[[Any], object]
    failed: Callable[[BaseException], None]


class Jobs(QObject):
    """Runs jobs one after another on one thread. Owns all signals; every callback arrives on the GUI thread."""

    progressed = Signal(int, int, str)
    changed = Signal()
    _finished = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._waiting: list[Job] = []
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Callable[[BaseException], None],
        *,
        what: str = "正在处理",
        writes: bool = False,
    ) -> Job:
        """Start `work`. One of `done` and `failed` follows, unless it was cancelled or `owner` is gone by then.

        `what` is the word in the job bar; `writes` disables other writing until it has ended.
        """
        # While the thread works, nothing is collected: garbage of the window would be taken apart on that thread, and
        # Qt objects must only die on the GUI thread.
        gc.disable()
        job = Job(owner, what, writes, Progress(self.progressed.emit), done, failed)
        self._waiting.append(job)
        self.changed.emit()
        future = self._worker.submit(work, job.progress)
        future.add_done_callback(lambda f: self._finished.emit(job, f))
        return job

    @property
    def running(self) -> Job | None:
        """The job on the bar: the oldest that has not been delivered."""
        return self._waiting[0] if self._waiting else None

    @property
    def waiting(self) -> tuple[Job, ...]:
        """Every job that has not been delivered, the running one first."""
        return tuple(self._waiting)

    @property
    def writing(self) -> str:
        """What is being written just now, as a sentence part; empty when writing is free."""
        return next((job.what for job in self._waiting if job.writes), "")

    def cancel(self) -> None:
        """Ask the running job to stop at its next step."""
        if self._waiting:
            self._waiting[0].progress.cancel()

    def close(self) -> None:
        """Cancel everything and wait for the thread. Nothing is delivered afterwards."""
        for job in self._waiting:
            job.progress.cancel()
        self._waiting.clear()
        self._finished.disconnect(self._deliver)
        self._worker.shutdown(wait=True, cancel_futures=True)
        gc.enable()

    @Slot(object, object)
    def _deliver(self, job: Job, future: Future[Any]) -> None:
        if job in self._waiting:
            self._waiting.remove(job)
        if not self._waiting:
            gc.enable()
        self.changed.emit()
        if not shiboken6.isValid(job.owner) or future.cancelled():
            return
        error = future.exception()
        if error is None:
            job.done(future.result())
        elif not isinstance(error, Cancelled):
            job.failed(error)
