"""Backups that nobody has to think of: every half hour after changes, and when the window is closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.ui.desk import Desk
from desktop.work import safekeeping
from desktop.work.progress import Progress
from desktop.work.safekeeping import Unsound

HALF_AN_HOUR = 30 * 60 * 1000


class Safekeeping(QTimer):
    """Asleep until `begin`; after a failed check it makes no further copies, so that the good ones stay."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window, interval=HALF_AN_HOUR)
        self._desk, self._window = desk, window
        self._awake = self._leaving = self._stopped = False
        self.timeout.connect(self.back_up)
        desk.backed_up.connect(self._heard)
        desk.changed.connect(self._changed)

    def begin(self) -> None:
        """From now on."""
        self._awake = True
        self.start()

    def back_up(self, then: Callable[[], object] | None = None) -> None:
        """Copy and check in a job, if something was done since the last time; `then` follows when all is well."""
        office = self._desk.office
        if self._stopped:
            return

        def work(_: Progress) -> Path | None:
            return office.back_up() if safekeeping.is_due(office.path) else None

        def done(kept: Path | None) -> None:
            if kept:
                self._desk.backed_up.emit("")
            if then:
                then()

        self._desk.jobs.run(self, work, done, self._failed, what="正在自动备份")

    def holds_up(self, close: Callable[[], object]) -> bool:
        """Whether the window must wait for a last backup; `close` is called after it. A second request never waits."""
        if not self._awake or self._stopped or self._leaving or not safekeeping.is_due(self._desk.office.path):
            return False
        self._leaving = True
        self._desk.bar.say("正在做关闭前的备份，完成后自动关闭。", "不想等，就再点一次关闭。")
        self.back_up(close)
        return True

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Unsound):
            self._desk.backed_up.emit("备份没有通过检查")
        self._desk.bar.tell(error)  # the window stays, to be read; the next request closes it

    def _changed(self, _: object) -> None:
        self._leaving = False

    def _heard(self, wrong: str) -> None:
        self._stopped = bool(wrong)
