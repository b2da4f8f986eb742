"""Beside the table of the register: the queue of duplicates, the changes, bulk, saved views, the register of a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QStackedWidget

from desktop.rules.completeness import Completeness
from desktop.rules.search_words import Understood, Vocabulary
from desktop.ui.page import button
from desktop.ui.register.asking import DayDialog, NameDialog
from desktop.ui.register.bin import BinView
from desktop.ui.register.bulk import BulkView
from desktop.ui.register.changes import ChangesView
from desktop.ui.register.duplicates import DuplicatesView
from desktop.ui.register.papers import Papers
from desktop.ui.register.patrolling import Patrolling
from desktop.work import asof, columnvalues, completeness, conditions, duties_board, register, views
from desktop.work.change import Change
from desktop.work.employer_papers import CARDS, FILES
from desktop.work.progress import Progress
from desktop.work.register import EmployerRow, Query
from desktop.work.views import View

if TYPE_CHECKING:
    from desktop.ui.register.page import RegisterPage

DUPLICATES, CHANGES, BULK, BIN = "duplicates", "changes", "bulk", "bin"
Row = dict[int, EmployerRow]
SideView = DuplicatesView | ChangesView | BulkView | BinView
VIEWS: dict[str, type[DuplicatesView] | type[ChangesView] | type[BulkView] | type[BinView]] = {
    DUPLICATES: DuplicatesView, CHANGES: ChangesView, BULK: BulkView, BIN: BinView,
}  # fmt: skip


class Side:
    """What the register page can show in place of its table, and how its lines are fetched and its words understood."""

    def __init__(self, page: RegisterPage, stack: QStackedWidget) -> None:
        self._page, self._desk, self._stack = page, page.desk, stack
        self._words: Vocabulary | None = None
        self._shown: dict[str, SideView] = {}
        self.more = button("更多", "menu")
        self.more.setProperty("menu", True)
        self._menu = QMenu(self.more)
        self._menu.aboutToShow.connect(self.fill_menu)
        self._told_day = self._working_out = False
        page.filters.asked.connect(self._narrowed)
        self.more.setMenu(self._menu)

    def fill_menu(self) -> QMenu:
        """What else can be done with the register; saved views come first."""
        menu = self._menu
        menu.clear()
        saved = menu.addMenu("视图")
        kept = self._desk.ask(views.views)
        for view in kept:
            saved.addAction(view.name).triggered.connect(lambda _=False, v=view: self.open_view(v))
        saved.addSeparator()
        saved.addAction("保存现在的条件、排序和列…").triggered.connect(lambda _=False: self.save_view())
        away = saved.addMenu("删除视图")
        away.setEnabled(bool(kept))
        for view in kept:
            away.addAction(view.name).triggered.connect(lambda _=False, v=view: self.remove_view(v))
        selected = self._page.table.chosen()
        for words, act in self._acts(selected):
            menu.addAction(words).triggered.connect(lambda _=False, act=act: act())
        return menu

    def _acts(self, selected: list[int]) -> list[tuple[str, Callable[[], object]]]:
        acts: list[tuple[str, Callable[[], object]]] = [
            ("疑似重复的企业", lambda: self.show(DUPLICATES)),
            ("两个日期之间的变化", lambda: self.show(CHANGES)),
            ("截至某日的台账…", self.ask_day),
            ("按名单批量修改", lambda: self.show(BULK)),
        ]
        acts.append(("打印所见…（Ctrl+P）", self._page.seen.print))
        acts.append(("回收站", lambda: self.show(BIN)))
        if selected:
            acts.append((f"删除选中的 {len(selected):,} 家（Ctrl+-）", lambda: self._page.remove(selected)))
        if len(selected) > 1:
            acts.append((f"批量修改选中的 {len(selected):,} 家", lambda: self.change_selected(selected)))
        if selected:
            acts += Patrolling(self._desk, self._page, selected).acts()
            papers, many = Papers(self._desk, self._page), f"选中的 {len(selected):,} 家"
            acts.append((f"打印{many}的{CARDS}", lambda: papers.cards(selected)))
            acts.append((f"打印{many}的{FILES}", lambda: papers.files(selected)))
        return acts

    def show(self, name: str) -> SideView:
        """Show one of the views in place of the table."""
        view = self._shown[name] if name in self._shown else self._made(name)
        self._stack.setCurrentWidget(view)
        self._offer_export(False)
        self._narrowed()
        if isinstance(view, DuplicatesView):
            view.refresh()
        elif isinstance(view, ChangesView | BinView):
            view.enter()
        return view

    def _made(self, name: str) -> SideView:
        view: SideView = VIEWS[name](self._desk)
        self._shown[name] = view
        self._stack.addWidget(view)
        view.closed.connect(self.back)
        if isinstance(view, ChangesView):
            view.wanted.connect(lambda employer: self._page.enter(employer))
        return view

    def back(self) -> None:
        """Show the table again."""
        if self._stack.currentIndex() > 1:
            self._stack.setCurrentIndex(0)
            self._offer_export(True)
            self._page.reload()

    def _offer_export(self, offered: bool) -> None:
        """The list that 导出 means is not on the screen while something else stands there."""
        self._page.export.setProperty("away", not offered)
        self._page.export.setVisible(offered and self._page.isVisible())

    def _narrowed(self) -> None:
        """The sentence about another day goes with its chip."""
        if self._told_day and (self.away or self._page.filters.query.on is None):
            self._told_day = False
            self._page.tell_state()

    @property
    def away(self) -> bool:
        """Whether something else stands in place of the table."""
        return self._stack.currentIndex() > 1

    def heard(self, change: Change) -> None:
        """Villages, factors or rules may have changed: the words are looked up anew."""
        self._words = None
        if isinstance(shown := self._stack.currentWidget(), BinView):
            shown.enter()

    def understand(self, text: str) -> Understood:
        """What the words of the search box mean in this register."""
        office = self._desk.office

        def ask(session: object) -> Understood:
            if self._words is None:
                self._words = conditions.vocabulary(session, office.rulebook)  # type: ignore[arg-type]
            return conditions.understand(session, text, self._words, office.rulebook, office.today())  # type: ignore[arg-type]

        return self._desk.ask(ask)

    def fetch(self, session: object, ids: Sequence[int]) -> Row:
        """The lines of the table: as they are now with their completeness, or as they stood on the day asked for."""
        book, on = self._desk.office.rulebook, self._page.filters.query.on
        further = self._page.further_shown()
        if on is not None:
            then = asof.rows(session, ids, on, book)  # type: ignore[arg-type]
            return asof.with_fields(session, then, further, on) if further else then  # type: ignore[arg-type]
        ask = register.with_duties if self._page.shows_duties() else register.rows
        rows = ask(session, ids)  # type: ignore[arg-type]
        if further:
            rows = columnvalues.with_fields(session, rows, further)  # type: ignore[arg-type]

        @cache
        def scores() -> Mapping[int, Completeness]:
            return self._desk.ask(lambda session: completeness.of(session, book, ids))

        def score(number: int) -> Completeness | None:
            return scores().get(number)

        return {number: replace(row, scored=partial(score, number)) for number, row in rows.items()}

    def must_wait(self) -> bool:
        """Whether what is asked needs the duties of the whole register first; a job then works them out."""
        if not register.asks_duties(self._page.filters.query):
            return False
        if not self._desk.ask(lambda session: duties_board.of(session).waits(session)):
            return False
        if not self._working_out:
            self._working_out = True
            self._desk.start(self._page, self._work_out, lambda _: self._page.reload(), "正在推算到期情况")
        return True

    def _work_out(self, progress: Progress) -> None:
        try:
            self._desk.office.ask(lambda session: duties_board.of(session).warm(session, progress))
        finally:
            self._working_out = False

    def ask_day(self) -> DayDialog:
        """截至某日的台账."""
        today = self._desk.office.today()

        def chosen(day: date) -> None:
            asof.refuse_future(day, today)
            self.show_day(day)

        dialog = DayDialog(today, chosen, self._page)
        dialog.open()
        return dialog

    def show_day(self, on: date) -> None:
        """Who stood in the register at the end of a day, as they stood then; a job."""
        office = self._desk.office

        def work(_: Progress) -> asof.RegisterOn:
            return office.ask(lambda session: asof.register_on(session, on, office.rulebook))

        def done(found: asof.RegisterOn) -> None:
            self._page.filters.show_only(Query(ids=found.listed, on=on), f"截至 {on} 的台账")
            uncertain = f"，另有 {len(found.uncertain)} 家当时是否在册不清楚" if found.uncertain else ""
            self._told_day = True
            told = f"截至 {on} 在册 {len(found.listed):,} 家{uncertain}"
            self._page.stated.emit(f"{told}。表格、等级、状态是当时的，右侧卡片和其他条件按现在的资料")

        self._desk.start(self._page, work, done, "正在还原台账")

    def change_selected(self, ids: Sequence[int]) -> None:
        """The selected employers into the bulk view."""
        view = self.show(BULK)
        assert isinstance(view, BulkView)
        view.take_selection(ids)

    def open_view(self, view: View) -> None:
        """The conditions, sorting and columns of a saved view."""
        self.back()
        self._page.filters.open_view(view.written, view.query)
        self._page.arrange(view.columns, view.query.sort)

    def save_view(self) -> NameDialog:
        """The conditions in force, the sorting and the columns under a name."""
        filters, on = self._page.filters, self._desk.office.today()

        def chosen(name: str) -> None:
            written, query, columns = filters.written, filters.query, self._page.visible_columns()
            self._desk.change(lambda session: views.save(session, name, written, query, on=on, columns=columns))

        proposed = " ".join(words for _, _, words in filters.conditions()) or filters.written
        dialog = NameDialog(proposed[:40], chosen, self._page)
        dialog.open()
        return dialog

    def remove_view(self, view: View) -> None:
        """Delete a saved view; undo brings it back."""
        self._desk.attempt(lambda session: views.remove(session, view.id))
