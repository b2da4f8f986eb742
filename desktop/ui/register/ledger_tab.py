"""The editable sub-ledgers of one employer, below each other; each is a grid of its own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.register.ledger_part import Part
from desktop.work.employer_file import EmployerFile


class LedgerTab(QWidget):
    """One or more ledgers below each other, asked only while they are looked at."""

    wants_files = Signal(object)
    brought = Signal(object, object)

    def __init__(self, desk: Desk, *keys: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.parts = {key: Part(desk, desk.office.rulebook.ledgers[key]) for key in keys}
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

    def remember(self) -> None:
        """Keep what is complete, and put by what is not: nothing typed is lost."""
        for part in self.parts.values():
            part.remember()

    def hideEvent(self, event: QHideEvent) -> None:
        for part in self.parts.values():
            part.settle()
        super().hideEvent(event)

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
