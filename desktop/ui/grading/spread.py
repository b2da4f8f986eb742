"""Two tables about the whole register: how grades are spread, and who moved between two days."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from desktop.rules.words import Period
from desktop.ui import look
from desktop.ui.asking import day_of
from desktop.ui.desk import Desk
from desktop.ui.page import Lined, button, clear, column, label, row, tabbed
from desktop.ui.rowtable import Column, lines
from desktop.ui.tableview import TableView
from desktop.work import grading_history
from desktop.work.grading_history import Share, Shifted
from desktop.work.problem import Problem

SHIFTED = (
    Column[Shifted]("单位名称", lambda x: x.name, width=220),
    Column[Shifted](
        "变化", lambda x: x.which, width=72, chip=True, tone=lambda x: "danger" if x.which == "升级" else "good"
    ),
    Column[Shifted]("原来", lambda x: x.before.label, width=84),
    Column[Shifted]("后来", lambda x: x.after.label, width=84),
    Column[Shifted]("后来的理由", lambda x: x.because, width=380, tip=lambda x: x.because),
)


class SpreadDialog(QDialog):
    """分布与升降级."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("分布与升降级")
        self._desk = desk
        today = desk.office.today()
        self.by = QComboBox(accessibleName="按什么分布")
        for key, words in grading_history.BY.items():
            self.by.addItem(f"按{words}", key)
        self.by.currentIndexChanged.connect(lambda _: self._share())
        self._shares = column(stretch=None)
        self.first = QLineEdit(Period.quarter_of(today).start.isoformat(), accessibleName="从哪一天")
        self.second = QLineEdit(today.isoformat(), accessibleName="到哪一天")
        self.said = label("", wrap=True)
        self._moved = column(stretch=None)
        tabs = tabbed()
        tabs.addTab(column(row(self.by, None), self._shares, stretch=1), "分布")
        days = row(label("从"), self.first, label("到"), self.second, button("列出", "search", self._move), None)
        tabs.addTab(column(days, self.said, self._moved, stretch=2), "升级和降级")
        stack = QVBoxLayout(self)
        stack.setContentsMargins(16, 16, 16, 16)
        stack.addWidget(tabs)
        self.resize(look.dp(940), look.dp(520))
        self._share()
        self._move()

    def _share(self) -> None:
        by = self.by.currentData()
        shares = self._desk.ask(lambda session: grading_history.distribution(session, by))
        self._show(self._shares, _share_columns(self.by.currentText().removeprefix("按"), shares), shares, "分级分布")

    def _move(self) -> None:
        office = self._desk.office
        try:
            first, second = (day_of(field, office.today()) for field in (self.first, self.second))
        except Problem as problem:
            self.said.setText(f"{problem.what}{problem.remedy}")
            return
        found = self._desk.ask(lambda s: grading_history.between(s, office.rulebook, first, second))
        up, down = (sum(one.which == which for one in found) for which in ("升级", "降级"))
        self.said.setText(
            f"{first} 到 {second}：升级 {up} 家（风险变高），降级 {down} 家，其他变化 {len(found) - up - down} 家。"
            "只比较这两天都评定过的企业。"
        )
        self._show(self._moved, SHIFTED, found, "升级和降级")

    def _show(self, place: Lined, columns: Sequence[Column], rows: Sequence[object], name: str) -> None:
        clear(place.line)
        place.line.addWidget(TableView(lines(columns, rows), name=name))


def _share_columns(words: str, shares: Sequence[Share]) -> list[Column[Share]]:
    levels = sorted({level for share in shares for level in share.levels})
    classes = [code for code in ("甲", "乙", "丙") if any(code in share.classes for share in shares)]

    def number(title: str, count: object, width: int = 66) -> Column[Share]:
        return Column(title, lambda share: f"{count(share)} 家", width=width, numeric=True)  # type: ignore[operator]

    found: list[Column[Share]] = [Column(words, lambda share: share.name, width=180)]
    found += [number(f"{level}级", lambda share, level=level: share.levels.get(level, 0)) for level in levels]
    found += [number(f"{code}类", lambda share, code=code: share.classes.get(code, 0)) for code in classes]
    found += [
        number("未分级", lambda share: share.ungraded),
        number("人工认定", lambda share: share.overridden, 84),
        number("合计", lambda share: share.total),
    ]
    return found
