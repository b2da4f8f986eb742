"""Before a method is adopted: who would move from what to what, and what that means for visits."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from desktop.rules.grading_moves import Visits
from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.page import button, label, row
from desktop.ui.rowtable import Column, lines
from desktop.ui.tableview import TableView
from desktop.work import answers, grading_preview, grading_rules
from desktop.work.grading_preview import Moved, Preview
from desktop.work.problem import Problem
from desktop.work.progress import Progress

MOVED = (
    Column[Moved]("单位名称", lambda x: x.name, width=220),
    Column[Moved](
        "变化", lambda x: x.move.which, width=72, chip=True,
        tone=lambda x: {"升级": "danger", "降级": "good"}.get(x.move.which, "soft"),
    ),
    Column[Moved]("现在", lambda x: x.move.before.label, width=84),
    Column[Moved]("采用后", lambda x: x.move.after.label, width=84),
    Column[Moved]("采用后的理由", lambda x: x.because, width=420, tip=lambda x: x.because),
)  # fmt: skip


class AdoptDialog(QDialog):
    """The preview is worked out in a job; adopting is a second, conscious step. text: a pack not kept yet."""

    def __init__(self, desk: Desk, edition: str, text: str | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("试算并采用分级方法")
        self._desk, self._edition, self._text = desk, edition, text
        self.preview: Preview | None = None
        self.said = label("正在试算全部企业……", wrap=True)
        self.since = QLineEdit(desk.office.today().isoformat(), accessibleName="从哪一天起采用")
        self.person = QLineEdit(placeholderText="谁定的，例如县卫健局通知", accessibleName="谁定的")
        self.mark = label("", "mark", wrap=True)
        self.mark.hide()
        self.adopt = button("采用", "check", self._adopt, main=True)
        self.adopt.setEnabled(False)
        self.table = TableView(lines(MOVED, []), name="会变动的企业")
        stack = self._stack = QVBoxLayout(self)
        stack.setContentsMargins(16, 16, 16, 16)
        stack.setSpacing(10)
        stack.addWidget(self.said)
        stack.addWidget(self.table, 1)
        stack.addWidget(label("采用以后，以前的评定和已经出具的报告都不变。可以撤销。", "muted", wrap=True))
        stack.addWidget(self.mark)
        stack.addWidget(
            row(
                label("从"),
                self.since,
                label("起"),
                self.person,
                self.adopt,
                button("取消", "", self.reject),
                stretch=3,
            )
        )
        self.resize(look.dp(900), look.dp(540))
        self._work_out()

    def _work_out(self) -> None:
        office, on = self._desk.office, self._desk.office.today()

        def work(_: Progress) -> Preview:
            if self._text is None:
                return office.ask(lambda s: grading_preview.of_edition(s, office.rulebook, self._edition, on))
            text = self._text
            return office.ask(lambda s: grading_preview.of_pack(s, office.rulebook, text, on))

        self._desk.start(self, work, self._show, "正在试算")

    def _show(self, found: Preview) -> None:
        self.preview = found
        parts = [f"{before} → {after} {number} 家" for (before, after), number in found.crossings.items()]
        lead = f"{found.employers:,} 家中有 {len(found.moved):,} 家会变：" if parts else "没有企业会变动。"
        words = [lead + "，".join(parts) + ("。" if parts else ""), _visits(found)]
        if found.unconfirmed:
            words.append(f"这个方法还有 {len(found.unconfirmed)} 格待核对，用到它们的结果都带“待核对”。")
        self.said.setText("\n".join(words))
        new = TableView(lines(MOVED, found.moved), name="会变动的企业")
        self._stack.replaceWidget(self.table, new)
        self.table.hide()
        self.table.deleteLater()
        self.table = new
        self.adopt.setEnabled(True)

    def _adopt(self) -> None:
        office, text, person = self._desk.office, self._text, self.person.text().strip() or None
        try:
            since = answers.needed_day(self.since.text(), "采用日期", office.today())
        except Problem as problem:
            self._blame(problem)
            return

        try:
            if text is None:
                self._desk.change(
                    lambda s: grading_rules.adopt(
                        s, self._edition, since, person=person, rulebook=office.rulebook, on=office.today()
                    )
                )
            else:
                self._desk.change(
                    lambda s: grading_rules.save_and_adopt(
                        s, text, since, person=person, rulebook=office.rulebook, on=office.today()
                    )
                )
        except Problem as problem:
            self._blame(problem)
            return
        self.accept()

    def _blame(self, problem: Problem) -> None:
        self.mark.setText(f"{problem.what}{problem.remedy}")
        self.mark.show()


def _visits(found: Preview) -> str:
    before, after = found.visits_before, found.visits_after
    if before.number is None or after.number is None:
        return "走访频次没有规定，无法计算走访次数。"
    said = f"每季度走访：{before.number:g} 次 → {after.number:g} 次（按各类别、等级的频次）。"
    return said + _lacking(after)


def _lacking(after: Visits) -> str:
    return f"另有 {after.without} 家的类别没有规定频次，没有算进去。" if after.without else ""
