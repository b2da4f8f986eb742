"""One sub-ledger on the card: a grid to type and paste into, and the dialog beside it where there is little room."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.rules.cells import Unclear
from desktop.rules.ledger_forms import LedgerForm
from desktop.ui import look
from desktop.ui.columnheads import HeldHeads
from desktop.ui.columnmemory import ColumnMemory
from desktop.ui.desk import Desk
from desktop.ui.grid import Grid
from desktop.ui.gridtable import Writing
from desktop.ui.page import Short, dropped, label, link, row
from desktop.ui.register.ledger_line import LineDialog
from desktop.ui.register.ledger_table import NEW, LedgerTable
from desktop.ui.register.pasting import PastePreview
from desktop.ui.seenmenu import SeenMenu
from desktop.ui.tableview import ROW
from desktop.work import ledger_block, ledgers
from desktop.work.change import Change
from desktop.work.ledger_block import Outcome, Where
from desktop.work.ledgers import Line
from desktop.work.problem import Problem


class LedgerGrid(Grid):
    """Pasting goes on below the last line: every further line is a new one."""

    def __init__(self, model: LedgerTable, name: str, today: Callable[[], date]) -> None:
        super().__init__(model, name=name, today=today)
        self._ledger = model

    def room(self) -> int:
        return 1_000_000 if self._ledger.id_at(self._ledger.rowCount() - 1) == NEW else self._ledger.rowCount()

    def record_at(self, line: int) -> int:
        count = self._ledger.rowCount()
        return (
            super().record_at(line)
            if line < count - 1
            else min(self._ledger.drafts, default=NEW) - 1 - (line - count + 1)
        )


class Part(QWidget):
    """One ledger: its heading with the number of lines, its buttons, its grid. `picked` tells the line chosen."""

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
        self.preview: PastePreview | None = None
        self.heading = Short(form.label, "heading")
        self.add = link("添加", self.ask_new)
        self.change = link("修改", self.ask_change)
        self.remove = link("删除", self.remove_line)
        self.files = link("附件", lambda: self.wants_files.emit((self.form.key, self._kept_line())))
        self.files.setToolTip("这一行的扫描件、照片；也可以把文件拖到这一行的表上")
        self.setAcceptDrops(True)
        self.nothing = label(form.empty, "muted", wrap=True)
        self.model = LedgerTable(form, lambda: self.found, self._write_cell, lambda: self._owned)
        self.table = LedgerGrid(self.model, form.label, desk.office.today)
        self.columns = ColumnMemory(self.table, desk.prefs, f"ledger/{form.key}")
        self.heads = HeldHeads(self.table, lambda: self.found, self._narrow)
        self.model.passes = self.heads.passes
        self.seen = SeenMenu(desk, self.table, form.label)
        self.table.wishes.connect(self._look_at_cells)
        self.table.leaves.connect(self._remove)
        self.table.told.connect(lambda words: desk.bar.say(words, tone="warn"))
        self.table.picked.connect(self._picked)
        self.table.selectionModel().currentRowChanged.connect(self._left)
        self.model.rowsInserted.connect(lambda *_: self._fit())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._say_title())
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._keep_left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(row(self.heading, None, self.add, self.change, self.files, self.remove))
        column.addWidget(self.nothing)
        column.addWidget(self.heads.told)
        column.addWidget(self.table, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def _owned(self) -> bool:
        """Whether a new line has something to belong to."""
        return self.employer is not None and (self.form.of is None or self.parent_line is not None)

    def show_lines(self, employer: int, parent: int | None = None) -> None:
        """Ask for the lines of an employer, or of one report; stays on the same cell where it is still there."""
        if (employer, parent) != (self.employer, self.parent_line):
            self.remember()
            self.model.drafts.clear()
            self.model.refused.clear()
            self.employer, self.parent_line = employer, parent
            self._take_drafts()
        before, cell = self.table.current(), max(0, self.table.currentIndex().column())
        rulebook, on = self._desk.office.rulebook, self._desk.office.today()
        self.found = (
            self._desk.ask(lambda s: ledgers.lines(s, employer, self.form.key, rulebook=rulebook, parent=parent, on=on))
            if self._owned
            else []
        )
        self.model.reload()
        self._say_how_many()
        place = self.model.place_of(before) if before is not None else None
        if self.model.rowCount():
            first = next((n for n in range(self.model.rowCount()) if self.model.id_at(n) > NEW), 0)
            self.table.setCurrentIndex(self.model.index(first if place is None else place, cell))
        self._picked(self.table.current())

    def settle(self) -> None:
        """Commit what is being typed, and keep the drafts that are complete."""
        self.table.finish()
        for line in list(self.model.drafts):
            self._keep(line)

    def remember(self) -> None:
        """Nothing typed is lost when the window closes."""
        self.settle()
        self._put_drafts_by()

    def ask_new(self) -> LineDialog:
        """添加."""
        return self._open(ledgers.defaults(self.form), self._enter, "添加")

    def ask_change(self) -> LineDialog | None:
        """修改."""
        line = self._kept_line()
        if line is None:
            return None
        rulebook = self._desk.office.rulebook
        values = self._desk.ask(lambda s: ledgers.line_written(s, self.form.key, line, rulebook=rulebook))
        return self._open(values, lambda written: self._rewrite(line, written), "修改")

    def remove_line(self) -> None:
        """删除: no question, because undo and the bin bring it back."""
        line = self.table.current()
        if line is not None:
            self._remove([line])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Insert:
            self.ask_new()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._kept_line() is not None and dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        line = self._kept_line()
        self.brought.emit(dropped(event), None if line is None else (self.form.key, line))

    def _kept_line(self) -> int | None:
        line = self.table.current()
        return line if line is not None and line > NEW else None

    def _remove(self, lines: list[int]) -> None:
        office, kept = self._desk.office, [line for line in lines if line > NEW]
        drafts = [line for line in lines if line in self.model.drafts]
        for line in drafts:
            self.model.forget(line)
        if kept:
            self._desk.attempt(
                lambda s: ledgers.remove(s, self.form.key, kept, rulebook=office.rulebook, on=office.today())
            )
        elif drafts:
            self._again()

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
        made: list[int] = []

        def add(session: Any) -> Change:  # noqa: ANN401 - windows know no Session
            change, line = ledgers.add(
                session, employer, self.form.key, text, rulebook=office.rulebook, on=office.today()
            )
            made.append(line)
            return change

        self._desk.change(add)
        self.table.show_record(made[0])

    def _rewrite(self, line: int, written: Mapping[str, str]) -> None:
        office = self._desk.office
        self._desk.change(
            lambda s: ledgers.change(s, self.form.key, line, written, rulebook=office.rulebook, on=office.today())
        )

    def _write_cell(self, writing: Writing) -> None:
        """One cell: of a kept line at once, of a new one into its draft until the line is left."""
        line, key, text = writing
        if line > NEW:
            self._rewrite(line, {key: text})
            return
        self.model.drafts[line][key] = text
        self.model.refresh()
        office = self._desk.office
        if text:
            ledgers.check(self.form.key, key, text, rulebook=office.rulebook, on=office.today())

    def _look_at_cells(self, writing: list[Writing], what: str) -> None:
        """Many cells: those that cannot be read are shown first, the others may be written without them."""
        office = self._desk.office
        looked = ledger_block.look(writing, self.form.key, rulebook=office.rulebook, on=office.today())
        if not looked.refused:
            self._write_cells(writing, what)
            return
        self.preview = PastePreview(
            looked, what, lambda: self._write_cells(looked.taken, what), self.window(), whose="行"
        )
        self.preview.open()

    def _write_cells(self, writing: Sequence[Writing], what: str) -> None:
        """Many cells as one operation; lines that still lack something stay as drafts."""
        texts: dict[int, dict[str, str]] = {}
        for line, key, text in writing:
            number = line if line != NEW else min(self.model.drafts, default=NEW) - 1
            texts.setdefault(number, dict(self.model.drafts.get(number, {})))[key] = text
        texts = {line: text for line, text in texts.items() if line > NEW or any(text.values())}
        outcome = self._write(texts, what)
        if outcome is not None and outcome.refused:
            words = f"有 {len(outcome.refused):,} 行还不能保存，标红的格子写明了怎样填；补齐后离开那一行就保存。"
            self._desk.bar.say(words, "已经能保存的行都保存了。" if outcome.added else "", "warn")

    def _write(self, texts: dict[int, dict[str, str]], what: str) -> Outcome | None:
        """One operation for all lines; None when nothing could be tried."""
        employer, office = self.employer, self._desk.office
        if employer is None or not texts or self._desk.jobs.writing:
            return None
        where, held = Where(employer, self.form.key, self.parent_line), []

        def work(session: object) -> Change:
            book, on = office.rulebook, office.today()
            held.append(ledger_block.write(session, where, texts, rulebook=book, on=on, said=what))  # type: ignore[arg-type]
            return held[0].change

        try:
            change = office.do(work)
        except Problem as problem:
            self._desk.bar.tell(problem)
            return None
        self._show_outcome(held[0], texts, change)
        return held[0]

    def _show_outcome(self, outcome: Outcome, texts: dict[int, dict[str, str]], change: Change) -> None:
        for line, text in texts.items():
            if line in outcome.added:
                self.model.forget(line)
            elif line <= NEW:
                self.model.drafts[line] = text
        if change.number is not None:
            self._desk.told(change)  # every page hears it, this one too
        self._again()
        for line, cells in outcome.refused.items():
            if line > NEW:
                self._mark_kept(line, texts[line], cells)
            else:
                self.model.mark(line, {key: _told(doubt) for key, doubt in cells.items()})

    def _mark_kept(self, line: int, text: Mapping[str, str], cells: Mapping[str, Unclear]) -> None:
        for number, key in self.model.keys.items():
            if key in cells and key in text:
                self.model.refused[line, number] = (text[key], _told(cells[key]))
        self.model.refresh()

    def _left(self, now: QModelIndex, before: QModelIndex) -> None:
        """A draft is kept when its line is left, once the keys are done."""
        if before.isValid() and before.row() < self.model.rowCount() and self.model.drafts:
            self._soon.start()

    def _keep_left(self) -> None:
        current = self.table.current()
        for line in list(self.model.drafts):
            if line != current:
                self._keep(line)

    def _keep(self, line: int) -> None:
        text = {key: written for key, written in self.model.drafts.get(line, {}).items() if written}
        if not text:
            self.model.forget(line)
            self._again()
            return
        self._write({line: text}, "新增")

    def _again(self) -> None:
        if self.employer is not None:
            self.show_lines(self.employer, self.parent_line)

    def _narrow(self) -> None:
        self.table.reload()
        self._say_how_many()

    def _say_how_many(self) -> None:
        self._say_title()
        self.nothing.setText(self.form.empty if self._owned else f"先登记检测报告，再登记{self.form.label}。")
        self.nothing.setVisible(not self.found)
        self.table.setVisible(self.model.rowCount() > 0)
        self.add.setEnabled(self._owned)
        self._fit()

    def _say_title(self) -> None:
        shown, whole = sum(map(self.heads.passes, self.found)), len(self.found)
        count = f"{whole}" if shown == whole else f"{shown} / {whole} 行"
        words = f"{self.form.label}（{count}）" if self.found else self.form.label
        cells, _ = self.table.cells()
        if cells > 1:
            words += f"　选中 {cells:,} 格" + "".join(f"，{each.said('', '行')}" for each in self.table.sums())
        self.heading.setText(words)

    def _fit(self) -> None:
        around = ROW + 26  # the head and the bar below
        self.table.setMaximumHeight(look.dp(ROW * self.model.rowCount() + around))
        self.table.setMinimumHeight(look.dp(ROW * min(8, self.model.rowCount()) + around))

    def _picked(self, line: int | None) -> None:
        kept = line if line is not None and line > NEW else None
        self.change.setVisible(kept is not None)
        self.files.setVisible(kept is not None)
        self.remove.setVisible(line is not None and line != NEW)
        self.picked.emit(kept)

    def _place(self) -> str:
        return f"drafts/{self.form.key}/{self.employer}/{self.parent_line or 0}"

    def _put_drafts_by(self) -> None:
        """Drafts wait for their employer to be shown again, also over a restart."""
        if self.employer is not None:
            if self.model.drafts:
                self._desk.prefs.setValue(self._place(), json.dumps(list(self.model.drafts.values())))
            else:
                self._desk.prefs.remove(self._place())

    def _take_drafts(self) -> None:
        kept = json.loads(str(self._desk.prefs.value(self._place(), "[]"))) if self.employer is not None else []
        self.model.drafts.update({-number: text for number, text in enumerate(kept, 1)})


def _told(doubt: Unclear) -> str:
    return f"{doubt.why}。{doubt.instead}"
