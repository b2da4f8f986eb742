"""One line of a sub-ledger in a dialog: each cell is checked when it is left, all are saved together."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.rules.ledger_forms import LedgerField, LedgerForm
from desktop.rules.tables import Rulebook
from desktop.ui import look
from desktop.ui.asking import AskDialog
from desktop.ui.form import Box, Entry
from desktop.ui.page import scrolled
from desktop.work.ledger_cells import Refused
from desktop.work.problem import Problem

YES_NO = (("是", "是"), ("否", "否"))
HINTS = {"day": "例如 2026-03-05，只知道月份写 2026-03", "whole_day": "例如 2026-03-05", "year": "例如 2026"}
MOST_SEEN = 9  # fields that are seen without scrolling


class LineDialog(AskDialog):
    """`check(key, written)` and `save(written by key)` raise Problem; what was refused stays, with what to write."""

    def __init__(
        self,
        form: LedgerForm,
        rulebook: Rulebook,
        values: Mapping[str, str],
        check: Callable[[str, str], object],
        save: Callable[[dict[str, str]], object],
        parent: QWidget,
    ) -> None:
        super().__init__("", parent)
        self._save = save
        self.boxes = {field.key: Box(_entry(field, rulebook), check) for field in form.typed}
        for key, box in self.boxes.items():
            box.put(values.get(key))
        self.lay_out(scrolled(self._grid(form)), "保存")
        self.resize(look.dp(480), look.dp(110 + 42 * min(MOST_SEEN, len(form.typed))))

    def accept(self) -> None:
        """Save; stay open while any cell is refused."""
        self.reason.hide()
        for box in self.boxes.values():
            box.praise()
        try:
            self._save({key: box.written for key, box in self.boxes.items()})
        except Refused as refused:
            for key, doubt in refused.cells.items():
                self.boxes[key].blame(f"{doubt.why}。{doubt.instead}")
            self.boxes[next(iter(refused.cells))].editor.setFocus()
        except Problem as problem:
            self.refuse(problem)
        else:
            self.done(self.DialogCode.Accepted)

    def _grid(self, form: LedgerForm) -> QWidget:
        place = QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for line, field in enumerate(form.typed):
            box = self.boxes[field.key]
            name = QLabel(f"{field.label} *" if field.must else field.label, objectName="muted")
            name.setBuddy(box.editor)
            name.setToolTip(field.help)
            grid.addWidget(name, line * 2, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(box.editor, line * 2, 1)
            grid.addWidget(QLabel(field.unit, objectName="muted"), line * 2, 2)
            grid.addWidget(box.mark, line * 2 + 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2 * len(form.typed), 1)
        return place


def _entry(field: LedgerField, rulebook: Rulebook) -> Entry:
    choices: tuple[tuple[str, str], ...] = YES_NO if field.kind == "yes_no" else ()
    if field.list is not None:
        choices = tuple((item.code, item.label) for item in rulebook.codes.get(field.list).items)
    hint = HINTS.get(field.kind) or field.help or look.UNKNOWN
    return Entry(field.key, field.label, choices, field.unit, hint, field.help)
