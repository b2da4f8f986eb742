"""工作台: how the register stands this morning; every number opens the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.rules.words import Period
from desktop.ui.desk import Desk
from desktop.ui.home.lists import Checkups, Rates, Recent
from desktop.ui.home.tile import Tile
from desktop.ui.home.upkeep import Complete, TenChecks
from desktop.ui.page import Page, button, column, label, link, row, scrolled
from desktop.work import home, planning_view
from desktop.work.change import Change
from desktop.work.progress import Progress
from desktop.work.register import Query

if TYPE_CHECKING:
    from desktop.rules.figures import Summary
    from desktop.work.duties import Outlook

STANDING = (
    ("listed", "在册企业", "家"),
    ("A02", "存在危害", "家"),
    ("A06", "接害人数", "人"),
    ("level3", "Ⅲ级风险", "家"),
)
DUE = (
    ("patrol", "今天走访", "家"),
    ("ungraded", "待分级", "家"),
    ("undeclared", "未申报", "家"),
    ("B04", "年度更新逾期", "家"),
    ("untested", "无有效检测", "家"),
    ("C04", "检测超标", "家"),
)


class HomePage(Page):
    """Counts at once from the register; the figures that need the rules follow from a job."""

    name, title = "home", "工作台"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tiles = {key: Tile(words, unit) for key, words, unit in (*STANDING, *DUE)}
        self._behind: dict[str, tuple[Query, str]] = {}
        self.checkups = Checkups(desk)
        self.rates = Rates(desk)
        self.recent = Recent(desk)
        self.checks = TenChecks(desk)
        self.complete = Complete(desk)
        self.bring = button("导入表格", "import", lambda: desk.go("exchange"), main=True)
        self.report = button("本季报表", "summary", lambda: desk.go("summary"))
        self.due_line = link("", lambda: desk.go("duties"))
        self._gathered = False
        for key, tile in self.tiles.items():
            tile.asked.connect(lambda key=key: self._open(key))
        self._lay_out()

    def buttons(self) -> list[QPushButton]:
        return [self.report, self.bring]

    def enter(self, wish: object = None) -> None:
        self.refresh()

    def heard(self, change: Change) -> None:
        self._gathered = False
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Ask for the counts now and for the figures in a job."""
        office = self.desk.office
        standing = self.desk.ask(home.standing)
        self._stack.setCurrentIndex(0 if standing.listed or standing.whole else 1)
        self._tell(
            "listed",
            standing.listed,
            f"另有 {standing.gone} 家已注销或查无" if standing.gone else "",
            Query(states=("在册",)),
        )
        self._tell(
            "level3", standing.level3, f"Ⅱ级 {standing.level2} 家，Ⅰ级 {standing.level1} 家", home.LEVEL_3, "danger"
        )
        self._tell("ungraded", standing.ungraded, "缺少资料，或还没有分级", home.UNGRADED, "warn")
        self._tell_patrol()
        self.checkups.refresh()
        self.recent.refresh()
        self.checks.refresh()
        self.stated.emit(
            f"在册 {standing.listed:,} 家，待分级 {standing.ungraded:,} 家" if standing.whole else "还没有企业"
        )
        if not self._gathered and standing.whole:
            self._gathered = True
            period = Period.quarter_of(office.today())

            def work(_: Progress) -> Summary:
                from desktop.work import summary

                return office.ask(lambda session: summary.gather(session, period, office.rulebook, office.today()))

            self.desk.start(self, work, self._show_figures, "正在统计")
            self.complete.refresh()
            self.desk.start(self, self._count_due, self._show_due, "正在推算到期事项")

    def _tell_patrol(self) -> None:
        found = self.desk.ask(lambda session: planning_view.morning(session, self.desk.office.today()))
        notes = [f"逾期 {found.overdue} 家"] if found.overdue else []
        notes += [f"已走访 {found.done} 家"] if found.done else []
        notes += ["、".join(found.villages[:3])] if found.villages else []
        note = "，".join(notes) or "没有安排走访"
        self.tiles["patrol"].tell(found.today, note, "danger" if found.overdue else "")
        self.desk.badged.emit("patrol", found.open)

    def _count_due(self, progress: Progress) -> Outlook:
        from desktop.work import duties

        office = self.desk.office
        return office.ask(lambda session: duties.outlook(session, office.rulebook, office.today(), progress))

    def _show_due(self, found: Outlook) -> None:
        self.due_line.setText(found.said)
        self.desk.badged.emit("duties", found.open)

    def _show_figures(self, summary: Summary) -> None:
        figures = summary.figures
        self.rates.show_summary(summary)
        a02, a06, b01, b04, c01, c04 = (figures[key] for key in ("A02", "A06", "B01", "B04", "C01", "C04"))
        self._tell("A02", a02.value, "，".join(f"{words} {n}" for words, n in figures["A03"].parts), _rows(a02.rows))
        unknown = f"另有 {a06.unknown} 家未登记" if a06.unknown else "全部已登记"
        self._tell("A06", a06.value, unknown, _rows(a06.rows))
        undeclared = home.without(figures["B02"].basis_rows or a02.rows, (*b01.rows, *b04.rows))
        self._tell("undeclared", len(undeclared), "从来没有申报记录", _rows(undeclared), "danger")
        self._tell("B04", b04.value, "超过 13 个月没有年度更新", _rows(b04.rows), "danger")
        untested = home.without(c01.basis_rows, c01.rows)
        self._tell("untested", len(untested), "没有检测，或已过期", _rows(untested), "warn")
        self._tell("C04", c04.value, "最近一次检测有超标点", _rows(c04.rows), "danger")

    def _tell(self, key: str, value: float | int | None, note: str, behind: Query, tone: str = "") -> None:
        words = {name: title for name, title, _ in (*STANDING, *DUE)}[key]
        self._behind[key] = (behind, words)
        self.tiles[key].tell(value, note, tone)

    def _open(self, key: str) -> None:
        if key == "patrol":
            self.desk.go("patrol", self.desk.office.today())
        if key in self._behind:
            self.desk.go("register", self._behind[key])

    def _lay_out(self) -> None:
        below = QWidget(objectName="plain")
        grid = QGridLayout(below)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        grid.addWidget(self.checkups, 0, 0)
        grid.addWidget(self.rates, 0, 1)
        grid.addWidget(self.checks, 1, 0, 1, 2)
        grid.addWidget(self.complete, 2, 0)
        grid.addWidget(self.recent, 2, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        everything = column(
            label("台账现状", "heading"),
            self._line([key for key, _, _ in STANDING]),
            row(label("要办的事", "heading"), None, self.due_line),
            self._line([key for key, _, _ in DUE]),
            below,
            None,
            spacing=10,
        )
        everything.line.setContentsMargins(12, 10, 12, 12)
        welcome = column(
            None,
            label("还没有企业。拖入现有台账表格，或下载空白模板。", "big", wrap=True),
            label("去年的台账、村里报来的名单、卫健局下发的表都可以直接拖进窗口，不用先整理。", "muted", wrap=True),
            row(
                button("选择表格文件", "folder", lambda: self.desk.go("exchange"), main=True),
                button("下载空白模板", "sheet", lambda: self.desk.go("exchange", "blank")),
                button("登记一家企业", "add", lambda: self.desk.go("register")),
                None,
            ),
            None,
            spacing=16,
        )
        welcome.line.setContentsMargins(48, 0, 48, 0)
        self._stack = QStackedWidget(objectName="plain")
        self._stack.addWidget(scrolled(everything))
        self._stack.addWidget(welcome)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _line(self, keys: Sequence[str]) -> QWidget:
        tiles = row(*(self.tiles[key] for key in keys), spacing=12)
        for number in range(len(keys)):
            tiles.line.setStretch(number, 1)
        return tiles


def _rows(ids: Sequence[int]) -> Query:
    return Query(ids=tuple(ids))
