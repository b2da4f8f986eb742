"""核实于…: when, how and by whom an employer was made sure of, and one press to note it anew."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.rules.words import add_months
from desktop.ui.desk import Desk
from desktop.ui.page import Short, label, link
from desktop.work import checking
from desktop.work.employer_file import EmployerFile

YEAR = 12


class VerifiedLine(QWidget):
    """One line of the card: the last verification, and 现场 · 电话 · 资料."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self._record: int | None = None
        self.said = Short("", "muted")
        self.ways = {how: link(how, partial(self.verify, how)) for how in checking.METHODS}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.said, 1)
        line.addWidget(label("今天核实", "muted"))
        for how, way in self.ways.items():
            way.setAccessibleName(f"今天{how}核实")
            way.setToolTip(f"记为今天{how}核实，可以撤销")
            line.addWidget(way)

    def show_file(self, file: EmployerFile) -> None:
        """The last verification of an employer."""
        self._record = file.id
        on, how, by = (file.fields.get(key) for key in ("verified_on", "verified_how", "verified_by"))
        told = "、".join(filter(None, (how, by)))
        if not isinstance(on, date):
            self.said.setText("从来没有核实过")
            return
        late = add_months(on, YEAR) < self._desk.office.today()
        self.said.setText(f"核实于 {on}{f'（{told}）' if told else ''}{'，已满一年' if late else ''}")

    def verify(self, how: str) -> None:
        """Note that it was verified today."""
        record, on = self._record, self._desk.office.today()
        if record is not None:
            self._desk.attempt(lambda session: checking.verify(session, record, how, on=on))
