"""Step 1: what each column was understood as. Every heading can be given another meaning."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QTabWidget, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.form import Choice
from desktop.ui.page import label, row
from desktop.work.intaking.plan import Column, Plan, SheetPlan

NOT_TAKEN = "（不导入）"
Fields = Sequence[tuple[str, str]]  # field, label


class SheetColumns(QWidget):
    """The columns of one sheet: heading, examples, meaning."""

    changed = Signal()

    def __init__(self, sheet: SheetPlan, fields: Fields) -> None:
        super().__init__()
        self._sheet = sheet
        self.meanings: dict[int, Choice] = {}
        found = sheet.recognised
        where = f"；整张表属于“{found.village}”" if found.village else ""
        lines = (
            f"第 {found.header_first} 行"
            if found.header_rows == 1
            else f"第 {found.header_first} 行起 {found.header_rows} 行"
        )
        head = label(f"表头在{lines}，读到 {sheet.row_counts['read']} 行企业{where}。", "muted", wrap=True)
        self.table = QTableWidget(len(found.columns), 4, accessibleName="列的含义")
        self.table.setHorizontalHeaderLabels(["表里的列名", "表里的内容（前几行）", "作为", "说明"])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        for line, column in enumerate(found.columns):
            self._line(line, column, fields)
        for number, width in enumerate((220, 300, 200)):
            self.table.setColumnWidth(number, look.dp(width))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().setDefaultSectionSize(look.dp(38))
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 8, 0, 0)
        stack.addWidget(head)
        stack.addWidget(self.table, 1)

    def mapping(self) -> dict[int, str | None]:
        """Column index → field, as chosen."""
        return {index: str(box.currentData()) or None for index, box in self.meanings.items()}

    def _line(self, line: int, column: Column, fields: Fields) -> None:
        heading = QTableWidgetItem(column.heading or "（没有列名）")
        heading.setToolTip(column.heading)
        samples = QTableWidgetItem("　".join(str(sample) for sample in column.samples))
        samples.setForeground(QColor(look.tones().soft))
        samples.setToolTip("\n".join(str(sample) for sample in column.samples))
        box = Choice()
        box.setAccessibleName(f"“{column.heading}”作为")
        box.addItem(NOT_TAKEN, "")
        for field, words in fields:
            box.addItem(words, field)
        box.setCurrentIndex(max(0, box.findData(column.field or "")))
        box.activated.connect(self.changed)
        self.meanings[column.index] = box
        note = QTableWidgetItem("" if column.field else column.ignored)
        note.setForeground(QColor(look.tones().warn))
        for place, item in ((0, heading), (1, samples), (3, note)):
            self.table.setItem(line, place, item)
        held = row(box, stretch=0)
        held.line.setContentsMargins(0, look.dp(3), 0, look.dp(3))
        self.table.setCellWidget(line, 2, held)


class ColumnsStep(QTabWidget):
    """A tab for each sheet that was understood."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.sheets: dict[str, SheetColumns] = {}

    def show_plan(self, plan: Plan, fields: Fields) -> None:
        """Draw the recognised columns of every sheet."""
        while self.count():
            old = self.widget(0)
            self.removeTab(0)
            if old:
                old.deleteLater()
        self.sheets = {}
        for sheet in plan.sheets:
            part = self.sheets[sheet.sheet] = SheetColumns(sheet, fields)
            part.changed.connect(self.changed)
            self.addTab(part, sheet.sheet)
        self.tabBar().setVisible(self.count() > 1)

    def mapping(self) -> dict[str, dict[int, str | None]]:
        """Sheet → column index → field, as chosen."""
        return {name: part.mapping() for name, part in self.sheets.items()}
