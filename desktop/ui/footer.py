"""The line at the bottom: what was just done with 撤销, and the running job with 取消."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.page import link
from desktop.work.change import Change

HALF_A_SECOND = 500


class Footer(QFrame):
    """Lives from the Change: the sentence an operation says about itself stands here until the next one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("statusbar")
        self._desk = desk
        self._tick = look.iconed(QLabel(), "check", "good", 16)
        self.said = QLabel(objectName="said", textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.undo = link("撤销", desk.undo)
        self.redo = link("恢复", desk.redo)
        self.backup = link("", lambda: desk.go("settings", "keeping"))
        self.job = QWidget(objectName="plain")
        self._what = QLabel()
        self._bar = QProgressBar(textVisible=False)
        self.cancel = link("取消", desk.jobs.cancel)
        self._late = QTimer(self, singleShot=True, interval=HALF_A_SECOND)
        self._late.timeout.connect(self._show_job)
        self._lay_out()
        desk.changed.connect(self._heard)
        desk.backed_up.connect(self.tell_backup)
        desk.jobs.changed.connect(self._jobs_changed)
        desk.jobs.progressed.connect(self._progressed)
        QTimer.singleShot(0, self, self.tell_undo)  # after the window is seen
        QTimer.singleShot(0, self, self.tell_backup)

    def tell_undo(self) -> None:
        """Offer 撤销 and 恢复 only where there is something."""
        before, after = self._desk.office.undoable(), self._desk.office.redoable()
        for button, said, key in ((self.undo, before, "Ctrl+Z"), (self.redo, after, "Ctrl+Y")):
            button.setVisible(said is not None)
            button.setToolTip(f"{button.text()}：{said}（{key}）" if said else "")
        if not self.said.text() and before:
            self._say(f"上次：{before}")

    @Slot()
    @Slot(str)
    def tell_backup(self, wrong: str = "") -> None:
        """When the newest checked backup was made, or what is wrong with making one."""
        found = self._desk.office.backups()
        if wrong:
            self.backup.setText(f"■ {wrong}")
        elif not found:
            self.backup.setText("还没有备份")
        else:
            at = found[0][1]
            today = at.date() == self._desk.office.today()
            self.backup.setText(f"备份 {at:%H:%M} ✓" if today else f"备份 {at:%m-%d} ✓")
        self.backup.setToolTip("最近一次检查过的备份。点这里打开“设置 → 数据与备份”。")

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 3, 12, 3)
        line.setSpacing(8)
        for widget in (self._tick, self.said):
            line.addWidget(widget)
        line.setStretchFactor(self.said, 1)
        line.addWidget(self.undo)
        line.addWidget(self.redo)
        line.addWidget(self.backup)
        self._bar.setFixedWidth(look.dp(160))
        inner = QHBoxLayout(self.job)
        inner.setContentsMargins(12, 0, 0, 0)
        inner.setSpacing(8)
        for widget in (self._what, self._bar, self.cancel):
            inner.addWidget(widget)
        line.addWidget(self.job)
        self.job.hide()
        self._tick.hide()

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setToolTip(words)

    @Slot(object)
    def _heard(self, change: Change) -> None:
        self._tick.show()
        self._say(change.said)
        self.tell_undo()
        if change.settings and change.listed:
            self.tell_backup()

    @Slot()
    def _jobs_changed(self) -> None:
        running = self._desk.jobs.running
        if running is None:
            self._late.stop()
            self.job.hide()
        else:
            self._what.setText(f"{running.what}…")
            self._bar.setRange(0, 0)
            if not self.job.isVisible() and not self._late.isActive():
                self._late.start()

    @Slot()
    def _show_job(self) -> None:
        self.job.setVisible(self._desk.jobs.running is not None)

    @Slot(int, int, str)
    def _progressed(self, done: int, of: int, what: str) -> None:
        running = self._desk.jobs.running
        if running is None:
            return
        self._bar.setRange(0, of)
        self._bar.setValue(done)
        count = f"{done:,} / {of:,}" if of > 1 else ""
        self._what.setText(" ".join(filter(None, (what or running.what, count))))
