"""The hands of a spreadsheet on a table: type to edit, F2, Enter, Tab, Esc, blocks of cells, fill, clear, remove."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QTableView,
)

from desktop.ui import blocks
from desktop.ui.celleditor import CTRL, SHIFT, STEPS, CellEditor, step_of
from desktop.ui.celltable import TRAVEL, CellTable
from desktop.ui.gridtable import GridTable

Index = QModelIndex | QPersistentModelIndex
MOST_SUMMED = 2000  # lines: more would have to be fetched while the mouse is moving
NUMBER = re.compile(r"\d+(\.\d+)?")
LOCKED = "这一列由其他资料得出，不在表里填写。"
EDIT_KEY = QAbstractItemView.EditTrigger.EditKeyPressed
ANY_KEY = QAbstractItemView.EditTrigger.AnyKeyPressed
RAGGED = "选中的是几块形状不同的区域，"


@dataclass(frozen=True, slots=True)
class Sum:
    """What the line below the table tells of a selected column of numbers."""

    title: str
    total: float
    known: int
    unknown: int

    def said(self, unit: str, lacking: str) -> str:
        """“接害人数合计 12 人，平均 6.0（1 家未登记）”."""
        mean = f"，平均 {self.total / self.known:,.1f}" if self.known > 1 else ""
        without = f"（{self.unknown:,} {lacking}未登记）" if self.unknown else ""
        total = f"{self.total:,.4g}" if self.total % 1 else f"{self.total:,.0f}"
        return f"{self.title}合计 {total}{unit}{mean}{without}"


class Grid(CellTable):
    """A table of cells that are written.

    `wishes` tells a list of Writing that is to become one operation, and what it is; `leaves` the ids of lines that
    are to be removed; `told` what could not be done.
    """

    wishes = Signal(list, str)
    leaves = Signal(list)
    told = Signal(str)

    def __init__(
        self, model: GridTable[Any], frozen: int = 0, name: str = "", today: Callable[[], date] = date.today
    ) -> None:
        self.today = today
        super().__init__(model, frozen, name)
        self._give_hands(self)

    def freeze(self, count: int) -> None:
        super().freeze(count)
        if self._frozen is not None:
            self._give_hands(self._frozen)

    def _give_hands(self, view: QTableView) -> None:
        triggers = QAbstractItemView.EditTrigger
        view.setItemDelegate(CellEditor(self))
        view.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)

    def finish(self) -> None:
        """Commit the cell that is being typed in."""
        for view in filter(None, (self, self._frozen)):
            for editor in view.viewport().findChildren(QLineEdit):
                if editor.isVisible():
                    view.commitData(editor)
                    view.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def sums(self) -> list[Sum]:
        """Of each selected column of numbers: the sum, how many are known, how many unknown.

        Empty while more than MOST_SUMMED lines are selected.
        """
        if len(self._lines()) > MOST_SUMMED:
            return []
        found: dict[int, list[str]] = {}
        for line, column in self._selected():
            if self._grid.columns[column].numeric and column in self._grid.written:
                found.setdefault(column, []).append(self._grid.text_of(line, column))
        numbers = {column: [float(text) for text in texts if NUMBER.fullmatch(text)] for column, texts in found.items()}
        return [
            Sum(self._grid.columns[n].title, sum(known), len(known), len(found[n]) - len(known))
            for n, known in sorted(numbers.items())
        ]

    def copy(self, *, heads: bool = False) -> None:
        """The selected block as text and as a table; `heads`: with the column titles."""
        block = self.block()
        if block is None:
            self.told.emit(f"{RAGGED}不能一起复制。请只选一整块。")
            return
        lines = [[self._grid.text_of(line, column) for column in block.columns] for line in block.lines]
        self.put_on_clipboard(lines, block.columns, heads=heads)

    def paste(self) -> None:
        """Write the clipboard's block at the selection; a block that fits several times is repeated.

        A first line of column titles says where the columns belong.
        """
        source, target = blocks.parsed(QGuiApplication.clipboard().text()), self.block()
        if target is None:
            self.told.emit(f"{RAGGED}不能粘贴。请只选一整块，或左上角的一格。")
        if not source or target is None or not target.lines:
            return
        named, source = self._named(source)
        high, wide = len(source), max(map(len, source))
        shown = self.shown_columns()
        first = shown.index(target.columns[0])
        if named is None:
            places = shown[first : first + blocks.repeated(wide, len(target.columns))]
            down = blocks.repeated(high, len(target.lines))
        else:
            places, down = named, high
        top = target.lines[0]
        lines = range(top, min(top + down, self.room()))
        writing = [
            (self.record_at(line), self._grid.written[column][0], source[(line - top) % high][n % wide].strip())
            for line in lines
            for n, column in enumerate(places)
            if column in self._grid.written and n % wide < len(source[(line - top) % high])
        ]
        self._tell_left_out(places, down - len(lines))
        if writing:
            self._select(lines, places)
            self.wishes.emit(writing, "粘贴")

    def room(self) -> int:
        """How many lines can be written to, from the first."""
        return self._grid.rowCount()

    def record_at(self, line: int) -> int:
        """The record that a line to be written stands for."""
        return self._grid.id_at(line)

    def fill(self, down: int, right: int) -> None:
        """Ctrl+D, Ctrl+R: the first line (column) of the selection into the others; or the neighbour's."""
        block = self.block()
        if block is None or not block.lines:
            return
        shown, lines, columns = self.shown_columns(), list(block.lines), list(block.columns)
        if down and len(lines) == 1 and lines[0] > 0:
            lines.insert(0, lines[0] - 1)
        if right and len(columns) == 1 and columns[0] != shown[0]:
            columns.insert(0, shown[shown.index(columns[0]) - 1])
        writing = [
            (
                self._grid.id_at(line),
                self._grid.written[column][0],
                self._grid.text_of(lines[0] if down else line, columns[0] if right else column),
            )
            for line in lines[down:]
            for column in columns[right:]
            if column in self._grid.written
        ]
        if writing:
            self.wishes.emit(writing, "向下填充" if down else "向右填充")

    def fill_with(self, text: str, what: str = "填充") -> None:
        """Write one text into every selected cell that can be written."""
        writing = [
            (self._grid.id_at(line), self._grid.written[column][0], text)
            for line, column in self._selected()
            if column in self._grid.written
        ]
        if writing:
            self.wishes.emit(writing, what)

    def clear_cells(self) -> None:
        """Delete: the selected cells become unknown."""
        self.fill_with("", "清除")

    def write_today(self) -> None:
        """Ctrl+;: today into the cell under the cursor."""
        at = self.currentIndex()
        if at.isValid() and at.column() in self._grid.written:
            self._grid.setData(at, self.today().isoformat())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab moves the cursor; at the last column it leaves the table."""
        at, columns = self.currentIndex(), self.shown_columns()
        place = columns.index(at.column()) + (1 if forward else -1) if at.column() in columns else -1
        if not at.isValid() or not 0 <= place < len(columns):
            return super().focusNextPrevChild(forward)
        self.step(0, 1 if forward else -1)
        return True

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _removes(event):
            event.accept()  # the shell makes everything smaller by these keys
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (*STEPS, Qt.Key.Key_Shift):
            self._tabbed = None
        if act := self._act(event):
            act()
        elif event.key() in TRAVEL:
            self.travel(event)
        elif event.key() in STEPS:
            if not event.modifiers() & CTRL and self.currentIndex().isValid():
                self.step(*step_of(event))
        else:
            super().keyPressEvent(event)

    def edit(self, index: Index, *how: object) -> bool:  # type: ignore[override]
        """A frozen cell is typed in where it is seen; of one that is not typed in, it is said where it is changed."""
        if len(how) == 2 and self._typed_into_locked(index, *how):
            self.told.emit(self.columns[index.column()].elsewhere or LOCKED)
            return False
        if self._frozen is not None and how and self.head.visualIndex(index.column()) < self.frozen:
            return self._frozen.edit_cell(index, *how)
        return bool(super().edit(index, *how))

    def _typed_into_locked(self, index: Index, trigger: object, event: object) -> bool:
        if not index.isValid() or index.flags() & Qt.ItemFlag.ItemIsEditable:
            return False
        typed = isinstance(event, QKeyEvent) and event.text().isprintable() and event.text().strip() != ""
        return trigger == EDIT_KEY or (trigger == ANY_KEY and typed)

    def _act(self, event: QKeyEvent) -> Callable[[], object] | None:
        keys, ctrl = event.key(), event.modifiers() & CTRL
        if ctrl and keys == Qt.Key.Key_C:
            return lambda: self.copy(heads=bool(event.modifiers() & SHIFT))
        if event.matches(QKeySequence.StandardKey.Paste):
            return self.paste
        if event.matches(QKeySequence.StandardKey.Cut):
            return self.cut
        if _removes(event):
            return lambda: self.leaves.emit(self.chosen())
        if ctrl:
            return {
                Qt.Key.Key_D: lambda: self.fill(1, 0),
                Qt.Key.Key_R: lambda: self.fill(0, 1),
                Qt.Key.Key_Semicolon: self.write_today,
            }.get(Qt.Key(keys))
        return self.clear_cells if keys == Qt.Key.Key_Delete else None

    def cut(self) -> None:
        """Ctrl+X: copy, and clear what can be written."""
        if self.block() is not None:
            self.copy()
            self.fill_with("", "剪切")

    def _named(self, source: blocks.Cells) -> tuple[list[int] | None, blocks.Cells]:
        titles = {column.title: n for n, column in enumerate(self._grid.columns)}
        first = [cell.strip() for cell in source[0]]
        if len(source) < 2 or not all(cell in titles for cell in first):
            return None, source
        return [titles[cell] for cell in first], source[1:]

    def _tell_left_out(self, places: Sequence[int], beyond: int) -> None:
        left_out = [self._grid.columns[column].title for column in places if column not in self._grid.written]
        words = f"{'、'.join(left_out)}不在这里改，没有粘贴。" if left_out else ""
        if beyond > 0:
            words += f"超出最后一行的 {beyond} 行没有粘贴。"
        if words:
            self.told.emit(words)


def _removes(event: QKeyEvent) -> bool:
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return plain == CTRL and event.key() == Qt.Key.Key_Minus
