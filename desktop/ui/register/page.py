"""企业台账: the register as a table at the left, the chosen employer as a card at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.columnheads import AskedHeads
from desktop.ui.columnmemory import ColumnMemory
from desktop.ui.desk import Desk
from desktop.ui.files import WORKBOOK
from desktop.ui.grades import shaped
from desktop.ui.grading.everybody import grade_everybody
from desktop.ui.grid import Grid
from desktop.ui.gridtable import GridTable, Writing
from desktop.ui.page import Page, beside, button, column, label, panel, row
from desktop.ui.register.card import Card
from desktop.ui.register.columns import FROZEN, OF_DUTIES, of_catalogue
from desktop.ui.register.enter import EnterDialog
from desktop.ui.register.filters import Choices, Filters, class_choices, level_choices
from desktop.ui.register.pasting import Pasting
from desktop.ui.register.side import BIN, Side
from desktop.ui.seenmenu import SeenMenu
from desktop.work import asof, bin, editing, lists, outgoing, register, settings
from desktop.work.change import Change
from desktop.work.home import UNGRADED
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.register import EmployerRow, Query

FIRST = 25_000  # employers that are listed at once; more follow
PAUSE = 150  # ms without a key before the card follows the search


class RegisterPage(Page):
    """Search, filter, sort; edit on the card; grade all; add; export what is seen."""

    name, title = "register", "企业台账"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.filters = Filters(self._choices, lambda text: self.side.understand(text))
        self.offered = of_catalogue(desk.office.rulebook)
        self.model = GridTable(
            self.offered.columns, self._find, self._fetch, self._sort, self.offered.written, self._write_cell
        )
        self.table = Grid(self.model, FROZEN, name="企业台账", today=desk.office.today)
        self.columns = ColumnMemory(self.table, desk.prefs, "register", FROZEN, sorts=True)
        self.pasting = Pasting(desk, self)
        self.card = Card(desk)
        self.grade = button("全部分级", "grade", self.grade_all)
        self.export = button("导出", "export", self._ask_export)
        self.add = button("登记企业", "add", self.enter_new, main=True)
        self.counted = label("", "muted")
        self._stale, self._searching, self._waiting = True, False, False
        self._more = False  # employers beyond the first are still to be listed
        self._later = QTimer(self, singleShot=True, interval=PAUSE)
        self._later.timeout.connect(self._show_card)
        self._lay_out()
        self.side = Side(self, self._middle)
        self.filters.asked.connect(self._narrow)
        self.table.horizontalHeader().sectionResized.connect(self._asked_for)
        self.heads = AskedHeads(desk, self.table, self.filters, self.offered.keys)
        self.model.empty = self.heads.nothing
        self.seen = SeenMenu(desk, self.table, "企业台账", self._told)
        self.table.picked.connect(self._picked)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._count())
        self.table.wishes.connect(self._write_cells)
        self.table.leaves.connect(self.remove)
        self.table.told.connect(lambda words: desk.bar.say(words, tone="warn"))
        self.card.wants_all.connect(self.grade_all)

    def buttons(self) -> list[QPushButton]:
        return [self.side.more, self.grade, self.export, self.add]

    def enter(self, wish: object = None) -> None:
        """`wish`: a Query, or (Query, words) for the rows behind a figure, an employer's id, or a view of `side`."""
        if isinstance(wish, str):
            self.side.show(wish)
            return
        if wish is not None:
            self.side.back()
        if isinstance(wish, tuple):
            self.filters.show_only(*wish)
        elif isinstance(wish, Query):
            self.filters.show_only(wish)
        elif isinstance(wish, int):
            self.filters.show_only(Query())
            self.table.show_record(wish)
        elif self._stale:
            self.reload()
            return
        self._show_card()
        self.tell_state()

    def leave(self) -> None:
        self.table.finish()
        self.card.remember()

    def take_focus(self) -> None:
        self.table.setFocus()

    def focus_search(self) -> None:
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def heard(self, change: Change) -> None:
        self.side.heard(change)
        if not self.isVisible():
            self._stale = True
            return
        if change.listed or change.settings:
            self.reload()
        elif change.employers:
            self.model.refresh()
            self.tell_state()
        if self.card.record in change.employers or change.settings:
            self.card.show_record(self.card.record)

    def reload(self) -> None:
        """Ask for the ids again and stay on the same employer."""
        self._stale = False
        self._narrow()
        self._show_card()
        self.tell_state()

    def _show_card(self) -> None:
        self._later.stop()
        self.card.show_record(self.table.current())

    def _narrow(self) -> None:
        """The rows for the conditions as they are now; the card follows when the typing pauses."""
        self._searching = True
        self.table.reload()
        if self.table.current() is None and self.model.rowCount():
            self.table.show_record(self.model.id_at(0))
        self._searching = False
        if self._more:
            self._fetch_rest()
        self._later.start()
        self._list.setCurrentIndex(0 if self.model.rowCount() else 1)
        self.export.setEnabled(self.model.rowCount() > 0)
        self._count()

    def _picked(self, record: int | None) -> None:
        if not self._searching:
            self._later.stop()
            self.card.show_record(record)

    def grade_all(self) -> None:
        """Grade every employer by the edition in force, as a job; one undo."""
        grade_everybody(self.desk, self)

    def enter_new(self) -> EnterDialog:
        """登记企业."""
        dialog = EnterDialog(self.desk, self)
        dialog.entered.connect(self.enter)
        dialog.open()
        return dialog

    def visible_columns(self) -> list[str]:
        """The keys of the columns that are seen, from left to right, as the lists are written by."""
        return [self.offered.exported[number] for number in self.table.shown_columns()]

    def arrange(self, columns: Sequence[str], sort: Sequence[tuple[str, bool]]) -> None:
        """Show these columns in this order, by the keys above (none: as they are), with the marks of this sorting."""
        places = {key: number for number, key in enumerate(self.offered.exported)}
        if columns:
            self.columns.show_only([places[key] for key in columns if key in places])
        sorted_by = {column.key: number for number, column in enumerate(self.offered.columns)}
        self.table.sort_by([(sorted_by[key], up) for key, up in sort if key in sorted_by], ask=False)

    def export_to(self, file: Path) -> None:
        """Write the employers that are shown to a workbook, as a job."""
        office, query = self.desk.office, self.desk.ask(self._asked)
        shown = outgoing.Shown(self.visible_columns(), self.side.fetch)

        def work(_: Progress) -> int:
            return office.ask(
                lambda session: outgoing.write_list(
                    session, query, file, shown, rulebook=office.rulebook, made_on=office.today()
                )
            )

        def written(number: int) -> None:
            self.desk.files.written(f"已导出 {number:,} 家企业。", file)

        self.desk.start(self, work, written, "正在导出台账")

    def _ask_export(self) -> QFileDialog:
        on = self.filters.query.on
        name = f"企业台账-{f'截至{on:%Y%m%d}' if on else f'{self.desk.office.today():%Y%m%d}'}.xlsx"
        return self.desk.files.save(self, "导出台账", name, WORKBOOK, self.export_to)

    def remove(self, ids: list[int]) -> None:
        """Ctrl+-: these employers into the bin."""
        on = self.desk.office.today()
        if ids and self.desk.attempt(lambda session: bin.remove(session, ids, on=on)):
            words = "删除只用于登记错的；关停的企业请改状态，过去的报表才对得上。"
            actions = [("撤销", self._undo_removal), ("打开回收站", lambda: self.side.show(BIN))]
            self.desk.bar.say(f"已删除 {len(ids):,} 家，可在回收站恢复。", words, "good", actions)

    def _undo_removal(self) -> None:
        self.desk.bar.hide()
        self.desk.undo()

    def _write_cell(self, writing: Writing) -> None:
        record, key, text = writing
        self._refuse_past()
        office = self.desk.office
        self.desk.change(
            lambda session: editing.edit(session, record, key, text, rulebook=office.rulebook, on=office.today())
        )

    def _write_cells(self, writing: list[Writing], what: str) -> None:
        try:
            self._refuse_past()
        except Problem as problem:
            self.desk.bar.tell(problem)
            return
        self.pasting.wish(writing, what)

    def _refuse_past(self) -> None:
        if self.filters.query.on is not None:
            raise Problem("现在看的是过去某一天的台账，不能修改。", "请先回到今天的台账。")

    def shows_duties(self) -> bool:
        """Whether any column of the six duties is in sight."""
        return any(not self.table.isColumnHidden(number) for number in OF_DUTIES)

    def further_shown(self) -> list[str]:
        """The columns of the employer behind the further fields in sight."""
        return [column for number, column in self.offered.further.items() if not self.table.isColumnHidden(number)]

    def _asked(self, session: Any) -> Query:  # noqa: ANN401 - windows know no Session
        """The conditions in force; of an earlier day with the statuses as they were then."""
        return asof.by_status(session, self.filters.query, self.desk.office.rulebook)

    def _find(self) -> Sequence[int]:
        self._waiting = self.side.must_wait()
        if self._waiting:
            return self.model.ids
        found = self.desk.ask(lambda session: register.find(session, self._asked(session), FIRST))
        self._more = len(found) == FIRST
        return found

    def _fetch_rest(self) -> None:
        """Of very many employers the first are on the screen already."""
        office, query = self.desk.office, self.filters.query

        def done(found: Sequence[int]) -> None:
            if self.filters.query is query and len(self.model.ids) == FIRST:
                self.model.extend(found[FIRST:])
                self._count()

        self.desk.start(
            self, lambda _: office.ask(lambda session: register.find(session, query)), done, "正在列出其余企业"
        )

    def _fetch(self, ids: Sequence[int]) -> dict[int, EmployerRow]:
        return self.desk.ask(lambda session: self.side.fetch(session, ids))

    def _asked_for(self, column: int, before: int, now: int) -> None:
        """Rows were fetched without duties and further fields while their columns were not in sight."""
        if (column in OF_DUTIES or column in self.offered.further) and before == 0 and now:
            self.model.refresh()

    def _sort(self, key: str, ascending: bool) -> None:
        kept = [pair for pair in self.filters.query.sort if pair[0] != key]
        self.filters.query = replace(self.filters.query, sort=((key, ascending), *kept)[:3])

    def _choices(self) -> dict[str, tuple[str, Choices]]:
        villages, factors = self.desk.ask(
            lambda session: (settings.areas(session), lists.factors_in_use(session, self.desk.office.rulebook))
        )
        return {
            "villages": ("村（社区）", [(a.id, a.name) for a in villages if a.employers or not a.closed_on]),
            "levels": ("风险等级", level_choices()),
            "combined": ("综合类别", class_choices()),
            "managements": ("管理等级", [(c, shaped(c)) for c in "ABC"]),
            "statuses": ("状态", [(c, shaped(c)) for c in self.desk.office.rulebook.codes.get("status").codes]),
            "factors": ("危害因素", factors),
            "states": ("资料情况", [(state, state) for state in register.STATES]),
            "dues": ("到期情况", [(due, due) for due in register.DUES]),
        }

    def tell_state(self) -> None:
        """How the register stands, beside the title; of very many employers a moment later, as a job."""
        largest = self.desk.ask(register.largest)
        if not self.side.away:
            self._middle.setCurrentIndex(0 if largest else 1)
        self.grade.setEnabled(largest > 0)

        def counted(_: Progress | None = None) -> tuple[int, int]:
            return self.desk.ask(lambda session: (register.count(session), register.number(session, UNGRADED)))

        def tell(found: tuple[int, int]) -> None:
            whole, waiting = found
            self.stated.emit(f"共登记 {whole:,} 家，在营和半停产中待分级 {waiting:,} 家")

        if largest > FIRST:
            self.desk.start(self, counted, tell, "正在统计")
        else:
            tell(counted())

    def _told(self) -> list[str]:
        words = "；".join(words for _, _, words in self.filters.conditions()) or self.filters.written
        return [f"条件：{words}。"] if words else []

    def _count(self) -> None:
        cells, chosen = self.table.cells() if self.model.rowCount() else (0, 0)
        words = f"显示 {self.model.rowCount():,} 家"
        if cells > 1 and chosen:
            words += f"，选中 {cells:,} 格，不同企业 {chosen:,} 家"
            words += "".join(f"，{each.said(' 人', '家')}" for each in self.table.sums())
        if self._waiting:
            words += "。正在推算到期情况，推算完再按它筛选、排序…"
        self.counted.setText(words)

    def _none(self) -> QWidget:
        said = label("没有符合条件的企业。", "heading")
        more = label("可以少写几个字，或去掉上面的条件。名称可以只写拼音首字母，例如“qyjx”。", "muted", wrap=True)
        return panel(said, more, row(button("去掉全部条件", "close", self.filters.clear), None), None)

    def _lay_out(self) -> None:
        nothing = column(
            None,
            label("还没有企业。拖入现有台账表格，或下载空白模板。", "heading"),
            row(
                button("导入表格", "import", lambda: self.desk.go("exchange"), main=True),
                button("下载空白模板", "sheet", lambda: self.desk.go("exchange", "blank")),
                None,
            ),
            None,
        )
        nothing.line.setContentsMargins(24, 0, 24, 0)
        self._list = QStackedWidget(objectName="plain")
        self._list.addWidget(self.table)
        self._list.addWidget(self._none())
        left = column(self.filters, self._list, self.counted, stretch=1)
        self._middle = QStackedWidget(objectName="plain")
        split = beside(left, self.card)
        self._middle.addWidget(split)
        self._middle.addWidget(nothing)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.addWidget(self._middle)
