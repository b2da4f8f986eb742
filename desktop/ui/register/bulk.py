"""批量修改: a pasted list or a selection, one field, one value, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.page import button, column, label, link, panel, row
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import bulk, lists, register
from desktop.work.bulk import Matched
from desktop.work.problem import Problem


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list as it is shown. state: found, doubtful, left."""

    written: str
    employer_id: int | None
    name: str | None
    how: str
    state: str


YES_NO = (("是", "是"), ("否", "否"))
TONES = {"found": "good", "doubtful": "warn", "left": "danger"}
SHAPES = {"found": "✓ 对上", "doubtful": "△ 待定", "left": "■ 没找到"}
LINES: tuple[Column[Line], ...] = (
    Column("结果", lambda x: SHAPES[x.state], width=84, chip=True, tone=lambda x: TONES[x.state]),
    Column("名单上写的", lambda x: x.written, width=220, tip=lambda x: x.written),
    Column("台账里的企业", lambda x: x.name or "—", width=220, tip=lambda x: x.name or ""),
    Column("依据", lambda x: x.how, width=200, tip=lambda x: x.how),
)


class BulkView(QWidget):
    """List at the left, what it means at the right, the change below. `closed` asks for the register again."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self._lines: list[Line] = []
        hint = "每行一家：名称、曾用名、信用代码或电话。可以从表格里复制一列粘贴到这里。"
        self.text = QPlainTextEdit(placeholderText=hint)
        self.text.setAccessibleName("企业名单")
        self.match = button("对照台账", "search", self.look_up, main=True)
        self.said = label("", "heading")
        self.model: RowTable[Line] = RowTable(
            LINES, lambda: range(len(self._lines)), lambda ids: {i: self._lines[i] for i in ids}
        )
        self.table = TableView(self.model, name="对照结果")
        self.field = QComboBox(accessibleName="要改的字段")
        self.value = QComboBox(accessibleName="改成", editable=True)
        self.value.setMinimumWidth(look.dp(200))
        self.apply = button("全部改成这样", "check", self._apply)
        self.mark = label("", "mark", wrap=True)
        self._lay_out()
        for key, entry in desk.office.rulebook.fields.items():
            if key not in bulk.OWN:
                self.field.addItem(entry.label, key)
        self.field.setCurrentIndex(max(0, self.field.findData("village")))
        self.field.currentIndexChanged.connect(lambda _: self._offer())
        self.table.opened.connect(self._take)
        self._offer()
        self._show()

    def look_up(self) -> None:
        """Match the pasted lines."""
        text = self.text.toPlainText()
        self._matched(self._desk.ask(lambda session: bulk.match(session, text)))

    def take_selection(self, ids: Sequence[int]) -> None:
        """The employers selected in the register stand in the list."""
        rows = self._desk.ask(lambda session: register.rows(session, ids))
        self._lines = [Line(rows[i].name, i, rows[i].name, "在台账里选中", "found") for i in ids if i in rows]
        self.text.setPlainText("\n".join(line.written for line in self._lines))
        self._show()

    @property
    def ids(self) -> list[int]:
        """The employers that the change is for."""
        found = (line.employer_id for line in self._lines if line.state == "found")
        return list(dict.fromkeys(number for number in found if number is not None))

    def _matched(self, found: Matched) -> None:
        self._lines = [Line(line, None, None, "台账里没有，请核对写法", "left") for line in found.left]
        for doubt in found.doubtful:
            self._lines += [
                Line(doubt.line, hit.employer_id, f"{hit.name}（{hit.village or '未定村'}）",
                     f"{hit.how}；双击选这一家", "doubtful")
                for hit in doubt.candidates
            ]  # fmt: skip
        self._lines += [Line(hit.line, hit.employer_id, hit.name, hit.how, "found") for hit in found.found]
        self._show()

    def _take(self, place: int) -> None:
        """A person chooses among the candidates of a doubtful line."""
        line = self._lines[place]
        if line.state != "doubtful":
            return
        taken = Line(line.written, line.employer_id, line.name, "您选定的", "found")
        self._lines = [taken if x is line else x for x in self._lines if x is line or x.written != line.written]
        self._show()

    def _show(self) -> None:
        self.table.reload()
        doubtful = len({line.written for line in self._lines if line.state == "doubtful"})
        left = sum(line.state == "left" for line in self._lines)
        self.said.setText(f"对上 {len(self.ids)} 家，待定 {doubtful} 行，没找到 {left} 行" if self._lines else "")
        self.apply.setEnabled(bool(self.ids))
        self.apply.setText(f"把这 {len(self.ids)} 家改成这样" if self.ids else "全部改成这样")
        self.mark.hide()

    def _offer(self) -> None:
        """The values that the chosen field may have."""
        key, book = str(self.field.currentData()), self._desk.office.rulebook
        choices = self._desk.ask(lambda session: lists.choices(session, book))
        listed = YES_NO if book.fields[key].kind == "yes_no" else choices.get(key, ())
        self.value.clear()
        for code, words in listed:
            self.value.addItem(words, code)
        self.value.setCurrentIndex(-1)
        self.value.setEditText("")

    def _apply(self) -> None:
        key, office, ids = str(self.field.currentData()), self._desk.office, self.ids
        text = self.value.currentText().strip()
        place = self.value.findText(text)
        written = str(self.value.itemData(place)) if place >= 0 else text
        try:
            change = self._desk.change(
                lambda session: bulk.change(session, ids, key, written, rulebook=office.rulebook, on=office.today())
            )
        except Problem as problem:
            self.mark.setText(f"{problem.what}{problem.remedy}")
            self.mark.show()
            return
        self.mark.hide()
        self._desk.bar.say(change.said, "可以一步撤销。", "good", [("撤销", self._undo)])

    def _undo(self) -> None:
        self._desk.bar.hide()
        self._desk.undo()

    def _lay_out(self) -> None:
        head = row(link("‹ 回到台账", self.closed.emit), label("按名单批量修改", "heading"), None)
        given = panel(label("名单", "heading"), self.text, row(self.match, None))
        means = panel(self.said, self.table)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(given)
        split.addWidget(means)
        split.setChildrenCollapsible(False)
        split.setSizes([look.dp(320), look.dp(700)])
        what = row(label("改哪一项"), self.field, label("改成"), self.value, self.apply, None)
        hint = label("空着表示改为“未登记”。分派网格请选“所属村（社区）”，再选网格。", "muted", wrap=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(column(head, split, panel(what, self.mark, hint), stretch=1))
