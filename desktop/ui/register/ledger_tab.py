"""The editable sub-ledgers of one employer: tables with 添加, 修改, 删除, each one operation with undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.rules.ledger_forms import LedgerField, LedgerForm
from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.page import dropped, label, link, row
from desktop.ui.register.ledger_line import LineDialog
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import ROW, TableView
from desktop.work import ledgers
from desktop.work.ledgers import Line
from desktop.work.register import EmployerFile

RESULT = {"test_report": "points_over", "test_result": "over_limit"}  # the column that tells the result as a chip


class Part(QWidget):
    """One ledger: its heading with the number of lines, its buttons, its table. `picked` tells the line chosen."""

    picked = Signal(object)
    wants_files = Signal(object)  # the ledger and line whose attachments are to be seen
    brought = Signal(object, object)  # files, and the ledger and line they were dropped on

    def __init__(self, desk: Desk, form: LedgerForm) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk, self.form = desk, form
        self.employer: int | None = None
        self.parent_line: int | None = None
        self.found: list[Line] = []
        self.heading = label(form.label, "heading")
        self.add = link("添加", self.ask_new)
        self.change = link("修改", self.ask_change)
        self.remove = link("删除", self.remove_line)
        self.files = link("附件", lambda: self.wants_files.emit((self.form.key, self.table.current())))
        self.files.setToolTip("这一行的扫描件、照片；也可以把文件拖到这一行的表上")
        self.setAcceptDrops(True)
        self.nothing = label(form.empty, "muted", wrap=True)
        self.model: RowTable[Line] = RowTable(_columns(form), self._ids, self._lines)
        self.table = TableView(self.model, name=form.label)
        self.table.opened.connect(lambda _: self.ask_change())
        self.table.picked.connect(self._picked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(row(self.heading, None, self.add, self.change, self.files, self.remove))
        column.addWidget(self.nothing)
        column.addWidget(self.table, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_lines(self, employer: int, parent: int | None = None) -> None:
        """Ask for the lines of an employer, or of one report; stays on the same line where it is still there."""
        before = self.table.current()
        self.employer, self.parent_line = employer, parent
        rulebook = self._desk.office.rulebook
        if self.form.of is not None and parent is None:
            self.found = []
        else:
            self.found = self._desk.ask(
                lambda s: ledgers.lines(s, employer, self.form.key, rulebook=rulebook, parent=parent)
            )
        self.model.reload()
        self.heading.setText(f"{self.form.label}（{len(self.found)}）" if self.found else self.form.label)
        orphaned = self.form.of is not None and parent is None
        self.nothing.setText(f"先登记检测报告，再登记{self.form.label}。" if orphaned else self.form.empty)
        self.nothing.setVisible(not self.found)
        self.table.setVisible(bool(self.found))
        self.table.setMaximumHeight(look.dp(ROW * (len(self.found) + 1) + 22))
        self.add.setEnabled(self.form.of is None or parent is not None)
        if self.found and (before is None or not self.table.show_record(before)):
            self.table.show_record(self.found[0].id)
        self._picked(self.table.current() if self.found else None)

    def ask_new(self) -> LineDialog:
        """添加."""
        return self._open(ledgers.defaults(self.form), self._enter, "添加")

    def ask_change(self) -> LineDialog | None:
        """修改."""
        line = self.table.current()
        if line is None:
            return None
        rulebook = self._desk.office.rulebook
        values = self._desk.ask(lambda s: ledgers.line_written(s, self.form.key, line, rulebook=rulebook))
        return self._open(values, lambda written: self._rewrite(line, written), "修改")

    def remove_line(self) -> None:
        """删除: no question, because undo brings it back."""
        line, office = self.table.current(), self._desk.office
        if line is not None:
            self._desk.attempt(
                lambda s: ledgers.remove(s, self.form.key, [line], rulebook=office.rulebook, on=office.today())
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove_line()
        elif event.key() == Qt.Key.Key_Insert:
            self.ask_new()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.table.current() is not None and dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.brought.emit(dropped(event), (self.form.key, self.table.current()))

    def _open(self, values: dict[str, str], save: Callable[[dict[str, str]], object], title: str) -> LineDialog:
        office = self._desk.office

        def check(key: str, written: str) -> None:
            ledgers.check(self.form.key, key, written, rulebook=office.rulebook, on=office.today())

        dialog = LineDialog(self.form, office.rulebook, values, check, save, self.window())
        dialog.setWindowTitle(f"{title}{self.form.label}")
        dialog.open()
        return dialog

    def _enter(self, written: dict[str, str]) -> None:
        employer, office = self.employer, self._desk.office
        if employer is None:
            return
        text = dict(written)
        if self.parent_line is not None:
            text["report"] = str(self.parent_line)
        self._desk.change(
            lambda s: ledgers.add(s, employer, self.form.key, text, rulebook=office.rulebook, on=office.today())[0]
        )

    def _rewrite(self, line: int, written: dict[str, str]) -> None:
        office = self._desk.office
        self._desk.change(
            lambda s: ledgers.change(s, self.form.key, line, written, rulebook=office.rulebook, on=office.today())
        )

    def _picked(self, line: int | None) -> None:
        self.change.setVisible(line is not None)
        self.remove.setVisible(line is not None)
        self.files.setVisible(line is not None)
        self.picked.emit(line)

    def _ids(self) -> list[int]:
        return [line.id for line in self.found]

    def _lines(self, ids: Sequence[int]) -> dict[int, Line]:
        wanted = set(ids)
        return {line.id: line for line in self.found if line.id in wanted}


class LedgerTab(QWidget):
    """One or more ledgers below each other, asked only while they are looked at."""

    wants_files = Signal(object)
    brought = Signal(object, object)

    def __init__(self, desk: Desk, *keys: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.parts = {key: Part(desk, desk.office.rulebook.ledgers[key]) for key in keys}
        self.tells = "、".join(part.form.label for part in self.parts.values())
        self._employer: int | None = None
        self._stale = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(10)
        for part in self.parts.values():
            column.addWidget(part)
        column.addStretch(1)
        for part in self.parts.values():
            part.wants_files.connect(self.wants_files)
            part.brought.connect(self.brought)
            if part.form.of is not None:
                owner, owned = self.parts[part.form.of], part
                owner.picked.connect(lambda line, owned=owned: self._show_owned(owned, line))

    def show_file(self, file: EmployerFile) -> None:
        """The ledgers of one employer, now or when the tab is opened."""
        self._employer, self._stale = file.id, True
        if self.isVisible():
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show()

    def _show(self) -> None:
        self._stale = False
        if self._employer is None:
            return
        for part in self.parts.values():
            if part.form.of is None:
                part.show_lines(self._employer)

    def _show_owned(self, part: Part, line: int | None) -> None:
        if self._employer is not None:
            part.show_lines(self._employer, line)


def _columns(form: LedgerForm) -> list[Column[Line]]:
    columns = []
    for field in form.fields:
        if not field.shown:
            continue
        if RESULT.get(form.key) == field.key:
            columns.append(Column("结果", _result, width=100, chip=True, tone=_tone))
            if form.key == "test_result":
                continue
        columns.append(_column(field))
    if form.key == "test_result":
        columns.append(Column[Line]("限值", lambda line: line.limit or None, width=200, tip=lambda line: line.limit))
    return columns


def _column(field: LedgerField) -> Column[Line]:
    return Column(
        field.label,
        lambda line: line.cells[field.key],
        width=max(field.shown, 15 * len(field.label) + 16),
        numeric=field.kind in ("heads", "number"),
        tip=lambda line: line.cells[field.key] or "",
    )


def _result(line: Line) -> str | None:
    return None if line.over is None else "■ 超标" if line.over else "○ 合格"


def _tone(line: Line) -> str:
    return "danger" if line.over else "good"
