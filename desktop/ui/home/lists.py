"""Below the counts: what the register lacks, and what was done last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.page import Panel, clear, label, link, row
from desktop.work import home

if TYPE_CHECKING:
    from desktop.rules.figures import Summary

RATES = ("A10", "B02", "C01", "C03", "D01")


def lined_up() -> QGridLayout:
    """Lines of a name, a bar that takes what is left, and a figure."""
    made = QGridLayout()
    made.setHorizontalSpacing(10)
    made.setVerticalSpacing(4)
    made.setColumnStretch(1, 1)
    return made


class Checkups(Panel):
    """Five questions to the data, each with how far it is answered and the rows that are missing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._grid = lined_up()
        self.put(label("资料核对", "heading"), self._grid, None)

    def refresh(self) -> None:
        """Ask again."""
        while item := self._grid.takeAt(0):
            if old := item.widget():
                old.hide()
                old.deleteLater()
        for line, checkup in enumerate(self._desk.ask(home.checkups)):
            bar = QProgressBar(
                textVisible=False,
                minimumWidth=look.dp(40),
                maximum=max(1, checkup.of),
                value=checkup.of - checkup.lacking,
            )
            bar.setAccessibleName(f"{checkup.title}：{checkup.of} 家中还缺 {checkup.lacking} 家")
            told = self._told(checkup)
            self._grid.setRowMinimumHeight(line, look.dp(28))
            self._grid.addWidget(label(checkup.asks), line, 0)
            self._grid.addWidget(bar, line, 1)
            self._grid.addWidget(told, line, 2, Qt.AlignmentFlag.AlignRight)

    def _told(self, checkup: home.Checkup) -> QWidget:
        if not checkup.lacking:
            return label("齐全 ✓", "good")
        wish = (checkup.behind, checkup.title)
        return link(f"还缺 {checkup.lacking:,} 家", lambda: self._desk.go("register", wish))


class Rates(Panel):
    """The rates of this quarter as bars, with the figure in words beside each."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.heading = label("本季指标", "heading")
        self._grid = lined_up()
        self.put(row(self.heading, None, link("看全部指标", lambda: desk.go("summary"))), self._grid, None)

    def show_summary(self, summary: Summary) -> None:
        """Draw the rates of a summary."""
        self.heading.setText(f"{summary.period.label}指标")
        while item := self._grid.takeAt(0):
            if old := item.widget():
                old.hide()
                old.deleteLater()
        for line, key in enumerate(key for key in RATES if key in summary.figures):
            figure = summary.figures[key]
            bar = QProgressBar(
                textVisible=False, minimumWidth=look.dp(40), maximum=1000, value=round((figure.value or 0) * 10)
            )
            words = (
                "—" if figure.value is None else f"{figure.value:.1f}%（{figure.numerator:,} / {figure.denominator:,}）"
            )
            bar.setAccessibleName(f"{figure.name} {words}")
            self._grid.setRowMinimumHeight(line, look.dp(28))
            self._grid.addWidget(label(figure.name), line, 0)
            self._grid.addWidget(bar, line, 1)
            self._grid.addWidget(label(words, "muted"), line, 2, Qt.AlignmentFlag.AlignRight)


class Recent(Panel):
    """The last import and the last operations."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        taken = link("导入表格", lambda: desk.go("exchange"))
        self.put(row(label("最近做过的事", "heading"), None, taken), self._lines, None)

    def refresh(self) -> None:
        """Ask again."""
        clear(self._lines)
        last = self._desk.ask(home.last_import)
        if last is not None:
            self._lines.addWidget(label(f"上次导入：{last.on}　{last.file}", wrap=True))
        done = self._desk.office.history(7)
        for operation in done:
            note = "（已撤销）" if operation.undone else ""
            when = label(f"{operation.at:%m-%d %H:%M}", "unknown")
            what = label(f"{operation.said}{note}", "muted" if operation.undone else "", wrap=True)
            line = row(when, what, stretch=1)
            line.line.setAlignment(when, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(line)
        if not done:
            self._lines.addWidget(label("还没有做过任何改动。", "muted"))


def _bar(value: int, of: int) -> QProgressBar:
    return QProgressBar(textVisible=False, minimumWidth=look.dp(40), maximum=of, value=value)
