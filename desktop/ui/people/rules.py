"""巡查规则: every number patrol is planned with, where it comes from, and the office's own in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.rules.patrol_terms import LocalRule, Value
from desktop.ui import look
from desktop.ui.asking import AskDialog, form
from desktop.ui.desk import Desk
from desktop.ui.page import button, column, label, row
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import answers, demands
from desktop.work.problem import Problem
from desktop.work.progress import Progress


def _number(value: Value) -> str:
    return "没有规定" if value.number is None else f"{value.number:,} {value.unit}".strip()


def _doubt(value: Value) -> str:
    if value.number is None:
        return "· 没有另写"
    return "△ 待核对" if value.unconfirmed else "○ 本单位规定" if value.basis else "○ 已核对"


def _tone(value: Value) -> str:
    return "soft" if value.number is None else "warn" if value.unconfirmed else "good"


COLUMNS: tuple[Column[Value], ...] = (
    Column("规则", lambda value: value.label, width=360, tip=lambda value: value.label),
    Column("现在的数", _number, width=110, numeric=True),
    Column("核对", _doubt, width=110, chip=True, tone=_tone),
    Column("可以写", lambda value: f"{value.least:,} 到 {value.most:,}", width=100, numeric=True),
    Column("依据", lambda value: value.basis or value.source, width=320, tip=lambda value: value.basis or value.source),
)


class RuleDialog(AskDialog):
    """Another number, its basis and its day; what it changes is said when asked for, before it is kept."""

    def __init__(
        self,
        value: Value,
        today: str,
        effect: Callable[[RuleDialog], object],
        save: Callable[[RuleDialog], object],
        parent: QWidget,
    ) -> None:
        super().__init__("改成当地的数", parent)
        self.value, self._save = value, save
        self.number = QLineEdit("" if value.number is None else str(value.number), accessibleName="改成多少")
        self.basis = QLineEdit(placeholderText="例如 梅政办〔2026〕3号", accessibleName="依据")
        self.since = QLineEdit(today, accessibleName="自何日起")
        self.told = label("点“看影响”，先看改了以后一年要走访多少次。", "muted", wrap=True)
        self.told.setMinimumHeight(look.dp(56))
        self.see = button("看影响", "search", lambda: effect(self))
        fields = form()
        fields.addRow(f"改成（{value.unit}）" if value.unit else "改成", self.number)
        fields.addRow("依据", self.basis)
        fields.addRow("自何日起", self.since)
        top = QWidget()
        top.setLayout(fields)
        self.lay_out(
            column(label(value.label, "heading", wrap=True), top, row(self.see, None), self.told), "改成这个数"
        )
        self.setMinimumWidth(look.dp(480))

    def keep_it(self) -> None:
        self._save(self)


class RulesTab(QWidget):
    """The table of numbers, and the dialog that lays another one down."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self.rows: list[Value] = []
        self.model: RowTable[Value] = RowTable(COLUMNS, lambda: range(len(self.rows)), self._fetch)
        self.table = TableView(self.model, name="巡查规则")
        self.counted = label("", "muted", wrap=True)
        self.change = button("改成当地的数", "pencil", lambda: self.ask(), main=True)
        self.back = button("恢复默认", "undo", self.withdraw)
        self.table.opened.connect(lambda _: self.ask())
        self.table.picked.connect(self._picked)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.addWidget(row(self.counted, self.back, self.change, stretch=0))
        outer.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Ask again."""
        before, office = self.table.current(), self._desk.office
        self.rows = list(office.rulebook.patrol(office.today()).values.values())
        self.model.reload()
        self.table.show_record(before or 0)
        doubtful = sum(value.unconfirmed for value in self.rows)
        words = "各类、各等级的次数在“分级”的分级方法里，这里另写了就按这里。改动可以撤销。"
        self.counted.setText(f"{len(self.rows)} 项，{doubtful} 项待核对。{words}")

    def ask(self) -> RuleDialog | None:
        """改成当地的数."""
        place = self.table.current()
        if place is None or place >= len(self.rows):
            return None
        today = self._desk.office.today().isoformat()
        dialog = RuleDialog(self.rows[place], today, self.see, self._keep, self.window())
        dialog.open()
        return dialog

    def withdraw(self) -> None:
        """From today on the number that was shipped holds again; one undo."""
        place, office = self.table.current(), self._desk.office
        if place is not None and place < len(self.rows):
            address, on = self.rows[place].address, office.today()
            self._desk.attempt(lambda s: demands.withdraw(s, address, office.rulebook, since=on, person=None, on=on))

    def _picked(self, place: int | None) -> None:
        own = place is not None and place < len(self.rows) and self.rows[place].basis is not None
        self.back.setEnabled(own)
        self.back.setToolTip("自今天起用回默认的数，可以撤销" if own else "这一项用的就是默认的数")

    def see(self, dialog: RuleDialog) -> None:
        """What the written number would change, worked out beside the window."""
        dialog.reason.hide()
        office, on = self._desk.office, self._desk.office.today()
        try:
            rule = self._rule(dialog)
        except Problem as problem:
            dialog.refuse(problem)
            return

        def work(_: Progress) -> str:
            return office.ask(lambda session: demands.effect(session, office.rulebook, rule, on=on))

        self._desk.start(dialog, work, dialog.told.setText, "正在看影响")

    def _keep(self, dialog: RuleDialog) -> None:
        office, rule = self._desk.office, self._rule(dialog)
        self._desk.change(lambda s: demands.lay_down(s, rule, office.rulebook, person=None, on=office.today()))

    def _rule(self, dialog: RuleDialog) -> LocalRule:
        value, on = dialog.value, self._desk.office.today()
        number = answers.whole(dialog.number.text(), f"“{value.label}”", value.least, value.most)
        if number is None:
            raise Problem("还没有写改成多少。", f"请写 {value.least} 到 {value.most} 之间的整数。")
        since = answers.needed_day(dialog.since.text(), "自何日起", on)
        return LocalRule(value.address, number, dialog.basis.text(), since)

    def _fetch(self, places: Sequence[int]) -> dict[int, Value]:
        return {place: self.rows[place] for place in places}
