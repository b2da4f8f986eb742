"""Step 4: what was taken in, how to take it back, and what the sender has to correct."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.page import button, label, panel, row
from desktop.work.change import Change
from desktop.work.intaking.plan import Plan
from desktop.work.register import Query


class ResultStep(QWidget):
    """The sentence of the Change, large, with 撤销 beside it."""

    wants_undo = Signal()
    wants_correction = Signal()
    wants_register = Signal(object)
    wants_more = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._change: Change | None = None
        self._missing: list[int] = []
        self._icon = QLabel()
        self.said = label("", "cardname", wrap=True)
        self.rest = label("", "muted", wrap=True)
        self.undo = button("撤销这次导入", "undo", self.wants_undo.emit)
        self.correct = button("导出待更正表", "sheet", self.wants_correction.emit)
        self.open = button("看导入的企业", "register", self._open, main=True)
        self.absent = button("看表里没有的企业", "people", self._open_absent)
        self.more = button("再导入一个", "import", self.wants_more.emit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            panel(
                row(self._icon, self.said, stretch=1),
                self.rest,
                row(self.open, self.correct, self.absent, None),
                row(self.more, self.undo, None),
                spacing=12,
            )
        )
        column.addStretch(1)

    def show_change(self, change: Change, plan: Plan, skipped: int) -> None:
        """What an import has done, and what remains to do."""
        self._change = change
        cells = sum(len(sheet.refused_cells) for sheet in plan.sheets)
        absent = self._missing = sorted({number for sheet in plan.sheets for number, _ in sheet.missing})
        rest = []
        if cells:
            rest.append(f"{cells} 个单元格没有收，企业本身已导入；请把待更正表发回填表人。")
        if skipped:
            rest.append(f"{skipped} 行待定，没有导入；决定后可以再导入同一个文件，不会重复。")
        if absent:
            rest.append(f"台账里有 {len(absent)} 家企业不在这张表里，没有改动它们。")
        look.iconed(self._icon, "check", "good", 28)
        self.said.setText(change.said)
        self.rest.setText("\n".join(rest) or "没有需要更正的内容。")
        self.correct.setVisible(bool(cells or skipped))
        self.absent.setVisible(bool(absent))
        self.undo.setVisible(change.number is not None)
        self.undo.setEnabled(True)
        self.open.setVisible(bool(change.employers))
        if not self.open.isHidden():
            QTimer.singleShot(0, self.open, self.open.setFocus)

    def heard(self, change: Change) -> None:
        """The import may have been taken back from elsewhere."""
        if self._change and self._change is not change and change.said.startswith("撤销"):
            self.undo.setEnabled(False)
            look.iconed(self._icon, "undo", "soft", 28)
            self.said.setText(change.said)

    def _open_absent(self) -> None:
        self.wants_register.emit((Query(ids=tuple(self._missing)), "表里没有的企业"))

    def _open(self) -> None:
        if self._change:
            self.wants_register.emit((Query(ids=tuple(sorted(self._change.employers))), "这次导入的企业"))
