"""The first run: which township this is and which villages it has, or a made-up one to try."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.page import button, label, row
from desktop.work import settings
from desktop.work.change import Change
from desktop.work.problem import Problem
from desktop.work.progress import Progress

SAMPLE_EMPLOYERS = 120


class Welcome(QWidget):
    """Stands in place of the window until there is a township. `finished` when there is one."""

    finished = Signal()

    def __init__(self, desk: Desk, resources: Path) -> None:
        super().__init__()
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk, self._resources = desk, resources
        self.township = _field("例如 梅溪镇", "乡镇（街道）名称")
        self.county = _field("例如 安吉县", "所属县（市、区）")
        self.bureau = _field("例如 安吉县卫生健康局", "主送机关")
        self.villages = QPlainTextEdit(placeholderText="每行一个，可以从表格里整列粘贴\n梅溪村\n晓墅村\n临港工业园区")
        self.villages.setAccessibleName("村、社区、园区")
        self.villages.setTabChangesFocus(True)
        self.villages.setFixedHeight(look.dp(150))
        self.mark = label("", "mark", wrap=True)
        self.mark.hide()
        self.begin = button("开始使用", "check", self.save, main=True)
        self.try_it = button("先用示范数据试试", "grade", self.use_sample)
        self.county.textChanged.connect(self._suggest)
        desk.jobs.changed.connect(self._busy)
        self._lay_out()

    def save(self) -> None:
        """Write township and villages in one operation."""
        card = settings.TownshipCard(
            self.township.text().strip(), self.county.text().strip() or None, self.bureau.text().strip() or None
        )
        names = self.villages.toPlainText().splitlines()
        on = self._desk.office.today()

        def work(session: Any) -> Change:  # noqa: ANN401 - windows do not know SQLAlchemy
            change = settings.save_township(session, card, on=on)
            if any(name.strip() for name in names):
                settings.add_areas(session, names)
            return Change(f"欢迎使用：{card.name}", settings=True, listed=change.listed)

        try:
            self._desk.change(work)
        except Problem as problem:
            self.mark.setText(f"{problem.what}{problem.remedy}")
            self.mark.show()
            self.township.setFocus()
            return
        self.finished.emit()

    def use_sample(self) -> None:
        """Fill the office with a made-up township, as a job."""
        office, words = self._desk.office, self._resources / "sample" / "township.toml"

        def work(progress: Progress) -> Change:
            from desktop.work import sample

            wish = sample.Wish(SAMPLE_EMPLOYERS)
            return office.do(
                lambda session: sample.make(
                    session, words, wish, rulebook=office.rulebook, on=office.today(), progress=progress
                )
            )

        self._desk.start(self, work, self._made, "正在编写示范数据", writes=True)

    def _made(self, change: Change) -> None:
        self._desk.told(change)
        self.finished.emit()

    def _busy(self) -> None:
        running = self._desk.jobs.running is not None
        self.try_it.setText("正在准备示范数据…" if running else "先用示范数据试试")
        for widget in (self.try_it, self.begin):
            widget.setEnabled(not running)

    def _suggest(self, county: str) -> None:
        if county.strip():
            self.bureau.setPlaceholderText(f"{county.strip()}卫生健康局")

    def _lay_out(self) -> None:
        card = QFrame(objectName="panel")
        card.setFixedWidth(look.dp(600))
        mark = look.iconed(QLabel(), "zhikang", size=44)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.setVerticalSpacing(10)
        form.addRow("乡镇（街道）", self.township)
        form.addRow("所属县（市、区）", self.county)
        form.addRow("主送机关", self.bureau)
        form.addRow("村、社区、园区", self.villages)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(28, 24, 28, 24)
        inner.setSpacing(14)
        inner.addWidget(row(mark, label("欢迎使用职康网格", "big"), None, spacing=12))
        inner.addWidget(label("先告诉程序这是哪个乡镇。以后都能在“设置”里改；村名也可以以后再填。", "muted", wrap=True))
        inner.addLayout(form)
        inner.addWidget(self.mark)
        inner.addWidget(row(self.try_it, None, self.begin))
        inner.addWidget(label("示范数据是编造的，随时可以撤销。所有数据只保存在这台电脑上。", "muted", wrap=True))
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)


def _field(hint: str, name: str) -> QLineEdit:
    field = QLineEdit(placeholderText=hint, accessibleName=name)
    field.setAcceptDrops(False)
    return field
