"""One row of the plan at the right: field by field what changes, or which employer a doubtful row is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QFrame, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.page import clear, label, link, row, scrolled
from desktop.ui.page import column as stacked
from desktop.work.intaking.plan import RowPlan


class RowPanel(QFrame):
    """`decide` is called with an employer's id, "new", "skip" or None (not decided after all)."""

    def __init__(self, decide: Callable[[int | str | None], None]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._decide = decide
        self._inner = stacked(spacing=6)
        self.options: dict[int | str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 4, 12)
        outer.addWidget(scrolled(self._inner))
        self.setMinimumWidth(look.dp(260))

    def show_row(self, plan: RowPlan | None, said: Sequence[tuple[str, str]], decision: int | str | None) -> None:
        """Draw one row; None draws what to do."""
        layout = self._inner.line
        clear(layout)
        self.options = {}
        if plan is None:
            layout.addWidget(label("选中左边的一行，这里显示它的内容。", "muted", wrap=True))
            layout.addStretch(1)
            return
        layout.addWidget(label(plan.name or "（没有名称）", "heading", wrap=True))
        if plan.why:
            layout.addWidget(label(plan.why, "muted", wrap=True))
        if plan.verdict == "doubtful":
            self._ask(layout, plan, decision)
        for change in plan.changes:
            layout.addWidget(label(f"{change.label}（{change.cell}）", "muted"))
            ours = label(change.ours or look.UNKNOWN, "" if change.ours else "unknown", wrap=True)
            layout.addWidget(ours)
            layout.addWidget(label(f"→ {change.theirs}", "good", wrap=True))
        if plan.verdict == "same":
            layout.addWidget(label("和台账里的完全一样，不用改动。", wrap=True))
        if said:
            layout.addWidget(label(f"表里第 {plan.row} 行写着", "heading"))
            layout.addWidget(self._table(said))
        layout.addStretch(1)

    def _ask(self, layout: QBoxLayout, plan: RowPlan, decision: int | str | None) -> None:
        layout.addWidget(label("这一行是哪一家？", "heading"))
        group = self._group = QButtonGroup(self._inner)
        for candidate in plan.candidates:
            self._option(layout, group, candidate.employer_id, f"就是“{candidate.name}”", decision)
            words = "，".join(filter(None, (candidate.village, candidate.credit_code, candidate.why)))
            layout.addWidget(label(words, "muted", wrap=True))
        self._option(layout, group, "new", "都不是，作为新企业登记", decision)
        self._option(layout, group, "skip", "这一行先不导入", decision)
        layout.addWidget(row(link("以后再定", self._again), None))

    def _option(
        self, layout: QBoxLayout, group: QButtonGroup, value: int | str, words: str, decision: int | str | None
    ) -> None:
        option = QRadioButton(words)
        option.setChecked(value == decision)
        option.clicked.connect(lambda _=False: self._decide(value))
        group.addButton(option)
        self.options[value] = option
        layout.addWidget(option)

    def _table(self, said: Sequence[tuple[str, str]]) -> QWidget:
        made = QWidget(objectName="plain")
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for line, (name, text) in enumerate(said):
            title = label(name, "muted", wrap=True)
            title.setFixedWidth(look.dp(96))
            grid.addWidget(title, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(text, wrap=True), line, 1)
        return made

    def _again(self) -> None:
        self._group.setExclusive(False)
        for option in self.options.values():
            option.setChecked(False)
        self._group.setExclusive(True)
        self._decide(None)
