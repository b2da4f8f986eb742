"""Who changed this number: the operations that touched one employer."""

from __future__ import annotations

from PySide6.QtWidgets import QTextBrowser, QVBoxLayout

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.register.card_tab import CardTab
from desktop.work import trail
from desktop.work.employer_file import EmployerFile


class HistoryTab(CardTab):
    """Every operation that touched the employer, newest first, field by field."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.text = QTextBrowser(openLinks=False, accessibleName="改动历史")
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.text)

    def show_file(self, file: EmployerFile) -> None:
        found = self._desk.ask(lambda session: trail.of_employer(session, file.id, self._desk.office.rulebook))
        t = look.tones()
        parts = []
        for trace in found:
            struck = " style='text-decoration: line-through'" if trace.undone else ""
            note = "（已撤销）" if trace.undone else ""
            lines = "".join(f"<br><span style='color:{t.soft}'>{_safe(line)}</span>" for line in trace.lines[:30])
            parts.append(
                f"<p><span style='color:{t.faint}'>{trace.at:%Y-%m-%d %H:%M}</span>　"
                f"<span{struck}>{_safe(trace.said)}</span>{note}{lines}</p>"
            )
        self.text.setHtml("".join(parts) or f"<p style='color:{t.soft}'>还没有改动记录。</p>")


def _safe(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
