"""风险分级: how the register stands, every employer with its reason, and behind each one why and what if."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout

from desktop.ui.columnheads import AskedHeads
from desktop.ui.desk import Desk
from desktop.ui.files import SHEETS
from desktop.ui.grades import shaped
from desktop.ui.grading.card import Card
from desktop.ui.grading.columns import COLUMNS, FROZEN
from desktop.ui.grading.everybody import grade_everybody
from desktop.ui.grading.results import ResultsDialog
from desktop.ui.grading.spread import SpreadDialog
from desktop.ui.home.tile import Tile
from desktop.ui.page import Page, beside, button, column, label, link, row
from desktop.ui.register.filters import Choices, Filters, class_choices, level_choices
from desktop.ui.rowtable import RowTable
from desktop.ui.seenmenu import SeenMenu
from desktop.ui.tableview import TableView
from desktop.work import grading_history, grading_results, grading_table, settings
from desktop.work.change import Change
from desktop.work.grading_history import Prompt
from desktop.work.grading_results import Looked
from desktop.work.grading_table import GradeRow
from desktop.work.progress import Progress
from desktop.work.register import UNGRADED, Query

STATES = ("分级待核对", "人工认定", "接害人数未登记", "危害因素未登记", "未检测")
TILES = (
    ("Ⅲ", "Ⅲ级", Query(levels=("Ⅲ",)), "danger"),
    ("Ⅱ", "Ⅱ级", Query(levels=("Ⅱ",)), "warn"),
    ("Ⅰ", "Ⅰ级", Query(levels=("Ⅰ",)), ""),
    ("ungraded", "未分级", Query(levels=(UNGRADED,)), "warn"),
    ("unconfirmed", "待核对", Query(states=("分级待核对",)), "warn"),
    ("overridden", "人工认定", Query(states=("人工认定",)), ""),
)


class GradingPage(Page):
    """Tiles, table, card. What would be graded differently today is found by a job and offered."""

    name, title = "grading", "风险分级"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tiles = {key: Tile(words, "家") for key, words, _, _ in TILES}
        self.filters = Filters(self._choices)
        self.model: RowTable[GradeRow] = RowTable(COLUMNS, self._find, self._fetch, self._sort)
        self.table = TableView(self.model, FROZEN, name="风险分级")
        self.card = Card(desk)
        self.counted = label("", "muted")
        self.outdated: list[Prompt] = []
        self.prompt = button("", "warn", self.grade_all)
        self.prompt.hide()
        self.due: tuple[int, ...] = ()
        self.due_again = link("", lambda: self.filters.show_only(Query(ids=self.due)))
        self.due_again.hide()
        self.spread = button("分布与升降级", "summary", self.show_spread)
        self.rules = button("分级规则", "settings", lambda: desk.go("settings", "rules"))
        self.results = button("导入自查结果", "import", self._ask_results)
        self.grade = button("全部分级", "grade", self.grade_all, main=True)
        self._stale, self._looked = True, False
        for key, _, query, _ in TILES:
            self.tiles[key].asked.connect(lambda query=query: self.filters.show_only(query))
        self.filters.asked.connect(self.reload)
        self.table.picked.connect(self.card.show_record)
        keys = {number: column.key for number, column in enumerate(COLUMNS)}
        self.heads = AskedHeads(desk, self.table, self.filters, keys, grading_table.graded)
        self.seen = SeenMenu(desk, self.table, "风险分级", self._told)
        self._lay_out()

    def _told(self) -> list[str]:
        words = "；".join(words for _, _, words in self.filters.conditions()) or self.filters.written
        return [f"条件：{words}。"] if words else []

    def buttons(self) -> list[QPushButton]:
        return [self.spread, self.results, self.rules, self.grade]

    def enter(self, wish: object = None) -> None:
        """`wish`: a Query, an employer's id, or the Path of a list of self-check results."""
        if isinstance(wish, Path):
            self.take_results(wish)
        elif isinstance(wish, Query):
            self.filters.show_only(wish)
        elif isinstance(wish, int):
            self.filters.show_only(Query())
            self.table.show_record(wish)
        elif self._stale:
            self.reload()
        self._look()

    def take_focus(self) -> None:
        self.table.setFocus()

    def focus_search(self) -> None:
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def heard(self, change: Change) -> None:
        self._looked = False
        if not self.isVisible():
            self._stale = True
            return
        self.reload()
        self.card.show_record(self.table.current())
        self._look()

    def reload(self) -> None:
        """Ask for everything again and stay on the same employer."""
        self._stale = False
        self.table.reload()
        if self.table.current() is None and self.model.rowCount():
            self.table.show_record(self.model.id_at(0))
        self._count()

    def grade_all(self) -> None:
        """Grade every employer by the edition in force, as a job; one undo."""
        grade_everybody(self.desk, self)

    def take_results(self, file: Path) -> None:
        """Look a list of self-check results through, as a job; it is written after a look at it."""
        office = self.desk.office

        def work(progress: Progress) -> Looked:
            return office.ask(lambda s: grading_results.look(s, file, office.rulebook, office.today(), progress))

        self.desk.start(self, work, self._looked_through, "正在读取自查结果")

    def _looked_through(self, looked: Looked) -> None:
        self.dialog = ResultsDialog(self.desk, looked, self)
        self.dialog.open()

    def _ask_results(self) -> QFileDialog:
        return self.desk.files.read(self, "选择自查结果表（一行一家）", SHEETS, self.take_results)

    def show_spread(self) -> SpreadDialog:
        """分布与升降级."""
        dialog = SpreadDialog(self.desk, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _look(self) -> None:
        """Find out, in a job, whose grade would be another today."""
        if self._looked:
            return
        self._looked = True
        office = self.desk.office

        def work(_: Progress) -> tuple[list[Prompt], list[int]]:
            book, on = office.rulebook, office.today()
            again = office.ask(lambda session: grading_history.to_assess(session, book, on, on))
            return office.ask(lambda session: grading_history.outdated(session, book, on)), [
                one.employer_id for one in again
            ]

        self.desk.start(self, work, self._prompted, "正在核对分级")

    def _prompted(self, told: tuple[list[Prompt], list[int]]) -> None:
        found, self.due = told[0], tuple(told[1])
        self.outdated = found
        self.due_again.setText(f"{len(self.due)} 家上次评定已满期限，应再评定")
        self.due_again.setVisible(bool(self.due))
        self.prompt.setVisible(bool(found))
        self.prompt.setText(f"{len(found)} 家按今天的资料会变，重新评定")
        self.prompt.setToolTip("\n".join(f"{p.name}：{p.kept.label} → {p.now.label}" for p in found[:12]))

    def _count(self) -> None:
        counts = self.desk.ask(grading_table.counts)
        values = {**counts.levels, "ungraded": counts.ungraded, "unconfirmed": counts.unconfirmed,
                  "overridden": counts.overridden}  # fmt: skip
        notes = {
            "Ⅲ": "风险最高",
            "Ⅱ": "风险居中",
            "Ⅰ": "风险最低",
            "ungraded": "缺少资料",
            "unconfirmed": "用到未核对的规则",
            "overridden": "人工代替程序评定",
        }
        for key, _, _, tone in TILES:
            self.tiles[key].tell(values.get(key, 0), notes[key], tone)
        self.counted.setText(f"显示 {self.model.rowCount():,} 家")
        edition = self.desk.office.rulebook.edition(self.desk.office.today())
        order = edition.classes if edition else tuple(counts.classes)
        held = [(code, counts.classes[code]) for code in order if code in counts.classes]
        classes = "，".join(f"{shaped(code)} 类 {number} 家" for code, number in held)
        said = f"参加分级 {counts.employers:,} 家"
        if edition:
            said += f"　按{edition.short}（{'＜'.join(edition.classes)}）"
        self.stated.emit(f"{said}　{classes}" if classes else said)

    def _find(self) -> Sequence[int]:
        return self.desk.ask(lambda session: grading_table.find(session, self.filters.query))

    def _fetch(self, ids: Sequence[int]) -> dict[int, GradeRow]:
        office = self.desk.office
        return self.desk.ask(lambda session: grading_table.rows(session, ids, office.rulebook, office.today()))

    def _sort(self, key: str, ascending: bool) -> None:
        kept = [pair for pair in self.filters.query.sort if pair[0] != key]
        self.filters.query = replace(self.filters.query, sort=((key, ascending), *kept)[:3])

    def _choices(self) -> dict[str, tuple[str, Choices]]:
        villages = self.desk.ask(settings.areas)
        return {
            "villages": ("村（社区）", [(a.id, a.name) for a in villages if a.employers or not a.closed_on]),
            "levels": ("风险等级", level_choices()),
            "combined": ("综合类别", class_choices()),
            "managements": ("管理等级", [(c, shaped(c)) for c in "ABC"]),
            "states": ("情况", [(state, state) for state in STATES]),
        }

    def _lay_out(self) -> None:
        tiles = row(*self.tiles.values(), spacing=8)
        for number in range(len(self.tiles)):
            tiles.line.setStretch(number, 1)
        left = column(self.filters, row(self.prompt, self.due_again, None), self.table, self.counted, stretch=2)
        split = beside(left, self.card, (720, 440))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.setSpacing(10)
        outer.addWidget(tiles)
        outer.addWidget(split, 1)
